//! A text that must not be seen: `Debug` shows three dots, and there is no `Display`.

use std::fmt;

/// A password, a key, or an address that may hold one.
#[derive(Clone, PartialEq, Eq)]
pub struct SettingSecret(String);

impl SettingSecret {
    /// Hides a text.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text, for the one who needs it. It must not be logged, printed or told in an error.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SettingSecret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_nothing() {
        let shown = format!("{:?}", SettingSecret::new("hunter2"));
        assert_eq!(shown, "Secret(…)");
    }
}
