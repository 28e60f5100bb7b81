//! What this process remembers of its Nexudus accounts: one sign-in and one pace for each, whatever asks
//! with them, and what runs. Nothing here asks Nexudus.

use ::nexudus::{NexudusSource, RateLimiter, SignIn};
use model::SourceId;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What this process remembers of its Nexudus accounts.
#[derive(Default)]
pub(super) struct NexudusSessions {
    pub(super) sign_ins: Mutex<HashMap<SourceId, SignIn>>,
    /// By address and account. The limits know no sources and no sign-ins, so these outlive both.
    pub(super) paces: Mutex<HashMap<String, RateLimiter>>,
    /// The paces of sources, where what earlier processes sent is part of them.
    pub(super) recalled: Mutex<HashMap<SourceId, RateLimiter>>,
    /// The ones that run, for what they send.
    pub(super) running: Mutex<HashMap<SourceId, Arc<NexudusSource>>>,
    /// Held while a count of requests is read, added to and written.
    pub(super) counting: tokio::sync::Mutex<()>,
}

impl NexudusSessions {
    /// Notes that a run of a source sends with this one.
    pub(super) fn note_run(&self, source: SourceId, server: Arc<NexudusSource>) {
        held(&self.running).insert(source, server);
    }

    /// What the run of a source sends with.
    pub(super) fn run_of(&self, source: SourceId) -> Option<Arc<NexudusSource>> {
        held(&self.running).get(&source).cloned()
    }

    /// The sign-in of a source that is in use.
    pub(super) fn sign_in(&self, source: SourceId) -> Option<SignIn> {
        held(&self.sign_ins).get(&source).cloned()
    }

    /// Waits for renewals that are under way: what they bring is kept then.
    pub(super) async fn settle(&self) {
        let all: Vec<SignIn> = held(&self.sign_ins).values().cloned().collect();
        for sign_in in all {
            sign_in.settled().await;
        }
    }
}

/// A panic elsewhere cannot leave these maps half changed.
pub(super) fn held<T>(map: &Mutex<T>) -> MutexGuard<'_, T> {
    map.lock().unwrap_or_else(PoisonError::into_inner)
}
