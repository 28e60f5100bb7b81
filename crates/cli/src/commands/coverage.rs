//! `coverage`: what this laptop knows, in words and by day and channel; and the line that stands beside an answer over
//! which something is missing.

use crate::args::QueryArguments;
use crate::commands::list::filter_of;
use crate::commands::metrics::explain_search;
use crate::exit_code::CommandError;
use crate::stderr::say;
use crate::stdout::{OutputFormat, ResultWriter};
use crate::table::{cell, one_line, table};
use app::App;
use catalogue::{PlainFormats, coverage_reason, coverage_state, text};
use model::coverage::{CoverageCell, CoverageRequest, CoverageState, SourceCoverage};

/// Prints what is known.
pub(crate) async fn coverage(
    app: &App,
    asked: &QueryArguments,
    out: &mut ResultWriter,
) -> Result<(), CommandError> {
    app.enter_world(asked.world()).await?;
    let filter = filter_of(app, asked).await?;
    explain_search(app, &filter).await?;
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

/// Says on stderr what is missing beneath an answer, where anything is.
pub(crate) async fn say_what_lacks(app: &App) -> Result<(), CommandError> {
    let lacking = |source: &SourceCoverage| {
        let mut reasons = source.reasons.iter();
        reasons.any(|reason| reason.state().is_lacking())
    };
    let sources = app.source_coverage().await?;
    for source in sources.iter().filter(|source| lacking(source)) {
        say(&in_words(source));
    }
    Ok(())
}

/// What is known of a source, in a line.
fn in_words(source: &SourceCoverage) -> String {
    let name = one_line(&source.name);
    let until = source.known_until;
    let until = until.map(|at| at.format(" (%Y-%m-%d %H:%M UTC)").to_string());
    let reasons = source.reasons.iter();
    let reasons: Vec<String> = reasons
        .map(|reason| one_line(&coverage_reason(reason).say(&PlainFormats)))
        .collect();
    let what = if reasons.is_empty() {
        text(coverage_state(CoverageState::Complete)).to_owned()
    } else {
        reasons.join("; ")
    };
    format!("{name}{}: {what}", until.unwrap_or_default())
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
