//! Tables. Mail is laid out with tables, so the question is whether one holds data: then it stays a
//! table; otherwise its cells are simply the message, one after the other.

use crate::to_text;
use crate::tree::{HtmlElement, HtmlNode};
use model::body_tree::{BodyBlock, BodyInline};

/// Columns that a cell may span; more is an attack or a mistake.
const MAX_SPAN: usize = 20;

/// Blocks in one cell of a data table; a cell that holds more is a part of a page.
const MAX_CELL_BLOCKS: usize = 3;

#[derive(Debug, Default)]
struct TableRow {
    cells: Vec<TableCell>,
    in_head: bool,
}

#[derive(Debug, Default)]
struct TableCell {
    blocks: Vec<BodyBlock>,
    is_header: bool,
    span: usize,
}

/// Makes blocks of what stands in a cell, as in the message around the table: whoever converts the message
/// lends it, so that a table in a cell is a table again.
type BlocksOf<'c> = &'c dyn Fn(&[HtmlNode]) -> Vec<BodyBlock>;

/// The blocks of a table: its caption, and itself or its content.
pub(crate) fn blocks(blocks_of: BlocksOf<'_>, table: &HtmlElement) -> Vec<BodyBlock> {
    let mut found = TableContent::default();
    found.children(blocks_of, table);
    found
        .rows
        .retain(|row| row.cells.iter().any(|cell| !cell.blocks.is_empty()));
    let TableContent { mut before, rows } = found;
    if is_data(&rows) {
        before.push(data(rows));
    } else {
        before.extend(
            rows.into_iter()
                .flat_map(|row| row.cells)
                .flat_map(|cell| cell.blocks),
        );
    }
    before
}

#[derive(Debug, Default)]
struct TableContent {
    /// The caption, and what else stands in a table outside its rows.
    before: Vec<BodyBlock>,
    rows: Vec<TableRow>,
}

impl TableContent {
    fn children(&mut self, blocks_of: BlocksOf<'_>, parent: &HtmlElement) {
        for node in &parent.children {
            match node {
                HtmlNode::Element(element)
                    if matches!(element.name.as_str(), "tbody" | "thead") =>
                {
                    self.children(blocks_of, element);
                }
                HtmlNode::Element(element) if element.name == "tr" => {
                    self.rows
                        .push(row(blocks_of, element, parent.name == "thead"));
                }
                other => self.before.extend(blocks_of(std::slice::from_ref(other))),
            }
        }
    }
}

fn row(blocks_of: BlocksOf<'_>, element: &HtmlElement, in_head: bool) -> TableRow {
    let cells = element.children.iter().filter_map(|node| match node {
        HtmlNode::Element(cell) => Some(TableCell {
            blocks: blocks_of(&cell.children),
            is_header: cell.name == "th",
            span: cell.colspan.unwrap_or(1).clamp(1, MAX_SPAN),
        }),
        HtmlNode::Text(_) => None,
    });
    TableRow {
        cells: cells.collect(),
        in_head,
    }
}

/// Data has headers, or several rows of several short cells.
fn is_data(rows: &[TableRow]) -> bool {
    let filled = |row: &TableRow| {
        row.cells
            .iter()
            .filter(|cell| !cell.blocks.is_empty())
            .count()
    };
    let columns = rows.iter().map(filled).max().unwrap_or(0);
    let mut cells = rows.iter().flat_map(|row| &row.cells);
    let has_headers = rows
        .iter()
        .any(|row| row.cells.iter().any(|cell| cell.is_header));
    columns >= 2 && (has_headers || rows.len() >= 2 && cells.all(|cell| is_short(&cell.blocks)))
}

fn is_short(blocks: &[BodyBlock]) -> bool {
    let is_text = |block: &BodyBlock| {
        matches!(
            block,
            BodyBlock::Paragraph { .. } | BodyBlock::Heading { .. }
        )
    };
    blocks.len() <= MAX_CELL_BLOCKS && blocks.iter().all(is_text)
}

fn data(rows: Vec<TableRow>) -> BodyBlock {
    let is_head = rows
        .first()
        .is_some_and(|row| row.in_head || row.cells.iter().all(|cell| cell.is_header));
    let mut rows: Vec<Vec<Vec<BodyInline>>> = rows.into_iter().map(cells).collect();
    even(&mut rows);
    let head = if is_head { rows.remove(0) } else { Vec::new() };
    BodyBlock::Table { head, rows }
}

/// Cells in their columns: a cell that spans several is followed by empty ones.
fn cells(row: TableRow) -> Vec<Vec<BodyInline>> {
    let mut out = Vec::new();
    for cell in row.cells {
        out.push(inlines(cell.blocks));
        out.resize(out.len() + cell.span - 1, Vec::new());
    }
    out
}

/// Makes rows equally long, and drops the columns that hold nothing.
fn even(rows: &mut [Vec<Vec<BodyInline>>]) {
    let width = rows.iter().map(Vec::len).max().unwrap_or(0);
    let used: Vec<bool> = (0..width)
        .map(|at| {
            rows.iter()
                .any(|row| row.get(at).is_some_and(|cell| !cell.is_empty()))
        })
        .collect();
    for row in rows {
        row.resize(width, Vec::new());
        let mut used = used.iter();
        row.retain(|_| used.next().is_some_and(|used| *used));
    }
}

/// The content of a cell in lines.
fn inlines(blocks: Vec<BodyBlock>) -> Vec<BodyInline> {
    let mut out = Vec::new();
    for block in blocks {
        if !out.is_empty() {
            out.push(BodyInline::Break);
        }
        match block {
            BodyBlock::Paragraph { inlines } | BodyBlock::Heading { inlines, .. } => {
                out.extend(inlines)
            }
            other => out.extend(lines(&to_text::of_blocks(&[other]))),
        }
    }
    out
}

fn lines(text: &str) -> Vec<BodyInline> {
    let mut out = Vec::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        if !out.is_empty() {
            out.push(BodyInline::Break);
        }
        out.push(BodyInline::Text {
            text: line.to_owned(),
        });
    }
    out
}
