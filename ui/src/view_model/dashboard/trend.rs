//! The trend as it is drawn and read: its lines, which part of them is still converting, and each step in words.

use super::days::{day, days, whole_day};
use super::opening::of_bucket;
use crate::i18n::{Phrase, PhraseArg, TextKey};
use chart::{LineChart, line_chart};
use chrono::NaiveDate;
use model::dashboard::DashboardView;
use model::metrics::FEWEST_FOR_RATE;
use model::request::ListFilter;
use model::search::DaySpan;
use model::trend::TrendStep;

/// The names of two lines do not stand on each other: they are this far apart, in percent of the height.
const NAMES_APART: f64 = 10.0;
/// Words under the axis at most.
const MOST_WORDS: usize = 6;

/// A trend, ready to draw.
#[derive(Clone, Debug, PartialEq)]
pub struct TrendDrawing {
    /// The lines of those that started, and of those that converted.
    pub chart: LineChart,
    /// The steps.
    pub points: Vec<TrendPoint>,
    /// The first step that is still converting, if any is.
    pub converting_from: Option<usize>,
    /// Where the names of the lines stand, from the top.
    pub names: (f64, f64),
    /// The steps under which words stand.
    pub worded: Vec<usize>,
}

/// A step of the trend.
#[derive(Clone, Debug, PartialEq)]
pub struct TrendPoint {
    /// Its first day.
    pub start: NaiveDate,
    /// Its days.
    pub days: Phrase,
    /// How many started.
    pub started: u64,
    /// Of these, with an outcome by now.
    pub converted: u64,
    /// The list of them.
    pub opens: ListFilter,
    /// The list of those that converted.
    pub opens_converted: ListFilter,
}

/// The trend of a dashboard.
#[must_use]
pub fn trend_drawing(view: &DashboardView, step: TrendStep) -> TrendDrawing {
    let numbers = |of: fn(&model::trend::TrendBucket) -> u64| -> Vec<f64> {
        view.trend.iter().map(|it| wide(of(it))).collect()
    };
    let (started, converted) = (numbers(|it| it.conversations), numbers(|it| it.converted));
    let chart = line_chart(&[&started, &converted]);
    let nexts = view
        .trend
        .iter()
        .skip(1)
        .map(|it| Some(it.start))
        .chain([None]);
    let converted = view.scope.inferred.asked(None).to_string();
    let points = view.trend.iter().zip(nexts).map(|(bucket, next)| {
        let last = next
            .and_then(|next| next.pred_opt())
            .or(view.days.span.last);
        let opens = of_bucket(&view.scope, bucket.start, next);
        TrendPoint {
            start: bucket.start,
            days: match step {
                TrendStep::Day => {
                    Phrase::new(TextKey::AsItIs).with("text", whole_day(bucket.start))
                }
                TrendStep::Week | TrendStep::Month => days(DaySpan {
                    first: Some(bucket.start),
                    last,
                }),
            },
            started: bucket.conversations,
            converted: bucket.converted,
            opens_converted: super::opening::narrowed(&opens, &converted),
            opens,
        }
    });
    TrendDrawing {
        points: points.collect(),
        converting_from: converting(view),
        names: names(&chart),
        worded: worded(view.trend.len()),
        chart,
    }
}

/// The first step of which some day may still convert: the one that begins last before that day, and all after it.
fn converting(view: &DashboardView) -> Option<usize> {
    let from = view.converting_from?;
    let ended = view.trend.partition_point(|it| it.start <= from);
    let first = ended.saturating_sub(1);
    (first < view.trend.len()).then_some(first)
}

fn names(chart: &LineChart) -> (f64, f64) {
    let end = |at: usize| {
        let corner = chart.lines.get(at).and_then(|line| line.last());
        corner.map_or(100.0, |corner| corner.y)
    };
    let (started, converted) = (end(0), end(1));
    // Those that converted are among those that started, so that their line is never above.
    let converted = converted.max(started + NAMES_APART).min(100.0);
    (started.min(converted - NAMES_APART), converted)
}

/// Equally far from each other, the first one among them.
fn worded(steps: usize) -> Vec<usize> {
    let by = steps.div_ceil(MOST_WORDS).max(1);
    (0..steps).step_by(by).collect()
}

