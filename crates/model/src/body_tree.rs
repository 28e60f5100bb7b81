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
    /// What the sender hid from readers: a preheader, text of no size. It was sent and not seen, so
    /// it is folded away, and can be found.
    Hidden {
        /// What is hidden.
        blocks: Vec<BodyBlock>,
    },
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
        /// Where it leads: a place in [`BodyView::links`].
        target: u32,
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

/// Where a link leads. Each target stands once in a body, however often it is used: one address of some
/// kilobytes around each cell of a table would otherwise be copied a thousand times.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkTarget {
    /// Where it leads.
    pub url: String,
    /// The host as it is asked, in ASCII, or the address of a mailto.
    pub host: String,
}

/// What of a body is not shown as it was sent. The message itself is kept as it came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "t", rename_all = "snake_case")]
pub enum BodyNote {
    /// It would have become far more than it was.
    Shortened {
        /// Cells of tables that are not shown.
        cells: u32,
        /// Characters that are not shown.
        characters: u32,
        /// Links whose words are shown and whose addresses are not.
        links: u32,
    },
    /// It has more marks of form than any mail: from some place on only its words are shown.
    FormLost,
    /// It could not be converted; this is the text as it came.
    AsItCame,
}

/// A body ready to be shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BodyView {
    /// Its blocks.
    pub blocks: Vec<BodyBlock>,
    /// Where its links lead.
    pub links: Vec<LinkTarget>,
    /// Remote images that were not loaded.
    pub blocked_images: u32,
    /// What is not shown as it was sent.
    pub note: Option<BodyNote>,
}

impl BodyView {
    /// Where a link leads.
    #[must_use]
    pub fn link(&self, target: u32) -> Option<&LinkTarget> {
        self.links.get(target as usize)
    }
}

impl BodyBlock {
    /// Whether a match of the search stands in it.
    #[must_use]
    pub fn has_mark(&self) -> bool {
        match self {
            Self::Paragraph { inlines } | Self::Heading { inlines, .. } => {
                inlines.iter().any(BodyInline::has_mark)
            }
            Self::List { items, .. } => items.iter().flatten().any(Self::has_mark),
            Self::Quote { blocks } | Self::Hidden { blocks } => blocks.iter().any(Self::has_mark),
            Self::Table { head, rows } => {
                let cells = head.iter().chain(rows.iter().flatten());
                cells.flatten().any(BodyInline::has_mark)
            }
            Self::Code { .. } | Self::Rule => false,
        }
    }
}

impl BodyInline {
    fn has_mark(&self) -> bool {
        match self {
            Self::Mark { .. } => true,
            Self::Strong { inlines }
            | Self::Emphasis { inlines }
            | Self::Strike { inlines }
            | Self::Link { inlines, .. } => inlines.iter().any(Self::has_mark),
            Self::Text { .. } | Self::Code { .. } | Self::BlockedImage { .. } | Self::Break => {
                false
            }
        }
    }
}
