//! Dead letters: deliveries of outcomes that named a session nobody knew. Nothing that was delivered
//! is lost: an operator lists, replays or drops them, and has as long for it as the settings say.

use super::import::missing;
use super::outcome::{NewOutcome, TiedOutcomes};
use super::table::dead_letter::{self, NewDeadLetter};
use super::transaction::StoreTransaction;
use super::{DeadLetter, Store, StoreError};
use chrono::TimeDelta;
use std::sync::atomic::Ordering;

/// Letters that one transaction drops because of their age.
const EXPIRED_BATCH: i64 = 500;

impl Store {
    /// Keeps a delivery that could not be recorded; its number. The same delivery again is the same
    /// letter.
    ///
    /// # Errors
    /// The database failed.
    pub(crate) async fn keep_dead_letter(
        &self,
        letter: &NewDeadLetter<'_>,
    ) -> Result<i64, StoreError> {
        let now = self.clock().now();
        let mut pen = self.lock_for_write().await?;
        let mut transaction = StoreTransaction::begin(pen.connection()?).await?;
        let id = dead_letter::keep(transaction.connection(), letter, now).await?;
        transaction.commit().await?;
        Ok(id)
    }

    /// Letters after a number, oldest first, replayed ones included.
    ///
    /// # Errors
    /// The database failed or is busy.
    pub async fn dead_letters(
        &self,
        after: i64,
        limit: u32,
    ) -> Result<Vec<DeadLetter>, StoreError> {
        dead_letter::after(&mut *self.read().await?, after, limit).await
    }

    /// A letter by its number.
    ///
    /// # Errors
    /// There is none, or the database failed.
    pub(crate) async fn dead_letter(&self, id: i64) -> Result<DeadLetter, StoreError> {
        let letter = dead_letter::get(&mut *self.read().await?, id).await?;
        letter.ok_or_else(|| missing("dead letter", &id.to_string()))
    }

    /// Tries a letter again. Recorded and marked in one transaction; an unknown session is counted as
    /// one more attempt, and is an error as before.
    ///
    /// # Errors
    /// The session is still unknown, or the database failed.
    pub(crate) async fn replay_dead_letter(
        &self,
        id: i64,
        outcome: &NewOutcome,
    ) -> Result<TiedOutcomes, StoreError> {
        let now = self.clock().now();
        let mut pen = self.lock_for_write().await?;
        let mut transaction = StoreTransaction::begin(pen.connection()?).await?;
        let done = transaction.convert(outcome, now).await;
        let replayed_at = match &done {
            Ok(_) => Some(now),
            Err(StoreError::NotFound { .. }) => None,
            Err(_) => return done,
        };
        dead_letter::tried(transaction.connection(), id, replayed_at).await?;
        transaction.commit().await?;
        done
    }

    /// Drops a letter for good.
    ///
    /// # Errors
    /// There is none, or the database failed.
    pub async fn drop_dead_letter(&self, id: i64) -> Result<(), StoreError> {
        let mut pen = self.lock_for_write().await?;
        let mut transaction = StoreTransaction::begin(pen.connection()?).await?;
        let found = dead_letter::delete(transaction.connection(), id).await?;
        transaction.commit().await?;
        let missing = || missing("dead letter", &id.to_string());
        found.then_some(()).ok_or_else(missing)
    }

    /// Drops the letters that came longer ago than `keep`, replayed or not; how many there were. They are
    /// counted in [`Store::levels`] too.
    ///
    /// # Errors
    /// The database failed. What was dropped before that stays dropped.
    pub async fn expire_dead_letters(&self, keep: TimeDelta) -> Result<u64, StoreError> {
        let Some(before) = self.clock().now().checked_sub_signed(keep) else {
            return Ok(0);
        };
        let mut expired = 0;
        loop {
            let mut pen = self.lock_for_write().await?;
            let mut transaction = StoreTransaction::begin(pen.connection()?).await?;
            let connection = transaction.connection();
            let batch = dead_letter::delete_before(connection, before, EXPIRED_BATCH).await?;
            transaction.commit().await?;
            if batch == 0 {
                return Ok(expired);
            }
            expired += batch;
            self.0.expired_letters.fetch_add(batch, Ordering::Relaxed);
            self.scrub_with(pen.connection()?).await;
        }
    }
}
