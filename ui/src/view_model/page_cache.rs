//! The rows of the open list that the window holds. Rows are fetched in pages around what is seen
//! and forgotten far from it, so that memory stays the same for a thousand rows and for a million.

use model::marks::RowMarks;
use model::view::ConversationRow;
use model::{ConversationId, ListId};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

/// Rows of a page: about two screens.
pub const PAGE: u32 = 64;

/// Pages kept; the ones farthest from what is seen go first.
const KEPT: usize = 48;

/// The rows held of one open list.
#[derive(Clone, Debug)]
pub struct PageCache {
    list: ListId,
    total: u32,
    held: BTreeMap<u32, Arc<[Arc<ConversationRow>]>>,
    asked: BTreeSet<u32>,
}

impl Default for PageCache {
    fn default() -> Self {
        Self {
            list: ListId(0),
            total: 0,
            held: BTreeMap::new(),
            asked: BTreeSet::new(),
        }
    }
}

impl PageCache {
    /// The pages of a list that was just opened, of which the first rows came along.
    #[must_use]
    pub fn opened(list: ListId, total: u32, rows: Vec<ConversationRow>) -> Self {
        let mut pages = Self {
            list,
            total,
            ..Self::default()
        };
        let rows: Vec<_> = rows.into_iter().map(Arc::new).collect();
        for (page, chunk) in (0..).zip(rows.chunks(PAGE as usize)) {
            if pages.is_whole(page, chunk.len()) {
                pages.held.insert(page, chunk.into());
            }
        }
        pages
    }

    /// The list that the rows belong to.
    #[must_use]
    pub const fn list(&self) -> ListId {
        self.list
    }

    /// Rows in all.
    #[must_use]
    pub const fn total(&self) -> u32 {
        self.total
    }

    /// The row at an index, where it is held.
    #[must_use]
    pub fn row(&self, index: u32) -> Option<Arc<ConversationRow>> {
        self.held
            .get(&(index / PAGE))?
            .get((index % PAGE) as usize)
            .cloned()
    }

    /// The index of a conversation among the rows held.
    #[must_use]
    pub fn find(&self, id: ConversationId) -> Option<u32> {
        self.held.iter().find_map(|(page, rows)| {
            let at = rows.iter().position(|row| row.id == id)?;
            Some(page * PAGE + u32::try_from(at).ok()?)
        })
    }

    /// The spans to fetch for a range of rows; each is marked as asked for, and not named again.
    #[must_use]
    pub fn missing(&mut self, range: Range<u32>) -> Vec<(u32, u32)> {
        if range.is_empty() {
            return Vec::new();
        }
        let pages = range.start / PAGE..=(range.end - 1).min(self.total.saturating_sub(1)) / PAGE;
        let wanted: Vec<u32> = pages
            .filter(|page| !self.held.contains_key(page) && !self.asked.contains(page))
            .collect();
        self.asked.extend(&wanted);
        wanted
            .into_iter()
            .map(|page| (page * PAGE, self.length(page)))
            .collect()
    }

    /// Keeps fetched rows, and forgets the farthest ones when too many are held.
    pub fn keep(&mut self, start: u32, rows: Vec<ConversationRow>) {
        let page = start / PAGE;
        self.asked.remove(&page);
        if !self.is_whole(page, rows.len()) {
            return;
        }
        self.held
            .insert(page, rows.into_iter().map(Arc::new).collect());
        while self.held.len() > KEPT {
            let far = self
                .held
                .keys()
                .copied()
                .max_by_key(|other| other.abs_diff(page));
            far.and_then(|far| self.held.remove(&far));
        }
    }

    /// What was noted about a conversation, shown in its row where that is held.
    pub fn mark(&mut self, id: ConversationId, marks: RowMarks) {
        let Some(at) = self.find(id) else { return };
        let Some(rows) = self.held.get_mut(&(at / PAGE)) else {
            return;
        };
        let marked = rows.iter().map(|row| {
            if row.id == id {
                let row = ConversationRow::clone(row);
                Arc::new(ConversationRow { marks, ..row })
            } else {
                Arc::clone(row)
            }
        });
        *rows = marked.collect();
    }

    /// Forgets that a span was asked for, after its fetch failed.
    pub fn give_up(&mut self, start: u32) {
        self.asked.remove(&(start / PAGE));
    }

    fn length(&self, page: u32) -> u32 {
        self.total.saturating_sub(page * PAGE).min(PAGE)
    }

    fn is_whole(&self, page: u32, rows: usize) -> bool {
        rows > 0 && rows >= self.length(page) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view_model::person::tests::row;

    fn rows(ids: Range<i64>) -> Vec<ConversationRow> {
        ids.map(row).collect()
    }

    #[test]
    fn the_first_rows_are_held_and_the_rest_is_asked_for_once() {
        let mut pages = PageCache::opened(ListId(1), 200, rows(0..100));
        assert!(pages.row(63).is_some());
        assert!(pages.row(64).is_none(), "half a page is not a page");
        assert_eq!(pages.missing(50..130), vec![(64, 64), (128, 64)]);
        assert!(pages.missing(50..130).is_empty(), "already asked for");
        pages.give_up(64);
        assert_eq!(pages.missing(190..200), vec![(192, 8)]);
        pages.keep(192, rows(192..200));
        assert_eq!(pages.find(ConversationId(199)), Some(199));
    }

    #[test]
    fn a_mark_draws_its_own_row_anew_and_no_other() {
        let mut pages = PageCache::opened(ListId(1), 64, rows(0..64));
        let (before, other) = (pages.row(7), pages.row(8));
        let marks = RowMarks {
            starred: true,
            ..RowMarks::default()
        };
        pages.mark(ConversationId(7), marks);
        pages.mark(ConversationId(700), marks);
        let after = pages.row(7).expect("held");
        assert!(after.marks.starred);
        assert!(!Arc::ptr_eq(&after, &before.expect("held")));
        assert!(Arc::ptr_eq(
            &pages.row(8).expect("held"),
            &other.expect("held")
        ));
    }

    #[test]
    fn far_rows_are_forgotten() {
        let mut pages = PageCache::opened(ListId(1), 1_000_000, rows(0..64));
        for page in 1..200 {
            let start = page * PAGE;
            pages.keep(start, rows(i64::from(start)..i64::from(start + PAGE)));
        }
        assert!(pages.row(0).is_none());
        assert!(pages.row(199 * PAGE).is_some());
        assert!(pages.held.len() <= KEPT);
    }

    #[test]
    fn a_short_answer_is_asked_for_again() {
        let mut pages = PageCache::opened(ListId(1), 100, Vec::new());
        assert_eq!(pages.missing(0..10), vec![(0, 64)]);
        pages.keep(0, rows(0..3));
        assert_eq!(pages.missing(0..10), vec![(0, 64)]);
    }
}
