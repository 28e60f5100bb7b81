//! How long it takes to convert: the curves as they are drawn, and the table beside them.

use super::opening::narrowed;
use crate::i18n::{Phrase, TextKey};
use crate::view_model::labels;
use crate::view_model::metric_words::title;
use chart::{RisingCurves, rising_curves};
use model::Channel;
use model::conversion_time::ConversionTime;
use model::dashboard::DashboardView;
use model::metrics::MetricId;
use model::request::{InferredOutcomes, ListFilter};
use model::search::FieldTest;

/// Seconds of a minute, an hour and a day.
const MINUTE: u64 = 60;
const HOUR: u64 = 3_600;
const DAY: u64 = 86_400;
/// Times that may stand under the axis.
const TICKS: [u64; 6] = [MINUTE, HOUR, DAY, 7 * DAY, 30 * DAY, 365 * DAY];
/// Names of curves do not stand on each other: they are this far apart, in percent of the height.
const NAMES_APART: f64 = 9.0;

/// The curves and their table.
#[derive(Clone, Debug, PartialEq)]
pub struct TimesDrawing {
    /// The curves, in the order of `curves`.
    pub chart: RisingCurves,
    /// The outcome of each curve, and where its name stands from the top.
    pub curves: Vec<(MetricId, f64)>,
    /// Times under the axis, and where they stand.
    pub ticks: Vec<(Phrase, f64)>,
}

/// A line of the table.
#[derive(Clone, Debug, PartialEq)]
pub struct TimesLine {
    /// Which outcome.
    pub outcome: MetricId,
    /// Its name.
    pub name: TextKey,
    /// How many have it.
    pub converted: u64,
    /// By when the half, three quarters and nineteen twentieths of them had it.
    pub quantiles: [Option<Phrase>; 3],
    /// The list of them.
    pub opens: Option<ListFilter>,
}

/// A duration in the unit that leaves one or two digits before the point.
#[must_use]
pub fn duration(seconds: u64) -> Phrase {
    let (key, unit) = match seconds {
        0..MINUTE => return Phrase::new(TextKey::TimesSeconds).number("n", seconds),
        MINUTE..HOUR => (TextKey::TimesMinutes, MINUTE),
        HOUR..DAY => (TextKey::TimesHours, HOUR),
        _ => (TextKey::TimesDays, DAY),
    };
    let whole = seconds / unit;
    // A tenth is worth telling of few, and minutes are told whole.
    let tenths = (seconds % unit) * 10 / unit;
    let is_rough = whole >= 10 || tenths == 0 || unit == MINUTE;
    let text = if is_rough {
        whole.to_string()
    } else {
        format!("{whole}.{tenths}")
    };
    Phrase::new(key).with("n", crate::i18n::PhraseArg::Text(text))
}

/// The curves of outcomes that any conversation has.
#[must_use]
pub fn times_drawing(view: &DashboardView) -> TimesDrawing {
    let all = view
        .conversion_times
        .iter()
        .filter(|it| it.channel.is_none());
    let drawn: Vec<&ConversionTime> = all
        .filter(|it| it.outcome.kind().is_some() && it.curve.len() > 1)
        .collect();
    let points: Vec<Vec<(f64, f64)>> = drawn
        .iter()
        .map(|it| {
            it.curve
                .iter()
                .map(|at| (wide(at.seconds), at.converted))
                .collect()
        })
        .collect();
    let chart = rising_curves(&points);
    let ends = chart
        .curves
        .iter()
        .map(|curve| curve.last().map_or(100.0, |it| it.y));
    let ends: Vec<f64> = ends.collect();
    let tick = |seconds: u64| {
        let at = wide(seconds);
        let is_inside = chart.span.0 <= at && at <= chart.span.1;
        is_inside.then(|| (duration(seconds), chart.place(at)))
    };
    TimesDrawing {
        ticks: TICKS.into_iter().filter_map(tick).collect(),
        curves: drawn
            .iter()
            .map(|it| it.outcome)
            .zip(apart(&ends))
            .collect(),
        chart,
    }
}

/// Places for names beside ends of curves, none nearer to another than can be read.
fn apart(ends: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..ends.len()).collect();
    order.sort_by(|a, b| ends[*b].total_cmp(&ends[*a]));
    let mut places = ends.to_vec();
    let mut free = 100.0;
    for at in order {
        places[at] = ends[at].min(free);
        free = places[at] - NAMES_APART;
    }
    places
}

