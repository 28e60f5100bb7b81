//! Whether two rates differ by more than chance makes plausible, and what that is worth where many are compared.

use crate::normal::two_sided_p;
use crate::proportion::Proportion;

/// Below this many expected in a cell the normal distribution is no approximation any more. W. G. Cochran, "Some
/// methods for strengthening the common chi-squared tests", Biometrics 10 (1954), 417–451.
pub(crate) const FEWEST_EXPECTED: f64 = 5.0;

/// Two tables whose probabilities differ by less than this, relatively, are equally probable: they are sums of
/// products that floating point rounds differently.
const EQUALLY_PROBABLE: f64 = 1e-9;

/// How the difference of two rates was tested.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RateTest {
    /// By the normal distribution, with the pooled rate.
    Normal,
    /// By Fisher's exact test, since few are expected in a cell.
    FisherExact,
}

/// How probable a difference as large is where there is none.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Significance {
    /// On both sides, from 0 to 1.
    pub p: f64,
    /// How it was found.
    pub test: RateTest,
}

/// Tests the difference of two rates, on both sides; `None` where one of them has no trials.
///
/// The score test with the pooled rate (K. Pearson's chi-squared test of a table of two by two, without a
/// correction), and Fisher's where a cell is expected to hold fewer than five.
#[must_use]
pub fn rate_test(one: Proportion, other: Proportion) -> Option<Significance> {
    let rates = (one.rate()?, other.rate()?);
    if fewest_expected(one, other) < FEWEST_EXPECTED {
        return Some(Significance {
            p: fisher_exact(one, other),
            test: RateTest::FisherExact,
        });
    }
    Some(Significance {
        p: pooled_p(rates, (one.trials_f64(), other.trials_f64())),
        test: RateTest::Normal,
    })
}

/// What the cell that is expected to hold the fewest would hold if there were no difference.
pub(crate) fn fewest_expected(one: Proportion, other: Proportion) -> f64 {
    let both = one.pooled(other);
    let rarer = both.successes_f64().min(both.failures_f64());
    rarer * one.trials_f64().min(other.trials_f64()) / both.trials_f64()
}

/// The score test of rates that so many trials have, which need not be whole.
pub(crate) fn pooled_p(rates: (f64, f64), trials: (f64, f64)) -> f64 {
    let pooled = (rates.0 * trials.0 + rates.1 * trials.1) / (trials.0 + trials.1);
    let variance = pooled * (1.0 - pooled) * (1.0 / trials.0 + 1.0 / trials.1);
    two_sided_p((rates.0 - rates.1) / variance.sqrt())
}

/// Fisher's exact test of two rates, on both sides: how probable a table is that is no more probable than this
/// one, with the same sums.
///
/// R. A. Fisher, "The Design of Experiments" (1935), chapter II; the two sides as in SciPy and R. The tables are
/// weighted relative to the most probable, so that nothing overflows however many conversations there are.
#[must_use]
pub fn fisher_exact(one: Proportion, other: Proportion) -> f64 {
    let table = FixedMargins::of(one, other);
    let mode = table.mode();
    let above = table.weights(mode..table.last(), |it, at| it.ratio_above(at));
    let below = table.weights((table.first()..mode).rev(), |it, at| {
        1.0 / it.ratio_above(at)
    });
    let weight_at = |at: u64| match at.cmp(&mode) {
        std::cmp::Ordering::Equal => 1.0,
        std::cmp::Ordering::Greater => weight(&above, at - mode),
        std::cmp::Ordering::Less => weight(&below, mode - at),
    };
    let limit = weight_at(one.successes()) * (1.0 + EQUALLY_PROBABLE);
    let all = || above.iter().chain(&below).copied().chain([1.0]);
    let total: f64 = all().sum();
    let as_extreme: f64 = all().filter(|weight| *weight <= limit).sum();
    (as_extreme / total).min(1.0)
}

/// The weight of the table so many steps from the most probable one.
fn weight(weights: &[f64], steps: u64) -> f64 {
    let at = usize::try_from(steps - 1).ok();
    at.and_then(|at| weights.get(at)).copied().unwrap_or(0.0)
}

