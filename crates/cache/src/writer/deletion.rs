//! Deletion for privacy: what is deleted leaves both files, the full-text index, the free pages, the logs, the earlier
//! generation of work.db and every file that was put aside. Whether the server has heard of it is not known here.
//!
//! Usually freed room keeps what was in it, since overwriting costs writes. Here both files are written anew, which takes
//! free disk of twice their size.

use super::cache_writer::CacheWriter;
use super::connect::WRITER_MEMORY;
use super::removal::take_away;
use super::source_list::{begin, end};
use crate::error::{CacheError, Result};
use crate::index::IndexDelta;
use crate::index::marked::MarkKey;
use crate::table::{conversation, customer, deletion, quarantine, source, tombstone};
use chrono::{DateTime, Utc};
use model::deletion::DeletionStage;
use model::record::{Tombstone, TombstoneKind};
use model::{RemoteId, SourceId};
use sqlx::SqliteConnection;
use std::path::{Path, PathBuf};

const OVERWRITE_FREED: &str = "PRAGMA secure_delete = ON";
const USUAL: &str = "PRAGMA secure_delete = FAST";
/// The file is written anew. Nothing less will do: where a page was split before, a copy of a row stays in the room that
/// the page does not use, and no way of deleting overwrites that. The copy on the way is as large as the file, so it is
/// one on the disk and not in memory, of which 8 MB is enough; SQLCipher seals it with the same key, as a test looks.
const WRITE_ANEW: &str = "PRAGMA temp_store = FILE; PRAGMA cache_size = -8192; VACUUM";
/// Then the log goes back into the file. Where somebody still reads what was before, it cannot, and says so in its first
/// column.
const EMPTY_LOG: &str = "PRAGMA wal_checkpoint(TRUNCATE)";

/// What is written down of a deletion.
enum DeletionChange {
    Ask(DateTime<Utc>),
    Settle(DeletionStage),
    Erased(DateTime<Utc>),
    Withdraw,
}

impl CacheWriter {
    /// Writes down that conversations are to be deleted, by store and the server's id, before anything is done.
    ///
    /// # Errors
    /// [`crate::CacheError::InUse`] where another process writes, as for every method here.
    pub async fn ask_deletion(
        &self,
        conversations: Vec<(String, RemoteId)>,
        at: DateTime<Utc>,
    ) -> Result<()> {
        self.note_deletions(conversations, DeletionChange::Ask(at))
            .await
    }

    /// Writes down what became of a deletion at its server.
    ///
    /// # Errors
    /// As [`Self::ask_deletion`].
    pub async fn settle_deletion(
        &self,
        store: String,
        conversation: RemoteId,
        state: DeletionStage,
    ) -> Result<()> {
        let step = DeletionChange::Settle(state);
        self.note_deletions(vec![(store, conversation)], step).await
    }

    /// Forgets a deletion that the server refused: the next full sync brings the conversation back.
    ///
    /// # Errors
    /// As [`Self::ask_deletion`].
    pub async fn withdraw_deletion(
        &self,
        source: Option<SourceId>,
        store: String,
        conversation: RemoteId,
    ) -> Result<()> {
        if let Some(source) = source {
            let mut work = self.begin().await?;
            let done = tombstone::lift(work.conn()?, source, conversation.as_str()).await;
            work.end(done).await?;
        }
        self.note_deletions(vec![(store, conversation)], DeletionChange::Withdraw)
            .await
    }

    /// Takes conversations of a source away for ever, with all that was noted about them, and every trace of them in
    /// the files of the store. A late page of a sync does not bring them back. It may take as long as merging the
    /// full-text index does. What is done already is done again without harm, and only at the end is it written down
    /// that it is done.
    ///
    /// # Errors
    /// [`CacheError::TracesStay`] where somebody reads the file meanwhile; else as [`Self::ask_deletion`]. Then it is
    /// to be asked for again.
    pub async fn erase(
        &self,
        source: SourceId,
        conversations: Vec<RemoteId>,
        at: DateTime<Utc>,
    ) -> Result<()> {
        self.require_lock()?;
        self.unhurried(move |writer| async move {
            writer.overwrite_freed(OVERWRITE_FREED).await?;
            let erased = writer.erase_rows(source, &conversations, at).await;
            let usual = writer.overwrite_freed(USUAL).await;
            erased.and(usual)
        })
        .await
    }

    async fn overwrite_freed(&self, pragma: &'static str) -> Result<()> {
        let mut cache = self.idle_connection().await?;
        sqlx::raw_sql(pragma).execute(cache.connection()?).await?;
        drop(cache);
        let mut work = self.inner.shared.work.lock().await;
        sqlx::raw_sql(pragma).execute(work.writable()?).await?;
        Ok(())
    }

    async fn erase_rows(
        &self,
        source: SourceId,
        conversations: &[RemoteId],
        at: DateTime<Utc>,
    ) -> Result<()> {
        let store = self.store_of(source).await?;
        let mut work = self.begin().await?;
        let done = purge(work.conn()?, source, conversations, at).await;
        work.publish(done.map(|delta| ((), delta))).await?;
        // After the rows: nothing more can be noted about what is not here.
        self.forget_notes(&store, conversations).await?;
        // The words are in the full-text index until its segments are merged.
        self.settle_index().await?;
        self.write_anew().await?;
        self.remove_set_aside()?;
        let names = conversations.iter().map(|id| (store.clone(), id.clone()));
        self.note_deletions(names.collect(), DeletionChange::Erased(at))
            .await
    }

