//! `report`: the numbers of a period on paper, or as a page. It must not count: the application does.

use crate::args::ReportArguments;
use crate::commands::export::existing;
use crate::commands::filter::asked_filter;
use crate::exit_code::CommandError;
use crate::stderr::say;
use crate::stdout::{OutputFormat, ResultWriter};
use app::{App, ExportWatch, ReportOrder};
use catalogue::{Phrase, PlainFormats, TextKey};
use model::report::ReportRequest;

/// Makes a report.
pub(crate) async fn report(
    app: &App,
    asked: &ReportArguments,
    out: &mut ResultWriter,
) -> Result<(), CommandError> {
    let order = ReportOrder {
        request: ReportRequest {
            filter: asked_filter(app, &asked.query).await?,
            period: asked.how.period(),
            format: asked.how.format(),
        },
        target: asked.how.target.clone(),
        existing: existing(asked.how.force),
    };
    let done = app.report(order, &ExportWatch::default()).await?;
    if out.format == OutputFormat::Json {
        return out.json(&done);
    }
    out.line(&done.path)?;
    out.line(&done.manifest)?;
    out.flush()?;
    let count = i64::try_from(done.conversations).unwrap_or(i64::MAX);
    say(&Phrase::count(TextKey::ReportDone, count).say(&PlainFormats));
    done.notes.iter().for_each(|note| say(note));
    Ok(())
}
