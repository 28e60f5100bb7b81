//! Contact details that the assistant captured.

use super::ConversationChild;
use crate::bulk::{BulkInsert, BulkStatement, id_list};
use crate::content_hash::ContentHash;
use crate::error::Result;
use crate::from_row::from_row;
use crate::index::marked::MarkKey;
use crate::time;
use chrono::{DateTime, Utc};
use model::RemoteId;
use model::record::LeadRecord;
use model::view::LeadView;
use sqlx::sqlite::SqliteRow;
use sqlx::{FromRow, Row, SqliteConnection};
use std::collections::HashMap;

impl ConversationChild for LeadRecord {
    const KIND: &'static str = "lead";
    const PUT: BulkInsert = BulkInsert {
        head: "INSERT INTO lead (conversation_id, remote_id, hash, name, email, phone, note, created_at)",
        columns: 8,
        tail: "ON CONFLICT (conversation_id, remote_id) DO UPDATE SET hash = excluded.hash,
            name = excluded.name, email = excluded.email, phone = excluded.phone,
            note = excluded.note, created_at = excluded.created_at",
    };
    const HASHES: &'static str = "SELECT conversation_id, remote_id, hash FROM lead
        WHERE conversation_id IN (SELECT value FROM json_each(?))";

    fn remote(&self) -> &RemoteId {
        &self.id
    }

    fn at(&self) -> DateTime<Utc> {
        self.created_at
    }

    fn hash(&self) -> i64 {
        ContentHash::new()
            .optional(self.name.as_deref())
            .optional(self.email.as_deref())
            .optional(self.phone.as_deref())
            .optional(self.note.as_deref())
            .number(time::millis(self.created_at))
            .finish()
    }

    fn bind(&self, statement: BulkStatement) -> BulkStatement {
        statement
            .bind(self.name.as_deref())
            .bind(self.email.as_deref())
            .bind(self.phone.as_deref())
            .bind(self.note.as_deref())
            .bind(time::millis(self.created_at))
    }
}

struct CachedLead {
    name: Option<String>,
    email: Option<String>,
    phone: Option<String>,
    note: Option<String>,
    created_at: i64,
}

from_row!(
    CachedLead:
    name,
    email,
    phone,
    note,
    created_at
);

struct NamedLead {
    conversation_id: i64,
    remote_id: String,
    lead: CachedLead,
}

impl FromRow<'_, SqliteRow> for NamedLead {
    fn from_row(row: &SqliteRow) -> sqlx::Result<Self> {
        Ok(Self {
            conversation_id: row.try_get("conversation_id")?,
            remote_id: row.try_get("remote_id")?,
            lead: CachedLead::from_row(row)?,
        })
    }
}

/// The leads of a conversation as its source told them, by time.
pub(crate) async fn records(
    conn: &mut SqliteConnection,
    conversation: i64,
) -> Result<Vec<LeadRecord>> {
    let rows: Vec<NamedLead> = sqlx::query_as(
        "SELECT conversation_id, remote_id, name, email, phone, note, created_at FROM lead
         WHERE conversation_id = ? ORDER BY created_at, remote_id",
    )
    .bind(conversation)
    .fetch_all(conn)
    .await?;
    let record = |row: NamedLead| LeadRecord {
        id: RemoteId(row.remote_id),
        name: row.lead.name,
        email: row.lead.email,
        phone: row.lead.phone,
        note: row.lead.note,
        created_at: time::instant(row.lead.created_at),
    };
    Ok(rows.into_iter().map(record).collect())
}

/// The leads of a conversation, by time.
pub(crate) async fn of(conn: &mut SqliteConnection, conversation: i64) -> Result<Vec<LeadView>> {
    let rows: Vec<CachedLead> = sqlx::query_as(
        "SELECT name, email, phone, note, created_at FROM lead
         WHERE conversation_id = ? ORDER BY created_at, remote_id",
    )
    .bind(conversation)
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(CachedLead::into_view).collect())
}

/// A lead by its name in any cache, and where it is in this one.
pub(crate) struct LeadName {
    pub(crate) conversation_id: i64,
    pub(crate) remote_id: String,
    store: String,
    conversation: String,
}

from_row!(LeadName: conversation_id, remote_id, store, conversation);

impl LeadName {
    /// Under which name work.db says what became of it.
    pub(crate) fn key(&self) -> (MarkKey, String) {
        let conversation = MarkKey::new(self.store.clone(), self.conversation.clone());
        (conversation, self.remote_id.clone())
    }
}

/// All leads of the sources that are there, or those of one conversation, the newest first.
pub(crate) async fn names(
    conn: &mut SqliteConnection,
    conversation: Option<i64>,
) -> Result<Vec<LeadName>> {
    Ok(sqlx::query_as(
        "SELECT lead.conversation_id, lead.remote_id, coalesce(source.identity, source.url) AS store,
                conversation.remote_id AS conversation
         FROM lead
         JOIN conversation ON conversation.id = lead.conversation_id
         JOIN source ON source.id = conversation.source_id
         WHERE source.state = 'live' AND (?1 IS NULL OR lead.conversation_id = ?1)
         ORDER BY lead.created_at DESC, lead.conversation_id DESC, lead.remote_id",
    )
    .bind(conversation)
    .fetch_all(conn)
    .await?)
}

/// What was captured in some conversations, by the conversation and the server's id of the lead.
pub(crate) async fn details(
    conn: &mut SqliteConnection,
    conversations: impl IntoIterator<Item = i64>,
) -> Result<HashMap<(i64, String), LeadView>> {
    let rows: Vec<NamedLead> = sqlx::query_as(
        "SELECT conversation_id, remote_id, name, email, phone, note, created_at FROM lead
         WHERE conversation_id IN (SELECT value FROM json_each(?))",
    )
    .bind(id_list(conversations))
    .fetch_all(conn)
    .await?;
    let named = |row: NamedLead| ((row.conversation_id, row.remote_id), row.lead.into_view());
    Ok(rows.into_iter().map(named).collect())
}

/// How many leads a conversation has.
pub(crate) async fn count(conn: &mut SqliteConnection, conversation: i64) -> Result<i64> {
    Ok(
        sqlx::query_scalar("SELECT count(*) FROM lead WHERE conversation_id = ?")
            .bind(conversation)
            .fetch_one(conn)
            .await?,
    )
}

impl CachedLead {
    fn into_view(self) -> LeadView {
        LeadView {
            name: self.name,
            email: self.email,
            phone: self.phone,
            note: self.note,
            created_at: time::instant(self.created_at),
        }
    }
}
