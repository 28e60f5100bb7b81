//! What runs passes: it reads, stages what was read, and has what that touched derived. It remembers what a
//! pass needs from one batch to the next and can do without.

use crate::entity::Entity;
use crate::pass::checkpoint::CountGap;
use crate::read::reader::RecordReader;
use crate::staging::store::StagingStore;
use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, PoisonError};
use tokio::sync::Mutex;

/// Runs passes. Clones share what was learnt.
#[derive(Clone)]
pub(crate) struct PassRunner {
    pub(crate) reader: RecordReader,
    pub(crate) shelf: Arc<dyn StagingStore>,
    pub(crate) state: Arc<RunnerState>,
}

/// What was learnt since the runner was made.
#[derive(Default)]
pub(crate) struct RunnerState {
    /// The ids that the comparison under way met, once its list was read.
    pub(crate) met: Mutex<Option<Vec<i64>>>,
    /// Of the lists that were asked for, which could be read.
    pub(crate) access: Mutex<BTreeMap<Entity, bool>>,
    /// Whether the last count differed from what is kept, and whether that was looked into.
    pub(crate) differs: AtomicBool,
    /// By how much it differed; absent while nothing was counted.
    gap: std::sync::Mutex<Option<CountGap>>,
    /// How many requests the first pass under way still takes, about.
    requests_left: std::sync::Mutex<Option<u64>>,
    pub(crate) compared: AtomicBool,
}

impl RunnerState {
    pub(crate) fn gap(&self) -> Option<CountGap> {
        *self.gap.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn note_gap(&self, gap: Option<CountGap>) {
        *self.gap.lock().unwrap_or_else(PoisonError::into_inner) = gap;
    }

    pub(crate) fn requests_left(&self) -> Option<u64> {
        *self
            .requests_left
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn note_requests_left(&self, requests: Option<u64>) {
        *self
            .requests_left
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = requests;
    }
}
