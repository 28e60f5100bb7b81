//! Two customers that are one person are made one, and can be separated again: the conversations of the one
//! become the other's, and whose they were is remembered.

use super::table::conversation::ConversationHead;
use super::table::merged;
use super::transaction::StoreTransaction;
use super::{Store, StoreError};
use model::RemoteId;
use model::record::ConversationRecord;

impl Store {
    /// Merges a customer into another; how many conversations are the other's now.
    ///
    /// # Errors
    /// One of them is not known, or either is merged with a third already.
    pub(crate) async fn merge_customer(
        &self,
        id: &RemoteId,
        into: &RemoteId,
    ) -> Result<u64, StoreError> {
        let mut pen = self.lock_for_write().await?;
        let mut transaction = StoreTransaction::begin(pen.connection()?).await?;
        let moved = transaction.merge(id, into).await?;
        transaction.commit().await?;
        Ok(moved)
    }

    /// Separates a customer from the one into which it was merged; how many conversations it has back.
    ///
    /// # Errors
    /// It is not known, or was not merged.
    pub(crate) async fn separate_customer(&self, id: &RemoteId) -> Result<u64, StoreError> {
        let mut pen = self.lock_for_write().await?;
        let mut transaction = StoreTransaction::begin(pen.connection()?).await?;
        let moved = transaction.separate(id).await?;
        transaction.commit().await?;
        Ok(moved)
    }
}

impl StoreTransaction<'_> {
    async fn merge(&mut self, id: &RemoteId, into: &RemoteId) -> Result<u64, StoreError> {
        let key = self.customer(id).await?;
        self.customer(into).await?;
        let held = merged::into_of(self.connection(), id).await?;
        let third = merged::into_of(self.connection(), into).await?.is_some()
            || !merged::merged_with(self.connection(), id).await?.is_empty();
        if id == into || third || held.as_ref().is_some_and(|held| held != into) {
            return Err(StoreError::Conflict);
        }
        self.settle().await?;
        let conversations = merged::conversations_of(self.connection(), key).await?;
        for conversation in &conversations {
            let head = self.head(conversation).await?;
            merged::remember(self.connection(), head.key, id).await?;
            self.give(&head, into).await?;
        }
        merged::set_into(self.connection(), id, Some(into)).await?;
        Ok(conversations.len() as u64)
    }

    async fn separate(&mut self, id: &RemoteId) -> Result<u64, StoreError> {
        self.customer(id).await?;
        if merged::into_of(self.connection(), id).await?.is_none() {
            return Err(super::import::missing("merge of the customer", id.as_str()));
        }
        let conversations = merged::conversations_before(self.connection(), id).await?;
        for conversation in &conversations {
            let head = self.head(conversation).await?;
            self.give(&head, id).await?;
        }
        merged::forget(self.connection(), id).await?;
        merged::set_into(self.connection(), id, None).await?;
        Ok(conversations.len() as u64)
    }

    async fn give(&mut self, head: &ConversationHead, to: &RemoteId) -> Result<(), StoreError> {
        let record = ConversationRecord {
            customer_id: Some(to.clone()),
            ..head.record.clone()
        };
        self.change_head(head, 0, &record).await
    }

    /// The customer whose the conversations of one are.
    pub(super) async fn standing_customer(
        &mut self,
        id: &RemoteId,
    ) -> Result<RemoteId, StoreError> {
        let into = merged::into_of(self.connection(), id).await?;
        Ok(into.unwrap_or_else(|| id.clone()))
    }
}
