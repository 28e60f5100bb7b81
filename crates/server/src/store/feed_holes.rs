//! Takes numbers out of the change feed, as damage does, for tests that hold that a reader goes past every hole.
//! It is compiled for tests alone, and must change nothing but the feed's own rows.

use super::table::event;
use super::transaction::StoreTransaction;
use super::{Store, StoreError};

impl Store {
    /// The number of the newest change; 0 in an empty store.
    ///
    /// # Errors
    /// The database failed.
    pub async fn newest_number(&self) -> Result<i64, StoreError> {
        event::last(&mut *self.glance().await?).await
    }

    /// Takes away the numbers after `after` that `lost` names, the newest apart: behind it nothing would say that
    /// there was more. How many are gone.
    ///
    /// # Errors
    /// The database failed. Then all of them are there.
    pub async fn lose_numbers(
        &self,
        after: i64,
        lost: impl Fn(i64) -> bool,
    ) -> Result<u64, StoreError> {
        let newest = self.newest_number().await?;
        let mut pen = self.lock_for_write().await?;
        let mut transaction = StoreTransaction::begin(pen.connection()?).await?;
        let mut gone = 0;
        for seq in (after + 1..newest).filter(|seq| lost(*seq)) {
            gone += event::remove(transaction.connection(), seq).await?;
        }
        transaction.commit().await?;
        Ok(gone)
    }
}
