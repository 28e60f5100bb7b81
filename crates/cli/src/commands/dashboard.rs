//! What the dashboard shows beside the strip: the numbers against the period before, how long it takes to convert, and
//! where visitors were. Every number is counted as the window counts it. Of fewer than 20 conversations no rate is told.

use crate::commands::filter::asked_filter;
use crate::commands::with_inferred::{CountedJson, counting_filter, say_with_inferred};
use crate::exit_code::CommandError;
use crate::number_args::{PlaceGrouping, PlacesArguments};
use crate::query_args::QueryArguments;
use crate::rate_words::{dash, days, rate};
use crate::stdout::{OutputFormat, ResultWriter};
use crate::table::{cell, table};
use app::App;
use catalogue::{PlainFormats, verdict_phrase};
use insights::{MetricSpec, MetricsJson};
use model::comparison::{RateBesideRest, RateVerdict};
use model::conversion_time::ConversionTime;
use model::dashboard::{
    DashboardPeriod, DashboardRequest, DashboardView, PeriodBefore, PlaceCount,
};
use model::metrics::{FEWEST_FOR_RATE, MetricAmount, MetricId, Metrics, Share};
use model::request::ListFilter;
use model::search::{DaySpan, FieldTest};
use serde::Serialize;
use std::collections::BTreeMap;

/// The numbers of a period against those of the one before, for machines.
#[derive(Serialize)]
struct AgainstPreviousJson {
    #[serde(flatten)]
    now: MetricsJson,
    period: DaySpan,
    /// Null where the period has no beginning or no end.
    before: Option<PreviousJson>,
}

/// The period before, for machines.
#[derive(Serialize)]
struct PreviousJson {
    period: DaySpan,
    #[serde(flatten)]
    then: MetricsJson,
    /// Each rate of now beside that of then, by the keys of `metrics --json`.
    change: BTreeMap<&'static str, RateChangeJson>,
}

/// A rate beside that of before, for machines.
#[derive(Serialize)]
struct RateChangeJson {
    difference: f64,
    interval: (f64, f64),
    p: f64,
    #[serde(flatten)]
    verdict: RateVerdict,
    /// Why it moved, by the channels.
    by_channel: Option<RateShiftJson>,
}

/// What of a change came from the rates within the channels, and what from their mix; for machines.
#[derive(Serialize)]
struct RateShiftJson {
    within: f64,
    mix: f64,
}

/// How long an outcome takes, for machines; times are seconds.
#[derive(Serialize)]
struct ConversionTimeJson<'t> {
    outcome: &'static str,
    /// Null for all channels together.
    channel: Option<&'t str>,
    conversations: u64,
    converted: u64,
    /// Null where fewer than 20 converted.
    median: Option<u64>,
    p75: Option<u64>,
    p95: Option<u64>,
}

/// Where visitors were, for machines.
#[derive(Serialize)]
struct PlacesJson<'p> {
    places: Vec<PlaceJson<'p>>,
    /// Conversations of which it is not known.
    unknown: u64,
}

/// A state or a country, for machines.
#[derive(Serialize)]
struct PlaceJson<'p> {
    value: &'p str,
    conversations: u64,
    converted: u64,
    /// Null below 20 conversations, as its interval.
    rate: Option<f64>,
    interval: Option<(f64, f64)>,
    /// The search that lists its conversations.
    term: String,
}

/// Prints the numbers against those of the period before.
pub(super) async fn against_previous(
    app: &App,
    filter: ListFilter,
    out: &mut ResultWriter,
) -> Result<(), CommandError> {
    let inferred = filter.inferred;
    let view = counted(app, filter, DashboardPeriod::default()).await?;
    if out.format == OutputFormat::Json {
        return out.json(&CountedJson::new(AgainstPreviousJson::from(view), inferred));
    }
    say_with_inferred(inferred, out)?;
    out.line(&format!("Period {}", days(view.days.span)))?;
    if let Some(before) = &view.before {
        out.line(&format!("Before {}", days(before.span)))?;
    }
    let rows: Vec<Vec<String>> = MetricId::ALL.iter().map(|id| row(&view, *id)).collect();
    let head = ["", "NOW", "RATE", "BEFORE", "RATE", "CHANGE", ""];
    let lines = table(&head, &rows);
    lines.iter().try_for_each(|line| out.line(line))
}

