//! Blocks as plain text: what a document says, for a look at it before it is written. It lays nothing out.

use crate::block::{DocumentBlock, DocumentTable, IntervalFigure};

/// Stands between the cells of a row, and between a name and its value.
const BETWEEN: &str = ": ";

/// The blocks as lines of text, an empty line between two blocks.
#[must_use]
pub fn plain_text(blocks: &[DocumentBlock]) -> String {
    let told: Vec<String> = blocks.iter().map(block).collect();
    told.join("\n\n")
}

fn block(block: &DocumentBlock) -> String {
    match block {
        DocumentBlock::Heading(_, text)
        | DocumentBlock::Paragraph(text)
        | DocumentBlock::Remark(text) => text.clone(),
        DocumentBlock::Facts(facts) => lines(facts.iter().map(|(name, value)| pair(name, value))),
        DocumentBlock::Speech(speech) => {
            let head = format!("{} {}", speech.speaker, speech.at);
            format!("{head}\n{}", speech.said)
        }
        DocumentBlock::Table(table) => rows(table),
        DocumentBlock::Intervals(figure) => rates(figure),
    }
}

/// The first cell names the row; the others follow it under the titles of their columns, where they hold anything.
fn rows(table: &DocumentTable) -> String {
    let row = |cells: &Vec<String>| {
        let titled = table.columns.iter().zip(cells).skip(1);
        let told = titled.filter(|(_, cell)| !cell.is_empty());
        let told: Vec<String> = told
            .map(|(column, cell)| pair(&column.title, cell))
            .collect();
        let name = cells.first().map_or("", String::as_str);
        lines(std::iter::once(name.to_owned()).chain(told.into_iter().map(|it| format!("  {it}"))))
    };
    lines(std::iter::once(table.caption.clone()).chain(table.rows.iter().map(row)))
}

fn rates(figure: &IntervalFigure) -> String {
    let row = figure.rows.iter().map(|row| pair(&row.name, &row.words));
    lines(std::iter::once(figure.caption.clone()).chain(row))
}

fn pair(name: &str, value: &str) -> String {
    format!("{name}{BETWEEN}{value}")
}

fn lines(lines: impl Iterator<Item = String>) -> String {
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::block::{HeadingLevel, IntervalRow, TableColumn};

    #[test]
    fn every_word_of_a_document_stands_in_its_text() {
        let column = |title: &str| TableColumn {
            title: title.to_owned(),
            share: 1.0,
        };
        let cells = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect();
        let text = plain_text(&[
            DocumentBlock::Heading(HeadingLevel::Section, "Numbers".to_owned()),
            DocumentBlock::Facts(vec![("Days".to_owned(), "7".to_owned())]),
            DocumentBlock::Table(DocumentTable {
                caption: "What was counted".to_owned(),
                columns: vec![column("Number"), column("Now"), column("Change")],
                rows: vec![
                    cells(&["Tours", "12", ""]),
                    cells(&["Bookings", "3", "fewer"]),
                ],
            }),
            DocumentBlock::Intervals(IntervalFigure {
                caption: "Rates".to_owned(),
                rows: vec![IntervalRow {
                    name: "Tours".to_owned(),
                    words: "12 %".to_owned(),
                    rate: 0.12,
                    interval: (0.1, 0.2),
                }],
            }),
        ]);
        assert_eq!(
            text,
            "Numbers\n\nDays: 7\n\nWhat was counted\nTours\n  Now: 12\nBookings\n  Now: 3\n  Change: fewer\n\nRates\nTours: 12 %"
        );
    }
}
