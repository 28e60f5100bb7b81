//! `after-hours`: the conversations of a scope inside and outside of the opening hours of their spaces, each outcome with
//! its rate and interval, and what may be said of the difference. The numbers are those of the dashboard's card.

use crate::commands::compare::{RateBesideRestJson, RateJson, besides, rates};
use crate::commands::with_inferred::{CountedJson, counting_filter, say_with_inferred};
use crate::exit_code::CommandError;
use crate::hours_args::AfterHoursArguments;
use crate::rate_words::{dash, rate};
use crate::stdout::{OutputFormat, ResultWriter};
use crate::table::table;
use app::App;
use catalogue::{Phrase, PhraseArg, PlainFormats, TextKey, text, verdict_phrase};
use insights::MetricSpec;
use model::after_hours::{AfterHoursRequest, AfterHoursView, OutsideShare};
use model::comparison::RateBesideRest;
use model::metrics::{MetricAmount, MetricId, Metrics, Share};
use model::opening_hours::OpeningStanding;
use model::search::{FieldTest, OperatorPresence};
use serde::Serialize;
use std::collections::BTreeMap;

/// The parts of a scope, for machines.
#[derive(Serialize)]
struct AfterHoursJson<'v> {
    conversations: u64,
    inside: HoursPartJson,
    outside: HoursPartJson,
    unknown: HoursPartJson,
    /// Of all conversations of which it is known (`total`), and of those with each outcome, the share outside.
    outside_share: BTreeMap<&'static str, OutsideShareJson>,
    outside_beside_inside: BTreeMap<&'static str, RateBesideRestJson>,
    outside_ai_alone: HoursPartJson,
    outside_with_operator: HoursPartJson,
    ai_alone_beside_operator: BTreeMap<&'static str, RateBesideRestJson>,
    spaces_without_hours: &'v [String],
}

/// A part, for machines.
#[derive(Serialize)]
struct HoursPartJson {
    conversations: u64,
    /// The search that lists its conversations.
    term: String,
    /// By the keys of `metrics --json`.
    #[serde(flatten)]
    outcomes: BTreeMap<&'static str, RateJson>,
}

/// A share outside, for machines.
#[derive(Serialize)]
struct OutsideShareJson {
    known: u64,
    outside: u64,
    /// Null below 20 of which it is known, as its interval.
    rate: Option<f64>,
    interval: Option<(f64, f64)>,
}

/// Tells conversations apart by opening hours.
pub(crate) async fn after_hours(
    app: &App,
    asked: &AfterHoursArguments,
    out: &mut ResultWriter,
) -> Result<(), CommandError> {
    let filter = counting_filter(app, &asked.query, asked.inferred).await?;
    let inferred = filter.inferred;
    let view = app.after_hours(AfterHoursRequest { filter }).await?;
    match out.format {
        OutputFormat::Json => out.json(&CountedJson::new(AfterHoursJson::from(&view), inferred)),
        OutputFormat::Text => {
            say_with_inferred(inferred, out)?;
            print(&view, out)
        }
    }
}

impl<'v> From<&'v AfterHoursView> for AfterHoursJson<'v> {
    fn from(view: &'v AfterHoursView) -> Self {
        let standing = |standing| FieldTest::Opening(standing).to_string();
        let outside = |presence| {
            let operator = FieldTest::Operator(presence);
            format!("{} {operator}", standing(OpeningStanding::Outside))
        };
        Self {
            conversations: view.total,
            inside: part(&view.inside, standing(OpeningStanding::Inside)),
            outside: part(&view.outside, standing(OpeningStanding::Outside)),
            unknown: part(&view.unknown, standing(OpeningStanding::Unknown)),
            outside_share: view.shares.iter().map(outside_share).collect(),
            outside_beside_inside: besides(&view.beside_inside),
            outside_ai_alone: part(&view.ai_alone, outside(OperatorPresence::Absent)),
            outside_with_operator: part(&view.with_operator, outside(OperatorPresence::Present)),
            ai_alone_beside_operator: besides(&view.alone_beside_operator),
            spaces_without_hours: &view.spaces_unknown,
        }
    }
}

fn part(metrics: &Metrics, term: String) -> HoursPartJson {
    HoursPartJson {
        conversations: metrics.total,
        term,
        outcomes: rates(metrics, MetricId::ALL),
    }
}

