//! What is read of the whole store when it is first asked for, and mended where conversations changed since.
//! Nobody who never asks pays for it. What it holds can be read again at any time, so that nothing here has to
//! last.

use crate::error::Result;
use sqlx::SqliteConnection;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How something is read of the whole store, and how it is mended.
pub(super) trait WholeReading: Sync {
    /// What is held of it.
    type Value: Send + Sync;

    /// More changes than this are not mended: all is read anew.
    const MENDED_MOST: usize;

    /// Reads all of it.
    fn read(&self, conn: &mut SqliteConnection)
    -> impl Future<Output = Result<Self::Value>> + Send;

    /// Makes what was read before current, where these conversations changed; they are ascending, each once.
    fn mended(
        &self,
        conn: &mut SqliteConnection,
        before: Arc<Self::Value>,
        moved: &[u32],
    ) -> impl Future<Output = Result<Arc<Self::Value>>> + Send;
}

/// It, as readers share it.
#[derive(Debug)]
pub(super) struct FollowedReading<T> {
    state: Mutex<FollowedState<T>>,
    /// Held by whoever reads, so that it is done once.
    reading: tokio::sync::Mutex<()>,
}

#[derive(Debug)]
struct FollowedState<T> {
    /// Absent while it was never read, or is being mended.
    value: Option<Arc<T>>,
    /// What changed since.
    moved: Vec<u32>,
    /// Whether anybody wants to know what changes.
    is_followed: bool,
    /// Grows when it is no longer known what changed.
    doubts: u64,
}

impl<T> Default for FollowedReading<T> {
    fn default() -> Self {
        Self {
            state: Mutex::new(FollowedState::after(0)),
            reading: tokio::sync::Mutex::default(),
        }
    }
}

impl<T> FollowedState<T> {
    fn after(doubts: u64) -> Self {
        Self {
            value: None,
            moved: Vec::new(),
            is_followed: false,
            doubts,
        }
    }
}

impl<T: Send + Sync> FollowedReading<T> {
    /// Notes what a commit changed.
    pub(super) fn note(&self, moved: impl Iterator<Item = u32>) {
        let mut state = self.state();
        if state.is_followed {
            state.moved.extend(moved);
        }
    }

    /// All is read anew, since a commit may have been missed.
    pub(super) fn distrust(&self) {
        let mut state = self.state();
        *state = FollowedState::after(state.doubts + 1);
    }

    /// It, as the store has it now.
    pub(super) async fn settled<R: WholeReading<Value = T>>(
        &self,
        conn: &mut SqliteConnection,
        how: &R,
    ) -> Result<Arc<T>> {
        let _turn = self.reading.lock().await;
        let (known, moved, doubts) = self.take();
        let value = match known {
            Some(value) if moved.is_empty() => value,
            Some(value) if moved.len() <= R::MENDED_MOST => how.mended(conn, value, &moved).await?,
            _ => Arc::new(how.read(conn).await?),
        };
        let mut state = self.state();
        if state.doubts == doubts {
            state.value = Some(Arc::clone(&value));
        }
        Ok(value)
    }

    /// What is known, and what is to be done. A caller who goes away meanwhile leaves nothing that is wrong.
    fn take(&self) -> (Option<Arc<T>>, Vec<u32>, u64) {
        let mut state = self.state();
        state.is_followed = true;
        let mut moved = std::mem::take(&mut state.moved);
        moved.sort_unstable();
        moved.dedup();
        (state.value.take(), moved, state.doubts)
    }

    // What a panic left behind here is read anew at worst, so a poisoned lock is taken over.
    fn state(&self) -> MutexGuard<'_, FollowedState<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
