//! Text on its way into a page: everything is escaped, and an HTML body is first brought down to its
//! text. Nothing here is trusted to be safe markup: what leaves is text.

use std::fmt::{self, Display, Write as _};

/// Text, escaped for HTML text and attributes.
pub(crate) struct EscapedHtml<'a>(pub(crate) &'a str);

impl Display for EscapedHtml<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for character in self.0.chars() {
            match character {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\'' => f.write_str("&#39;")?,
                other => f.write_char(other)?,
            }
        }
        Ok(())
    }
}

/// The words of an HTML body, roughly: for reading on a minimal page. The result is escaped like any
/// other text, so that being rough costs looks, never safety.
pub(crate) fn words_of_html(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        push_decoded(&mut out, &rest[..at]);
        rest = &rest[at + 1..];
        let name = tag_name(rest);
        let end = if is_unread(&name) {
            end_of_element(rest, &name)
        } else {
            rest.find('>')
        };
        if breaks_line(&name) && !out.ends_with('\n') {
            out.push('\n');
        }
        rest = end.and_then(|end| rest.get(end + 1..)).unwrap_or_default();
    }
    push_decoded(&mut out, rest);
    out.trim().to_owned()
}

fn tag_name(rest: &str) -> String {
    let name = rest.trim_start_matches('/');
    let name = name
        .split(|it: char| !it.is_ascii_alphanumeric())
        .next()
        .unwrap_or_default();
    name.to_ascii_lowercase()
}

fn is_unread(name: &str) -> bool {
    matches!(name, "script" | "style" | "head" | "title")
}

fn breaks_line(name: &str) -> bool {
    matches!(
        name,
        "p" | "br" | "div" | "li" | "tr" | "h1" | "h2" | "h3" | "ul" | "ol" | "table"
    )
}

/// Where the closing tag of an element ends; none if it is never closed, and then nothing follows.
fn end_of_element(rest: &str, name: &str) -> Option<usize> {
    if rest.starts_with('/') {
        return rest.find('>');
    }
    let close = closing_tag(rest, name)?;
    rest[close..].find('>').map(|end| close + end)
}

/// Where `</name` begins, in any case. It looks no further than there: a body may have as many elements
/// as letters.
fn closing_tag(rest: &str, name: &str) -> Option<usize> {
    let named = |at: &usize| {
        let said = rest.as_bytes().get(at + 2..at + 2 + name.len());
        said.is_some_and(|said| said.eq_ignore_ascii_case(name.as_bytes()))
    };
    rest.match_indices("</").map(|(at, _)| at).find(named)
}

fn push_decoded(out: &mut String, text: &str) {
    const ENTITIES: [(&str, &str); 6] = [
        ("&nbsp;", " "),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&amp;", "&"),
    ];
    let mut decoded = text.to_owned();
    for (entity, character) in ENTITIES {
        decoded = decoded.replace(entity, character);
    }
    out.push_str(&decoded);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_survives_escaping() {
        let hostile = r#"<img src=x onerror="alert('1')">&"#;
        let expected = "&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;";
        assert_eq!(EscapedHtml(hostile).to_string(), expected);
    }

    #[test]
    fn html_comes_down_to_its_words() {
        let cases = [
            ("<p>Hello <b>you</b></p><p>Bye</p>", "Hello you\nBye"),
            ("a<script>alert(1)</script>b", "ab"),
            ("a<STYLE>x{}</Style >b", "ab"),
            ("a<script>never closed", "a"),
            ("1 &lt; 2 &amp;amp; 3", "1 < 2 &amp; 3"),
            ("a<style>x</b></st></styl</STYLE>b", "ab"),
            ("a<title>ü</tit", "a"),
            ("broken < tag", "broken"),
            ("é<br>ü", "é\nü"),
            ("", ""),
        ];
        for (html, expected) in cases {
            assert_eq!(words_of_html(html), expected, "{html}");
        }
    }

    /// What takes time in proportion to the square of its length takes minutes here.
    #[test]
    fn whatever_a_body_is_made_of_it_is_read_in_one_go() {
        let pieces = [
            "<style></style>",
            "<script>",
            "<title></title>",
            "<head></",
            "<",
            "</",
            "<a ",
            "<p>",
            "&amp;",
            "</style",
            "<style></styl",
            "<script></script",
        ];
        let began = std::time::Instant::now();
        for first in pieces {
            for second in pieces {
                let body =
                    format!("{first}{second}").repeat(512 * 1024 / (first.len() + second.len()));
                words_of_html(&body);
            }
        }
        let took = began.elapsed();
        assert!(took.as_secs() < 60, "{took:?}");
    }
}
