//! Writing rules and what was drawn to measure them, in work.db: each change whole or not at all.

use super::cache_writer::CacheWriter;
use super::source_list::{begin, end};
use crate::error::{CacheError, Result};
use crate::index::marked::MarkKey;
use crate::table::{queue, rule};
use model::review_queue::QueueHead;
use model::rule::{RuleTrial, SavedRule};
use model::{QueueId, RemoteId};

impl CacheWriter {
    /// Writes a rule, new or in the place of the one of its id.
    ///
    /// # Errors
    /// [`CacheError::InUse`] where another process writes, as for every write here.
    pub async fn put_rule(&self, saved: SavedRule) -> Result<()> {
        self.require_lock()?;
        self.unhurried(move |writer| async move {
            let mut work = writer.inner.shared.work.lock().await;
            let work = work.writable()?;
            begin(work).await?;
            let put = rule::put(work, &saved).await;
            let put = end(work, put).await;
            writer.inner.shared.marks.touch();
            put
        })
        .await
    }

    /// Writes a new rule. What measured an earlier one of its id measures another search.
    ///
    /// # Errors
    /// As [`Self::put_rule`].
    pub async fn add_rule(&self, saved: SavedRule) -> Result<()> {
        self.require_lock()?;
        self.unhurried(move |writer| async move {
            let mut work = writer.inner.shared.work.lock().await;
            rule::forget_trials(work.writable()?, &saved.id).await?;
            drop(work);
            writer.put_rule(saved).await
        })
        .await
    }

    /// Takes a rule away, and answers what it was. What measured it stays, and is found again if it is put again.
    ///
    /// # Errors
    /// [`CacheError::NotFound`] where there is none.
    pub async fn remove_rule(&self, id: String) -> Result<SavedRule> {
        self.require_lock()?;
        self.unhurried(move |writer| async move {
            let mut work = writer.inner.shared.work.lock().await;
            let work = work.writable()?;
            let known = rule::all(work).await?.into_iter().find(|it| it.id == id);
            let known = known.ok_or(CacheError::NotFound)?;
            begin(work).await?;
            let removed = rule::remove(work, &id).await;
            let removed = end(work, removed).await;
            writer.inner.shared.marks.touch();
            removed.map(|()| known)
        })
        .await
    }

    /// Adds a queue by which a rule is measured, with what was drawn.
    ///
    /// # Errors
    /// [`CacheError::NameTaken`] where another queue has the name.
    pub async fn add_rule_trial(
        &self,
        head: QueueHead,
        items: Vec<(String, RemoteId)>,
        trial: RuleTrial,
    ) -> Result<QueueId> {
        self.require_lock()?;
        let key = |(store, conversation): (String, RemoteId)| MarkKey::new(store, conversation.0);
        let items: Vec<MarkKey> = items.into_iter().map(key).collect();
        self.unhurried(move |writer| async move {
            let mut work = writer.inner.shared.work.lock().await;
            let work = work.writable()?;
            begin(work).await?;
            let added = match queue::add(work, &head, &items).await {
                Ok(id) => rule::add_trial(work, &trial).await.map(|()| id),
                Err(error) => Err(error),
            };
            let added = end(work, added).await;
            writer.inner.shared.marks.touch();
            added
        })
        .await
    }
}
