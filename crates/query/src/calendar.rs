//! Days as people name them: ISO dates, months, years and words, by one calendar whose today is given.

use chrono::{Datelike, Days, Months, NaiveDate, TimeDelta, Weekday};
use model::search::DaySpan;

/// What "today" is where a search is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SearchCalendar {
    /// Today, by the calendar of the space.
    pub today: NaiveDate,
}

/// A unit of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum CalendarUnit {
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

impl SearchCalendar {
    /// The calendar of a day, in days since 1970-01-01; a day beyond all calendars is the first.
    #[must_use]
    pub fn of_day_number(day: i32) -> Self {
        let today = NaiveDate::default().checked_add_signed(TimeDelta::days(day.into()));
        Self {
            today: today.unwrap_or_default(),
        }
    }

    /// The days that a value of `on:`, `before:` or `after:` names: a day, a month, a year or a word.
    #[must_use]
    pub fn named(self, value: &str) -> Option<DaySpan> {
        let value = value.to_lowercase();
        match value.as_str() {
            "today" => return Some(span(self.today, self.today)),
            "yesterday" => {
                let day = self.today.checked_sub_days(Days::new(1))?;
                return Some(span(day, day));
            }
            _ => {}
        }
        if let Ok(weekday) = value.parse::<Weekday>() {
            return self.latest(weekday);
        }
        let mut numbers = value.split('-');
        let year = number(numbers.next()?, 4)?;
        let month = numbers.next().map(|text| number(text, 2));
        let day = numbers.next().map(|text| number(text, 2));
        match (month, day, numbers.next()) {
            (None, None, None) => of_unit(NaiveDate::from_yo_opt(year, 1)?, CalendarUnit::Year),
            (Some(month), None, None) => {
                let first = NaiveDate::from_ymd_opt(year, month?.try_into().ok()?, 1)?;
                of_unit(first, CalendarUnit::Month)
            }
            (Some(month), Some(day), None) => {
                let (month, day) = (month?.try_into().ok()?, day?.try_into().ok()?);
                let day = NaiveDate::from_ymd_opt(year, month, day)?;
                Some(span(day, day))
            }
            _ => None,
        }
    }

    /// `this:week`: the unit that today is in, to its end.
    pub(crate) fn this(self, value: &str) -> Option<DaySpan> {
        of_unit(self.today, unit(value)?)
    }

    /// `last:7d`: so many days up to today. `last:month`: the whole one before this.
    pub(crate) fn last(self, value: &str) -> Option<DaySpan> {
        if let Some(unit) = unit(value) {
            let before = of_unit(self.today, unit)?.first?.pred_opt()?;
            return of_unit(before, unit);
        }
        let letter = value.chars().next_back()?;
        let count: u32 = value.strip_suffix(letter)?.parse().ok()?;
        let tomorrow = self.today.succ_opt()?;
        let first = match letter.to_ascii_lowercase() {
            'd' => tomorrow.checked_sub_days(Days::new(count.into()))?,
            'w' => tomorrow.checked_sub_days(Days::new(u64::from(count) * 7))?,
            'm' => tomorrow.checked_sub_months(Months::new(count))?,
            'y' => tomorrow.checked_sub_months(Months::new(count.checked_mul(12)?))?,
            _ => return None,
        };
        (count > 0).then(|| span(first, self.today))
    }

    /// The last such day of the week, today among them.
    fn latest(self, weekday: Weekday) -> Option<DaySpan> {
        let back = self.today.weekday().days_since(weekday);
        let day = self.today.checked_sub_days(Days::new(back.into()))?;
        Some(span(day, day))
    }
}

fn span(first: NaiveDate, last: NaiveDate) -> DaySpan {
    DaySpan {
        first: Some(first),
        last: Some(last),
    }
}

fn number(text: &str, digits: usize) -> Option<i32> {
    let is_plain = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
    is_plain.then(|| text.parse().ok()).flatten()
}

