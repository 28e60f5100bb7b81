//! What may be said of rates that stand side by side. The verdict is computed; the words are the catalogue's.

use crate::difference::{RateDifference, newcombe, newcombe_of};
use crate::proportion::Proportion;
use crate::significance::{
    FEWEST_EXPECTED, RateTest, Significance, benjamini_hochberg, fewest_expected, pooled_p,
    rate_test,
};
use model::comparison::RateVerdict;

/// How often a difference may be claimed where there is none.
const SIGNIFICANT: f64 = 0.05;
/// A difference matters from half of the rate of both together on (of the rest, where that is less), but …
const MATTERS: f64 = 0.5;
/// … never below a percentage point, …
const MATTERS_LEAST: f64 = 0.01;
/// … and always from five on.
const MATTERS_MOST: f64 = 0.05;

/// One rate beside another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RateComparison {
    /// By how much the one is greater, with the interval of Newcombe.
    pub difference: RateDifference,
    /// How probable a difference as large is where there is none, adjusted for the number of comparisons.
    pub p: f64,
    /// How that was tested.
    pub test: RateTest,
    /// What may be said.
    pub verdict: RateVerdict,
}

/// Compares the one of each pair with the other, all pairs together: the p-values are adjusted for their number.
/// `None` where one of a pair has no trials.
///
/// *More* and *fewer* need both, a test that is significant after the adjustment and an interval of the difference
/// that excludes 0. Else there is *no difference seen* if that interval holds nothing that matters; and else there
/// are *too few to tell*, with how many more it would take.
#[must_use]
pub fn compare_rates(pairs: &[(Proportion, Proportion)]) -> Vec<Option<RateComparison>> {
    let tests: Vec<Option<Significance>> = pairs
        .iter()
        .map(|(one, other)| rate_test(*one, *other))
        .collect();
    let p: Vec<f64> = tests.iter().flatten().map(|test| test.p).collect();
    let mut adjusted = benjamini_hochberg(&p).into_iter();
    let compared = |(pair, test): (&(Proportion, Proportion), &Option<Significance>)| {
        let found = PairUnderTest {
            one: pair.0,
            other: pair.1,
            significance: (*test)?,
            adjusted_p: adjusted.next()?,
        };
        found.comparison()
    };
    pairs.iter().zip(&tests).map(compared).collect()
}

struct PairUnderTest {
    one: Proportion,
    other: Proportion,
    significance: Significance,
    adjusted_p: f64,
}

impl PairUnderTest {
    fn comparison(&self) -> Option<RateComparison> {
        let difference = newcombe(self.one, self.other)?;
        Some(RateComparison {
            difference,
            p: self.adjusted_p,
            test: self.significance.test,
            verdict: self.verdict(&difference),
        })
    }

    fn verdict(&self, difference: &RateDifference) -> RateVerdict {
        if self.adjusted_p <= SIGNIFICANT && difference.excludes_zero() {
            return if difference.difference > 0.0 {
                RateVerdict::More
            } else {
                RateVerdict::Fewer
            };
        }
        if difference.is_within(self.margin()) {
            return RateVerdict::NoDifferenceSeen;
        }
        RateVerdict::TooFew {
            more: self.missing(),
        }
    }

    /// From which difference on it matters.
    fn margin(&self) -> f64 {
        let rate = self.one.pooled(self.other).rate().unwrap_or(0.0);
        (rate.min(1.0 - rate) * MATTERS).clamp(MATTERS_LEAST, MATTERS_MOST)
    }

    /// How many more of the smaller side it would take for another verdict, if both grew alike and kept their
    /// rates: about, so rounded up to two digits.
    fn missing(&self) -> u64 {
        let growth = self.needed_growth();
        let smaller = self.one.trials_f64().min(self.other.trials_f64());
        two_digits_up(((growth - 1.0) * smaller).max(1.0))
    }

    /// The least factor by which both sides must grow.
    fn needed_growth(&self) -> f64 {
        let mut enough = 2.0;
        let mut too_little = 1.0;
        while !self.would_tell(enough) && enough < f64::from(u32::MAX) {
            too_little = enough;
            enough *= 2.0;
        }
        // Two digits are shown: a thousandth is near enough.
        while enough - too_little > too_little / 1000.0 {
            let between = f64::midpoint(too_little, enough);
            if self.would_tell(between) {
                enough = between;
            } else {
                too_little = between;
            }
        }
        enough
    }

    /// Whether so many times the trials, at the same rates, would give another verdict.
    fn would_tell(&self, growth: f64) -> bool {
        let (Some(one), Some(other)) = (self.one.rate(), self.other.rate()) else {
            return false;
        };
        let rates = (one, other);
        let trials = (
            self.one.trials_f64() * growth,
            self.other.trials_f64() * growth,
        );
        let difference = newcombe_of(rates, trials);
        let is_large = fewest_expected(self.one, self.other) * growth >= FEWEST_EXPECTED;
        let is_significant = is_large && pooled_p(rates, trials) * self.adjustment() <= SIGNIFICANT;
        (is_significant && difference.excludes_zero()) || difference.is_within(self.margin())
    }

