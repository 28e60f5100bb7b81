//! How far away an instant is, in the words of a list: minutes, hours, days, then the date.

use chrono::{DateTime, Utc};

/// How far back an instant lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ago {
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
pub fn ago(at: DateTime<Utc>, now: DateTime<Utc>, days_between: i64) -> Ago {
    let minutes = now.signed_duration_since(at).num_minutes();
    match (minutes, days_between) {
        (..1, _) => Ago::JustNow,
        (1..60, _) => Ago::Minutes(minutes),
        // Hours up to a whole day: rows of spaces in several zones stay in one visible order.
        (60..1440, _) | (_, ..1) => Ago::Hours(minutes / 60),
        (_, 1..7) => Ago::Days(days_between),
        _ => Ago::Date,
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
            (-5, 0, Ago::JustNow),
            (0, 0, Ago::JustNow),
            (15, 0, Ago::Minutes(15)),
            (59, 1, Ago::Minutes(59)),
            (60, 0, Ago::Hours(1)),
            (700, 1, Ago::Hours(11)),
            (800, 0, Ago::Hours(13)),
            (800, 1, Ago::Hours(13)),
            (1500, 1, Ago::Days(1)),
            (3 * 1440, 3, Ago::Days(3)),
            (7 * 1440, 7, Ago::Date),
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