impl TrendPoint {
    /// What stands under the axis.
    #[must_use]
    pub fn label(&self) -> Phrase {
        Phrase::new(TextKey::AsItIs).with("text", day(self.start))
    }

    /// What is heard of it.
    #[must_use]
    pub fn spoken(&self) -> Phrase {
        Phrase::new(TextKey::TrendPoint)
            .with("days", PhraseArg::Say(Box::new(self.days.clone())))
            .number("started", self.started)
            .number("converted", self.converted)
    }

    /// What is read of it.
    #[must_use]
    pub fn read(&self) -> Phrase {
        let few = Phrase::new(TextKey::TrendReadFew)
            .number("started", self.started)
            .number("converted", self.converted);
        if self.started < FEWEST_FOR_RATE {
            return few;
        }
        Phrase {
            key: TextKey::TrendRead,
            ..few
        }
        .with(
            "rate",
            PhraseArg::Percent(wide(self.converted) / wide(self.started)),
        )
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "counts of conversations are far below 2^53"
)]
fn wide(count: u64) -> f64 {
    count as f64
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use chrono::DateTime;
    use model::dashboard::{CountedDays, PeriodOrigin, PlaceCounts};
    use model::metrics::{Metrics, Share};
    use model::trend::TrendBucket;

    fn date(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn bucket(start: &str, conversations: u64, converted: u64) -> TrendBucket {
        TrendBucket {
            start: date(start),
            conversations,
            converted,
        }
    }

    /// A dashboard of three days.
    pub(crate) fn view() -> DashboardView {
        DashboardView {
            generation: 7,
            counted_at: DateTime::UNIX_EPOCH,
            days: CountedDays {
                is_over: false,
                span: DaySpan {
                    first: Some(date("2026-11-28")),
                    last: Some(date("2026-11-30")),
                },
                origin: PeriodOrigin::Period,
            },
            scope: ListFilter {
                text: "(after:2026-11-28 before:2026-12-01) tour".to_owned(),
                ..ListFilter::default()
            },
            meaning: None,
            diagnoses: Vec::new(),
            metrics: Metrics::default(),
            before: None,
            only_inferred: 0,
            leads_converted: Share::default(),
            trend: vec![
                bucket("2026-11-28", 40, 10),
                bucket("2026-11-29", 10, 4),
                bucket("2026-11-30", 0, 0),
            ],
            converting_from: Some(date("2026-11-29")),
            comparison: Vec::new(),
            control: Vec::new(),
            conversion_times: Vec::new(),
            places: PlaceCounts::default(),
            zones: Vec::new(),
            zone_database: "2026f".to_owned(),
        }
    }

    #[test]
    fn each_step_lists_its_own_days_and_the_last_one_the_rest() {
        let drawn = trend_drawing(&view(), TrendStep::Day);
        let texts: Vec<&str> = drawn
            .points
            .iter()
            .map(|it| it.opens.text.as_str())
            .collect();
        assert_eq!(
            texts[0],
            "on:2026-11-28 (after:2026-11-28 before:2026-12-01) tour"
        );
        assert!(texts[2].starts_with("after:2026-11-30 "));
        assert!(
            drawn.points[0]
                .opens_converted
                .text
                .starts_with("outcome:any on:2026-11-28 ")
        );
        assert_eq!(drawn.converting_from, Some(1));
    }

    #[test]
    fn of_few_no_rate_is_read() {
        let drawn = trend_drawing(&view(), TrendStep::Day);
        let keys: Vec<TextKey> = drawn.points.iter().map(|it| it.read().key).collect();
        assert_eq!(
            keys,
            [
                TextKey::TrendRead,
                TextKey::TrendReadFew,
                TextKey::TrendReadFew
            ]
        );
    }

    #[test]
    fn names_stand_apart_and_inside() {
        let drawn = trend_drawing(&view(), TrendStep::Day);
        let (started, converted) = drawn.names;
        assert!(converted - started >= NAMES_APART - 1e-9 && converted <= 100.0);
        let mut nothing = view();
        nothing.trend.clear();
        let drawn = trend_drawing(&nothing, TrendStep::Week);
        assert_eq!((drawn.points.len(), drawn.converting_from), (0, None));
        assert_eq!(worded(90).len(), 6);
    }
}
