//! `delete`: deletes conversations for privacy, at their servers and everywhere on this laptop, after two questions; and
//! tells which deletions wait.

use crate::args::DeleteArguments;
use crate::commands::list::who;
use crate::exit_code::CommandError;
use crate::stderr::say;
use crate::stdout::{OutputFormat, ResultWriter};
use crate::table::{cell, table};
use app::App;
use catalogue::failure_text;
use chrono::SecondsFormat;
use model::deletion::{
    DeletionLine, DeletionPreview, DeletionReport, DeletionRequest, DeletionStage,
};
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
    let preview = app.deletion_preview(request.clone()).await?;
    if !asked.yes && !is_confirmed(&preview).await? {
        return Err(CommandError::NotDeleted);
    }
    receipt(&app.delete_conversations(request).await?, out)
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
    say(&format!(
        "{} conversations with {} messages will be deleted for ever, at their server and here. Notes, tags and flags about {} of them go too, and {} files that were put aside after damage.",
        preview.conversations, preview.messages, preview.noted, preview.set_aside
    ));
    for row in &preview.first {
        let subject: String = row.subject.iter().map(|it| it.text.as_str()).collect();
        say(&format!(
            "  {}  {}",
            cell(&who(&row.person), 40),
            cell(&subject, 60)
        ));
    }
    let more = (preview.conversations as usize).saturating_sub(preview.first.len());
    if more > 0 {
        say(&format!("  and {more} more"));
    }
    say("Type yes to go on:");
    if typed().await? != "yes" {
        return Ok(false);
    }
    say("This cannot be undone. Type how many conversations are deleted:");
    Ok(typed().await? == preview.conversations.to_string())
}

async fn typed() -> Result<String, CommandError> {
    let reading = tokio::task::spawn_blocking(|| {
        let mut line = String::new();
        std::io::stdin().lock().read_line(&mut line).map(|_| line)
    });
    let line = reading.await.map_err(app::AppError::from)??;
    Ok(line.trim().to_owned())
}

fn receipt(receipt: &DeletionReport, out: &mut ResultWriter) -> Result<(), CommandError> {
    if out.format == OutputFormat::Json {
        out.json(receipt)?;
    } else {
        let all = receipt.deleted.iter().chain(&receipt.refused);
        let lines: Vec<DeletionLine> = all.cloned().collect();
        told(&lines, out)?;
    }
    match receipt.refused.first() {
        Some(DeletionLine {
            state: DeletionStage::Refused { failure },
            ..
        }) => Err(CommandError::Failed(failure.clone())),
        _ => Ok(()),
    }
}

fn told(lines: &[DeletionLine], out: &mut ResultWriter) -> Result<(), CommandError> {
    if out.format == OutputFormat::Json {
        return out.json(&lines);
    }
    let row = |line: &DeletionLine| {
        let asked = line.asked_at.to_rfc3339_opts(SecondsFormat::Secs, true);
        vec![line.conversation.to_string(), asked, state(&line.state)]
    };
    let rows: Vec<Vec<String>> = lines.iter().map(row).collect();
    let lines = table(&["CONVERSATION", "ASKED", "STATE"], &rows);
    lines.iter().try_for_each(|line| out.line(line))
}

fn state(state: &DeletionStage) -> String {
    match state {
        DeletionStage::Waiting => "waits for its server; gone here".to_owned(),
        DeletionStage::Carried { at } => {
            let at = at.to_rfc3339_opts(SecondsFormat::Secs, true);
            format!("deleted there and here {at}")
        }
        DeletionStage::Refused { failure } => format!("refused: {}", failure_text(failure)),
    }
}
