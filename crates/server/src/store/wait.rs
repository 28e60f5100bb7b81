//! Waiting for what is new: whoever waits hears of a commit of this process at once, and of another
//! process's within half a second. It must hold no connection while it waits.

use super::bound_store::BoundStore;
use super::table::event;
use super::{Store, StoreError, cursor};
use model::Reach;
use model::feed::ChangesPage;
use std::time::Duration;

/// How often one of those who wait looks for what another process wrote. One read of one index entry,
/// however many wait.
const LOOK: Duration = Duration::from_millis(500);

impl Store {
    /// The page of the feed after a cursor, as [`Store::changes`] gives it. Where nothing is newer
    /// it waits for something, but no longer than `patience`, and the page may then be empty.
    ///
    /// # Errors
    /// As for [`Store::changes`].
    pub async fn changes_within(
        &self,
        after: Option<&str>,
        limit: u32,
        patience: Duration,
    ) -> Result<ChangesPage, StoreError> {
        let everywhere = Reach::Everywhere;
        let all = self.bound_to(&everywhere);
        all.changes_within(after, limit, patience).await
    }

    /// How many wait for news now.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.0.news.newest.receiver_count()
    }

    /// Done when a change newer than `seq` is committed, when the store closes, or after `patience`.
    async fn wait_beyond(&self, seq: i64, patience: Duration) {
        // What was committed since the caller looked is already told: nothing falls in between.
        let mut newest = self.0.news.newest.subscribe();
        let heard = async {
            // The sender lives as long as this store.
            let _ = newest.wait_for(|newest| *newest > seq).await;
        };
        tokio::select! {
            biased;
            () = heard => {}
            () = self.look_out() => {}
            () = tokio::time::sleep(patience) => {}
        }
    }

    /// Looks, for all who wait here, for what other processes wrote. It never ends by itself; when
    /// the one who looks goes away, another takes the place.
    async fn look_out(&self) {
        let _place = self.0.news.lookout.lock().await;
        loop {
            // First: the last one may have gone before it looked.
            match self.newest().await {
                Ok(seq) => self.0.news.tell(seq),
                // Those who wait find out when they read.
                Err(error) => tracing::debug!(%error, "could not look for news"),
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    async fn newest(&self) -> Result<i64, StoreError> {
        event::last(&mut *self.read().await?).await
    }
}

impl BoundStore<'_> {
    /// See [`Store::changes_within`]. What is committed out of reach ends the wait too, with a page that
    /// holds nothing.
    pub(crate) async fn changes_within(
        &self,
        after: Option<&str>,
        limit: u32,
        patience: Duration,
    ) -> Result<ChangesPage, StoreError> {
        let page = self.changes(after, limit).await?;
        if page.covered > 0 || patience.is_zero() {
            return Ok(page);
        }
        let seq = cursor::decode(self.store.0.id, self.reach, Some(&page.next))?;
        self.store.wait_beyond(seq, patience).await;
        self.changes(Some(&page.next), limit).await
    }
}
