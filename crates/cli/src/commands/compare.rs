//! `compare`: parts of a scope side by side, each rate with its interval and with what may be said of it beside that
//! of all other parts together. A rate below 20 conversations prints as a count, and has no interval. Spaces and sources
//! stand within the limits of a funnel plot too.

use crate::commands::with_inferred::{CountedJson, counting_filter, say_with_inferred};
use crate::exit_code::CommandError;
use crate::number_args::CompareArguments;
use crate::rate_words::{dash, rate};
use crate::stdout::{OutputFormat, ResultWriter};
use crate::table::{cell, table};
use app::App;
use catalogue::{PlainFormats, control_words, text, verdict_phrase};
use insights::MetricSpec;
use model::comparison::{
    ComparisonRequest, ComparisonRow, ComparisonSide, RateBesideRest, RateControl,
};
use model::metrics::{MetricAmount, MetricId, Metrics, Share};
use serde::Serialize;
use std::collections::BTreeMap;

/// A part, for machines.
#[derive(Serialize)]
pub(super) struct ComparisonRowJson<'r> {
    value: Option<&'r str>,
    conversations: u64,
    /// By the keys of `metrics --json`.
    #[serde(flatten)]
    outcomes: BTreeMap<&'static str, RateJson>,
    /// The search that lists its conversations, where there is one.
    term: Option<String>,
    /// Each rate beside that of all other parts together, by the same keys.
    beside_rest: BTreeMap<&'static str, RateBesideRestJson>,
    /// The limits of each rate, by the same keys; only of spaces and sources.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    limits: BTreeMap<&'static str, RateControlJson>,
}

/// The limits of a rate, for machines.
#[derive(Serialize)]
struct RateControlJson {
    target: f64,
    #[serde(rename = "within_95")]
    warning: (f64, f64),
    #[serde(rename = "within_99_8")]
    action: (f64, f64),
    standing: &'static str,
}

/// A rate, for machines.
#[derive(Serialize)]
pub(super) struct RateJson {
    conversations: u64,
    /// Null below 20 conversations, as its interval.
    rate: Option<f64>,
    interval: Option<(f64, f64)>,
}

/// A rate beside that of the rest, for machines.
#[derive(Serialize)]
pub(super) struct RateBesideRestJson {
    difference: f64,
    interval: (f64, f64),
    p: f64,
    #[serde(flatten)]
    verdict: model::comparison::RateVerdict,
}

/// Compares parts.
pub(crate) async fn compare(
    app: &App,
    asked: &CompareArguments,
    out: &mut ResultWriter,
) -> Result<(), CommandError> {
    let filter = counting_filter(app, &asked.query, asked.inferred).await?;
    let inferred = filter.inferred;
    let side = asked.by.side();
    let parts = app.comparison(ComparisonRequest { filter, side }).await?;
    match out.format {
        OutputFormat::Json => {
            let rows = parts.iter().map(ComparisonRowJson::from);
            let rows = rows.map(|row| CountedJson::new(row, inferred));
            out.json(&rows.collect::<Vec<_>>())
        }
        OutputFormat::Text => {
            say_with_inferred(inferred, out)?;
            print_parts(side, &parts, out)
        }
    }
}

/// Prints the parts as a table.
pub(super) fn print_parts(
    side: ComparisonSide,
    parts: &[ComparisonRow],
    out: &mut ResultWriter,
) -> Result<(), CommandError> {
    let title = side.as_str().to_uppercase();
    let mut head = vec![
        title.as_str(),
        "CONVERSATIONS",
        "OUTCOME",
        "WITH IT",
        "RATE",
        "95 % INTERVAL",
        "BESIDE THE REST",
    ];
    if parts.iter().any(|part| !part.control.is_empty()) {
        head.push("FUNNEL");
    }
    let lines = table(&head, &rows(parts));
    lines.iter().try_for_each(|line| out.line(line))
}