/// Prints how long it takes to convert.
pub(crate) async fn times(
    app: &App,
    asked: &QueryArguments,
    out: &mut ResultWriter,
) -> Result<(), CommandError> {
    let filter = asked_filter(app, asked).await?;
    let view = counted(app, filter, DashboardPeriod::All).await?;
    let times = &view.conversion_times;
    if out.format == OutputFormat::Json {
        let rows: Vec<ConversionTimeJson<'_>> = times.iter().map(Into::into).collect();
        return out.json(&rows);
    }
    let rows: Vec<Vec<String>> = times
        .iter()
        .filter(|it| it.converted > 0)
        .map(time_row)
        .collect();
    let head = [
        "OUTCOME",
        "CHANNEL",
        "CONVERTED",
        "OF",
        "MEDIAN",
        "P75",
        "P95",
    ];
    let lines = table(&head, &rows);
    lines.iter().try_for_each(|line| out.line(line))
}

/// Prints where visitors were.
pub(crate) async fn places(
    app: &App,
    asked: &PlacesArguments,
    out: &mut ResultWriter,
) -> Result<(), CommandError> {
    let filter = counting_filter(app, &asked.query, asked.inferred).await?;
    let inferred = filter.inferred;
    let view = counted(app, filter, DashboardPeriod::All).await?;
    let (places, unknown) = match asked.by {
        PlaceGrouping::State => (&view.places.states, view.places.without_state),
        PlaceGrouping::Country => (&view.places.countries, view.places.without_country),
    };
    if out.format == OutputFormat::Json {
        let places = places.iter().map(PlaceJson::from).collect();
        return out.json(&CountedJson::new(PlacesJson { places, unknown }, inferred));
    }
    say_with_inferred(inferred, out)?;
    let mut rows: Vec<Vec<String>> = places.iter().map(place_row).collect();
    rows.push(vec![dash(), unknown.to_string()]);
    let head = [
        "PLACE",
        "CONVERSATIONS",
        "CONVERTED",
        "RATE",
        "95 % INTERVAL",
    ];
    let lines = table(&head, &rows);
    lines.iter().try_for_each(|line| out.line(line))
}

async fn counted(
    app: &App,
    filter: ListFilter,
    period: DashboardPeriod,
) -> Result<DashboardView, CommandError> {
    let request = DashboardRequest {
        filter,
        period,
        ..DashboardRequest::default()
    };
    Ok(app.dashboard(request).await?)
}

impl From<DashboardView> for AgainstPreviousJson {
    fn from(view: DashboardView) -> Self {
        Self {
            now: MetricsJson(view.metrics),
            period: view.days.span,
            before: view.before.map(Into::into),
        }
    }
}

impl From<PeriodBefore> for PreviousJson {
    fn from(before: PeriodBefore) -> Self {
        let by_channel = |what: MetricId| {
            let mut shifts = before.by_channel.iter();
            let shift = shifts.find(|it| it.what == what)?;
            Some(RateShiftJson {
                within: shift.within,
                mix: shift.mix,
            })
        };
        let change = |it: &RateBesideRest| {
            let change = RateChangeJson {
                difference: it.difference,
                interval: it.interval,
                p: it.p,
                verdict: it.verdict,
                by_channel: by_channel(it.what),
            };
            (it.what.key(), change)
        };
        Self {
            period: before.span,
            change: before.rates.iter().map(change).collect(),
            then: MetricsJson(before.metrics),
        }
    }
}

impl<'t> From<&'t ConversionTime> for ConversionTimeJson<'t> {
    fn from(time: &'t ConversionTime) -> Self {
        Self {
            outcome: time.outcome.key(),
            channel: time.channel.as_ref().map(model::Channel::as_str),
            conversations: time.conversations,
            converted: time.converted,
            median: time.quantiles.median,
            p75: time.quantiles.p75,
            p95: time.quantiles.p95,
        }
    }
}

