//! Handing over: which file the current view becomes, and what is said of it when it is there. How a file is
//! written is not decided here.

use crate::request::{ListFilter, ListSort};
use serde::{Deserialize, Serialize};

/// What kind of file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExportFormat {
    /// RFC 4180, for spreadsheets and scripts.
    #[default]
    Csv,
    /// A workbook.
    Xlsx,
    /// One JSON array.
    Json,
    /// One JSON object a line.
    Jsonl,
    /// A transcript for a browser, in one file that loads nothing.
    Html,
    /// A folder with one message of a mail program for each conversation.
    Eml,
}

/// What a row is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExportUnit {
    /// A conversation.
    #[default]
    Conversation,
    /// A message.
    Message,
}

/// Whether people and their addresses are masked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExportMasking {
    /// Everything stands as it was.
    #[default]
    AsItWas,
    /// Stable pseudonyms stand in the place of people, companies, addresses and numbers.
    Masked,
}

/// Whether messages of systems and tools are handed over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SystemMessages {
    /// They are left out, as in the window.
    #[default]
    LeftOut,
    /// They are included.
    Included,
}

/// Exports what a filter selects in the world that is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportRequest {
    /// Which conversations.
    pub filter: ListFilter,
    /// In which order.
    #[serde(default)]
    pub sort: ListSort,
    /// What kind of file.
    pub format: ExportFormat,
    /// What a row is.
    pub unit: ExportUnit,
    /// Which columns, by their names; all of them where none is named.
    #[serde(default)]
    pub columns: Vec<String>,
    /// Whether people are masked.
    pub masking: ExportMasking,
    /// Whether messages of systems and tools are included.
    #[serde(default)]
    pub system_messages: SystemMessages,
}

/// A file that was handed over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportResult {
    /// Where it is: a file, or a folder.
    pub path: String,
    /// The manifest beside it.
    pub manifest: String,
    /// Conversations in it.
    pub conversations: u64,
    /// Rows in it.
    pub rows: u64,
    /// Masks that were put.
    pub masks: u64,
    /// What a reader must know of it, in words.
    pub notes: Vec<String>,
}

/// A production set that was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductionResult {
    /// Its folder.
    pub path: String,
    /// Conversations in it.
    pub conversations: u64,
    /// Messages in it.
    pub messages: u64,
    /// Pages of it.
    pub pages: u64,
    /// Masks that were put.
    pub masks: u64,
    /// The key by which its signature is checked.
    pub public_key: String,
}

/// How far an export is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportProgress {
    /// Conversations that are written.
    pub done: u64,
    /// Conversations in all.
    pub total: u64,
}

impl ExportFormat {
    /// Every one, in the order in which they are offered.
    pub const ALL: [Self; 6] = [
        Self::Csv,
        Self::Xlsx,
        Self::Json,
        Self::Jsonl,
        Self::Html,
        Self::Eml,
    ];

    /// Its name, as it is typed and sent.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Json => "json",
            Self::Jsonl => "jsonl",
            Self::Html => "html",
            Self::Eml => "eml",
        }
    }

    /// Whether it is a table of rows; else it is read as transcripts, which hold every message.
    #[must_use]
    pub const fn is_table(self) -> bool {
        !matches!(self, Self::Html | Self::Eml)
    }
}

impl ExportUnit {
    /// Its name, as it is typed and sent.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Conversation => "conversation",
            Self::Message => "message",
        }
    }
}
