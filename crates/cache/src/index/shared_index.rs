//! The index as readers and the writer share it. It is read from the store once; what is committed
//! before that waits, and is laid over. How it is read is the caller's business.

use super::conversation_index::{ConversationIndex, IndexDelta};
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

/// The index as readers and the writer share it.
#[derive(Debug)]
pub(crate) struct SharedIndex {
    state: RwLock<IndexState>,
    /// Held by whoever loads, so that it is done once.
    loading: tokio::sync::Mutex<()>,
}

#[derive(Debug)]
enum IndexState {
    Waiting(PendingCommits),
    Ready(ConversationIndex, LoadTicket),
}

/// Commits that came before the index was read.
#[derive(Debug)]
struct PendingCommits {
    deltas: Vec<IndexDelta>,
    ticket: LoadTicket,
}

/// Which waiting a load is for: one that began before a distrust must not be installed after it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct LoadTicket(u64);

impl SharedIndex {
    pub(crate) fn new() -> Self {
        let waiting = PendingCommits {
            deltas: Vec::new(),
            ticket: LoadTicket(0),
        };
        Self {
            state: RwLock::new(IndexState::Waiting(waiting)),
            loading: tokio::sync::Mutex::new(()),
        }
    }

    /// Hands a commit over.
    pub(crate) fn apply(&self, delta: IndexDelta) {
        match &mut *self.write() {
            IndexState::Waiting(waiting) => waiting.deltas.push(delta),
            IndexState::Ready(index, _) => index.apply(delta),
        }
    }

    /// Forgets what was read, because a commit may have been missed; the next pass reads anew. A caller
    /// that is dropped while its commit runs leaves nobody who knows how it ended.
    pub(crate) fn distrust(&self) {
        let mut state = self.write();
        let ticket = match &*state {
            IndexState::Waiting(waiting) => LoadTicket(waiting.ticket.0 + 1),
            IndexState::Ready(_, ticket) => LoadTicket(ticket.0 + 1),
        };
        *state = IndexState::Waiting(PendingCommits {
            deltas: Vec::new(),
            ticket,
        });
    }

    /// What a load must show at its end; `None` when there is nothing to load.
    pub(crate) fn ticket(&self) -> Option<LoadTicket> {
        match &*self.read() {
            IndexState::Waiting(waiting) => Some(waiting.ticket),
            IndexState::Ready(..) => None,
        }
    }

    /// Whoever holds this may load.
    pub(crate) async fn loading(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.loading.lock().await
    }

    /// Takes a loaded index, and lays over it what was committed meanwhile. One whose ticket has
    /// expired is dropped.
    pub(crate) fn install(&self, mut index: ConversationIndex, ticket: LoadTicket) {
        let mut state = self.write();
        let IndexState::Waiting(waiting) = &mut *state else {
            return;
        };
        if waiting.ticket != ticket {
            return;
        }
        for delta in std::mem::take(&mut waiting.deltas) {
            index.apply(delta);
        }
        *state = IndexState::Ready(index, ticket);
    }

    /// Runs a pass over a settled index. `None` while it is not loaded.
    pub(crate) fn pass<T>(&self, run: impl FnOnce(&ConversationIndex) -> T) -> Option<T> {
        loop {
            match &*self.read() {
                IndexState::Waiting(_) => return None,
                IndexState::Ready(index, _) if index.is_settled() => return Some(run(index)),
                IndexState::Ready(..) => {}
            }
            // A commit may come between settling and reading; then it is settled once more.
            if let IndexState::Ready(index, _) = &mut *self.write() {
                index.settle();
            }
        }
    }

    // A panic while the lock is held cannot leave the state half written in a way that matters more
    // than the panic itself, so a poisoned lock is taken over.
    fn read(&self) -> RwLockReadGuard<'_, IndexState> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, IndexState> {
        self.state.write().unwrap_or_else(PoisonError::into_inner)
    }
}
