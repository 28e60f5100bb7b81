//! The rates of parts of a scope, each beside that of all other parts together, and of now beside before.

use crate::proportion::Proportion;
use crate::rate_comparison::{RateComparison, compare_rates};
use model::comparison::RateBesideRest;
use model::metrics::{MetricAmount, MetricId, Metrics};

/// Every rate of each part beside that of the rest, in the order of the parts and then of the metrics. The p-values
/// of one metric are adjusted for the number of parts. Of a part that is all there is, nothing is said.
#[must_use]
pub fn beside_rest(parts: &[Metrics]) -> Vec<Vec<RateBesideRest>> {
    let mut rows = vec![Vec::new(); parts.len()];
    for what in MetricId::ALL {
        let rates: Vec<Proportion> = parts
            .iter()
            .filter_map(|it| proportion(it, *what))
            .collect();
        let all = rates
            .iter()
            .fold(Proportion::default(), |sum, one| sum.pooled(*one));
        let pairs: Vec<_> = rates.iter().map(|one| (*one, all.without(*one))).collect();
        for (row, compared) in rows.iter_mut().zip(compare_rates(&pairs)) {
            row.extend(compared.map(|it| rate_beside(*what, it)));
        }
    }
    rows
}

/// Every rate of now beside that of before, in the order of the metrics. The p-values are adjusted for their number.
#[must_use]
pub fn beside_before(now: &Metrics, before: &Metrics) -> Vec<RateBesideRest> {
    let rates =
        |what: &MetricId| Some((*what, proportion(now, *what)?, proportion(before, *what)?));
    let rates: Vec<_> = MetricId::ALL.iter().filter_map(rates).collect();
    let pairs: Vec<_> = rates
        .iter()
        .map(|(_, now, before)| (*now, *before))
        .collect();
    let compared = compare_rates(&pairs);
    let named = rates
        .iter()
        .zip(compared)
        .filter_map(|((what, ..), it)| Some((*what, it?)));
    named.map(|(what, it)| rate_beside(what, it)).collect()
}

fn rate_beside(what: MetricId, compared: RateComparison) -> RateBesideRest {
    RateBesideRest {
        what,
        difference: compared.difference.difference,
        interval: compared.difference.interval,
        p: compared.p,
        verdict: compared.verdict,
    }
}

/// The rate of a metric that is one.
fn proportion(metrics: &Metrics, what: MetricId) -> Option<Proportion> {
    match metrics.amount(what) {
        MetricAmount::Share(share) => Some(Proportion::new(share.conversations, metrics.total)),
        MetricAmount::Count(_) | MetricAmount::Average(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rate::share;
    use model::comparison::RateVerdict;

    fn part(total: u64, bookings: u64) -> Metrics {
        Metrics {
            total,
            bookings: share(bookings, total),
            tours: share(total / 10, total),
            ..Metrics::default()
        }
    }

    #[test]
    fn a_part_is_compared_with_all_others_together() {
        let parts = [part(400, 80), part(300, 20), part(100, 10)];
        let rows = beside_rest(&parts);
        let of = |row: usize, what| {
            let mut found = rows[row].iter().filter(|it| it.what == what);
            *found.next().expect("compared")
        };
        let first = of(0, MetricId::Bookings);
        assert!((first.difference - (80.0 / 400.0 - 30.0 / 400.0)).abs() < 1e-12);
        assert_eq!(first.verdict, RateVerdict::More);
        assert_eq!(of(1, MetricId::Bookings).verdict, RateVerdict::Fewer);
        assert_eq!(
            of(0, MetricId::Tours).verdict,
            RateVerdict::NoDifferenceSeen
        );
    }

    #[test]
    fn now_stands_beside_before() {
        let found = beside_before(&part(400, 80), &part(400, 40));
        let of = |what| found.iter().find(|it| it.what == what).expect("compared");
        let bookings = of(MetricId::Bookings);
        assert!((bookings.difference - 0.1).abs() < 1e-12);
        assert_eq!(bookings.verdict, RateVerdict::More);
        assert_eq!(of(MetricId::Tours).verdict, RateVerdict::NoDifferenceSeen);
        assert!(beside_before(&part(400, 80), &part(0, 0)).is_empty());
    }

    #[test]
    fn of_one_part_alone_nothing_is_said() {
        assert_eq!(beside_rest(&[part(400, 80)]), [[]]);
        assert!(beside_rest(&[]).is_empty());
    }
}
