//! A line about the state of the data: its words, its colour, and what stands behind them.

use crate::i18n::Phrase;

/// How the state is coloured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatusTone {
    /// All is well.
    Good,
    /// Something runs.
    Busy,
    /// It rests: offline, stopped, not yet.
    Calm,
    /// Somebody should look.
    Warn,
}

impl StatusTone {
    /// The class that gives its colour.
    #[must_use]
    pub const fn class(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Busy => "busy",
            Self::Calm => "calm",
            Self::Warn => "warn",
        }
    }
}

/// What is said of the sync.
#[derive(Clone, Debug, PartialEq)]
pub struct StatusLine {
    /// Its colour.
    pub tone: StatusTone,
    /// The words.
    pub words: Phrase,
    /// Fewer words, for beside the source's name.
    pub short: Option<Phrase>,
    /// The exact instant that they speak of.
    pub exact: Option<Phrase>,
    /// Details, such as the cause of a failure.
    pub detail: Option<Phrase>,
    /// Share done, 0 to 1, while the total is known.
    pub progress: Option<f64>,
}
