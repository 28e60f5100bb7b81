//! Contact details that the assistant captured.

use super::ConversationChild;
use crate::bulk::{BulkInsert, BulkStatement};
use crate::content_hash::ContentHash;
use crate::error::Result;
use crate::from_row::from_row;
use crate::time;
use chrono::{DateTime, Utc};
use model::RemoteId;
use model::record::LeadRecord;
use model::view::LeadView;
use sqlx::SqliteConnection;

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
