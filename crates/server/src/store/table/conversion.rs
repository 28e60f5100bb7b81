//! Outcomes. Which outcome one is, is said by its conversation, kind and record: the same delivered
//! under another id counts once.

use super::child::{ChildRecord, statements};
use super::total::CountDelta;
use super::{instant, instant_if_any, json_list, micros, open, remote_id};
use crate::store::StoreError;
use crate::store::db::{DbConnection, DbRow, StatementBinds};
use chrono::{DateTime, Utc};
use model::feed::ConversationChange;
use model::record::ConversionRecord;
use model::{ConversionKind, RemoteId};
use sqlx::Row as _;

impl ChildRecord for ConversionRecord {
    statements!(
        "conversion",
        Conversion,
        11,
        "id, kind, record, url, occurred_at, confirmed, time_said, taken_back_at, counted_in, moved_to, earlier"
    );

    fn id(&self) -> &RemoteId {
        &self.id
    }

    fn push(&self, row: &mut StatementBinds) {
        row.push_bind(self.id.as_str())
            .push_bind(self.kind.as_str())
            .push_bind(self.record.as_str())
            .push_bind(self.url.as_deref())
            .push_bind(micros(self.occurred_at))
            .push_bind(i64::from(self.confirmed))
            .push_bind(self.time_said.map(micros))
            .push_bind(self.taken_back_at.map(micros))
            .push_bind(self.counted_in.as_ref().map(RemoteId::as_str))
            .push_bind(self.moved_to.as_ref().map(RemoteId::as_str))
            .push_json(&self.earlier);
    }

    fn read(row: &DbRow, at: usize) -> sqlx::Result<Self> {
        Ok(Self {
            id: remote_id(row, at)?,
            kind: open(row, at + 1)?,
            record: row.try_get(at + 2)?,
            url: row.try_get(at + 3)?,
            occurred_at: instant(row, at + 4)?,
            confirmed: row.try_get::<i64, _>(at + 5)? != 0,
            time_said: instant_if_any(row, at + 6)?,
            taken_back_at: instant_if_any(row, at + 7)?,
            counted_in: row.try_get::<Option<String>, _>(at + 8)?.map(RemoteId),
            moved_to: row.try_get::<Option<String>, _>(at + 9)?.map(RemoteId),
            earlier: json_list(row, at + 10)?,
        })
    }

    fn of(change: &ConversationChange) -> &[Self] {
        &change.conversions
    }

    fn of_mut(change: &mut ConversationChange) -> &mut Vec<Self> {
        &mut change.conversions
    }

    fn at(&self) -> DateTime<Utc> {
        self.occurred_at
    }

    fn counted(delta: &mut CountDelta) -> Option<&mut i64> {
        Some(&mut delta.conversions)
    }
}

/// The id under which the store holds this outcome of a conversation already.
pub(crate) async fn id_of(
    connection: &mut DbConnection,
    conversation: i64,
    kind: &ConversionKind,
    record: &str,
) -> Result<Option<RemoteId>, StoreError> {
    let id = sqlx::query_scalar::<_, String>(
        "SELECT id FROM conversion WHERE kind = $1 AND record = $2 AND conversation = $3",
    )
    .bind(kind.as_str())
    .bind(record)
    .bind(conversation);
    Ok(id.fetch_optional(&mut *connection).await?.map(RemoteId))
}

/// The conversations with an outcome that made this record, newest first.
pub(crate) async fn conversations_of(
    connection: &mut DbConnection,
    kind: &ConversionKind,
    record: &str,
    limit: u32,
) -> Result<Vec<i64>, StoreError> {
    let keys = sqlx::query_scalar(
        "SELECT conversation FROM conversion WHERE kind = $1 AND record = $2 \
         ORDER BY conversation DESC LIMIT $3",
    )
    .bind(kind.as_str())
    .bind(record)
    .bind(i64::from(limit));
    Ok(keys.fetch_all(&mut *connection).await?)
}
