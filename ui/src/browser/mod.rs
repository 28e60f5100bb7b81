//! What the browser lends us: its formats, its timers, its elements. No state of ours lives here.

pub(crate) mod dom;
pub(crate) mod intl;

use crate::i18n::{Key, Phrase, text};
use chrono::{DateTime, Utc};

/// The text of a key.
pub(crate) fn t(key: Key) -> &'static str {
    text(key)
}

/// A phrase in the browser's own formats.
pub(crate) fn say(phrase: &Phrase) -> String {
    intl::with(|formats| phrase.say(formats))
}

/// A whole number, grouped.
pub(crate) fn number(value: u64) -> String {
    intl::with(|formats| {
        crate::i18n::Formats::number(formats, i64::try_from(value).unwrap_or(i64::MAX))
    })
}

/// A share as a percentage.
pub(crate) fn percent(share: f64) -> String {
    intl::with(|formats| crate::i18n::Formats::percent(formats, share))
}

/// The clock of this laptop.
pub(crate) fn clock() -> DateTime<Utc> {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "milliseconds since 1970 fit for 290 million years"
    )]
    DateTime::from_timestamp_millis(js_sys::Date::now() as i64).unwrap_or_default()
}
