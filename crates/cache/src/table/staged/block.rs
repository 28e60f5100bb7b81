//! Kept records side by side, in the order of their ids: one row of the database where each would be
//! one. It must not know where blocks lie.

use crate::error::{CacheError, Result};
use model::feed::StagedRecord;

/// Records of a block that is made. One that is changed may have twice as many.
const MOST: usize = 128;

/// Records side by side, and the range of ids that is theirs.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct StagedBlock {
    pub(crate) first: String,
    pub(crate) last: String,
    pub(crate) records: i64,
    pub(crate) bytes: Vec<u8>,
}

/// One record of a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BlockEntry<'b> {
    pub(crate) id: &'b str,
    pub(crate) body: &'b str,
    pub(crate) keys: Vec<&'b str>,
}

impl<'b> BlockEntry<'b> {
    /// A record as it goes into a block; none where it is kept no longer.
    pub(crate) fn of(record: &'b StagedRecord) -> Option<Self> {
        Some(Self {
            id: &record.id,
            body: record.body.as_deref()?,
            keys: record.keys.iter().map(String::as_str).collect(),
        })
    }

    /// The record as it came.
    pub(crate) fn to_record(&self, entity: &str) -> StagedRecord {
        StagedRecord {
            entity: entity.to_owned(),
            id: self.id.to_owned(),
            body: Some(self.body.to_owned()),
            keys: self.keys.iter().map(|key| (*key).to_owned()).collect(),
        }
    }
}

/// Packs records, which come in the order of their ids, into as many blocks as they need.
pub(crate) fn pack(entries: &[BlockEntry<'_>]) -> Vec<StagedBlock> {
    entries.chunks(MOST).filter_map(packed).collect()
}

/// Packs the records of a block that was changed: it is split where it has become too large.
pub(crate) fn pack_again(entries: &[BlockEntry<'_>]) -> Vec<StagedBlock> {
    if entries.len() <= 2 * MOST {
        packed(entries).into_iter().collect()
    } else {
        pack(entries)
    }
}

fn packed(entries: &[BlockEntry<'_>]) -> Option<StagedBlock> {
    let (first, last) = (entries.first()?, entries.last()?);
    let room = entries
        .iter()
        .map(|entry| entry.body.len() + entry.id.len() + 8);
    let mut bytes = Vec::with_capacity(room.sum());
    for entry in entries {
        put(&mut bytes, entry.id);
        put(&mut bytes, entry.body);
        put_number(&mut bytes, entry.keys.len());
        entry.keys.iter().for_each(|key| put(&mut bytes, key));
    }
    Some(StagedBlock {
        first: first.id.to_owned(),
        last: last.id.to_owned(),
        records: i64::try_from(entries.len()).unwrap_or(i64::MAX),
        bytes,
    })
}

fn put(bytes: &mut Vec<u8>, text: &str) {
    put_number(bytes, text.len());
    bytes.extend_from_slice(text.as_bytes());
}

/// Seven bits a byte, the lowest first; the highest bit says that there are more.
#[allow(clippy::cast_possible_truncation, reason = "seven bits fit")]
fn put_number(bytes: &mut Vec<u8>, mut number: usize) {
    while number > 0x7f {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// The records of a block.
pub(crate) fn entries(bytes: &[u8]) -> impl Iterator<Item = Result<BlockEntry<'_>>> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        (!rest.is_empty()).then(|| {
            let entry = take_entry(&mut rest);
            if entry.is_none() {
                rest = &[];
            }
            entry.ok_or(CacheError::Damaged {
                what: "a block of kept records",
            })
        })
    })
}

fn take_entry<'b>(rest: &mut &'b [u8]) -> Option<BlockEntry<'b>> {
    let (id, body) = (take(rest)?, take(rest)?);
    let count = take_number(rest)?;
    // A number that is damaged must not ask for memory.
    let keys = (0..count).map(|_| take(rest)).collect::<Option<_>>()?;
    Some(BlockEntry { id, body, keys })
}

fn take<'b>(rest: &mut &'b [u8]) -> Option<&'b str> {
    let length = take_number(rest)?;
    let (text, after) = rest.split_at_checked(length)?;
    *rest = after;
    std::str::from_utf8(text).ok()
}

fn take_number(rest: &mut &[u8]) -> Option<usize> {
    let mut number = 0;
    for shift in (0..usize::BITS).step_by(7) {
        let (byte, after) = rest.split_first()?;
        *rest = after;
        number |= usize::from(byte & 0x7f) << shift;
        if *byte <= 0x7f {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn record(id: usize, body: &str, keys: &[&str]) -> StagedRecord {
        StagedRecord {
            entity: "e".to_owned(),
            id: format!("{id:06}"),
            body: Some(body.to_owned()),
            keys: keys.iter().map(|key| (*key).to_owned()).collect(),
        }
    }

    fn unpacked(blocks: &[StagedBlock]) -> Vec<StagedRecord> {
        let all = blocks.iter().flat_map(|block| entries(&block.bytes));
        all.map(|entry| entry.unwrap().to_record("e")).collect()
    }

    #[test]
    fn what_is_packed_comes_back_in_blocks_that_say_their_range() {
        let long = "é".repeat(40_000);
        let records: Vec<_> = (0..MOST * 2 + 3)
            .map(|n| match n % 3 {
                0 => record(n, &long[..n * 2], &["email:x", ""]),
                1 => record(n, "", &[]),
                _ => record(n, "{}", &[&long]),
            })
            .collect();
        let packed = pack(
            &records
                .iter()
                .filter_map(BlockEntry::of)
                .collect::<Vec<_>>(),
        );
        let ranges: Vec<_> = packed
            .iter()
            .map(|block| (block.first.as_str(), block.last.as_str(), block.records))
            .collect();
        assert_eq!(
            ranges,
            [
                ("000000", "000127", 128),
                ("000128", "000255", 128),
                ("000256", "000258", 3)
            ]
        );
        assert_eq!(unpacked(&packed), records);
        assert!(pack(&[]).is_empty());
    }

    #[test]
    fn a_block_that_is_changed_is_split_only_when_it_has_doubled() {
        let records: Vec<_> = (0..=2 * MOST).map(|n| record(n, "{}", &[])).collect();
        let entries: Vec<_> = records.iter().filter_map(BlockEntry::of).collect();
        assert_eq!(pack_again(&entries[..2 * MOST]).len(), 1);
        assert_eq!(pack_again(&entries).len(), 3);
        assert!(pack_again(&[]).is_empty());
    }

    proptest! {
        #[test]
        fn damage_is_an_error_or_another_record_and_never_a_panic(
            bytes in proptest::collection::vec(any::<u8>(), 0..200)
        ) {
            let count = entries(&bytes).count();
            prop_assert!(count <= bytes.len());
        }
    }

    #[test]
    fn a_block_that_was_cut_is_damaged() {
        let records = [record(1, "body", &["key"])];
        let packed = pack(
            &records
                .iter()
                .filter_map(BlockEntry::of)
                .collect::<Vec<_>>(),
        );
        let whole = &packed[0].bytes;
        for length in 1..whole.len() {
            let read: Result<Vec<_>> = entries(&whole[..length]).collect();
            assert!(
                matches!(read, Err(CacheError::Damaged { .. })),
                "{length} bytes"
            );
        }
    }
}
