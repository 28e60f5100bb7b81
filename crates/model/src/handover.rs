//! Handing over: which file the current view becomes, and what is said of it when it is there. How a file is
//! written is not decided here.

use crate::failure::Failure;
use crate::person::PersonExport;
use crate::report::ReportRequest;
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
    /// The same as tagged PDF, for paper and for what keeps paper.
    Pdf,
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

/// How CSV is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CsvStyle {
    /// What stands between fields.
    pub separator: CsvSeparator,
    /// With which bytes it begins.
    pub encoding: CsvEncoding,
}

/// What stands between the fields of CSV.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CsvSeparator {
    /// As RFC 4180 says.
    #[default]
    Comma,
    /// What spreadsheets expect where the comma stands in numbers.
    Semicolon,
    /// A tab.
    Tab,
}

/// With which bytes CSV begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CsvEncoding {
    /// UTF-8.
    #[default]
    Utf8,
    /// UTF-8 behind a byte order mark, by which some spreadsheets tell it from other encodings.
    Utf8WithMark,
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
    /// How CSV is written.
    #[serde(default)]
    pub csv: CsvStyle,
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

/// Makes a production set of what a filter selects in the world that is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductionRequest {
    /// Which conversations.
    pub filter: ListFilter,
    /// In which order they are numbered.
    #[serde(default)]
    pub sort: ListSort,
    /// Whether people are masked.
    pub masking: ExportMasking,
    /// Whether messages of systems and tools are on the pages.
    #[serde(default)]
    pub system_messages: SystemMessages,
}

/// What the window asks to be handed over. Where to is no part of it: that is asked by the desktop, and no script of
/// the page names a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "t", content = "order", rename_all = "snake_case")]
pub enum HandOverOrder {
    /// A file, or a folder of messages.
    Export(ExportRequest),
    /// A folder that proves itself.
    Production(ProductionRequest),
    /// A folder of everything on one person.
    Person(PersonExport),
    /// The report of a period.
    Report(ReportRequest),
}

/// A hand-over of the window: one at a time, and the last one is told of until the next begins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandOverView {
    /// Counts the hand-overs since the start.
    pub number: u64,
    /// Where it will be, or is.
    pub path: String,
    /// How it stands.
    pub stage: HandOverStage,
}

/// How a hand-over stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "t", content = "of", rename_all = "snake_case")]
pub enum HandOverStage {
    /// It is written.
    Running(ExportProgress),
    /// An export is in its place.
    Exported(ExportResult),
    /// A production set is in its place.
    Produced(ProductionResult),
    /// It was stopped, or it failed. Nothing is in its place.
    Failed(Failure),
}

/// What would be handed over: asked before it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandOverPreview {
    /// Conversations in all.
    pub conversations: u64,
    /// Every column that there is; none of a transcript.
    pub columns: Vec<ExportColumn>,
    /// The first rows, under the names of the chosen columns; none of a transcript.
    pub rows: Vec<Vec<String>>,
    /// The beginning of the first transcript, or of a report; empty for a table.
    pub page: String,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportColumn {
    /// Its name in every file.
    pub name: String,
    /// Whether it stands in this table.
    pub is_chosen: bool,
}

/// How far an export is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportProgress {
    /// Conversations that are written.
    pub done: u64,
    /// Conversations in all.
    pub total: u64,
}

impl HandOverOrder {
    /// Which conversations; none where they are those of a person.
    #[must_use]
    pub const fn filter(&self) -> Option<&ListFilter> {
        match self {
            Self::Export(request) => Some(&request.filter),
            Self::Production(request) => Some(&request.filter),
            Self::Report(request) => Some(&request.filter),
            Self::Person(_) => None,
        }
    }

    /// What its file is called, behind a dot; none where it is a folder.
    #[must_use]
    pub const fn file_ending(&self) -> Option<&'static str> {
        match self {
            Self::Production(_) | Self::Person(_) => None,
            Self::Report(request) => Some(request.format.as_str()),
            Self::Export(request) => match request.format {
                ExportFormat::Eml => None,
                format => Some(format.as_str()),
            },
        }
    }
}

impl HandOverView {
    /// Whether it is still written.
    #[must_use]
    pub const fn is_running(&self) -> bool {
        matches!(self.stage, HandOverStage::Running(_))
    }
}

impl ExportFormat {
    /// Every one, in the order in which they are offered.
    pub const ALL: [Self; 7] = [
        Self::Csv,
        Self::Xlsx,
        Self::Json,
        Self::Jsonl,
        Self::Html,
        Self::Pdf,
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
            Self::Pdf => "pdf",
            Self::Eml => "eml",
        }
    }

    /// Whether it is a table of rows; else it is read as transcripts, which hold every message.
    #[must_use]
    pub const fn is_table(self) -> bool {
        !matches!(self, Self::Html | Self::Pdf | Self::Eml)
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
