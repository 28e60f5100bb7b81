//! Counting by days, weeks and months. A day is that of the conversation's own space, so that a change of the clocks
//! moves no conversation.

use crate::aggregate::ConversationFacts;
use crate::calendar::EPOCH_DAY;
use chrono::{Datelike, NaiveDate};
use model::trend::{TrendBucket, TrendStep};

/// The days of a trend so far.
#[derive(Clone, Debug)]
pub struct TrendTally {
    first_day: i32,
    days: Vec<DayCount>,
}

#[derive(Clone, Copy, Debug, Default)]
struct DayCount {
    conversations: u64,
    converted: u64,
}

impl TrendTally {
    /// From the first to the last day, both included, as days since 1970-01-01; no days where the last is before the
    /// first.
    #[must_use]
    pub fn new(first_day: i32, last_day: i32) -> Self {
        let days = i64::from(last_day) - i64::from(first_day) + 1;
        Self {
            first_day,
            days: vec![DayCount::default(); usize::try_from(days).unwrap_or(0)],
        }
    }

    /// Counts a conversation, if it began on one of the days.
    #[inline]
    pub fn add(&mut self, facts: &ConversationFacts) {
        let at = i64::from(facts.day) - i64::from(self.first_day);
        if let Some(day) = usize::try_from(at)
            .ok()
            .and_then(|at| self.days.get_mut(at))
        {
            day.conversations += 1;
            day.converted += u64::from(facts.kinds != 0 || facts.other_kind);
        }
    }

    /// The counts by stretches of this length, oldest first, empty ones included.
    #[must_use]
    pub fn finish(&self, step: TrendStep) -> Vec<TrendBucket> {
        let mut buckets: Vec<TrendBucket> = Vec::new();
        for (number, count) in (self.first_day..).zip(&self.days) {
            let Some(day) = date_of_day(number) else {
                continue;
            };
            let begins = beginning(day, step) == day;
            match buckets.last_mut().filter(|_| !begins) {
                Some(bucket) => {
                    bucket.conversations += count.conversations;
                    bucket.converted += count.converted;
                }
                None => buckets.push(TrendBucket {
                    start: day,
                    conversations: count.conversations,
                    converted: count.converted,
                }),
            }
        }
        buckets
    }
}

/// The day of a number of days since 1970-01-01; none beyond what a calendar has.
#[must_use]
pub fn date_of_day(day: i32) -> Option<NaiveDate> {
    NaiveDate::from_num_days_from_ce_opt(day.checked_add(EPOCH_DAY)?)
}

/// The first day of the stretch in which a day lies.
fn beginning(day: NaiveDate, step: TrendStep) -> NaiveDate {
    match step {
        TrendStep::Day => day,
        TrendStep::Week => day.week(chrono::Weekday::Mon).first_day(),
        TrendStep::Month => day.with_day(1).unwrap_or(day),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// 2026-11-01, a Sunday, as days since 1970-01-01.
    const NOVEMBER: i32 = 20_758;

    fn on(day: i32, kinds: u8) -> ConversationFacts {
        ConversationFacts {
            day,
            kinds,
            ..ConversationFacts::default()
        }
    }

    fn told(tally: &TrendTally, step: TrendStep) -> Vec<(String, u64, u64)> {
        let buckets = tally.finish(step).into_iter();
        buckets
            .map(|it| (it.start.to_string(), it.conversations, it.converted))
            .collect()
    }

    #[test]
    fn empty_days_are_there_and_others_are_not_counted() {
        let mut tally = TrendTally::new(NOVEMBER, NOVEMBER + 2);
        for (day, kinds) in [
            (NOVEMBER, 0),
            (NOVEMBER, 1),
            (NOVEMBER + 2, 0),
            (NOVEMBER + 3, 0),
            (NOVEMBER - 1, 0),
        ] {
            tally.add(&on(day, kinds));
        }
        tally.add(&ConversationFacts {
            other_kind: true,
            ..on(NOVEMBER + 2, 0)
        });
        let expected = [
            ("2026-11-01", 2, 1),
            ("2026-11-02", 0, 0),
            ("2026-11-03", 2, 1),
        ];
        assert_eq!(
            told(&tally, TrendStep::Day),
            expected.map(|(day, n, k)| (day.to_owned(), n, k))
        );
        assert!(
            TrendTally::new(NOVEMBER, NOVEMBER - 1)
                .finish(TrendStep::Day)
                .is_empty()
        );
    }

    #[test]
    fn weeks_begin_on_monday_and_the_first_stretch_where_it_is_cut() {
        let mut tally = TrendTally::new(NOVEMBER - 1, NOVEMBER + 29);
        for day in NOVEMBER - 1..=NOVEMBER + 29 {
            tally.add(&on(day, 0));
        }
        let weeks = [
            ("2026-10-31", 2),
            ("2026-11-02", 7),
            ("2026-11-09", 7),
            ("2026-11-16", 7),
            ("2026-11-23", 7),
            ("2026-11-30", 1),
        ];
        assert_eq!(
            told(&tally, TrendStep::Week),
            weeks.map(|(day, n)| (day.to_owned(), n, 0))
        );
        let months = [("2026-10-31", 1), ("2026-11-01", 30)];
        assert_eq!(
            told(&tally, TrendStep::Month),
            months.map(|(day, n)| (day.to_owned(), n, 0))
        );
    }

    proptest! {
        #[test]
        fn every_step_counts_each_once(days in prop::collection::vec((NOVEMBER..NOVEMBER + 400, 0_u8..3), 0..80)) {
            let mut tally = TrendTally::new(NOVEMBER, NOVEMBER + 399);
            for (day, kinds) in &days {
                tally.add(&on(*day, *kinds));
            }
            let converted = days.iter().filter(|(_, kinds)| *kinds != 0).count() as u64;
            for step in [TrendStep::Day, TrendStep::Week, TrendStep::Month] {
                let buckets = tally.finish(step);
                prop_assert_eq!(buckets.iter().map(|it| it.conversations).sum::<u64>(), days.len() as u64);
                prop_assert_eq!(buckets.iter().map(|it| it.converted).sum::<u64>(), converted);
                prop_assert!(buckets.is_sorted_by_key(|it| it.start));
            }
        }
    }
}
