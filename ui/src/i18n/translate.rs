//! The words of a key or of a phrase, in the formats of this browser.

use super::intl;
use super::{LocaleFormats, Phrase, TextKey, connecting_phrase, failure_phrase, text};
use model::failure::Failure;

/// The text of a key.
pub(crate) fn t(key: TextKey) -> &'static str {
    text(key)
}

/// A phrase in the browser's own formats.
pub(crate) fn say(phrase: &Phrase) -> String {
    intl::with(|formats| phrase.say(formats))
}

/// What happened, what is safe, what to do.
pub(crate) fn explain(failure: &Failure) -> String {
    say(&failure_phrase(failure))
}

/// The same while somebody connects a source.
pub(crate) fn explain_connecting(failure: &Failure) -> String {
    say(&connecting_phrase(failure))
}

/// A whole number, grouped.
pub(crate) fn number(value: u64) -> String {
    intl::with(|formats| LocaleFormats::number(formats, i64::try_from(value).unwrap_or(i64::MAX)))
}

/// A share as a percentage.
pub(crate) fn percent(share: f64) -> String {
    intl::with(|formats| LocaleFormats::percent(formats, share))
}
