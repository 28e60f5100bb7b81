//! Times as Nexudus writes them: with `Z`, with an offset, or with neither. What names no zone is
//! read as UTC; whether that is true is learnt elsewhere, and nothing here reads a clock.

use chrono::{DateTime, NaiveDate, NaiveDateTime, SubsecRound, TimeDelta, Timelike, Utc};

/// Reads a time; `None` for what is none, and for the year 1 that stands for "never".
pub(crate) fn parse(text: &str) -> Option<DateTime<Utc>> {
    let text = text.trim();
    let at = DateTime::parse_from_rfc3339(text)
        .map(|at| at.with_timezone(&Utc))
        .ok()
        .or_else(|| naive(text))?;
    (at.timestamp() > 0).then_some(at)
}

fn naive(text: &str) -> Option<DateTime<Utc>> {
    const FORMS: [&str; 4] = [
        "%Y-%m-%dT%H:%M:%S%.f",
        "%Y-%m-%dT%H:%M",
        "%Y-%m-%d %H:%M:%S%.f",
        "%Y-%m-%dT%H:%M:%S%.fZ",
    ];
    let text = text.strip_suffix('Z').unwrap_or(text);
    let time = FORMS
        .iter()
        .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())
        .or_else(|| {
            let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
            day.and_hms_opt(0, 0, 0)
        })?;
    Some(time.and_utc())
}

/// A time as a filter wants it: to the minute, rounded down, no zone.
pub(crate) fn minute(at: DateTime<Utc>) -> String {
    let at = at.trunc_subsecs(0);
    let at = at - TimeDelta::seconds(i64::from(at.second()));
    at.format("%Y-%m-%dT%H:%M").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_that_was_seen_is_read() {
        let cases = [
            ("2025-01-15T10:30:00Z", Some("2025-01-15T10:30:00Z")),
            (
                "2025-01-15T10:30:00.1234567Z",
                Some("2025-01-15T10:30:00.1234567Z"),
            ),
            ("2025-01-15T10:30:00", Some("2025-01-15T10:30:00Z")),
            ("2025-01-15T10:30:00.5", Some("2025-01-15T10:30:00.500Z")),
            ("2025-01-15T10:30", Some("2025-01-15T10:30:00Z")),
            ("2025-01-15T10:30Z", Some("2025-01-15T10:30:00Z")),
            ("2025-01-15T12:30:00+02:00", Some("2025-01-15T10:30:00Z")),
            ("2025-01-15 10:30:00", Some("2025-01-15T10:30:00Z")),
            ("2025-01-15", Some("2025-01-15T00:00:00Z")),
            ("0001-01-01T00:00:00", None),
            ("soon", None),
            ("", None),
        ];
        for (text, expected) in cases {
            let expected = expected.map(|at| at.parse::<DateTime<Utc>>().unwrap());
            assert_eq!(parse(text), expected, "{text:?}");
        }
    }

    #[test]
    fn a_filter_is_to_the_minute_and_never_later() {
        let at = parse("2025-01-15T10:30:59.9Z").unwrap();
        assert_eq!(minute(at), "2025-01-15T10:30");
    }
}
