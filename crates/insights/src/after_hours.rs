//! Which share of all conversations, and of those with each outcome, began outside of opening hours. Where nobody said when
//! a space is open, its conversations are in neither part of it.

use crate::rate::share;
use model::after_hours::OutsideShare;
use model::metrics::{MetricAmount, MetricId, Metrics};

/// The share outside of all conversations of which it is known, and of those with each outcome.
#[must_use]
pub fn after_hours_shares(inside: &Metrics, outside: &Metrics) -> Vec<OutsideShare> {
    let of = |what: &MetricId| {
        let (inside, outside) = (counted(inside, *what)?, counted(outside, *what)?);
        Some(OutsideShare {
            what: *what,
            known: inside + outside,
            outside: share(outside, inside + outside),
        })
    };
    MetricId::ALL.iter().filter_map(of).collect()
}

/// How many conversations a number counts: all of them, or those with an outcome.
fn counted(metrics: &Metrics, what: MetricId) -> Option<u64> {
    match metrics.amount(what) {
        MetricAmount::Share(share) => Some(share.conversations),
        MetricAmount::Count(count) if what == MetricId::Conversations => count,
        MetricAmount::Count(_) | MetricAmount::Average(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(total: u64, bookings: u64) -> Metrics {
        Metrics {
            total,
            bookings: share(bookings, total),
            ..Metrics::default()
        }
    }

    /// By hand: 40 of 100 conversations are outside, and 12 of 15 bookings.
    #[test]
    fn the_share_outside_is_of_what_is_known() {
        let shares = after_hours_shares(&part(60, 3), &part(40, 12));
        let of = |what| shares.iter().find(|it| it.what == what).expect("told");
        let all = of(MetricId::Conversations);
        assert_eq!((all.known, all.outside.conversations), (100, 40));
        assert!(
            all.outside
                .rate
                .is_some_and(|rate| (rate - 0.4).abs() < 1e-12)
        );
        let bookings = of(MetricId::Bookings);
        assert_eq!((bookings.known, bookings.outside.conversations), (15, 12));
        assert!(shares.iter().all(|it| it.what != MetricId::MessagesEach));
        let nothing = after_hours_shares(&part(0, 0), &part(0, 0));
        assert!(nothing.iter().all(|it| it.outside.rate.is_none()));
    }
}
