//! What the back end tells the window unasked.

use crate::SourceId;
use serde::{Deserialize, Serialize};

/// A domain change. Batched: at most a few a second.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "t", rename_all = "snake_case")]
pub enum AppEvent {
    /// A sync began, advanced or ended, or a source was added or removed: ask for the status again.
    StatusChanged,
    /// Rows changed: the open list may be stale.
    DataChanged {
        /// The new generation.
        generation: u64,
        /// Conversations that are new since the generation before.
        new_conversations: u32,
    },
    /// What the window hands over began, advanced or ended: ask how it stands.
    HandOverChanged,
    /// The home was locked: what is shown of it goes.
    Locked,
    /// The laptop slept, and is awake again.
    Woke,
    /// Progress of a sync.
    Progress {
        /// Whose.
        source: SourceId,
        /// How far.
        step: ProgressStep,
    },
}

/// The one shape of progress.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "t", rename_all = "snake_case")]
pub enum ProgressStep {
    /// It begins.
    Begin,
    /// So far.
    Report {
        /// Changes done.
        done: u64,
        /// Changes in all, as far as known.
        total: Option<u64>,
    },
    /// It ended, well or not; the status says how.
    End,
}
