//! Spaces and sources in a funnel plot: the rate of each over its size, within the limits of chance, and the same as a
//! table. A small one is far off only where chance does not make it so.

use super::comparison::{share, side_name};
use super::figures::range;
use super::opening::{narrowed, of_part};
use crate::i18n::{Phrase, PhraseArg, TextKey, control_words};
use crate::view_model::metric_words::title;
use chart::{ChartCorner, FunnelLimits, FunnelPlot, funnel_plot};
use model::comparison::{
    ComparisonRow, ComparisonSide, ControlCurve, ControlPoint, ControlStanding, RateControl,
};
use model::dashboard::DashboardView;
use model::metrics::MetricId;
use model::request::ListFilter;

/// The plot in words and corners.
#[derive(Clone, Debug, PartialEq)]
pub struct ControlDrawing {
    /// The corners.
    pub plot: FunnelPlot,
    /// What it is, to a screen reader.
    pub title: Phrase,
    /// What it says.
    pub description: Phrase,
    /// What the lines are.
    pub note: Phrase,
    /// Which parts are left out; none where all are there.
    pub left_out: Option<Phrase>,
    /// The parts.
    pub marks: Vec<ControlMark>,
}

/// A part.
#[derive(Clone, Debug, PartialEq)]
pub struct ControlMark {
    /// What it is called.
    pub name: String,
    /// Where it stands.
    pub at: ChartCorner,
    /// Between which limits.
    pub standing: ControlStanding,
    /// The same in words.
    pub spoken: Phrase,
    /// How many there are.
    pub conversations: u64,
    /// Of these, with the outcome.
    pub with: u64,
    /// The share.
    pub rate: f64,
    /// Its inner limits in words.
    pub limits: Phrase,
    /// The list of its conversations.
    pub opens: Option<ListFilter>,
    /// The list of those with the outcome.
    pub opens_with: Option<ListFilter>,
}

impl ControlMark {
    /// Whether it lies where chance alone would not have it, so that it has its name beside it.
    #[must_use]
    pub fn is_outside(&self) -> bool {
        self.standing != ControlStanding::Within
    }
}

/// The plot of an outcome; none where the parts are not likened.
#[must_use]
pub fn control_drawing(
    view: &DashboardView,
    side: ComparisonSide,
    outcome: MetricId,
) -> Option<ControlDrawing> {
    let curve = view.control.iter().find(|curve| curve.what == outcome)?;
    let likened = view.comparison.iter().filter_map(|row| {
        let control = row.control.iter().find(|it| it.what == outcome)?;
        Some((row, control))
    });
    let likened: Vec<(&ComparisonRow, &RateControl)> = likened.collect();
    let limits: Vec<FunnelLimits> = curve.points.iter().map(limits).collect();
    let marks: Vec<(f64, f64)> = likened.iter().map(|(row, _)| place(row, outcome)).collect();
    let plot = funnel_plot(curve.target, &limits, &marks);
    let marks = likened.iter().zip(&plot.marks);
    let marks: Vec<ControlMark> = marks
        .map(|((row, control), at)| mark(view, side, row, control, *at))
        .collect();
    let left_out = view.comparison.len() - marks.len();
    Some(ControlDrawing {
        title: Phrase::new(TextKey::ControlTitle)
            .with("outcome", PhraseArg::Key(title(outcome)))
            .with("side", PhraseArg::Key(side_name(side))),
        description: description(curve, &marks),
        note: Phrase::new(TextKey::ControlNote).with("target", PhraseArg::Percent(curve.target)),
        left_out: (left_out > 0).then(|| Phrase::count(TextKey::ControlLeftOut, left_out)),
        marks,
        plot,
    })
}

fn description(curve: &ControlCurve, marks: &[ControlMark]) -> Phrase {
    let outside = marks.iter().filter(|mark| mark.is_outside()).count();
    Phrase::count(TextKey::ControlDescription, marks.len())
        .with("target", PhraseArg::Percent(curve.target))
        .number("outside", u64::try_from(outside).unwrap_or(u64::MAX))
}

