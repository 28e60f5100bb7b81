//! The difference of two rates among comparable conversations: within strata, pooled.

use crate::difference::RateDifference;
use crate::normal::Z_95;
use crate::proportion::Proportion;

/// Conversations that are comparable: of one space, channel and month, say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateStratum {
    /// Those in question.
    pub one: Proportion,
    /// The others.
    pub other: Proportion,
}

/// The difference of the rates within strata, pooled, with its 95 % interval; `None` where no stratum has both.
///
/// N. Mantel and W. Haenszel, "Statistical aspects of the analysis of data from retrospective studies of disease",
/// Journal of the National Cancer Institute 22 (1959), 719–748, with the weights that S. Greenland and J. M. Robins
/// give for differences (Biometrics 41 (1985), 55–68). The variance is that of T. Sato, "On the variance estimator
/// for the Mantel-Haenszel risk difference", Biometrics 45 (1989), 1323–1324, which holds for few large strata and
/// for many sparse ones.
#[must_use]
pub fn mantel_haenszel(strata: &[RateStratum]) -> Option<RateDifference> {
    let both = |it: &&RateStratum| it.one.trials() > 0 && it.other.trials() > 0;
    let sums = strata.iter().filter(both).map(StratumTerms::of);
    let sums = sums.reduce(StratumTerms::plus)?;
    let difference = sums.difference / sums.weight;
    let variance = (difference * sums.p + sums.q) / (sums.weight * sums.weight);
    let spread = Z_95 * variance.max(0.0).sqrt();
    Some(RateDifference {
        difference,
        interval: (
            (difference - spread).max(-1.0),
            (difference + spread).min(1.0),
        ),
    })
}

/// What a stratum adds to the sums.
#[derive(Clone, Copy)]
struct StratumTerms {
    weight: f64,
    difference: f64,
    /// Sato's P and Q.
    p: f64,
    q: f64,
}

impl StratumTerms {
    fn of(stratum: &RateStratum) -> Self {
        let (one, other) = (stratum.one, stratum.other);
        let (n, m) = (one.trials_f64(), other.trials_f64());
        let (a, b) = (one.successes_f64(), other.successes_f64());
        let all = n + m;
        Self {
            weight: n * m / all,
            difference: (a * m - b * n) / all,
            p: (n * n * b - m * m * a + n * m * (m - n) / 2.0) / (all * all),
            q: (a * other.failures_f64() + b * one.failures_f64()) / (2.0 * all),
        }
    }

    fn plus(self, other: Self) -> Self {
        Self {
            weight: self.weight + other.weight,
            difference: self.difference + other.difference,
            p: self.p + other.p,
            q: self.q + other.q,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn stratum(one: (u64, u64), other: (u64, u64)) -> RateStratum {
        RateStratum {
            one: Proportion::new(one.0, one.1),
            other: Proportion::new(other.0, other.1),
        }
    }

    #[test]
    fn kidney_stones_turn_round_within_their_strata() {
        // Charig and others 1986: open surgery beside percutaneous, by the size of the stone.
        let strata = [stratum((81, 87), (234, 270)), stratum((192, 263), (55, 80))];
        let found = mantel_haenszel(&strata).expect("both");
        let by_hand = {
            let weights = [87.0 * 270.0 / 357.0, 263.0 * 80.0 / 343.0];
            let differences = [81.0 / 87.0 - 234.0 / 270.0, 192.0 / 263.0 - 55.0 / 80.0];
            (weights[0] * differences[0] + weights[1] * differences[1]) / (weights[0] + weights[1])
        };
        assert!((found.difference - by_hand).abs() < 1e-9, "{found:?}");
        assert!(
            found.difference > 0.0,
            "while of all stones, 78.0 % are less than 82.6 %"
        );
    }

    #[test]
    fn a_stratum_without_one_of_both_says_nothing() {
        let whole = stratum((3, 10), (2, 20));
        let lone = [whole, stratum((9, 9), (0, 0)), stratum((0, 0), (1, 50))];
        assert_eq!(mantel_haenszel(&lone), mantel_haenszel(&[whole]));
        assert_eq!(mantel_haenszel(&lone[1..]), None);
        assert_eq!(mantel_haenszel(&[]), None);
    }

    fn counts() -> impl Strategy<Value = (u64, u64)> {
        (1_u64..300).prop_flat_map(|trials| (0..=trials, Just(trials)))
    }

    proptest! {
        #[test]
        fn it_lies_between_the_differences_of_its_strata_and_in_its_interval(
            strata in prop::collection::vec((counts(), counts()), 1..8)
        ) {
            let strata: Vec<RateStratum> = strata.into_iter().map(|(one, other)| stratum(one, other)).collect();
            let found = mantel_haenszel(&strata).expect("both");
            let of = |it: &RateStratum| it.one.rate().unwrap_or(0.0) - it.other.rate().unwrap_or(0.0);
            let least = strata.iter().map(of).fold(1.0, f64::min);
            let most = strata.iter().map(of).fold(-1.0, f64::max);
            prop_assert!(least - 1e-12 <= found.difference && found.difference <= most + 1e-12);
            prop_assert!(found.interval.0 <= found.difference && found.difference <= found.interval.1);
        }

        /// Of one stratum with equal sides, Sato's variance is that of two independent rates.
        #[test]
        fn of_one_even_stratum_the_spread_is_that_of_two_rates(trials in 1_u64..300, one in 0.0_f64..=1.0, other in 0.0_f64..=1.0) {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "a test's own numbers")]
            let part = |share: f64| (share * trials as f64) as u64;
            let given = stratum((part(one), trials), (part(other), trials));
            let found = mantel_haenszel(&[given]).expect("both");
            let rates = [given.one.rate().expect("some"), given.other.rate().expect("some")];
            let variance: f64 = rates.iter().map(|rate| rate * (1.0 - rate) / given.one.trials_f64()).sum();
            let low = (rates[0] - rates[1] - Z_95 * variance.sqrt()).max(-1.0);
            prop_assert!((found.interval.0 - low).abs() < 1e-9, "{found:?} {low}");
        }

        #[test]
        fn turned_round_it_is_the_same(strata in prop::collection::vec((counts(), counts()), 1..6)) {
            let there: Vec<RateStratum> = strata.iter().map(|(one, other)| stratum(*one, *other)).collect();
            let back: Vec<RateStratum> = strata.iter().map(|(one, other)| stratum(*other, *one)).collect();
            let (there, back) = (mantel_haenszel(&there).expect("both"), mantel_haenszel(&back).expect("both"));
            prop_assert!((there.difference + back.difference).abs() < 1e-9);
            prop_assert!((there.interval.0 + back.interval.1).abs() < 1e-9, "{there:?} {back:?}");
        }
    }
}
