//! `funnel`: how many conversations offered a call to action, and how many of those led to it.

use crate::commands::with_inferred::{CountedJson, counting_filter, say_with_inferred};
use crate::exit_code::CommandError;
use crate::number_args::FunnelArguments;
use crate::stderr::say;
use crate::stdout::{OutputFormat, ResultWriter};
use crate::table::table;
use app::App;
use catalogue::{offer_name, text};
use model::funnel::{FunnelRequest, FunnelRow};

/// Prints the funnel.
pub(crate) async fn funnel(
    app: &App,
    asked: &FunnelArguments,
    out: &mut ResultWriter,
) -> Result<(), CommandError> {
    let filter = counting_filter(app, &asked.query, asked.inferred).await?;
    let inferred = filter.inferred;
    let funnel = app.funnel(FunnelRequest { filter }).await?;
    if out.format == OutputFormat::Json {
        return out.json(&CountedJson::new(&funnel, inferred));
    }
    say_with_inferred(inferred, out)?;
    out.line(&format!("{} conversations", funnel.scope.conversations))?;
    let rows: Vec<Vec<String>> = funnel.rows.iter().map(row).collect();
    let head = [
        "CALL TO ACTION",
        "OFFERED",
        "FOLLOWED",
        "CONVERTED",
        "NOT CONVERTED",
        "CONVERTED WITHOUT IT",
    ];
    let lines = table(&head, &rows);
    lines.iter().try_for_each(|line| out.line(line))?;
    if funnel.rows.iter().any(|row| row.clicked.is_none()) {
        say("No source here tells which links were followed.");
    }
    Ok(())
}

fn row(row: &FunnelRow) -> Vec<String> {
    let kind = row.kind.map_or("any", |kind| text(offer_name(kind)));
    let clicked = row.clicked.as_ref();
    vec![
        kind.to_owned(),
        row.offered.conversations.to_string(),
        clicked.map_or_else(|| "not known".to_owned(), |it| it.conversations.to_string()),
        row.converted.conversations.to_string(),
        row.not_converted.conversations.to_string(),
        row.without_offer.conversations.to_string(),
    ]
}
