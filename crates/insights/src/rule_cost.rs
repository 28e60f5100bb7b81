//! What a rule may cost: how many outcomes fewer a month its conversations have than comparable ones would. It is a
//! difference that was seen, and no proof that the rule is its cause.

use crate::proportion::Proportion;
use crate::stratified::{RateStratum, mantel_haenszel};
use model::metrics::FEWEST_FOR_RATE;

/// Days of a month, on average.
const DAYS_OF_MONTH: f64 = 30.436_875;

/// How many outcomes fewer there are where a rule holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RuleCost {
    /// Its conversations for which there are others to compare with.
    pub compared: u64,
    /// How much more often they have an outcome than the others, pooled over the strata; less than 0 where seldomer.
    pub difference: f64,
    /// The 95 % interval of it.
    pub interval: (f64, f64),
    /// Outcomes lost a month: its conversations a month, times how much seldomer they have one. Less than 0 where
    /// they have more.
    pub lost_per_month: f64,
    /// The 95 % interval of it.
    pub lost_interval: (f64, f64),
}

impl RuleCost {
    /// From its conversations and the others, by stratum, begun within so many days. None where fewer than twenty of
    /// either can be compared.
    #[must_use]
    pub fn of(strata: &[RateStratum], days: u32) -> Option<Self> {
        let both = |it: &&RateStratum| it.one.trials() > 0 && it.other.trials() > 0;
        let both = || strata.iter().filter(both);
        let compared: u64 = both().map(|it| it.one.trials()).sum();
        let others: u64 = both().map(|it| it.other.trials()).sum();
        if compared < FEWEST_FOR_RATE || others < FEWEST_FOR_RATE {
            return None;
        }
        let found = mantel_haenszel(strata)?;
        let all: Proportion = sum_of(strata);
        // Less than a month is told as it was, and not blown up to one.
        let months = (f64::from(days) / DAYS_OF_MONTH).max(1.0);
        let a_month = all.trials_f64() / months;
        let (low, high) = found.interval;
        Some(Self {
            compared,
            difference: found.difference,
            interval: found.interval,
            lost_per_month: -found.difference * a_month,
            lost_interval: (-high * a_month, -low * a_month),
        })
    }
}

fn sum_of(strata: &[RateStratum]) -> Proportion {
    let sum = |of: fn(Proportion) -> u64| strata.iter().map(|it| of(it.one)).sum();
    Proportion::new(sum(Proportion::successes), sum(Proportion::trials))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stratum(one: (u64, u64), other: (u64, u64)) -> RateStratum {
        RateStratum {
            one: Proportion::new(one.0, one.1),
            other: Proportion::new(other.0, other.1),
        }
    }

    #[test]
    fn what_is_lost_is_the_gap_times_the_conversations_of_a_month() {
        // In both strata ten points seldomer; 90 conversations in 60.87375 days are 45 a month.
        let strata = [stratum((6, 30), (30, 100)), stratum((24, 60), (100, 200))];
        let cost = RuleCost::of(&strata, 61).expect("enough");
        assert_eq!(cost.compared, 90);
        assert!((cost.difference + 0.1).abs() < 1e-12, "{cost:?}");
        let a_month = 90.0 / (61.0 / DAYS_OF_MONTH);
        assert!(
            (cost.lost_per_month - 0.1 * a_month).abs() < 1e-9,
            "{cost:?}"
        );
        let (low, high) = cost.lost_interval;
        assert!(
            low < cost.lost_per_month && cost.lost_per_month < high,
            "{cost:?}"
        );
    }

    #[test]
    fn a_mix_of_strata_is_no_difference() {
        // The rule is where fewer convert anyway; within each stratum it makes no difference.
        let strata = [stratum((10, 100), (1, 10)), stratum((5, 10), (50, 100))];
        let cost = RuleCost::of(&strata, 300).expect("enough");
        assert!(cost.difference.abs() < 1e-12, "{cost:?}");
    }

    #[test]
    fn nothing_is_said_of_few_or_of_what_has_no_like() {
        for (strata, why) in [
            (vec![stratum((1, 19), (10, 100))], "nineteen"),
            (vec![stratum((10, 100), (1, 19))], "nineteen others"),
            (
                vec![stratum((10, 100), (0, 0)), stratum((0, 0), (10, 100))],
                "no stratum has both",
            ),
            (Vec::new(), "nothing"),
        ] {
            assert_eq!(RuleCost::of(&strata, 30), None, "{why}");
        }
    }
}
