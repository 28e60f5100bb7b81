//! How far away an instant is, in the words of a list: minutes, hours, days, then the date.

use chrono::{DateTime, Utc};

/// How far back an instant lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RelativeTime {
    /// Less than a minute, or a clock that runs ahead.
    JustNow,
    /// Minutes.
    Minutes(i64),
    /// Hours.
    Hours(i64),
    /// Calendar days of the zone: 1 is yesterday.
    Days(i64),
    /// A week and more: the date says it better.
    Date,
}

/// How far back `at` lies from `now`. `days_between` are the calendar days from one to the other in
/// the zone that is shown, so that "yesterday" is the reader's yesterday.
#[must_use]
pub fn ago(at: DateTime<Utc>, now: DateTime<Utc>, days_between: i64) -> RelativeTime {
    let minutes = now.signed_duration_since(at).num_minutes();
    match (minutes, days_between) {
        (..1, _) => RelativeTime::JustNow,
        (1..60, _) => RelativeTime::Minutes(minutes),
        // Hours up to a whole day: rows of spaces in several zones stay in one visible order.
        (60..1440, _) | (_, ..1) => RelativeTime::Hours(minutes / 60),
        (_, 1..7) => RelativeTime::Days(days_between),
        _ => RelativeTime::Date,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;

    #[test]
    fn distance_is_said_in_the_unit_that_matters() {
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(20_000);
        let cases = [
            (-5, 0, RelativeTime::JustNow),
            (0, 0, RelativeTime::JustNow),
            (15, 0, RelativeTime::Minutes(15)),
            (59, 1, RelativeTime::Minutes(59)),
            (60, 0, RelativeTime::Hours(1)),
            (700, 1, RelativeTime::Hours(11)),
            (800, 0, RelativeTime::Hours(13)),
            (800, 1, RelativeTime::Hours(13)),
            (1500, 1, RelativeTime::Days(1)),
            (3 * 1440, 3, RelativeTime::Days(3)),
            (7 * 1440, 7, RelativeTime::Date),
        ];
        for (minutes, days, expected) in cases {
            assert_eq!(
                ago(now - TimeDelta::minutes(minutes), now, days),
                expected,
                "{minutes} min"
            );
        }
    }
}
