//! `trend`: how many conversations began when, and how many of them converted by now. Days are those of each
//! conversation's space.

use crate::commands::with_inferred::{CountedJson, counting_filter, say_with_inferred};
use crate::exit_code::CommandError;
use crate::number_args::TrendArguments;
use crate::stdout::{OutputFormat, ResultWriter};
use crate::table::table;
use app::App;
use model::trend::{TrendBucket, TrendRequest};

/// Counts by day, week or month.
pub(crate) async fn trend(
    app: &App,
    asked: &TrendArguments,
    out: &mut ResultWriter,
) -> Result<(), CommandError> {
    let filter = counting_filter(app, &asked.query, asked.inferred).await?;
    let inferred = filter.inferred;
    let request = TrendRequest {
        filter,
        step: asked.by.step(),
        days: asked.days,
    };
    let buckets = app.trend(request).await?;
    match out.format {
        OutputFormat::Json => {
            let rows = buckets.iter().map(|it| CountedJson::new(it, inferred));
            out.json(&rows.collect::<Vec<_>>())
        }
        OutputFormat::Text => {
            say_with_inferred(inferred, out)?;
            let rows: Vec<Vec<String>> = buckets.iter().map(row).collect();
            let lines = table(&["FROM", "CONVERSATIONS", "CONVERTED SO FAR"], &rows);
            lines.iter().try_for_each(|line| out.line(line))
        }
    }
}

fn row(bucket: &TrendBucket) -> Vec<String> {
    vec![
        bucket.start.to_string(),
        bucket.conversations.to_string(),
        bucket.converted.to_string(),
    ]
}
