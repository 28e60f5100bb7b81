//! The days before and after a day, so that both sides are as long as each other. Today is passed in.

use chrono::{Days, NaiveDate};
use model::search::DaySpan;

/// As many days before a day as from it on: up to today, or to the day before the next one. None where the day has not
/// come yet, or the calendar ends.
#[must_use]
pub fn days_around(
    day: NaiveDate,
    next: Option<NaiveDate>,
    today: NaiveDate,
) -> Option<(DaySpan, DaySpan)> {
    let before_next = next.and_then(|next| next.pred_opt());
    let last = before_next.map_or(today, |before| before.min(today));
    let beyond = u64::try_from((last - day).num_days()).ok()?;
    let end = day.pred_opt()?;
    let before = span(end.checked_sub_days(Days::new(beyond))?, end);
    Some((before, span(day, last)))
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

    fn told(day_of: &str, next: Option<&str>) -> Option<String> {
        let (before, after) = days_around(day(day_of), next.map(day), day("2026-11-30"))?;
        let of = |span: DaySpan| Some(format!("{}..{}", span.first?, span.last?));
        Some(format!("{} {}", of(before)?, of(after)?))
    }

    #[test]
    fn both_sides_are_as_long_as_each_other() {
        let cases = [
            (
                "2026-11-21",
                None,
                Some("2026-11-11..2026-11-20 2026-11-21..2026-11-30"),
            ),
            (
                "2026-11-21",
                Some("2026-11-24"),
                Some("2026-11-18..2026-11-20 2026-11-21..2026-11-23"),
            ),
            (
                "2026-11-21",
                Some("2026-12-24"),
                Some("2026-11-11..2026-11-20 2026-11-21..2026-11-30"),
            ),
            (
                "2026-11-30",
                None,
                Some("2026-11-29..2026-11-29 2026-11-30..2026-11-30"),
            ),
            ("2026-12-01", None, None),
        ];
        for (of, next, expected) in cases {
            assert_eq!(told(of, next).as_deref(), expected, "{of} {next:?}");
        }
    }

    proptest! {
        #[test]
        fn the_sides_meet_at_the_day(back in 0_u64..4_000, ahead in 1_u64..400) {
            let today = day("2026-11-30");
            let of = today.checked_sub_days(Days::new(back)).expect("a day");
            let next = of.checked_add_days(Days::new(ahead));
            let (before, after) = days_around(of, next, today).expect("it has come");
            let length = |span: DaySpan| (span.last.expect("an end") - span.first.expect("a beginning")).num_days();
            prop_assert_eq!(length(before), length(after));
            prop_assert_eq!(before.last.expect("an end").succ_opt(), Some(of));
            prop_assert_eq!(after.first, Some(of));
            prop_assert!(after.last.expect("an end") < next.expect("a day") && after.last <= Some(today));
        }
    }
}
