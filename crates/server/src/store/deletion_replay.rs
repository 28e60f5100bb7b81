//! Deletions that are told again to a store that was put back from before them, so that a restore brings
//! nobody back. What is told holds no personal data: the ids of what went, the digests of sessions, and when.

use super::table::{dead_letter, people, tombstone};
use super::transaction::StoreTransaction;
use super::{DeletionReceipt, Store, StoreError};
use crate::store::deletion_log::{DeletedSession, DeletionRecord};
use model::RemoteId;
use model::record::{Tombstone, TombstoneKind};
use std::collections::HashSet;

impl Store {
    /// Everything that was deleted for privacy: conversations and customers, then sessions; oldest first.
    ///
    /// # Errors
    /// The database failed or is busy.
    pub async fn tombstones(&self) -> Result<Vec<DeletionRecord>, StoreError> {
        let mut view = self.read().await?;
        let things = tombstone::in_range(&mut view, 0, i64::MAX).await?;
        let sessions = tombstone::sessions(&mut view).await?;
        let things = things.into_iter().map(DeletionRecord::Thing);
        Ok(things
            .chain(sessions.into_iter().map(DeletionRecord::Session))
            .collect())
    }

    /// Deletes again what was deleted elsewhere: conversations with all that hangs on them, customers with
    /// their conversations, and what was kept for a session that is gone. What is not here is remembered as
    /// deleted too. How much went; told twice, nothing more goes.
    ///
    /// # Errors
    /// The database failed. What was told before the failure is deleted.
    pub async fn forget(&self, gone: &[DeletionRecord]) -> Result<DeletionReceipt, StoreError> {
        let (mut receipt, mut sessions) = (DeletionReceipt::default(), Vec::new());
        for gone in gone {
            match gone {
                DeletionRecord::Thing(tombstone) => receipt += self.forget_thing(tombstone).await?,
                DeletionRecord::Session(session) => sessions.push(session),
            }
        }
        receipt.dead_letters += self.forget_sessions(&sessions).await?;
        Ok(receipt)
    }

    async fn forget_thing(&self, tombstone: &Tombstone) -> Result<DeletionReceipt, StoreError> {
        let mut receipt = DeletionReceipt::default();
        match tombstone.kind {
            TombstoneKind::Conversation => {
                receipt += self.delete_if_there(&tombstone.id).await?;
            }
            TombstoneKind::Customer => {
                for conversation in self.conversations_of(&tombstone.id).await? {
                    receipt += self.delete_if_there(&conversation).await?;
                }
            }
            // No space is ever deleted here.
            TombstoneKind::Space => return Ok(receipt),
        }
        receipt.customers += self.insert_again(tombstone).await?;
        Ok(receipt)
    }

    /// Remembers that sessions are gone, and drops the dead letters that name them; how many there were.
    async fn forget_sessions(&self, gone: &[&DeletedSession]) -> Result<u64, StoreError> {
        if gone.is_empty() {
            return Ok(0);
        }
        let mut pen = self.lock_for_write().await?;
        let mut transaction = StoreTransaction::begin(pen.connection()?).await?;
        let connection = transaction.connection();
        for it in gone {
            tombstone::bury_session(connection, &it.session, it.deleted_at).await?;
        }
        let digests = gone.iter().map(|it| &it.session).collect::<HashSet<_>>();
        let letters = dead_letter::delete_sessions(connection, &digests).await?;
        transaction.commit().await?;
        self.scrub_with(pen.connection()?).await;
        Ok(letters)
    }

    async fn delete_if_there(&self, id: &RemoteId) -> Result<DeletionReceipt, StoreError> {
        match self.delete_conversation(id).await {
            Err(StoreError::NotFound { .. }) => Ok(DeletionReceipt::default()),
            other => other,
        }
    }

    async fn conversations_of(&self, customer: &RemoteId) -> Result<Vec<RemoteId>, StoreError> {
        let found = sqlx::query_scalar::<_, String>(
            "SELECT conversation.id FROM conversation \
             JOIN customer ON customer.key = conversation.customer WHERE customer.id = $1",
        );
        let mut view = self.read().await?;
        let found = found.bind(customer.as_str()).fetch_all(&mut *view).await?;
        Ok(found.into_iter().map(RemoteId).collect())
    }

    /// Removes a customer, and leaves a tombstone where there is none: also of what never was here, so that
    /// it does not come either. How many customers went.
    async fn insert_again(&self, tombstone: &Tombstone) -> Result<u64, StoreError> {
        let mut pen = self.lock_for_write().await?;
        let mut transaction = StoreTransaction::begin(pen.connection()?).await?;
        let (id, connection) = ([tombstone.id.as_str()], transaction.connection());
        let (held, gone) = if tombstone.kind == TombstoneKind::Customer {
            let held = tombstone::customers(connection, &id).await?;
            (
                held,
                people::delete_customer(connection, &tombstone.id).await?,
            )
        } else {
            (tombstone::deleted(connection, &id).await?, 0)
        };
        if held.is_empty() {
            transaction.insert_tombstone(tombstone).await?;
        }
        transaction.commit().await?;
        Ok(gone)
    }
}
