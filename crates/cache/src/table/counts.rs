//! What this laptop holds of each source, kept up by every commit and comparable with the server's
//! counts. It is never counted afresh on a read.

use crate::error::Result;
use model::SourceId;
use model::feed::RecordCounts;
use sqlx::SqliteConnection;
use std::ops::AddAssign;

/// By how much a transaction changes the counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct CountsDelta {
    pub(crate) conversations: i64,
    pub(crate) messages: i64,
    pub(crate) conversions: i64,
    pub(crate) leads: i64,
}

impl AddAssign for CountsDelta {
    fn add_assign(&mut self, more: Self) {
        self.conversations += more.conversations;
        self.messages += more.messages;
        self.conversions += more.conversions;
        self.leads += more.leads;
    }
}

/// Adds a transaction's changes.
pub(crate) async fn add(
    conn: &mut SqliteConnection,
    source: SourceId,
    delta: CountsDelta,
) -> Result<()> {
    if delta == CountsDelta::default() {
        return Ok(());
    }
    sqlx::query(
        "INSERT INTO held (source_id, conversations, messages, conversions, leads) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (source_id) DO UPDATE SET
             conversations = conversations + excluded.conversations,
             messages = messages + excluded.messages,
             conversions = conversions + excluded.conversions,
             leads = leads + excluded.leads",
    )
    .bind(source.0)
    .bind(delta.conversations)
    .bind(delta.messages)
    .bind(delta.conversions)
    .bind(delta.leads)
    .execute(conn)
    .await?;
    Ok(())
}

/// The counts of one source.
pub(crate) async fn of(conn: &mut SqliteConnection, source: SourceId) -> Result<RecordCounts> {
    let row: Option<(i64, i64, i64, i64)> = sqlx::query_as(
        "SELECT held.conversations, held.messages, held.conversions, held.leads
         FROM held JOIN source ON source.id = held.source_id AND source.state = 'live'
         WHERE held.source_id = ?",
    )
    .bind(source.0)
    .fetch_optional(conn)
    .await?;
    Ok(row.map(counts).unwrap_or_default())
}

/// The counts of every live source together.
pub(crate) async fn total(conn: &mut SqliteConnection) -> Result<RecordCounts> {
    let row: (i64, i64, i64, i64) = sqlx::query_as(
        "SELECT coalesce(sum(held.conversations), 0), coalesce(sum(held.messages), 0),
             coalesce(sum(held.conversions), 0), coalesce(sum(held.leads), 0)
         FROM held JOIN source ON source.id = held.source_id AND source.state = 'live'",
    )
    .fetch_one(conn)
    .await?;
    Ok(counts(row))
}

fn counts((conversations, messages, conversions, leads): (i64, i64, i64, i64)) -> RecordCounts {
    RecordCounts {
        conversations: conversations.cast_unsigned(),
        messages: messages.cast_unsigned(),
        conversions: conversions.cast_unsigned(),
        leads: leads.cast_unsigned(),
    }
}
