//! A thing to say, before it is said: a key and the values that go in it. View models make phrases,
//! so that what is said can be tested without a browser; the formats of the browser say them.

use super::{PluralCategory, TextKey, fill, form, text};
use chrono::{DateTime, Utc};

/// How an instant is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeStyle {
    /// Hours and minutes.
    Time,
    /// Day and month, with the year where it is not this one.
    Date,
    /// Weekday, day and month, with the year where it is not this one.
    Day,
    /// Day, month, hours and minutes.
    DateTime,
    /// Everything, with seconds and the zone's name.
    Exact,
    /// As far away as it is: "15 min ago", "yesterday", "12 Nov".
    Ago,
}

/// A value in a phrase.
#[derive(Clone, Debug, PartialEq)]
pub enum PhraseArg {
    /// Text as it is.
    Text(String),
    /// The text of another key.
    Key(TextKey),
    /// A counted thing of its own: another key with its `n`.
    Count(TextKey, i64),
    /// Another phrase.
    Say(Box<Phrase>),
    /// A whole number; the one named `n` picks the plural form.
    Number(i64),
    /// A number with one decimal.
    Decimal(f64),
    /// A share, 0 to 1.
    Percent(f64),
    /// A stretch of minutes: "2 h 05 min".
    Minutes(i64),
    /// An instant, in a zone of the IANA list (`None`: this laptop's).
    At(DateTime<Utc>, Option<String>, TimeStyle),
}

impl PhraseArg {
    /// A counted thing of its own, however the number is held.
    #[must_use]
    pub fn count(key: TextKey, n: impl TryInto<i64>) -> Self {
        Self::Count(key, n.try_into().unwrap_or(i64::MAX))
    }
}

/// A thing to say.
#[derive(Clone, Debug, PartialEq)]
pub struct Phrase {
    /// What.
    pub key: TextKey,
    /// The values of its places.
    pub args: Vec<(&'static str, PhraseArg)>,
}

/// Turns values into text. The browser's `Intl` does it in the window; a plain one does it in a terminal and in tests.
pub trait LocaleFormats {
    /// A whole number, grouped.
    fn number(&self, value: i64) -> String;
    /// A number with one decimal.
    fn decimal(&self, value: f64) -> String;
    /// A share as a percentage with one decimal.
    fn percent(&self, share: f64) -> String;
    /// The plural category of a whole number.
    fn category(&self, value: i64) -> PluralCategory;
    /// An instant.
    fn moment(&self, at: DateTime<Utc>, zone: Option<&str>, style: TimeStyle) -> String;
}

impl Phrase {
    /// A phrase without values.
    #[must_use]
    pub const fn new(key: TextKey) -> Self {
        Self {
            key,
            args: Vec::new(),
        }
    }

    /// The same, with a value.
    #[must_use]
    pub fn with(mut self, place: &'static str, value: PhraseArg) -> Self {
        self.args.push((place, value));
        self
    }

    /// The same, with a number.
    #[must_use]
    pub fn number(self, place: &'static str, value: impl TryInto<i64>) -> Self {
        self.with(
            place,
            PhraseArg::Number(value.try_into().unwrap_or(i64::MAX)),
        )
    }

    /// A phrase that counts: its place `n` is the number, and picks the plural form.
    #[must_use]
    pub fn count(key: TextKey, n: impl TryInto<i64>) -> Self {
        Self::new(key).number("n", n)
    }

    /// The words.
    #[must_use]
    pub fn say(&self, formats: &dyn LocaleFormats) -> String {
        let category = self.args.iter().find_map(|(place, value)| match value {
            PhraseArg::Number(n) if *place == "n" => Some(formats.category(*n)),
            _ => None,
        });
        let chosen = form(text(self.key), category.unwrap_or(PluralCategory::Other));
        let values: Vec<_> = self
            .args
            .iter()
            .map(|(place, value)| (*place, value.say(formats)))
            .collect();
        fill(chosen, &values)
    }
}

impl From<TextKey> for Phrase {
    fn from(key: TextKey) -> Self {
        Self::new(key)
    }
}

impl PhraseArg {
    fn say(&self, formats: &dyn LocaleFormats) -> String {
        match self {
            Self::Text(words) => words.clone(),
            Self::Key(key) => text(*key).to_owned(),
            Self::Count(key, n) => Phrase::count(*key, *n).say(formats),
            Self::Say(phrase) => phrase.say(formats),
            Self::Number(value) => formats.number(*value),
            Self::Decimal(value) => formats.decimal(*value),
            Self::Percent(share) => formats.percent(*share),
            Self::Minutes(minutes) => stretch(*minutes).say(formats),
            Self::At(at, zone, style) => formats.moment(*at, zone.as_deref(), *style),
        }
    }
}

/// A stretch of time in the two units that matter.
fn stretch(minutes: i64) -> Phrase {
    let minutes = minutes.max(0);
    let (days, hours, rest) = (minutes / 1440, minutes % 1440 / 60, minutes % 60);
    if days > 0 && hours == 0 {
        return Phrase::count(TextKey::StretchDays, days);
    }
    if days > 0 {
        return Phrase::count(TextKey::StretchDaysHours, days).number("h", hours);
    }
    if hours > 0 {
        return Phrase::new(TextKey::StretchHours)
            .number("h", hours)
            .with("m", PhraseArg::Text(format!("{rest:02}")));
    }
    Phrase::new(TextKey::StretchMinutes).number("m", rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::PlainFormats;

    #[test]
    fn a_count_agrees_with_its_number() {
        assert_eq!(
            Phrase::count(TextKey::CountMessages, 1).say(&PlainFormats),
            "1 message"
        );
        assert_eq!(
            Phrase::count(TextKey::CountMessages, 4).say(&PlainFormats),
            "4 messages"
        );
    }

    #[test]
    fn stretches_use_the_two_units_that_matter() {
        let cases = [
            (-3, "0 min"),
            (6, "6 min"),
            (125, "2 h 05 min"),
            (1440, "1 day"),
            (2 * 1440 + 61, "2 days 1 h"),
        ];
        for (minutes, expected) in cases {
            assert_eq!(
                PhraseArg::Minutes(minutes).say(&PlainFormats),
                expected,
                "{minutes} minutes"
            );
        }
    }
}
