//! Facets: what conversations of a list have in common, with how many have each, and what a click on one makes
//! of the search. Which question belongs to which facet stands here; counting is the cache's, the words are the
//! catalogue's.

use crate::Escalation;
use crate::search::FieldTest;
use serde::{Deserialize, Serialize};

/// A side from which conversations are looked at. Of each, a conversation has one value, but for outcomes, of
/// which it may have several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Facet {
    /// Where it took place.
    Channel,
    /// Whether it led to anything.
    Converted,
    /// What it led to, as confirmed.
    Outcome,
    /// Whether a person had to step in.
    Escalation,
    /// How it began.
    Origin,
    /// Whether it goes on.
    Status,
    /// Whether contact details were captured.
    Lead,
    /// In which space.
    Space,
    /// From which source.
    Source,
    /// Where the visitor was.
    Place,
    /// In which language it is held.
    Language,
}

impl Facet {
    /// Every one, in the order of display.
    pub const ALL: [Self; 11] = [
        Self::Channel,
        Self::Converted,
        Self::Outcome,
        Self::Escalation,
        Self::Origin,
        Self::Status,
        Self::Lead,
        Self::Space,
        Self::Source,
        Self::Place,
        Self::Language,
    ];

    /// The facet to which a question belongs, if any.
    #[must_use]
    pub const fn of(test: &FieldTest) -> Option<Self> {
        Some(match test {
            FieldTest::Channel(_) => Self::Channel,
            FieldTest::Unconverted | FieldTest::AnyOutcome | FieldTest::OnlyInferred => {
                Self::Converted
            }
            FieldTest::Converted(_) => Self::Outcome,
            FieldTest::Escalated | FieldTest::Escalation(_) => Self::Escalation,
            FieldTest::Origin(_) => Self::Origin,
            FieldTest::Status(_) => Self::Status,
            FieldTest::HasLead => Self::Lead,
            FieldTest::Space(_) => Self::Space,
            FieldTest::Source(_) => Self::Source,
            FieldTest::Place(_) => Self::Place,
            FieldTest::Language(_) => Self::Language,
            _ => return None,
        })
    }

    /// Its name, as it is stored and sent.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Channel => "channel",
            Self::Converted => "converted",
            Self::Outcome => "outcome",
            Self::Escalation => "escalation",
            Self::Origin => "origin",
            Self::Status => "status",
            Self::Lead => "lead",
            Self::Space => "space",
            Self::Source => "source",
            Self::Place => "place",
            Self::Language => "lang",
        }
    }
}

/// Where an escalation may stand, in the order of display. Any of the last three is escalated.
pub const ESCALATIONS: [Escalation; 4] = [
    Escalation::None,
    Escalation::Pending,
    Escalation::Active,
    Escalation::Resolved,
];

/// Whether the search asks for a value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FacetChoice {
    /// It does not speak of it.
    #[default]
    Open,
    /// It asks for it.
    Chosen,
    /// It asks for conversations without it.
    Excluded,
}

/// A value of a facet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FacetValue {
    /// The question that asks for it.
    pub test: FieldTest,
    /// Conversations that have it, under all of the search but what it says of this facet.
    pub conversations: u64,
    /// Whether the search asks for it.
    pub choice: FacetChoice,
    /// The whole search after it was chosen, or given up where it was chosen or excluded.
    pub toggled: String,
    /// The whole search after it was excluded, or given up where it was excluded.
    pub excluded: String,
}

/// A facet of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FacetCounts {
    /// Which.
    pub facet: Facet,
    /// Conversations under all of the search but what it says of this facet.
    pub conversations: u64,
    /// Its values. Of an open set those that most conversations have.
    pub values: Vec<FacetValue>,
    /// Values of an open set that are not among them.
    pub left_out: u32,
}
