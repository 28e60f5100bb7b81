//! Instants as the store keeps them: milliseconds since 1970-01-01 UTC. No zone is applied here.

use chrono::{DateTime, Utc};

/// What lies outside of these cannot be stored: the index in memory counts from the one to the other. Which
/// times can be is a narrower rule, and that of the server too: [`model::plausible_time`].
const EARLIEST: i64 = 0;
/// 3000-01-01T00:00:00Z.
const LATEST: i64 = 32_503_680_000_000;

/// The instant in milliseconds.
pub(crate) fn millis(at: DateTime<Utc>) -> i64 {
    at.timestamp_millis()
}

/// The instant in milliseconds, where there is one.
pub(crate) fn millis_of(at: Option<DateTime<Utc>>) -> Option<i64> {
    at.map(millis)
}

/// The instant that was stored.
pub(crate) fn instant(millis: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(millis).unwrap_or(DateTime::UNIX_EPOCH)
}

/// The clock of a source that does not say what its own says: nothing is ahead of it.
pub(crate) fn latest() -> DateTime<Utc> {
    instant(LATEST)
}

/// Whether an instant can be stored.
pub(crate) fn is_storable(at: DateTime<Utc>) -> bool {
    (EARLIEST..LATEST).contains(&millis(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stored_instant_comes_back() {
        let at = instant(1_795_000_000_123);
        assert_eq!(millis(at), 1_795_000_000_123);
    }

    #[test]
    fn what_the_index_cannot_count_is_not_stored() {
        let cases = [
            ("0001-01-01T00:00:00Z", false),
            ("9999-12-31T23:59:59Z", false),
            ("2026-11-21T08:00:00Z", true),
        ];
        for (text, expected) in cases {
            let at: DateTime<Utc> = text.parse().expect("a time");
            assert_eq!(is_storable(at), expected, "{text}");
        }
    }
}
