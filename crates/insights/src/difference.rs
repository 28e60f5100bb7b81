//! By how much two rates differ, and how sure that is.

use crate::proportion::Proportion;
use crate::rate::wilson_of;

/// One rate less another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RateDifference {
    /// From -1 to 1.
    pub difference: f64,
    /// Its 95 % interval, from -1 to 1.
    pub interval: (f64, f64),
}

impl RateDifference {
    /// Whether the interval lies on one side of 0.
    #[must_use]
    pub fn excludes_zero(&self) -> bool {
        self.interval.0 > 0.0 || self.interval.1 < 0.0
    }

    /// Whether the interval is nowhere farther from 0 than this.
    #[must_use]
    pub fn is_within(&self, margin: f64) -> bool {
        self.interval.0 >= -margin && self.interval.1 <= margin
    }
}

/// One rate less another, with its 95 % interval; `None` where one of them has no trials.
///
/// Method 10 (Wilson's intervals, squared and added) of R. G. Newcombe, "Interval estimation for the difference
/// between independent proportions: comparison of eleven methods", Statistics in Medicine 17 (1998), 873–890. It is
/// used instead of Wald's, which covers less than it says where rates are near 0 or trials few.
#[must_use]
pub fn newcombe(one: Proportion, other: Proportion) -> Option<RateDifference> {
    let rates = (one.rate()?, other.rate()?);
    Some(newcombe_of(rates, (one.trials_f64(), other.trials_f64())))
}

/// The same of rates that so many trials would have, which need not be whole.
pub(crate) fn newcombe_of(rates: (f64, f64), trials: (f64, f64)) -> RateDifference {
    let (one, other) = rates;
    let (one_low, one_high) = wilson_of(one, trials.0);
    let (other_low, other_high) = wilson_of(other, trials.1);
    let difference = one - other;
    RateDifference {
        difference,
        interval: (
            difference - (one - one_low).hypot(other_high - other),
            difference + (one_high - one).hypot(other - other_low),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_intervals_are_those_of_the_paper() {
        // Newcombe 1998, table II, method 10, with the digits that statsmodels 0.15.0 gives.
        let cases = [
            (
                (56, 70),
                (48, 80),
                0.052_431_472_402_364_98,
                0.333_872_654_036_906_14,
            ),
            (
                (9, 10),
                (3, 10),
                0.170_522_723_934_502_9,
                0.809_017_973_535_488,
            ),
            (
                (6, 7),
                (2, 7),
                0.058_227_927_482_312_09,
                0.806_249_637_524_227_8,
            ),
            (
                (5, 56),
                (0, 29),
                -0.038_137_147_903_536_936,
                0.192_560_013_855_111_65,
            ),
            (
                (0, 10),
                (0, 20),
                -0.161_125_158_052_819_4,
                0.277_532_799_862_889_26,
            ),
            (
                (0, 10),
                (0, 10),
                -0.277_532_799_862_889_26,
                0.277_532_799_862_889_26,
            ),
            ((10, 10), (0, 20), 0.679_086_037_141_914_5, 1.0),
            ((10, 10), (0, 10), 0.607_509_350_430_524_1, 1.0),
        ];
        for (one, other, low, high) in cases {
            let of = |(successes, trials)| Proportion::new(successes, trials);
            let found = newcombe(of(one), of(other))
                .expect("there are trials")
                .interval;
            assert!((found.0 - low).abs() < 1e-9, "{one:?} {other:?}: {found:?}");
            assert!(
                (found.1 - high).abs() < 1e-9,
                "{one:?} {other:?}: {found:?}"
            );
        }
    }

    #[test]
    fn beside_nothing_there_is_no_difference() {
        let some = Proportion::new(3, 4);
        let nothing = Proportion::default();
        assert_eq!(newcombe(some, nothing), None);
        assert_eq!(newcombe(nothing, some), None);
    }

    pub(crate) fn any_proportion() -> impl Strategy<Value = Proportion> {
        (1_u64..20_000).prop_flat_map(|trials| {
            (0..=trials).prop_map(move |successes| Proportion::new(successes, trials))
        })
    }

    proptest! {
        #[test]
        fn an_interval_holds_its_difference_and_is_turned_by_turning_it(
            one in any_proportion(), other in any_proportion()
        ) {
            let found = newcombe(one, other).expect("there are trials");
            let turned = newcombe(other, one).expect("there are trials");
            let (low, high) = found.interval;
            prop_assert!(-1.0 - 1e-12 <= low && low <= found.difference);
            prop_assert!(found.difference <= high && high <= 1.0 + 1e-12);
            prop_assert!((found.difference + turned.difference).abs() < 1e-12);
            prop_assert!((low + turned.interval.1).abs() < 1e-12);
            prop_assert!((high + turned.interval.0).abs() < 1e-12);
        }
    }
}
