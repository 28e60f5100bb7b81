//! A hash of a record's content, by which an unchanged record is known without comparing texts.
//! It is stored, so it must never change with a compiler or a library: FNV-1a, 64 bits. It guards
//! nothing; a server that forges a collision only keeps its own change from itself.

use model::record::EarlierText;

/// A hash under way.
pub(crate) struct ContentHash(u64);

const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0000_0100_0000_01b3;

impl ContentHash {
    pub(crate) fn new() -> Self {
        Self(OFFSET)
    }

    /// Adds a text. Its length goes first, so that two fields never run into one another.
    pub(crate) fn text(mut self, text: &str) -> Self {
        self = self.number(i64::try_from(text.len()).unwrap_or(i64::MAX));
        self.bytes(text.as_bytes())
    }

    /// Adds a text that may be absent; absent differs from empty.
    pub(crate) fn optional(self, text: Option<&str>) -> Self {
        match text {
            Some(text) => self.number(1).text(text),
            None => self.number(0),
        }
    }

    /// Adds a number.
    pub(crate) fn number(self, number: i64) -> Self {
        self.bytes(&number.to_le_bytes())
    }

    /// Adds a number that hardly any record has: one without it has the hash that it always had.
    pub(crate) fn mark(self, number: Option<i64>) -> Self {
        match number {
            Some(number) => self.number(1).number(number),
            None => self,
        }
    }

    /// Adds a text that hardly any record has, in the same way.
    pub(crate) fn word(self, text: Option<&str>) -> Self {
        match text {
            Some(text) => self.number(2).text(text),
            None => self,
        }
    }

    /// Adds what hardly any message has: what it said before.
    pub(crate) fn earlier(self, earlier: &[EarlierText]) -> Self {
        earlier.iter().fold(self, |hash, it| {
            let hash = hash.word(Some(&it.body)).text(it.format.as_str());
            hash.number(crate::time::millis(it.until))
        })
    }

    /// The hash as SQLite keeps it.
    pub(crate) fn finish(self) -> i64 {
        self.0.cast_signed()
    }

    fn bytes(mut self, bytes: &[u8]) -> Self {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(PRIME);
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_the_one_that_is_already_stored() {
        assert_eq!(ContentHash::new().finish(), OFFSET.cast_signed());
        let stored = ContentHash::new()
            .text("booking")
            .optional(None)
            .number(7)
            .finish();
        assert_eq!(
            stored, 8_423_620_953_241_281_526,
            "a changed hash would rewrite every row once"
        );
    }

    #[test]
    fn fields_do_not_run_into_one_another() {
        let split = |a: &str, b: &str| ContentHash::new().text(a).text(b).finish();
        assert_ne!(split("ab", "c"), split("a", "bc"));
        assert_ne!(
            ContentHash::new().optional(Some("")).finish(),
            ContentHash::new().optional(None).finish()
        );
    }
}
