//! Trends: what a filter selects, by the day on which each conversation began in its own space.

use super::reader::CacheReader;
use crate::error::Result;
use crate::index::ConversationIndex;
use chrono::{DateTime, Utc};
use insights::{SpaceCalendar, TrendTally};
use model::request::{FilterPeriod, ListFilter};
use model::search::FieldTest;
use model::trend::{TrendBucket, TrendRequest};
use query::{Expr, day_number};

/// Days of a trend of which nothing else is asked.
const USUAL_DAYS: i32 = 30;
/// 2000-01-01: no conversation began before it.
const EARLIEST_DAY: i32 = 10_957;

/// The days that are asked for; either end may be open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct AskedDays {
    pub(super) first: Option<i32>,
    pub(super) last: Option<i32>,
}

impl CacheReader {
    /// The trend of what a filter selects, up to today. The sum of its counts is the total of the filter within its
    /// days.
    ///
    /// # Errors
    /// [`crate::CacheError`] where the engine refuses.
    pub async fn trend(
        &self,
        request: &TrendRequest,
        now: DateTime<Utc>,
    ) -> Result<Vec<TrendBucket>> {
        let results = self.results_of(&request.filter, now).await?;
        let today = day_number(self.search_calendar(now).await?.today);
        let pass = |index: &ConversationIndex| {
            let asked = asked(request, &results.query.expr, index, today);
            let mut tally = tally_of(index, &results.selection.ids, asked, today);
            for id in results.selection.ids.iter() {
                if let Some(entry) = index.present(*id) {
                    tally.add(&entry.for_tally(request.filter.inferred));
                }
            }
            tally.finish(request.step)
        };
        self.shared.pass(pass).await
    }
}

/// An empty tally of the days that are asked for. Where their beginning is open, it is that of the oldest
/// conversation.
pub(super) fn tally_of(
    index: &ConversationIndex,
    ids: &[u32],
    asked: AskedDays,
    today: i32,
) -> TrendTally {
    let oldest = || {
        let days = ids.iter().filter_map(|id| index.present(*id));
        days.map(|entry| entry.day).min()
    };
    let last = asked.last.unwrap_or(today).min(today);
    let first = asked.first.or_else(oldest).unwrap_or(last - USUAL_DAYS + 1);
    TrendTally::new(first.max(EARLIEST_DAY), last)
}

fn asked(request: &TrendRequest, expr: &Expr, index: &ConversationIndex, today: i32) -> AskedDays {
    if let Some(days) = request.days {
        return last_days(days, today);
    }
    let spans = expr.conjuncts().into_iter().filter_map(|part| match part {
        Expr::Field(FieldTest::Started(span)) => Some(AskedDays {
            first: span.first.map(day_number),
            last: span.last.map(day_number),
        }),
        _ => None,
    });
    let of_filter = of_period(&request.filter, index, today);
    let asked = spans.chain(of_filter).reduce(AskedDays::and);
    asked.unwrap_or_else(|| AskedDays {
        first: Some(today - USUAL_DAYS + 1),
        last: Some(today),
    })
}

fn of_period(filter: &ListFilter, index: &ConversationIndex, today: i32) -> Option<AskedDays> {
    match filter.period {
        FilterPeriod::All => None,
        FilterPeriod::LastDays(days) => Some(last_days(days, today)),
        FilterPeriod::Between(from, to) => {
            let of = |at: DateTime<Utc>| index.calendars().map(move |it: SpaceCalendar| it.day(at));
            Some(AskedDays {
                first: of(from).min(),
                last: of(to - chrono::TimeDelta::milliseconds(1)).max(),
            })
        }
    }
}

fn last_days(days: u16, today: i32) -> AskedDays {
    AskedDays {
        first: Some(today - i32::from(days) + 1),
        last: Some(today),
    }
}

impl AskedDays {
    /// What both ask for.
    fn and(self, other: Self) -> Self {
        let both =
            |one: Option<i32>, other: Option<i32>, pick: fn(i32, i32) -> i32| match (one, other) {
                (Some(one), Some(other)) => Some(pick(one, other)),
                (one, other) => one.or(other),
            };
        Self {
            first: both(self.first, other.first, i32::max),
            last: both(self.last, other.last, i32::min),
        }
    }
}
