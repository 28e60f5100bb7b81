//! How a selection becomes bytes. Each format takes one row, or one conversation, at a time and keeps none: a million
//! rows need no more memory than one. It must not know where the bytes end up, or what is masked.

pub(crate) mod csv_table;
pub(crate) mod eml_folder;
pub(crate) mod html_page;
pub(crate) mod json_table;
pub(crate) mod pdf_page;
pub(crate) mod transcript;
pub(crate) mod xlsx_table;

use crate::cell::Cell;
use crate::error::Result;

/// A table that is written row by row.
pub(crate) trait TableSink {
    /// Writes a row.
    fn row(&mut self, cells: &[Cell]) -> Result<()>;

    /// Writes what stands at the end, and answers what a reader must know of the table, in words.
    fn finish(self: Box<Self>) -> Result<Vec<String>>;
}

/// An instant as every file says it.
pub(crate) fn instant(at: &chrono::DateTime<chrono::Utc>) -> String {
    at.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true)
}

/// The same by the clocks of a space, with their offset.
pub(crate) fn local_instant(at: &chrono::DateTime<chrono::FixedOffset>) -> String {
    at.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, false)
}
