//! Deletions that are told again to a store that was put back from before them, so that a restore brings
//! nobody back. What is told holds no personal data: the ids of what went, and when.

use super::table::{people, tombstone};
use super::transaction::Transaction;
use super::{Receipt, Store, StoreError};
use model::RemoteId;
use model::record::{Tombstone, TombstoneKind};

impl Store {
    /// Everything that was deleted for privacy, oldest first.
    ///
    /// # Errors
    /// The database failed or is busy.
    pub async fn tombstones(&self) -> Result<Vec<Tombstone>, StoreError> {
        tombstone::in_range(&mut *self.read().await?, 0, i64::MAX).await
    }

    /// Deletes again what was deleted elsewhere: conversations with all that hangs on them, and customers
    /// with their conversations. What is not here is remembered as deleted too. How much went; told twice,
    /// nothing more goes.
    ///
    /// # Errors
    /// The database failed. What was told before the failure is deleted.
    pub async fn forget(&self, tombstones: &[Tombstone]) -> Result<Receipt, StoreError> {
        let mut receipt = Receipt::default();
        for tombstone in tombstones {
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
                TombstoneKind::Space => continue,
            }
            receipt.customers += self.bury_again(tombstone).await?;
        }
        Ok(receipt)
    }

    async fn delete_if_there(&self, id: &RemoteId) -> Result<Receipt, StoreError> {
        match self.delete_conversation(id).await {
            Err(StoreError::NotFound { .. }) => Ok(Receipt::default()),
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
    async fn bury_again(&self, tombstone: &Tombstone) -> Result<u64, StoreError> {
        let mut pen = self.pen().await?;
        let mut transaction = Transaction::begin(pen.connection()?).await?;
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
            transaction.bury(tombstone).await?;
        }
        transaction.commit().await?;
        Ok(gone)
    }
}
