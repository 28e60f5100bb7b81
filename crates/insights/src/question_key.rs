//! The name of a wording by its words alone: the same in every cache, on every laptop, in whatever order it came. What a
//! manager decides of questions is kept by it.

use std::fmt;

/// So many bits of a hash: 300,000 wordings share one in less than one case of 6,000, and are then one group.
const BITS: u32 = 48;
const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0100_0000_01b3;

/// The name of a wording.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QuestionKey(u64);

impl QuestionKey {
    /// That of some words, which come in an order of their own.
    pub(crate) fn of<'w>(words: impl IntoIterator<Item = &'w str>) -> Self {
        Self(stable_hash(words) >> (u64::BITS - BITS))
    }

    /// From what is typed; none where it is no name of a wording.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix(['q', 'Q'])?;
        let is_whole =
            digits.len() == (BITS / 4) as usize && digits.bytes().all(|it| it.is_ascii_hexdigit());
        is_whole
            .then(|| u64::from_str_radix(digits, 16).ok().map(Self))
            .flatten()
    }

    pub(crate) const fn number(self) -> u64 {
        self.0
    }
}

/// As it is typed and kept.
impl fmt::Display for QuestionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "q{:012x}", self.0)
    }
}

/// A hash that stays the same from version to version: FNV-1a, mixed at the end so that its first bits are as good as its
/// last. It hides nothing.
pub(crate) fn stable_hash<'w>(words: impl IntoIterator<Item = &'w str>) -> u64 {
    let mut hash = OFFSET;
    for word in words {
        for byte in word.bytes().chain([0]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(PRIME);
        }
    }
    hash ^= hash >> 33;
    hash = hash.wrapping_mul(0xff51_afd7_ed55_8ccd);
    hash ^= hash >> 33;
    hash = hash.wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    hash ^ (hash >> 33)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_typed_as_it_is_told_and_stays_as_it_is() {
        let key = QuestionKey::of(["day", "pass"]);
        assert_eq!(QuestionKey::parse(&key.to_string()), Some(key));
        assert_ne!(key, QuestionKey::of(["daypass"]));
        // Decisions of managers are kept by it: it must be this in every version.
        assert_eq!(key.to_string(), "qcadac2b52a95");
        for text in [
            "",
            "q",
            "day pass",
            "q12345678901",
            "q1234567890123",
            "q12345678901g",
        ] {
            assert_eq!(QuestionKey::parse(text), None, "{text}");
        }
    }
}
