//! What the reader and the writer share: the index, the readers' connections, work.db's connection,
//! and the generation that watchers see.

use super::contact_history::{ContactHistories, SharedPersonCodes};
use super::conversion_times::SharedConversionTimes;
use super::fact_reading::SharedFacts;
use super::index_load;
use super::shared_questions::SharedQuestions;
use super::text_facts::{SharedTextFacts, TextFactTable};
use super::text_order::TextOrders;
use crate::connection_close::close_and_wait;
use crate::error::{CacheError, Result};
use crate::index::marked::SharedMarks;
use crate::index::shared_index::SharedIndex;
use crate::index::{ConversationIndex, IndexDelta};
use crate::pool::{OpenReader, ReaderPool};
use crate::table::meta;
use model::SourceId;
use sqlx::{Connection, SqliteConnection};
use std::sync::Arc;
use std::sync::atomic::AtomicI64;
use tokio::sync::{Mutex, watch};

/// The connection to work.db.
#[derive(Debug)]
pub(crate) enum WorkConnection {
    Open(SqliteConnection),
    /// This process only reads, and there is nothing that it can read.
    Unreadable,
    Closed,
}

impl WorkConnection {
    /// The connection, where there is one to read.
    pub(crate) fn readable(&mut self) -> Result<Option<&mut SqliteConnection>> {
        match self {
            Self::Open(connection) => Ok(Some(connection)),
            Self::Unreadable => Ok(None),
            Self::Closed => Err(CacheError::Closed),
        }
    }

    /// The connection, to write.
    pub(crate) fn writable(&mut self) -> Result<&mut SqliteConnection> {
        self.readable()?.ok_or(CacheError::InUse)
    }

    fn take(&mut self) -> Option<SqliteConnection> {
        match std::mem::replace(self, Self::Closed) {
            Self::Open(connection) => Some(connection),
            Self::Unreadable | Self::Closed => None,
        }
    }
}

/// The shared part.
#[derive(Debug)]
pub(crate) struct SharedState {
    pub(crate) pool: ReaderPool,
    pub(crate) index: SharedIndex,
    pub(crate) marks: SharedMarks,
    pub(super) texts: TextOrders,
    pub(super) facts: SharedFacts,
    pub(super) text_facts: SharedTextFacts,
    pub(crate) questions: SharedQuestions,
    pub(super) conversion_times: SharedConversionTimes,
    pub(super) persons: SharedPersonCodes,
    /// The only connection to work.db.
    pub(crate) work: Mutex<WorkConnection>,
    /// When the store was opened, in milliseconds.
    pub(super) opened_at: AtomicI64,
    generation: watch::Sender<u64>,
}

impl SharedState {
    /// Takes work.db's connection over; readers are added to the pool, and `open` opens another one.
    pub(crate) fn new(work: WorkConnection, open: OpenReader) -> Self {
        Self {
            pool: ReaderPool::new(open),
            index: SharedIndex::new(),
            marks: SharedMarks::default(),
            texts: TextOrders::default(),
            facts: SharedFacts::default(),
            text_facts: SharedTextFacts::default(),
            questions: SharedQuestions::default(),
            conversion_times: SharedConversionTimes::default(),
            persons: SharedPersonCodes::default(),
            work: Mutex::new(work),
            opened_at: AtomicI64::new(i64::MIN),
            generation: watch::Sender::new(0),
        }
    }

    /// Tells watchers where the store stands at opening.
    pub(crate) async fn watch_from_store(&self) -> Result<()> {
        let stored = meta::generation(&mut *self.pool.lease().await?).await?;
        self.generation.send_replace(stored);
        Ok(())
    }

    /// Hands a commit to the index and tells the watchers.
    pub(crate) fn publish(&self, delta: IndexDelta) {
        let generation = delta.generation;
        self.texts.note(&delta);
        self.facts.note(&delta);
        self.text_facts.note(&delta);
        self.conversion_times.note(&delta);
        self.persons.note(&delta);
        self.index.apply(delta);
        self.generation.send_if_modified(|known| {
            let is_newer = generation > *known;
            *known = (*known).max(generation);
            is_newer
        });
    }

    /// Forgets what was read, because a commit may have been missed.
    pub(crate) fn distrust(&self) {
        self.texts.distrust();
        self.facts.distrust();
        self.text_facts.distrust();
        self.questions.forget();
        self.conversion_times.distrust();
        self.persons.distrust();
        self.index.distrust();
    }

    pub(crate) fn watch(&self) -> watch::Receiver<u64> {
        self.generation.subscribe()
    }

    /// What holds of the words of every conversation.
    pub(super) async fn text_facts(&self) -> Result<Arc<TextFactTable>> {
        let mut conn = self.pool.lease().await?;
        let table = self.text_facts.settled(&mut conn).await?;
        conn.whole(table).await
    }

    /// Whether the person of each conversation had written before, among these sources; none for all.
    pub(super) async fn contact_histories(
        &self,
        only: Option<&[SourceId]>,
    ) -> Result<ContactHistories> {
        let codes = {
            let mut conn = self.pool.lease().await?;
            let codes = self.persons.settled(&mut conn).await?;
            conn.whole(codes).await?
        };
        self.pass(|index| codes.histories(index, only)).await
    }

    /// Runs a pass over the index, loading it first where needed. It runs on this task: a pass over a
    /// million conversations takes some milliseconds.
    pub(crate) async fn pass<T>(&self, run: impl Fn(&ConversationIndex) -> T) -> Result<T> {
        loop {
            if let Some(done) = self.index.pass(&run) {
                return Ok(done);
            }
            self.load().await?;
        }
    }

    /// Loads the index, once, whoever asks first.
    pub(crate) async fn load(&self) -> Result<()> {
        let _turn = self.index.loading().await;
        let Some(ticket) = self.index.ticket() else {
            return Ok(());
        };
        let mut conn = self.pool.lease().await?;
        let index = index_load::load(&mut conn).await?;
        let index = conn.whole(index).await?;
        self.index.install(index, ticket);
        Ok(())
    }

    /// Closes the readers, then work.db.
    pub(crate) async fn close(&self) {
        self.pool.close().await;
        if let Some(work) = self.work.lock().await.take() {
            // Each of its commits has reached the disk already.
            let _ = work.close().await;
        }
    }
}

impl Drop for SharedState {
    fn drop(&mut self) {
        close_and_wait(self.work.get_mut().take());
    }
}
