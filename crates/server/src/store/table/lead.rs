//! Leads.

use super::child::{ChildRecord, statements};
use super::total::CountDelta;
use super::{instant, micros, remote_id};
use crate::store::db::{DbRow, StatementBinds};
use chrono::{DateTime, Utc};
use model::RemoteId;
use model::feed::ConversationChange;
use model::identity::lookup_key;
use model::record::LeadRecord;
use sqlx::Row as _;

impl ChildRecord for LeadRecord {
    statements!(
        "lead",
        Lead,
        8,
        "id, name, email, phone, note, created_at, email_key, phone_key"
    );

    fn id(&self) -> &RemoteId {
        &self.id
    }

    fn push(&self, row: &mut StatementBinds) {
        row.push_bind(self.id.as_str())
            .push_bind(self.name.as_deref())
            .push_bind(self.email.as_deref())
            .push_bind(self.phone.as_deref())
            .push_bind(self.note.as_deref())
            .push_bind(micros(self.created_at))
            .push_bind(self.email.as_deref().map(lookup_key))
            .push_bind(self.phone.as_deref().map(lookup_key));
    }

    fn read(row: &DbRow, at: usize) -> sqlx::Result<Self> {
        Ok(Self {
            id: remote_id(row, at)?,
            name: row.try_get(at + 1)?,
            email: row.try_get(at + 2)?,
            phone: row.try_get(at + 3)?,
            note: row.try_get(at + 4)?,
            created_at: instant(row, at + 5)?,
        })
    }

    fn of(change: &ConversationChange) -> &[Self] {
        &change.leads
    }

    fn of_mut(change: &mut ConversationChange) -> &mut Vec<Self> {
        &mut change.leads
    }

    fn at(&self) -> DateTime<Utc> {
        self.created_at
    }

    fn counted(delta: &mut CountDelta) -> Option<&mut i64> {
        Some(&mut delta.leads)
    }
}
