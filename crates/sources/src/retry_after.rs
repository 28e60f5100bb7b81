//! What a server means by `Retry-After`: seconds or a date, held to reasonable bounds; anything else
//! means nothing. A date is measured against the server's own clock, never the laptop's.

use std::time::{Duration, SystemTime};

/// Less would be a storm.
const SHORTEST: Duration = Duration::from_secs(1);
/// More would be a sync that looks dead; the schedule asks again by then anyway.
const LONGEST: Duration = Duration::from_secs(60 * 60);

/// Reads the header; `date` is the answer's own `Date` header.
pub(crate) fn parse(value: &str, date: Option<&str>) -> Option<Duration> {
    let value = value.trim();
    let wait = if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        // More digits than a number can hold still mean "long".
        value.parse().map_or(LONGEST, Duration::from_secs)
    } else {
        until(value, date?)?
    };
    Some(wait.clamp(SHORTEST, LONGEST))
}

fn until(then: &str, now: &str) -> Option<Duration> {
    let then = httpdate::parse_http_date(then).ok()?;
    let now: SystemTime = httpdate::parse_http_date(now.trim()).ok()?;
    // A moment that has passed means "now", not nonsense.
    Some(then.duration_since(now).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: &str = "Sat, 21 Nov 2026 08:00:00 GMT";

    #[test]
    fn seconds_dates_and_nonsense() {
        let cases = [
            ("30", Some(30)),
            (" 7 ", Some(7)),
            ("0", Some(1)),
            ("1000000000", Some(3600)),
            ("99999999999999999999999", Some(3600)),
            ("-1", None),
            ("1.5", None),
            ("soon", None),
            ("", None),
            ("Sat, 21 Nov 2026 08:00:45 GMT", Some(45)),
            ("Sat, 21 Nov 2026 07:00:00 GMT", Some(1)),
            ("Sun, 22 Nov 2026 08:00:00 GMT", Some(3600)),
            ("Sat, 99 Nov 2026 08:00:00 GMT", None),
        ];
        for (value, expected) in cases {
            assert_eq!(
                parse(value, Some(NOW)),
                expected.map(Duration::from_secs),
                "{value:?}"
            );
        }
    }

    #[test]
    fn a_date_without_the_servers_clock_means_nothing() {
        assert_eq!(parse("Sat, 21 Nov 2026 08:00:45 GMT", None), None);
        assert_eq!(parse("5", None), Some(Duration::from_secs(5)));
    }
}