    /// How much the number of comparisons costs this one.
    fn adjustment(&self) -> f64 {
        if self.significance.p > 0.0 {
            self.adjusted_p / self.significance.p
        } else {
            1.0
        }
    }
}

/// The next number of which only the first two digits are not 0.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "counts of conversations, which are positive and far below 2^53"
)]
fn two_digits_up(count: f64) -> u64 {
    let digits = count.log10().floor().max(1.0);
    let step = 10_f64.powf(digits - 1.0);
    ((count / step).ceil() * step) as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(successes: u64, trials: u64) -> Proportion {
        Proportion::new(successes, trials)
    }

    fn verdict(one: Proportion, other: Proportion) -> RateVerdict {
        let found = compare_rates(&[(one, other)]);
        found[0].expect("there are trials").verdict
    }

    #[test]
    fn a_verdict_says_no_more_than_is_known() {
        let cases = [
            (of(56, 70), of(48, 80), RateVerdict::More),
            (of(48, 80), of(56, 70), RateVerdict::Fewer),
            (of(9, 10), of(3, 10), RateVerdict::More),
            (
                of(1000, 10_000),
                of(1001, 10_000),
                RateVerdict::NoDifferenceSeen,
            ),
            (of(0, 5000), of(0, 5000), RateVerdict::NoDifferenceSeen),
            (of(12, 100), of(10, 100), RateVerdict::TooFew { more: 750 }),
            (of(0, 5), of(0, 5), RateVerdict::TooFew { more: 380 }),
            (of(3, 10), of(1, 10), RateVerdict::TooFew { more: 22 }),
        ];
        for (one, other, expected) in cases {
            assert_eq!(verdict(one, other), expected, "{one:?} {other:?}");
        }
        assert_eq!(compare_rates(&[(of(1, 2), of(0, 0))]), [None]);
    }

    #[test]
    fn what_one_comparison_would_claim_many_do_not() {
        let doubtful = (of(60, 400), of(41, 400));
        assert_eq!(verdict(doubtful.0, doubtful.1), RateVerdict::More);
        let even = (of(50, 400), of(50, 400));
        let among_many = compare_rates(&[doubtful, even, even, even, even]);
        let found = among_many[0].expect("trials");
        assert!(
            found.p > SIGNIFICANT && found.difference.excludes_zero(),
            "{found:?}"
        );
        assert!(
            matches!(found.verdict, RateVerdict::TooFew { .. }),
            "{found:?}"
        );
    }

    #[test]
    fn about_is_two_digits() {
        let cases = [
            (1.0, 1),
            (1.2, 2),
            (99.0, 99),
            (99.5, 100),
            (101.0, 110),
            (140.0, 140),
            (12_345.0, 13_000),
        ];
        for (count, expected) in cases {
            assert_eq!(two_digits_up(count), expected, "{count}");
        }
    }

    fn any_proportion() -> impl Strategy<Value = Proportion> {
        (1_u64..3000)
            .prop_flat_map(|trials| (0..=trials).prop_map(move |successes| of(successes, trials)))
    }

    proptest! {
        #[test]
        fn a_verdict_does_not_contradict_its_interval(
            pairs in prop::collection::vec((any_proportion(), any_proportion()), 1..6)
        ) {
            for found in compare_rates(&pairs).into_iter().flatten() {
                let (low, high) = found.difference.interval;
                match found.verdict {
                    RateVerdict::More => prop_assert!(low > 0.0 && found.p <= SIGNIFICANT),
                    RateVerdict::Fewer => prop_assert!(high < 0.0 && found.p <= SIGNIFICANT),
                    RateVerdict::NoDifferenceSeen => prop_assert!(-MATTERS_MOST <= low && high <= MATTERS_MOST),
                    RateVerdict::TooFew { more } => prop_assert!(more > 0),
                }
            }
        }

        #[test]
        fn turned_round_more_is_fewer(one in any_proportion(), other in any_proportion()) {
            let expected = match verdict(one, other) {
                RateVerdict::More => RateVerdict::Fewer,
                RateVerdict::Fewer => RateVerdict::More,
                same => same,
            };
            prop_assert_eq!(verdict(other, one), expected);
        }

        /// Both sides grown as said, at the same rates, are told apart, or found to be alike.
        #[test]
        fn as_many_more_as_are_said_are_enough(one in any_proportion(), other in any_proportion()) {
            if let RateVerdict::TooFew { more } = verdict(one, other) {
                let smaller = one.trials().min(other.trials());
                let times = 2 + more / smaller;
                let grown = |it: Proportion| of(it.successes() * times, it.trials() * times);
                let then = verdict(grown(one), grown(other));
                prop_assert!(!matches!(then, RateVerdict::TooFew { .. }), "{more} {then:?}");
            }
        }
    }
}
