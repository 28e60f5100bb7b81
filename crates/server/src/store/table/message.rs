//! Messages.

use super::child::{ChildRecord, statements};
use super::total::CountDelta;
use super::{instant, instant_if_any, json_list, micros, open, open_if_any, remote_id};
use crate::store::db::{DbRow, StatementBinds};
use chrono::{DateTime, Utc};
use model::RemoteId;
use model::feed::ConversationChange;
use model::record::MessageRecord;
use sqlx::Row as _;

impl ChildRecord for MessageRecord {
    statements!(
        "message",
        Message,
        9,
        "id, sender, sender_name, delivery, format, sent_at, body, time_said, earlier"
    );

    fn id(&self) -> &RemoteId {
        &self.id
    }

    fn push(&self, row: &mut StatementBinds) {
        row.push_bind(self.id.as_str())
            .push_bind(self.sender.as_str())
            .push_bind(self.sender_name.as_deref())
            .push_bind(self.delivery.as_ref().map(model::Delivery::as_str))
            .push_bind(self.format.as_str())
            .push_bind(micros(self.sent_at))
            .push_bind(self.body.as_str())
            .push_bind(self.time_said.map(micros))
            .push_json(&self.earlier);
    }

    fn read(row: &DbRow, at: usize) -> sqlx::Result<Self> {
        Ok(Self {
            id: remote_id(row, at)?,
            sender: open(row, at + 1)?,
            sender_name: row.try_get(at + 2)?,
            delivery: open_if_any(row, at + 3)?,
            format: open(row, at + 4)?,
            sent_at: instant(row, at + 5)?,
            body: row.try_get(at + 6)?,
            time_said: instant_if_any(row, at + 7)?,
            earlier: json_list(row, at + 8)?,
        })
    }

    fn of(change: &ConversationChange) -> &[Self] {
        &change.messages
    }

    fn of_mut(change: &mut ConversationChange) -> &mut Vec<Self> {
        &mut change.messages
    }

    fn at(&self) -> DateTime<Utc> {
        self.sent_at
    }

    fn counted(delta: &mut CountDelta) -> Option<&mut i64> {
        Some(&mut delta.messages)
    }
}
