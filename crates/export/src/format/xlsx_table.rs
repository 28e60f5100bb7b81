//! A workbook. Rows go to a file beside the result as they come and never stay in memory. A sheet holds 1,048,576
//! rows; what is beyond goes on in the next one, and that is said. Texts are stored as texts, so that none is a
//! formula.

use super::{TableSink, instant};
use crate::cell::Cell;
use crate::error::Result;
use catalogue::{Phrase, PlainFormats, TextKey};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use std::borrow::Cow;
use std::path::{Path, PathBuf};

/// Rows of a sheet, the names of the columns included.
const SHEET_ROWS: u32 = 1_048_576;
/// Characters of a cell, as Excel counts them: UTF-16 units.
const CELL_UNITS: usize = 32_767;
/// What a text that was cut ends with.
const CUT_MARK: &str = " […]";

/// A table as a workbook.
pub(crate) struct XlsxTable {
    workbook: Workbook,
    target: PathBuf,
    columns: Vec<String>,
    time: Format,
    head: Format,
    sheet: usize,
    /// The row that comes next on this sheet.
    next: u32,
    most: u32,
    cut: u64,
}

impl XlsxTable {
    /// Begins a workbook that is written to a file at its end; what lies beside it meanwhile lies in `folder`.
    pub(crate) fn new(target: &Path, folder: &Path, columns: &[&str]) -> Result<Self> {
        Self::with_sheets_of(SHEET_ROWS, target, folder, columns)
    }

    fn with_sheets_of(most: u32, target: &Path, folder: &Path, columns: &[&str]) -> Result<Self> {
        let mut workbook = Workbook::new();
        workbook.set_tempdir(folder)?;
        let mut table = Self {
            workbook,
            target: target.to_owned(),
            columns: columns.iter().map(|name| (*name).to_owned()).collect(),
            time: Format::new().set_num_format("yyyy-mm-dd hh:mm:ss"),
            head: Format::new().set_bold(),
            sheet: 0,
            next: 0,
            most,
            cut: 0,
        };
        table.begin_sheet()?;
        Ok(table)
    }

    fn begin_sheet(&mut self) -> Result<()> {
        let sheet = self.workbook.add_worksheet_with_constant_memory()?;
        sheet.set_freeze_panes(1, 0)?;
        for (column, name) in (0_u16..).zip(&self.columns) {
            sheet.write_string_with_format(0, column, name.as_str(), &self.head)?;
        }
        self.next = 1;
        Ok(())
    }

    fn write(&mut self, column: u16, cell: &Cell) -> Result<()> {
        let row = self.next;
        let sheet = self.workbook.worksheet_from_index(self.sheet)?;
        match cell {
            Cell::Empty => {}
            Cell::Text(text) => {
                let (text, is_cut) = fitting(text);
                self.cut += u64::from(is_cut);
                sheet.write_string(row, column, text.as_ref())?;
            }
            Cell::Count(count) => {
                #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
                sheet.write_number(row, column, *count as f64)?;
            }
            Cell::Flag(flag) => {
                sheet.write_boolean(row, column, *flag)?;
            }
            Cell::Instant(at) => {
                sheet.write_string(row, column, instant(at))?;
            }
            Cell::Local(at) => {
                let clock = at.format("%Y-%m-%dT%H:%M:%S%.3f").to_string();
                let clock = ExcelDateTime::parse_from_str(&clock)?;
                sheet.write_datetime_with_format(row, column, &clock, &self.time)?;
            }
        }
        Ok(())
    }
}

impl TableSink for XlsxTable {
    fn row(&mut self, cells: &[Cell]) -> Result<()> {
        if self.next == self.most {
            self.sheet += 1;
            self.begin_sheet()?;
        }
        for (column, cell) in (0_u16..).zip(cells) {
            self.write(column, cell)?;
        }
        self.next += 1;
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<Vec<String>> {
        self.workbook.save(&self.target)?;
        let mut notes = Vec::new();
        if self.sheet > 0 {
            let sheets = Phrase::new(TextKey::ExportSheets).number("n", self.sheet + 1);
            notes.push(sheets.say(&PlainFormats));
        }
        if self.cut > 0 {
            let cut = usize::try_from(self.cut).unwrap_or(usize::MAX);
            notes.push(Phrase::count(TextKey::ExportCellsCut, cut).say(&PlainFormats));
        }
        Ok(notes)
    }
}

/// A text as long as a cell can be, and whether it was longer.
fn fitting(text: &str) -> (Cow<'_, str>, bool) {
    // No character takes more units than bytes.
    if text.len() <= CELL_UNITS || text.encode_utf16().count() <= CELL_UNITS {
        return (Cow::Borrowed(text), false);
    }
    let room = CELL_UNITS - CUT_MARK.encode_utf16().count();
    let mut units = 0;
    let kept = text.chars().take_while(|sign| {
        units += sign.len_utf16();
        units <= room
    });
    let mut kept: String = kept.collect();
    kept.push_str(CUT_MARK);
    (Cow::Owned(kept), true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_at_what_a_cell_holds_and_marked() {
        let (whole, is_cut) = fitting("short");
        assert_eq!((whole.as_ref(), is_cut), ("short", false));
        for sign in ["x", "é", "🎫"] {
            let long = sign.repeat(CELL_UNITS + 1);
            let (cut, is_cut) = fitting(&long);
            assert!(is_cut && cut.ends_with(CUT_MARK), "{sign}");
            assert!(cut.encode_utf16().count() <= CELL_UNITS, "{sign}");
        }
    }

    #[test]
    fn rows_beyond_a_sheet_go_on_in_the_next_one_and_that_is_said() {
        let folder = tempfile::tempdir().expect("a folder");
        let target = folder.path().join("t.xlsx");
        let table = XlsxTable::with_sheets_of(3, &target, folder.path(), &["n"]);
        let mut table = table.expect("begins");
        for count in 0..5 {
            table.row(&[Cell::Count(count)]).expect("a row");
        }
        let notes = Box::new(table).finish().expect("ends");
        assert_eq!(notes.len(), 1, "{notes:?}");
        assert!(notes[0].contains('3'), "two rows a sheet: {notes:?}");
        assert!(target.metadata().expect("a file").len() > 0);
    }
}
