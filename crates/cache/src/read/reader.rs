//! The reader: everything a page asks for. It cannot write; its connections are read-only.

use super::result_set::OpenResultSets;
use super::state::SharedState;
use crate::error::Result;
use crate::table::quarantine::QuarantineEntry;
use crate::table::source::{self, SourceRow};
use crate::table::{conversation, counts, cursor, quarantine, saved_view, setting, space, sweep};
use crate::time;
use chrono::{DateTime, Utc};
use model::feed::RecordCounts;
use model::saved_view::SavedView;
use model::view::{SpaceView, ViewCounts};
use model::{ConversationId, SourceId, SourceKind, SpaceId};
use std::sync::Arc;
use tokio::sync::watch;

/// Reads the cache. Clones share the connections and the open lists.
#[derive(Clone, Debug)]
pub struct CacheReader {
    pub(super) shared: Arc<SharedState>,
    pub(super) lists: Arc<OpenResultSets>,
}

/// What the status bar says of the data.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CacheOverview {
    /// Conversations on this laptop.
    pub conversations: u64,
    /// Messages on this laptop, hidden ones included.
    pub messages: u64,
    /// The oldest start.
    pub oldest: Option<DateTime<Utc>>,
    /// The newest activity.
    pub newest: Option<DateTime<Utc>>,
    /// The standing views.
    pub views: ViewCounts,
    /// Grows with every change of the data.
    pub generation: u64,
}

impl CacheReader {
    pub(crate) fn new(shared: Arc<SharedState>) -> Self {
        Self {
            shared,
            lists: Arc::new(OpenResultSets::default()),
        }
    }

    /// Every source, in the order in which they were added.
    ///
    /// # Errors
    /// [`crate::CacheError`] where the engine refuses, as for every read here.
    pub async fn sources(&self) -> Result<Vec<SourceRow>> {
        source::all(&mut *self.shared.pool.lease().await?).await
    }

    /// The kind of every source, without how its sync stands: every list asks for this.
    ///
    /// # Errors
    /// [`crate::CacheError`] where the engine refuses.
    pub async fn source_kinds(&self) -> Result<Vec<(SourceId, SourceKind)>> {
        source::kinds(&mut *self.shared.pool.lease().await?).await
    }

    /// Where a stream of a source stands; none before its first page.
    ///
    /// # Errors
    /// [`crate::CacheError`] where the engine refuses.
    pub async fn cursor(&self, source: SourceId, stream: &str) -> Result<Option<String>> {
        cursor::get(&mut *self.shared.pool.lease().await?, source, stream).await
    }

    /// What this laptop holds of a source, comparable with the server's counts.
    ///
    /// # Errors
    /// [`crate::CacheError`] where the engine refuses.
    pub async fn counts(&self, source: SourceId) -> Result<RecordCounts> {
        counts::of(&mut *self.shared.pool.lease().await?, source).await
    }

    /// How many conversations of a source a full re-sync has met so far; nothing where none was begun.
    ///
    /// # Errors
    /// [`crate::CacheError`] where the engine refuses.
    pub async fn met(&self, id: SourceId) -> Result<Option<u64>> {
        let mut lease = self.shared.pool.lease().await?;
        if !source::is_sweeping(&mut lease, id).await? {
            return Ok(None);
        }
        sweep::seen(&mut lease, id).await.map(Some)
    }

    /// Rows of a source that could not be stored.
    ///
    /// # Errors
    /// [`crate::CacheError`] where the engine refuses.
    pub async fn quarantined(&self, source: SourceId) -> Result<u64> {
        quarantine::count(&mut *self.shared.pool.lease().await?, source).await
    }

    /// Rows of a source that could not be stored, by name, so many at most.
    ///
    /// # Errors
    /// [`crate::CacheError`] where the engine refuses.
    pub async fn quarantine_entries(
        &self,
        source: SourceId,
        most: u32,
    ) -> Result<Vec<QuarantineEntry>> {
        quarantine::entries(&mut *self.shared.pool.lease().await?, source, most).await
    }

    /// The conversation that a remote id or a session id names.
    ///
    /// # Errors
    /// [`crate::CacheError`] where the engine refuses.
    pub async fn find_conversation(
        &self,
        remote_id_or_session_id: &str,
    ) -> Result<Option<ConversationId>> {
        let found = conversation::find(
            &mut *self.shared.pool.lease().await?,
            remote_id_or_session_id,
        )
        .await?;
        Ok(found.map(ConversationId))
    }

    /// Every space of the sources that are shown (none for all), with its conversations counted.
    ///
    /// # Errors
    /// [`crate::CacheError`] where the engine refuses.
    pub async fn spaces(&self, only: Option<&[SourceId]>) -> Result<Vec<SpaceView>> {
        let mut rows = space::all(&mut *self.shared.pool.lease().await?).await?;
        rows.retain(|row| only.is_none_or(|only| only.contains(&SourceId(row.source_id))));
        let survey = self.shared.pass(|index| index.summary(only)).await?;
        let view = |row: space::CachedSpace| SpaceView {
            id: SpaceId(row.id),
            source: SourceId(row.source_id),
            name: row.shown_name(),
            conversations: u32::try_from(row.id)
                .ok()
                .and_then(|id| survey.by_space.get(&id))
                .copied()
                .unwrap_or(0),
            time_zone: row.time_zone,
        };
        Ok(rows.into_iter().map(view).collect())
    }

    /// What the status bar says of the data of the sources that are shown; none for all.
    ///
    /// # Errors
    /// [`crate::CacheError`] where the engine refuses.
    pub async fn overview(&self, only: Option<&[SourceId]>) -> Result<CacheOverview> {
        let messages = self.messages_of(only).await?;
        let (survey, generation) = self
            .shared
            .pass(|index| (index.summary(only), index.generation()))
            .await?;
        Ok(CacheOverview {
            conversations: survey.conversations,
            messages,
            oldest: survey.oldest_start.map(time::instant),
            newest: survey.newest_activity.map(time::instant),
            views: survey.views,
            generation,
        })
    }

    async fn messages_of(&self, only: Option<&[SourceId]>) -> Result<u64> {
        let mut conn = self.shared.pool.lease().await?;
        let Some(only) = only else {
            return Ok(counts::total(&mut conn).await?.messages);
        };
        let mut messages = 0;
        for source in only {
            messages += counts::of(&mut conn, *source).await?.messages;
        }
        Ok(messages)
    }

    /// What the window remembered, from work.db.
    ///
    /// # Errors
    /// [`crate::CacheError`] where the engine refuses.
    pub async fn recall(&self, key: &str) -> Result<Option<String>> {
        let mut work = self.shared.work.lock().await;
        match work.readable()? {
            Some(work) => setting::get(work, key).await,
            None => Ok(None),
        }
    }

    /// The manager's own views, in the manager's order, from work.db.
    ///
    /// # Errors
    /// [`crate::CacheError`] where the engine refuses.
    pub async fn saved_views(&self) -> Result<Vec<SavedView>> {
        let mut work = self.shared.work.lock().await;
        match work.readable()? {
            Some(work) => saved_view::all(work).await,
            None => Ok(Vec::new()),
        }
    }

    /// Sees every change of the data: the generation after it.
    #[must_use]
    pub fn watch(&self) -> watch::Receiver<u64> {
        self.shared.watch()
    }
}
