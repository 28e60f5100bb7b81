//! Taking single parts out of a conversation that stays: a message that the server deleted, an
//! outcome, a ticket or an inbox item that turned out to be another conversation's.

use super::outcome_history::{self, PageOrigin};
use super::report::CommitSummary;
use crate::bulk::text_list;
use crate::error::Result;
use crate::table::{conversation, message};
use model::SourceId;
use model::feed::{ChangeSet, RetractedKind, Retraction};
use sqlx::SqliteConnection;
use std::collections::BTreeSet;

/// The conversations that lost a part: what is derived from their parts must be made again.
#[derive(Debug, Default)]
pub(crate) struct RetractedParts {
    pub(crate) messages: BTreeSet<i64>,
    pub(crate) outcomes: BTreeSet<i64>,
}

/// Deletes the parts that a page takes back.
pub(crate) async fn apply(
    conn: &mut SqliteConnection,
    source: SourceId,
    changes: &ChangeSet,
    outcome: &mut CommitSummary,
) -> Result<RetractedParts> {
    let mut retracted = RetractedParts::default();
    if changes.retracted.is_empty() {
        return Ok(retracted);
    }
    let named = changes
        .retracted
        .iter()
        .map(|one| one.conversation.as_str());
    let named: BTreeSet<&str> = named.collect();
    let rows = conversation::by_remote(conn, source, named).await?;
    let mut is_visible = false;
    for row in rows {
        let of_row = |part: RetractedKind| {
            let here = move |one: &&Retraction| one.kind == part;
            let of_one = |one: &&Retraction| one.conversation.as_str() == row.remote_id;
            changes.retracted.iter().filter(here).filter(of_one)
        };
        let ids = |part| of_row(part).map(|one| one.id.as_str()).collect::<Vec<_>>();
        let all: Vec<&Retraction> = of_row(RetractedKind::Conversion).collect();
        outcome_history::retract(conn, PageOrigin::of(changes), row.id, &all).await?;
        let gone = forget_messages(conn, row.id, &ids(RetractedKind::Message)).await?;
        if gone > 0 {
            outcome.counts.messages -= gone;
            retracted.messages.insert(row.id);
        }
        let gone = forget_parts(conn, OUTCOMES, row.id, &ids(RetractedKind::Conversion)).await?;
        if gone > 0 {
            outcome.counts.conversions -= gone;
            retracted.outcomes.insert(row.id);
        }
        for (table, part) in [
            (TICKETS, RetractedKind::Ticket),
            (INBOX_ITEMS, RetractedKind::InboxItem),
        ] {
            is_visible |= forget_parts(conn, table, row.id, &ids(part)).await? > 0;
        }
    }
    is_visible |= !(retracted.messages.is_empty() && retracted.outcomes.is_empty());
    outcome.is_visible |= is_visible;
    Ok(retracted)
}

async fn forget_messages(
    conn: &mut SqliteConnection,
    conversation: i64,
    remote: &[&str],
) -> Result<i64> {
    if remote.is_empty() {
        return Ok(0);
    }
    let (first, last) = message::range(conversation);
    let done = sqlx::query(
        "DELETE FROM message WHERE id BETWEEN ? AND ?
         AND remote_id IN (SELECT value FROM json_each(?))",
    )
    .bind(first)
    .bind(last)
    .bind(text_list(remote.iter().copied()))
    .execute(conn)
    .await?;
    Ok(done.rows_affected().cast_signed())
}

/// What takes parts of a conversation out of their table: the conversation, and their ids as JSON.
type DeleteStatement = &'static str;
const OUTCOMES: DeleteStatement = "DELETE FROM conversion WHERE conversation_id = ?
    AND remote_id IN (SELECT value FROM json_each(?))";
const TICKETS: DeleteStatement = "DELETE FROM ticket WHERE conversation_id = ?
    AND remote_id IN (SELECT value FROM json_each(?))";
const INBOX_ITEMS: DeleteStatement = "DELETE FROM inbox_item WHERE conversation_id = ?
    AND remote_id IN (SELECT value FROM json_each(?))";

async fn forget_parts(
    conn: &mut SqliteConnection,
    forget: DeleteStatement,
    conversation: i64,
    remote: &[&str],
) -> Result<i64> {
    if remote.is_empty() {
        return Ok(0);
    }
    let done = sqlx::query(forget)
        .bind(conversation)
        .bind(text_list(remote.iter().copied()))
        .execute(conn)
        .await?;
    Ok(done.rows_affected().cast_signed())
}