impl<'p> From<&'p PlaceCount> for PlaceJson<'p> {
    fn from(count: &'p PlaceCount) -> Self {
        let tells = count.conversations >= FEWEST_FOR_RATE;
        Self {
            value: place_name(&count.place),
            conversations: count.conversations,
            converted: count.converted.conversations,
            rate: count.converted.rate.filter(|_| tells),
            interval: count.converted.interval.filter(|_| tells),
            term: count.place.to_string(),
        }
    }
}

/// A state by its code, a country as it came.
fn place_name(place: &FieldTest) -> &str {
    match place {
        FieldTest::State(state) => state.code(),
        FieldTest::Country(name) => name,
        _ => "",
    }
}

fn row(view: &DashboardView, id: MetricId) -> Vec<String> {
    let before = view.before.as_ref();
    let change = before.and_then(|it| it.rates.iter().find(|rate| rate.what == id));
    let mut cells = vec![MetricSpec::of(id).title.to_owned()];
    cells.extend(amount(&view.metrics, id));
    cells.extend(before.map_or([dash(), String::new()], |it| amount(&it.metrics, id)));
    cells.extend(change.map_or([String::new(), String::new()], |it| {
        [
            format!("{:+.1} points", it.difference * 100.0),
            verdict_phrase(it.verdict).say(&PlainFormats),
        ]
    }));
    cells
}

fn amount(metrics: &Metrics, id: MetricId) -> [String; 2] {
    match metrics.amount(id) {
        MetricAmount::Count(count) => [
            count.map_or_else(dash, |count| count.to_string()),
            String::new(),
        ],
        MetricAmount::Share(share) => [share.conversations.to_string(), rate(metrics, share)],
        MetricAmount::Average(mean) => [
            mean.map_or_else(dash, |mean| format!("{mean:.1}")),
            String::new(),
        ],
    }
}

fn time_row(time: &ConversionTime) -> Vec<String> {
    let channel = time.channel.as_ref();
    let duration = |seconds: Option<u64>| seconds.map_or_else(dash, told_duration);
    vec![
        MetricSpec::of(time.outcome).name.to_owned(),
        channel.map_or_else(|| "all".to_owned(), |it| cell(it.as_str(), 24)),
        time.converted.to_string(),
        time.conversations.to_string(),
        duration(time.quantiles.median),
        duration(time.quantiles.p75),
        duration(time.quantiles.p95),
    ]
}

/// In the unit that leaves one or two digits before the point.
fn told_duration(seconds: u64) -> String {
    #[expect(
        clippy::cast_precision_loss,
        reason = "seconds of a few years are far below 2^53"
    )]
    let seconds = seconds as f64;
    let (minute, hour, day) = (60.0, 3_600.0, 86_400.0);
    match seconds {
        it if it < minute => format!("{it:.0} s"),
        it if it < hour => format!("{:.0} min", it / minute),
        it if it < day => format!("{:.1} h", it / hour),
        it => format!("{:.1} d", it / day),
    }
}

fn place_row(count: &PlaceCount) -> Vec<String> {
    let metrics = Metrics {
        total: count.conversations,
        ..Metrics::default()
    };
    let share: Share = count.converted;
    let interval = metrics.telling_interval(share);
    vec![
        cell(place_name(&count.place), 32),
        count.conversations.to_string(),
        share.conversations.to_string(),
        rate(&metrics, share),
        interval.map_or_else(String::new, |(low, high)| {
            format!("{:.1} to {:.1} %", low * 100.0, high * 100.0)
        }),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_is_told_in_a_unit_that_fits() {
        let cases = [
            (59, "59 s"),
            (1_560, "26 min"),
            (15_480, "4.3 h"),
            (1_814_400, "21.0 d"),
        ];
        for (seconds, told) in cases {
            assert_eq!(told_duration(seconds), told);
        }
    }
}