/// A table of two by two of which the sums are fixed: one number says all of it, the successes of the one.
struct FixedMargins {
    one: u64,
    other: u64,
    successes: u64,
}

impl FixedMargins {
    fn of(one: Proportion, other: Proportion) -> Self {
        Self {
            one: one.trials(),
            other: other.trials(),
            successes: one.successes() + other.successes(),
        }
    }

    fn first(&self) -> u64 {
        self.successes.saturating_sub(self.other)
    }

    fn last(&self) -> u64 {
        self.successes.min(self.one)
    }

    fn mode(&self) -> u64 {
        let above = u128::from(self.one + 1) * u128::from(self.successes + 1);
        let mode = above / u128::from(self.one + self.other + 2);
        let mode = u64::try_from(mode).unwrap_or(u64::MAX);
        mode.clamp(self.first(), self.last())
    }

    /// How much more probable a success more is.
    #[expect(
        clippy::cast_precision_loss,
        reason = "counts of conversations are far below 2^53"
    )]
    fn ratio_above(&self, at: u64) -> f64 {
        let more = (self.one - at) as f64 * (self.successes - at) as f64;
        let fewer = (at + 1) as f64 * (self.other + at + 1 - self.successes) as f64;
        more / fewer
    }

    /// Weights of tables one step after another, away from the most probable, whose weight is 1.
    fn weights(
        &self,
        steps: impl Iterator<Item = u64>,
        ratio: impl Fn(&Self, u64) -> f64,
    ) -> Vec<f64> {
        let next = |weight: &mut f64, at| {
            *weight *= ratio(self, at);
            Some(*weight)
        };
        steps.scan(1.0, next).collect()
    }
}

/// The p-values adjusted for their number, in the order in which they came: of those that are at most 0.05, no more
/// than 5 % are expected to be chance.
///
/// Y. Benjamini and Y. Hochberg, "Controlling the false discovery rate: a practical and powerful approach to
/// multiple testing", Journal of the Royal Statistical Society B 57 (1995), 289–300.
#[must_use]
#[expect(
    clippy::cast_precision_loss,
    reason = "there are never as many comparisons"
)]
pub fn benjamini_hochberg(p: &[f64]) -> Vec<f64> {
    let mut by_size: Vec<usize> = (0..p.len()).collect();
    by_size.sort_by(|a, b| p[*a].total_cmp(&p[*b]));
    let mut adjusted = vec![1.0; p.len()];
    let mut least = 1.0_f64;
    for (rank, at) in by_size.into_iter().enumerate().rev() {
        let times = p.len() as f64 / (rank + 1) as f64;
        least = least.min(p[at] * times);
        adjusted[at] = least;
    }
    adjusted
}

