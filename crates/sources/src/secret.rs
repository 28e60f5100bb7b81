//! A secret in memory: wiped when dropped, never shown by `Debug`, never serialised. It must not
//! reach a log line, an error message or a file.

use std::fmt;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// A token or a password.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct SecretText(String);

impl SecretText {
    /// Takes a secret over. White space around it is not part of it: tokens arrive by paste and by
    /// pipe, with a line end.
    #[must_use]
    pub fn new(mut text: String) -> Self {
        let secret = Self(text.trim().to_owned());
        text.zeroize();
        secret
    }

    /// Takes a password over as it is, but for the end of the line that it arrived on: a blank may be
    /// part of a password, at its ends too.
    #[must_use]
    pub fn of_line(mut text: String) -> Self {
        let secret = Self(text.trim_end_matches(['\r', '\n']).to_owned());
        text.zeroize();
        secret
    }

    /// The secret itself, for the moment of use.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl From<String> for SecretText {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

impl fmt::Debug for SecretText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_trimmed_and_never_shown() {
        let secret = SecretText::new(" dbk_123\r\n".to_owned());
        assert_eq!(secret.expose(), "dbk_123");
        assert!(!format!("{secret:?}").contains("123"));
        let password = SecretText::of_line(" pass word \r\n".to_owned());
        assert_eq!(password.expose(), " pass word ");
    }
}
