//! The text part of a transcript: for readers and programs that show no HTML. Links are written out.

use super::letter::{Length, Letter};
use model::body::{Block, BodyView, Inline};

/// The text part.
pub(super) fn render(letter: &Letter) -> String {
    let mut out = format!("{}\n\n{}\n", letter.brand, letter.intro);
    if letter.length == Length::Cut {
        out.push_str(
            "\nEarlier messages are left out: the conversation is too long for one mail.\n",
        );
    }
    for entry in &letter.entries {
        out.push_str(&format!(
            "\n{}, {}\n{}\n",
            entry.label,
            entry.at,
            text(&entry.body)
        ));
    }
    if !letter.contact.is_empty() {
        out.push_str(&format!("\n-- \n{}\n{}\n", letter.brand, letter.contact));
    }
    out
}

/// A body as text.
fn text(body: &BodyView) -> String {
    blocks(&body.blocks)
}

fn blocks(all: &[Block]) -> String {
    all.iter().map(block).collect::<Vec<_>>().join("\n\n")
}

fn block(block: &Block) -> String {
    match block {
        Block::Paragraph { inlines } | Block::Heading { inlines, .. } => words(inlines),
        Block::List { start, items } => list(*start, items),
        Block::Quote { blocks: quoted } => indented(&blocks(quoted), "> ", "> "),
        Block::Code { text } => text.trim_end().to_owned(),
        Block::Table { head, rows } => table(head, rows),
        Block::Rule => "---".to_owned(),
    }
}

fn list(start: Option<u32>, items: &[Vec<Block>]) -> String {
    let mut lines = Vec::with_capacity(items.len());
    for (nth, item) in (0_u32..).zip(items) {
        let sign = match start {
            Some(first) => format!("{}. ", first.saturating_add(nth)),
            None => "- ".to_owned(),
        };
        lines.push(indented(&blocks(item), &sign, &" ".repeat(sign.len())));
    }
    lines.join("\n")
}

fn table(head: &[Vec<Inline>], rows: &[Vec<Vec<Inline>>]) -> String {
    let row = |cells: &[Vec<Inline>]| {
        let cells = cells.iter().map(|cell| words(cell));
        cells.collect::<Vec<_>>().join(" | ")
    };
    let head = (!head.is_empty()).then(|| row(head));
    let rows = rows.iter().map(|cells| row(cells));
    head.into_iter().chain(rows).collect::<Vec<_>>().join("\n")
}

/// Lines with a sign before the first and an indent before the others.
fn indented(text: &str, first: &str, other: &str) -> String {
    let lines = text.lines().enumerate();
    let lines = lines.map(|(nth, line)| format!("{}{line}", if nth == 0 { first } else { other }));
    lines.collect::<Vec<_>>().join("\n")
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

/// An address as people write it.
fn bare(address: &str) -> &str {
    let address = address.trim().trim_end_matches('/');
    let schemes = ["https://", "http://"];
    let rest = schemes.iter().find_map(|it| address.strip_prefix(it));
    rest.unwrap_or(address)
}

/// What a link says and where it leads, once if that is the same.
fn link(url: &str, words: &str) -> String {
    let address = url.strip_prefix("mailto:").unwrap_or(url);
    if bare(address) == bare(words) || words.trim().is_empty() {
        address.to_owned()
    } else {
        format!("{words} ({address})")
    }
}
