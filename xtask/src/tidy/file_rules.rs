//! Rules that each file keeps by itself: how a Rust file begins and how long it is, what the front must
//! not contain, what SQL must not. What needs the whole crate stands in other checks.

use proc_macro2::{TokenStream, TokenTree};

use super::breach::RuleBreach;

/// Lines of a file before it must be divided.
const LONGEST: usize = 800;

/// Properties and methods that parse a string as markup.
const PARSES_MARKUP: [&str; 3] = ["inner_html", "set_inner_html", "insert_adjacent_html"];

/// What one Rust file breaks.
pub(super) fn breaches(file: &str, text: &str) -> Vec<RuleBreach> {
    let mut found = Vec::new();
    if !text.trim_start_matches('\u{feff}').starts_with("//!") {
        found.push(RuleBreach::new(
            file,
            1,
            "a file begins with //!: what it is for, what it must not do",
        ));
    }
    let length = text.lines().count();
    if length > LONGEST {
        let why = format!("{length} lines: divide it, {LONGEST} is the limit");
        found.push(RuleBreach::new(file, LONGEST + 1, why));
    }
    found
}

/// What a Rust file of the front breaks, tests included.
pub(super) fn front_breaches(file: &str, text: &str) -> Vec<RuleBreach> {
    let mut found = Vec::new();
    if let Ok(tokens) = text.parse() {
        collect_markup(tokens, &mut found);
    }
    found
        .into_iter()
        .map(|(line, why)| RuleBreach::new(file, line, why))
        .collect()
}

fn collect_markup(tokens: TokenStream, found: &mut Vec<(usize, &'static str)>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    for (at, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Group(group) => collect_markup(group.stream(), found),
            TokenTree::Ident(ident) => {
                let line = ident.span().start().line;
                if PARSES_MARKUP.iter().any(|name| ident == name) {
                    found.push((
                        line,
                        "markup from a stranger must never be parsed by the webview: build elements",
                    ));
                } else if ident == "style" && is_inline(&tokens, at) {
                    found.push((
                        line,
                        "the content policy stops inline styles: use a class, or style:property=",
                    ));
                }
            }
            _ => {}
        }
    }
}

/// `style="…"` and `<style`; `let style = …` has room around its sign.
fn is_inline(tokens: &[TokenTree], at: usize) -> bool {
    let touches =
        |left: usize, right: usize| tokens[left].span().end() == tokens[right].span().start();
    let is = |at: usize, character: char| matches!(tokens.get(at), Some(TokenTree::Punct(punct)) if punct.as_char() == character);
    (is(at + 1, '=') && touches(at, at + 1)) || (at > 0 && is(at - 1, '<') && touches(at - 1, at))
}

/// What the page that carries the interface breaks.
pub(super) fn page_breaches(file: &str, text: &str) -> Vec<RuleBreach> {
    let runs = [
        " style=",
        "<style",
        " onclick=",
        " onload=",
        "javascript:",
        "http://",
        "https://",
    ];
    text.lines()
        .enumerate()
        .filter_map(|(index, line)| {
            let hit = runs.iter().find(|run| line.contains(*run))?;
            let why = format!(
                "`{}`: the page holds no inline style or code and names no host",
                hit.trim()
            );
            Some(RuleBreach::new(file, index + 1, why))
        })
        .collect()
}

/// What SQL breaks, in migrations and inside Rust: the runs are looked for outside of comments.
pub(super) fn sql_breaches(file: &str, text: &str) -> Vec<RuleBreach> {
    let runs = [
        (
            "select *",
            "name the columns: a new one must not move the others",
        ),
        (
            " offset ?",
            "it walks over what it skips: use keys or a result set",
        ),
        (
            " offset :",
            "it walks over what it skips: use keys or a result set",
        ),
        (
            " offset {",
            "it walks over what it skips: use keys or a result set",
        ),
    ];
    text.lines()
        .enumerate()
        .filter(|(_, line)| {
            !["//", "--"]
                .iter()
                .any(|mark| line.trim_start().starts_with(mark))
        })
        .filter_map(|(index, line)| {
            let line = line.to_lowercase();
            let (run, why) = runs.iter().find(|(run, _)| line.contains(run))?;
            Some(RuleBreach::new(
                file,
                index + 1,
                format!("`{}`: {why}", run.trim()),
            ))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(found: Vec<RuleBreach>) -> Vec<usize> {
        found.into_iter().map(|breach| breach.line).collect()
    }

    #[test]
    fn a_file_says_first_what_it_is_for() {
        let file = "crates/cache/src/a.rs";
        assert_eq!(lines(breaches(file, "fn a() {}\n")), [1]);
        assert!(breaches(file, "//! For something.\nfn a() {}\n").is_empty());
    }

    #[test]
    fn a_file_of_801_lines_is_too_long() {
        let file = "crates/a/src/a.rs";
        let long = format!("//! A.\n{}", "\n".repeat(800));
        assert_eq!(lines(breaches(file, &long)), [801]);
        let fits = format!("//! A.\n{}", "\n".repeat(799));
        assert!(breaches(file, &fits).is_empty());
    }

    #[test]
    fn the_front_parses_no_markup_and_has_no_inline_styles() {
        let cases = [
            ("fn a() { view! { <p inner_html=x/> } }", 1),
            ("fn a() { view! { <p style=\"top:0\"/> } }", 1),
            ("fn a() { view! { <style>\"p {}\"</style> } }", 1),
            ("fn a() { element.set_inner_html(text); }", 1),
            ("#[cfg(test)] mod tests { fn a() { e.inner_html(); } }", 1),
            ("fn a() { view! { <p style:top=x/> } }", 0),
            ("fn a() { let style = element.style(); }", 0),
            ("// <p style=\nfn a() { \"inner_html style=\" }", 0),
        ];
        for (text, expected) in cases {
            let found = front_breaches("ui/src/a.rs", text);
            assert_eq!(found.len(), expected, "{text}: {found:?}");
        }
    }

    #[test]
    fn the_page_names_no_host_and_holds_no_code() {
        let page = "<html>\n<link href=\"https://fonts.example/inter.css\">\n<body onload=\"a()\">\n<p style=\"x\">\n";
        let found: Vec<usize> = page_breaches("ui/index.html", page)
            .iter()
            .map(|breach| breach.line)
            .collect();
        assert_eq!(found, [2, 3, 4]);
    }

    #[test]
    fn sql_names_its_columns_and_skips_nothing() {
        let text =
            "-- select * would be wrong\nselect a from b\nSELECT * from b\nlimit ? offset ?\n";
        let found: Vec<usize> = sql_breaches("migrations/cache/0001_first.sql", text)
            .iter()
            .map(|breach| breach.line)
            .collect();
        assert_eq!(found, [3, 4]);
    }
}
