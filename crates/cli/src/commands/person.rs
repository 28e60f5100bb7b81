//! `person`: everything that this laptop holds on one person, listed with the reasons, written into a folder, or erased
//! after the two questions of every deletion.

use crate::commands::delete::deleted;
use crate::commands::export::{existing, told};
use crate::exit_code::CommandError;
use crate::export_args::PersonArguments;
use crate::stderr::say;
use crate::stdout::{OutputFormat, ResultWriter};
use crate::table::{cell, table};
use app::{App, ExportWatch};
use catalogue::{
    PlainFormats, TextKey, holding_doubts, holding_marks, holding_reason, holding_totals, text,
};
use chrono::SecondsFormat;
use model::ConversationId;
use model::deletion::DeletionRequest;
use model::failure::Failure;
use model::person::{
    HeldConversation, PersonExport, PersonHoldings, PersonQuestion, PersonRequest,
};

/// Lists, writes or erases.
pub(crate) async fn person(
    app: &App,
    asked: &PersonArguments,
    out: &mut ResultWriter,
) -> Result<(), CommandError> {
    app.enter_world(asked.world()).await?;
    let request = PersonRequest {
        who: PersonQuestion::Writing(asked.writing.clone()),
        left_out: left_out(app, asked).await?,
    };
    let holdings = app.person_holdings(request.clone()).await?;
    let held = holdings.conversations.iter();
    let held: Vec<ConversationId> = held.map(|it| it.id).collect();
    if request.left_out.iter().any(|id| !held.contains(id)) {
        return Err(CommandError::Failed(Failure::NoConversation));
    }
    match &asked.target {
        Some(target) => {
            let place = (target.clone(), existing(asked.force));
            let notes = asked.notes();
            let order = PersonExport { request, notes };
            let watch = ExportWatch::default();
            told(
                &app.export_person(order, place, &watch).await?,
                TextKey::ExportDone,
                out,
            )
        }
        None if asked.erase => erased(app, &holdings, asked, out).await,
        None => listed(&holdings, out),
    }
}

async fn left_out(app: &App, asked: &PersonArguments) -> Result<Vec<ConversationId>, CommandError> {
    let mut ids = Vec::new();
    for name in &asked.without {
        ids.push(app.find_conversation(name.trim()).await?);
    }
    Ok(ids)
}

/// What is not certain is said before the questions: afterwards nothing brings it back.
async fn erased(
    app: &App,
    holdings: &PersonHoldings,
    asked: &PersonArguments,
    out: &mut ResultWriter,
) -> Result<(), CommandError> {
    let conversations = holdings.included();
    if conversations.is_empty() {
        return Err(CommandError::Failed(Failure::NobodyKnown));
    }
    warned(holdings);
    let request = DeletionRequest { conversations };
    deleted(app, request, asked.yes.into(), out).await
}

fn listed(holdings: &PersonHoldings, out: &mut ResultWriter) -> Result<(), CommandError> {
    if out.format == OutputFormat::Json {
        return out.json(holdings);
    }
    if holdings.conversations.is_empty() {
        say(text(TextKey::HoldingsNone));
        return Ok(());
    }
    let rows = holdings.conversations.iter();
    let rows: Vec<Vec<String>> = rows.map(|held| row(holdings, held)).collect();
    let head = [
        "STARTED",
        "CONVERSATION",
        "SOURCE",
        "CHANNEL",
        "MESSAGES",
        "OUTCOMES",
        "LEADS",
        "NAMES",
        "THEIRS BY",
        "",
    ];
    let lines = table(&head, &rows);
    lines
        .iter()
        .try_for_each(|line| out.line(line.trim_end()))?;
    out.flush()?;
    for total in holding_totals(&holdings.totals()) {
        say(&total.say(&PlainFormats));
    }
    warned(holdings);
    Ok(())
}

fn warned(holdings: &PersonHoldings) {
    for doubt in holding_doubts(holdings) {
        say(&cell(&doubt.say(&PlainFormats), 400));
    }
}

fn row(holdings: &PersonHoldings, held: &HeldConversation) -> Vec<String> {
    let names = if held.names.is_empty() {
        "–".to_owned()
    } else {
        cell(&held.names.join(", "), 32)
    };
    let marks = holding_marks(held).into_iter();
    let marks: Vec<String> = marks.map(|it| it.say(&PlainFormats)).collect();
    vec![
        held.started_at.to_rfc3339_opts(SecondsFormat::Secs, true),
        cell(held.remote_id.as_str(), 40),
        cell(&held.source, 24),
        cell(held.channel.as_str(), 16),
        held.messages.to_string(),
        held.outcomes.to_string(),
        held.leads.to_string(),
        names,
        cell(&holding_reason(holdings, held).say(&PlainFormats), 72),
        cell(&marks.join("; "), 72),
    ]
}
