//! Marks the matches of a search in a tree. The text of a paragraph is looked at whole, and the
//! matches are laid back over its leaves.

use model::body_tree::{BodyBlock, BodyInline, BodyView};
use model::view::TextPiece;
use std::ops::Range;

type FindMatches<'a> = &'a dyn Fn(&str) -> Vec<TextPiece>;

/// Marks a body.
pub(crate) fn mark(view: BodyView, hits: FindMatches<'_>) -> BodyView {
    BodyView {
        blocks: blocks(view.blocks, hits),
        blocked_images: view.blocked_images,
    }
}

fn blocks(all: Vec<BodyBlock>, hits: FindMatches<'_>) -> Vec<BodyBlock> {
    all.into_iter().map(|one| block(one, hits)).collect()
}

fn block(block: BodyBlock, hits: FindMatches<'_>) -> BodyBlock {
    match block {
        BodyBlock::Paragraph { inlines } => BodyBlock::Paragraph {
            inlines: line(inlines, hits),
        },
        BodyBlock::Heading { level, inlines } => BodyBlock::Heading {
            level,
            inlines: line(inlines, hits),
        },
        BodyBlock::List { start, items } => BodyBlock::List {
            start,
            items: items.into_iter().map(|item| blocks(item, hits)).collect(),
        },
        BodyBlock::Quote { blocks: inside } => BodyBlock::Quote {
            blocks: blocks(inside, hits),
        },
        BodyBlock::Table { head, rows } => BodyBlock::Table {
            head: row(head, hits),
            rows: rows.into_iter().map(|cells| row(cells, hits)).collect(),
        },
        other @ (BodyBlock::Code { .. } | BodyBlock::Rule) => other,
    }
}

fn row(cells: Vec<Vec<BodyInline>>, hits: FindMatches<'_>) -> Vec<Vec<BodyInline>> {
    cells.into_iter().map(|cell| line(cell, hits)).collect()
}

fn line(inlines: Vec<BodyInline>, hits: FindMatches<'_>) -> Vec<BodyInline> {
    let mut text = String::new();
    collect(&inlines, &mut text);
    let spans = spans(&hits(&text));
    if spans.is_empty() {
        return inlines;
    }
    MatchWalker {
        spans: &spans,
        at: 0,
    }
    .inlines(inlines)
}

/// The text of a line; a break and an image stand for a space, which is how long they count.
fn collect(inlines: &[BodyInline], out: &mut String) {
    for inline in inlines {
        match inline {
            BodyInline::Text { text } | BodyInline::Code { text } | BodyInline::Mark { text } => {
                out.push_str(text)
            }
            BodyInline::Break | BodyInline::BlockedImage { .. } => out.push('\n'),
            BodyInline::Strong { inlines }
            | BodyInline::Emphasis { inlines }
            | BodyInline::Strike { inlines }
            | BodyInline::Link { inlines, .. } => collect(inlines, out),
        }
    }
}

fn spans(pieces: &[TextPiece]) -> Vec<Range<usize>> {
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
struct MatchWalker<'a> {
    spans: &'a [Range<usize>],
    at: usize,
}

impl MatchWalker<'_> {
    fn inlines(&mut self, inlines: Vec<BodyInline>) -> Vec<BodyInline> {
        let mut out = Vec::with_capacity(inlines.len());
        for inline in inlines {
            match inline {
                BodyInline::Text { text } => {
                    self.leaf(&text, |text| BodyInline::Text { text }, &mut out)
                }
                BodyInline::Code { text } => {
                    self.leaf(&text, |text| BodyInline::Code { text }, &mut out)
                }
                BodyInline::Mark { text } => {
                    self.leaf(&text, |text| BodyInline::Mark { text }, &mut out)
                }
                BodyInline::Strong { inlines } => out.push(BodyInline::Strong {
                    inlines: self.inlines(inlines),
                }),
                BodyInline::Emphasis { inlines } => out.push(BodyInline::Emphasis {
                    inlines: self.inlines(inlines),
                }),
                BodyInline::Strike { inlines } => out.push(BodyInline::Strike {
                    inlines: self.inlines(inlines),
                }),
                BodyInline::Link { url, host, inlines } => {
                    out.push(BodyInline::Link {
                        url,
                        host,
                        inlines: self.inlines(inlines),
                    });
                }
                other @ (BodyInline::Break | BodyInline::BlockedImage { .. }) => {
                    self.at += 1;
                    out.push(other);
                }
            }
        }
        out
    }

    fn leaf(
        &mut self,
        text: &str,
        unmarked: impl Fn(String) -> BodyInline,
        out: &mut Vec<BodyInline>,
    ) {
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
            push(inside, |text| BodyInline::Mark { text }, out);
            done = stop;
        }
        push(&text[done..], &unmarked, out);
        self.at = end;
    }
}

fn push(text: &str, wrap: impl Fn(String) -> BodyInline, out: &mut Vec<BodyInline>) {
    if !text.is_empty() {
        out.push(wrap(text.to_owned()));
    }
}