impl<'r> From<&'r ComparisonRow> for ComparisonRowJson<'r> {
    fn from(row: &'r ComparisonRow) -> Self {
        let beside = row.beside_rest.iter().filter(|it| it.what.kind().is_some());
        let kinds = MetricId::ALL.iter().filter(|id| id.kind().is_some());
        Self {
            value: row.value.as_deref(),
            conversations: row.metrics.total,
            outcomes: rates(&row.metrics, kinds),
            term: row.test.as_ref().map(ToString::to_string),
            beside_rest: besides(beside),
            limits: row.control.iter().filter_map(limits).collect(),
        }
    }
}

/// The rates of these numbers, those that are none left out.
pub(super) fn rates<'i>(
    metrics: &Metrics,
    of: impl IntoIterator<Item = &'i MetricId>,
) -> BTreeMap<&'static str, RateJson> {
    let rate = |id: &MetricId| match metrics.amount(*id) {
        MetricAmount::Share(share) => {
            let rate = RateJson {
                conversations: share.conversations,
                rate: metrics.telling_rate(share),
                interval: metrics.telling_interval(share),
            };
            Some((id.key(), rate))
        }
        MetricAmount::Count(_) | MetricAmount::Average(_) => None,
    };
    of.into_iter().filter_map(rate).collect()
}

/// What may be said of rates beside others.
pub(super) fn besides<'b>(
    rates: impl IntoIterator<Item = &'b RateBesideRest>,
) -> BTreeMap<&'static str, RateBesideRestJson> {
    let told = |it: &RateBesideRest| (it.what.key(), it.into());
    rates.into_iter().map(told).collect()
}

fn limits(control: &RateControl) -> Option<(&'static str, RateControlJson)> {
    control.what.kind()?;
    let limits = RateControlJson {
        target: control.target,
        warning: control.warning,
        action: control.action,
        standing: control.standing.as_str(),
    };
    Some((control.what.key(), limits))
}

impl From<&RateBesideRest> for RateBesideRestJson {
    fn from(beside: &RateBesideRest) -> Self {
        Self {
            difference: beside.difference,
            interval: beside.interval,
            p: beside.p,
            verdict: beside.verdict,
        }
    }
}

/// The outcomes of the five kinds, in the order of display.
fn outcomes(metrics: &Metrics) -> impl Iterator<Item = (MetricId, Share)> {
    let kinds = MetricId::ALL.iter().filter(|id| id.kind().is_some());
    kinds.filter_map(|id| match metrics.amount(*id) {
        MetricAmount::Share(share) => Some((*id, share)),
        MetricAmount::Count(_) | MetricAmount::Average(_) => None,
    })
}

/// A line for each part and outcome; outcomes that no part has are left out.
fn rows(parts: &[ComparisonRow]) -> Vec<Vec<String>> {
    let some_has = |id: MetricId| {
        let mut of_parts = parts.iter().flat_map(|part| outcomes(&part.metrics));
        of_parts.any(|(other, share)| other == id && share.conversations > 0)
    };
    let of_part = |part: &ComparisonRow| {
        let told = outcomes(&part.metrics).filter(|(id, _)| some_has(*id));
        let lines: Vec<Vec<String>> = told
            .map(|(id, share)| outcome_row(part, id, share))
            .collect();
        if lines.is_empty() {
            vec![part_cells(part)]
        } else {
            lines
        }
    };
    parts.iter().flat_map(of_part).collect()
}

fn part_cells(part: &ComparisonRow) -> Vec<String> {
    let value = part
        .value
        .as_deref()
        .map_or_else(dash, |value| cell(value, 32));
    vec![value, part.metrics.total.to_string()]
}

fn outcome_row(part: &ComparisonRow, id: MetricId, share: Share) -> Vec<String> {
    let interval = part.metrics.telling_interval(share);
    let beside = part.beside_rest.iter().find(|it| it.what == id);
    let control = part.control.iter().find(|it| it.what == id);
    let mut row = part_cells(part);
    row.extend([
        MetricSpec::of(id).name.to_owned(),
        share.conversations.to_string(),
        rate(&part.metrics, share),
        interval.map_or_else(String::new, |(low, high)| {
            format!("{:.1} to {:.1} %", low * 100.0, high * 100.0)
        }),
        beside.map_or_else(dash, |it| verdict_phrase(it.verdict).say(&PlainFormats)),
    ]);
    row.extend(control.map(|it| text(control_words(it.standing)).to_owned()));
    row
}
