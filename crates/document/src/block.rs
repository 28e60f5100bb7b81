//! What a document is made of, whatever it becomes: both the page for a browser and the PDF are written from these, so
//! that they cannot tell two different things.

/// What stands above all of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentHead {
    /// Its title, which is its first heading too.
    pub title: String,
    /// Which program made it.
    pub made_by: String,
}

/// A piece of a document.
#[derive(Clone, Debug, PartialEq)]
pub enum DocumentBlock {
    /// Begins a section, which holds all until the next one of its level.
    Heading(HeadingLevel, String),
    /// Text; its lines are kept.
    Paragraph(String),
    /// What must be known and is not the matter itself.
    Remark(String),
    /// Names and values.
    Facts(Vec<(String, String)>),
    /// What somebody said.
    Speech(SpeechBlock),
    /// A table.
    Table(DocumentTable),
    /// Rates with their intervals, on one axis.
    Intervals(IntervalFigure),
}

/// How deep a heading stands below the title.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeadingLevel {
    /// A section.
    Section,
    /// A part of a section.
    Part,
}

/// What somebody said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpeechBlock {
    /// Who.
    pub speaker: String,
    /// When, by the clocks of the place.
    pub at: String,
    /// Where it stands on the page.
    pub side: SpeechSide,
    /// What.
    pub said: String,
    /// What belongs to it and is no part of what is shown: its name, and the text.
    pub asides: Vec<(String, String)>,
}

/// On which side somebody speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SpeechSide {
    /// They, at the margin.
    Theirs,
    /// We, indented.
    Ours,
}

/// A table.
#[derive(Clone, Debug, PartialEq)]
pub struct DocumentTable {
    /// What it shows.
    pub caption: String,
    /// Its columns.
    pub columns: Vec<TableColumn>,
    /// Its rows, each with a cell for each column.
    pub rows: Vec<Vec<String>>,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct TableColumn {
    /// What it is called.
    pub title: String,
    /// Its part of the width, beside the others'.
    pub share: f32,
}

/// Rates with their intervals.
#[derive(Clone, Debug, PartialEq)]
pub struct IntervalFigure {
    /// What it shows.
    pub caption: String,
    /// Its rows.
    pub rows: Vec<IntervalRow>,
}

/// A rate with its interval.
#[derive(Clone, Debug, PartialEq)]
pub struct IntervalRow {
    /// Of what.
    pub name: String,
    /// The same in words, which is what is read where nothing is seen.
    pub words: String,
    /// The rate, from 0 to 1.
    pub rate: f64,
    /// Its interval, from 0 to 1.
    pub interval: (f64, f64),
}
