//! DOCUMENTS: what is told, as blocks, to a page for a browser and to tagged PDF. Both are written from the same blocks, so
//! that they cannot differ.
//!
//! This crate must never know what a conversation or a number is, and reads no file but the system's fonts: text, words
//! and times are handed in.

mod block;
mod error;
mod font_shelf;
mod html_page;
mod pdf_document;
mod pdf_pages;
mod plain_text;
mod tag_arena;
mod text_layout;

pub use block::{
    DocumentBlock, DocumentHead, DocumentTable, HeadingLevel, IntervalFigure, IntervalRow,
    SpeechBlock, SpeechSide, TableColumn,
};
pub use error::DocumentError;
pub use font_shelf::FontChoice;
pub use html_page::{escaped, html_page};
pub use krilla::metadata::DateTime as PdfTime;
pub use pdf_document::{FinishedPdf, PdfDocument};
pub use plain_text::plain_text;
