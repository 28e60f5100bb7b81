//! The order of the list: newest activity first, ties by the higher id. It is kept as one array of
//! ids, and mended by a merge when some conversations moved, because sorting a million takes longer
//! than a reader waits.

use super::bitmap::IdBitmap;
use super::entry::IndexEntry;
use std::cmp::Reverse;
use std::sync::Arc;

/// The order, and what moved since it was made.
#[derive(Debug, Default)]
pub(crate) struct ActivityOrder {
    ids: Arc<Vec<u32>>,
    moved: Vec<u32>,
}

impl ActivityOrder {
    /// Notes that a conversation came, went or had activity.
    pub(crate) fn touch(&mut self, id: u32) {
        self.moved.push(id);
    }

    /// Whether nothing moved since the order was made.
    pub(crate) fn is_settled(&self) -> bool {
        self.moved.is_empty()
    }

    /// The order as it was when last settled.
    pub(crate) fn ids(&self) -> Arc<Vec<u32>> {
        Arc::clone(&self.ids)
    }

    /// Mends the order.
    pub(crate) fn settle(&mut self, entries: &[IndexEntry]) {
        if self.moved.is_empty() {
            return;
        }
        let moved = std::mem::take(&mut self.moved);
        let gone_from_place = IdBitmap::of(&moved, entries.len());
        let fresh = sorted(moved, entries);
        let staying = self
            .ids
            .iter()
            .copied()
            .filter(|id| !gone_from_place.contains(*id));
        self.ids = Arc::new(merge(staying, &fresh, entries));
    }
}

/// The place of a conversation: smaller is nearer the top.
fn rank(id: u32, entries: &[IndexEntry]) -> Reverse<(i64, u32)> {
    Reverse((
        entries
            .get(id as usize)
            .map_or(i64::MIN, |entry| entry.last_activity),
        id,
    ))
}

/// Sorts ids newest activity first.
pub(crate) fn sort(ids: &mut [u32], entries: &[IndexEntry]) {
    // Keys are gathered first: chasing entries in every comparison would miss the cache each time.
    let mut keyed: Vec<_> = ids.iter().map(|id| rank(*id, entries)).collect();
    keyed.sort_unstable();
    for (id, Reverse((_, sorted))) in ids.iter_mut().zip(keyed) {
        *id = sorted;
    }
}

fn sorted(mut ids: Vec<u32>, entries: &[IndexEntry]) -> Vec<u32> {
    ids.sort_unstable();
    ids.dedup();
    ids.retain(|id| {
        entries
            .get(*id as usize)
            .is_some_and(IndexEntry::is_present)
    });
    sort(&mut ids, entries);
    ids
}

fn merge(staying: impl Iterator<Item = u32>, fresh: &[u32], entries: &[IndexEntry]) -> Vec<u32> {
    let mut merged = Vec::with_capacity(staying.size_hint().1.unwrap_or(0) + fresh.len());
    let mut fresh = fresh.iter().copied().peekable();
    for id in staying {
        let place = rank(id, entries);
        while let Some(newer) = fresh.next_if(|candidate| rank(*candidate, entries) < place) {
            merged.push(newer);
        }
        merged.push(id);
    }
    merged.extend(fresh);
    merged
}

#[cfg(test)]
mod tests {
    use super::super::entry::EntryFlags;
    use super::*;
    use proptest::prelude::*;

    fn at(last_activity: i64) -> IndexEntry {
        IndexEntry {
            last_activity,
            flags: EntryFlags::PRESENT,
            ..IndexEntry::ABSENT
        }
    }

    proptest! {
        #[test]
        fn mending_equals_sorting_anew(
            steps in prop::collection::vec(prop::collection::vec((0_u32..40, prop::option::of(0_i64..20)), 0..10), 1..8)
        ) {
            let mut entries = vec![IndexEntry::ABSENT; 40];
            let mut order = ActivityOrder::default();
            for step in steps {
                for (id, change) in step {
                    entries[id as usize] = change.map_or(IndexEntry::ABSENT, at);
                    order.touch(id);
                }
                order.settle(&entries);
                let mut anew: Vec<u32> = (0..40).filter(|id| entries[*id as usize].is_present()).collect();
                anew.sort_by_key(|id| Reverse((entries[*id as usize].last_activity, *id)));
                prop_assert_eq!(order.ids().to_vec(), anew);
            }
        }
    }
}
