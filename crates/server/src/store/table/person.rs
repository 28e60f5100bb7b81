//! What somebody is looked for by, in what was written at different times by different systems: an id as it
//! is, an e-mail address or a telephone number however it is written.

use model::identity::{NumberHome, lookup_key, names};

/// What somebody is known by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PersonIdentifier {
    text: String,
    key: String,
}

impl PersonIdentifier {
    /// Reads an id, an e-mail address or a telephone number.
    pub(crate) fn new(text: &str) -> Self {
        let text = text.trim();
        Self {
            text: text.to_owned(),
            key: lookup_key(text),
        }
    }

    /// As it was given.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The key under which it is kept, if it is. Others may have the same: [`PersonIdentifier::is`] tells.
    pub(crate) fn key(&self) -> &str {
        &self.key
    }

    /// Whether a text that was kept at `home` names the same person.
    pub(crate) fn is(&self, other: &str, home: NumberHome) -> bool {
        names(&self.text, other, home)
    }

    /// Whether any of these texts that are there names the same person.
    pub(crate) fn is_any<'a>(
        &self,
        others: impl IntoIterator<Item = &'a Option<String>>,
        home: NumberHome,
    ) -> bool {
        let mut others = others.into_iter().flatten();
        others.any(|other| self.is(other, home))
    }
}
