//! Coverage: what this laptop knows, by day and channel. A number over half the conversations looks like any other, so
//! beside it stands what is missing.

use crate::request::ListFilter;
use crate::{Channel, SourceId};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// Asks for the coverage of what a filter selects.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoverageRequest {
    /// Over which conversations.
    pub filter: ListFilter,
}

/// How much of a day on a channel is known. The worst that holds is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CoverageState {
    /// All that the source showed when it was last asked, after the day was over.
    Complete,
    /// All that the source showed when it was last asked, and the day was not over then.
    Ongoing,
    /// The source no longer has it: what is here is all that there is.
    HeldOnlyHere,
    /// Some of it may be missing, or could not be used.
    Partial,
    /// The role of the token or of the account leaves some of it out.
    Refused,
}

impl CoverageState {
    /// As it is written.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::Ongoing => "ongoing",
            Self::HeldOnlyHere => "held_only_here",
            Self::Partial => "partial",
            Self::Refused => "refused",
        }
    }

    /// Whether a number over it may be less than there is.
    #[must_use]
    pub const fn is_lacking(self) -> bool {
        matches!(self, Self::Partial | Self::Refused)
    }
}

/// A day on a channel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoverageCell {
    /// The day, by the calendar of the space.
    pub day: NaiveDate,
    /// The channel.
    pub channel: Channel,
    /// Conversations of it that are here and in scope.
    pub conversations: u64,
    /// How much is known.
    pub state: CoverageState,
    /// Rows of its conversations that were put aside because they could not be used.
    pub set_aside: u64,
}

/// Why something of a source is not here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "t", rename_all = "snake_case")]
pub enum CoverageReason {
    /// It was never read to its end.
    NeverWhole,
    /// The last run that reached its end was then; what came since is not here.
    NotSince {
        /// When.
        at: DateTime<Utc>,
    },
    /// The server had so many more when it was last asked.
    Missing {
        /// Conversations.
        conversations: u64,
        /// Messages.
        messages: u64,
    },
    /// Rows were put aside because they could not be used.
    SetAside {
        /// How many.
        rows: u64,
    },
    /// The account may not read these kinds of record.
    Refused {
        /// Which, in the source's words.
        what: Vec<String>,
    },
    /// The token is bound to these spaces; what is beyond them nobody showed.
    Bound {
        /// Their ids.
        spaces: String,
    },
    /// Conversations that were deleted, for privacy or by the server: they are in no number, and their days are not
    /// kept.
    Purged {
        /// How many.
        conversations: u64,
    },
    /// Conversations that are here and no longer at the server.
    HeldOnlyHere {
        /// How many.
        conversations: u64,
    },
}

impl CoverageReason {
    /// How much is known where it holds.
    #[must_use]
    pub const fn state(&self) -> CoverageState {
        match self {
            Self::NeverWhole | Self::NotSince { .. } | Self::Missing { .. } => {
                CoverageState::Partial
            }
            Self::Refused { .. } => CoverageState::Refused,
            Self::HeldOnlyHere { .. } => CoverageState::HeldOnlyHere,
            // Of these the days are told apart, or nothing is missing that could be shown.
            Self::SetAside { .. } | Self::Bound { .. } | Self::Purged { .. } => {
                CoverageState::Complete
            }
        }
    }
}

/// What is known of a source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceCoverage {
    /// Which.
    pub source: SourceId,
    /// What the manager calls it.
    pub name: String,
    /// Until when everything is here; none where it was never read to its end.
    pub known_until: Option<DateTime<Utc>>,
    /// Why something is not, if anything.
    pub reasons: Vec<CoverageReason>,
}

/// What this laptop knows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoverageView {
    /// Whether anything may be missing from a number over the scope.
    pub is_lacking: bool,
    /// The sources that are shown.
    pub sources: Vec<SourceCoverage>,
    /// The days on which conversations in scope began, by channel: the oldest day first.
    pub cells: Vec<CoverageCell>,
}
