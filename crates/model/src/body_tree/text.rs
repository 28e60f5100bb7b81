//! A body as plain text, for terminals and for the text part of a mail. It never hides where a link
//! leads, and never acts: what it writes is to be read by people.

use super::{BodyBlock, BodyInline, BodyView};

impl BodyView {
    /// The body as plain text: paragraphs apart by an empty line, lists and quotations with their
    /// signs, cells divided by bars, and the address beside the words of each link that hides it.
    #[must_use]
    pub fn to_text(&self) -> String {
        blocks(&self.blocks)
    }
}

fn blocks(all: &[BodyBlock]) -> String {
    joined(all.iter().map(block), "\n\n")
}

fn block(block: &BodyBlock) -> String {
    match block {
        BodyBlock::Paragraph { inlines } | BodyBlock::Heading { inlines, .. } => words(inlines),
        BodyBlock::List { start, items } => list(*start, items),
        BodyBlock::Quote { blocks: quoted } => prefixed(&blocks(quoted), "> ", "> "),
        BodyBlock::Code { text } => prefixed(text.trim_end(), "    ", "    "),
        BodyBlock::Table { head, rows } => table(head, rows),
        BodyBlock::Rule => "---".to_owned(),
    }
}

fn list(start: Option<u32>, items: &[Vec<BodyBlock>]) -> String {
    let sign = |nth: u32| match start {
        Some(first) => format!("{}. ", first.saturating_add(nth)),
        None => "- ".to_owned(),
    };
    let item = |(nth, item): (u32, &Vec<BodyBlock>)| {
        let sign = sign(nth);
        prefixed(&blocks(item), &sign, &" ".repeat(sign.len()))
    };
    joined((0_u32..).zip(items).map(item), "\n")
}

fn table(head: &[Vec<BodyInline>], rows: &[Vec<Vec<BodyInline>>]) -> String {
    let row = |cells: &[Vec<BodyInline>]| joined(cells.iter().map(|cell| words(cell)), " | ");
    let head = (!head.is_empty()).then(|| row(head));
    joined(head.into_iter().chain(rows.iter().map(|it| row(it))), "\n")
}

/// Lines with a sign before the first and an indent before the others.
fn prefixed(text: &str, first: &str, others: &str) -> String {
    let sign = |nth: usize| if nth == 0 { first } else { others };
    let lines = text.lines().enumerate();
    let line = |(nth, line)| format!("{}{line}", sign(nth)).trim_end().to_owned();
    joined(lines.map(line), "\n")
}

fn joined(parts: impl Iterator<Item = String>, between: &str) -> String {
    parts.collect::<Vec<_>>().join(between)
}

fn words(inlines: &[BodyInline]) -> String {
    inlines.iter().map(word).collect()
}

fn word(inline: &BodyInline) -> String {
    match inline {
        BodyInline::Text { text } | BodyInline::Code { text } | BodyInline::Mark { text } => {
            text.clone()
        }
        BodyInline::Strong { inlines }
        | BodyInline::Emphasis { inlines }
        | BodyInline::Strike { inlines } => words(inlines),
        BodyInline::Link { url, inlines, .. } => link(url, &words(inlines)),
        BodyInline::BlockedImage { alt } if alt.is_empty() => "[image]".to_owned(),
        BodyInline::BlockedImage { alt } => format!("[image: {alt}]"),
        BodyInline::Break => "\n".to_owned(),
    }
}

/// What a link says and where it leads; once, and in full, if the words are the address.
fn link(url: &str, said: &str) -> String {
    let address = url.strip_prefix("mailto:").unwrap_or(url);
    if said.trim().is_empty() || bare(address) == bare(said) {
        address.to_owned()
    } else {
        format!("{said} <{address}>")
    }
}

/// An address as people write it.
fn bare(address: &str) -> &str {
    let address = address.trim().trim_end_matches('/');
    let schemes = ["https://", "http://"];
    let rest = schemes.iter().find_map(|it| address.strip_prefix(it));
    rest.unwrap_or(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> BodyInline {
        BodyInline::Text {
            text: text.to_owned(),
        }
    }

    fn paragraph(words: &str) -> BodyBlock {
        BodyBlock::Paragraph {
            inlines: vec![text(words)],
        }
    }

    fn written(block: BodyBlock) -> String {
        let body = BodyView {
            blocks: vec![block],
            blocked_images: 0,
        };
        body.to_text()
    }

    #[test]
    fn each_kind_of_block_has_its_form() {
        let items = || {
            vec![
                vec![paragraph("one"), paragraph("more")],
                vec![paragraph("two")],
            ]
        };
        let list = |start| BodyBlock::List {
            start,
            items: items(),
        };
        let quote = BodyBlock::Quote {
            blocks: vec![paragraph("a"), list(None)],
        };
        let code = "let x = 1;\n  y\n".to_owned();
        let cell = |words: &str| vec![text(words)];
        let table = BodyBlock::Table {
            head: vec![cell("a"), cell("b")],
            rows: vec![vec![cell("1"), cell("2")]],
        };
        let cases = [
            (paragraph("Hello"), "Hello"),
            (list(None), "- one\n\n  more\n- two"),
            (list(Some(9)), "9. one\n\n   more\n10. two"),
            (quote, "> a\n>\n> - one\n>\n>   more\n> - two"),
            (BodyBlock::Code { text: code }, "    let x = 1;\n      y"),
            (table, "a | b\n1 | 2"),
            (BodyBlock::Rule, "---"),
        ];
        for (block, expected) in cases {
            assert_eq!(written(block), expected);
        }
    }

    #[test]
    fn paragraphs_stand_apart_and_breaks_are_lines() {
        let body = BodyView {
            blocks: vec![
                BodyBlock::Paragraph {
                    inlines: vec![text("Hello"), BodyInline::Break, text("there")],
                },
                paragraph("you"),
            ],
            blocked_images: 0,
        };
        assert_eq!(body.to_text(), "Hello\nthere\n\nyou");
    }

    #[test]
    fn a_link_shows_where_it_leads() {
        let cases = [
            (
                "https://a.example",
                "https://a.example",
                "https://a.example",
            ),
            ("https://a.example/", "a.example", "https://a.example/"),
            (
                "https://evil.example",
                "your bank",
                "your bank <https://evil.example>",
            ),
            (
                "https://evil.example",
                "https://a.example",
                "https://a.example <https://evil.example>",
            ),
            ("https://a.example", " ", "https://a.example"),
            ("mailto:a@b.example", "a@b.example", "a@b.example"),
            (
                "mailto:a@b.example",
                "write to us",
                "write to us <a@b.example>",
            ),
        ];
        for (url, said, expected) in cases {
            assert_eq!(link(url, said), expected);
        }
    }
}
