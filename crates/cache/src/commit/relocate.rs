//! Messages that are here already and are told without their words: they get those that are here, leave the
//! conversation that they were in, and go on as if they had been told whole.

use crate::error::Result;
use crate::table::message;
use model::SourceId;
use model::feed::{
    ChangeSet, ConversationChange, MessageMove, RetractedKind, Retraction, RetractionCause,
};
use model::record::MessageRecord;
use sqlx::SqliteConnection;
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

/// The page with those messages in it. One that is not here, because its words could never be read, stays
/// out.
pub(crate) async fn relocate<'p>(
    conn: &mut SqliteConnection,
    source: SourceId,
    changes: &'p ChangeSet,
) -> Result<Cow<'p, ChangeSet>> {
    if changes.moved.is_empty() {
        return Ok(Cow::Borrowed(changes));
    }
    let named = changes.moved.iter();
    let named = named.map(|one| (one.from.as_str(), one.message.id.as_str()));
    let mut held = message::bodies(conn, source, named).await?;
    let mut changes = changes.clone();
    let moved = std::mem::take(&mut changes.moved);
    let there = changes.conversations.iter();
    let there: HashSet<String> = there.map(|one| one.conversation.id.to_string()).collect();
    let mut told: HashMap<String, Vec<MessageRecord>> = HashMap::new();
    for MessageMove { from, to, message } in moved {
        let name = (from.to_string(), message.id.to_string());
        let Some((format, body)) = held.remove(&name) else {
            continue;
        };
        if from != to && there.contains(from.as_str()) {
            changes.retracted.push(Retraction {
                conversation: from,
                kind: RetractedKind::Message,
                id: message.id.clone(),
                cause: RetractionCause::Reassigned,
            });
        }
        let of_one = told.entry(to.to_string()).or_default();
        of_one.push(MessageRecord {
            format,
            body,
            ..message
        });
    }
    for change in &mut changes.conversations {
        add(change, told.remove(change.conversation.id.as_str()));
    }
    Ok(Cow::Owned(changes))
}

fn add(change: &mut ConversationChange, messages: Option<Vec<MessageRecord>>) {
    change.messages.extend(messages.into_iter().flatten());
}
