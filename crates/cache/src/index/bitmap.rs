//! A set of conversation ids, one bit each. Ids are dense, so a million of them are 125 KB.

/// The set.
#[derive(Clone, Debug, Default)]
pub(crate) struct IdBitmap(Vec<u64>);

impl IdBitmap {
    /// An empty set that can hold ids below `end`.
    pub(crate) fn below(end: usize) -> Self {
        Self(vec![0; end.div_ceil(64)])
    }

    /// The set of these ids; those at or above `end` are left out.
    pub(crate) fn of(ids: &[u32], end: usize) -> Self {
        let mut set = Self::below(end);
        for id in ids {
            set.insert(*id);
        }
        set
    }

    /// The set of these rows of the database; those that are no local id are left out.
    pub(crate) fn of_rows(rows: impl Iterator<Item = i64>) -> Self {
        let ids: Vec<u32> = rows.filter_map(|id| u32::try_from(id).ok()).collect();
        let end = ids.iter().max().map_or(0, |last| *last as usize + 1);
        Self::of(&ids, end)
    }

    /// Adds an id, if the set can hold it.
    #[inline]
    pub(crate) fn insert(&mut self, id: u32) {
        if let Some(word) = self.0.get_mut(id as usize / 64) {
            *word |= 1 << (id % 64);
        }
    }

    /// Whether an id is in the set.
    #[inline]
    pub(crate) fn contains(&self, id: u32) -> bool {
        self.0
            .get(id as usize / 64)
            .is_some_and(|word| word >> (id % 64) & 1 == 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_members_or_not() {
        let set = IdBitmap::of(&[0, 63, 64, 999], 100);
        for (id, expected) in [
            (0, true),
            (1, false),
            (63, true),
            (64, true),
            (999, false),
            (u32::MAX, false),
        ] {
            assert_eq!(set.contains(id), expected, "{id}");
        }
    }
}
