//! The writer: one connection behind a lock, the only one that writes and checkpoints. A reader has
//! no way to it.
//!
//! After each transaction what changed goes to the index and the watchers. A caller may drop any
//! call at any point: the transaction is rolled back, or, where the commit was already under way,
//! the index is read anew.

use super::connection::{WriteConnection, WriteTransaction};
use crate::commit::apply;
use crate::commit::prepared::{PreparedChanges, PreparedMessages};
use crate::error::{CacheError, Result};
use crate::index::IndexDelta;
use crate::key::CacheKey;
use crate::read::state::SharedState;
use crate::table::run::{self, RunId, RunOutcome};
use crate::table::source::{self, NewSource, SweepMode};
use crate::table::{cursor, setting, sweep};
use chrono::{DateTime, Utc};
use model::SourceId;
use model::feed::{ChangeSet, RecordCounts};
use sqlx::SqliteConnection;
use std::fs::File;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::{Mutex, MutexGuard};
use tokio::task::AbortHandle;

/// What a commit did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CommitReport {
    /// The generation after it.
    pub generation: u64,
    /// Conversations that are new.
    pub new_conversations: u32,
    /// Conversations that are new or changed.
    pub conversations: u32,
    /// Messages that are new or changed.
    pub messages: u32,
    /// Rows that could not be stored and lie in quarantine.
    pub quarantined: u32,
}

/// Writes the cache. Clones share the one connection.
#[derive(Clone, Debug)]
pub struct CacheWriter {
    pub(super) inner: Arc<WriterState>,
}

#[derive(Debug)]
pub(super) struct WriterState {
    connection: Mutex<WriteConnection>,
    pub(super) shared: Arc<SharedState>,
    /// Held as long as this process may write; without it every write is refused.
    pub(super) right: Option<WriteRight>,
    /// Transactions begun so far, by which background work sees that others write.
    pub(super) begun: AtomicU64,
    /// Background work: it ends with the last writer.
    pub(super) tasks: std::sync::Mutex<Vec<AbortHandle>>,
}

/// The right to write, and what is needed to keep work.db's earlier generation.
#[derive(Debug)]
pub(crate) struct WriteRight {
    pub(super) lock: File,
    pub(super) dir: PathBuf,
    pub(super) key: CacheKey,
    /// Where a damaged work.db was put at the opening.
    pub(super) mended: Option<PathBuf>,
}

impl Drop for WriterState {
    fn drop(&mut self) {
        let tasks = self
            .tasks
            .get_mut()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        for task in tasks {
            task.abort();
        }
    }
}

impl CacheWriter {
    pub(crate) fn new(
        connection: Option<SqliteConnection>,
        right: Option<WriteRight>,
        shared: Arc<SharedState>,
    ) -> Self {
        let held = Mutex::new(WriteConnection::new(connection));
        Self {
            inner: Arc::new(WriterState {
                connection: held,
                shared,
                right,
                begun: AtomicU64::new(0),
                tasks: std::sync::Mutex::new(Vec::new()),
            }),
        }
    }

    /// Adds a source.
    ///
    /// # Errors
    /// [`CacheError::NameTaken`] where another source has the name.
    pub async fn add_source(&self, new: NewSource) -> Result<SourceId> {
        let mut work = self.begin().await?;
        let done = source::add(work.conn()?, &new).await;
        let added = work.end(done).await?;
        self.keep_source_list().await;
        Ok(added)
    }

    /// Points a source to another address.
    ///
    /// # Errors
    /// [`CacheError::NotFound`] where there is no such source.
    pub async fn set_source_url(&self, id: SourceId, url: &str) -> Result<()> {
        let mut work = self.begin().await?;
        let done = set_url(work.conn()?, id, url).await;
        work.end(done).await?;
        self.keep_source_list().await;
        Ok(())
    }

