//! Work behind the scenes: merging full-text segments in bounded steps, ending purges that were
//! interrupted, and loading the index. Each task holds the writer weakly and ends with it.

use super::cache_writer::{CacheWriter, WriterState};
use crate::commit::document;
use crate::error::Result;
use crate::index::IndexDelta;
use crate::table::meta::{self, MergeDebt};
use crate::table::{counts, language, search, source, text_fact, word};
use sqlx::SqliteConnection;
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError, Weak};
use std::time::Duration;
use tokio::task::AbortHandle;

/// How long nobody must have written before background work does. A sync that follows the last one at
/// once is not to wait for it.
const QUIET: Duration = Duration::from_secs(1);
/// Below this many documents a merge gains nothing.
const FEWEST_UNMERGED: i64 = 2_000;
/// A merge rewrites the whole index, so it waits until this part of it is new.
const PART_UNMERGED: i64 = 4;
/// Conversations whose words are read anew in one transaction.
const RENEWED_AT_ONCE: i64 = 512;

impl CacheWriter {
    /// Starts loading the index, and ends what a crash interrupted.
    pub(crate) fn warm_up(&self) {
        let shared = Arc::downgrade(&self.inner.shared);
        self.own(&tokio::spawn(async move {
            if let Some(shared) = shared.upgrade() {
                // Whoever needs the index loads it again, and gets the error.
                let _ = shared.load().await;
            }
        }));
        if self.inner.right.is_some() {
            let inner = Arc::downgrade(&self.inner);
            self.own(&tokio::spawn(async move {
                // What remains is tried again at the next opening.
                let _ = end_removals(&inner).await;
                while let Ok(true) = reindex_some(&inner).await {}
                while let Ok(true) = renew_words(&inner).await {}
                while let Ok(true) = renew_text_facts(&inner).await {}
                while let Ok(true) = tell_languages(&inner).await {}
            }));
        }
    }

    /// Tells the languages of what a first sync brought, and merges full-text segments, if they owe it, when nobody
    /// else writes.
    pub(super) fn merge_later(&self) {
        let inner = Arc::downgrade(&self.inner);
        self.own(&tokio::spawn(async move {
            // At once: a terminal that synced ends soon. What remains is told at the next opening.
            while let Ok(true) = tell_languages(&inner).await {}
            // A merge that failed leaves the index as it was; the next one takes it up.
            while let Ok(true) = merge_while_quiet(&inner).await {}
        }));
    }

    /// Merges full-text segments to the end, in bounded steps, if they owe it. The same work that
    /// follows a complete run by itself; for tools that want it done when they return.
    ///
    /// # Errors
    /// [`crate::CacheError`] where the engine refuses; the index stays as it was.
    pub async fn settle_index(&self) -> Result<()> {
        while self.merge_step().await? {}
        Ok(())
    }

    async fn merge_step(&self) -> Result<bool> {
        let mut work = self.begin().await?;
        let done = merge(work.conn()?).await;
        work.end(done).await
    }

    fn own(&self, task: &tokio::task::JoinHandle<()>) {
        let mut tasks = self
            .inner
            .tasks
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        tasks.retain(|task: &AbortHandle| !task.is_finished());
        tasks.push(task.abort_handle());
    }
}

fn writer(inner: &Weak<WriterState>) -> Option<CacheWriter> {
    inner.upgrade().map(|inner| CacheWriter { inner })
}

async fn end_removals(inner: &Weak<WriterState>) -> Result<()> {
    let Some(writer) = writer(inner) else {
        return Ok(());
    };
    let mut work = writer.begin().await?;
    let hidden = source::hidden(work.conn()?).await;
    for id in work.end(hidden).await? {
        writer.purge_source(id).await?;
    }
    Ok(())
}

/// One step of making documents again that an earlier version made in another way; a sync goes on between
/// steps.
async fn reindex_some(inner: &Weak<WriterState>) -> Result<bool> {
    let Some(writer) = writer(inner) else {
        return Ok(false);
    };
    let mut work = writer.begin().await?;
    let done = document::reindex_step(work.conn()?).await;
    work.end(done).await
}

/// One step of making the table of words anew from the index.
async fn renew_words(inner: &Weak<WriterState>) -> Result<bool> {
    let Some(writer) = writer(inner) else {
        return Ok(false);
    };
    let mut work = writer.begin().await?;
    let done = word::renew_some(work.conn()?).await;
    work.end(done).await
}

