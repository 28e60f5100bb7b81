//! Between which rates a part lies if it is like all the others, whatever its size: what a funnel plot draws. A league
//! table ranks chance; here a small part is far off only where chance does not make it so.

use crate::proportion::Proportion;
use model::comparison::ControlStanding;

/// How much lies below each of the limits, where nothing differs: 95 % and 99.8 % lie between.
const TAILS: [f64; 4] = [0.001, 0.025, 0.975, 0.999];
/// Terms that are so much rarer than the most probable number add nothing that a plot or a verdict could show.
const NEGLIGIBLE: f64 = 1e-18;

/// Between which rates so many trials lie if their true rate is the target.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ControlLimits {
    /// In 95 of 100.
    pub warning: (f64, f64),
    /// In 998 of 1000.
    pub action: (f64, f64),
}

impl ControlLimits {
    /// The limits of so many trials about a target from 0 to 1; of no trials, everything.
    ///
    /// The exact limits of D. J. Spiegelhalter, "Funnel plots for comparing institutional performance", Statistics in
    /// Medicine 24 (2005), 1185–1202, appendix A.1.1: the quantiles of the binomial distribution, each as far between
    /// two whole numbers as the probability lies between those of both, so that the curves have no steps. They are not
    /// widened for overdispersion (ibid., section 3): parts that differ for reasons of their own all lie outside.
    #[must_use]
    pub fn about(target: f64, trials: u64) -> Self {
        if trials == 0 || !(0.0..=1.0).contains(&target) {
            return Self {
                warning: (0.0, 1.0),
                action: (0.0, 1.0),
            };
        }
        let [lowest, low, high, highest] = quantiles(target, trials);
        Self {
            warning: (low, high),
            action: (lowest, highest),
        }
    }

    /// Where a rate stands.
    #[must_use]
    pub fn standing(&self, rate: Proportion) -> ControlStanding {
        use ControlStanding::{Above, Below, FarAbove, FarBelow, Within};
        match rate.rate() {
            Some(rate) if rate > self.action.1 => FarAbove,
            Some(rate) if rate < self.action.0 => FarBelow,
            Some(rate) if rate > self.warning.1 => Above,
            Some(rate) if rate < self.warning.0 => Below,
            _ => Within,
        }
    }
}

/// The rates below which each of the tails lies.
#[expect(
    clippy::cast_precision_loss,
    reason = "counts of conversations are far below 2^53"
)]
fn quantiles(target: f64, trials: u64) -> [f64; 4] {
    let n = trials as f64;
    if target <= 0.0 || target >= 1.0 {
        return [target; 4];
    }
    let (first, terms) = terms(target, trials);
    let total: f64 = terms.iter().sum();
    TAILS.map(|tail| {
        let mut below = 0.0;
        let mut number = first as f64;
        for term in &terms {
            let reached = below + term / total;
            if reached >= tail {
                // As far before this number as the tail lies before what it reaches.
                let back = (reached - tail) / (term / total);
                return ((number - back) / n).clamp(0.0, 1.0);
            }
            below = reached;
            number += 1.0;
        }
        1.0
    })
}

/// How probable each number of successes is, relative to the most probable one, and which number the first is.
fn terms(target: f64, trials: u64) -> (u64, Vec<f64>) {
    let mode = mode(target, trials);
    let odds = target / (1.0 - target);
    let mut below = Vec::new();
    let (mut at, mut term) = (mode, 1.0);
    while at > 0 && term > NEGLIGIBLE {
        term *= ratio(at, trials - at + 1) / odds;
        at -= 1;
        below.push(term);
    }
    let first = at;
    below.reverse();
    below.push(1.0);
    let (mut at, mut term) = (mode, 1.0);
    while at < trials && term > NEGLIGIBLE {
        term *= ratio(trials - at, at + 1) * odds;
        at += 1;
        below.push(term);
    }
    (first, below)
}

#[expect(
    clippy::cast_precision_loss,
    reason = "counts of conversations are far below 2^53"
)]
fn ratio(one: u64, other: u64) -> f64 {
    one as f64 / other as f64
}

