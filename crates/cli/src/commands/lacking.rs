//! The line that stands beside an answer over which something is missing.

use crate::exit_code::CommandError;
use crate::stderr::say;
use crate::table::one_line;
use app::App;
use catalogue::coverage_words;
use model::coverage::SourceCoverage;

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
pub(super) fn in_words(source: &SourceCoverage) -> String {
    let name = one_line(&source.name);
    let until = source.known_until;
    let until = until.map(|at| at.format(" (%Y-%m-%d %H:%M UTC)").to_string());
    let what = one_line(&coverage_words(source));
    format!("{name}{}: {what}", until.unwrap_or_default())
}
