//! Days by a space's own calendar. Zones and daylight saving are the business of `zone`.

use chrono::{DateTime, Datelike, NaiveDate, Timelike, Utc};
use zone::Zone;

/// Days from 0001-01-01, which chrono counts from, to 1970-01-01.
pub(crate) const EPOCH_DAY: i32 = 719_163;

/// The calendar of one zone. Made once per space, asked once per conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SpaceCalendar(Zone);

impl SpaceCalendar {
    /// The calendar of an IANA zone; that of UTC for a zone nobody knows.
    #[must_use]
    pub fn of(zone: &str) -> Self {
        Self(Zone::named(zone).unwrap_or(Zone::UTC))
    }

    /// The day of an instant, as days since 1970-01-01.
    #[must_use]
    pub fn day(self, at: DateTime<Utc>) -> i32 {
        at.with_timezone(&self.0).num_days_from_ce() - EPOCH_DAY
    }

    /// The hour of an instant, 0 to 23.
    #[must_use]
    pub fn hour(self, at: DateTime<Utc>) -> u32 {
        at.with_timezone(&self.0).hour()
    }

    /// The day and the minute of an instant that a clock on the wall shows. Two instants show the same where the clock is
    /// put back.
    #[must_use]
    pub fn clock(self, at: DateTime<Utc>) -> (NaiveDate, u16) {
        let local = at.with_timezone(&self.0);
        let minute = local.hour() * 60 + local.minute();
        (local.date_naive(), u16::try_from(minute).unwrap_or(0))
    }
}

/// The version of the database of zones that says what a day is.
#[must_use]
pub fn zone_database() -> &'static str {
    zone::database_version()
}

/// The day of an instant in a zone, as days since 1970-01-01; an unknown zone reads as UTC.
#[must_use]
pub fn day_in_zone(at: DateTime<Utc>, zone: &str) -> i32 {
    SpaceCalendar::of(zone).day(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-01-01 as days since 1970-01-01.
    const NEW_YEAR: i32 = 20_454;

    #[test]
    fn a_day_ends_at_the_midnight_of_its_zone() {
        let cases = [
            ("1970-01-01T00:00:00Z", "UTC", 0, "the epoch"),
            ("1969-12-31T23:59:59Z", "UTC", -1, "a second before it"),
            (
                "2026-01-01T04:59:59Z",
                "America/New_York",
                NEW_YEAR - 1,
                "still the old year",
            ),
            (
                "2026-01-01T05:00:00Z",
                "America/New_York",
                NEW_YEAR,
                "New York's new year",
            ),
            (
                "2025-12-31T11:00:00Z",
                "Pacific/Auckland",
                NEW_YEAR,
                "summer time in the south",
            ),
            (
                "2025-12-31T10:59:59Z",
                "Pacific/Auckland",
                NEW_YEAR - 1,
                "a second before it",
            ),
            (
                "2026-03-29T21:59:59Z",
                "Europe/Berlin",
                NEW_YEAR + 87,
                "summer time began this night",
            ),
            (
                "2026-03-29T22:00:00Z",
                "Europe/Berlin",
                NEW_YEAR + 88,
                "so its day ends at 22 h UTC",
            ),
            (
                "2026-03-28T22:59:59Z",
                "Europe/Berlin",
                NEW_YEAR + 86,
                "the day before ends at 23 h",
            ),
            (
                "2026-10-25T22:59:59Z",
                "Europe/Berlin",
                NEW_YEAR + 297,
                "a day of 25 hours",
            ),
            (
                "2026-10-25T23:00:00Z",
                "Europe/Berlin",
                NEW_YEAR + 298,
                "and its end",
            ),
            (
                "2026-01-01T00:00:00Z",
                "Asia/Kathmandu",
                NEW_YEAR,
                "a zone of 45 minutes",
            ),
            (
                "2025-12-31T18:15:00Z",
                "Asia/Kathmandu",
                NEW_YEAR,
                "and its midnight",
            ),
            (
                "2025-12-31T18:14:59Z",
                "Asia/Kathmandu",
                NEW_YEAR - 1,
                "a second before it",
            ),
            (
                "2026-01-01T23:59:59Z",
                "Mars/Olympus",
                NEW_YEAR,
                "an unknown zone reads as UTC",
            ),
            ("2026-01-01T00:00:00Z", "", NEW_YEAR, "no zone reads as UTC"),
        ];
        for (at, zone, day, why) in cases {
            let at: DateTime<Utc> = at.parse().expect("an instant");
            assert_eq!(day_in_zone(at, zone), day, "{at} in {zone}: {why}");
        }
    }

    #[test]
    fn an_hour_is_that_of_the_clock_on_the_wall() {
        let cases = [
            ("2026-10-25T00:30:00Z", "Europe/Berlin", 2),
            ("2026-10-25T01:30:00Z", "Europe/Berlin", 2),
            ("2026-10-25T02:30:00Z", "Europe/Berlin", 3),
            ("2026-01-01T00:00:00Z", "Asia/Kathmandu", 5),
        ];
        for (at, zone, hour) in cases {
            let at: DateTime<Utc> = at.parse().expect("an instant");
            assert_eq!(SpaceCalendar::of(zone).hour(at), hour, "{at} in {zone}");
        }
    }
}
