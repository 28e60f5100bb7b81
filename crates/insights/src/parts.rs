//! The rates of parts of a scope, each beside that of all other parts together, of now beside before with why they
//! moved, and of parts of different sizes within the limits of chance.

use crate::control_limits::ControlLimits;
use crate::mix_shift::mix_shift;
use crate::proportion::Proportion;
use crate::rate_comparison::{RateComparison, compare_rates};
use model::comparison::{ControlCurve, ControlPoint, RateBesideRest, RateControl, RateShift};
use model::metrics::{FEWEST_FOR_RATE, MetricAmount, MetricId, Metrics};

/// Parts with enough conversations to speak of a rate, below which there is nothing to liken.
const FEWEST_PARTS: usize = 3;
/// Sizes at which the limits are told. Between two of them they are a straight line.
const CURVE_POINTS: u32 = 48;

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

/// Why each rate moved: of each part the numbers of before and of now. A rate that one of them has not is left out.
#[must_use]
pub fn shifts(parts: &[(Metrics, Metrics)]) -> Vec<RateShift> {
    let of_metric = |what: &MetricId| {
        let pair = |(before, now): &(Metrics, Metrics)| {
            Some((proportion(before, *what)?, proportion(now, *what)?))
        };
        let pairs: Vec<_> = parts.iter().filter_map(pair).collect();
        let shift = mix_shift(&pairs)?;
        Some(RateShift {
            what: *what,
            within: shift.within,
            mix: shift.mix,
        })
    };
    MetricId::ALL.iter().filter_map(of_metric).collect()
}

/// Every rate of each part within the limits of its size about the rate of all parts together. Nothing is said of a
/// part with too few conversations to speak of a rate, and of none where fewer than three have enough.
#[must_use]
pub fn controls(parts: &[Metrics]) -> Vec<Vec<RateControl>> {
    if !can_be_likened(parts) {
        return vec![Vec::new(); parts.len()];
    }
    let targets = targets(parts);
    let of_part = |part: &Metrics| {
        let told = targets.iter().filter(|_| part.total >= FEWEST_FOR_RATE);
        told.filter_map(|(what, target)| control(part, *what, *target))
            .collect()
    };
    parts.iter().map(of_part).collect()
}

/// The limits of every rate, from the size at which one is told to that of the largest part; none where fewer than three
/// have enough.
#[must_use]
pub fn control_curves(parts: &[Metrics]) -> Vec<ControlCurve> {
    if !can_be_likened(parts) {
        return Vec::new();
    }
    let largest = parts.iter().map(|part| part.total).max().unwrap_or(0);
    let sizes = sizes(largest);
    let curve = |(what, target): (MetricId, f64)| ControlCurve {
        what,
        target,
        points: sizes
            .iter()
            .map(|size| control_point(target, *size))
            .collect(),
    };
    targets(parts).into_iter().map(curve).collect()
}

fn can_be_likened(parts: &[Metrics]) -> bool {
    let large = parts.iter().filter(|part| part.total >= FEWEST_FOR_RATE);
    large.count() >= FEWEST_PARTS
}

/// The rate of all parts together, of each number that is one.
fn targets(parts: &[Metrics]) -> Vec<(MetricId, f64)> {
    let target = |what: &MetricId| {
        let rates = parts.iter().filter_map(|part| proportion(part, *what));
        let all = rates.fold(Proportion::default(), Proportion::pooled);
        Some((*what, all.rate()?))
    };
    MetricId::ALL.iter().filter_map(target).collect()
}

fn control(part: &Metrics, what: MetricId, target: f64) -> Option<RateControl> {
    let rate = proportion(part, what)?;
    let limits = ControlLimits::about(target, part.total);
    Some(RateControl {
        what,
        target,
        warning: limits.warning,
        action: limits.action,
        standing: limits.standing(rate),
    })
}

fn control_point(target: f64, conversations: u64) -> ControlPoint {
    let limits = ControlLimits::about(target, conversations);
    ControlPoint {
        conversations,
        warning: limits.warning,
        action: limits.action,
    }
}

/// Close together where the funnel narrows fast: the steps grow with the size.
fn sizes(largest: u64) -> Vec<u64> {
    let room = largest.saturating_sub(FEWEST_FOR_RATE);
    let last = u128::from(CURVE_POINTS - 1);
    let size = |step: u32| {
        let step = u128::from(step);
        let grown = u128::from(room) * step * step / (last * last);
        FEWEST_FOR_RATE + u64::try_from(grown).unwrap_or(room)
    };
    let mut sizes: Vec<u64> = (0..CURVE_POINTS).map(size).collect();
    sizes.dedup();
    sizes
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
    use model::comparison::{ControlStanding, RateVerdict};

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

    /// By hand: chat goes from 40 of 400 to 30 of 200, mail from 5 of 100 to 30 of 300. The rate of all goes from 45/500
    /// to 60/500, by 0.03. Within: the mean share of chat is (0.8 + 0.4) / 2 = 0.6, times 0.15 − 0.10, and of mail 0.4,
    /// times 0.10 − 0.05: 0.03 + 0.02. Mix: the mean rate of chat is 0.125, times 0.4 − 0.8, and of mail 0.075, times
    /// 0.6 − 0.2: −0.05 + 0.03.
    #[test]
    fn why_a_rate_moved_is_as_reckoned_by_hand() {
        let found = shifts(&[
            (part(400, 40), part(200, 30)),
            (part(100, 5), part(300, 30)),
        ]);
        let bookings = found.iter().find(|it| it.what == MetricId::Bookings);
        let bookings = bookings.expect("split");
        assert!((bookings.within - 0.05).abs() < 1e-12, "{bookings:?}");
        assert!((bookings.mix + 0.02).abs() < 1e-12, "{bookings:?}");
        assert!(shifts(&[(part(0, 0), part(5, 1))]).is_empty());
    }

    #[test]
    fn parts_are_likened_where_three_are_large_enough() {
        let parts = [part(400, 40), part(300, 60), part(20, 5), part(19, 19)];
        let found = controls(&parts);
        let of = |at: usize| found[at].iter().find(|it| it.what == MetricId::Bookings);
        let first = of(0).expect("likened");
        assert!((first.target - 124.0 / 739.0).abs() < 1e-12, "{first:?}");
        assert_eq!(first.standing, ControlStanding::FarBelow);
        assert_eq!(of(2).map(|it| it.standing), Some(ControlStanding::Within));
        assert_eq!(of(3), None, "of 19 there is no rate");
        assert!(
            controls(&parts[1..]).iter().all(Vec::is_empty),
            "two are large enough"
        );
        assert!(control_curves(&parts[1..]).is_empty());
        let curves = control_curves(&parts);
        let bookings = curves.iter().find(|it| it.what == MetricId::Bookings);
        let points = &bookings.expect("drawn").points;
        let ends = (
            points[0].conversations,
            points[points.len() - 1].conversations,
        );
        assert_eq!(ends, (20, 400));
        assert!(
            points
                .windows(2)
                .all(|two| two[0].conversations < two[1].conversations)
        );
        let last = points[points.len() - 1];
        assert_eq!(
            last.action, first.action,
            "the curve passes where the part says"
        );
    }

    #[test]
    fn of_one_part_alone_nothing_is_said() {
        assert_eq!(beside_rest(&[part(400, 80)]), [[]]);
        assert!(beside_rest(&[]).is_empty());
    }
}
