//! What a reader remembers: what each kind of record has answered, and which pages are on their way.

use crate::decode::record::NexudusRecord;
use crate::entity::Entity;
use crate::read::list_progress::ListProgress;
use chrono::{DateTime, Utc};
use sources::SourceError;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::AtomicBool;
use tokio::sync::Mutex;
use tokio::task::JoinSet;

/// What was learnt since the reader was made.
#[derive(Default)]
pub(crate) struct ReadState {
    /// What each kind of record has answered.
    pub(crate) known: Mutex<LearntEndpoints>,
    /// The pages that are read ahead.
    pub(crate) ahead: Mutex<Option<PagePrefetch>>,
    /// Whether lists told what was not told by id.
    pub(crate) by_id_tells_less: AtomicBool,
    /// What the server's clock showed last.
    pub(crate) server_time: std::sync::Mutex<Option<DateTime<Utc>>>,
}

/// The forms in which records come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum ResponseForm {
    List,
    Several,
    One,
}

/// What is learnt of the kinds of record while a source lives.
#[derive(Debug, Default)]
pub(crate) struct LearntEndpoints {
    /// The path that answered, of those in the table.
    pub(crate) paths: BTreeMap<Entity, usize>,
    /// What answered as it should.
    pub(crate) there: BTreeSet<Entity>,
    /// What failed while the server was well.
    pub(crate) odd: BTreeSet<(Entity, ResponseForm)>,
    /// What came several at once.
    pub(crate) together: BTreeSet<Entity>,
    /// What can be read one by one only.
    pub(crate) singly: BTreeSet<Entity>,
    /// What cannot be read by id in the pass under way.
    pub(crate) unread: BTreeSet<Entity>,
}

/// What became of a page.
pub(crate) enum ListOutcome<R = NexudusRecord> {
    /// Rows as they come, how many, and whether the list goes on.
    Rows(Vec<R>, u64, bool),
    /// They cannot be read, which concerns nothing else.
    Refused,
}

/// Some pages of a list, with whole rows, and where the list stands after them.
pub(crate) struct CompletePages {
    pub(crate) listing: ListProgress,
    pub(crate) turned: ListOutcome,
    pub(crate) came_at: DateTime<Utc>,
}

/// Pages on their way.
pub(crate) struct PagePrefetch {
    /// Where the list stood before them.
    pub(crate) from: ListProgress,
    pub(crate) coming: JoinSet<Result<CompletePages, SourceError>>,
}