#[expect(
    clippy::cast_precision_loss,
    reason = "counts of conversations are far below 2^53"
)]
fn limits(point: &ControlPoint) -> FunnelLimits {
    FunnelLimits {
        size: point.conversations as f64,
        outer: point.action,
        inner: point.warning,
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "counts of conversations are far below 2^53"
)]
fn place(row: &ComparisonRow, outcome: MetricId) -> (f64, f64) {
    let rate = share(&row.metrics, outcome).and_then(|share| share.rate);
    (row.metrics.total as f64, rate.unwrap_or(0.0))
}

fn mark(
    view: &DashboardView,
    side: ComparisonSide,
    row: &ComparisonRow,
    control: &RateControl,
    at: ChartCorner,
) -> ControlMark {
    let share = share(&row.metrics, control.what).unwrap_or_default();
    let rate = share.rate.unwrap_or(0.0);
    let name = row.value.clone().unwrap_or_default();
    let opens = of_part(&view.scope, side, row);
    let term = control.what.counted(view.scope.inferred);
    let opens_with = opens.as_ref().zip(term);
    let spoken = Phrase::new(TextKey::ControlMark)
        .with("name", PhraseArg::Text(name.clone()))
        .with("rate", PhraseArg::Percent(rate))
        .number("n", row.metrics.total)
        .with("standing", PhraseArg::Key(control_words(control.standing)));
    ControlMark {
        name,
        at,
        standing: control.standing,
        spoken,
        conversations: row.metrics.total,
        with: share.conversations,
        rate,
        limits: range(control.warning),
        opens_with: opens_with.map(|(opens, term)| narrowed(opens, &term.to_string())),
        opens,
    }
}

#[cfg(test)]
mod tests {
    use super::super::trend::tests::view;
    use super::*;
    use crate::i18n::PlainFormats;
    use model::SpaceId;
    use model::metrics::{Metrics, Share};

    fn row(
        id: i64,
        total: u64,
        bookings: u64,
        rate: f64,
        standing: ControlStanding,
    ) -> ComparisonRow {
        ComparisonRow {
            value: Some(format!("Space {id}")),
            test: None,
            space: Some(SpaceId(id)),
            source: None,
            metrics: Metrics {
                total,
                bookings: Share {
                    conversations: bookings,
                    rate: Some(rate),
                    interval: Some((rate / 2.0, rate * 2.0)),
                },
                ..Metrics::default()
            },
            beside_rest: Vec::new(),
            control: vec![RateControl {
                what: MetricId::Bookings,
                target: 0.2,
                warning: (0.1, 0.3),
                action: (0.05, 0.4),
                standing,
            }],
        }
    }

    #[test]
    fn each_space_stands_over_its_size_and_lists_its_rows() {
        let mut view = view();
        view.comparison = vec![
            row(1, 400, 40, 0.1, ControlStanding::FarBelow),
            row(2, 100, 20, 0.2, ControlStanding::Within),
            row(3, 20, 10, 0.5, ControlStanding::Above),
            ComparisonRow {
                control: Vec::new(),
                ..row(4, 5, 5, 1.0, ControlStanding::Within)
            },
        ];
        let side = ComparisonSide::Space;
        assert_eq!(control_drawing(&view, side, MetricId::Bookings), None);
        view.control = vec![ControlCurve {
            what: MetricId::Bookings,
            target: 0.2,
            points: vec![ControlPoint {
                conversations: 20,
                warning: (0.0, 0.4),
                action: (0.0, 0.5),
            }],
        }];
        let drawing = control_drawing(&view, side, MetricId::Bookings).expect("likened");
        assert_eq!(drawing.marks.len(), 3);
        assert!(drawing.left_out.is_some(), "one is too small");
        let first = &drawing.marks[0];
        assert!(first.is_outside() && first.at.x > drawing.marks[1].at.x);
        assert_eq!(
            first.spoken.say(&PlainFormats),
            "Space 1: 10.0% of 400, below 99.8 %"
        );
        let listed = first.opens_with.as_ref().expect("listed");
        assert_eq!(listed.space, Some(SpaceId(1)));
        assert!(listed.text.starts_with("outcome:booking "));
        let said = drawing.description.say(&PlainFormats);
        assert!(said.contains("2 of 3 lie outside"), "{said}");
        assert_eq!(control_drawing(&view, side, MetricId::Tours), None);
    }
}
