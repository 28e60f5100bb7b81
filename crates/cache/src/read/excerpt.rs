//! The second line of a row under a search: the first message that matches, around the match. Bodies
//! are read for the rows of a window only.

use crate::error::Result;
use crate::table::conversation::{EXCERPT_CHARS, ListedConversation};
use crate::table::message::{self, ReadableMessage};
use model::Sender;
use model::view::TextPiece;
use query::{Expr, TextPlace};
use sqlx::SqliteConnection;
use std::collections::HashMap;

/// Messages looked through in one row; in a conversation longer than this the last message stands.
const LONGEST: i64 = 2_000;
/// Messages read at a time, over all rows.
const AT_ONCE: i64 = 4_000;

/// The first message that matches, of each conversation that has one.
pub(crate) async fn first_matches(
    conn: &mut SqliteConnection,
    listed: &[ListedConversation],
    expr: &Expr,
) -> Result<HashMap<i64, ReadableMessage>> {
    let mut found = HashMap::new();
    for ids in batches(listed) {
        for message in message::shown(conn, ids).await? {
            let conversation = message.conversation();
            if !found.contains_key(&conversation)
                && message.is_visible()
                && expr.matches_in(
                    &message.text,
                    TextPlace::Said(&Sender::from(message.sender.as_str())),
                )
            {
                found.insert(conversation, message);
            }
        }
    }
    Ok(found)
}

/// The text around the match.
pub(crate) fn around(message: &ReadableMessage, expr: &Expr) -> Vec<TextPiece> {
    let sender = Sender::from(message.sender.as_str());
    expr.marks_in(TextPlace::Said(&sender))
        .excerpt(&message.text, EXCERPT_CHARS)
}

/// Conversations, so many at a time that their messages are not too many.
fn batches(listed: &[ListedConversation]) -> Vec<Vec<i64>> {
    let mut batches: Vec<Vec<i64>> = Vec::new();
    let mut room = 0;
    for one in listed.iter().filter(|one| one.row.messages <= LONGEST) {
        if room < one.row.messages {
            batches.push(Vec::new());
            room = AT_ONCE;
        }
        room -= one.row.messages;
        if let Some(batch) = batches.last_mut() {
            batch.push(one.row.id);
        }
    }
    batches
}
