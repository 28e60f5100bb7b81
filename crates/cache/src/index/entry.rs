//! What every pass over the conversations needs of one of them: 32 bytes, the same in memory and in
//! the `index` table. Texts stay in the database.

use insights::{ConversationFacts, StatusFact};
use model::request::InferredOutcomes;

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
    pub(crate) visible: MessageCount,
    /// Inferred outcomes, one bit a known kind.
    pub(crate) inferred_kinds: u8,
    /// Local id of the space.
    pub(crate) space: u32,
    /// Code of the channel.
    pub(crate) channel: u16,
    /// Confirmed outcomes, one bit a known kind.
    pub(crate) kinds: u8,
    pub(crate) flags: EntryFlags,
}

/// How many messages, in three bytes: a conversation has room for a sixteenth of what they count to. The byte that
/// this saves holds the kinds of inferred outcomes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct MessageCount([u8; 3]);

impl MessageCount {
    /// The most that it can say.
    const MOST: u32 = (1 << 24) - 1;

    /// This many, or the most that it can say.
    pub(crate) const fn of(messages: u32) -> Self {
        let most = if messages > Self::MOST {
            Self::MOST
        } else {
            messages
        };
        let [low, middle, high, _] = most.to_le_bytes();
        Self([low, middle, high])
    }

    /// How many.
    #[inline]
    pub(crate) const fn get(self) -> u32 {
        let [low, middle, high] = self.0;
        u32::from_le_bytes([low, middle, high, 0])
    }
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
        visible: MessageCount::of(0),
        inferred_kinds: 0,
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

    /// Whether it has an outcome of any kind, inferred ones counted or not.
    #[inline]
    pub(crate) fn has_counted(&self, inferred: InferredOutcomes) -> bool {
        match inferred {
            InferredOutcomes::Apart => self.has_confirmed(),
            InferredOutcomes::Counted => self.has_badge(),
        }
    }

    /// Whether it has an inferred outcome and no confirmed one.
    #[inline]
    pub(crate) fn has_only_inferred(&self) -> bool {
        self.flags.has(EntryFlags::INFERRED) && !self.has_confirmed()
    }

    /// The record as it is stored, little-endian.
    pub(crate) fn to_bytes(self) -> [u8; ENTRY_BYTES] {
        let mut bytes = [0; ENTRY_BYTES];
        bytes[0..8].copy_from_slice(&self.last_activity.to_le_bytes());
        bytes[8..16].copy_from_slice(&self.started.to_le_bytes());
        bytes[16..20].copy_from_slice(&self.day.to_le_bytes());
        bytes[20..23].copy_from_slice(&self.visible.0);
        bytes[23] = self.inferred_kinds;
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
            visible: MessageCount(part(bytes, 20)),
            inferred_kinds: part::<1>(bytes, 23)[0],
            space: u32::from_le_bytes(part(bytes, 24)),
            channel: u16::from_le_bytes(part(bytes, 28)),
            kinds: part::<1>(bytes, 30)[0],
            flags: EntryFlags(part::<1>(bytes, 31)[0]),
        }
    }

    /// The same for the tally, inferred outcomes counted or not. One of a kind that this version does not know counts
    /// in no kind, and so does the flag that there is any.
    #[inline]
    pub(crate) fn for_tally(&self, inferred: InferredOutcomes) -> ConversationFacts {
        let other_kind = self.flags.has(EntryFlags::OTHER_KIND);
        let (kinds, other_kind) = match inferred {
            InferredOutcomes::Apart => (self.kinds, other_kind),
            InferredOutcomes::Counted => (
                self.kinds | self.inferred_kinds,
                other_kind || self.flags.has(EntryFlags::INFERRED),
            ),
        };
        ConversationFacts {
            kinds,
            other_kind,
            lead: self.flags.has(EntryFlags::LEAD),
            escalated: self.flags.has(EntryFlags::ESCALATED),
            status: self.status(),
            visible_messages: self.visible.get(),
            channel: self.channel,
            day: self.day,
        }
    }

    /// Its status, where the source has one.
    #[inline]
    pub(crate) fn status(&self) -> StatusFact {
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
            visible: MessageCount::of(12),
            inferred_kinds: 0b1010,
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

    #[test]
    fn messages_are_counted_as_far_as_three_bytes_go() {
        for (messages, said) in [
            (0, 0),
            (1_048_576, 1_048_576),
            (16_777_215, 16_777_215),
            (16_777_216, 16_777_215),
            (u32::MAX, 16_777_215),
        ] {
            assert_eq!(MessageCount::of(messages).get(), said, "{messages}");
        }
    }

    #[test]
    fn inferred_outcomes_count_where_they_are_asked_to() {
        use InferredOutcomes::{Apart, Counted};
        let entry = |kinds, inferred_kinds, flags: EntryFlags| IndexEntry {
            kinds,
            inferred_kinds,
            flags: flags.with(EntryFlags::PRESENT, true),
            ..IndexEntry::ABSENT
        };
        let inferred = EntryFlags::INFERRED;
        let none = EntryFlags(0);
        let cases = [
            ("nothing", entry(0, 0, none), (0, false), (0, false)),
            ("confirmed", entry(1, 0, none), (1, true), (1, true)),
            ("inferred", entry(0, 2, inferred), (0, false), (2, true)),
            (
                "an unknown kind",
                entry(0, 0, inferred),
                (0, false),
                (0, true),
            ),
            ("one of each", entry(1, 2, inferred), (1, true), (3, true)),
            ("both of one", entry(1, 1, inferred), (1, true), (1, true)),
        ];
        for (what, entry, apart, counted) in cases {
            for (position, expected) in [(Apart, apart), (Counted, counted)] {
                let facts = entry.for_tally(position);
                let any = facts.kinds != 0 || facts.other_kind;
                assert_eq!((facts.kinds, any), expected, "{what}, {position:?}");
                assert_eq!(entry.has_counted(position), any, "{what}, {position:?}");
            }
            let only = counted.1 && !apart.1;
            assert_eq!(entry.has_only_inferred(), only, "{what}");
        }
    }
}