    /// Keeps deleted conversations away: a cache that was lost has lost its tombstones with it.
    ///
    /// # Errors
    /// As [`Self::ask_deletion`].
    pub async fn bury(
        &self,
        source: SourceId,
        conversations: &[RemoteId],
        at: DateTime<Utc>,
    ) -> Result<()> {
        let names = conversations.iter().map(RemoteId::as_str);
        let mut conn = self.inner.shared.pool.lease().await?;
        let kept = tombstone::among(&mut conn, source, TombstoneKind::Conversation, names).await?;
        drop(conn);
        // Usually all are kept, and a run that has nothing to write begins no transaction.
        if conversations.iter().all(|id| kept.contains(id.as_str())) {
            return Ok(());
        }
        let mut work = self.begin().await?;
        let done = bury(work.conn()?, source, conversations, at).await;
        work.end(done).await
    }

    async fn store_of(&self, source: SourceId) -> Result<String> {
        let mut cache = self.idle_connection().await?;
        let stores = source::stores(cache.connection()?).await?;
        let of = |(id, store): (SourceId, String)| (id == source).then_some(store);
        stores.into_iter().find_map(of).ok_or(CacheError::NotFound)
    }

    async fn forget_notes(&self, store: &str, conversations: &[RemoteId]) -> Result<()> {
        let mut work = self.inner.shared.work.lock().await;
        let work = work.writable()?;
        begin(work).await?;
        let forgotten = forget_all(work, store, conversations).await;
        let ended = end(work, forgotten).await;
        self.inner.shared.marks.distrust();
        ended
    }

    async fn write_anew(&self) -> Result<()> {
        let mut cache = self.idle_connection().await?;
        write_anew(cache.connection()?).await?;
        drop(cache);
        let mut work = self.inner.shared.work.lock().await;
        write_anew(work.writable()?).await?;
        drop(work);
        self.keep_work_surely().await
    }

    /// Files that were put aside after damage. What is in them cannot be looked through, so they go whole.
    #[must_use]
    pub fn set_aside_files(&self) -> Vec<PathBuf> {
        let right = self.inner.right.as_ref();
        right.map_or_else(Vec::new, |right| set_aside_in(&right.dir))
    }

    fn remove_set_aside(&self) -> Result<()> {
        for file in self.set_aside_files() {
            std::fs::remove_file(&file).map_err(CacheError::SetAsideStays)?;
        }
        Ok(())
    }

    async fn note_deletions(
        &self,
        conversations: Vec<(String, RemoteId)>,
        step: DeletionChange,
    ) -> Result<()> {
        self.require_lock()?;
        self.unhurried(move |writer| async move {
            let mut work = writer.inner.shared.work.lock().await;
            let work = work.writable()?;
            begin(work).await?;
            let noted = note_all(work, conversations, &step).await;
            end(work, noted).await
        })
        .await
    }
}

async fn note_all(
    work: &mut SqliteConnection,
    conversations: Vec<(String, RemoteId)>,
    step: &DeletionChange,
) -> Result<()> {
    for (store, conversation) in conversations {
        let key = MarkKey::new(store, conversation.0);
        match step {
            DeletionChange::Ask(at) => deletion::ask(work, &key, *at).await?,
            DeletionChange::Settle(state) => deletion::settle(work, &key, state).await?,
            DeletionChange::Erased(at) => deletion::note_erased(work, &key, *at).await?,
            DeletionChange::Withdraw => deletion::withdraw(work, &key).await?,
        }
    }
    Ok(())
}

async fn forget_all(
    work: &mut SqliteConnection,
    store: &str,
    conversations: &[RemoteId],
) -> Result<()> {
    for conversation in conversations {
        let key = MarkKey::new(store.to_owned(), conversation.0.clone());
        deletion::forget_notes(work, &key).await?;
    }
    Ok(())
}

async fn purge(
    conn: &mut SqliteConnection,
    source: SourceId,
    conversations: &[RemoteId],
    at: DateTime<Utc>,
) -> Result<IndexDelta> {
    bury(conn, source, conversations, at).await?;
    let names = || conversations.iter().map(RemoteId::as_str);
    quarantine::purge(conn, source, names()).await?;
    let rows = conversation::by_remote(conn, source, names()).await?;
    let ids = rows.iter().map(|row| row.id).collect();
    let customers: Vec<i64> = rows.iter().filter_map(|row| row.customer_id).collect();
    let delta = take_away(conn, source, ids).await?.1;
    // Whoever has no conversation here any more is not known here by name and address either.
    customer::delete_unused(conn, &customers).await?;
    Ok(delta)
}

async fn bury(
    conn: &mut SqliteConnection,
    source: SourceId,
    conversations: &[RemoteId],
    at: DateTime<Utc>,
) -> Result<()> {
    let tombstone = |id: &RemoteId| Tombstone {
        kind: TombstoneKind::Conversation,
        id: id.clone(),
        deleted_at: at,
    };
    let tombstones: Vec<Tombstone> = conversations.iter().map(tombstone).collect();
    tombstone::put(conn, source, &tombstones).await
}

async fn write_anew(conn: &mut SqliteConnection) -> Result<()> {
    let written = sqlx::raw_sql(WRITE_ANEW).execute(&mut *conn).await;
    // Nothing else that is temporary may reach the disk.
    sqlx::raw_sql(WRITER_MEMORY).execute(&mut *conn).await?;
    written?;
    let (busy, _, _): (i64, i64, i64) = sqlx::query_as(EMPTY_LOG).fetch_one(conn).await?;
    if busy == 0 {
        Ok(())
    } else {
        Err(CacheError::TracesStay)
    }
}

fn set_aside_in(dir: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(dir) else {
        return Vec::new();
    };
    let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let is_aside = |path: &PathBuf| {
        let name = path.file_name().and_then(|name| name.to_str());
        name.is_some_and(|name| name.contains(".damaged-") && name.contains(".db"))
    };
    paths.filter(is_aside).collect()
}
