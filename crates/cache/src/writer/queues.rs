//! Writing review queues and the marks of other reviewers, in work.db: each change whole or not at all.

use super::cache_writer::CacheWriter;
use super::source_list::{begin, end};
use crate::error::Result;
use crate::index::marked::MarkKey;
use crate::table::queue;
use model::review_queue::{QueueFileItem, QueueHead};
use model::{QueueId, RemoteId};

impl CacheWriter {
    /// Adds a queue of these conversations, by store and the server's id.
    ///
    /// # Errors
    /// [`crate::CacheError::NameTaken`] where another queue has the name; [`crate::CacheError::InUse`] where another
    /// process writes.
    pub async fn add_queue(
        &self,
        head: QueueHead,
        items: Vec<(String, RemoteId)>,
    ) -> Result<QueueId> {
        self.require_lock()?;
        let key = |(store, conversation): (String, RemoteId)| MarkKey::new(store, conversation.0);
        let items: Vec<MarkKey> = items.into_iter().map(key).collect();
        self.unhurried(move |writer| async move {
            let mut work = writer.inner.shared.work.lock().await;
            let work = work.writable()?;
            begin(work).await?;
            let added = queue::add(work, &head, &items).await;
            let added = end(work, added).await;
            writer.inner.shared.marks.touch();
            added
        })
        .await
    }

    /// Takes a queue away, with what others noted about it. What was noted here stays.
    ///
    /// # Errors
    /// [`crate::CacheError::InUse`] where another process writes.
    pub async fn remove_queue(&self, id: QueueId) -> Result<()> {
        self.require_lock()?;
        self.unhurried(move |writer| async move {
            let mut work = writer.inner.shared.work.lock().await;
            let work = work.writable()?;
            begin(work).await?;
            let removed = queue::remove(work, id).await;
            let removed = end(work, removed).await;
            writer.inner.shared.marks.touch();
            removed
        })
        .await
    }

    /// Makes the marks of another reviewer these. What was noted here is not touched.
    ///
    /// # Errors
    /// As [`Self::remove_queue`].
    pub async fn keep_review(
        &self,
        id: QueueId,
        reviewer: String,
        items: Vec<QueueFileItem>,
    ) -> Result<()> {
        self.require_lock()?;
        self.unhurried(move |writer| async move {
            let mut work = writer.inner.shared.work.lock().await;
            let work = work.writable()?;
            begin(work).await?;
            let put = queue::put_review(work, id, &reviewer, &items).await;
            end(work, put).await
        })
        .await
    }
}
