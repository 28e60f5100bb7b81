//! The words of a key or of a phrase, in the formats of this browser.

use super::intl;
use super::{LocaleFormats, Phrase, TextKey, text};

/// The text of a key.
pub(crate) fn t(key: TextKey) -> &'static str {
    text(key)
}

/// A phrase in the browser's own formats.
pub(crate) fn say(phrase: &Phrase) -> String {
    intl::with(|formats| phrase.say(formats))
}

/// A whole number, grouped.
pub(crate) fn number(value: u64) -> String {
    intl::with(|formats| LocaleFormats::number(formats, i64::try_from(value).unwrap_or(i64::MAX)))
}

/// A share as a percentage.
pub(crate) fn percent(share: f64) -> String {
    intl::with(|formats| LocaleFormats::percent(formats, share))
}
