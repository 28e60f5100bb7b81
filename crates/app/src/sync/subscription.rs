//! Who listens to which source: one at a time, however many rounds begin.

use model::SourceId;
use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

/// Which sources are listened to.
#[derive(Debug, Default)]
pub(crate) struct SourceSubscriptions(Mutex<HashSet<SourceId>>);

/// Listens to one source. Dropped, somebody else may.
pub(super) struct SourceSubscription<'a> {
    subscriptions: &'a SourceSubscriptions,
    source: SourceId,
}

impl SourceSubscriptions {
    /// The one subscription to a source, if it is free.
    pub(super) fn take(&self, source: SourceId) -> Option<SourceSubscription<'_>> {
        let mut taken = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        taken.insert(source).then_some(SourceSubscription {
            subscriptions: self,
            source,
        })
    }
}

impl Drop for SourceSubscription<'_> {
    fn drop(&mut self) {
        let mut taken = self
            .subscriptions
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        taken.remove(&self.source);
    }
}
