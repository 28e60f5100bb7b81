//! What a client may write into a field: ids, words, lines of text, addresses. It must not know HTTP.

use chrono::{DateTime, Utc};
use model::record::SpaceRecord;
use model::{RemoteId, visible};
use serde::{Deserialize as _, Deserializer};
use std::borrow::Cow;
use url::Url;

/// The longest id, in characters.
const LONGEST_ID: usize = 128;
/// The longest line of text, in characters.
const LONGEST_LINE: usize = 500;
/// The longest subject, in characters: lists show its beginning, the record holds it all.
const LONGEST_SUBJECT: usize = 20_000;
/// The longest note, in characters.
const LONGEST_NOTE: usize = 20_000;
/// The longest word of an open set, in characters.
const LONGEST_WORD: usize = 60;
/// The longest address of a page, in bytes.
const LONGEST_URL: usize = 2_000;

/// A field that is not allowed, in words for who wrote it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct FieldError(String);

impl FieldError {
    /// A field that breaks a rule.
    pub(crate) fn new(words: impl Into<String>) -> Self {
        Self(words.into())
    }

    /// Whether the same call may succeed later: never.
    #[must_use]
    pub const fn is_retryable(&self) -> bool {
        false
    }
}

/// An id.
pub(crate) fn id(id: &str, name: &str) -> Result<RemoteId, FieldError> {
    let plain = |it: u8| it.is_ascii_alphanumeric() || b"._:~-".contains(&it);
    if id.is_empty() || id.len() > LONGEST_ID || !id.bytes().all(plain) {
        let words = format!("{name} must be 1 to 128 of A-Z a-z 0-9 . _ : ~ -");
        return Err(FieldError(words));
    }
    Ok(RemoteId::from(id))
}

/// A space, however it was handed in: over HTTP, or from the terminal.
///
/// # Errors
/// [`FieldError`] names the field and what is allowed.
pub fn space(id_text: &str, name: String, time_zone: &str) -> Result<SpaceRecord, FieldError> {
    let zone = zone::Zone::named(time_zone);
    let zone = zone.map_err(|_| FieldError::new("time_zone must be an IANA time zone"))?;
    let name = line(name, "name")?;
    if name.is_empty() {
        return Err(FieldError::new("name must not be empty"));
    }
    Ok(SpaceRecord {
        id: id(id_text, "id")?,
        name,
        time_zone: zone.name().to_owned(),
    })
}

/// An id that may be left out.
pub(crate) fn id_if_any(text: Option<&str>, name: &str) -> Result<Option<RemoteId>, FieldError> {
    text.map(|it| id(it, name)).transpose()
}

/// An id that is made where none is given: 128 random bits.
pub(crate) fn id_or_new(text: Option<&str>, name: &str) -> Result<RemoteId, FieldError> {
    let new = || RemoteId::from(format!("{:032x}", rand::random::<u128>()).as_str());
    Ok(id_if_any(text, name)?.unwrap_or_else(new))
}

/// A value of an open set.
pub(crate) fn word(text: String, name: &str) -> Result<String, FieldError> {
    let plain = |it: u8| it.is_ascii_alphanumeric() || b"_-".contains(&it);
    if text.is_empty() || text.len() > LONGEST_WORD || !text.bytes().all(plain) {
        let words = format!("{name} must be 1 to 60 of A-Z a-z 0-9 _ -");
        return Err(FieldError(words));
    }
    Ok(text)
}

/// A value of an open set, in any spelling of a known one; another is kept as it came.
pub(crate) fn open_word<T>(text: String, name: &str, known: &[T]) -> Result<T, FieldError>
where
    T: PartialEq + for<'t> From<&'t str>,
{
    let value = T::from(text.as_str());
    if known.contains(&value) {
        return Ok(value);
    }
    Ok(T::from(word(text, name)?.as_str()))
}

/// A value of a closed set, in any spelling.
pub(crate) fn closed_word<T>(text: &str, name: &str, known: &[T]) -> Result<T, FieldError>
where
    T: PartialEq + for<'t> From<&'t str> + std::fmt::Display,
{
    let value = T::from(text);
    if known.contains(&value) {
        return Ok(value);
    }
    let words = known.iter().map(ToString::to_string).collect::<Vec<_>>();
    let (last, before) = words.split_last().ok_or_else(|| FieldError::new(name))?;
    let before = before.join(", ");
    Err(FieldError(format!("{name} must be {before} or {last}")))
}

/// An instant in a body, which may be left out: `deserialize_with`, so that the words say what is allowed.
pub(crate) fn instant_if_any<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<DateTime<Utc>>, D::Error> {
    let text: Option<Cow<'_, str>> = Option::deserialize(deserializer)?;
    let Some(text) = text else {
        return Ok(None);
    };
    text.parse().map(Some).map_err(|_| {
        serde::de::Error::custom("it must be a time such as 2026-03-01T00:00:00Z (RFC 3339)")
    })
}

