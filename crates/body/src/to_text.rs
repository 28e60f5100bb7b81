//! A tree as plain text: what search finds, what an excerpt shows, what a terminal prints.

use crate::filler::without_filler;
use model::body_tree::{BodyBlock, BodyInline};

/// Whether a block is one that the sender hid.
pub(crate) fn is_hidden(block: &BodyBlock) -> bool {
    matches!(block, BodyBlock::Hidden { .. })
}

/// The text of blocks, with a blank line between them. What was hidden from readers is not in it.
pub(crate) fn of_blocks(blocks: &[BodyBlock]) -> String {
    let parts: Vec<String> = blocks.iter().filter_map(block).collect();
    parts.join("\n\n")
}

/// The text that was hidden from readers, in lines.
pub(crate) fn hidden(blocks: &[BodyBlock]) -> String {
    let mut parts = Vec::new();
    collect_hidden(blocks, &mut parts);
    parts.join("\n")
}

fn collect_hidden(blocks: &[BodyBlock], out: &mut Vec<String>) {
    for block in blocks {
        match block {
            BodyBlock::Hidden { blocks } => out.push(of_blocks(blocks)),
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

fn block(block: &BodyBlock) -> Option<String> {
    Some(match block {
        BodyBlock::Paragraph { inlines } | BodyBlock::Heading { inlines, .. } => {
            of_inlines(inlines)
        }
        BodyBlock::List { start, items } => list(*start, items),
        BodyBlock::Quote { blocks } => of_blocks(blocks),
        BodyBlock::Code { text } => text.clone(),
        BodyBlock::Table { head, rows } => table(head, rows),
        BodyBlock::Rule => String::new(),
        BodyBlock::Hidden { .. } => return None,
    })
}

fn list(start: Option<u32>, items: &[Vec<BodyBlock>]) -> String {
    let lines = items.iter().zip(0_u32..).map(|(item, at)| {
        let text = item.iter().filter_map(block).collect::<Vec<_>>().join("\n");
        match start {
            Some(start) => format!("{}. {text}", start.saturating_add(at)),
            None => format!("• {text}"),
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn table(head: &[Vec<BodyInline>], rows: &[Vec<Vec<BodyInline>>]) -> String {
    let head = (!head.is_empty()).then_some(head);
    let lines = head
        .into_iter()
        .chain(rows.iter().map(Vec::as_slice))
        .map(|row| {
            let cells = row.iter().map(|cell| of_inlines(cell).replace('\n', " "));
            cells.collect::<Vec<_>>().join(" | ")
        });
    lines.collect::<Vec<_>>().join("\n")
}

/// The text of a line.
pub(crate) fn of_inlines(inlines: &[BodyInline]) -> String {
    let mut out = String::new();
    for inline in inlines {
        push(inline, &mut out);
    }
    out
}

fn push(inline: &BodyInline, out: &mut String) {
    match inline {
        BodyInline::Text { text } | BodyInline::Code { text } | BodyInline::Mark { text } => {
            out.push_str(text)
        }
        BodyInline::Break => out.push('\n'),
        BodyInline::BlockedImage { alt } => push_apart(alt, out),
        BodyInline::Strong { inlines }
        | BodyInline::Emphasis { inlines }
        | BodyInline::Strike { inlines }
        | BodyInline::Link { inlines, .. } => inlines.iter().for_each(|inline| push(inline, out)),
    }
}

/// The text of an image is not part of the word beside it.
fn push_apart(alt: &str, out: &mut String) {
    out.push(' ');
    out.push_str(alt);
    out.push(' ');
}

/// Text at rest: no filler, line ends are `\n`, no white space at the end of a line, at most one blank line in a
/// row, none at either end. Settled text stays as it is.
pub(crate) fn settled(text: &str) -> String {
    let text = without_filler(text);
    let mut out = String::with_capacity(text.len());
    let mut blank = 0;
    for line in text.replace("\r\n", "\n").replace('\r', "\n").lines() {
        let line = line.trim_end();
        if line.is_empty() {
            blank += 1;
            continue;
        }
        if !out.is_empty() {
            out.push_str(if blank > 0 { "\n\n" } else { "\n" });
        }
        out.push_str(if out.is_empty() {
            line.trim_start()
        } else {
            line
        });
        blank = 0;
    }
    out
}