    /// Keeps which store the server says it is.
    ///
    /// # Errors
    /// [`CacheError::NotFound`] where there is no such source.
    pub async fn set_source_identity(&self, id: SourceId, store_id: &str) -> Result<()> {
        let mut work = self.begin().await?;
        let done = set_identity(work.conn()?, id, store_id).await;
        work.end(done).await?;
        self.keep_source_list().await;
        Ok(())
    }

    /// Writes a page of changes and moves the stream's cursor, in one transaction. A page that was
    /// written before writes nothing but the cursor.
    ///
    /// # Errors
    /// [`CacheError::Full`] where the disk is full: nothing of the page is kept, and nothing else is
    /// lost. [`CacheError::NotFound`] where there is no such source.
    pub async fn commit(
        &self,
        source: SourceId,
        stream: &str,
        changes: &ChangeSet,
        next: &str,
    ) -> Result<CommitReport> {
        let mut work = self.begin().await?;
        let unread = PreparedMessages::default();
        let done = page(work.conn()?, source, stream, (changes, &unread), next).await;
        work.publish(done).await
    }

    /// The same for a page that has been read before, so that only the database is waited for.
    ///
    /// # Errors
    /// As [`Self::commit`].
    pub async fn commit_page(
        &self,
        source: SourceId,
        stream: &str,
        read: &PreparedChanges,
        next: &str,
    ) -> Result<CommitReport> {
        let mut work = self.begin().await?;
        let done = page(work.conn()?, source, stream, read.parts(), next).await;
        work.publish(done).await
    }

    /// Begins a full re-sync: every stream starts at its beginning, and what is met is marked.
    ///
    /// # Errors
    /// [`CacheError::NotFound`] where there is no such source.
    pub async fn begin_full(&self, source: SourceId) -> Result<()> {
        let mut work = self.begin().await?;
        let done = begin_full(work.conn()?, source).await;
        work.end(done).await
    }

    /// Ends a full re-sync at the end of the feed: what it did not meet is gone at the server, and is
    /// purged here. Answers how many conversations that were; none if no full re-sync was begun.
    ///
    /// # Errors
    /// [`CacheError`] where the engine refuses; the sweep goes on with the next call.
    pub async fn finish_full(&self, source: SourceId) -> Result<u64> {
        self.sweep(source).await
    }

    /// Ends a full re-sync that did not tell all that is there: its marks are forgotten, and nothing
    /// is purged. Does nothing if no full re-sync was begun.
    ///
    /// # Errors
    /// [`CacheError`] where the engine refuses.
    pub async fn leave_full(&self, source: SourceId) -> Result<()> {
        self.leave_sweep(source).await
    }

    /// Takes a source away with all its rows. It vanishes from every read at once; the rows are
    /// purged in steps, and a purge that was interrupted goes on at the next opening.
    ///
    /// # Errors
    /// [`CacheError::NotFound`] where there is no such source.
    pub async fn remove_source(&self, id: SourceId) -> Result<()> {
        self.hide_source(id).await?;
        self.keep_source_list().await;
        self.purge_source(id).await
    }

    /// Takes away all rows of a source, which begins anew with another store: its id, its name and its
    /// address stay. How many conversations went. Interrupted, it is still of the store that it was, and is
    /// to be asked for again.
    ///
    /// # Errors
    /// [`CacheError::NotFound`] where there is no such source.
    pub async fn begin_anew(&self, id: SourceId, store_id: &str) -> Result<u64> {
        self.begin_full(id).await?;
        let gone = self.empty_source(id, store_id).await?;
        self.keep_source_list().await;
        Ok(gone)
    }

    /// Writes the beginning of a run to the ledger.
    ///
    /// # Errors
    /// [`CacheError::NotFound`] where there is no such source.
    pub async fn begin_run(&self, source: SourceId, at: DateTime<Utc>) -> Result<RunId> {
        let mut work = self.begin().await?;
        let done = begin_run(work.conn()?, source, at).await;
        work.end(done).await
    }