/// The table of a channel, or of all of them.
#[must_use]
pub fn times_lines(view: &DashboardView, channel: Option<&Channel>) -> Vec<TimesLine> {
    let of_channel = |it: &&ConversionTime| it.channel.as_ref() == channel;
    let told = view.conversion_times.iter().filter(of_channel);
    let line = |it: &ConversionTime| TimesLine {
        outcome: it.outcome,
        name: title(it.outcome),
        converted: it.converted,
        quantiles: [it.quantiles.median, it.quantiles.p75, it.quantiles.p95]
            .map(|seconds| seconds.map(duration)),
        // Times are of confirmed outcomes alone, wherever the switch is.
        opens: confirmed(&view.scope, it.outcome).map(|list| match channel {
            Some(channel) => narrowed(&list, &FieldTest::Channel(channel.clone()).to_string()),
            None => list,
        }),
    };
    told.filter(|it| it.converted > 0).map(line).collect()
}

/// The conversations with a confirmed outcome.
fn confirmed(scope: &ListFilter, outcome: MetricId) -> Option<ListFilter> {
    let asked = outcome.counted(InferredOutcomes::Apart)?;
    Some(narrowed(scope, &asked.to_string()))
}

/// The channels of which there is a table.
#[must_use]
pub fn timed_channels(view: &DashboardView) -> Vec<(Channel, Phrase)> {
    let mut channels: Vec<(Channel, Phrase)> = Vec::new();
    for channel in view
        .conversion_times
        .iter()
        .filter_map(|it| it.channel.as_ref())
    {
        if channels.iter().all(|(known, _)| known != channel) {
            channels.push((channel.clone(), labels::channel(channel)));
        }
    }
    channels
}

#[expect(
    clippy::cast_precision_loss,
    reason = "seconds of a few years are far below 2^53"
)]
fn wide(seconds: u64) -> f64 {
    seconds as f64
}

#[cfg(test)]
mod tests {
    use super::super::trend::tests::view;
    use super::*;
    use crate::i18n::PlainFormats;
    use model::conversion_time::{ConversionPoint, ConversionQuantiles};

    fn time(outcome: MetricId, channel: Option<Channel>, converted: u64) -> ConversionTime {
        let point = |seconds, converted| ConversionPoint { seconds, converted };
        ConversionTime {
            outcome,
            channel,
            conversations: 400,
            converted,
            quantiles: ConversionQuantiles {
                median: Some(1_560),
                p75: Some(15_480),
                p95: None,
            },
            curve: vec![point(60, 0.0), point(3_600, 0.1), point(200_000, 0.2)],
        }
    }

    #[test]
    fn a_duration_is_told_in_a_unit_that_fits() {
        let cases = [
            (0, "0 s"),
            (59, "59 s"),
            (60, "1 min"),
            (1_560, "26 min"),
            (3_600, "1 h"),
            (15_480, "4.3 h"),
            (86_400, "1 d"),
            (1_814_400, "21 d"),
        ];
        for (seconds, told) in cases {
            assert_eq!(duration(seconds).say(&PlainFormats), told);
        }
    }

    #[test]
    fn any_outcome_is_in_the_table_and_no_curve() {
        let mut view = view();
        view.conversion_times = vec![
            time(MetricId::AnyOutcome, None, 60),
            time(MetricId::Tours, None, 40),
            time(MetricId::Contracts, None, 0),
            time(MetricId::Tours, Some(Channel::Chat), 20),
        ];
        let drawn = times_drawing(&view);
        assert_eq!(drawn.curves.len(), 2);
        assert_eq!(drawn.ticks.len(), 3, "a minute, an hour and a day");
        let lines = times_lines(&view, None);
        assert_eq!(lines.len(), 2, "what nobody has is left out");
        assert_eq!(lines[1].quantiles[2], None);
        let chat = times_lines(&view, Some(&Channel::Chat));
        let listed = chat[0].opens.as_ref().expect("a list");
        assert!(listed.text.starts_with("channel:chat outcome:tour "));
        assert_eq!(timed_channels(&view).len(), 1);
    }

    #[test]
    fn names_of_curves_stand_apart() {
        let places = apart(&[50.0, 52.0, 100.0]);
        assert!((places[1] - 52.0).abs() < 1e-9 && places[0] <= 52.0 - NAMES_APART);
        assert!((places[2] - 100.0).abs() < 1e-9);
    }
}