/// One step of deriving anew what rules ask of words, where another version derived it.
async fn renew_text_facts(inner: &Weak<WriterState>) -> Result<bool> {
    let Some(writer) = writer(inner) else {
        return Ok(false);
    };
    let mut work = writer.begin().await?;
    let done = text_fact::renew_some(work.conn()?, RENEWED_AT_ONCE).await;
    work.end(done).await
}

/// One step of telling in which language conversations are held that were here before languages were told.
async fn tell_languages(inner: &Weak<WriterState>) -> Result<bool> {
    let Some(writer) = writer(inner) else {
        return Ok(false);
    };
    let mut work = writer.begin().await?;
    let done = tell_step(work.conn()?).await;
    work.publish(done).await
}

/// Answers whether there is more, and what a reader may hold of it. Only the last step moves the generation on:
/// before it every list that asks a language is said to be incomplete, and is asked again then.
async fn tell_step(conn: &mut SqliteConnection) -> Result<(bool, IndexDelta)> {
    let told = language::tell_some(conn, RENEWED_AT_ONCE).await?;
    let more = language::is_untold(conn).await?;
    let generation = if more || told.is_empty() {
        meta::generation(conn).await?
    } else {
        meta::advance(conn).await?
    };
    let delta = IndexDelta {
        told: told
            .iter()
            .filter_map(|id| u32::try_from(*id).ok())
            .collect(),
        generation,
        ..IndexDelta::default()
    };
    Ok((more, delta))
}

/// Waits until nobody has written for a while, and merges until somebody does; answers whether there
/// is more.
async fn merge_while_quiet(inner: &Weak<WriterState>) -> Result<bool> {
    while wrote_meanwhile(inner, tokio::time::sleep(QUIET)).await.1 > 0 {}
    loop {
        let (more, wrote) = wrote_meanwhile(inner, merge_some(inner)).await;
        // One of them was ours.
        if !more? || wrote > 1 {
            return Ok(wrote > 1);
        }
    }
}

/// What some work gave, and how many transactions were begun meanwhile.
async fn wrote_meanwhile<T>(inner: &Weak<WriterState>, work: impl Future<Output = T>) -> (T, u64) {
    let begun = || {
        inner
            .upgrade()
            .map_or(0, |inner| inner.begun.load(Ordering::Relaxed))
    };
    let before = begun();
    let done = work.await;
    (done, begun().saturating_sub(before))
}

async fn merge_some(inner: &Weak<WriterState>) -> Result<bool> {
    match writer(inner) {
        Some(writer) => writer.merge_step().await,
        None => Ok(false),
    }
}

/// One step; answers whether there may be more.
async fn merge(conn: &mut SqliteConnection) -> Result<bool> {
    let debt = meta::debt(conn).await?;
    let total = counts::total(conn).await?.conversations.cast_signed();
    if !is_due(debt, total) {
        return word::renew_some(conn).await;
    }
    if search::merge_step(conn).await? {
        return Ok(true);
    }
    meta::settle(conn).await?;
    if debt.purged {
        // Words that nobody says any more are out of the index now, and leave the table after it.
        word::owe_renewal(conn).await?;
    }
    Ok(debt.purged)
}

fn is_due(debt: MergeDebt, documents: i64) -> bool {
    debt.purged || (debt.unmerged >= FEWEST_UNMERGED && debt.unmerged * PART_UNMERGED >= documents)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_merge_waits_until_it_is_worth_it() {
        let cases = [
            (
                MergeDebt {
                    unmerged: 0,
                    purged: false,
                },
                10,
                false,
                "nothing is owed",
            ),
            (
                MergeDebt {
                    unmerged: 1_999,
                    purged: false,
                },
                1_999,
                false,
                "too few to matter",
            ),
            (
                MergeDebt {
                    unmerged: 10_000,
                    purged: false,
                },
                100_000,
                false,
                "a tenth of the index",
            ),
            (
                MergeDebt {
                    unmerged: 25_000,
                    purged: false,
                },
                100_000,
                true,
                "a quarter of the index",
            ),
            (
                MergeDebt {
                    unmerged: 0,
                    purged: true,
                },
                100_000,
                true,
                "purged terms must leave the file",
            ),
        ];
        for (debt, documents, expected, why) in cases {
            assert_eq!(is_due(debt, documents), expected, "{why}");
        }
    }
}
