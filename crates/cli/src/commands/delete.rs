//! `delete`: deletes conversations for privacy, at their servers and everywhere on this laptop, after two questions; and
//! tells which deletions wait.

use crate::args::DeleteArguments;
use crate::commands::list::who;
use crate::exit_code::CommandError;
use crate::stderr::say;
use crate::stdout::{OutputFormat, ResultWriter};
use crate::table::{cell, table};
use app::App;
use catalogue::{PlainFormats, TextKey, deletion_goes, deletion_more, deletion_phrases, text};
use chrono::SecondsFormat;
use model::deletion::{DeletionLine, DeletionPreview, DeletionReport, DeletionRequest};
use model::failure::Failure;
use std::io::BufRead as _;

/// Deletes, or lists what was deleted.
pub(crate) async fn delete(
    app: &App,
    asked: &DeleteArguments,
    out: &mut ResultWriter,
) -> Result<(), CommandError> {
    if let Some(id) = &asked.withdraw {
        return withdraw(app, id.trim()).await;
    }
    if asked.list {
        return told(&app.deletions().await?, out);
    }
    let mut request = DeletionRequest::default();
    for conversation in &asked.conversations {
        let id = app.find_conversation(conversation.trim()).await?;
        request.conversations.push(id);
    }
    deleted(app, request, asked.yes.into(), out).await
}

/// Whether both questions were answered elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DeletionConsent {
    Given,
    Asked,
}

impl From<bool> for DeletionConsent {
    fn from(yes: bool) -> Self {
        if yes { Self::Given } else { Self::Asked }
    }
}

/// Deletes, after both questions unless they were answered elsewhere.
pub(super) async fn deleted(
    app: &App,
    request: DeletionRequest,
    consent: DeletionConsent,
    out: &mut ResultWriter,
) -> Result<(), CommandError> {
    let preview = app.deletion_preview(request.clone()).await?;
    if consent == DeletionConsent::Asked && !is_confirmed(&preview).await? {
        return Err(CommandError::NotDeleted);
    }
    reported(&app.delete_conversations(request).await?, out)
}

/// Two stores may know different conversations by one id: then it is not said which is meant.
async fn withdraw(app: &App, id: &str) -> Result<(), CommandError> {
    let lines = app.deletions().await?.into_iter();
    let is_it = |line: &DeletionLine| line.conversation.as_str() == id && line.can_be_withdrawn();
    let found: Vec<DeletionLine> = lines.filter(is_it).collect();
    match found.as_slice() {
        [line] => Ok(app.withdraw_deletion(line.name()).await?),
        _ => Err(CommandError::Failed(Failure::NoConversation)),
    }
}

/// Asks twice, and the second time for the number: a habit of the hand answers yes to anything.
async fn is_confirmed(preview: &DeletionPreview) -> Result<bool, CommandError> {
    for row in &preview.first {
        let subject: String = row.subject.iter().map(|it| it.text.as_str()).collect();
        let who = cell(&who(&row.person), 40);
        say(&format!("  {who}  {}", cell(&subject, 60)));
    }
    if let Some(more) = deletion_more(preview) {
        say(&format!("  {}", more.say(&PlainFormats)));
    }
    for goes in deletion_goes(preview) {
        say(&goes.say(&PlainFormats));
    }
    say(text(TextKey::DeletionText));
    say(text(TextKey::TerminalDeleteFirst));
    if typed().await? != "yes" {
        return Ok(false);
    }
    say(text(TextKey::TerminalDeleteSecond));
    Ok(typed().await? == preview.conversations.to_string())
}

/// What somebody types at the terminal, without the end of the line.
pub(super) async fn typed() -> Result<String, CommandError> {
    let reading = tokio::task::spawn_blocking(|| {
        let mut line = String::new();
        std::io::stdin().lock().read_line(&mut line).map(|_| line)
    });
    let line = reading.await.map_err(app::AppError::from)??;
    Ok(line.trim().to_owned())
}

fn reported(report: &DeletionReport, out: &mut ResultWriter) -> Result<(), CommandError> {
    if out.format == OutputFormat::Json {
        out.json(report)?;
    } else {
        let all = report.deleted.iter().chain(&report.refused);
        told(&all.cloned().collect::<Vec<_>>(), out)?;
    }
    match report.failure() {
        Some(failure) => Err(CommandError::Failed(failure.clone())),
        None => Ok(()),
    }
}

fn told(lines: &[DeletionLine], out: &mut ResultWriter) -> Result<(), CommandError> {
    if out.format == OutputFormat::Json {
        return out.json(&lines);
    }
    let row = |line: &DeletionLine| {
        let asked = line.asked_at.to_rfc3339_opts(SecondsFormat::Secs, true);
        vec![line.conversation.to_string(), asked, state(line)]
    };
    let rows: Vec<Vec<String>> = lines.iter().map(row).collect();
    let lines = table(&["CONVERSATION", "ASKED", "STATE"], &rows);
    lines.iter().try_for_each(|line| out.line(line))
}

fn state(line: &DeletionLine) -> String {
    let phrases = deletion_phrases(line);
    let said = phrases.iter().map(|it| it.say(&PlainFormats));
    said.collect::<Vec<_>>().join(" ")
}
