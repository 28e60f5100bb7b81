//! `sync`: every source, or one, one after the other; and `source resync`. A source that fails does not keep the others
//! from their turn.

use crate::args::SyncArguments;
use crate::completeness::complete;
use crate::exit_code::CommandError;
use crate::json::{FailureJson, SyncResultJson};
use crate::progress::ProgressDisplay;
use crate::stderr::say;
use crate::stdout::{OutputFormat, ResultWriter};
use crate::table::one_line;
use app::{App, SyncMode, SyncReport};
use model::failure::{Failure, FailureCode};
use model::view::SourceView;

/// Syncs what was asked for.
pub(crate) async fn sync(
    app: &App,
    asked: &SyncArguments,
    out: &mut ResultWriter,
) -> Result<(), CommandError> {
    let sources = chosen(app, asked).await?;
    let mode = if asked.full {
        SyncMode::Full
    } else {
        SyncMode::Incremental
    };
    let mut ended = Vec::with_capacity(sources.len());
    for source in &sources {
        let result = one(app, source, mode).await;
        if matches!(result, Err(CommandError::Failed(Failure::SyncStopped))) {
            return result.map(drop);
        }
        ended.push((source.name.as_str(), result));
    }
    tell(ended, out)
}

/// Empties a source whose store is another one now, and syncs it from there.
pub(crate) async fn resync(
    app: &App,
    name: &str,
    out: &mut ResultWriter,
) -> Result<(), CommandError> {
    let source = app.source_named(name).await?;
    let gone = app.reset_source(source.id).await?;
    let result = one(app, &source, SyncMode::Incremental).await;
    let result = result.map(|report| SyncReport {
        removed: report.removed + gone,
        ..report
    });
    tell(vec![(source.name.as_str(), result)], out)
}

async fn chosen(app: &App, asked: &SyncArguments) -> Result<Vec<SourceView>, CommandError> {
    if let Some(name) = &asked.source {
        return Ok(vec![app.source_named(name).await?]);
    }
    let all = app.sources().await?;
    if all.is_empty() {
        Err(CommandError::NoSources)
    } else {
        Ok(all)
    }
}

/// One source, with its progress on stderr.
async fn one(app: &App, source: &SourceView, mode: SyncMode) -> Result<SyncReport, CommandError> {
    let progress = ProgressDisplay::start(app, &source.name);
    let result = app.sync(source.id, mode).await;
    progress.end().await;
    result.map_err(CommandError::from)
}

fn tell(
    ended: Vec<(&str, Result<SyncReport, CommandError>)>,
    out: &mut ResultWriter,
) -> Result<(), CommandError> {
    let of = ended.len();
    let codes: Vec<u8> = ended
        .iter()
        .filter_map(|(_, result)| result.as_ref().err())
        .map(CommandError::exit_code)
        .collect();
    match out.format {
        OutputFormat::Json => out.json(&ended.into_iter().map(as_json).collect::<Vec<_>>())?,
        OutputFormat::Text => ended
            .into_iter()
            .try_for_each(|(name, result)| as_text(name, result, out))?,
    }
    codes.first().map_or(Ok(()), |code| {
        Err(CommandError::SomeFailed {
            count: codes.len(),
            of,
            code: *code,
        })
    })
}

fn as_json((name, result): (&str, Result<SyncReport, CommandError>)) -> SyncResultJson {
    match result {
        Ok(report) => SyncResultJson::done(name, report),
        Err(trouble) => SyncResultJson::failed(name, as_failure(&trouble)),
    }
}

fn as_failure(trouble: &CommandError) -> FailureJson {
    FailureJson {
        code: match trouble {
            CommandError::Failed(failure) => failure.code(),
            _ => FailureCode::Other,
        },
        message: trouble.to_string(),
    }
}

fn as_text(
    name: &str,
    result: Result<SyncReport, CommandError>,
    out: &mut ResultWriter,
) -> Result<(), CommandError> {
    let name = one_line(name);
    match result {
        Ok(report) => out.line(&format!(
            "{name}: {} conversations and {} messages arrived, {} conversations removed. Complete: {}.",
            report.conversations,
            report.messages,
            report.removed,
            complete(&report.completeness),
        )),
        Err(trouble) => {
            say(&format!("{name}: {trouble}"));
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exit_code::code_of;

    #[test]
    fn the_exit_code_is_that_of_the_first_failure() {
        let ended = vec![
            ("a", Err(CommandError::Failed(Failure::ServerOffline))),
            ("b", Err(CommandError::Failed(Failure::SignInNeeded))),
        ];
        let mut out = ResultWriter::new(OutputFormat::Json);
        let trouble = tell(ended, &mut out).expect_err("a trouble");
        assert_eq!(trouble.exit_code(), code_of(&Failure::ServerOffline));
    }
}
