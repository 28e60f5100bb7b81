//! What a conversation leaves for people to do: leads, tickets, items of the AI Inbox. An ended
//! conversation takes them too: people act later.

use super::import::bare;
use super::table::child::{self, ChildRecord};
use super::table::conversation::ConversationHead;
use super::transaction::StoreTransaction;
use super::{Store, StoreError, WriteStatus};
use model::feed::ConversationChange;
use model::record::{ConversationRecord, InboxItemRecord, LeadRecord, TicketRecord};
use model::{Escalation, RemoteId};

impl Store {
    /// Records a lead. The same id with the same words counts once.
    ///
    /// # Errors
    /// There is no such conversation, the id is taken by another lead, or the database failed.
    pub(crate) async fn put_lead(
        &self,
        id: &RemoteId,
        lead: &LeadRecord,
    ) -> Result<WriteStatus, StoreError> {
        let mut pen = self.lock_for_write().await?;
        let mut transaction = StoreTransaction::begin(pen.connection()?).await?;
        let outcome = transaction.put_lead(id, lead).await?;
        transaction.commit().await?;
        Ok(outcome)
    }

    /// Hands a conversation to the help desk: a ticket is opened, and the escalation is pending.
    ///
    /// # Errors
    /// There is no such conversation, the id is taken by another ticket, or the database failed.
    pub(crate) async fn escalate(
        &self,
        id: &RemoteId,
        ticket: &TicketRecord,
    ) -> Result<WriteStatus, StoreError> {
        let mut pen = self.lock_for_write().await?;
        let mut transaction = StoreTransaction::begin(pen.connection()?).await?;
        let outcome = transaction.escalate(id, ticket).await?;
        transaction.commit().await?;
        Ok(outcome)
    }

    /// Says how far people are with an escalation.
    ///
    /// # Errors
    /// There is no such conversation, or the database failed.
    pub(crate) async fn set_escalation(
        &self,
        id: &RemoteId,
        state: Escalation,
    ) -> Result<ConversationRecord, StoreError> {
        let mut pen = self.lock_for_write().await?;
        let mut transaction = StoreTransaction::begin(pen.connection()?).await?;
        let record = transaction.set_escalation(id, state).await?;
        transaction.commit().await?;
        Ok(record)
    }

    /// Writes an item of the AI Inbox, or its new status.
    ///
    /// # Errors
    /// There is no such conversation, or the database failed.
    pub(crate) async fn put_inbox_item(
        &self,
        id: &RemoteId,
        item: InboxItemRecord,
    ) -> Result<(InboxItemRecord, WriteStatus), StoreError> {
        let mut pen = self.lock_for_write().await?;
        let mut transaction = StoreTransaction::begin(pen.connection()?).await?;
        let written = transaction.put_inbox_item(id, item).await?;
        transaction.commit().await?;
        Ok(written)
    }
}

impl StoreTransaction<'_> {
    /// See [`Store::put_lead`].
    pub(super) async fn put_lead(
        &mut self,
        id: &RemoteId,
        lead: &LeadRecord,
    ) -> Result<WriteStatus, StoreError> {
        let head = self.head(id).await?;
        self.leave(&head, lead, &head.record).await
    }

    /// See [`Store::escalate`].
    pub(super) async fn escalate(
        &mut self,
        id: &RemoteId,
        ticket: &TicketRecord,
    ) -> Result<WriteStatus, StoreError> {
        let head = self.head(id).await?;
        let mut record = head.record.clone();
        // Somebody who is on it already stays on it.
        if record.escalation != Escalation::Active {
            record.escalation = Escalation::Pending;
        }
        self.leave(&head, ticket, &record).await
    }

    /// See [`Store::set_escalation`].
    pub(super) async fn set_escalation(
        &mut self,
        id: &RemoteId,
        state: Escalation,
    ) -> Result<ConversationRecord, StoreError> {
        let head = self.head(id).await?;
        let mut change = bare(&head);
        change.conversation.escalation = state;
        self.put_known(&head, &change).await?;
        Ok(change.conversation)
    }

    /// See [`Store::put_inbox_item`]. The item keeps the moment at which it was first written.
    pub(super) async fn put_inbox_item(
        &mut self,
        id: &RemoteId,
        mut item: InboxItemRecord,
    ) -> Result<(InboxItemRecord, WriteStatus), StoreError> {
        let head = self.head(id).await?;
        let held = child::find::<InboxItemRecord>(self.connection(), head.key, &item.id).await?;
        let Some(held) = held else {
            let outcome = self.leave(&head, &item, &head.record).await?;
            return Ok((item, outcome));
        };
        item.created_at = held.created_at;
        let change = ConversationChange {
            inbox_items: vec![item.clone()],
            ..bare(&head)
        };
        self.put_known(&head, &change).await?;
        Ok((item, WriteStatus::AlreadyKnown))
    }

    /// Leaves something with a conversation, whose head becomes the record. The same with the same words
    /// counts once, and changes nothing.
    async fn leave<T: ChildRecord>(
        &mut self,
        head: &ConversationHead,
        row: &T,
        record: &ConversationRecord,
    ) -> Result<WriteStatus, StoreError> {
        let added = self.add(head, std::slice::from_ref(row)).await?;
        if added == 0 {
            return Ok(WriteStatus::AlreadyKnown);
        }
        self.change_head(head, added, record).await?;
        Ok(WriteStatus::Recorded)
    }
}
