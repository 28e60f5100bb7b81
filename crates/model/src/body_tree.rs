//! A message body as a safe tree. The front renders these nodes as elements; there is no HTML string
//! anywhere after the `body` crate, so nothing in a message can act.

mod text;

use serde::{Deserialize, Serialize};

/// A piece of a body that stands on its own lines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "t", rename_all = "snake_case")]
pub enum BodyBlock {
    /// A paragraph.
    Paragraph {
        /// Its text.
        inlines: Vec<BodyInline>,
    },
    /// A heading; levels 1 to 6.
    Heading {
        /// Level.
        level: u8,
        /// Its text.
        inlines: Vec<BodyInline>,
    },
    /// A list.
    List {
        /// Number of the first item; absent for bullets.
        start: Option<u32>,
        /// Each item is blocks.
        items: Vec<Vec<BodyBlock>>,
    },
    /// A quotation.
    Quote {
        /// What is quoted.
        blocks: Vec<BodyBlock>,
    },
    /// Preformatted text.
    Code {
        /// The text.
        text: String,
    },
    /// A table.
    Table {
        /// Cells of the head row; empty when there is none.
        head: Vec<Vec<BodyInline>>,
        /// Rows of cells.
        rows: Vec<Vec<Vec<BodyInline>>>,
    },
    /// A thematic break.
    Rule,
}

/// A run of text in a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "t", rename_all = "snake_case")]
pub enum BodyInline {
    /// Text as it reads.
    Text {
        /// The text.
        text: String,
    },
    /// Strong emphasis.
    Strong {
        /// What is stressed.
        inlines: Vec<BodyInline>,
    },
    /// Emphasis.
    Emphasis {
        /// What is stressed.
        inlines: Vec<BodyInline>,
    },
    /// Struck out.
    Strike {
        /// What is struck.
        inlines: Vec<BodyInline>,
    },
    /// Code.
    Code {
        /// The text.
        text: String,
    },
    /// A link, http(s) or mailto only. Opening asks first, and shows the host.
    Link {
        /// Where it leads.
        url: String,
        /// The host, or the address of a mailto.
        host: String,
        /// What it says.
        inlines: Vec<BodyInline>,
    },
    /// An image that is not loaded.
    BlockedImage {
        /// Its alternative text.
        alt: String,
    },
    /// A line break.
    Break,
    /// A match of the current search.
    Mark {
        /// The matched text.
        text: String,
    },
}

/// A body ready to be shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BodyView {
    /// Its blocks.
    pub blocks: Vec<BodyBlock>,
    /// Remote images that were not loaded.
    pub blocked_images: u32,
}
