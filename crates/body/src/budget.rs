//! What a body may become. A stranger's message of some kilobytes must not turn into gigabytes, in the
//! tree or in whatever is written from it: each use of a link counts as its whole address. What is over
//! the budget is left out at the end and counted, and a link loses its address before words are lost.

use model::body_tree::{BodyBlock, BodyInline, BodyNote, BodyView, LinkTarget};

/// Blocks, items, rows and inlines of a body: a thick book of mails has some thousands.
pub const MAX_NODES: usize = 50_000;

/// Cells of all tables of a body, the empty ones included.
pub const MAX_CELLS: usize = 20_000;

/// Bytes of its texts, and of the addresses of its links at each use.
pub const MAX_BYTES: usize = 4 << 20;

/// A body within the budget.
pub(crate) fn fitted(mut view: BodyView) -> BodyView {
    let mut meter = BudgetMeter::new(&view.links);
    let blocks = meter.blocks(std::mem::take(&mut view.blocks));
    let lost = meter.lost;
    view.blocks = blocks;
    if lost != LostParts::default() && view.note != Some(BodyNote::AsItCame) {
        view.note = Some(BodyNote::Shortened {
            cells: count(lost.cells),
            characters: count(lost.characters),
            links: count(lost.links),
        });
    }
    view
}

/// Whether blocks, whose links are looked at as text, are more than a body may be.
pub(crate) fn is_exceeded(blocks: &[BodyBlock]) -> bool {
    let mut size = BodySize::default();
    size.add_blocks(blocks);
    size.nodes > MAX_NODES || size.cells > MAX_CELLS || size.bytes > MAX_BYTES
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// What was left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct LostParts {
    cells: usize,
    characters: usize,
    links: usize,
}

/// Takes over what fits, in the order of reading.
struct BudgetMeter {
    nodes: usize,
    cells: usize,
    bytes: usize,
    /// What of the bytes links may take: half, so that words come first.
    bytes_for_links: usize,
    link_bytes: Vec<usize>,
    lost: LostParts,
}

impl BudgetMeter {
    fn new(links: &[LinkTarget]) -> Self {
        Self {
            nodes: MAX_NODES,
            cells: MAX_CELLS,
            bytes: MAX_BYTES,
            bytes_for_links: MAX_BYTES / 2,
            link_bytes: links
                .iter()
                .map(|it| it.url.len() + it.host.len())
                .collect(),
            lost: LostParts::default(),
        }
    }

    fn take_node(&mut self) -> bool {
        let left = self.nodes.checked_sub(1);
        self.nodes = left.unwrap_or(0);
        left.is_some()
    }

    fn blocks(&mut self, all: Vec<BodyBlock>) -> Vec<BodyBlock> {
        all.into_iter().filter_map(|it| self.block(it)).collect()
    }

    fn block(&mut self, block: BodyBlock) -> Option<BodyBlock> {
        if !self.take_node() {
            self.lost.add_block(&block);
            return None;
        }
        Some(match block {
            BodyBlock::Paragraph { inlines } => BodyBlock::Paragraph {
                inlines: self.inlines(inlines),
            },
            BodyBlock::Heading { level, inlines } => BodyBlock::Heading {
                level,
                inlines: self.inlines(inlines),
            },
            BodyBlock::List { start, items } => BodyBlock::List {
                start,
                items: self.items(items),
            },
            BodyBlock::Quote { blocks } => BodyBlock::Quote {
                blocks: self.blocks(blocks),
            },
            BodyBlock::Hidden { blocks } => BodyBlock::Hidden {
                blocks: self.blocks(blocks),
            },
            BodyBlock::Code { text } => BodyBlock::Code {
                text: self.text(text),
            },
            BodyBlock::Table { head, rows } => BodyBlock::Table {
                head: self.cells(head),
                rows: self.rows(rows),
            },
            BodyBlock::Rule => BodyBlock::Rule,
        })
    }

    fn items(&mut self, items: Vec<Vec<BodyBlock>>) -> Vec<Vec<BodyBlock>> {
        let mut kept = Vec::new();
        for item in items {
            if self.take_node() {
                kept.push(self.blocks(item));
            } else {
                self.lost.add_blocks(&item);
            }
        }
        kept
    }

    fn rows(&mut self, rows: Vec<Vec<Vec<BodyInline>>>) -> Vec<Vec<Vec<BodyInline>>> {
        let mut kept = Vec::new();
        for row in rows {
            if self.take_node() {
                kept.push(self.cells(row));
            } else {
                row.iter().for_each(|cell| self.lost.add_cell(cell));
            }
        }
        kept
    }

    fn cells(&mut self, cells: Vec<Vec<BodyInline>>) -> Vec<Vec<BodyInline>> {
        let mut kept = Vec::new();
        for cell in cells {
            if self.cells > 0 {
                self.cells -= 1;
                kept.push(self.inlines(cell));
            } else {
                self.lost.add_cell(&cell);
            }
        }
        kept
    }

    fn inlines(&mut self, all: Vec<BodyInline>) -> Vec<BodyInline> {
        let mut kept = Vec::with_capacity(all.len());
        for inline in all {
            if self.take_node() {
                self.inline(inline, &mut kept);
            } else {
                self.lost.add_inline(&inline);
            }
        }
        kept
    }

