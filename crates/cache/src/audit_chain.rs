//! The chain of the audit log, and how a change of it is found: each entry's hash is over its own fields and the hash
//! of the one before. It is pure, and must not know where entries are kept.

use chrono::{DateTime, Utc};
use model::AuditAction;
use model::audit::{AuditEntry, AuditFault};
use sha2::{Digest, Sha256};

/// What each hash begins with: another rule is another word.
const RULE: &str = "daybook-audit-1";

/// What stands before the first entry.
pub(crate) const NOTHING: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// An entry that has no place in the chain yet.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct AuditDraft {
    /// When.
    pub at: DateTime<Utc>,
    /// The user of the operating system.
    pub who: String,
    /// What was done.
    pub action: AuditAction,
    /// With what: a JSON object of ids, counts and keyed hashes.
    pub what: String,
}

impl AuditDraft {
    /// The entry at a place of the chain. Its time is kept in milliseconds.
    pub(crate) fn chained(self, number: u64, previous: String) -> AuditEntry {
        let millis = self.at.timestamp_millis();
        let mut entry = AuditEntry {
            number,
            at: crate::time::instant(millis),
            who: self.who,
            action: self.action,
            what: self.what,
            previous,
            hash: String::new(),
        };
        entry.hash = hash(&entry);
        entry
    }
}

/// The hash of an entry: over each field's length (8 bytes, little-endian) and its bytes, so that no two entries are
/// written alike.
pub(crate) fn hash(entry: &AuditEntry) -> String {
    let number = entry.number.to_string();
    let at = entry.at.timestamp_millis().to_string();
    let fields = [
        RULE,
        &number,
        &at,
        &entry.who,
        entry.action.as_str(),
        &entry.what,
        &entry.previous,
    ];
    let mut hash = Sha256::new();
    for field in fields {
        hash.update((field.len() as u64).to_le_bytes());
        hash.update(field);
    }
    hex::encode(hash.finalize())
}

/// A walk along the chain, entry by entry in the order of their numbers.
#[derive(Debug)]
pub(crate) struct ChainWalk {
    pub(crate) entries: u64,
    last: u64,
    pub(crate) head: String,
    pub(crate) fault: Option<AuditFault>,
}

impl Default for ChainWalk {
    fn default() -> Self {
        Self {
            entries: 0,
            last: 0,
            head: NOTHING.to_owned(),
            fault: None,
        }
    }
}

impl ChainWalk {
    /// Takes the next entry. What comes behind the first fault is not looked at.
    pub(crate) fn take(&mut self, entry: &AuditEntry) {
        if self.fault.is_none() {
            self.fault = self.fault_of(entry);
        }
        self.entries += 1;
        self.last = entry.number;
        self.head.clone_from(&entry.hash);
    }

    fn fault_of(&self, entry: &AuditEntry) -> Option<AuditFault> {
        let number = entry.number;
        if hash(entry) != entry.hash {
            return Some(AuditFault::Changed { number });
        }
        let expected = self.last + 1;
        if number != expected {
            let last = number.saturating_sub(1);
            return Some(AuditFault::Missing {
                first: expected,
                last,
            });
        }
        (entry.previous != self.head).then_some(AuditFault::Unlinked { number })
    }

