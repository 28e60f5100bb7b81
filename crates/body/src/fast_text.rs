//! Text without the sanitiser. A text is looked at by nobody's browser, so it need not be made safe; it
//! must only say what the shown tree says. For tidied HTML that a parser would leave as it stands, our
//! own reader makes the same tree, at a third of the cost. Everything else takes the long road: this
//! may say too often that it does not know, and must never say otherwise than the long road.

use crate::lexer::{HtmlLexer, HtmlToken};

/// Character references that our reader resolves as a browser does.
const REFERENCES: [&str; 5] = ["amp;", "lt;", "gt;", "quot;", "nbsp;"];

/// Whether a parser of HTML would make the tree of this tidied text that its tags spell out: nothing
/// moved, closed, implied or left out.
pub(crate) fn stands_as_written(tidied: &str) -> bool {
    has_known_references(tidied) && is_well_placed(tidied)
}

fn has_known_references(tidied: &str) -> bool {
    tidied
        .match_indices('&')
        .all(|(at, _)| is_known_or_none(&tidied[at + 1..]))
}

/// What follows an ampersand is a reference that we know, or cannot begin one.
fn is_known_or_none(after: &str) -> bool {
    REFERENCES.iter().any(|name| after.starts_with(name))
        || !after.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '#')
}

/// Tags that tidying wrote are closed in order; what is left to ask is what stands in what.
fn is_well_placed(tidied: &str) -> bool {
    let mut open: Vec<String> = Vec::new();
    for token in HtmlLexer::new(tidied) {
        let fits = match token {
            HtmlToken::Text(text) => fits_text(open.last(), text),
            HtmlToken::End(name) => open.pop().is_some_and(|last| last == name),
            HtmlToken::Start(name, _) if matches!(name.as_str(), "br" | "hr" | "wbr") => {
                !is_frame(open.last())
            }
            HtmlToken::Start(name, _) => {
                let fits = fits(&open, &name);
                open.push(name);
                fits
            }
        };
        if !fits {
            return false;
        }
    }
    open.is_empty()
}

/// The parts of a table that hold parts and no text: a parser moves anything else out of them.
fn is_frame(parent: Option<&String>) -> bool {
    parent.is_some_and(|name| matches!(name.as_str(), "table" | "thead" | "tbody" | "tr"))
}

fn fits_text(parent: Option<&String>, text: &str) -> bool {
    !is_frame(parent) || text.bytes().all(|byte| byte.is_ascii_whitespace())
}

fn fits(open: &[String], name: &str) -> bool {
    let parent = open.last().map_or("", String::as_str);
    match name {
        "thead" | "tbody" => parent == "table",
        "tr" => matches!(parent, "table" | "thead" | "tbody"),
        "td" | "th" => parent == "tr",
        "li" => matches!(parent, "ul" | "ol"),
        // A heading ends one that is open; a caption and preformatted text have rules of their own.
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
            !is_frame(open.last()) && !open.iter().any(|name| is_heading(name))
        }
        "caption" | "pre" => false,
        // A link ends one that is open, wherever that is.
        "a" => !is_frame(open.last()) && !open.iter().any(|name| name == "a"),
        _ => !is_frame(open.last()),
    }
}

fn is_heading(name: &str) -> bool {
    name.len() == 2 && name.starts_with('h') && name != "hr"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prepass::prepass;
    use crate::{convert, markdown, to_text};
    use proptest::prelude::*;

    /// The words of the tree that is shown.
    fn shown(html: &str) -> String {
        to_text::settled(&to_text::of_blocks(&convert::html(html).blocks))
    }

    fn is_short(html: &str) -> bool {
        stands_as_written(&prepass(html).html)
    }

    #[test]
    fn usual_mail_takes_the_short_road() {
        let bodies = [
            "<p>Hi Wei,</p><p>Your room: <a href=\"https://a.example/x\">see</a> &amp; pay.</p>",
            "<div><div>One</div>\n<div><br></div>\n<div>two &nbsp; R & D &</div></div>",
            "<table><tr><td><strong>Robin</strong>, assistant<br>12 Street</td></tr></table>",
            "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table>",
            "<ul><li>one</li><li>two<ol start=3><li>x</li></ol></li></ul><h2>Head</h2><hr>",
            "<img src=x alt='A cat'> <b>bold <i>both</b> rest</i> http://a.example/b.",
        ];
        for body in bodies {
            assert!(is_short(body), "{body}");
            assert_eq!(convert::text(body).shown, shown(body), "{body}");
        }
    }

    #[test]
    fn what_a_parser_would_change_takes_the_long_road() {
        let bodies = [
            "&eacute;",
            "&#39;",
            "<table>text<tr><td>x</td></tr></table>",
            "<p>a<span hidden>b</span><pre>c</pre>",
            "<li>x</li>",
            "<h1>a<h2>b</h2></h1>",
            "<pre>\nx</pre>",
            "<table><caption>x</caption></table>",
        ];
        for body in bodies {
            assert!(!is_short(body), "{body}");
        }
    }

    const PIECES: [&str; 62] = [
        "<p>",
        "</p>",
        "<div>",
        "</div>",
        "<b>",
        "</b>",
        "<i>",
        "</i>",
        "<s>",
        "</s>",
        "<code>",
        "</code>",
        "<a href='https://a.example/x'>",
        "</a>",
        "<h1>",
        "</h1>",
        "<h2>",
        "</h2>",
        "<ul>",
        "</ul>",
        "<ol start=4>",
        "</ol>",
        "<li>",
        "</li>",
        "<table>",
        "</table>",
        "<thead>",
        "</thead>",
        "<tbody>",
        "</tbody>",
        "<tr>",
        "</tr>",
        "<td>",
        "</td>",
        "<td colspan=2>",
        "<th>",
        "</th>",
        "<blockquote>",
        "</blockquote>",
        "<br>",
        "<hr>",
        "<img alt='a  cat'>",
        "<img width=1>",
        "<pre>",
        "</pre>",
        "<caption>",
        "</caption>",
        "<q>",
        "<span>",
        "&amp;",
        "&nbsp;",
        "&lt;b>",
        "&eacute;",
        "& ",
        "&x",
        " ",
        "\n",
        "\r\n\t",
        "one",
        "two. ",
        "http://b.example/y ",
        "\u{202E}\u{200B}é",
    ];

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn html_reads_as_it_is_shown(at in prop::collection::vec(0..PIECES.len(), 0..24)) {
            let html: String = at.into_iter().map(|at| PIECES[at]).collect();
            prop_assert_eq!(convert::text(&html).shown, shown(&html));
        }

        #[test]
        fn markdown_reads_as_it_is_shown(
            markdown in r"([a-zé]{1,6}|[ \n]|\n\n|\*\*?|_|`|# |- |1\. |> |\| ?|\|---\||\[x\]\(http://a\.example\)|<b>|&amp;|&|\\){0,30}"
        ) {
            let html = markdown::to_html(&markdown);
            prop_assert_eq!(convert::text(&html).shown, shown(&html));
        }
    }
}
