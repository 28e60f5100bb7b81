//! Marks the matches of a search in a tree. The text of a paragraph is looked at whole, and the
//! matches are laid back over its leaves.

use model::body::{Block, BodyView, Inline};
use model::view::Piece;
use std::ops::Range;

type Hits<'a> = &'a dyn Fn(&str) -> Vec<Piece>;

/// Marks a body.
pub(crate) fn mark(view: BodyView, hits: Hits<'_>) -> BodyView {
    BodyView {
        blocks: blocks(view.blocks, hits),
        blocked_images: view.blocked_images,
    }
}

fn blocks(all: Vec<Block>, hits: Hits<'_>) -> Vec<Block> {
    all.into_iter().map(|one| block(one, hits)).collect()
}

fn block(block: Block, hits: Hits<'_>) -> Block {
    match block {
        Block::Paragraph { inlines } => Block::Paragraph {
            inlines: line(inlines, hits),
        },
        Block::Heading { level, inlines } => Block::Heading {
            level,
            inlines: line(inlines, hits),
        },
        Block::List { start, items } => Block::List {
            start,
            items: items.into_iter().map(|item| blocks(item, hits)).collect(),
        },
        Block::Quote { blocks: inside } => Block::Quote {
            blocks: blocks(inside, hits),
        },
        Block::Table { head, rows } => Block::Table {
            head: row(head, hits),
            rows: rows.into_iter().map(|cells| row(cells, hits)).collect(),
        },
        other @ (Block::Code { .. } | Block::Rule) => other,
    }
}

fn row(cells: Vec<Vec<Inline>>, hits: Hits<'_>) -> Vec<Vec<Inline>> {
    cells.into_iter().map(|cell| line(cell, hits)).collect()
}

fn line(inlines: Vec<Inline>, hits: Hits<'_>) -> Vec<Inline> {
    let mut text = String::new();
    collect(&inlines, &mut text);
    let spans = spans(&hits(&text));
    if spans.is_empty() {
        return inlines;
    }
    Marking {
        spans: &spans,
        at: 0,
    }
    .inlines(inlines)
}

/// The text of a line; a break and an image stand for a space, which is how long they count.
fn collect(inlines: &[Inline], out: &mut String) {
    for inline in inlines {
        match inline {
            Inline::Text { text } | Inline::Code { text } | Inline::Mark { text } => {
                out.push_str(text)
            }
            Inline::Break | Inline::BlockedImage { .. } => out.push('\n'),
            Inline::Strong { inlines }
            | Inline::Emphasis { inlines }
            | Inline::Strike { inlines }
            | Inline::Link { inlines, .. } => collect(inlines, out),
        }
    }
}

fn spans(pieces: &[Piece]) -> Vec<Range<usize>> {
    let mut at = 0;
    let mut spans = Vec::new();
    for piece in pieces {
        let end = at + piece.text.len();
        if piece.hit && at < end {
            spans.push(at..end);
        }
        at = end;
    }
    spans
}

/// Walks the leaves of a line beside its matches.
struct Marking<'a> {
    spans: &'a [Range<usize>],
    at: usize,
}

impl Marking<'_> {
    fn inlines(&mut self, inlines: Vec<Inline>) -> Vec<Inline> {
        let mut out = Vec::with_capacity(inlines.len());
        for inline in inlines {
            match inline {
                Inline::Text { text } => self.leaf(&text, |text| Inline::Text { text }, &mut out),
                Inline::Code { text } => self.leaf(&text, |text| Inline::Code { text }, &mut out),
                Inline::Mark { text } => self.leaf(&text, |text| Inline::Mark { text }, &mut out),
                Inline::Strong { inlines } => out.push(Inline::Strong {
                    inlines: self.inlines(inlines),
                }),
                Inline::Emphasis { inlines } => out.push(Inline::Emphasis {
                    inlines: self.inlines(inlines),
                }),
                Inline::Strike { inlines } => out.push(Inline::Strike {
                    inlines: self.inlines(inlines),
                }),
                Inline::Link { url, host, inlines } => {
                    out.push(Inline::Link {
                        url,
                        host,
                        inlines: self.inlines(inlines),
                    });
                }
                other @ (Inline::Break | Inline::BlockedImage { .. }) => {
                    self.at += 1;
                    out.push(other);
                }
            }
        }
        out
    }

    fn leaf(&mut self, text: &str, unmarked: impl Fn(String) -> Inline, out: &mut Vec<Inline>) {
        let end = self.at + text.len();
        let first = self.spans.partition_point(|span| span.end <= self.at);
        self.spans = &self.spans[first..];
        let mut done = 0;
        for span in self.spans.iter().take_while(|span| span.start < end) {
            let start = span.start.saturating_sub(self.at);
            let stop = span.end.min(end) - self.at;
            // A search that cuts inside a character would be at fault; its match is then not shown.
            let (Some(before), Some(inside)) = (text.get(done..start), text.get(start..stop))
            else {
                continue;
            };
            push(before, &unmarked, out);
            push(inside, |text| Inline::Mark { text }, out);
            done = stop;
        }
        push(&text[done..], &unmarked, out);
        self.at = end;
    }
}

fn push(text: &str, wrap: impl Fn(String) -> Inline, out: &mut Vec<Inline>) {
    if !text.is_empty() {
        out.push(wrap(text.to_owned()));
    }
}