#[cfg(test)]
#[expect(
    clippy::cast_precision_loss,
    reason = "the numbers of a test are small"
)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(successes: u64, trials: u64) -> Proportion {
        Proportion::new(successes, trials)
    }

    #[test]
    fn the_lady_tasting_tea() {
        // SciPy 1.17.1.
        let p = fisher_exact(of(3, 4), of(1, 4));
        assert!((p - 0.485_714_285_714_285_65).abs() < 1e-9, "{p}");
    }

    #[test]
    fn the_test_is_exact_where_few_are_expected() {
        let cases = [
            ((3, 4), (1, 4), RateTest::FisherExact),
            ((0, 1000), (0, 1000), RateTest::FisherExact),
            ((1000, 1000), (1000, 1000), RateTest::FisherExact),
            ((5, 50), (5, 50), RateTest::Normal),
            ((4, 50), (5, 50), RateTest::FisherExact),
            ((500_000, 1_000_000), (499_000, 1_000_000), RateTest::Normal),
        ];
        for (one, other, test) in cases {
            let found = rate_test(of(one.0, one.1), of(other.0, other.1)).expect("trials");
            assert_eq!(found.test, test, "{one:?} {other:?}");
            assert!(
                (0.0..=1.0).contains(&found.p),
                "{one:?} {other:?}: {found:?}"
            );
        }
        assert_eq!(rate_test(of(1, 2), of(0, 0)), None);
    }

    #[test]
    fn the_normal_test_is_the_chi_squared_test() {
        // The 56 of 70 and 48 of 80 of Newcombe: chi-squared is 150 (56·32 − 14·48)² / (70·80·104·46) = 7.0234...
        let chi_squared =
            150.0 * (56.0 * 32.0 - 14.0 * 48.0_f64).powi(2) / (70.0 * 80.0 * 104.0 * 46.0);
        let found = rate_test(of(56, 70), of(48, 80)).expect("trials");
        assert_eq!(found.test, RateTest::Normal);
        assert!((found.p - two_sided_p(chi_squared.sqrt())).abs() < 1e-12);
        assert!(found.p > 0.008 && found.p < 0.0082, "{found:?}");
    }

    #[test]
    fn the_paper_rejects_four_of_its_fifteen() {
        // Benjamini and Hochberg 1995, table 1 (thrombolysis), with the digits of statsmodels 0.15.0.
        let p = [
            0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262,
            0.5719, 0.6528, 0.759, 1.0,
        ];
        let expected = [
            0.0015,
            0.003,
            0.0095,
            0.035_625,
            0.0603,
            0.063_857_142_857_142_86,
            0.063_857_142_857_142_86,
            0.0645,
            0.076_5,
            0.486,
            0.581_181_818_181_818_2,
            0.714_875,
            0.753_230_769_230_769_3,
            0.813_214_285_714_285_7,
            1.0,
        ];
        let adjusted = benjamini_hochberg(&p);
        for (found, expected) in adjusted.iter().zip(expected) {
            assert!((found - expected).abs() < 1e-9, "{adjusted:?}");
        }
        assert_eq!(adjusted.iter().filter(|q| **q <= 0.05).count(), 4);
    }

    #[test]
    fn a_million_conversations_are_no_trouble() {
        let p = fisher_exact(of(4, 1_000_000), of(900_000, 1_000_000));
        assert!((0.0..1e-9).contains(&p), "{p}");
        let p = fisher_exact(of(3, 500_000), of(3, 500_000));
        assert!((p - 1.0).abs() < 1e-9, "{p}");
    }

    /// The definition with whole numbers.
    fn by_hand(one: Proportion, other: Proportion) -> f64 {
        let choose = |n: u64, k: u64| {
            (0..k).fold(1_u128, |it, at| {
                it * u128::from(n - at) / u128::from(at + 1)
            })
        };
        let successes = one.successes() + other.successes();
        let tables = successes.saturating_sub(other.trials())..=successes.min(one.trials());
        let ways = |at| choose(one.trials(), at) * choose(other.trials(), successes - at);
        let own = ways(one.successes());
        let all: u128 = tables.clone().map(ways).sum();
        let extreme: u128 = tables.map(ways).filter(|ways| *ways <= own).sum();
        extreme as f64 / all as f64
    }

    fn few() -> impl Strategy<Value = Proportion> {
        (1_u64..26)
            .prop_flat_map(|trials| (0..=trials).prop_map(move |successes| of(successes, trials)))
    }

    proptest! {
        #[test]
        fn fisher_is_the_count_of_tables(one in few(), other in few()) {
            let p = fisher_exact(one, other);
            prop_assert!((p - by_hand(one, other)).abs() < 1e-9, "{p}");
            prop_assert!((p - fisher_exact(other, one)).abs() < 1e-9, "either may come first");
        }

        #[test]
        fn adjusting_keeps_the_order_and_makes_nothing_smaller(p in prop::collection::vec(0.0_f64..=1.0, 0..30)) {
            let adjusted = benjamini_hochberg(&p);
            for (one, q) in p.iter().zip(&adjusted) {
                prop_assert!(one <= q && *q <= 1.0);
                for (other, r) in p.iter().zip(&adjusted) {
                    prop_assert!(one > other || q <= r);
                }
            }
        }

        #[test]
        fn comparisons_that_say_the_same_need_no_adjustment(p in 0.0_f64..=1.0, count in 1_usize..9) {
            for q in benjamini_hochberg(&vec![p; count]) {
                prop_assert!((q - p).abs() < 1e-12);
            }
        }
    }
}