    /// Writes the end of a run to the ledger, with what the server said that it holds.
    ///
    /// # Errors
    /// [`CacheError`] where the engine refuses.
    pub async fn end_run(
        &self,
        run: RunId,
        at: DateTime<Utc>,
        outcome: &RunOutcome,
        server: Option<RecordCounts>,
    ) -> Result<()> {
        let mut work = self.begin().await?;
        let done = run::end(work.conn()?, run, at, outcome, server).await;
        work.end(done).await?;
        if *outcome == RunOutcome::Complete {
            self.merge_later();
        }
        Ok(())
    }

    /// Keeps something for the window, in work.db.
    ///
    /// # Errors
    /// [`CacheError::InUse`] where another process writes.
    pub async fn remember(&self, key: &str, json: &str) -> Result<()> {
        self.require_lock()?;
        let mut work = self.inner.shared.work.lock().await;
        setting::put(work.writable()?, key, json).await
    }

    /// Closes everything in the right order: the readers first, the writer last. Later calls fail
    /// with [`CacheError::Closed`]. Not closing costs nothing but the log's replay at the next start.
    pub async fn close(&self) {
        self.keep_work().await;
        self.inner.shared.close().await;
        self.inner.connection.lock().await.close().await;
        // Not only when the last clone goes: whoever waited for this may open the folder at once.
        if let Some(right) = &self.inner.right {
            let _ = right.lock.unlock();
        }
    }

    /// Begins a transaction.
    pub(super) async fn begin(&self) -> Result<WriteTransaction<'_>> {
        self.require_lock()?;
        self.inner.begun.fetch_add(1, Ordering::Relaxed);
        WriteTransaction::begin(self.inner.connection.lock().await, &self.inner.shared).await
    }

    /// The connection between two transactions.
    pub(super) async fn idle_connection(&self) -> Result<MutexGuard<'_, WriteConnection>> {
        self.require_lock()?;
        let mut connection = self.inner.connection.lock().await;
        connection.recover(&self.inner.shared).await?;
        Ok(connection)
    }

    pub(super) fn require_lock(&self) -> Result<()> {
        if self.inner.right.is_some() {
            Ok(())
        } else {
            Err(CacheError::InUse)
        }
    }
}

async fn set_url(conn: &mut SqliteConnection, id: SourceId, url: &str) -> Result<()> {
    source::require(conn, id).await?;
    source::set_url(conn, id, url).await
}

async fn set_identity(conn: &mut SqliteConnection, id: SourceId, store_id: &str) -> Result<()> {
    source::require(conn, id).await?;
    source::set_identity(conn, id, store_id).await
}

async fn begin_run(
    conn: &mut SqliteConnection,
    source: SourceId,
    at: DateTime<Utc>,
) -> Result<RunId> {
    source::require(conn, source).await?;
    run::begin(conn, source, at).await
}

async fn begin_full(conn: &mut SqliteConnection, source: SourceId) -> Result<()> {
    source::require(conn, source).await?;
    cursor::clear(conn, source).await?;
    sweep::clear(conn, source).await?;
    source::set_sweep(conn, source, SweepMode::Marking).await
}

/// Writes a page and its cursor.
pub(super) async fn page(
    conn: &mut SqliteConnection,
    source: SourceId,
    stream: &str,
    (changes, prepared): (&ChangeSet, &PreparedMessages),
    next: &str,
) -> Result<(CommitReport, IndexDelta)> {
    source::require(conn, source).await?;
    let outcome = apply::apply_changes(conn, source, changes, prepared).await?;
    cursor::put(conn, source, stream, next).await?;
    let committed = CommitReport {
        generation: outcome.delta.generation,
        new_conversations: outcome.new_conversations,
        conversations: outcome.conversations,
        messages: outcome.messages,
        quarantined: outcome.quarantined,
    };
    Ok((committed, outcome.delta))
}
