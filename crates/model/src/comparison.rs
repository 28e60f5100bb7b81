//! Comparisons: the numbers of parts of a scope side by side, and what may be said of the difference, as codes. It
//! is decided in `insights`, and worded in the catalogue.

use crate::metrics::{MetricId, Metrics};
use crate::request::ListFilter;
use crate::search::FieldTest;
use crate::{SourceId, SpaceId};
use serde::{Deserialize, Serialize};

/// By what a scope is divided. Each conversation is in one part.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ComparisonSide {
    /// Where it took place.
    #[default]
    Channel,
    /// In which space.
    Space,
    /// From which source.
    Source,
    /// How it began.
    Origin,
    /// In which language it is held.
    Language,
    /// Whether its person had written before: `first` or `returning`.
    Contact,
    /// Whether a person of the space wrote in it: `ai_alone` or `with_operator`.
    Operator,
    /// Whether a person had to step in.
    Escalation,
    /// Whether it goes on.
    Status,
    /// In which country the visitor was.
    Country,
    /// Whether its space was open when it started: `inside` or `outside` of its opening hours.
    #[serde(rename = "hours")]
    Opening,
    /// The hour of its start in its space, `00` to `23`.
    Hour,
    /// The day of the week of its start in its space.
    Weekday,
    /// The month of its start in its space.
    Month,
}

/// Asks for a comparison; the answer is a `Vec<ComparisonRow>`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComparisonRequest {
    /// Of which conversations.
    pub filter: ListFilter,
    /// By what they are divided.
    pub side: ComparisonSide,
}

/// One part of the scope.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ComparisonRow {
    /// What its conversations have in common; none where it is not known of them.
    pub value: Option<String>,
    /// A search that lists them, where there is one.
    pub test: Option<FieldTest>,
    /// The space that the part is, where it is one: names may be alike.
    pub space: Option<SpaceId>,
    /// The source that the part is, where it is one.
    pub source: Option<SourceId>,
    /// Its numbers. The trend is left out.
    pub metrics: Metrics,
    /// Each of its rates beside that of all other parts together; none where it is all there is.
    pub beside_rest: Vec<RateBesideRest>,
    /// Each of its rates between the limits of its size. Only of spaces and sources, where three have enough
    /// conversations to speak of rates; and only of those that have.
    pub control: Vec<RateControl>,
}

/// Why a rate moved from before to now. Both together are all of the difference.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct RateShift {
    /// Of which number.
    pub what: MetricId,
    /// What the changes of the rates within the parts make, from -1 to 1.
    pub within: f64,
    /// What the changed shares of the parts make, from -1 to 1.
    pub mix: f64,
}

/// A rate between the limits within which it lies if the part is like all others together.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct RateControl {
    /// Of which number.
    pub what: MetricId,
    /// The rate of all parts together.
    pub target: f64,
    /// Within these lie 95 of 100 parts of its size that differ by chance alone.
    pub warning: (f64, f64),
    /// And within these 998 of 1000.
    pub action: (f64, f64),
    /// Where it stands.
    pub standing: ControlStanding,
}

/// Where a rate stands between its limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ControlStanding {
    /// Below the outer limits.
    FarBelow,
    /// Below the inner limits.
    Below,
    /// As chance alone would have it.
    Within,
    /// Above the inner limits.
    Above,
    /// Above the outer limits.
    FarAbove,
}

/// The limits of a number, over the size of a part: the two funnels of a funnel plot.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ControlCurve {
    /// Of which number.
    pub what: MetricId,
    /// The rate of all parts together.
    pub target: f64,
    /// From the fewest conversations up.
    pub points: Vec<ControlPoint>,
}

/// The limits of a part of some size.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ControlPoint {
    /// The size.
    pub conversations: u64,
    /// Within these lie 95 of 100.
    pub warning: (f64, f64),
    /// And within these 998 of 1000.
    pub action: (f64, f64),
}

/// A rate beside another: of one part beside that of all others together, or of now beside that of before.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct RateBesideRest {
    /// Of which number.
    pub what: MetricId,
    /// By how much the first one is greater, from -1 to 1.
    pub difference: f64,
    /// The 95 % interval of the difference.
    pub interval: (f64, f64),
    /// How probable a difference as large is where there is none, adjusted for the number of comparisons.
    pub p: f64,
    /// What may be said.
    pub verdict: RateVerdict,
}

/// What may be said of a rate beside another, with an error of 5 % at most over all that was compared with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verdict", rename_all = "snake_case")]
pub enum RateVerdict {
    /// Greater.
    More,
    /// Smaller.
    Fewer,
    /// None that would matter.
    NoDifferenceSeen,
    /// Neither can be said.
    TooFew {
        /// About how many more conversations it would take on the smaller side, if both grew alike and kept their
        /// rates.
        more: u64,
    },
}

impl ControlStanding {
    /// Its name, as it is stored and sent.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::FarBelow => "far_below",
            Self::Below => "below",
            Self::Within => "within",
            Self::Above => "above",
            Self::FarAbove => "far_above",
        }
    }
}

impl ComparisonSide {
    /// Whether its parts are places of work that are likened to each other, so that a league table would be made of
    /// them.
    #[must_use]
    pub const fn is_ranked(self) -> bool {
        matches!(self, Self::Space | Self::Source)
    }

    /// Every one, in the order in which they are offered.
    pub const ALL: [Self; 14] = [
        Self::Channel,
        Self::Space,
        Self::Source,
        Self::Origin,
        Self::Language,
        Self::Contact,
        Self::Operator,
        Self::Escalation,
        Self::Status,
        Self::Country,
        Self::Opening,
        Self::Hour,
        Self::Weekday,
        Self::Month,
    ];

    /// Its name, as it is stored and sent.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Channel => "channel",
            Self::Space => "space",
            Self::Source => "source",
            Self::Origin => "origin",
            Self::Language => "language",
            Self::Contact => "contact",
            Self::Operator => "operator",
            Self::Escalation => "escalation",
            Self::Status => "status",
            Self::Country => "country",
            Self::Opening => "hours",
            Self::Hour => "hour",
            Self::Weekday => "weekday",
            Self::Month => "month",
        }
    }
}
