//! What is kept against the loss of a file: the list of sources in work.db, and the earlier generation of
//! work.db. And what is looked at: every page of cache.db.
//!
//! A failure to keep is no failure of what was done: the next change, or the next opening, keeps it.

use super::cache_writer::{CacheWriter, WriteRight};
use super::{damaged_file, source_list, work_file};
use crate::error::{CacheError, Result};
use crate::schema;
use crate::table::connected_source;
use std::path::Path;

impl CacheWriter {
    /// Where a damaged work.db was put when this home was opened; its earlier generation is in use.
    #[must_use]
    pub fn mended_work(&self) -> Option<&Path> {
        self.inner.right.as_ref()?.mended.as_deref()
    }

    /// Whether every page of cache.db is as it was written. What has not been written back from the log is
    /// first. It reads the whole file, and holds up other writes meanwhile.
    ///
    /// # Errors
    /// [`CacheError::InUse`] where another process writes.
    pub async fn is_sound(&self) -> Result<bool> {
        let mut connection = self.idle_connection().await?;
        match damaged_file::verify_pages(connection.connection()?).await {
            Ok(sound) => Ok(sound),
            Err(error) => match CacheError::from(error) {
                CacheError::Damaged { .. } => Ok(false),
                other => Err(other),
            },
        }
    }

    /// Brings the list of sources in work.db up to date. A caller that leaves does not cut it off: work.db's
    /// connection has one transaction at a time, and it would stay open.
    pub(super) async fn keep_source_list(&self) {
        let writer = self.clone();
        let keeping = tokio::spawn(async move {
            let _tried_again_later = writer.copy_source_list().await;
            writer.keep_work_now().await;
        });
        let _ended = keeping.await;
    }

    async fn copy_source_list(&self) -> Result<()> {
        let mut connection = self.idle_connection().await?;
        let list = connected_source::cached(connection.connection()?).await?;
        drop(connection);
        let mut work = self.inner.shared.work.lock().await;
        source_list::keep(work.writable()?, &list).await
    }

    /// Makes work.db as it is now its own earlier generation.
    pub(super) async fn keep_work(&self) {
        let writer = self.clone();
        let _ended = tokio::spawn(async move { writer.keep_work_now().await }).await;
    }

    async fn keep_work_now(&self) {
        let _the_one_before_stays = self.keep_work_surely().await;
    }

    /// The same, where it matters that the generation before is gone.
    ///
    /// # Errors
    /// [`CacheError::TracesStay`] where it stays.
    pub(super) async fn keep_work_surely(&self) -> Result<()> {
        let right = self.inner.right.as_ref().ok_or(CacheError::InUse)?;
        let mut work = self.inner.shared.work.lock().await;
        let kept = work_file::keep_generation(work.writable()?, &right.dir, &right.key).await;
        kept.map_err(|_| CacheError::TracesStay)
    }

    /// The same, where there is none yet.
    pub(super) async fn keep_work_if_new(&self) {
        let is_missing = |right: &WriteRight| !right.dir.join(schema::KEPT_WORK.file).exists();
        if self.inner.right.as_ref().is_some_and(is_missing) {
            self.keep_work().await;
        }
    }
}
