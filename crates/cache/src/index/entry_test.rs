//! A search made ready for a pass over the index: what the entries answer by themselves, and the ids
//! that the database found. No text is looked at here.

use super::bitmap::IdBitmap;
use super::entry::{EntryFlags, IndexEntry};
use query::FieldTest;

/// What a conversation's entry must fulfil, and among which conversations it is asked.
#[derive(Debug, Default)]
pub(crate) struct EntryFilter {
    /// Ascending ids beyond which nothing matches; none where every conversation may.
    pub(crate) candidates: Option<Vec<u32>>,
    /// All of these.
    pub(crate) tests: Vec<EntryTest>,
}

/// One thing to ask of an entry.
#[derive(Debug)]
pub(crate) enum EntryTest {
    Flag(EntryFlags),
    NoBadge,
    /// Any of these kinds of outcome, one bit each.
    Kinds(u8),
    /// One of the ids that the database found.
    Among(IdBitmap),
    Not(Box<EntryTest>),
    All(Vec<EntryTest>),
    Any(Vec<EntryTest>),
}

/// Who answers a question to a conversation's facts.
#[derive(Debug)]
pub(crate) enum FieldSource {
    /// Its entry.
    Entry(EntryTest),
    /// The database: the entry has no room for it.
    Database(DatabaseFact),
}

/// What the database alone knows.
#[derive(Debug)]
pub(crate) enum DatabaseFact {
    /// A confirmed outcome of a kind that has no bit.
    OutcomeOfKind(String),
}

impl EntryFilter {
    /// Leaves of the candidates only those with these ids, which ascend.
    pub(crate) fn restrict(&mut self, ids: Vec<u32>) {
        self.candidates = Some(match self.candidates.take() {
            None => ids,
            Some(mut candidates) => {
                candidates.retain(|id| ids.binary_search(id).is_ok());
                candidates
            }
        });
    }

    /// Whether a conversation fulfils all tests. Its being among the candidates is not asked again.
    #[inline]
    pub(crate) fn admits(&self, id: u32, entry: &IndexEntry) -> bool {
        self.tests.iter().all(|test| test.admits(id, entry))
    }
}

impl FieldSource {
    /// Who answers a question to a conversation's facts.
    pub(crate) fn of(field: &FieldTest) -> Self {
        let flag = |flag| Self::Entry(EntryTest::Flag(flag));
        match field {
            FieldTest::Escalated => flag(EntryFlags::ESCALATED),
            FieldTest::HasLead => flag(EntryFlags::LEAD),
            FieldTest::Unconverted => Self::Entry(EntryTest::NoBadge),
            FieldTest::Converted(kind) => match kind.bit() {
                Some(bit) => Self::Entry(EntryTest::Kinds(1 << bit)),
                None => Self::Database(DatabaseFact::OutcomeOfKind(kind.as_str().to_owned())),
            },
        }
    }
}

impl EntryTest {
    fn admits(&self, id: u32, entry: &IndexEntry) -> bool {
        match self {
            Self::Flag(flag) => entry.flags.has(*flag),
            Self::NoBadge => !entry.has_badge(),
            Self::Kinds(mask) => entry.kinds & mask != 0,
            Self::Among(ids) => ids.contains(id),
            Self::Not(test) => !test.admits(id, entry),
            Self::All(tests) => tests.iter().all(|test| test.admits(id, entry)),
            Self::Any(tests) => tests.iter().any(|test| test.admits(id, entry)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_are_combined_as_they_say() {
        let entry = IndexEntry {
            kinds: 0b100,
            flags: EntryFlags::PRESENT.with(EntryFlags::LEAD, true),
            ..IndexEntry::ABSENT
        };
        let lead = || EntryTest::Flag(EntryFlags::LEAD);
        let escalated = || EntryTest::Flag(EntryFlags::ESCALATED);
        let among = |ids: &[u32]| EntryTest::Among(IdBitmap::of(ids, 64));
        let cases = [
            (lead(), true, "a flag"),
            (escalated(), false, "another"),
            (EntryTest::NoBadge, false, "it has an outcome"),
            (EntryTest::Kinds(0b101), true, "one of two kinds"),
            (among(&[7]), true, "found by the database"),
            (among(&[8]), false, "not found"),
            (EntryTest::Not(Box::new(escalated())), true, "not"),
            (EntryTest::All(vec![lead(), escalated()]), false, "both"),
            (EntryTest::Any(vec![lead(), escalated()]), true, "either"),
        ];
        for (test, expected, why) in cases {
            assert_eq!(test.admits(7, &entry), expected, "{why}");
        }
    }

    #[test]
    fn candidates_are_those_of_every_restriction() {
        let mut filter = EntryFilter::default();
        filter.restrict(vec![1, 2, 3, 5]);
        filter.restrict(vec![2, 5, 9]);
        assert_eq!(filter.candidates, Some(vec![2, 5]));
    }
}
