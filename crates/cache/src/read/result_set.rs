//! Result sets that are held: what a filter selected, under an id, so that a window of a list is a slice
//! of it. They do not change while a sync runs; which rows are shown of them is not decided here.

use crate::index::filter::ListSelection;
use model::ListId;
use model::request::{ListFilter, ListSort};
use model::search::SearchMeaning;
use query::SearchQuery;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Lists that are held; opening another lets the oldest go. A window has one open, and while it is
/// replaced the former one is still scrolled.
const HELD: usize = 8;
/// Results kept for a filter that is asked again: the strip and the list ask for the same, and another order
/// of a list is made of what it holds.
const RECENT: usize = 4;

/// Of when a result is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct ResultMoment {
    /// The generation of the conversations.
    pub(super) generation: u64,
    /// The version of what is noted about them.
    pub(super) marks: u64,
    /// The quarter of an hour.
    pub(super) today: i32,
}

/// What a filter selected, and with which search.
#[derive(Clone, Debug)]
pub(crate) struct ResultSet {
    pub(super) filter: ListFilter,
    pub(super) sort: ListSort,
    pub(super) moment: ResultMoment,
    pub(super) query: SearchQuery,
    pub(super) selection: ListSelection,
}

impl ResultSet {
    /// What the search asks; none where nothing is asked.
    pub(super) fn meaning(&self) -> Option<SearchMeaning> {
        (!self.query.is_empty()).then(|| self.query.expr.meaning())
    }
}

/// The lists that are held, and the newest results.
#[derive(Debug, Default)]
pub(crate) struct OpenResultSets {
    state: Mutex<ResultSetCache>,
}

#[derive(Debug, Default)]
struct ResultSetCache {
    last: i64,
    open: VecDeque<(ListId, Arc<ResultSet>)>,
    recent: VecDeque<Arc<ResultSet>>,
}

impl OpenResultSets {
    pub(super) fn hold(&self, results: Arc<ResultSet>) -> ListId {
        let mut held = self.state();
        held.last += 1;
        let id = ListId(held.last);
        held.open.push_front((id, results));
        held.open.truncate(HELD);
        id
    }

    pub(super) fn get(&self, list: ListId) -> Option<Arc<ResultSet>> {
        self.state()
            .open
            .iter()
            .find(|(id, _)| *id == list)
            .map(|(_, results)| Arc::clone(results))
    }

    pub(super) fn remember(&self, results: Arc<ResultSet>) -> Arc<ResultSet> {
        let mut held = self.state();
        held.recent.push_front(Arc::clone(&results));
        held.recent.truncate(RECENT);
        results
    }

    pub(super) fn recent(
        &self,
        filter: &ListFilter,
        sort: ListSort,
        moment: ResultMoment,
    ) -> Option<Arc<ResultSet>> {
        let fits = |one: &&Arc<ResultSet>| {
            one.moment == moment && one.sort == sort && one.filter == *filter
        };
        self.state().recent.iter().find(fits).map(Arc::clone)
    }

    /// The search of the newest result for a text.
    pub(super) fn recent_query(&self, text: &str) -> Option<SearchQuery> {
        let state = self.state();
        let mut recent = state.recent.iter();
        let known = recent.find(|results| results.filter.text == text);
        known.map(|results| results.query.clone())
    }

    // What a panic left behind here is a list more or less, so a poisoned lock is taken over.
    fn state(&self) -> MutexGuard<'_, ResultSetCache> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