/// A line of text.
pub(crate) fn line(text: String, name: &str) -> Result<String, FieldError> {
    at_most(text, name, LONGEST_LINE)
}

/// A line of text that may be left out. Nothing that can be seen is nothing.
pub(crate) fn line_if_any(text: Option<String>, name: &str) -> Result<Option<String>, FieldError> {
    let text = text.filter(|it| visible(it).is_some());
    text.map(|it| line(it, name)).transpose()
}

/// A subject that may be left out. One that is longer than anything is kept as far as that, with a mark:
/// what follows it must not be lost for it.
pub(crate) fn subject_if_any(
    text: Option<String>,
    name: &str,
) -> Result<Option<String>, FieldError> {
    shortened_if_any(text, name, LONGEST_SUBJECT)
}

/// A line that describes and by which nothing is found: a name, a city. It may be left out, and is cut with a
/// mark where it is too long.
pub(crate) fn label_if_any(text: Option<String>, name: &str) -> Result<Option<String>, FieldError> {
    shortened_if_any(text, name, LONGEST_LINE)
}

fn shortened_if_any(
    text: Option<String>,
    name: &str,
    longest: usize,
) -> Result<Option<String>, FieldError> {
    let text = text.filter(|it| visible(it).is_some());
    let text = text.map(|it| no_nul(it, name)).transpose()?;
    Ok(text.map(|it| match it.char_indices().nth(longest) {
        None => it,
        Some(_) => it.chars().take(longest - 1).chain(['…']).collect(),
    }))
}

/// A note that may be left out.
pub(crate) fn note_if_any(text: Option<String>, name: &str) -> Result<Option<String>, FieldError> {
    let text = text.filter(|it| visible(it).is_some());
    text.map(|it| at_most(it, name, LONGEST_NOTE)).transpose()
}

/// The address of a page that a reader may open: https, or http. It may be left out.
pub(crate) fn url_if_any(text: Option<String>, name: &str) -> Result<Option<String>, FieldError> {
    let Some(text) = text else {
        return Ok(None);
    };
    let url = Url::parse(&text).ok().filter(|_| text.len() <= LONGEST_URL);
    match url {
        Some(url) if matches!(url.scheme(), "https" | "http") && url.has_host() => {
            no_nul(text, name).map(Some)
        }
        _ => Err(FieldError(format!(
            "{name} must be an address of at most {LONGEST_URL} bytes that begins with https:// or http://"
        ))),
    }
}

fn at_most(text: String, name: &str, longest: usize) -> Result<String, FieldError> {
    if text.chars().count() > longest {
        let words = format!("{name} must be at most {longest} characters");
        return Err(FieldError(words));
    }
    no_nul(text, name)
}

/// PostgreSQL keeps no such character, and so neither does SQLite.
pub(crate) fn no_nul(text: String, name: &str) -> Result<String, FieldError> {
    if text.contains('\0') {
        return Err(FieldError(format!("{name} must not hold U+0000")));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_address_must_be() {
        let cases = [
            ("https://crm.example/v/1", true),
            ("http://127.0.0.1:9/x", true),
            ("javascript:alert(1)", false),
            ("/records/1", false),
            ("data:text/html,x", false),
        ];
        for (text, good) in cases {
            let read = url_if_any(Some(text.to_owned()), "url");
            assert_eq!(read.is_ok(), good, "{text}");
        }
    }

    #[test]
    fn what_is_too_long_is_cut_with_a_mark() {
        let cases = [(500, 500), (501, 500), (600, 500)];
        for (length, expected) in cases {
            let text = "é".repeat(length);
            let kept = label_if_any(Some(text.clone()), "name").unwrap().unwrap();
            assert_eq!(kept.chars().count(), expected);
            assert_eq!(kept.ends_with('…'), length > 500);
            assert_eq!(
                subject_if_any(Some(text.clone()), "subject"),
                Ok(Some(text))
            );
        }
    }

    #[test]
    fn a_closed_word_is_read_in_any_spelling_and_another_is_told_what_is_allowed() {
        use model::ConversionKind;
        let read = |text| closed_word(text, "kind", ConversionKind::KNOWN);
        assert_eq!(read("Day Pass"), Ok(ConversionKind::DayPass));
        let refused = read("locker").unwrap_err().to_string();
        assert_eq!(
            refused,
            "kind must be tour, customer, contract, booking or day_pass"
        );
    }

    #[test]
    fn blanks_are_nothing() {
        assert_eq!(line_if_any(Some("  ".to_owned()), "name"), Ok(None));
        assert_eq!(
            line_if_any(Some("\u{200B}\u{FEFF}".to_owned()), "name"),
            Ok(None)
        );
        let kept = line_if_any(Some(" a ".to_owned()), "name");
        assert_eq!(kept, Ok(Some(" a ".to_owned())));
    }
}
