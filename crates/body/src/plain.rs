//! Plain text: paragraphs at blank lines, lines as they stand, `>` as quotation, addresses as links.

use crate::convert::{MAX_DEPTH, is_override};
use crate::link::autolinked;
use crate::to_text::settled;
use model::body_tree::{BodyBlock, BodyInline, BodyView};

/// A plain body as a tree.
pub(crate) fn view(body: &str) -> BodyView {
    let mut text = settled(body);
    text.retain(|c| !is_override(c));
    let lines: Vec<&str> = text.lines().collect();
    BodyView {
        blocks: blocks(&lines, 0),
        blocked_images: 0,
    }
}

fn blocks(lines: &[&str], depth: usize) -> Vec<BodyBlock> {
    let kind = |line: &str| kind(line, depth);
    let groups = lines.chunk_by(|a, b| kind(a) == kind(b));
    groups
        .filter_map(|group| block(group, kind(group.first()?), depth))
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

fn block(lines: &[&str], kind: LineKind, depth: usize) -> Option<BodyBlock> {
    match kind {
        LineKind::Blank => None,
        LineKind::Text => Some(BodyBlock::Paragraph {
            inlines: inlines(lines),
        }),
        LineKind::Quoted => {
            let inside: Vec<&str> = lines.iter().map(|line| unquoted(line)).collect();
            let blocks = blocks(&inside, depth + 1);
            (!blocks.is_empty()).then_some(BodyBlock::Quote { blocks })
        }
    }
}

fn unquoted(line: &str) -> &str {
    let line = line.trim_start();
    let inside = line.strip_prefix('>').unwrap_or(line);
    inside.strip_prefix(' ').unwrap_or(inside)
}

fn inlines(lines: &[&str]) -> Vec<BodyInline> {
    let mut out = Vec::new();
    for line in lines {
        if !out.is_empty() {
            out.push(BodyInline::Break);
        }
        out.extend(autolinked(line));
    }
    out
}
