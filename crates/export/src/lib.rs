//! HAND-OVER: what leaves the laptop. A selection of the cache becomes a file or a folder, with people masked
//! where that is asked for, and a manifest beside it that says what it is.
//!
//! How the data passes through: `export` walks the selection, `redact` masks, `format` writes, `target` puts in
//! place. A `production` is such a walk that proves itself, a `person` one over all that is held on somebody, a `report` the
//! numbers of a period on paper. This crate must never know a window, a key store, a
//! clock or a line of SQL: time, keys and the head of the audit log are handed in. It deletes nothing that it did
//! not write.

mod cell;
mod columns;
mod coverage;
mod digest;
mod error;
mod export;
mod faq_draft;
mod format;
mod former_result;
mod line;
mod manifest;
mod person;
mod preview;
mod production;
mod redact;
mod report;
mod target;
mod walk;

pub use columns::column_names;
pub use coverage::{AuditAnchor, HandOverContext, SourceSnapshot};
pub use error::ExportError;
pub use export::{ExportOrder, PreparedExport, prepare};
pub use faq_draft::{FaqContent, faq_draft};
pub use format::csv_table::{csv_line, guarded as guarded_field};
pub use person::{PersonOrder, prepare_person};
pub use preview::preview;
pub use production::{
    PreparedProduction, ProductionOrder, SigningKey, VERIFY_PROGRAM, prepare_production,
};
pub use report::{ReportContent, ReportOrder, ReportReading, prepare_report, preview_report};
pub use target::ExistingTarget;
pub use walk::ExportWatch;
