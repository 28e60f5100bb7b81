//! Why the rate of a whole moved: because its parts did, or because there is more of one part now. A whole can rise
//! while every part of it falls (Simpson's paradox).

use crate::proportion::Proportion;

/// The change of a rate, split in two that together are all of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MixShift {
    /// What the changes within the parts make, from -1 to 1.
    pub within: f64,
    /// What the changed shares of the parts make, from -1 to 1.
    pub mix: f64,
}

/// Splits the change of a rate from before to now by the parts of the whole, each given as it was before and as it
/// is now; `None` where there was or is nothing.
///
/// Both are weighted with the mean of before and now, so that nothing is left over: E. M. Kitagawa, "Components of a
/// difference between two rates", Journal of the American Statistical Association 50 (1955), 1168–1194. A part that
/// is new or gone has no rate to compare; all that it does is mix.
#[must_use]
pub fn mix_shift(parts: &[(Proportion, Proportion)]) -> Option<MixShift> {
    let (before, now) = parts.iter().fold(
        Default::default(),
        |sums: (Proportion, Proportion), part| (sums.0.pooled(part.0), sums.1.pooled(part.1)),
    );
    before.rate().and(now.rate())?;
    let mut shift = MixShift {
        within: 0.0,
        mix: 0.0,
    };
    for (was, is) in parts {
        let weights = (
            was.trials_f64() / before.trials_f64(),
            is.trials_f64() / now.trials_f64(),
        );
        let Some((was, is)) = rates(*was, *is) else {
            continue;
        };
        shift.within += (weights.0 + weights.1) / 2.0 * (is - was);
        shift.mix += (was + is) / 2.0 * (weights.1 - weights.0);
    }
    Some(shift)
}

/// The rates of a part; the one that it has stands for one that it has not.
fn rates(was: Proportion, is: Proportion) -> Option<(f64, f64)> {
    let either = was.rate().or(is.rate())?;
    Some((was.rate().unwrap_or(either), is.rate().unwrap_or(either)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(successes: u64, trials: u64) -> Proportion {
        Proportion::new(successes, trials)
    }

    #[test]
    fn kidney_stones_are_a_matter_of_mix() {
        // Charig and others 1986: open surgery does better on small and on large stones, and worse on all.
        let small = (of(81, 87), of(234, 270));
        let large = (of(192, 263), of(55, 80));
        let total = |one: Proportion, other: Proportion| one.pooled(other).rate().expect("some");
        let (open, closed) = (total(small.0, large.0), total(small.1, large.1));
        assert!((open - 0.78).abs() < 1e-9 && (closed - 0.825_714_285_714_285_7).abs() < 1e-9);
        let shift = mix_shift(&[small, large]).expect("some");
        assert!(
            shift.within < 0.0,
            "either kind of stone fares worse: {shift:?}"
        );
        assert!(
            shift.mix > closed - open,
            "and the mix more than hides it: {shift:?}"
        );
    }

    #[test]
    fn a_part_that_is_new_is_all_mix() {
        let shift =
            mix_shift(&[(of(10, 100), of(10, 100)), (of(0, 0), of(50, 100))]).expect("some");
        assert!(shift.within.abs() < 1e-12, "{shift:?}");
        assert!((shift.mix - 0.2).abs() < 1e-12, "{shift:?}");
        assert_eq!(mix_shift(&[(of(0, 0), of(5, 9))]), None);
        assert_eq!(mix_shift(&[]), None);
    }

    fn any_part() -> impl Strategy<Value = Proportion> {
        (0_u64..1000, 0_u64..1000)
            .prop_map(|(successes, failures)| of(successes, successes + failures))
    }

    proptest! {
        #[test]
        fn both_together_are_the_whole_change(parts in prop::collection::vec((any_part(), any_part()), 1..8)) {
            let before = parts.iter().fold(of(0, 0), |sum, part| sum.pooled(part.0));
            let now = parts.iter().fold(of(0, 0), |sum, part| sum.pooled(part.1));
            match (before.rate(), now.rate(), mix_shift(&parts)) {
                (Some(before), Some(now), Some(shift)) => {
                    prop_assert!((shift.within + shift.mix - (now - before)).abs() < 1e-9, "{shift:?}");
                }
                (_, _, shift) => prop_assert_eq!(shift, None),
            }
        }
    }
}
