//! `mark`: what the manager notes about a conversation.

use crate::args::MarkArguments;
use crate::exit_code::CommandError;
use crate::stdout::{OutputFormat, ResultWriter};
use crate::table::one_line;
use app::App;
use catalogue::{TextKey, text};
use chrono::SecondsFormat;
use model::marks::{ConversationMarks, SetMarks};

/// Changes what is noted, and says what is noted now.
pub(crate) async fn mark(
    app: &App,
    asked: &MarkArguments,
    out: &mut ResultWriter,
) -> Result<(), CommandError> {
    let conversation = app.find_conversation(asked.conversation.trim()).await?;
    let changed = app
        .set_marks(SetMarks {
            conversation,
            changes: asked.changes(),
        })
        .await?;
    match out.format {
        OutputFormat::Json => out.json(&changed),
        OutputFormat::Text if changed.marks.is_empty() => out.line(text(TextKey::NothingNoted)),
        OutputFormat::Text => facts(&changed.marks)
            .iter()
            .try_for_each(|(name, value)| out.line(&format!("{name:<12}{}", one_line(value)))),
    }
}

/// What is noted, a fact a line.
pub(super) fn facts(marks: &ConversationMarks) -> Vec<(&'static str, String)> {
    let starred = marks.starred.then(|| ("starred", "★".to_owned()));
    let reviewed = marks
        .reviewed_at
        .map(|at| ("reviewed", at.to_rfc3339_opts(SecondsFormat::Secs, true)));
    let rating = marks
        .rating
        .map(|rating| ("rating", format!("{} of 5", rating.get())));
    let tags = (!marks.tags.is_empty()).then(|| ("tags", marks.tags.join(", ")));
    let note = marks.note.clone().map(|note| ("note", note));
    let all = [starred, reviewed, rating, tags, note];
    all.into_iter().flatten().collect()
}
