//! Marks the matches of a search in a tree. The text of a paragraph is looked at whole, and the
//! matches are laid back over its leaves.

use model::body_tree::{BodyBlock, BodyInline, BodyView};
use model::view::TextPiece;
use std::ops::Range;

type FindMatches<'a> = &'a dyn Fn(&str) -> Vec<TextPiece>;

/// Matches that are marked in one body. Each cuts a text in three: a letter that is asked for alone would
/// make a tree of some bytes a node.
const MOST_MARKS: usize = 5_000;

/// Marks a body.
pub(crate) fn mark(view: BodyView, hits: FindMatches<'_>) -> BodyView {
    let mut marker = BodyMarker {
        hits,
        left: MOST_MARKS,
    };
    BodyView {
        blocks: marker.blocks(view.blocks),
        ..view
    }
}

/// Marks, until there are enough.
struct BodyMarker<'a> {
    hits: FindMatches<'a>,
    left: usize,
}

impl BodyMarker<'_> {
    fn blocks(&mut self, all: Vec<BodyBlock>) -> Vec<BodyBlock> {
        all.into_iter().map(|one| self.block(one)).collect()
    }

    fn block(&mut self, block: BodyBlock) -> BodyBlock {
        match block {
            BodyBlock::Paragraph { inlines } => BodyBlock::Paragraph {
                inlines: self.line(inlines),
            },
            BodyBlock::Heading { level, inlines } => BodyBlock::Heading {
                level,
                inlines: self.line(inlines),
            },
            BodyBlock::List { start, items } => BodyBlock::List {
                start,
                items: items.into_iter().map(|item| self.blocks(item)).collect(),
            },
            BodyBlock::Quote { blocks } => BodyBlock::Quote {
                blocks: self.blocks(blocks),
            },
            BodyBlock::Hidden { blocks } => BodyBlock::Hidden {
                blocks: self.blocks(blocks),
            },
            BodyBlock::Table { head, rows } => BodyBlock::Table {
                head: self.row(head),
                rows: rows.into_iter().map(|cells| self.row(cells)).collect(),
            },
            other @ (BodyBlock::Code { .. } | BodyBlock::Rule) => other,
        }
    }

    fn row(&mut self, cells: Vec<Vec<BodyInline>>) -> Vec<Vec<BodyInline>> {
        cells.into_iter().map(|cell| self.line(cell)).collect()
    }

    fn line(&mut self, inlines: Vec<BodyInline>) -> Vec<BodyInline> {
        if self.left == 0 {
            return inlines;
        }
        let mut text = String::new();
        collect(&inlines, &mut text);
        let mut spans = spans(&(self.hits)(&text));
        spans.truncate(self.left);
        self.left -= spans.len();
        if spans.is_empty() {
            return inlines;
        }
        MatchWalker {
            spans: &spans,
            at: 0,
        }
        .inlines(inlines)
    }
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
                BodyInline::Link { target, inlines } => out.push(BodyInline::Link {
                    target,
                    inlines: self.inlines(inlines),
                }),
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
