//! Conversations of the list that were picked together, one by one or from one row to another.

use model::ConversationId;
use std::collections::BTreeSet;
use std::ops::Range;

/// The most rows of one span: more than anybody looks at, fewer than make a machine wait.
const SPAN_MOST: u32 = 1_000;

/// The conversations, and the row from which the next span begins.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PickedRows {
    ids: BTreeSet<ConversationId>,
    anchor: Option<u32>,
}

impl PickedRows {
    /// Whether none is picked.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// How many are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether one is.
    #[must_use]
    pub fn contains(&self, id: ConversationId) -> bool {
        self.ids.contains(&id)
    }

    /// All of them.
    pub fn ids(&self) -> impl Iterator<Item = ConversationId> + '_ {
        self.ids.iter().copied()
    }

    /// Picks one, or picks it no more; the next span begins there.
    pub fn toggle(&mut self, id: ConversationId, row: u32) {
        if !self.ids.remove(&id) {
            self.ids.insert(id);
        }
        self.anchor = Some(row);
    }

    /// Picks these as well.
    pub fn add(&mut self, ids: impl IntoIterator<Item = ConversationId>) {
        self.ids.extend(ids);
    }

    /// Rows stand in other places: the next span begins at what is selected.
    pub const fn forget_place(&mut self) {
        self.anchor = None;
    }

    /// The rows from where the span began to this one, both among them; without a beginning from `selected`.
    #[must_use]
    pub fn span_to(&mut self, selected: Option<u32>, row: u32) -> Range<u32> {
        let from = *self.anchor.get_or_insert(selected.unwrap_or(row));
        let (first, last) = (from.min(row), from.max(row));
        let first = first.max(last.saturating_sub(SPAN_MOST - 1));
        first..last.saturating_add(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn id(number: i64) -> ConversationId {
        ConversationId(number)
    }

    #[test]
    fn one_is_picked_and_no_more_and_a_span_begins_at_the_last() {
        let mut picked = PickedRows::default();
        assert_eq!(picked.span_to(Some(4), 6), 4..7, "from what is selected");
        picked = PickedRows::default();
        picked.toggle(id(9), 3);
        assert!(picked.contains(id(9)));
        assert_eq!(picked.span_to(Some(20), 1), 1..4, "upwards too");
        picked.add([id(7), id(8), id(9)]);
        assert_eq!(picked.len(), 3);
        picked.toggle(id(9), 3);
        assert_eq!(picked.ids().collect::<Vec<_>>(), [id(7), id(8)]);
    }

    #[test]
    fn in_another_order_a_span_begins_at_what_is_selected() {
        let mut picked = PickedRows::default();
        picked.toggle(id(9), 3);
        picked.forget_place();
        assert!(picked.contains(id(9)), "it stays picked");
        assert_eq!(picked.span_to(Some(40), 42), 40..43);
    }

    #[test]
    fn no_span_is_longer_than_a_machine_answers_at_once() {
        let mut picked = PickedRows::default();
        picked.toggle(id(1), 0);
        assert_eq!(picked.span_to(None, 999_999), 999_000..1_000_000);
        assert_eq!(picked.span_to(None, u32::MAX).end, u32::MAX);
    }
}
