//! A safe body as plain text for a terminal.

use model::body::{Block, BodyView, Inline};

/// The body as plain text; paragraphs are divided by an empty line.
pub(crate) fn plain(body: &BodyView) -> String {
    blocks(&body.blocks)
}

fn blocks(all: &[Block]) -> String {
    all.iter().map(block).collect::<Vec<_>>().join("\n\n")
}

fn block(block: &Block) -> String {
    match block {
        Block::Paragraph { inlines } => words(inlines),
        Block::Heading { inlines, .. } => words(inlines),
        Block::List { start, items } => list(*start, items),
        Block::Quote { blocks: quoted } => prefixed(&blocks(quoted), "> ", "> "),
        Block::Code { text } => prefixed(text, "    ", "    "),
        Block::Table { head, rows } => grid(head, rows),
        Block::Rule => "―――".to_owned(),
    }
}

fn list(start: Option<u32>, items: &[Vec<Block>]) -> String {
    let mark = |place: usize| match start {
        Some(first) => format!("{}. ", u64::from(first) + place as u64),
        None => "• ".to_owned(),
    };
    let item = |(place, item): (usize, &Vec<Block>)| prefixed(&blocks(item), &mark(place), "   ");
    items
        .iter()
        .enumerate()
        .map(item)
        .collect::<Vec<_>>()
        .join("\n")
}

fn grid(head: &[Vec<Inline>], rows: &[Vec<Vec<Inline>>]) -> String {
    let line = |cells: &[Vec<Inline>]| {
        cells
            .iter()
            .map(|cell| words(cell))
            .collect::<Vec<_>>()
            .join(" | ")
    };
    let head = (!head.is_empty()).then(|| line(head));
    head.into_iter()
        .chain(rows.iter().map(|row| line(row)))
        .collect::<Vec<_>>()
        .join("\n")
}

fn prefixed(text: &str, first: &str, others: &str) -> String {
    let line =
        |(place, line): (usize, &str)| format!("{}{line}", if place == 0 { first } else { others });
    text.lines()
        .enumerate()
        .map(line)
        .collect::<Vec<_>>()
        .join("\n")
}

fn words(inlines: &[Inline]) -> String {
    inlines.iter().map(word).collect()
}

fn word(inline: &Inline) -> String {
    match inline {
        Inline::Text { text } | Inline::Code { text } | Inline::Mark { text } => text.clone(),
        Inline::Strong { inlines } | Inline::Emphasis { inlines } | Inline::Strike { inlines } => {
            words(inlines)
        }
        Inline::Link { url, inlines, .. } => link(url, &words(inlines)),
        Inline::BlockedImage { alt } if alt.is_empty() => "[image]".to_owned(),
        Inline::BlockedImage { alt } => format!("[image: {alt}]"),
        Inline::Break => "\n".to_owned(),
    }
}

/// The address is shown unless the words are the address: a link must not lie about where it leads.
fn link(url: &str, said: &str) -> String {
    if said == url || url.strip_prefix("mailto:") == Some(said) {
        said.to_owned()
    } else {
        format!("{said} <{url}>")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Inline {
        Inline::Text {
            text: text.to_owned(),
        }
    }

    #[test]
    fn a_body_reads_as_text() {
        let body = BodyView {
            blocks: vec![
                Block::Paragraph {
                    inlines: vec![text("Hello"), Inline::Break, text("there")],
                },
                Block::List {
                    start: Some(3),
                    items: vec![
                        vec![Block::Paragraph {
                            inlines: vec![text("three")],
                        }],
                        vec![Block::Paragraph {
                            inlines: vec![text("four")],
                        }],
                    ],
                },
                Block::Table {
                    head: vec![vec![text("a")], vec![text("b")]],
                    rows: vec![vec![vec![text("1")], vec![text("2")]]],
                },
            ],
            blocked_images: 0,
        };
        assert_eq!(
            plain(&body),
            "Hello\nthere\n\n3. three\n4. four\n\na | b\n1 | 2"
        );
    }

    #[test]
    fn a_link_shows_where_it_leads() {
        let cases = [
            (
                "https://a.example",
                "https://a.example",
                "https://a.example",
            ),
            (
                "https://evil.example",
                "your bank",
                "your bank <https://evil.example>",
            ),
            ("mailto:a@b.example", "a@b.example", "a@b.example"),
        ];
        for (url, said, expected) in cases {
            assert_eq!(link(url, said), expected);
        }
    }
}