    fn inline(&mut self, inline: BodyInline, kept: &mut Vec<BodyInline>) {
        kept.push(match inline {
            BodyInline::Text { text } => BodyInline::Text {
                text: self.text(text),
            },
            BodyInline::Code { text } => BodyInline::Code {
                text: self.text(text),
            },
            BodyInline::Mark { text } => BodyInline::Mark {
                text: self.text(text),
            },
            BodyInline::BlockedImage { alt } => BodyInline::BlockedImage {
                alt: self.text(alt),
            },
            BodyInline::Strong { inlines } => BodyInline::Strong {
                inlines: self.inlines(inlines),
            },
            BodyInline::Emphasis { inlines } => BodyInline::Emphasis {
                inlines: self.inlines(inlines),
            },
            BodyInline::Strike { inlines } => BodyInline::Strike {
                inlines: self.inlines(inlines),
            },
            BodyInline::Link { target, inlines } if self.take_link(target) => BodyInline::Link {
                target,
                inlines: self.inlines(inlines),
            },
            BodyInline::Link { inlines, .. } => {
                self.lost.links += 1;
                return kept.extend(self.inlines(inlines));
            }
            BodyInline::Break => BodyInline::Break,
        });
    }

    fn take_link(&mut self, target: u32) -> bool {
        let size = self.link_bytes.get(target as usize).copied();
        let size = size.filter(|size| *size <= self.bytes.min(self.bytes_for_links));
        let taken = size.unwrap_or_default();
        self.bytes -= taken;
        self.bytes_for_links -= taken;
        size.is_some()
    }

    fn text(&mut self, mut text: String) -> String {
        if text.len() > self.bytes {
            let end = text.floor_char_boundary(self.bytes);
            self.lost.characters += text[end..].chars().count();
            text.truncate(end);
        }
        self.bytes -= text.len();
        text
    }
}

impl LostParts {
    fn add_blocks(&mut self, all: &[BodyBlock]) {
        all.iter().for_each(|it| self.add_block(it));
    }

    fn add_block(&mut self, block: &BodyBlock) {
        match block {
            BodyBlock::Paragraph { inlines } | BodyBlock::Heading { inlines, .. } => {
                self.add_inlines(inlines);
            }
            BodyBlock::List { items, .. } => items.iter().for_each(|it| self.add_blocks(it)),
            BodyBlock::Quote { blocks } | BodyBlock::Hidden { blocks } => self.add_blocks(blocks),
            BodyBlock::Code { text } => self.add_text(text),
            BodyBlock::Table { head, rows } => {
                let cells = head.iter().chain(rows.iter().flatten());
                cells.for_each(|cell| self.add_cell(cell));
            }
            BodyBlock::Rule => self.characters += 1,
        }
    }

    fn add_cell(&mut self, cell: &[BodyInline]) {
        self.cells += 1;
        self.add_inlines(cell);
    }

    fn add_inlines(&mut self, all: &[BodyInline]) {
        all.iter().for_each(|it| self.add_inline(it));
    }

    fn add_inline(&mut self, inline: &BodyInline) {
        match inline {
            BodyInline::Text { text }
            | BodyInline::Code { text }
            | BodyInline::Mark { text }
            | BodyInline::BlockedImage { alt: text } => self.add_text(text),
            BodyInline::Strong { inlines }
            | BodyInline::Emphasis { inlines }
            | BodyInline::Strike { inlines }
            | BodyInline::Link { inlines, .. } => self.add_inlines(inlines),
            BodyInline::Break => self.characters += 1,
        }
    }

    fn add_text(&mut self, text: &str) {
        self.characters += text.chars().count();
    }
}

/// How much some blocks are.
#[derive(Debug, Default)]
struct BodySize {
    nodes: usize,
    cells: usize,
    bytes: usize,
}

impl BodySize {
    fn add_blocks(&mut self, all: &[BodyBlock]) {
        for block in all {
            self.nodes += 1;
            match block {
                BodyBlock::Paragraph { inlines } | BodyBlock::Heading { inlines, .. } => {
                    self.add_inlines(inlines);
                }
                BodyBlock::List { items, .. } => {
                    self.nodes += items.len();
                    items.iter().for_each(|item| self.add_blocks(item));
                }
                BodyBlock::Quote { blocks } | BodyBlock::Hidden { blocks } => {
                    self.add_blocks(blocks);
                }
                BodyBlock::Code { text } => self.bytes += text.len(),
                BodyBlock::Table { head, rows } => {
                    self.nodes += rows.len();
                    self.add_cells(head);
                    rows.iter().for_each(|row| self.add_cells(row));
                }
                BodyBlock::Rule => {}
            }
        }
    }

    fn add_cells(&mut self, cells: &[Vec<BodyInline>]) {
        self.cells += cells.len();
        cells.iter().for_each(|cell| self.add_inlines(cell));
    }

    fn add_inlines(&mut self, all: &[BodyInline]) {
        for inline in all {
            self.nodes += 1;
            match inline {
                BodyInline::Text { text }
                | BodyInline::Code { text }
                | BodyInline::Mark { text }
                | BodyInline::BlockedImage { alt: text } => self.bytes += text.len(),
                BodyInline::Strong { inlines }
                | BodyInline::Emphasis { inlines }
                | BodyInline::Strike { inlines }
                | BodyInline::Link { inlines, .. } => self.add_inlines(inlines),
                BodyInline::Break => {}
            }
        }
    }
}
