//! What every pass over the conversations needs of one of them: 32 bytes, the same in memory and in
//! the `index` table. Texts stay in the database.

use insights::{ConversationFacts, StatusFact};

/// Bytes of a stored record.
pub(crate) const ENTRY_BYTES: usize = 32;

/// One conversation in the index.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct IndexEntry {
    /// Newest message, in milliseconds.
    pub(crate) last_activity: i64,
    /// Start, in milliseconds.
    pub(crate) started: i64,
    /// Day of the start in the space's zone, as days since 1970-01-01.
    pub(crate) day: i32,
    /// Messages that a reader sees.
    pub(crate) visible: u32,
    /// Local id of the space.
    pub(crate) space: u32,
    /// Code of the channel.
    pub(crate) channel: u16,
    /// Confirmed outcomes, one bit a known kind.
    pub(crate) kinds: u8,
    pub(crate) flags: EntryFlags,
}

/// What becomes of a conversation's entry; none where the conversation is gone.
pub(crate) type IndexPatch = (u32, Option<IndexEntry>);

/// Yes or no, eight times.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct EntryFlags(u8);

impl EntryFlags {
    /// There is a conversation with this id.
    pub(crate) const PRESENT: Self = Self(1);
    pub(crate) const LEAD: Self = Self(1 << 1);
    pub(crate) const ESCALATED: Self = Self(1 << 2);
    pub(crate) const ACTIVE: Self = Self(1 << 3);
    pub(crate) const ENDED: Self = Self(1 << 4);
    /// A confirmed outcome of a kind that this version does not know.
    pub(crate) const OTHER_KIND: Self = Self(1 << 5);
    /// An inferred outcome.
    pub(crate) const INFERRED: Self = Self(1 << 6);

    /// These flags, and another one where the condition holds.
    pub(crate) fn with(self, flag: Self, condition: bool) -> Self {
        if condition {
            Self(self.0 | flag.0)
        } else {
            self
        }
    }

    /// Whether a flag is set.
    pub(crate) fn has(self, flag: Self) -> bool {
        self.0 & flag.0 != 0
    }
}

impl IndexEntry {
    /// No conversation has this id (any more).
    pub(crate) const ABSENT: Self = Self {
        last_activity: 0,
        started: 0,
        day: 0,
        visible: 0,
        space: 0,
        channel: 0,
        kinds: 0,
        flags: EntryFlags(0),
    };

    /// Whether there is a conversation.
    pub(crate) fn is_present(&self) -> bool {
        self.flags.has(EntryFlags::PRESENT)
    }

    /// Whether it has a badge: an outcome of any kind, inferred ones included.
    pub(crate) fn has_badge(&self) -> bool {
        self.kinds != 0
            || self.flags.has(EntryFlags::OTHER_KIND)
            || self.flags.has(EntryFlags::INFERRED)
    }

    /// Whether it has a confirmed outcome of any kind.
    pub(crate) fn has_confirmed(&self) -> bool {
        self.kinds != 0 || self.flags.has(EntryFlags::OTHER_KIND)
    }

    /// The record as it is stored, little-endian.
    pub(crate) fn to_bytes(self) -> [u8; ENTRY_BYTES] {
        let mut bytes = [0; ENTRY_BYTES];
        bytes[0..8].copy_from_slice(&self.last_activity.to_le_bytes());
        bytes[8..16].copy_from_slice(&self.started.to_le_bytes());
        bytes[16..20].copy_from_slice(&self.day.to_le_bytes());
        bytes[20..24].copy_from_slice(&self.visible.to_le_bytes());
        bytes[24..28].copy_from_slice(&self.space.to_le_bytes());
        bytes[28..30].copy_from_slice(&self.channel.to_le_bytes());
        bytes[30] = self.kinds;
        bytes[31] = self.flags.0;
        bytes
    }

    /// The record that was stored. Bytes beyond the width are ignored, missing ones read as zero.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Self {
        Self {
            last_activity: i64::from_le_bytes(part(bytes, 0)),
            started: i64::from_le_bytes(part(bytes, 8)),
            day: i32::from_le_bytes(part(bytes, 16)),
            visible: u32::from_le_bytes(part(bytes, 20)),
            space: u32::from_le_bytes(part(bytes, 24)),
            channel: u16::from_le_bytes(part(bytes, 28)),
            kinds: part::<1>(bytes, 30)[0],
            flags: EntryFlags(part::<1>(bytes, 31)[0]),
        }
    }

    /// The same for the tally.
    #[inline]
    pub(crate) fn for_tally(&self) -> ConversationFacts {
        ConversationFacts {
            kinds: self.kinds,
            other_kind: self.flags.has(EntryFlags::OTHER_KIND),
            lead: self.flags.has(EntryFlags::LEAD),
            escalated: self.flags.has(EntryFlags::ESCALATED),
            status: self.status(),
            visible_messages: self.visible,
            channel: self.channel,
            day: self.day,
        }
    }

    #[inline]
    fn status(&self) -> StatusFact {
        match (
            self.flags.has(EntryFlags::ACTIVE),
            self.flags.has(EntryFlags::ENDED),
        ) {
            (true, _) => StatusFact::Active,
            (_, true) => StatusFact::Ended,
            _ => StatusFact::None,
        }
    }
}

#[inline]
fn part<const N: usize>(bytes: &[u8], at: usize) -> [u8; N] {
    bytes
        .get(at..at + N)
        .and_then(|part| part.try_into().ok())
        .unwrap_or([0; N])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_comes_back_from_its_bytes() {
        let entry = IndexEntry {
            last_activity: 1_795_000_000_123,
            started: -5,
            day: -1,
            visible: 12,
            space: 70_000,
            channel: 513,
            kinds: 0b10101,
            flags: EntryFlags::PRESENT
                .with(EntryFlags::INFERRED, true)
                .with(EntryFlags::LEAD, false),
        };
        assert_eq!(IndexEntry::from_bytes(&entry.to_bytes()), entry);
        assert_eq!(
            IndexEntry::from_bytes(&[]),
            IndexEntry::ABSENT,
            "a cut record reads as absent, not as a panic"
        );
        assert_eq!(size_of::<IndexEntry>(), ENTRY_BYTES);
    }
}
