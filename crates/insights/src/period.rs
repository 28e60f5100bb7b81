//! Which days a period is, and which days come before it, so that both are as long as each other. Today is passed in.

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};
use model::dashboard::DashboardPeriod;
use model::search::DaySpan;

/// A stretch of the calendar.
#[derive(Clone, Copy)]
enum CalendarStretch {
    Week,
    Month,
}

/// The days of a period, where today is this day. What lies ahead is no part of it. A period that is beyond the
/// calendar is today.
#[must_use]
pub fn period_days(period: DashboardPeriod, today: NaiveDate) -> DaySpan {
    match period {
        DashboardPeriod::LastDays(count) => {
            let back = Days::new(u64::from(count.max(1)) - 1);
            span(today.checked_sub_days(back).unwrap_or(today), today)
        }
        DashboardPeriod::Week(back) => stretch(CalendarStretch::Week, back, today),
        DashboardPeriod::Month(back) => stretch(CalendarStretch::Month, back, today),
        DashboardPeriod::Span(asked) => asked,
        DashboardPeriod::All => DaySpan::default(),
    }
}

/// The days before those of a period: of a week or a month as many days of the one before, and all of them once it is
/// over; else as many days as the span has, up to its first. None where an end is open.
#[must_use]
pub fn days_before(period: DashboardPeriod, days: DaySpan, today: NaiveDate) -> Option<DaySpan> {
    let (first, last) = (days.first?, days.last?);
    let stretch = match period {
        DashboardPeriod::Week(_) => CalendarStretch::Week,
        DashboardPeriod::Month(_) => CalendarStretch::Month,
        _ => return as_many_before(first, last),
    };
    let before = beginning(stretch, first.pred_opt()?);
    let end = first.pred_opt()?;
    let elapsed = u64::try_from((last - first).num_days()).ok()?;
    // The one that today is in goes on: it is compared with as much of the one before.
    let until = if last == today {
        before.checked_add_days(Days::new(elapsed))?.min(end)
    } else {
        end
    };
    Some(span(before, until))
}

fn as_many_before(first: NaiveDate, last: NaiveDate) -> Option<DaySpan> {
    let count = u64::try_from((last - first).num_days()).ok()?;
    let end = first.pred_opt()?;
    Some(span(end.checked_sub_days(Days::new(count))?, end))
}

/// The stretch so many before the one that today is in, up to today.
fn stretch(unit: CalendarStretch, back: u16, today: NaiveDate) -> DaySpan {
    let this = beginning(unit, today);
    let first = match unit {
        CalendarStretch::Week => this.checked_sub_days(Days::new(7 * u64::from(back))),
        CalendarStretch::Month => this.checked_sub_months(Months::new(u32::from(back))),
    };
    let first = first.unwrap_or(this);
    let next = match unit {
        CalendarStretch::Week => first.checked_add_days(Days::new(7)),
        CalendarStretch::Month => first.checked_add_months(Months::new(1)),
    };
    let last = next.and_then(|next| next.pred_opt()).unwrap_or(today);
    span(first, last.min(today))
}

/// The first day of the stretch in which a day lies.
fn beginning(unit: CalendarStretch, day: NaiveDate) -> NaiveDate {
    match unit {
        CalendarStretch::Week => day.week(Weekday::Mon).first_day(),
        CalendarStretch::Month => day.with_day(1).unwrap_or(day),
    }
}

fn span(first: NaiveDate, last: NaiveDate) -> DaySpan {
    DaySpan {
        first: Some(first),
        last: Some(last),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn of(first: &str, last: &str) -> DaySpan {
        span(day(first), day(last))
    }

    #[test]
    fn periods_are_those_of_the_calendar() {
        let wednesday = day("2026-11-25");
        let cases = [
            (
                DashboardPeriod::LastDays(30),
                of("2026-10-27", "2026-11-25"),
                of("2026-09-27", "2026-10-26"),
                "thirty days",
            ),
            (
                DashboardPeriod::LastDays(0),
                of("2026-11-25", "2026-11-25"),
                of("2026-11-24", "2026-11-24"),
                "no days are one",
            ),
            (
                DashboardPeriod::Week(0),
                of("2026-11-23", "2026-11-25"),
                of("2026-11-16", "2026-11-18"),
                "a week that goes on, beside as much of the one before",
            ),
            (
                DashboardPeriod::Week(1),
                of("2026-11-16", "2026-11-22"),
                of("2026-11-09", "2026-11-15"),
                "a whole week",
            ),
            (
                DashboardPeriod::Month(1),
                of("2026-10-01", "2026-10-31"),
                of("2026-09-01", "2026-09-30"),
                "a whole month beside a shorter one",
            ),
            (
                DashboardPeriod::Span(of("2026-03-01", "2026-03-10")),
                of("2026-03-01", "2026-03-10"),
                of("2026-02-19", "2026-02-28"),
                "a span",
            ),
        ];
        for (period, days, before, why) in cases {
            assert_eq!(period_days(period, wednesday), days, "{why}");
            assert_eq!(days_before(period, days, wednesday), Some(before), "{why}");
        }
        let march = day("2026-03-31");
        let days = period_days(DashboardPeriod::Month(0), march);
        let before = days_before(DashboardPeriod::Month(0), days, march);
        assert_eq!(
            before,
            Some(of("2026-02-01", "2026-02-28")),
            "never into the period itself"
        );
    }

    #[test]
    fn everything_has_nothing_before_it() {
        let all = period_days(DashboardPeriod::All, day("2026-11-25"));
        assert_eq!(all, DaySpan::default());
        assert_eq!(
            days_before(DashboardPeriod::All, all, day("2026-11-25")),
            None
        );
    }

    fn any_period() -> impl Strategy<Value = DashboardPeriod> {
        prop_oneof![
            (0_u16..800).prop_map(DashboardPeriod::LastDays),
            (0_u16..200).prop_map(DashboardPeriod::Week),
            (0_u16..60).prop_map(DashboardPeriod::Month),
        ]
    }

    proptest! {
        #[test]
        fn the_days_before_end_the_day_before_or_earlier(period in any_period(), today in 0_u64..4000) {
            let today = day("2020-01-01").checked_add_days(Days::new(today)).expect("a day");
            let days = period_days(period, today);
            let (first, last) = (days.first.expect("it begins"), days.last.expect("it ends"));
            prop_assert!(first <= last && last <= today);
            let before = days_before(period, days, today).expect("both ends are given");
            prop_assert!(before.first.expect("it begins") <= before.last.expect("it ends"));
            prop_assert!(before.last.expect("it ends") < first);
        }
    }
}
