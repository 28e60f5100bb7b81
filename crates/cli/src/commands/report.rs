//! `report`: the numbers of a period on paper, or as a page. It must not count: the application does.

use crate::args::ReportArguments;
use crate::commands::export::{existing, told};
use crate::commands::filter::asked_filter;
use crate::exit_code::CommandError;
use crate::stdout::ResultWriter;
use app::{App, ExportWatch, ReportOrder};
use catalogue::TextKey;
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
    told(&done, TextKey::ReportDone, out)
}
