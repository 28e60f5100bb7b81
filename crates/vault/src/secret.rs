//! A secret in memory: wiped when dropped, never shown by `Debug`, never serialised.

use std::fmt;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// A key or a token, as text.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct VaultSecret(String);

impl VaultSecret {
    /// Takes a secret over, byte for byte.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(text)
    }

    /// The secret itself, for the moment of use.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl From<String> for VaultSecret {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

impl fmt::Debug for VaultSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_never_shown() {
        assert_eq!(
            format!("{:?}", VaultSecret::new("hunter2".to_owned())),
            "Secret(…)"
        );
    }
}
