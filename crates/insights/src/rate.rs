//! Rates and how sure they are.

use crate::normal::Z_95;
use crate::proportion::Proportion;
use model::metrics::Share;

/// The 95 % Wilson score interval of a rate, from 0 to 1; `None` without trials. More successes than
/// trials count as all of them.
///
/// E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal of the American
/// Statistical Association 22 (1927), 209–212.
#[must_use]
pub fn wilson(successes: u64, trials: u64) -> Option<(f64, f64)> {
    let proportion = Proportion::new(successes, trials);
    Some(wilson_of(proportion.rate()?, proportion.trials_f64()))
}

/// The same of a rate that so many trials would have, which need not be whole.
pub(crate) fn wilson_of(rate: f64, trials: f64) -> (f64, f64) {
    let square = Z_95 * Z_95;
    let centre = rate + square / (2.0 * trials);
    let spread = Z_95 * (rate * (1.0 - rate) / trials + square / (4.0 * trials * trials)).sqrt();
    let scale = 1.0 + square / trials;
    // The formula ends at 0 and 1 there, but floating point misses them by a hair.
    let low = if rate <= 0.0 {
        0.0
    } else {
        (centre - spread) / scale
    };
    let high = if rate >= 1.0 {
        1.0
    } else {
        (centre + spread) / scale
    };
    (low, high)
}

/// A count and its share of the scope.
#[must_use]
pub fn share(conversations: u64, scope: u64) -> Share {
    Share {
        conversations,
        rate: Proportion::new(conversations, scope).rate(),
        interval: wilson(conversations, scope),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn wilson_gives_the_published_intervals() {
        // Newcombe 1998, table I, method 3, with the digits that statsmodels 0.15.0 gives; 10/10 turns 0/10 round.
        let cases = [
            (81, 263, 0.255_288_519_878_274_2, 0.366_209_576_982_800_04),
            (15, 148, 0.062_386_399_530_736_28, 0.160_487_241_723_308_03),
            (0, 20, 0.0, 0.161_125_158_052_819_4),
            (1, 29, 0.006_113_214_292_762_667, 0.171_755_218_793_202_94),
            (0, 10, 0.0, 0.277_532_799_862_889_26),
            (10, 10, 1.0 - 0.277_532_799_862_889_26, 1.0),
        ];
        for (successes, trials, low, high) in cases {
            let (l, h) = wilson(successes, trials).expect("there are trials");
            assert!(
                (l - low).abs() < 1e-9,
                "{successes}/{trials}: low {l} is not {low}"
            );
            assert!(
                (h - high).abs() < 1e-9,
                "{successes}/{trials}: high {h} is not {high}"
            );
        }
    }

    #[test]
    fn an_empty_scope_has_no_rate() {
        assert_eq!(wilson(0, 0), None);
        assert_eq!(
            share(0, 0),
            Share {
                conversations: 0,
                rate: None,
                interval: None
            }
        );
    }

    proptest! {
        #[test]
        fn an_interval_holds_its_rate(trials in 1_u64..100_000, part in 0.0_f64..=1.0) {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "a test's own numbers")]
            let successes = (part * trials as f64) as u64;
            let share = share(successes, trials);
            let (rate, (low, high)) = (share.rate.expect("some"), share.interval.expect("some"));
            prop_assert!(0.0 <= low && low <= rate && rate <= high && high <= 1.0);
            prop_assert!(low < high);
        }
    }
}