    /// The end of the log, beside what its head says: its number and its hash.
    pub(crate) fn end(&mut self, head: Option<(u64, String)>) {
        let (number, hash) = head.unwrap_or((0, NOTHING.to_owned()));
        let is_same = number == self.last && hash == self.head;
        if self.fault.is_none() && !is_same {
            self.fault = Some(AuditFault::HeadDiffers { number });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn draft(place: u64) -> AuditDraft {
        AuditDraft {
            at: DateTime::from_timestamp(1_790_000_000, 0).expect("a time"),
            who: "lena (uid 1000)".to_owned(),
            action: AuditAction::View,
            what: format!("{{\"conversation\":\"c{place}\"}}"),
        }
    }

    fn chain(length: u64) -> Vec<AuditEntry> {
        let mut entries: Vec<AuditEntry> = Vec::new();
        for number in 1..=length {
            let previous = entries.last().map_or(NOTHING, |entry| entry.hash.as_str());
            let entry = draft(number).chained(number, previous.to_owned());
            entries.push(entry);
        }
        entries
    }

    fn fault(entries: &[AuditEntry], head: &AuditEntry) -> Option<AuditFault> {
        let mut walk = ChainWalk::default();
        entries.iter().for_each(|entry| walk.take(entry));
        walk.end(Some((head.number, head.hash.clone())));
        walk.fault
    }

    #[test]
    fn a_chain_as_it_was_written_has_no_fault() {
        let entries = chain(5);
        assert_eq!(fault(&entries, &entries[4]), None);
        let mut empty = ChainWalk::default();
        empty.end(None);
        assert_eq!(empty.fault, None);
    }

    #[test]
    fn fields_that_run_into_each_other_are_told_apart() {
        let one = AuditDraft {
            who: "ab".to_owned(),
            ..draft(1)
        };
        let other = AuditDraft {
            who: "a".to_owned(),
            action: AuditAction::Other("bview".to_owned()),
            ..draft(1)
        };
        let hash = |draft: AuditDraft| draft.chained(1, NOTHING.to_owned()).hash;
        assert_ne!(hash(one), hash(other));
    }

    /// Changes one field of an entry; answers whether its own hash was made anew, as its owner could.
    fn changed(entry: &mut AuditEntry, field: usize, is_rehashed: bool) {
        match field {
            0 => entry.at += chrono::Duration::milliseconds(1),
            1 => entry.who.push('x'),
            2 => entry.action = AuditAction::Delete,
            3 => entry.what.push(' '),
            4 => entry.previous = "1".repeat(64),
            _ => entry.hash = "f".repeat(64),
        }
        if is_rehashed {
            entry.hash = hash(entry);
        }
    }

    proptest! {
        #[test]
        fn a_change_of_any_entry_is_found_where_it_is(
            length in 2_u64..20, at in 0_usize..20, field in 0_usize..6, is_rehashed in any::<bool>(),
        ) {
            let whole = chain(length);
            let at = at % whole.len();
            let mut entries = whole.clone();
            changed(&mut entries[at], field, is_rehashed && field < 5);
            let found = fault(&entries, &whole[whole.len() - 1]);
            let number = entries[at].number;
            let is_last = at + 1 == entries.len();
            let expected = match (is_rehashed && field < 5, field, is_last) {
                (false, ..) => AuditFault::Changed { number },
                (true, 4, _) => AuditFault::Unlinked { number },
                (true, _, false) => AuditFault::Unlinked { number: number + 1 },
                (true, _, true) => AuditFault::HeadDiffers { number },
            };
            prop_assert_eq!(found, Some(expected));
        }

        #[test]
        fn an_entry_that_is_missing_or_stands_elsewhere_is_found(
            length in 3_u64..20, at in 0_usize..20, is_swapped in any::<bool>(),
        ) {
            let whole = chain(length);
            let at = at % (whole.len() - 1);
            let mut entries = whole.clone();
            let expected = if is_swapped {
                // By what they say: the numbers stand in order, as the table has them.
                let (one, other) = (entries[at].what.clone(), entries[at + 1].what.clone());
                entries[at].what = other;
                entries[at + 1].what = one;
                AuditFault::Changed { number: entries[at].number }
            } else {
                let number = entries.remove(at).number;
                AuditFault::Missing { first: number, last: number }
            };
            prop_assert_eq!(fault(&entries, &whole[whole.len() - 1]), Some(expected));
        }

        #[test]
        fn an_end_that_is_cut_off_is_found(length in 2_u64..20, left in 0_usize..19) {
            let whole = chain(length);
            let left = left % (whole.len() - 1);
            let number = whole[whole.len() - 1].number;
            let found = fault(&whole[..left], &whole[whole.len() - 1]);
            prop_assert_eq!(found, Some(AuditFault::HeadDiffers { number }));
        }
    }
}
