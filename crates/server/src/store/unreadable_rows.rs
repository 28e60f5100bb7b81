//! Rows that readers of the feed were not told because they were damaged: how many were met, for the operator.
//! Their names go to the readers; the log says no id.

use model::RemoteId;
use model::feed::{RowKind, UnreadableRow};
use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

/// Rows that are told apart. A store with more of them is beyond counting.
const MOST: usize = 10_000;

/// The rows that were met.
#[derive(Debug, Default)]
pub(super) struct UnreadableRows(Mutex<BTreeSet<(RowKind, Option<RemoteId>, RemoteId)>>);

impl UnreadableRows {
    /// Counts each row once, and says so in the log the first time.
    pub(super) fn note(&self, rows: &[UnreadableRow]) {
        if rows.is_empty() {
            return;
        }
        let mut met = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for row in rows {
            let name = (row.kind, row.conversation.clone(), row.id.clone());
            if met.len() < MOST && met.insert(name) {
                let kind = row.kind.as_str();
                tracing::error!(
                    kind,
                    "a row of the store is damaged; the feed goes on without it"
                );
            }
        }
    }

    /// How many different ones were met since the store was opened.
    pub(super) fn count(&self) -> u64 {
        let met = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        met.len() as u64
    }
}
