//! `sync`: every source, or one, one after the other; and `source resync`. A source that fails does not keep the others
//! from their turn.

use crate::args::SyncArguments;
use crate::commands::source::complete;
use crate::json::Synced;
use crate::out::{Form, Out};
use crate::outcome::Trouble;
use crate::progress::Progress;
use crate::table::one_line;
use app::{App, AppError, Mode, SyncReport};
use model::failure::Failure;
use model::view::SourceView;

/// Syncs what was asked for.
pub(crate) async fn sync(app: &App, asked: &SyncArguments, out: &mut Out) -> Result<(), Trouble> {
    let sources = chosen(app, asked).await?;
    let mode = if asked.full {
        Mode::Full
    } else {
        Mode::Incremental
    };
    let mut ended = Vec::with_capacity(sources.len());
    for source in &sources {
        let result = one(app, source, mode).await;
        if matches!(result, Err(Trouble::Interrupted)) {
            return Err(Trouble::Interrupted);
        }
        ended.push((source.name.as_str(), result));
    }
    tell(ended, out)
}

/// Empties a source whose store is another one now, and syncs it from there.
pub(crate) async fn resync(app: &App, name: &str, out: &mut Out) -> Result<(), Trouble> {
    let source = app.source_named(name).await?;
    let gone = app.begin_anew(source.id).await?;
    let result = one(app, &source, Mode::Incremental).await;
    if matches!(result, Err(Trouble::Interrupted)) {
        return Err(Trouble::Interrupted);
    }
    let result = result.map(|report| SyncReport {
        removed: report.removed + gone,
        ..report
    });
    tell(vec![(source.name.as_str(), result)], out)
}

async fn chosen(app: &App, asked: &SyncArguments) -> Result<Vec<SourceView>, Trouble> {
    if let Some(name) = &asked.source {
        return Ok(vec![app.source_named(name).await?]);
    }
    let all = app.sources().await?;
    if all.is_empty() {
        Err(Trouble::NoSources)
    } else {
        Ok(all)
    }
}

/// One source, with its progress on stderr; Ctrl+C stops it at its next safe point.
async fn one(app: &App, source: &SourceView, mode: Mode) -> Result<SyncReport, Trouble> {
    let progress = Progress::start(app, &source.name);
    let run = app.sync(source.id, mode);
    tokio::pin!(run);
    let result = tokio::select! {
        result = &mut run => result.map_err(Trouble::from),
        _ = tokio::signal::ctrl_c() => {
            app.cancel_sync();
            run.await.map_err(interrupted)
        }
    };
    progress.end().await;
    result
}

fn interrupted(error: AppError) -> Trouble {
    match error {
        AppError::Stopped | AppError::Sync(_) => Trouble::Interrupted,
        other => other.into(),
    }
}

fn tell(ended: Vec<(&str, Result<SyncReport, Trouble>)>, out: &mut Out) -> Result<(), Trouble> {
    let of = ended.len();
    let codes: Vec<u8> = ended
        .iter()
        .filter_map(|(_, result)| result.as_ref().err())
        .map(Trouble::exit_code)
        .collect();
    match out.form {
        Form::Json => out.json(&ended.into_iter().map(as_json).collect::<Vec<_>>())?,
        Form::Text => ended
            .into_iter()
            .try_for_each(|(name, result)| as_text(name, result, out))?,
    }
    codes.first().map_or(Ok(()), |code| {
        Err(Trouble::SomeFailed {
            count: codes.len(),
            of,
            code: *code,
        })
    })
}

fn as_json((name, result): (&str, Result<SyncReport, Trouble>)) -> Synced {
    match result {
        Ok(report) => Synced::done(name, report),
        Err(trouble) => Synced::failed(name, as_failure(trouble)),
    }
}

fn as_failure(trouble: Trouble) -> Failure {
    match trouble {
        Trouble::Failed(failure) => failure,
        other => Failure {
            code: model::failure::Code::Other,
            message: other.to_string(),
        },
    }
}

fn as_text(name: &str, result: Result<SyncReport, Trouble>, out: &mut Out) -> Result<(), Trouble> {
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
            eprintln!("{name}: {trouble}");
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome::code_of;
    use model::failure::Code;

    #[test]
    fn the_exit_code_is_that_of_the_first_failure() {
        let failure = |code| {
            Trouble::Failed(Failure {
                code,
                message: String::new(),
            })
        };
        let ended = vec![
            ("a", Err(failure(Code::Offline))),
            ("b", Err(failure(Code::SignInNeeded))),
        ];
        let mut out = Out::new(Form::Json);
        let trouble = tell(ended, &mut out).expect_err("a trouble");
        assert_eq!(
            trouble.exit_code(),
            code_of(&Failure {
                code: Code::Offline,
                message: String::new()
            })
        );
    }
}
