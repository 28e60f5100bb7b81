//! Help-desk tickets.

use super::child::{ChildRecord, statements};
use super::{instant, micros, open_if_any, remote_id};
use crate::store::StoreError;
use crate::store::db::{DbConnection, DbRow, StatementBinds};
use chrono::{DateTime, Utc};
use model::feed::ConversationChange;
use model::record::TicketRecord;
use model::{EscalationCause, RemoteId};
use sqlx::Row as _;

impl ChildRecord for TicketRecord {
    statements!(
        "ticket",
        Ticket,
        5,
        "id, subject, url, created_at, escalated_by"
    );

    fn id(&self) -> &RemoteId {
        &self.id
    }

    fn push(&self, row: &mut StatementBinds) {
        row.push_bind(self.id.as_str())
            .push_bind(self.subject.as_str())
            .push_bind(self.url.as_deref())
            .push_bind(micros(self.created_at))
            .push_bind(self.escalated_by.as_ref().map(EscalationCause::as_str));
    }

    fn read(row: &DbRow, at: usize) -> sqlx::Result<Self> {
        Ok(Self {
            id: remote_id(row, at)?,
            subject: row.try_get(at + 1)?,
            url: row.try_get(at + 2)?,
            created_at: instant(row, at + 3)?,
            escalated_by: open_if_any(row, at + 4)?,
        })
    }

    fn of(change: &ConversationChange) -> &[Self] {
        &change.tickets
    }

    fn of_mut(change: &mut ConversationChange) -> &mut Vec<Self> {
        &mut change.tickets
    }

    fn at(&self) -> DateTime<Utc> {
        self.created_at
    }
}

/// The conversations with this ticket, newest first.
pub(crate) async fn conversations_of(
    connection: &mut DbConnection,
    id: &str,
    limit: u32,
) -> Result<Vec<i64>, StoreError> {
    let keys = sqlx::query_scalar(
        "SELECT conversation FROM ticket WHERE id = $1 ORDER BY conversation DESC LIMIT $2",
    );
    Ok(keys
        .bind(id)
        .bind(i64::from(limit))
        .fetch_all(&mut *connection)
        .await?)
}
