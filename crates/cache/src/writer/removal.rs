//! Taking many conversations away, in bounded steps: a removed source, and what a full re-sync did
//! not meet. Each step is a transaction, so that readers and a crash find whole conversations only.

use super::Writer;
use crate::commit::purge::{self, Purged};
use crate::commit::{Outcome, document, rows};
use crate::error::Result;
use crate::spine::Delta;
use crate::table::source::{self, Sweep};
use crate::table::{conversation, held, met, meta, spine};
use model::SourceId;
use sqlx::SqliteConnection;
use std::collections::BTreeSet;

/// Conversations a step: some tens of milliseconds.
const STEP: i64 = 250;

impl Writer {
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
        self.keep_up();
        Ok(())
    }

    /// Empties a source and says which store it is of from then on.
    pub(super) async fn empty_source(&self, id: SourceId, store_id: &str) -> Result<u64> {
        // Interrupted, it is a full re-sync that met nothing, of the store that it was.
        let purged = self.sweep(id).await?;
        let mut work = self.begin().await?;
        let done = adopt(work.conn()?, id, store_id).await;
        work.publish(done.map(|delta| ((), delta))).await?;
        self.keep_up();
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

async fn hide(conn: &mut SqliteConnection, id: SourceId) -> Result<Delta> {
    source::require(conn, id).await?;
    source::hide(conn, id).await?;
    Ok(Delta {
        gone: Some(id),
        generation: meta::advance(conn).await?,
        ..Delta::default()
    })
}

async fn adopt(conn: &mut SqliteConnection, id: SourceId, store_id: &str) -> Result<Delta> {
    source::require(conn, id).await?;
    source::empty(conn, id).await?;
    source::set_identity(conn, id, store_id).await?;
    Ok(Delta {
        gone: Some(id),
        generation: meta::advance(conn).await?,
        ..Delta::default()
    })
}

async fn purge_some(conn: &mut SqliteConnection, id: SourceId) -> Result<(u64, Delta)> {
    let ids = conversation::some_of(conn, id, STEP).await?;
    take_away(conn, id, ids).await
}

async fn sweep_some(conn: &mut SqliteConnection, id: SourceId) -> Result<(u64, Delta)> {
    source::require(conn, id).await?;
    if !source::is_sweeping(conn, id).await? {
        return Ok((
            0,
            Delta {
                generation: meta::generation(conn).await?,
                ..Delta::default()
            },
        ));
    }
    let ids = met::not_met(conn, id, STEP).await?;
    take_away(conn, id, ids).await
}

async fn end_sweep(conn: &mut SqliteConnection, id: SourceId) -> Result<()> {
    met::clear(conn, id).await?;
    source::set_sweep(conn, id, Sweep::Off).await
}

async fn take_away(
    conn: &mut SqliteConnection,
    source: SourceId,
    ids: Vec<i64>,
) -> Result<(u64, Delta)> {
    let mut outcome = Outcome::default();
    let count = ids.len() as u64;
    let purged = Purged {
        conversations: ids.into_iter().collect(),
        reindex: BTreeSet::new(),
    };
    purge::rows(conn, source, &purged.conversations, &mut outcome).await?;
    spine::patch(conn, &outcome.delta.patches).await?;
    held::add(conn, source, outcome.held).await?;
    document::index(conn, rows::Written::default(), &purged).await?;
    let generation = if count > 0 {
        meta::advance(conn).await?
    } else {
        meta::generation(conn).await?
    };
    Ok((
        count,
        Delta {
            generation,
            ..outcome.delta
        },
    ))
}
