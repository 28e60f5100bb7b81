//! The key of the cache's files. It must never be printed, logged or written.

use std::fmt;
use zeroize::Zeroizing;

/// A raw 256-bit key. It is wiped from memory when dropped, and its `Debug` shows nothing.
#[derive(Clone)]
pub struct CacheKey(Zeroizing<[u8; 32]>);

impl CacheKey {
    /// Takes a key over.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// The key itself, to derive others from.
    pub(crate) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The value of `PRAGMA key` for a raw key, which skips the slow derivation from a passphrase.
    pub(crate) fn pragma(&self) -> Zeroizing<String> {
        Zeroizing::new(format!("\"{}\"", self.raw().as_str()))
    }

    /// The same, bound to a statement.
    pub(crate) fn raw(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(70));
        text.push_str("x'");
        for byte in self.0.iter() {
            for nibble in [byte >> 4, byte & 0xf] {
                text.push(char::from_digit(u32::from(nibble), 16).unwrap_or('0'));
            }
        }
        text.push('\'');
        text
    }
}

impl fmt::Debug for CacheKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CacheKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pragma_is_a_raw_key_and_debug_shows_none_of_it() {
        let key = CacheKey::from_bytes([0xa7; 32]);
        assert_eq!(*key.pragma(), format!("\"x'{}'\"", "a7".repeat(32)));
        assert!(!format!("{key:?}").contains("a7"));
    }
}
