//! How an instant stands to the opening hours of a space: by what the clock on its wall shows, so that a change of the
//! clocks moves no conversation. What the hours are stands in `model`.

use crate::calendar::SpaceCalendar;
use chrono::{DateTime, Utc};
use model::opening_hours::{OpeningHours, OpeningStanding};

/// How an instant stands to the hours of a space; where there are none, nobody knows.
#[must_use]
pub fn opening_standing(
    hours: Option<&OpeningHours>,
    calendar: SpaceCalendar,
    at: DateTime<Utc>,
) -> OpeningStanding {
    let Some(hours) = hours else {
        return OpeningStanding::Unknown;
    };
    let (day, minute) = calendar.clock(at);
    if hours.is_open(day, minute) {
        OpeningStanding::Inside
    } else {
        OpeningStanding::Outside
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use OpeningStanding::{Inside, Outside, Unknown};
    use chrono::{Datelike, Days, NaiveDate, TimeDelta};
    use model::opening_hours::{DAY_MINUTES, OpeningSpan};
    use proptest::prelude::*;

    fn standing(text: &str, zone: &str, at: &str) -> OpeningStanding {
        let hours: OpeningHours = text.parse().expect("opening hours");
        let at = at.parse().expect("an instant");
        opening_standing(Some(&hours), SpaceCalendar::of(zone), at)
    }

    #[test]
    fn hours_are_those_of_the_clock_on_the_wall() {
        let office = "mon-fri 09:00-18:00";
        let night = "sat 22:00-03:00; sun 01:00-03:00";
        let cases = [
            (
                office,
                "Europe/Berlin",
                "2026-03-27T08:00:00Z",
                Inside,
                "9 in winter",
            ),
            (
                office,
                "Europe/Berlin",
                "2026-03-30T06:59:59Z",
                Outside,
                "8:59 in summer",
            ),
            (
                office,
                "Europe/Berlin",
                "2026-03-30T07:00:00Z",
                Inside,
                "9 in summer",
            ),
            (
                office,
                "America/New_York",
                "2026-03-02T14:00:00Z",
                Inside,
                "9 there",
            ),
            (
                office,
                "Pacific/Auckland",
                "2026-03-01T20:00:00Z",
                Inside,
                "Monday there",
            ),
            (
                office,
                "Asia/Kathmandu",
                "2026-03-02T03:14:59Z",
                Outside,
                "45 minutes off",
            ),
            (
                office,
                "Asia/Kathmandu",
                "2026-03-02T03:15:00Z",
                Inside,
                "and 9 there",
            ),
            (
                night,
                "Europe/Berlin",
                "2026-03-28T23:30:00Z",
                Inside,
                "0:30 that night",
            ),
            (
                night,
                "Europe/Berlin",
                "2026-03-29T00:59:59Z",
                Inside,
                "1:59, before 3",
            ),
            (
                night,
                "Europe/Berlin",
                "2026-03-29T01:00:00Z",
                Outside,
                "3, where 2 is skipped",
            ),
            (
                night,
                "Europe/Berlin",
                "2026-10-25T00:30:00Z",
                Inside,
                "2:30 for the first time",
            ),
            (
                night,
                "Europe/Berlin",
                "2026-10-25T01:30:00Z",
                Inside,
                "and once more",
            ),
            (
                night,
                "Europe/Berlin",
                "2026-10-25T02:00:00Z",
                Outside,
                "3 at last",
            ),
            (
                office,
                "Mars/Olympus",
                "2026-03-02T09:00:00Z",
                Inside,
                "UTC else",
            ),
        ];
        for (hours, zone, at, expected, why) in cases {
            assert_eq!(standing(hours, zone, at), expected, "{at} in {zone}: {why}");
        }
        let utc = SpaceCalendar::of("UTC");
        assert_eq!(opening_standing(None, utc, DateTime::UNIX_EPOCH), Unknown);
    }

    fn any_span() -> impl Strategy<Value = OpeningSpan> {
        let ends = (0..DAY_MINUTES, 1..DAY_MINUTES);
        ends.prop_map(|(opens, minutes)| OpeningSpan {
            opens,
            closes: opens + minutes,
        })
    }

    fn any_hours() -> impl Strategy<Value = OpeningHours> {
        let days = prop::collection::vec(prop::collection::vec(any_span(), 0..3), 7);
        let closed = prop::collection::btree_set(0_u64..28, 0..4);
        (days, closed).prop_map(|(days, closed)| {
            let mut hours = OpeningHours::default();
            for (slot, spans) in hours.week.iter_mut().zip(days) {
                *slot = spans;
            }
            let date = |day: u64| first_day().checked_add_days(Days::new(day));
            hours.closed = closed.into_iter().filter_map(date).collect();
            hours
        })
    }

    fn first_day() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 3, 2).expect("a Monday")
    }

    /// By painting every minute of four weeks, span by span.
    fn painted(hours: &OpeningHours) -> Vec<bool> {
        let mut minutes = vec![false; 30 * usize::from(DAY_MINUTES)];
        for day in 0..28_usize {
            let date = first_day().checked_add_days(Days::new(day as u64));
            let date = date.expect("a day");
            if hours.closed.contains(&date) {
                continue;
            }
            let weekday = date.weekday().num_days_from_monday() as usize;
            for span in &hours.week[weekday] {
                let midnight = day * usize::from(DAY_MINUTES);
                let open = midnight + usize::from(span.opens)..midnight + usize::from(span.closes);
                minutes[open].fill(true);
            }
        }
        minutes
    }

    proptest! {
        /// Whatever overlaps or runs over midnight: open is what some span holds. The first day is left out: what ran into
        /// it from the day before is not painted.
        #[test]
        fn open_is_what_some_span_paints(hours in any_hours(), minutes in prop::collection::vec(1440_i64..27 * 1440, 50)) {
            let painted = painted(&hours);
            let midnight = first_day().and_time(chrono::NaiveTime::MIN).and_utc();
            for minute in minutes {
                let at = midnight + TimeDelta::minutes(minute);
                let found = opening_standing(Some(&hours), SpaceCalendar::of("UTC"), at);
                let is_open = painted[usize::try_from(minute).expect("a place")];
                prop_assert_eq!(found == Inside, is_open, "{}", at);
            }
        }

        /// What is written is read as the same hours.
        #[test]
        fn hours_come_back_from_their_text(hours in any_hours()) {
            let kept: OpeningHours = hours.to_string().parse().expect("it is read");
            let again: OpeningHours = kept.to_string().parse().expect("it is read");
            prop_assert_eq!(&again, &kept);
            for (minute, is_open) in painted(&hours).into_iter().enumerate().take(27 * 1440).skip(1440).step_by(7) {
                let at = first_day().and_time(chrono::NaiveTime::MIN).and_utc() + TimeDelta::minutes(minute as i64);
                let found = opening_standing(Some(&kept), SpaceCalendar::of("UTC"), at);
                prop_assert_eq!(found == Inside, is_open, "{}", at);
            }
        }
    }
}
