//! What no body may become, whatever it was: counted here and not where it is made.

use daybook_body::{ConversionFault, MAX_BYTES, MAX_CELLS, MAX_NODES, ReadableText, mark};
use model::body_tree::{BodyBlock, BodyInline, BodyNote, BodyView};
use model::view::TextPiece;

/// Fails where a body of some bytes became more than the budget, in the tree, in what is written from
/// it, in what a search reads of it, or when each letter of it is marked.
#[track_caller]
pub(crate) fn assert_bounded(bytes: usize, view: BodyView, read: &ReadableText, name: &str) {
    let size = BodySize::of(&view);
    assert!(size.nodes <= MAX_NODES, "{name}: {} nodes", size.nodes);
    assert!(size.cells <= MAX_CELLS, "{name}: {} cells", size.cells);
    assert!(size.bytes <= MAX_BYTES, "{name}: {} bytes", size.bytes);
    assert_ne!(
        view.note,
        Some(BodyNote::AsItCame),
        "{name}: nothing failed"
    );
    // A quotation's sign on each of its lines, within each other, is the most that writing adds.
    let written = view.to_text().len();
    assert!(written <= 4 * MAX_BYTES, "{name}: {written} bytes written");
    let text = read.shown.len() + read.hidden.len() + read.links.len();
    assert!(text <= 4 * (bytes + MAX_CELLS), "{name}: {text} bytes read");
    assert_ne!(read.fault, Some(ConversionFault::Failed), "{name}");
    let marked = BodySize::of(&mark(view, &every_letter));
    assert!(
        marked.nodes <= 2 * MAX_NODES,
        "{name}: {} nodes when marked",
        marked.nodes
    );
}

/// A search that finds each `y`.
fn every_letter(text: &str) -> Vec<TextPiece> {
    let parts = text
        .split_inclusive('y')
        .flat_map(|part| match part.strip_suffix('y') {
            Some(before) => vec![(before, false), ("y", true)],
            None => vec![(part, false)],
        });
    parts
        .map(|(text, hit)| TextPiece {
            text: text.to_owned(),
            hit,
        })
        .collect()
}

/// How much a body is.
#[derive(Default)]
struct BodySize {
    nodes: usize,
    cells: usize,
    bytes: usize,
}

impl BodySize {
    fn of(view: &BodyView) -> Self {
        let mut size = Self::default();
        size.blocks(&view.blocks, view);
        size
    }

    fn blocks(&mut self, blocks: &[BodyBlock], view: &BodyView) {
        for block in blocks {
            self.nodes += 1;
            match block {
                BodyBlock::Paragraph { inlines } | BodyBlock::Heading { inlines, .. } => {
                    self.inlines(inlines, view);
                }
                BodyBlock::List { items, .. } => {
                    items.iter().for_each(|item| self.blocks(item, view));
                }
                BodyBlock::Quote { blocks } | BodyBlock::Hidden { blocks } => {
                    self.blocks(blocks, view);
                }
                BodyBlock::Code { text } => self.bytes += text.len(),
                BodyBlock::Table { head, rows } => {
                    for cell in head.iter().chain(rows.iter().flatten()) {
                        self.cells += 1;
                        self.inlines(cell, view);
                    }
                }
                BodyBlock::Rule => {}
            }
        }
    }

    fn inlines(&mut self, inlines: &[BodyInline], view: &BodyView) {
        for inline in inlines {
            self.nodes += 1;
            match inline {
                BodyInline::Text { text }
                | BodyInline::Code { text }
                | BodyInline::Mark { text }
                | BodyInline::BlockedImage { alt: text } => self.bytes += text.len(),
                BodyInline::Strong { inlines }
                | BodyInline::Emphasis { inlines }
                | BodyInline::Strike { inlines } => self.inlines(inlines, view),
                BodyInline::Link { target, inlines } => {
                    self.bytes += view.link(*target).expect("a target").url.len();
                    self.inlines(inlines, view);
                }
                BodyInline::Break => {}
            }
        }
    }
}