/// The most probable number.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "counts of conversations are far below 2^53, and a share of them is one too"
)]
fn mode(target: f64, trials: u64) -> u64 {
    (((trials + 1) as f64 * target).floor() as u64).min(trials)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn near(one: f64, other: f64) -> bool {
        (one - other).abs() < 1e-9
    }

    /// By hand: of ten at one half, P(X ≤ 1) = 11/1024 and P(X ≤ 2) = 56/1024, so that 2.5 % is reached between one and
    /// two, at 2 − (56/1024 − 0.025) / (45/1024).
    #[test]
    fn ten_at_one_half_are_as_reckoned_by_hand() {
        let found = ControlLimits::about(0.5, 10);
        let low = (2.0 - (56.0 / 1024.0 - 0.025) / (45.0 / 1024.0)) / 10.0;
        assert!(near(found.warning.0, low), "{found:?}");
        // P(X ≤ 0) = 1/1024 is below 0.1 %; P(X ≤ 1) = 11/1024 is above it.
        let lowest = (1.0 - (11.0 / 1024.0 - 0.001) / (10.0 / 1024.0)) / 10.0;
        assert!(near(found.action.0, lowest), "{found:?}");
        // P(X ≤ 7) = 968/1024, P(X ≤ 8) = 1013/1024.
        let high = (8.0 - (1013.0 / 1024.0 - 0.975) / (45.0 / 1024.0)) / 10.0;
        assert!(near(found.warning.1, high), "{found:?}");
    }

    /// Where there are many, the limits are those of the normal distribution, half a step apart at most.
    #[test]
    fn many_are_as_the_normal_distribution_says() {
        let (target, trials) = (0.2, 40_000);
        let spread = (target * (1.0 - target) / 40_000.0_f64).sqrt();
        let found = ControlLimits::about(target, trials);
        let close = |one: f64, other: f64| (one - other).abs() < 2.0 / 40_000.0;
        assert!(close(found.warning.0, target - 1.96 * spread), "{found:?}");
        assert!(close(found.warning.1, target + 1.96 * spread), "{found:?}");
        assert!(close(found.action.0, target - 3.09 * spread), "{found:?}");
        assert!(close(found.action.1, target + 3.09 * spread), "{found:?}");
    }

    #[test]
    fn a_small_part_may_be_far_off_and_a_large_one_may_not() {
        let of = |successes, trials| {
            let limits = ControlLimits::about(0.1, trials);
            limits.standing(Proportion::new(successes, trials))
        };
        assert_eq!(of(4, 20), ControlStanding::Within);
        assert_eq!(of(400, 2_000), ControlStanding::FarAbove);
        assert_eq!(of(170, 2_000), ControlStanding::Below);
        assert_eq!(of(228, 2_000), ControlStanding::Above);
        assert_eq!(of(100, 2_000), ControlStanding::FarBelow);
        assert_eq!(of(0, 0), ControlStanding::Within);
    }

    #[test]
    fn where_nothing_or_everything_converts_there_is_no_room() {
        assert_eq!(ControlLimits::about(0.0, 50).action, (0.0, 0.0));
        assert_eq!(ControlLimits::about(1.0, 50).warning, (1.0, 1.0));
        assert_eq!(ControlLimits::about(0.3, 0).action, (0.0, 1.0));
    }

    proptest! {
        #[test]
        fn limits_are_in_order_and_about_the_target(target in 0.01_f64..0.99, trials in 1_u64..3000) {
            let found = ControlLimits::about(target, trials);
            prop_assert!(found.action.0 <= found.warning.0 && found.warning.1 <= found.action.1);
            prop_assert!((0.0..=1.0).contains(&found.action.0) && (0.0..=1.0).contains(&found.action.1));
            #[expect(clippy::cast_precision_loss, reason = "small numbers")]
            let step = 1.0 / trials as f64;
            prop_assert!(found.warning.0 - step <= target && target <= found.warning.1 + step, "{found:?}");
        }

        /// What is turned round lies on the other side, a step apart at most.
        #[test]
        fn failures_have_the_limits_of_successes_turned_round(target in 0.05_f64..0.95, trials in 20_u64..2000) {
            let (one, other) = (ControlLimits::about(target, trials), ControlLimits::about(1.0 - target, trials));
            #[expect(clippy::cast_precision_loss, reason = "small numbers")]
            let step = 1.001 / trials as f64;
            prop_assert!((one.warning.0 - (1.0 - other.warning.1)).abs() <= step, "{one:?} {other:?}");
            prop_assert!((one.action.1 - (1.0 - other.action.0)).abs() <= step, "{one:?} {other:?}");
        }
    }
}
