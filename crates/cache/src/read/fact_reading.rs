//! The coded facts of all conversations, read when facets are first asked for and mended where conversations
//! changed since. Nobody who looks at no facet pays for it.

use crate::error::Result;
use crate::index::IndexDelta;
use crate::index::fact_codes::FactCodes;
use crate::table::fact;
use sqlx::SqliteConnection;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// More changes than this are not mended: all is read anew.
const MENDED_MOST: usize = 20_000;

/// The facts as they are held.
#[derive(Debug, Default)]
pub(crate) struct SharedFacts {
    state: Mutex<FactState>,
    /// Held by whoever reads, so that it is done once.
    reading: tokio::sync::Mutex<()>,
}

#[derive(Debug, Default)]
struct FactState {
    /// Absent while they were never read, or are being mended.
    codes: Option<Arc<FactCodes>>,
    /// What changed since.
    moved: Vec<u32>,
    /// Whether anybody wants to know what changes.
    is_followed: bool,
    /// Grows when it is no longer known what changed.
    doubts: u64,
}

impl SharedFacts {
    /// Notes what a commit changed.
    pub(super) fn note(&self, delta: &IndexDelta) {
        let mut state = self.state();
        if state.is_followed {
            let moved = delta.patches.iter().map(|(id, _)| *id);
            state.moved.extend(moved);
        }
    }

    /// All is read anew, since a commit may have been missed.
    pub(super) fn distrust(&self) {
        let mut state = self.state();
        *state = FactState {
            doubts: state.doubts + 1,
            ..FactState::default()
        };
    }

    /// The facts as the store has them now.
    pub(super) async fn settled(&self, conn: &mut SqliteConnection) -> Result<Arc<FactCodes>> {
        let _turn = self.reading.lock().await;
        let (known, moved, doubts) = self.take();
        let codes = match known {
            Some(codes) if moved.is_empty() => codes,
            Some(codes) if moved.len() <= MENDED_MOST => mended(conn, codes, &moved).await?,
            _ => read(conn).await?,
        };
        let mut state = self.state();
        if state.doubts == doubts {
            state.codes = Some(Arc::clone(&codes));
        }
        Ok(codes)
    }

    /// What is known, and what is to be done. A caller who goes away meanwhile leaves nothing that is wrong.
    fn take(&self) -> (Option<Arc<FactCodes>>, Vec<u32>, u64) {
        let mut state = self.state();
        state.is_followed = true;
        let mut moved = std::mem::take(&mut state.moved);
        moved.sort_unstable();
        moved.dedup();
        (state.codes.take(), moved, state.doubts)
    }

    // What a panic left behind here is read anew at worst, so a poisoned lock is taken over.
    fn state(&self) -> MutexGuard<'_, FactState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn read(conn: &mut SqliteConnection) -> Result<Arc<FactCodes>> {
    let mut codes = FactCodes::default();
    fact::each(conn, |id, facts| codes.put(id, facts)).await?;
    Ok(Arc::new(codes))
}

async fn mended(
    conn: &mut SqliteConnection,
    mut codes: Arc<FactCodes>,
    moved: &[u32],
) -> Result<Arc<FactCodes>> {
    let changed = Arc::make_mut(&mut codes);
    fact::of(conn, moved, |id, facts| changed.put(id, facts)).await?;
    Ok(codes)
}
