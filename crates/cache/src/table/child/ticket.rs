//! Help-desk messages that escalations created.

use super::ConversationChild;
use crate::bulk::{BulkInsert, BulkStatement};
use crate::content_hash::ContentHash;
use crate::error::Result;
use crate::from_row::from_row;
use crate::table::search::parse_ids;
use crate::time;
use chrono::{DateTime, Utc};
use model::record::TicketRecord;
use model::view::TicketView;
use model::{EscalationCause, RemoteId};
use sqlx::SqliteConnection;

/// The conversations that have one, ascending.
pub(crate) async fn conversations(conn: &mut SqliteConnection) -> Result<Vec<u32>> {
    let ids: Option<String> = sqlx::query_scalar(
        "SELECT group_concat(id) FROM (SELECT DISTINCT conversation_id AS id FROM ticket ORDER BY id)",
    )
    .fetch_one(conn)
    .await?;
    Ok(ids.map(|text| parse_ids(&text)).unwrap_or_default())
}

impl ConversationChild for TicketRecord {
    const KIND: &'static str = "ticket";
    const PUT: BulkInsert = BulkInsert {
        head: "INSERT INTO ticket (conversation_id, remote_id, hash, subject, url, created_at, escalated_by)",
        columns: 7,
        tail: "ON CONFLICT (conversation_id, remote_id) DO UPDATE SET hash = excluded.hash,
            subject = excluded.subject, url = excluded.url, created_at = excluded.created_at,
            escalated_by = excluded.escalated_by",
    };
    const HASHES: &'static str = "SELECT conversation_id, remote_id, hash FROM ticket
        WHERE conversation_id IN (SELECT value FROM json_each(?))";

    fn remote(&self) -> &RemoteId {
        &self.id
    }

    fn at(&self) -> DateTime<Utc> {
        self.created_at
    }

    fn hash(&self) -> i64 {
        ContentHash::new()
            .text(&self.subject)
            .optional(self.url.as_deref())
            .number(time::millis(self.created_at))
            .word(self.escalated_by.as_ref().map(EscalationCause::as_str))
            .finish()
    }

    fn bind(&self, statement: BulkStatement) -> BulkStatement {
        statement
            .bind(self.subject.as_str())
            .bind(self.url.as_deref())
            .bind(time::millis(self.created_at))
            .bind(self.escalated_by.as_ref().map(EscalationCause::as_str))
    }
}

struct CachedTicket {
    subject: String,
    url: Option<String>,
    created_at: i64,
    escalated_by: Option<String>,
}

from_row!(
    CachedTicket:
    subject,
    url,
    created_at,
    escalated_by
);

/// The tickets of a conversation, by time.
pub(crate) async fn of(conn: &mut SqliteConnection, conversation: i64) -> Result<Vec<TicketView>> {
    let rows: Vec<CachedTicket> = sqlx::query_as(
        "SELECT subject, url, created_at, escalated_by FROM ticket WHERE conversation_id = ? ORDER BY created_at, remote_id",
    )
    .bind(conversation)
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(CachedTicket::into_view).collect())
}

impl CachedTicket {
    fn into_view(self) -> TicketView {
        TicketView {
            subject: self.subject,
            url: self.url,
            created_at: time::instant(self.created_at),
            escalated_by: self.escalated_by.as_deref().map(EscalationCause::from),
        }
    }
}

/// Remote id, subject, url, time, cause.
type TicketColumns = (String, String, Option<String>, i64, Option<String>);

/// The tickets of a conversation as its source told them, by time.
pub(crate) async fn records(
    conn: &mut SqliteConnection,
    conversation: i64,
) -> Result<Vec<TicketRecord>> {
    let rows: Vec<TicketColumns> = sqlx::query_as(
        "SELECT remote_id, subject, url, created_at, escalated_by FROM ticket
         WHERE conversation_id = ? ORDER BY created_at, remote_id",
    )
    .bind(conversation)
    .fetch_all(conn)
    .await?;
    let record = |(id, subject, url, created_at, cause): TicketColumns| TicketRecord {
        id: RemoteId(id),
        subject,
        url,
        created_at: time::instant(created_at),
        escalated_by: cause.as_deref().map(EscalationCause::from),
    };
    Ok(rows.into_iter().map(record).collect())
}
