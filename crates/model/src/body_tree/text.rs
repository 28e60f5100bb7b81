//! A body as plain text, for terminals and for the text part of a mail. It never hides where a link
//! leads, and never acts: what it writes is to be read by people.

use super::{BodyBlock, BodyInline, BodyView};

impl BodyView {
    /// The body as plain text: paragraphs apart by an empty line, lists and quotations with their
    /// signs, cells divided by bars, and the address beside the words of each link that hides it.
    /// What the sender hid is not in it.
    #[must_use]
    pub fn to_text(&self) -> String {
        TextWriter { body: self }.blocks(&self.blocks)
    }

    /// What the sender hid, as plain text; empty where nothing was.
    #[must_use]
    pub fn hidden_text(&self) -> String {
        let mut hidden = Vec::new();
        collect_hidden(&self.blocks, &mut hidden);
        let writer = TextWriter { body: self };
        joined(hidden.into_iter().map(|blocks| writer.blocks(blocks)), "\n")
    }
}

/// The hidden parts of blocks, in their order.
fn collect_hidden<'b>(blocks: &'b [BodyBlock], out: &mut Vec<&'b [BodyBlock]>) {
    for block in blocks {
        match block {
            BodyBlock::Hidden { blocks } => out.push(blocks),
            BodyBlock::Quote { blocks } => collect_hidden(blocks, out),
            BodyBlock::List { items, .. } => items.iter().for_each(|it| collect_hidden(it, out)),
            BodyBlock::Paragraph { .. }
            | BodyBlock::Heading { .. }
            | BodyBlock::Code { .. }
            | BodyBlock::Table { .. }
            | BodyBlock::Rule => {}
        }
    }
}

/// Writes what stands in a body, whose table of links it needs for that.
struct TextWriter<'b> {
    body: &'b BodyView,
}

impl TextWriter<'_> {
    fn blocks(&self, all: &[BodyBlock]) -> String {
        joined(all.iter().filter_map(|it| self.block(it)), "\n\n")
    }

    fn block(&self, block: &BodyBlock) -> Option<String> {
        Some(match block {
            BodyBlock::Paragraph { inlines } | BodyBlock::Heading { inlines, .. } => {
                self.words(inlines)
            }
            BodyBlock::List { start, items } => self.list(*start, items),
            BodyBlock::Quote { blocks: quoted } => prefixed(&self.blocks(quoted), "> ", "> "),
            BodyBlock::Code { text } => prefixed(text.trim_end(), "    ", "    "),
            BodyBlock::Table { head, rows } => self.table(head, rows),
            BodyBlock::Rule => "---".to_owned(),
            BodyBlock::Hidden { .. } => return None,
        })
    }

    fn list(&self, start: Option<u32>, items: &[Vec<BodyBlock>]) -> String {
        let sign = |nth: u32| match start {
            Some(first) => format!("{}. ", first.saturating_add(nth)),
            None => "- ".to_owned(),
        };
        let item = |(nth, item): (u32, &Vec<BodyBlock>)| {
            let sign = sign(nth);
            prefixed(&self.blocks(item), &sign, &" ".repeat(sign.len()))
        };
        joined((0_u32..).zip(items).map(item), "\n")
    }

    fn table(&self, head: &[Vec<BodyInline>], rows: &[Vec<Vec<BodyInline>>]) -> String {
        let row = |cells: &[Vec<BodyInline>]| joined(cells.iter().map(|it| self.words(it)), " | ");
        let head = (!head.is_empty()).then(|| row(head));
        joined(head.into_iter().chain(rows.iter().map(|it| row(it))), "\n")
    }

    fn words(&self, inlines: &[BodyInline]) -> String {
        inlines.iter().map(|it| self.word(it)).collect()
    }

    fn word(&self, inline: &BodyInline) -> String {
        match inline {
            BodyInline::Text { text } | BodyInline::Code { text } | BodyInline::Mark { text } => {
                text.clone()
            }
            BodyInline::Strong { inlines }
            | BodyInline::Emphasis { inlines }
            | BodyInline::Strike { inlines } => self.words(inlines),
            BodyInline::Link { target, inlines } => match self.body.link(*target) {
                Some(target) => link(&target.url, &self.words(inlines)),
                None => self.words(inlines),
            },
            BodyInline::BlockedImage { alt } if alt.is_empty() => "[image]".to_owned(),
            BodyInline::BlockedImage { alt } => format!("[image: {alt}]"),
            BodyInline::Break => "\n".to_owned(),
        }
    }
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
            ..BodyView::default()
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
            ..BodyView::default()
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

    #[test]
    fn what_was_hidden_stands_apart_from_what_was_said() {
        let hidden = |words: &str| BodyBlock::Hidden {
            blocks: vec![paragraph(words)],
        };
        let body = BodyView {
            blocks: vec![
                hidden("second month free"),
                paragraph("Hello"),
                BodyBlock::Quote {
                    blocks: vec![paragraph("quoted"), hidden("below")],
                },
            ],
            ..BodyView::default()
        };
        assert_eq!(body.to_text(), "Hello\n\n> quoted");
        assert_eq!(body.hidden_text(), "second month free\nbelow");
    }
}
