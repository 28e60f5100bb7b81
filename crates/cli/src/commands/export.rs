//! `export`: what a search finds, as a file. Progress and what a reader must know go to stderr, where the file is to
//! stdout.

use crate::args::ExportFileArguments;
use crate::commands::filter::asked_list;
use crate::exit_code::CommandError;
use crate::stderr::say;
use crate::stdout::{OutputFormat, ResultWriter};
use app::{App, ExistingTarget, ExportOrder, ExportWatch};
use catalogue::{Phrase, PlainFormats, TextKey};
use model::handover::{ExportRequest, ExportResult};

/// Exports.
pub(crate) async fn export(
    app: &App,
    asked: &ExportFileArguments,
    out: &mut ResultWriter,
) -> Result<(), CommandError> {
    let (filter, sort) = asked_list(app, &asked.query, &asked.order).await?;
    let how = &asked.how;
    let order = ExportOrder {
        request: ExportRequest {
            filter,
            sort,
            format: how.format(),
            unit: how.unit(),
            columns: how.columns.clone(),
            masking: how.masking(),
            system_messages: how.system_messages(),
            csv: how.csv(),
        },
        target: how.target.clone(),
        existing: existing(how.force),
    };
    let done = app.export_to(order, &ExportWatch::default()).await?;
    told(&done, TextKey::ExportDone, out)
}

/// What an option allows.
pub(super) fn existing(is_forced: bool) -> ExistingTarget {
    if is_forced {
        ExistingTarget::Replaced
    } else {
        ExistingTarget::Refused
    }
}

/// Says where a result is, and how many conversations it is of.
pub(super) fn told(
    done: &ExportResult,
    said: TextKey,
    out: &mut ResultWriter,
) -> Result<(), CommandError> {
    if out.format == OutputFormat::Json {
        return out.json(done);
    }
    out.line(&done.path)?;
    out.line(&done.manifest)?;
    out.flush()?;
    let count = i64::try_from(done.conversations).unwrap_or(i64::MAX);
    say(&Phrase::count(said, count).say(&PlainFormats));
    done.notes.iter().for_each(|note| say(note));
    Ok(())
}
