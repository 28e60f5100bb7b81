//! `coverage`: what this laptop knows, in words and by day and channel.

use crate::commands::filter::asked_filter;
use crate::commands::lacking::in_words;
use crate::exit_code::CommandError;
use crate::query_args::QueryArguments;
use crate::stdout::{OutputFormat, ResultWriter};
use crate::table::{cell, table};
use app::App;
use catalogue::{coverage_state, text};
use model::coverage::{CoverageCell, CoverageRequest};

/// Prints what is known.
pub(crate) async fn coverage(
    app: &App,
    asked: &QueryArguments,
    out: &mut ResultWriter,
) -> Result<(), CommandError> {
    let filter = asked_filter(app, asked).await?;
    let known = app.coverage(CoverageRequest { filter }).await?;
    if out.format == OutputFormat::Json {
        return out.json(&known);
    }
    for source in &known.sources {
        out.line(&in_words(source))?;
    }
    let rows: Vec<Vec<String>> = stretches(&known.cells).iter().map(row).collect();
    let head = [
        "FROM",
        "UNTIL",
        "CHANNEL",
        "CONVERSATIONS",
        "KNOWN",
        "SET ASIDE",
    ];
    let lines = table(&head, &rows);
    lines.iter().try_for_each(|line| out.line(line))
}

/// Days side by side of which the same is known.
struct Stretch<'c> {
    first: &'c CoverageCell,
    last: &'c CoverageCell,
    conversations: u64,
    set_aside: u64,
}

fn stretches(cells: &[CoverageCell]) -> Vec<Stretch<'_>> {
    let mut by_channel: Vec<&CoverageCell> = cells.iter().collect();
    by_channel.sort_by(|a, b| (&a.channel, a.day).cmp(&(&b.channel, b.day)));
    let alike = |a: &&CoverageCell, b: &&CoverageCell| a.channel == b.channel && a.state == b.state;
    let stretches = by_channel.chunk_by(alike).filter_map(|days| {
        let sum = |of: fn(&CoverageCell) -> u64| days.iter().map(|day| of(day)).sum();
        Some(Stretch {
            first: days.first()?,
            last: days.last()?,
            conversations: sum(|day| day.conversations),
            set_aside: sum(|day| day.set_aside),
        })
    });
    stretches.collect()
}

fn row(stretch: &Stretch<'_>) -> Vec<String> {
    vec![
        stretch.first.day.to_string(),
        stretch.last.day.to_string(),
        cell(stretch.first.channel.as_str(), 24),
        stretch.conversations.to_string(),
        text(coverage_state(stretch.first.state)).to_owned(),
        stretch.set_aside.to_string(),
    ]
}
