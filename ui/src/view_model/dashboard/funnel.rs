//! The funnel of calls to action as it is shown: a line for each kind of link that was offered, and the list behind each
//! step.

use crate::i18n::{TextKey, offer_name};
use model::funnel::{FunnelRow, FunnelStep, FunnelView};
use model::metrics::FEWEST_FOR_RATE;
use model::request::ListFilter;

/// A step: how many, and the list of them.
#[derive(Clone, Debug, PartialEq)]
pub struct StepCell {
    /// How many.
    pub count: u64,
    /// The list of them.
    pub opens: ListFilter,
}

/// A kind of link.
#[derive(Clone, Debug, PartialEq)]
pub struct FunnelLine {
    /// Its name for tests and styles.
    pub id: &'static str,
    /// What it asks for.
    pub name: TextKey,
    /// Those in which it was offered.
    pub offered: StepCell,
    /// Those of them with its outcome.
    pub taken: StepCell,
    /// Those of them without.
    pub open: StepCell,
    /// Those with the outcome and no such link.
    pub elsewhere: StepCell,
    /// The share that was taken, from 0 to 1; none under 20.
    pub rate: Option<f64>,
    /// The same share for the bar, however few there are.
    pub bar: f64,
}

/// The lines, any kind first. Kinds that were never offered and have no outcome are left out.
#[must_use]
pub fn funnel_lines(scope: &ListFilter, view: &FunnelView) -> Vec<FunnelLine> {
    let says = |row: &&FunnelRow| {
        row.kind.is_none() || row.offered.conversations + row.without_offer.conversations > 0
    };
    let rows = view.rows.iter().filter(says);
    rows.map(|row| line(scope, row)).collect()
}

#[expect(
    clippy::cast_precision_loss,
    reason = "counts of conversations are far below 2^53"
)]
fn line(scope: &ListFilter, row: &FunnelRow) -> FunnelLine {
    let (taken, offered) = (row.converted.conversations, row.offered.conversations);
    let bar = taken as f64 / offered.max(1) as f64;
    FunnelLine {
        id: row.kind.map_or("any", |kind| kind.as_str()),
        name: row.kind.map_or(TextKey::FunnelAny, offer_name),
        offered: cell(scope, &row.offered),
        taken: cell(scope, &row.converted),
        open: cell(scope, &row.not_converted),
        elsewhere: cell(scope, &row.without_offer),
        rate: (offered >= FEWEST_FOR_RATE).then_some(bar),
        bar,
    }
}

fn cell(scope: &ListFilter, step: &FunnelStep) -> StepCell {
    StepCell {
        count: step.conversations,
        opens: ListFilter {
            text: step.query.clone(),
            // The application says which sources are shown.
            only: None,
            ..scope.clone()
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{OfferKind, SourceId, SpaceId};

    fn step(conversations: u64, query: &str) -> FunnelStep {
        FunnelStep {
            conversations,
            query: query.to_owned(),
        }
    }

    fn row(kind: Option<OfferKind>, offered: u64, taken: u64, without: u64) -> FunnelRow {
        FunnelRow {
            kind,
            offered: step(offered, "has:offer roof"),
            clicked: None,
            converted: step(taken, "has:offer outcome:any roof"),
            not_converted: step(offered - taken, "has:offer -outcome:any roof"),
            without_offer: step(without, "outcome:any -has:offer roof"),
        }
    }

    #[test]
    fn a_kind_that_never_came_up_has_no_line() {
        let view = FunnelView {
            scope: step(90, "roof"),
            rows: vec![
                row(None, 0, 0, 0),
                row(Some(OfferKind::Tour), 40, 10, 0),
                row(Some(OfferKind::Plan), 0, 0, 0),
                row(Some(OfferKind::Booking), 0, 0, 3),
            ],
        };
        let lines = funnel_lines(&ListFilter::default(), &view);
        let ids: Vec<&str> = lines.iter().map(|line| line.id).collect();
        assert_eq!(ids, ["any", "tour", "booking"]);
        assert_eq!(lines[1].rate, Some(0.25));
        assert_eq!((lines[0].rate, lines[0].bar), (None, 0.0));
    }

    #[test]
    fn a_step_lists_what_it_counts_within_the_scope() {
        let scope = ListFilter {
            text: "roof".to_owned(),
            space: Some(SpaceId(4)),
            only: Some(vec![SourceId(1)]),
            ..ListFilter::default()
        };
        let view = FunnelView {
            scope: step(90, "roof"),
            rows: vec![row(None, 40, 10, 2)],
        };
        let opens = &funnel_lines(&scope, &view)[0].taken.opens;
        assert_eq!(opens.text, "has:offer outcome:any roof");
        assert_eq!((opens.space, opens.only.clone()), (Some(SpaceId(4)), None));
    }
}
