//! What the manager writes at a day of the trend: what changed then. Each compares as many days before it as after it.
//! What is noted about a conversation is a mark, and stands in [`crate::marks`].

use crate::comparison::{RateBesideRest, RateShift};
use crate::ids::{AnnotationId, SpaceId};
use crate::metrics::Metrics;
use crate::request::{DataWorld, ListFilter};
use crate::search::DaySpan;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// An annotation of the trend.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrendAnnotation {
    /// Which.
    pub id: AnnotationId,
    /// The day, by the calendar of each space.
    pub day: NaiveDate,
    /// What changed then.
    pub words: String,
    /// Where.
    pub space: AnnotatedSpace,
}

/// Where an annotation holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AnnotatedSpace {
    /// In every space.
    Every,
    /// In this one.
    One(SpaceId),
    /// In one that is not on this laptop now.
    Absent,
}

/// What the manager writes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnnotationDraft {
    /// The day, by the calendar of each space.
    pub day: NaiveDate,
    /// What changed then.
    pub words: String,
    /// Where; none is every space.
    pub space: Option<SpaceId>,
}

/// Makes an annotation another one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeAnnotation {
    /// Which.
    pub annotation: AnnotationId,
    /// What it is from now on.
    pub draft: AnnotationDraft,
}

/// An annotation as work.db has it, by names that hold in any cache: what has a removed or a changed one back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredAnnotation {
    /// Which.
    pub id: AnnotationId,
    /// The day.
    pub day: NaiveDate,
    /// What changed then.
    pub words: String,
    /// The server's id of its store, and of the space; none is every space.
    pub space: Option<(String, String)>,
    /// The world in which it was written.
    pub world: DataWorld,
}

/// Asks what was before an annotation and what after it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BeforeAfterRequest {
    /// Which.
    pub annotation: AnnotationId,
    /// Of which conversations; what it says of days is left out.
    pub filter: ListFilter,
}

/// As many days before an annotation as after it, whose first is its own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BeforeAfterView {
    /// Of which.
    pub annotation: TrendAnnotation,
    /// How many days each side has.
    pub days: u32,
    /// Before it.
    pub before: AnnotationSide,
    /// From it on: up to today, or to the day before the next one.
    pub after: AnnotationSide,
    /// The annotation before which it ends; none where it ends today.
    pub ended_by: Option<TrendAnnotation>,
    /// Others that lie in the days before, so that these are not all alike.
    pub others_before: Vec<TrendAnnotation>,
    /// Each rate after it beside that before it.
    pub rates: Vec<RateBesideRest>,
    /// Why each moved, by the channels.
    pub by_channel: Vec<RateShift>,
    /// The first day whose conversations may still convert.
    pub converting_from: Option<NaiveDate>,
}

/// One side of an annotation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AnnotationSide {
    /// Its days.
    pub span: DaySpan,
    /// What lists its conversations.
    pub scope: ListFilter,
    /// Its numbers. The trend is left out.
    pub metrics: Metrics,
}

impl TrendAnnotation {
    /// Whether it holds for the conversations of a space; none is every one.
    #[must_use]
    pub fn concerns(&self, space: Option<SpaceId>) -> bool {
        match self.space {
            AnnotatedSpace::Every => true,
            AnnotatedSpace::One(own) => space.is_none_or(|space| space == own),
            AnnotatedSpace::Absent => false,
        }
    }

    /// Whether it changed everything that another one is compared over: the same space, or every one.
    #[must_use]
    pub fn bounds(&self, space: Option<SpaceId>) -> bool {
        match self.space {
            AnnotatedSpace::Every => true,
            AnnotatedSpace::One(own) => space == Some(own),
            AnnotatedSpace::Absent => false,
        }
    }
}
