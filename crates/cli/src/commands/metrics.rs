//! `metrics`: the numbers of the strip. The definitions are the window's: a rate below 20
//! conversations prints as a count, and an empty scope prints a dash.

use crate::commands::lacking::say_what_lacks;
use crate::commands::with_inferred::{CountedJson, counting_filter, say_with_inferred};
use crate::commands::{dashboard, verify};
use crate::exit_code::CommandError;
use crate::number_args::MetricsArguments;
use crate::rate_words::{dash, rate};
use crate::stdout::{OutputFormat, ResultWriter};
use crate::table::{cell, table};
use app::App;
use insights::{METRICS, MetricSpec, MetricsJson};
use model::metrics::{MetricAmount, Metrics};

/// Counts conversations and their outcomes.
pub(crate) async fn metrics(
    app: &App,
    asked: &MetricsArguments,
    out: &mut ResultWriter,
) -> Result<(), CommandError> {
    let filter = counting_filter(app, &asked.query, asked.inferred).await?;
    if asked.verify {
        return verify::verify(app, filter, out).await;
    }
    if asked.against_previous {
        return dashboard::against_previous(app, filter, out).await;
    }
    let metrics = app.metrics(&filter).await?;
    say_what_lacks(app).await?;
    match out.format {
        OutputFormat::Json => out.json(&CountedJson::new(MetricsJson(metrics), filter.inferred)),
        OutputFormat::Text => {
            say_with_inferred(filter.inferred, out)?;
            rows(&metrics).iter().try_for_each(|line| out.line(line))
        }
    }
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
