//! CSV by RFC 4180: commas (or semicolons or tabs), quotes where they are needed, lines that end with CR and LF. A text that a spreadsheet
//! would take for a formula gets an apostrophe before it, which says "text" there and is seen everywhere else.

use super::{TableSink, instant, local_instant};
use crate::cell::Cell;
use crate::error::Result;
use model::handover::{CsvEncoding, CsvSeparator, CsvStyle};
use std::io::Write;

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// A table as CSV.
pub(crate) struct CsvTable<W: Write> {
    writer: csv::Writer<W>,
}

impl<W: Write> CsvTable<W> {
    /// Begins with the names of the columns.
    pub(crate) fn new(mut to: W, style: CsvStyle, columns: &[&str]) -> Result<Self> {
        if style.encoding == CsvEncoding::Utf8WithMark {
            to.write_all(BYTE_ORDER_MARK)?;
        }
        let separator = match style.separator {
            CsvSeparator::Comma => b',',
            CsvSeparator::Semicolon => b';',
            CsvSeparator::Tab => b'\t',
        };
        let mut writer = csv::WriterBuilder::new()
            .delimiter(separator)
            .terminator(csv::Terminator::CRLF)
            .from_writer(to);
        writer.write_record(columns)?;
        Ok(Self { writer })
    }
}

impl<W: Write> TableSink for CsvTable<W> {
    fn row(&mut self, cells: &[Cell]) -> Result<()> {
        Ok(self.writer.write_record(cells.iter().map(field))?)
    }

    fn finish(mut self: Box<Self>) -> Result<Vec<String>> {
        self.writer.flush()?;
        Ok(Vec::new())
    }
}

/// A cell as CSV says it.
pub(crate) fn field(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => guarded(text),
        Cell::Count(count) => count.to_string(),
        Cell::Flag(flag) => if *flag { "yes" } else { "no" }.to_owned(),
        Cell::Instant(at) => instant(at),
        Cell::Local(at) => local_instant(at),
    }
}

/// One line of CSV without its end. What may be taken for a formula is guarded before.
///
/// # Errors
/// None in memory; the writer's own.
pub fn csv_line(fields: &[String]) -> Result<String> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    writer.write_record(fields)?;
    let bytes = writer
        .into_inner()
        .map_err(csv::IntoInnerError::into_error)?;
    let line = String::from_utf8_lossy(&bytes);
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

/// A text that no spreadsheet calculates.
#[must_use]
pub fn guarded(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MARKED: CsvStyle = CsvStyle {
        separator: CsvSeparator::Comma,
        encoding: CsvEncoding::Utf8WithMark,
    };

    fn written(style: CsvStyle, rows: &[&[Cell]]) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut table = CsvTable::new(&mut bytes, style, &["a", "b"]).expect("begins");
        rows.iter().for_each(|row| table.row(row).expect("a row"));
        Box::new(table).finish().expect("ends");
        bytes
    }

    fn text(text: &str) -> Cell {
        Cell::Text(text.to_owned())
    }

    #[test]
    fn fields_are_quoted_where_they_must_be() {
        let rows: [&[Cell]; 2] = [
            &[text("a,b"), text("say \"hi\"\r\nand go")],
            &[Cell::Empty, Cell::Count(7)],
        ];
        let bytes = written(CsvStyle::default(), &rows);
        assert_eq!(
            String::from_utf8(bytes).expect("text"),
            "a,b\r\n\"a,b\",\"say \"\"hi\"\"\r\nand go\"\r\n,7\r\n"
        );
    }

    #[test]
    fn a_text_is_no_formula() {
        for formula in [
            "=1+1",
            "+1",
            "-1",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
            "=cmd|' /C calc'!A0",
            "＝1",
        ] {
            assert_eq!(guarded(formula), format!("'{formula}"));
        }
        for plain in ["", "a=1", "1-1", " =1", "'=1"] {
            assert_eq!(guarded(plain), plain);
        }
    }

    #[test]
    fn a_mark_stands_at_the_beginning_where_it_is_asked_for() {
        assert!(written(MARKED, &[]).starts_with(b"\xEF\xBB\xBFa,b"));
        assert!(written(CsvStyle::default(), &[]).starts_with(b"a,b"));
    }

    #[test]
    fn whatever_separates_is_quoted_in_a_text() {
        let row: &[Cell] = &[text("a;b,c\td"), Cell::Count(7)];
        for (separator, line) in [
            (CsvSeparator::Comma, "\"a;b,c\td\",7"),
            (CsvSeparator::Semicolon, "\"a;b,c\td\";7"),
            (CsvSeparator::Tab, "\"a;b,c\td\"\t7"),
        ] {
            let style = CsvStyle {
                separator,
                ..CsvStyle::default()
            };
            let told = String::from_utf8(written(style, &[row])).expect("text");
            assert_eq!(told.lines().nth(1), Some(line), "{separator:?}");
        }
    }
}