fn unit(value: &str) -> Option<CalendarUnit> {
    Some(match value.to_lowercase().as_str() {
        "day" => CalendarUnit::Day,
        "week" => CalendarUnit::Week,
        "month" => CalendarUnit::Month,
        "quarter" => CalendarUnit::Quarter,
        "year" => CalendarUnit::Year,
        _ => return None,
    })
}

/// The unit that a day is in. Weeks begin on Monday, as ISO 8601 has them.
fn of_unit(day: NaiveDate, unit: CalendarUnit) -> Option<DaySpan> {
    let months = |first_month: u32, count: u32| {
        let first = NaiveDate::from_ymd_opt(day.year(), first_month, 1)?;
        let after = first.checked_add_months(Months::new(count))?;
        Some(span(first, after.pred_opt()?))
    };
    match unit {
        CalendarUnit::Day => Some(span(day, day)),
        CalendarUnit::Week => {
            let week = day.week(Weekday::Mon);
            Some(span(week.checked_first_day()?, week.checked_last_day()?))
        }
        CalendarUnit::Month => months(day.month(), 1),
        CalendarUnit::Quarter => months((day.month() - 1) / 3 * 3 + 1, 3),
        CalendarUnit::Year => months(1, 12),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    /// A Sunday.
    fn calendar() -> SearchCalendar {
        SearchCalendar {
            today: day("2026-11-29"),
        }
    }

    fn short(span: Option<DaySpan>) -> Option<String> {
        let span = span?;
        Some(format!("{} {}", span.first?, span.last?))
    }

    #[test]
    fn days_are_named_as_people_name_them() {
        let cases = [
            ("2026-02-03", Some("2026-02-03 2026-02-03")),
            ("2024-02", Some("2024-02-01 2024-02-29")),
            ("2026", Some("2026-01-01 2026-12-31")),
            ("Today", Some("2026-11-29 2026-11-29")),
            ("yesterday", Some("2026-11-28 2026-11-28")),
            ("monday", Some("2026-11-23 2026-11-23")),
            ("sun", Some("2026-11-29 2026-11-29")),
            ("2026-02-30", None),
            ("26-02-03", None),
            ("2026-2-3", None),
            ("2026-02-03-04", None),
            ("03.02.2026", None),
            ("", None),
        ];
        for (value, expected) in cases {
            assert_eq!(
                short(calendar().named(value)).as_deref(),
                expected,
                "{value}"
            );
        }
    }

    #[test]
    fn spans_are_counted_from_today() {
        let cases = [
            (calendar().this("day"), Some("2026-11-29 2026-11-29")),
            (calendar().this("week"), Some("2026-11-23 2026-11-29")),
            (calendar().this("Month"), Some("2026-11-01 2026-11-30")),
            (calendar().this("quarter"), Some("2026-10-01 2026-12-31")),
            (calendar().this("year"), Some("2026-01-01 2026-12-31")),
            (calendar().this("decade"), None),
            (calendar().last("7d"), Some("2026-11-23 2026-11-29")),
            (calendar().last("1d"), Some("2026-11-29 2026-11-29")),
            (calendar().last("2w"), Some("2026-11-16 2026-11-29")),
            (calendar().last("3M"), Some("2026-08-30 2026-11-29")),
            (calendar().last("1y"), Some("2025-11-30 2026-11-29")),
            (calendar().last("week"), Some("2026-11-16 2026-11-22")),
            (calendar().last("month"), Some("2026-10-01 2026-10-31")),
            (calendar().last("quarter"), Some("2026-07-01 2026-09-30")),
            (calendar().last("0d"), None),
            (calendar().last("7"), None),
            (calendar().last("99999999999y"), None),
        ];
        for (at, (span, expected)) in cases.into_iter().enumerate() {
            assert_eq!(short(span).as_deref(), expected, "case {at}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_typed_is_a_span_in_order_or_none(value in "\\PC{0,12}", days in 0_u64..100_000) {
            let today = day("1970-01-01").checked_add_days(Days::new(days)).expect("a day");
            let calendar = SearchCalendar { today };
            for span in [calendar.named(&value), calendar.this(&value), calendar.last(&value)].into_iter().flatten() {
                prop_assert!(span.first <= span.last);
            }
        }
    }
}
