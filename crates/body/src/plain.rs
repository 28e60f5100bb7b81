//! Plain text: paragraphs at blank lines, lines as they stand, `>` as quotation, addresses as links.

use crate::budget::{MAX_BYTES, MAX_NODES, is_exceeded};
use crate::convert::{MAX_DEPTH, is_override};
use crate::ledger::BodyLedger;
use crate::link::autolinked;
use crate::readable_text::{ConversionFault, ReadableText};
use crate::to_text::settled;
use model::body_tree::{BodyBlock, BodyInline, BodyView};

/// A plain body as a tree.
pub(crate) fn view(body: &str) -> BodyView {
    let mut text = settled(body);
    text.retain(|c| !is_override(c));
    let ledger = BodyLedger::default();
    let read = |line: &str| autolinked(line, &|it| ledger.place_of(it));
    let blocks = blocks_of(&text, &read);
    BodyView {
        blocks,
        links: ledger.take_links(),
        ..BodyView::default()
    }
}

/// Reads what stands in a line.
pub(crate) type LineReader<'r> = &'r dyn Fn(&str) -> Vec<BodyInline>;

/// Settled text as blocks.
pub(crate) fn blocks_of(text: &str, read: LineReader<'_>) -> Vec<BodyBlock> {
    let lines: Vec<&str> = text.lines().collect();
    // A line is a node at least. The budget counts what is over it, so all of the rest is one line more.
    let shown = lines.len().min(MAX_NODES);
    let mut blocks = blocks(&lines[..shown], 0, read);
    if shown < lines.len() {
        blocks.push(BodyBlock::Code {
            text: lines[shown..].join("\n"),
        });
    }
    blocks
}

/// A plain body as text.
pub(crate) fn text(body: &str) -> ReadableText {
    ReadableText {
        shown: settled(body),
        fault: is_over_budget(body).then_some(ConversionFault::OverBudget),
        ..ReadableText::default()
    }
}

/// Whether the tree would be more than a body may. Only a long text or one of many lines can.
fn is_over_budget(body: &str) -> bool {
    let ends = body.bytes().filter(|byte| matches!(byte, b'\n' | b'\r'));
    let may_be = body.len() > MAX_BYTES || ends.count() > MAX_NODES / 2;
    may_be && is_exceeded(&view(body).blocks)
}

fn blocks(lines: &[&str], depth: usize, read: LineReader<'_>) -> Vec<BodyBlock> {
    let kind = |line: &str| kind(line, depth);
    let groups = lines.chunk_by(|a, b| kind(a) == kind(b));
    groups
        .filter_map(|group| block(group, kind(group.first()?), depth, read))
        .collect()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum LineKind {
    Text,
    Blank,
    Quoted,
}

fn kind(line: &str, depth: usize) -> LineKind {
    match line.trim_start() {
        "" => LineKind::Blank,
        line if line.starts_with('>') && depth < MAX_DEPTH => LineKind::Quoted,
        _ => LineKind::Text,
    }
}

fn block(lines: &[&str], kind: LineKind, depth: usize, read: LineReader<'_>) -> Option<BodyBlock> {
    match kind {
        LineKind::Blank => None,
        LineKind::Text => Some(BodyBlock::Paragraph {
            inlines: inlines(lines, read),
        }),
        LineKind::Quoted => {
            let inside: Vec<&str> = lines.iter().map(|line| unquoted(line)).collect();
            let blocks = blocks(&inside, depth + 1, read);
            (!blocks.is_empty()).then_some(BodyBlock::Quote { blocks })
        }
    }
}

fn unquoted(line: &str) -> &str {
    let line = line.trim_start();
    let inside = line.strip_prefix('>').unwrap_or(line);
    inside.strip_prefix(' ').unwrap_or(inside)
}

fn inlines(lines: &[&str], read: LineReader<'_>) -> Vec<BodyInline> {
    let mut out = Vec::new();
    for line in lines {
        if !out.is_empty() {
            out.push(BodyInline::Break);
        }
        out.extend(read(line));
    }
    out
}
