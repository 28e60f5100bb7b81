//! `metrics`: the numbers of the strip. The definitions are the window's: a rate below 20
//! conversations prints as a count, and an empty scope prints a dash.

use crate::args::MetricsArguments;
use crate::commands::list::{explain, filter_of};
use crate::commands::{coverage, verify};
use crate::exit_code::CommandError;
use crate::stdout::{OutputFormat, ResultWriter};
use crate::table::{cell, table};
use app::App;
use insights::{METRICS, MetricSpec, MetricsJson};
use model::metrics::{MetricAmount, Metrics, Share};
use model::request::{ListFilter, ListSort, OpenList};

/// Counts conversations and their outcomes.
pub(crate) async fn metrics(
    app: &App,
    asked: &MetricsArguments,
    out: &mut ResultWriter,
) -> Result<(), CommandError> {
    app.enter_world(asked.query.world()).await?;
    let filter = filter_of(app, &asked.query).await?;
    explain_search(app, &filter).await?;
    if asked.verify {
        return verify::verify(app, filter, out).await;
    }
    let metrics = app.metrics(&filter).await?;
    coverage::say_what_lacks(app).await?;
    match out.format {
        OutputFormat::Json => out.json(&MetricsJson(metrics)),
        OutputFormat::Text => rows(&metrics).iter().try_for_each(|line| out.line(line)),
    }
}

/// Numbers of a search that could not be used as typed come with a word about it.
pub(crate) async fn explain_search(app: &App, filter: &ListFilter) -> Result<(), CommandError> {
    if filter.text.is_empty() {
        return Ok(());
    }
    let list = OpenList {
        filter: filter.clone(),
        first_rows: 0,
        locate: None,
        sort: ListSort::default(),
    };
    explain(&app.open_list(list).await?.diagnoses);
    Ok(())
}

fn rows(metrics: &Metrics) -> Vec<String> {
    let mut rows: Vec<_> = METRICS.iter().map(|metric| row(metrics, metric)).collect();
    rows.extend(metrics.by_channel.iter().map(|channel| {
        vec![
            format!("Channel {}", cell(channel.channel.as_str(), 24)),
            channel.conversations.to_string(),
            String::new(),
        ]
    }));
    table(&["", "CONVERSATIONS", "RATE"], &rows)
}

fn row(metrics: &Metrics, metric: &MetricSpec) -> Vec<String> {
    let (amount, rate) = match metrics.amount(metric.id) {
        MetricAmount::Count(count) => (count.map_or_else(dash, |n| n.to_string()), String::new()),
        MetricAmount::Share(share) => (share.conversations.to_string(), rate(metrics, share)),
        MetricAmount::Average(mean) => {
            (mean.map_or_else(dash, |n| format!("{n:.1}")), String::new())
        }
    };
    vec![metric.title.to_owned(), amount, rate]
}

pub(super) fn rate(metrics: &Metrics, share: Share) -> String {
    match (share.rate, metrics.telling_rate(share)) {
        (_, Some(rate)) => format!("{:.1} %", rate * 100.0),
        (Some(_), None) => format!("{} of {}", share.conversations, metrics.total),
        (None, None) => dash(),
    }
}

pub(super) fn dash() -> String {
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
            let metrics = Metrics {
                total,
                ..Metrics::default()
            };
            assert_eq!(rate(&metrics, given), expected, "{name}");
        }
    }
}
