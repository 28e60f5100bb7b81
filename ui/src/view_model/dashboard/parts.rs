//! Parts side by side as they are shown: a column for each with its conversations, a row for each outcome with its count,
//! rate and interval, and what may be said of the rates of the first two.

use super::change::{ChangeWords, beside_rest, points};
use super::comparison::{COMPARED, share};
use super::figures::range;
use super::opening::narrowed;
use crate::i18n::{Phrase, TextKey};
use crate::view_model::metric_words::title;
use model::after_hours::OutsideShare;
use model::comparison::RateBesideRest;
use model::metrics::{MetricId, Metrics};
use model::request::{InferredOutcomes, ListFilter};

/// Parts side by side.
#[derive(Clone, Debug, PartialEq)]
pub struct PartsTable {
    /// What stands in the corner: what its outcomes have in common.
    pub corner: TextKey,
    /// The parts.
    pub columns: Vec<PartColumn>,
    /// The outcomes.
    pub rows: Vec<PartsRow>,
    /// What the first part of a difference is.
    pub difference: TextKey,
}

/// A part.
#[derive(Clone, Debug, PartialEq)]
pub struct PartColumn {
    /// Its name for tests and styles.
    pub id: &'static str,
    /// What it is.
    pub name: TextKey,
    /// How many there are.
    pub conversations: u64,
    /// The list of them.
    pub opens: ListFilter,
}

/// An outcome in every part.
#[derive(Clone, Debug, PartialEq)]
pub struct PartsRow {
    /// Which.
    pub what: MetricId,
    /// In each part, in their order.
    pub cells: Vec<PartCell>,
    /// Of those with it, the share after hours.
    pub share: Option<ShareWords>,
    /// What may be said of the rates beside each other; none where one part has no conversation.
    pub beside: Option<ChangeWords>,
    /// The interval of their difference.
    pub interval: Option<Phrase>,
}

/// An outcome in one part.
#[derive(Clone, Debug, PartialEq)]
pub struct PartCell {
    /// How many.
    pub count: u64,
    /// The list of them.
    pub opens: Option<ListFilter>,
    /// Of all in the part; none below 20.
    pub rate: Option<f64>,
    /// The interval of the rate.
    pub range: Option<Phrase>,
}

/// A share with its interval, or where there are too few the counts.
#[derive(Clone, Debug, PartialEq)]
pub struct ShareWords {
    /// From 0 to 1.
    pub rate: Option<f64>,
    /// Its interval, or of how many it would be.
    pub range: Phrase,
}

/// A part, and its numbers.
pub(super) struct Part<'m> {
    pub(super) column: PartColumn,
    pub(super) metrics: &'m Metrics,
}

/// The outcomes that some part has; any outcome always.
pub(super) fn rows(
    inferred: InferredOutcomes,
    parts: &[Part<'_>],
    beside: &[RateBesideRest],
    shares: &[OutsideShare],
) -> Vec<PartsRow> {
    let row = |what: MetricId| PartsRow {
        what,
        cells: parts
            .iter()
            .map(|part| cell(inferred, part, what))
            .collect(),
        share: shares
            .iter()
            .find(|it| it.what == what && it.known > 0)
            .map(share_words),
        beside: beside.iter().find(|it| it.what == what).map(beside_rest),
        interval: beside.iter().find(|it| it.what == what).map(difference),
    };
    let tells = |row: &PartsRow| {
        row.what == MetricId::AnyOutcome || row.cells.iter().any(|cell| cell.count > 0)
    };
    COMPARED.into_iter().map(row).filter(tells).collect()
}

fn cell(inferred: InferredOutcomes, part: &Part<'_>, what: MetricId) -> PartCell {
    let share = share(part.metrics, what).unwrap_or_default();
    let term = what.counted(inferred);
    PartCell {
        count: share.conversations,
        opens: term.map(|term| narrowed(&part.column.opens, &term.to_string())),
        rate: part.metrics.telling_rate(share),
        range: part.metrics.telling_interval(share).map(range),
    }
}

/// A share with its interval in words.
#[must_use]
pub fn share_words(share: &OutsideShare) -> ShareWords {
    ShareWords {
        rate: share.telling_rate(),
        range: share.telling_interval().map_or_else(|| few(share), range),
    }
}

pub(super) fn few(share: &OutsideShare) -> Phrase {
    Phrase::new(TextKey::DashboardFew)
        .number("k", share.outside.conversations)
        .number("n", share.known)
}

fn difference(beside: &RateBesideRest) -> Phrase {
    Phrase::new(TextKey::HoursDifference)
        .with("points", points(beside.difference))
        .with("low", points(beside.interval.0))
        .with("high", points(beside.interval.1))
}

impl PartsRow {
    /// What it counts.
    #[must_use]
    pub const fn name(&self) -> TextKey {
        title(self.what)
    }
}
