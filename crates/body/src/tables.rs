//! Tables. Mail is laid out with tables, so the question is whether one holds data: then it stays a
//! table; otherwise its cells are simply the message, one after the other.

use crate::ledger::BodyLedger;
use crate::to_text::{self, is_hidden};
use crate::tree::{HtmlElement, HtmlNode};
use model::body_tree::{BodyBlock, BodyInline};
use std::collections::BTreeSet;

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
pub(crate) fn blocks(
    blocks_of: BlocksOf<'_>,
    ledger: &BodyLedger,
    table: &HtmlElement,
) -> Vec<BodyBlock> {
    let mut found = TableContent::default();
    found.children(blocks_of, table);
    let TableContent { mut before, rows } = found;
    if is_data(&rows) {
        before.extend(data(rows, ledger));
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
    let rows: Vec<&TableRow> = rows.iter().filter(|row| row.is_seen()).collect();
    let filled = |row: &&TableRow| row.cells.iter().filter(|cell| cell.is_seen()).count();
    let columns = rows.iter().map(filled).max().unwrap_or(0);
    let mut cells = rows.iter().flat_map(|row| &row.cells);
    let has_headers = rows
        .iter()
        .any(|row| row.cells.iter().any(|cell| cell.is_header));
    columns >= 2 && (has_headers || rows.len() >= 2 && cells.all(TableCell::is_short))
}

impl TableRow {
    fn is_seen(&self) -> bool {
        self.cells.iter().any(TableCell::is_seen)
    }
}

impl TableCell {
    fn seen(&self) -> impl Iterator<Item = &BodyBlock> {
        self.blocks.iter().filter(|block| !is_hidden(block))
    }

    fn is_seen(&self) -> bool {
        self.seen().next().is_some()
    }

    fn is_short(&self) -> bool {
        let is_text = |block: &BodyBlock| {
            matches!(
                block,
                BodyBlock::Paragraph { .. } | BodyBlock::Heading { .. }
            )
        };
        self.seen().count() <= MAX_CELL_BLOCKS && self.seen().all(is_text)
    }
}

/// The table, and after it what was hidden in its cells.
fn data(mut rows: Vec<TableRow>, ledger: &BodyLedger) -> Vec<BodyBlock> {
    let hidden = take_hidden(&mut rows);
    rows.retain(TableRow::is_seen);
    let is_head = rows
        .first()
        .is_some_and(|row| row.in_head || row.cells.iter().all(|cell| cell.is_header));
    let mut rows = laid_out(rows, ledger);
    let head = if is_head { rows.remove(0) } else { Vec::new() };
    let table = BodyBlock::Table { head, rows };
    std::iter::once(table).chain(hidden).collect()
}

fn take_hidden(rows: &mut [TableRow]) -> Vec<BodyBlock> {
    let cells = rows.iter_mut().flat_map(|row| &mut row.cells);
    let hidden = cells.flat_map(|cell| cell.blocks.extract_if(.., |block| is_hidden(block)));
    hidden.collect()
}

/// The rows with their cells in columns. Rows of many columns make more cells than were written: where
/// there is no room for that, each row is as long as it was written, and the columns do not meet.
fn laid_out(rows: Vec<TableRow>, ledger: &BodyLedger) -> Vec<Vec<Vec<BodyInline>>> {
    let columns = UsedColumns::of(&rows);
    if ledger.spend_cells(rows.len().saturating_mul(columns.0.len())) {
        rows.into_iter().map(|row| columns.lay(row)).collect()
    } else {
        let cells = |row: TableRow| row.cells.into_iter().map(|cell| inlines(cell.blocks));
        rows.into_iter().map(|row| cells(row).collect()).collect()
    }
}

/// The columns that hold something, ascending. A cell that spans several stands in its first.
struct UsedColumns(Vec<usize>);

impl UsedColumns {
    fn of(rows: &[TableRow]) -> Self {
        let cells = rows.iter().flat_map(placed);
        let used: BTreeSet<usize> = cells
            .filter(|(_, cell)| !cell.blocks.is_empty())
            .map(|(column, _)| column)
            .collect();
        Self(used.into_iter().collect())
    }

    /// A row with a cell in each column.
    fn lay(&self, row: TableRow) -> Vec<Vec<BodyInline>> {
        let mut out = vec![Vec::new(); self.0.len()];
        let mut column = 0;
        for cell in row.cells {
            let next = column + cell.span;
            if let Some(place) = self.place_of(column) {
                out[place] = inlines(cell.blocks);
            }
            column = next;
        }
        out
    }

    fn place_of(&self, column: usize) -> Option<usize> {
        self.0.binary_search(&column).ok()
    }
}

/// The cells of a row with their columns.
fn placed(row: &TableRow) -> impl Iterator<Item = (usize, &TableCell)> {
    row.cells.iter().scan(0, |column, cell| {
        let at = *column;
        *column += cell.span;
        Some((at, cell))
    })
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
