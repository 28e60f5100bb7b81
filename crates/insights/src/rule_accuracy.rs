//! How often a rule is wrong, from a sample of what it hits and a sample of the rest that a person labelled. A count
//! of hits looks exact, and is not: some hits are none, and some of what is meant is not hit.

use crate::proportion::Proportion;
use crate::rate::wilson_of;

/// How often a bound may be wrong.
const ERROR: f64 = 0.05;
/// Halvings of a search for a bound: more than the digits of a number.
const HALVINGS: u32 = 60;

/// Conversations of which some were drawn at random and labelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LabelledSample {
    /// Those that are what the rule means, of those that were labelled.
    pub found: Proportion,
    /// How many there are, labelled or not.
    pub of: u64,
}

/// A share that was estimated from a sample, from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EstimatedRate {
    /// As it was in the sample.
    pub rate: f64,
    /// Its 95 % interval.
    pub interval: (f64, f64),
}

/// A share of which only how great it may be matters, from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BoundedRate {
    /// As it was in the sample.
    pub rate: f64,
    /// What the true one exceeds in one case of twenty at most.
    pub bound: f64,
}

/// How often a rule is wrong.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RuleAccuracy {
    /// The share of its hits that are what it means, with the interval of Wilson; none before one is labelled.
    pub precision: Option<EstimatedRate>,
    /// The share of the rest that it misses; none before one is labelled.
    pub elusion: Option<BoundedRate>,
    /// The share of all conversations that are what it means, whatever it hits; none before
    /// both were labelled.
    pub prevalence: Option<EstimatedRate>,
}

impl RuleAccuracy {
    /// From the labels of a sample of the hits and of a sample of the rest. Where all of either were labelled, nothing
    /// of it is unsure.
    ///
    /// The bound of what is missed is the exact one: C. J. Clopper and E. S. Pearson, "The use of confidence or
    /// fiducial limits illustrated in the case of the binomial", Biometrika 26 (1934), 404–413. The interval of the
    /// prevalence adds those of its two parts as squares: G. Y. Zou and A. Donner, "Construction of confidence limits
    /// about effect measures", Statistics in Medicine 27 (2008), 1693–1702.
    #[must_use]
    #[expect(
        clippy::cast_precision_loss,
        reason = "counts of conversations are far below 2^53"
    )]
    pub fn of(hits: LabelledSample, rest: LabelledSample) -> Self {
        let precision = hits.rate();
        Self {
            precision,
            elusion: rest.bounded(),
            prevalence: precision.zip(rest.rate()).and_then(|(hit, missed)| {
                let all = (hits.of + rest.of) as f64;
                let weights = (hits.of as f64 / all, rest.of as f64 / all);
                (all > 0.0).then(|| EstimatedRate::sum(hit, missed, weights))
            }),
        }
    }
}

impl LabelledSample {
    fn is_whole(self) -> bool {
        self.found.trials() >= self.of
    }

    /// The share, with its interval.
    fn rate(self) -> Option<EstimatedRate> {
        if self.of == 0 {
            // There is nothing that could be wrong.
            return Some(EstimatedRate {
                rate: 0.0,
                interval: (0.0, 0.0),
            });
        }
        let rate = self.found.rate()?;
        let interval = if self.is_whole() {
            (rate, rate)
        } else {
            wilson_of(rate, self.found.trials_f64())
        };
        Some(EstimatedRate { rate, interval })
    }

    /// The share, with its upper bound.
    fn bounded(self) -> Option<BoundedRate> {
        let rate = self.rate()?.rate;
        let bound = if self.is_whole() {
            rate
        } else {
            upper_bound(self.found)
        };
        Some(BoundedRate { rate, bound })
    }
}

impl EstimatedRate {
    /// The weighted sum of two.
    fn sum(one: Self, other: Self, weights: (f64, f64)) -> Self {
        let rate = weights.0 * one.rate + weights.1 * other.rate;
        let spread = |end: fn(&Self) -> f64| {
            let off = |of: &Self| end(of) - of.rate;
            (weights.0 * off(&one)).hypot(weights.1 * off(&other))
        };
        let low = rate - spread(|it| it.interval.0);
        let high = rate + spread(|it| it.interval.1);
        Self {
            rate,
            interval: (low.max(0.0), high.min(1.0)),
        }
    }
}

/// The greatest share with which so few would still be found in one case of twenty.
fn upper_bound(found: Proportion) -> f64 {
    if found.failures() == 0 {
        return 1.0;
    }
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..HALVINGS {
        let middle = f64::midpoint(low, high);
        if at_most(found, middle) > ERROR {
            low = middle;
        } else {
            high = middle;
        }
    }
    high
}

/// How probable it is to find no more than were found, if each is one with this probability.
#[expect(clippy::cast_precision_loss, reason = "nobody labels more than 2^53")]
fn at_most(found: Proportion, share: f64) -> f64 {
    let n = found.trials_f64();
    let (hit, miss) = (share.ln(), (-share).ln_1p());
    let ways = |k: f64| libm::lgamma(n + 1.0) - libm::lgamma(k + 1.0) - libm::lgamma(n - k + 1.0);
    let exactly = |k: u64| {
        let k = k as f64;
        (ways(k) + k * hit + (n - k) * miss).exp()
    };
    (0..=found.successes()).map(exactly).sum()
}