fn outside_share(share: &OutsideShare) -> (&'static str, OutsideShareJson) {
    let told = OutsideShareJson {
        known: share.known,
        outside: share.outside.conversations,
        rate: share.telling_rate(),
        interval: share.telling_interval(),
    };
    (share.what.key(), told)
}

fn print(view: &AfterHoursView, out: &mut ResultWriter) -> Result<(), CommandError> {
    let head = [
        "",
        "WHILE OPEN",
        "AFTER HOURS",
        "NOT KNOWN",
        "AFTER HOURS, SHARE",
        "RATE AFTER HOURS",
    ];
    let parts = [&view.inside, &view.outside, &view.unknown];
    let rows = rows(&parts, &view.beside_inside, |what| {
        let share = view.shares.iter().find(|it| it.what == what);
        Some(share.map_or_else(dash, told_share))
    });
    print_table(&head, &rows, out)?;
    if view.outside.total > 0 {
        out.line("")?;
        let head = [
            "AFTER HOURS",
            "AI ALONE",
            "WITH AN OPERATOR",
            "RATE OF THE AI ALONE",
        ];
        let parts = [&view.ai_alone, &view.with_operator];
        let rows = self::rows(&parts, &view.alone_beside_operator, |_| None);
        print_table(&head, &rows, out)?;
    }
    if view.unknown.total > 0 {
        let spaces = PhraseArg::Text(view.spaces_unknown.join(", "));
        let words = Phrase::new(TextKey::TerminalHoursUnknown).with("spaces", spaces);
        out.line("")?;
        out.line(&words.say(&PlainFormats))?;
    }
    Ok(())
}

fn print_table(
    head: &[&str],
    rows: &[Vec<String>],
    out: &mut ResultWriter,
) -> Result<(), CommandError> {
    let lines = table(head, rows);
    lines.iter().try_for_each(|line| out.line(line))
}

/// A line for all conversations and for each outcome that some part has.
fn rows(
    parts: &[&Metrics],
    beside: &[RateBesideRest],
    more: impl Fn(MetricId) -> Option<String>,
) -> Vec<Vec<String>> {
    let share = |part: &Metrics, what| match part.amount(what) {
        MetricAmount::Share(share) => Some(share),
        MetricAmount::Count(_) | MetricAmount::Average(_) => None,
    };
    let mut all = vec![text(TextKey::HoursConversations).to_owned()];
    all.extend(parts.iter().map(|part| part.total.to_string()));
    all.extend(more(MetricId::Conversations));
    let mut rows = vec![all];
    for what in MetricId::ALL {
        let shares: Option<Vec<Share>> = parts.iter().map(|part| share(part, *what)).collect();
        let some = shares.filter(|it| it.iter().any(|share| share.conversations > 0));
        let Some(shares) = some else { continue };
        let mut row = vec![MetricSpec::of(*what).name.to_owned()];
        row.extend(
            parts
                .iter()
                .zip(shares)
                .map(|(part, share)| told(part, share)),
        );
        row.extend(more(*what));
        row.push(
            beside
                .iter()
                .find(|it| it.what == *what)
                .map_or_else(dash, difference),
        );
        rows.push(row);
    }
    rows
}

fn told(part: &Metrics, share: Share) -> String {
    match part.telling_interval(share) {
        Some((low, high)) => format!(
            "{}: {} ({:.1} to {:.1})",
            share.conversations,
            rate(part, share),
            low * 100.0,
            high * 100.0
        ),
        None => rate(part, share),
    }
}

fn told_share(share: &OutsideShare) -> String {
    match (share.telling_rate(), share.telling_interval()) {
        (Some(rate), Some((low, high))) => format!(
            "{:.1} % ({:.1} to {:.1})",
            rate * 100.0,
            low * 100.0,
            high * 100.0
        ),
        _ if share.known > 0 => format!("{} of {}", share.outside.conversations, share.known),
        _ => dash(),
    }
}

fn difference(beside: &RateBesideRest) -> String {
    let (low, high) = beside.interval;
    format!(
        "{}, {:+.1} points ({:+.1} to {:+.1})",
        verdict_phrase(beside.verdict).say(&PlainFormats),
        beside.difference * 100.0,
        low * 100.0,
        high * 100.0
    )
}
