//! A tree as plain text: what search finds, what an excerpt shows, what a terminal prints.

use model::body::{Block, Inline};

/// The text of blocks, with a blank line between them.
pub(crate) fn of_blocks(blocks: &[Block]) -> String {
    let parts: Vec<String> = blocks.iter().map(block).collect();
    parts.join("\n\n")
}

fn block(block: &Block) -> String {
    match block {
        Block::Paragraph { inlines } | Block::Heading { inlines, .. } => of_inlines(inlines),
        Block::List { start, items } => list(*start, items),
        Block::Quote { blocks } => of_blocks(blocks),
        Block::Code { text } => text.clone(),
        Block::Table { head, rows } => table(head, rows),
        Block::Rule => String::new(),
    }
}

fn list(start: Option<u32>, items: &[Vec<Block>]) -> String {
    let lines = items.iter().zip(0_u32..).map(|(item, at)| {
        let text = item.iter().map(block).collect::<Vec<_>>().join("\n");
        match start {
            Some(start) => format!("{}. {text}", start.saturating_add(at)),
            None => format!("• {text}"),
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn table(head: &[Vec<Inline>], rows: &[Vec<Vec<Inline>>]) -> String {
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
pub(crate) fn of_inlines(inlines: &[Inline]) -> String {
    let mut out = String::new();
    for inline in inlines {
        push(inline, &mut out);
    }
    out
}

fn push(inline: &Inline, out: &mut String) {
    match inline {
        Inline::Text { text } | Inline::Code { text } | Inline::Mark { text } => out.push_str(text),
        Inline::Break => out.push('\n'),
        Inline::BlockedImage { alt } => push_apart(alt, out),
        Inline::Strong { inlines }
        | Inline::Emphasis { inlines }
        | Inline::Strike { inlines }
        | Inline::Link { inlines, .. } => inlines.iter().for_each(|inline| push(inline, out)),
    }
}

/// The text of an image is not part of the word beside it.
fn push_apart(alt: &str, out: &mut String) {
    out.push(' ');
    out.push_str(alt);
    out.push(' ');
}

/// Text at rest: line ends are `\n`, no white space at the end of a line, at most one blank line in a
/// row, none at either end. Settled text stays as it is.
pub(crate) fn settled(text: &str) -> String {
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
