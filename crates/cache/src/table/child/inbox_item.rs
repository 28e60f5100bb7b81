//! Proposed actions of the AI Inbox.

use super::ConversationChild;
use crate::bulk::{BulkInsert, BulkStatement};
use crate::content_hash::ContentHash;
use crate::error::Result;
use crate::from_row::from_row;
use crate::table::search::parse_ids;
use crate::time;
use chrono::{DateTime, Utc};
use model::record::InboxItemRecord;
use model::view::InboxItemView;
use model::{InboxStatus, RemoteId};
use sqlx::SqliteConnection;

/// The conversations that have one, ascending.
pub(crate) async fn conversations(conn: &mut SqliteConnection) -> Result<Vec<u32>> {
    let ids: Option<String> = sqlx::query_scalar(
        "SELECT group_concat(id) FROM (SELECT DISTINCT conversation_id AS id FROM inbox_item ORDER BY id)",
    )
    .fetch_one(conn)
    .await?;
    Ok(ids.map(|text| parse_ids(&text)).unwrap_or_default())
}

impl ConversationChild for InboxItemRecord {
    const KIND: &'static str = "inbox_item";
    const PUT: BulkInsert = BulkInsert {
        head: "INSERT INTO inbox_item (conversation_id, remote_id, hash, title, status, url, created_at)",
        columns: 7,
        tail: "ON CONFLICT (conversation_id, remote_id) DO UPDATE SET hash = excluded.hash,
            title = excluded.title, status = excluded.status, url = excluded.url,
            created_at = excluded.created_at",
    };
    const HASHES: &'static str = "SELECT conversation_id, remote_id, hash FROM inbox_item
        WHERE conversation_id IN (SELECT value FROM json_each(?))";

    fn remote(&self) -> &RemoteId {
        &self.id
    }

    fn at(&self) -> DateTime<Utc> {
        self.created_at
    }

    fn hash(&self) -> i64 {
        ContentHash::new()
            .text(&self.title)
            .text(self.status.as_str())
            .optional(self.url.as_deref())
            .number(time::millis(self.created_at))
            .finish()
    }

    fn bind(&self, statement: BulkStatement) -> BulkStatement {
        statement
            .bind(self.title.as_str())
            .bind(self.status.as_str())
            .bind(self.url.as_deref())
            .bind(time::millis(self.created_at))
    }
}

struct CachedInboxItem {
    title: String,
    status: String,
    url: Option<String>,
    created_at: i64,
}

from_row!(
    CachedInboxItem:
    title,
    status,
    url,
    created_at
);

/// The inbox items of a conversation, by time.
pub(crate) async fn of(
    conn: &mut SqliteConnection,
    conversation: i64,
) -> Result<Vec<InboxItemView>> {
    let rows: Vec<CachedInboxItem> = sqlx::query_as(
        "SELECT title, status, url, created_at FROM inbox_item
         WHERE conversation_id = ? ORDER BY created_at, remote_id",
    )
    .bind(conversation)
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(CachedInboxItem::into_view).collect())
}

impl CachedInboxItem {
    fn into_view(self) -> InboxItemView {
        InboxItemView {
            title: self.title,
            status: InboxStatus::from(self.status.as_str()),
            url: self.url,
            created_at: time::instant(self.created_at),
        }
    }
}

/// Remote id, title, status, url, time.
type InboxColumns = (String, String, String, Option<String>, i64);

/// The inbox items of a conversation as its source told them, by time.
pub(crate) async fn records(
    conn: &mut SqliteConnection,
    conversation: i64,
) -> Result<Vec<InboxItemRecord>> {
    let rows: Vec<InboxColumns> = sqlx::query_as(
        "SELECT remote_id, title, status, url, created_at FROM inbox_item
         WHERE conversation_id = ? ORDER BY created_at, remote_id",
    )
    .bind(conversation)
    .fetch_all(conn)
    .await?;
    let record = |(id, title, status, url, created_at): InboxColumns| InboxItemRecord {
        id: RemoteId(id),
        title,
        status: InboxStatus::from(status.as_str()),
        url,
        created_at: time::instant(created_at),
    };
    Ok(rows.into_iter().map(record).collect())
}
