//! What the steps of a commit hand on: what was done, and what is left for the full-text index. Plain
//! values; nothing is written here.

use crate::index::IndexDelta;
use crate::table::counts;
use crate::table::search::SearchDocument;
use std::collections::BTreeSet;

/// What a page did.
#[derive(Debug, Default)]
pub(crate) struct CommitSummary {
    /// For the index in memory, after the transaction.
    pub(crate) delta: IndexDelta,
    pub(crate) counts: counts::CountsDelta,
    pub(crate) new_conversations: u32,
    /// New or changed.
    pub(crate) conversations: u32,
    /// New or changed.
    pub(crate) messages: u32,
    pub(crate) quarantined: u32,
    /// Whether a reader can see any difference.
    pub(crate) is_visible: bool,
}

/// What the full-text index and the full re-sync need to know of a page.
#[derive(Debug, Default)]
pub(crate) struct IndexWork {
    /// Documents of new conversations, by ascending id.
    pub(crate) fresh: Vec<SearchDocument>,
    /// Documents of known conversations that were made on the way.
    pub(crate) documents: Vec<SearchDocument>,
    /// Known conversations whose words changed.
    pub(crate) reindex: BTreeSet<i64>,
    /// Every conversation that the page named.
    pub(crate) seen: Vec<i64>,
}
