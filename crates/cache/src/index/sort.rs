//! Orders of a list other than its usual one, as far as the index knows what is compared: numbers. Texts
//! are compared where the database is read.

use super::bitmap::IdBitmap;
use super::entry::IndexEntry;
use model::request::SortDirection;
use std::cmp::Reverse;

/// A number of an entry by which a list can stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EntryNumber {
    Started,
    Messages,
}

impl EntryNumber {
    fn of(self, entry: &IndexEntry) -> i64 {
        match self {
            Self::Started => entry.started,
            Self::Messages => i64::from(entry.visible.get()),
        }
    }
}

/// The ids by a number; those that are alike in it by their ids, the same way.
pub(crate) fn by_number(
    ids: &[u32],
    entries: &[IndexEntry],
    number: EntryNumber,
    direction: SortDirection,
) -> Vec<u32> {
    // Numbers are gathered first: chasing entries in every comparison would miss the cache each time.
    let keyed = ids.iter().map(|id| {
        let entry = entries.get(*id as usize).unwrap_or(&IndexEntry::ABSENT);
        (number.of(entry), *id)
    });
    match direction {
        SortDirection::Ascending => sorted(keyed.collect(), |(_, id)| id),
        SortDirection::Descending => sorted(keyed.map(Reverse).collect(), |Reverse((_, id))| id),
    }
}

fn sorted<T: Ord>(mut keyed: Vec<T>, id: impl Fn(T) -> u32) -> Vec<u32> {
    keyed.sort_unstable();
    keyed.into_iter().map(id).collect()
}

/// The ids as they stand in an order of all that have something to compare; the others follow by their ids,
/// whichever way the list goes.
pub(crate) fn by_order(ids: &[u32], order: &[u32], direction: SortDirection) -> Vec<u32> {
    let end = ids.iter().max().map_or(0, |last| *last as usize + 1);
    let wanted = IdBitmap::of(ids, end);
    let mut placed = IdBitmap::below(end);
    let mut sorted = Vec::with_capacity(ids.len());
    let mut take = |id: &u32| {
        if wanted.contains(*id) {
            placed.insert(*id);
            sorted.push(*id);
        }
    };
    match direction {
        SortDirection::Ascending => order.iter().for_each(&mut take),
        SortDirection::Descending => order.iter().rev().for_each(&mut take),
    }
    let mut rest: Vec<u32> = ids
        .iter()
        .copied()
        .filter(|id| !placed.contains(*id))
        .collect();
    rest.sort_unstable();
    sorted.extend(rest);
    sorted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::entry::MessageCount;

    fn with_messages(visible: u32) -> IndexEntry {
        IndexEntry {
            visible: MessageCount::of(visible),
            ..IndexEntry::ABSENT
        }
    }

    #[test]
    fn what_is_alike_goes_by_its_id_and_the_other_way_is_the_mirror() {
        let entries: Vec<IndexEntry> = [3, 1, 3, 2].map(with_messages).into();
        let ids = [2, 0, 3, 1];
        let up = by_number(
            &ids,
            &entries,
            EntryNumber::Messages,
            SortDirection::Ascending,
        );
        assert_eq!(up, [1, 3, 0, 2]);
        let down = by_number(
            &ids,
            &entries,
            EntryNumber::Messages,
            SortDirection::Descending,
        );
        assert_eq!(down, [2, 0, 3, 1]);
    }

    #[test]
    fn what_has_nothing_to_compare_stands_last_either_way() {
        let order = [4, 2, 9, 1];
        let ids = [1, 7, 2, 4, 3];
        let up = by_order(&ids, &order, SortDirection::Ascending);
        assert_eq!(up, [4, 2, 1, 3, 7]);
        let down = by_order(&ids, &order, SortDirection::Descending);
        assert_eq!(down, [1, 2, 4, 3, 7]);
    }
}