#[cfg(test)]
#[expect(
    clippy::cast_precision_loss,
    reason = "the numbers of a test are small"
)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sample(found: u64, labelled: u64, of: u64) -> LabelledSample {
        LabelledSample {
            found: Proportion::new(found, labelled),
            of,
        }
    }

    #[test]
    fn a_rule_is_as_wrong_as_its_labels_say() {
        let error = RuleAccuracy::of(sample(45, 50, 400), sample(0, 50, 9_600));
        let precision = error.precision.expect("labelled");
        assert!((precision.rate - 0.9).abs() < 1e-12);
        assert_eq!(Some(precision.interval), crate::wilson(45, 50));
        let elusion = error.elusion.expect("labelled");
        // Of none in n the exact bound is 1 - 0.05^(1/n).
        let exact = 1.0 - 0.05_f64.powf(1.0 / 50.0);
        assert!(elusion.rate.abs() < 1e-12 && (elusion.bound - exact).abs() < 1e-9);
        let prevalence = error.prevalence.expect("labelled");
        assert!((prevalence.rate - 0.9 * 0.04).abs() < 1e-12);
        let (low, high) = prevalence.interval;
        assert!(low > 0.03 && high > 0.09, "{low} {high}");
    }

    #[test]
    fn the_bound_is_the_exact_one() {
        // One-sided 95 % limits by the definition, with whole binomial coefficients (Python's math.comb).
        let cases = [
            (2, 10, 0.506_901_301_063_202_4),
            (5, 100, 0.102_253_377_643_274_52),
            (10, 10, 1.0),
        ];
        for (found, labelled, expected) in cases {
            let bound = upper_bound(Proportion::new(found, labelled));
            assert!(
                (bound - expected).abs() < 1e-9,
                "{found} of {labelled}: {bound}"
            );
        }
    }

    #[test]
    fn nothing_is_said_before_it_is_labelled_and_nothing_is_unsure_of_the_whole() {
        let unmeasured = RuleAccuracy::of(sample(0, 0, 5), sample(0, 0, 90));
        assert_eq!(
            (
                unmeasured.precision,
                unmeasured.elusion,
                unmeasured.prevalence
            ),
            (None, None, None)
        );
        let whole = RuleAccuracy::of(sample(3, 4, 4), sample(1, 16, 16));
        let known = |rate| {
            Some(EstimatedRate {
                rate,
                interval: (rate, rate),
            })
        };
        let bounded = |rate| Some(BoundedRate { rate, bound: rate });
        assert_eq!(whole.precision, known(0.75));
        assert_eq!(whole.elusion, bounded(0.0625));
        assert_eq!(whole.prevalence, known(0.2));
        let hits_all = RuleAccuracy::of(sample(3, 5, 10), sample(0, 0, 0));
        assert_eq!(hits_all.elusion, bounded(0.0), "there is no rest");
        assert!(hits_all.prevalence.is_some());
    }

    /// Numbers that look like chance and are the same each time (Marsaglia's xorshift).
    struct Chance(u64);

    impl Chance {
        fn next(&mut self) -> u64 {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            self.0
        }

        fn below(&mut self, end: u64) -> u64 {
            self.next() % end
        }

        /// Draws so many of a set in which so many are what is meant, none twice.
        fn draw(&mut self, meant: u64, of: u64, drawn: u64) -> LabelledSample {
            let (mut left, mut found) = (meant, 0);
            for at in 0..drawn {
                if self.below(of - at) < left {
                    left -= 1;
                    found += 1;
                }
            }
            sample(found, drawn, of)
        }
    }

    /// What is printed holds the truth as often as it says: 1,000 sets with planted faults.
    #[test]
    fn intervals_are_honest() {
        const SETS: u32 = 1_000;
        let mut chance = Chance(0x9e37_79b9_7f4a_7c15);
        let mut held = [0; 3];
        for _ in 0..SETS {
            let hits = 60 + chance.below(2_000);
            let rest = 500 + chance.below(20_000);
            let right = chance.below(hits + 1);
            let missed = chance.below(rest / 5 + 1);
            let error =
                RuleAccuracy::of(chance.draw(right, hits, 50), chance.draw(missed, rest, 50));
            let truth = [right as f64 / hits as f64, missed as f64 / rest as f64];
            let all = (right + missed) as f64 / (hits + rest) as f64;
            let holds = |found: Option<EstimatedRate>, truth: f64| {
                let (low, high) = found.expect("labelled").interval;
                u32::from(low <= truth && truth <= high)
            };
            held[0] += holds(error.precision, truth[0]);
            held[1] += u32::from(truth[1] <= error.elusion.expect("labelled").bound);
            held[2] += holds(error.prevalence, all);
        }
        assert!(held.iter().all(|held| held * 100 >= SETS * 93), "{held:?}");
    }

    proptest! {
        #[test]
        fn every_interval_holds_its_share(
            (right, hits) in (0_u64..60, 0_u64..60), (missed, rest) in (0_u64..60, 0_u64..60), more in 0_u64..1_000
        ) {
            let hits = sample(right, hits, hits + more);
            let rest = sample(missed, rest, rest + more);
            let error = RuleAccuracy::of(hits, rest);
            for found in error.precision.into_iter().chain(error.prevalence) {
                let (low, high) = found.interval;
                prop_assert!(0.0 <= low && low <= found.rate + 1e-12, "{found:?}");
                prop_assert!(found.rate <= high + 1e-12 && high <= 1.0, "{found:?}");
            }
            if let Some(found) = error.elusion {
                prop_assert!(found.rate <= found.bound + 1e-9 && found.bound <= 1.0, "{found:?}");
            }
        }
    }
}
