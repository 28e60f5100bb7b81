//! `metrics --verify`: every number beside the same number, counted once more from the rows.

use crate::commands::with_inferred::{CountedJson, say_with_inferred};
use crate::exit_code::CommandError;
use crate::stdout::{OutputFormat, ResultWriter};
use crate::table::{cell, table};
use app::App;
use catalogue::{TextKey, text};
use insights::MetricSpec;
use model::Channel;
use model::metrics::{MetricComparison, Metrics, MetricsRecount, ServerMetrics};
use model::request::ListFilter;
use serde::Serialize;
use std::collections::BTreeSet;

/// A number by both roads.
#[derive(Debug, PartialEq, Serialize)]
struct NumberRecount {
    /// The key of `metrics --json`.
    key: String,
    #[serde(skip)]
    title: String,
    /// Null where it says nothing.
    shown: Option<f64>,
    recounted: Option<f64>,
    agrees: bool,
}

/// Everything by both roads, for machines.
#[derive(Serialize)]
struct RecountJson<'n> {
    agrees: bool,
    numbers: &'n [NumberRecount],
}

/// Counts by both roads and compares.
pub(crate) async fn verify(
    app: &App,
    filter: ListFilter,
    out: &mut ResultWriter,
) -> Result<(), CommandError> {
    let inferred = filter.inferred;
    let recount = app.recount(filter).await?;
    let numbers = numbers(&recount);
    let differing = numbers.iter().filter(|it| !it.agrees).count();
    match out.format {
        OutputFormat::Json => {
            let recounted = RecountJson {
                agrees: differing == 0,
                numbers: &numbers,
            };
            out.json(&CountedJson::new(recounted, inferred))?;
        }
        OutputFormat::Text => {
            say_with_inferred(inferred, out)?;
            show(&numbers, differing, out)?;
        }
    }
    end(differing, recount.is_disturbed)
}

fn end(differing: usize, is_disturbed: bool) -> Result<(), CommandError> {
    match differing {
        0 => Ok(()),
        _ if is_disturbed => Err(CommandError::RecountDisturbed),
        count => Err(CommandError::RecountDiffers { count }),
    }
}

fn show(
    numbers: &[NumberRecount],
    differing: usize,
    out: &mut ResultWriter,
) -> Result<(), CommandError> {
    let rows: Vec<Vec<String>> = numbers.iter().map(row).collect();
    let lines = table(&["", "SHOWN", "FROM THE ROWS", ""], &rows);
    lines.iter().try_for_each(|line| out.line(line))?;
    if differing == 0 {
        out.line(text(TextKey::TerminalRecountAgrees))?;
    }
    Ok(())
}

fn row(it: &NumberRecount) -> Vec<String> {
    let number = |number: Option<f64>| match number {
        Some(whole) if whole.fract() == 0.0 => format!("{whole:.0}"),
        Some(mean) => format!("{mean:.4}"),
        None => "–".to_owned(),
    };
    let verdict = if it.agrees { "" } else { "differs" };
    vec![
        it.title.clone(),
        number(it.shown),
        number(it.recounted),
        verdict.to_owned(),
    ]
}

/// Every number of the strip, then every channel.
fn numbers(recount: &MetricsRecount) -> Vec<NumberRecount> {
    let (shown, recounted) = (&recount.shown, &recount.recounted);
    let compared = ServerMetrics::from(shown).compare(&ServerMetrics::from(recounted));
    let mut numbers: Vec<NumberRecount> = compared.into_iter().map(of_metric).collect();
    let all = shown.by_channel.iter().chain(&recounted.by_channel);
    let channels: BTreeSet<&Channel> = all.map(|it| &it.channel).collect();
    numbers.extend(channels.into_iter().map(|it| of_channel(it, recount)));
    numbers
}

fn of_metric(compared: MetricComparison) -> NumberRecount {
    NumberRecount {
        key: compared.what.key().to_owned(),
        title: MetricSpec::of(compared.what).title.to_owned(),
        shown: compared.here,
        recounted: compared.there,
        agrees: compared.agrees(),
    }
}

fn of_channel(channel: &Channel, recount: &MetricsRecount) -> NumberRecount {
    let count = |metrics: &Metrics| {
        let mut of_channel = metrics
            .by_channel
            .iter()
            .filter(|it| it.channel == *channel);
        of_channel.next().map_or(0, |it| it.conversations)
    };
    let (shown, recounted) = (count(&recount.shown), count(&recount.recounted));
    NumberRecount {
        key: format!("by_channel.{}", channel.as_str()),
        title: format!("Channel {}", cell(channel.as_str(), 24)),
        shown: Some(as_number(shown)),
        recounted: Some(as_number(recounted)),
        agrees: shown == recounted,
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "counts of conversations are far below 2^53"
)]
fn as_number(count: u64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::metrics::{ChannelCount, Share};

    fn counted(total: u64, tours: u64, chats: u64) -> Metrics {
        Metrics {
            total,
            tours: Share {
                conversations: tours,
                ..Share::default()
            },
            by_channel: vec![ChannelCount {
                channel: Channel::Chat,
                conversations: chats,
            }],
            ..Metrics::default()
        }
    }

    #[test]
    fn a_number_that_differs_is_named_and_ends_the_command() {
        let recount = MetricsRecount {
            shown: counted(3, 1, 3),
            recounted: counted(3, 2, 4),
            is_disturbed: false,
        };
        let found = numbers(&recount);
        let differing: Vec<&str> = found
            .iter()
            .filter(|it| !it.agrees)
            .map(|it| it.key.as_str())
            .collect();
        assert_eq!(differing, ["tours", "by_channel.chat"]);
        assert!(matches!(
            end(2, false),
            Err(CommandError::RecountDiffers { count: 2 })
        ));
        assert!(matches!(end(2, true), Err(CommandError::RecountDisturbed)));
        assert!(end(0, true).is_ok(), "what agrees was not disturbed");
    }
}
