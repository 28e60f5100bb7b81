//! `metrics`: the numbers of the strip. The definitions are the window's: a rate below 20
//! conversations prints as a count, and an empty scope prints a dash.

use crate::args::QueryArguments;
use crate::commands::list::explain;
use crate::exit_code::CommandError;
use crate::json::MetricsJson;
use crate::stdout::{OutputFormat, ResultWriter};
use crate::table::{cell, table};
use app::App;
use model::metrics::{Metrics, Share};
use model::request::{ListFilter, OpenList, TypingState};

/// Below this many conversations a percentage says more than is known.
const RATE_FROM: u64 = 20;

/// Counts conversations and their outcomes.
pub(crate) async fn metrics(
    app: &App,
    asked: &QueryArguments,
    out: &mut ResultWriter,
) -> Result<(), CommandError> {
    let filter = ListFilter {
        text: asked.text(),
        typing: TypingState::Done,
        ..ListFilter::default()
    };
    explain_search(app, &filter).await?;
    let metrics = app.metrics(&filter).await?;
    match out.format {
        OutputFormat::Json => out.json(&MetricsJson::from(metrics)),
        OutputFormat::Text => rows(&metrics).iter().try_for_each(|line| out.line(line)),
    }
}

/// Numbers of a search that could not be used as typed come with a word about it.
async fn explain_search(app: &App, filter: &ListFilter) -> Result<(), CommandError> {
    if filter.text.is_empty() {
        return Ok(());
    }
    let list = OpenList {
        filter: filter.clone(),
        first_rows: 0,
        locate: None,
    };
    explain(app.open_list(list).await?.notice.as_ref());
    Ok(())
}

fn rows(metrics: &Metrics) -> Vec<String> {
    let share = |name: &str, share: Share| {
        vec![
            name.to_owned(),
            share.conversations.to_string(),
            rate(metrics.total, share),
        ]
    };
    let count = |name: String, count: Option<u64>| {
        vec![
            name,
            count.map_or_else(dash, |n| n.to_string()),
            String::new(),
        ]
    };
    let mut rows = vec![
        count("Total conversations".to_owned(), Some(metrics.total)),
        share("Bookings created", metrics.bookings),
        share("New customers", metrics.customers),
        share("Tours scheduled", metrics.tours),
        share("Contracts created", metrics.contracts),
        share("Day passes sold", metrics.day_passes),
        share("Any conversion", metrics.any_conversion),
        share("With a lead", metrics.leads),
        count("Escalated".to_owned(), Some(metrics.escalated)),
        count("Active".to_owned(), metrics.active),
        count("Ended".to_owned(), metrics.ended),
        vec![
            "Average messages".to_owned(),
            metrics
                .average_messages
                .map_or_else(dash, |n| format!("{n:.1}")),
            String::new(),
        ],
    ];
    rows.extend(metrics.by_channel.iter().map(|channel| {
        count(
            format!("Channel {}", cell(channel.channel.as_str(), 24)),
            Some(channel.conversations),
        )
    }));
    table(&["", "CONVERSATIONS", "RATE"], &rows)
}

fn rate(total: u64, share: Share) -> String {
    match share.rate {
        Some(rate) if total >= RATE_FROM => format!("{:.1} %", rate * 100.0),
        Some(_) => format!("{} of {total}", share.conversations),
        None => dash(),
    }
}

fn dash() -> String {
    "–".to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_says_no_more_than_is_known() {
        let share = |conversations, rate| Share {
            conversations,
            rate,
            interval: None,
        };
        let cases = [
            ("an empty scope", 0, share(0, None), "–"),
            ("a few", 19, share(3, Some(3.0 / 19.0)), "3 of 19"),
            ("enough", 20, share(3, Some(0.15)), "15.0 %"),
        ];
        for (name, total, given, expected) in cases {
            assert_eq!(rate(total, given), expected, "{name}");
        }
    }
}
