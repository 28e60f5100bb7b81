//! `compare --against-previous`: the parts of a period, and why each rate moved since the period before: how much of it
//! came from the mix of the parts, and how much from the rates within them.

use crate::commands::compare::{ComparisonRowJson, print_parts};
use crate::commands::with_inferred::{CountedJson, counting_filter, say_with_inferred};
use crate::exit_code::CommandError;
use crate::number_args::CompareArguments;
use crate::rate_words::{dash, days, rate};
use crate::stdout::{OutputFormat, ResultWriter};
use crate::table::table;
use app::App;
use catalogue::{PlainFormats, verdict_phrase};
use insights::MetricSpec;
use model::comparison::{RateBesideRest, RateShift, RateVerdict};
use model::dashboard::{DashboardRequest, DashboardView, PeriodBefore};
use model::metrics::{MetricAmount, MetricId, Metrics};
use model::search::DaySpan;
use serde::Serialize;
use std::collections::BTreeMap;

/// A comparison against the period before, for machines.
#[derive(Serialize)]
struct ComparedPeriodsJson<'v> {
    period: DaySpan,
    parts: Vec<ComparisonRowJson<'v>>,
    /// Null where the period has no beginning or no end.
    before: Option<ComparedBeforeJson>,
}

/// The period before, for machines.
#[derive(Serialize)]
struct ComparedBeforeJson {
    period: DaySpan,
    conversations: u64,
    /// Each rate of now beside that of then, by the keys of `metrics --json`.
    change: BTreeMap<&'static str, SplitChangeJson>,
}

/// A change and why it came about, for machines. `within` and `mix` together are the difference.
#[derive(Serialize)]
struct SplitChangeJson {
    difference: f64,
    interval: (f64, f64),
    p: f64,
    #[serde(flatten)]
    verdict: RateVerdict,
    within: f64,
    mix: f64,
}

/// Compares the parts, and the period with the one before.
pub(super) async fn compare(
    app: &App,
    asked: &CompareArguments,
    out: &mut ResultWriter,
) -> Result<(), CommandError> {
    let filter = counting_filter(app, &asked.query, asked.inferred).await?;
    let (inferred, side) = (filter.inferred, asked.by.side());
    let request = DashboardRequest {
        filter,
        side,
        ..DashboardRequest::default()
    };
    let view = app.dashboard(request).await?;
    if out.format == OutputFormat::Json {
        let answer = ComparedPeriodsJson::from(&view);
        return out.json(&CountedJson::new(answer, inferred));
    }
    say_with_inferred(inferred, out)?;
    out.line(&format!("Period {}", days(view.days.span)))?;
    print_parts(side, &view.comparison, out)?;
    match &view.before {
        Some(before) => print_shifts(&view, before, out),
        None => Ok(()),
    }
}

fn print_shifts(
    view: &DashboardView,
    before: &PeriodBefore,
    out: &mut ResultWriter,
) -> Result<(), CommandError> {
    out.line("")?;
    out.line(&format!("Before {}", days(before.span)))?;
    let shifts = outcomes(before);
    let rows: Vec<Vec<String>> = shifts
        .map(|(change, shift)| shift_row(view, before, change, shift))
        .collect();
    let head = ["OUTCOME", "RATE", "BEFORE", "CHANGE", "", "WITHIN", "MIX"];
    let lines = table(&head, &rows);
    lines.iter().try_for_each(|line| out.line(line))
}

/// The changes of the outcomes, each with its split.
fn outcomes(before: &PeriodBefore) -> impl Iterator<Item = (&RateBesideRest, &RateShift)> {
    let outcomes = before.rates.iter().filter(|it| it.what.kind().is_some());
    outcomes.filter_map(|change| {
        let mut shifts = before.by_side.iter();
        Some((change, shifts.find(|it| it.what == change.what)?))
    })
}

fn shift_row(
    view: &DashboardView,
    before: &PeriodBefore,
    change: &RateBesideRest,
    shift: &RateShift,
) -> Vec<String> {
    let points = |share: f64| format!("{:+.1} points", share * 100.0);
    vec![
        MetricSpec::of(change.what).name.to_owned(),
        told_rate(&view.metrics, change.what),
        told_rate(&before.metrics, change.what),
        points(change.difference),
        verdict_phrase(change.verdict).say(&PlainFormats),
        points(shift.within),
        points(shift.mix),
    ]
}

fn told_rate(metrics: &Metrics, what: MetricId) -> String {
    match metrics.amount(what) {
        MetricAmount::Share(share) => rate(metrics, share),
        MetricAmount::Count(_) | MetricAmount::Average(_) => dash(),
    }
}

impl<'v> From<&'v DashboardView> for ComparedPeriodsJson<'v> {
    fn from(view: &'v DashboardView) -> Self {
        Self {
            period: view.days.span,
            parts: view.comparison.iter().map(Into::into).collect(),
            before: view.before.as_ref().map(Into::into),
        }
    }
}

impl From<&PeriodBefore> for ComparedBeforeJson {
    fn from(before: &PeriodBefore) -> Self {
        let split = |(change, shift): (&RateBesideRest, &RateShift)| {
            let split = SplitChangeJson {
                difference: change.difference,
                interval: change.interval,
                p: change.p,
                verdict: change.verdict,
                within: shift.within,
                mix: shift.mix,
            };
            (change.what.key(), split)
        };
        Self {
            period: before.span,
            conversations: before.metrics.total,
            change: outcomes(before).map(split).collect(),
        }
    }
}
