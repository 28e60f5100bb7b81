//! Taking many conversations away, in bounded steps: a removed source, and what a full re-sync did
//! not meet. Each step is a transaction, so that readers and a crash find whole conversations only.

use super::cache_writer::CacheWriter;
use crate::commit::document;
use crate::commit::purge::{self, PurgedConversations};
use crate::commit::report::{CommitSummary, IndexWork};
use crate::error::Result;
use crate::index::IndexDelta;
use crate::table::source::{self, SweepMode};
use crate::table::{conversation, counts, meta, packed_index, sweep};
use model::SourceId;
use sqlx::SqliteConnection;
use std::collections::BTreeSet;

/// Conversations a step: some tens of milliseconds.
const STEP: i64 = 250;

impl CacheWriter {
    /// Hides a source from every read.
    pub(super) async fn hide_source(&self, id: SourceId) -> Result<()> {
        let mut work = self.begin().await?;
        let done = hide(work.conn()?, id).await;
        work.publish(done.map(|delta| ((), delta))).await
    }

    /// Purges a hidden source.
    pub(super) async fn purge_source(&self, id: SourceId) -> Result<()> {
        loop {
            let mut work = self.begin().await?;
            let done = purge_some(work.conn()?, id).await;
            if work.publish(done).await? == 0 {
                break;
            }
        }
        let mut work = self.begin().await?;
        let done = source::delete(work.conn()?, id).await;
        work.end(done).await?;
        self.merge_later();
        Ok(())
    }

    /// Empties a source and says which store it is of from then on.
    pub(super) async fn empty_source(&self, id: SourceId, store_id: &str) -> Result<u64> {
        // Interrupted, it is a full re-sync that met nothing, of the store that it was.
        let purged = self.sweep(id).await?;
        let mut work = self.begin().await?;
        let done = adopt(work.conn()?, id, store_id).await;
        work.publish(done.map(|delta| ((), delta))).await?;
        self.merge_later();
        Ok(purged)
    }

    /// Purges what a full re-sync did not meet.
    pub(super) async fn sweep(&self, id: SourceId) -> Result<u64> {
        let mut swept = 0;
        loop {
            let mut work = self.begin().await?;
            let done = sweep_some(work.conn()?, id).await;
            let some = work.publish(done).await?;
            swept += some;
            if some == 0 {
                break;
            }
        }
        self.leave_sweep(id).await?;
        Ok(swept)
    }

    /// Forgets what a full re-sync met.
    pub(super) async fn leave_sweep(&self, id: SourceId) -> Result<()> {
        let mut work = self.begin().await?;
        let done = end_sweep(work.conn()?, id).await;
        work.end(done).await
    }
}

async fn hide(conn: &mut SqliteConnection, id: SourceId) -> Result<IndexDelta> {
    source::require(conn, id).await?;
    source::hide(conn, id).await?;
    Ok(IndexDelta {
        gone: Some(id),
        generation: meta::advance(conn).await?,
        ..IndexDelta::default()
    })
}

async fn adopt(conn: &mut SqliteConnection, id: SourceId, store_id: &str) -> Result<IndexDelta> {
    source::require(conn, id).await?;
    source::empty(conn, id).await?;
    source::set_identity(conn, id, store_id).await?;
    Ok(IndexDelta {
        gone: Some(id),
        generation: meta::advance(conn).await?,
        ..IndexDelta::default()
    })
}

async fn purge_some(conn: &mut SqliteConnection, id: SourceId) -> Result<(u64, IndexDelta)> {
    let ids = conversation::some_of(conn, id, STEP).await?;
    take_away(conn, id, ids).await
}

async fn sweep_some(conn: &mut SqliteConnection, id: SourceId) -> Result<(u64, IndexDelta)> {
    source::require(conn, id).await?;
    if !source::is_sweeping(conn, id).await? {
        return Ok((
            0,
            IndexDelta {
                generation: meta::generation(conn).await?,
                ..IndexDelta::default()
            },
        ));
    }
    let ids = sweep::unseen(conn, id, STEP).await?;
    take_away(conn, id, ids).await
}

async fn end_sweep(conn: &mut SqliteConnection, id: SourceId) -> Result<()> {
    sweep::clear(conn, id).await?;
    source::set_sweep(conn, id, SweepMode::Off).await
}

pub(super) async fn take_away(
    conn: &mut SqliteConnection,
    source: SourceId,
    ids: Vec<i64>,
) -> Result<(u64, IndexDelta)> {
    let mut outcome = CommitSummary::default();
    let count = ids.len() as u64;
    let purged = PurgedConversations {
        conversations: ids.into_iter().collect(),
        reindex: BTreeSet::new(),
    };
    purge::rows(conn, source, &purged.conversations, &mut outcome).await?;
    packed_index::patch(conn, &outcome.delta.patches).await?;
    counts::add(conn, source, outcome.counts).await?;
    document::index(conn, IndexWork::default(), &purged).await?;
    let generation = if count > 0 {
        meta::advance(conn).await?
    } else {
        meta::generation(conn).await?
    };
    Ok((
        count,
        IndexDelta {
            generation,
            ..outcome.delta
        },
    ))
}
