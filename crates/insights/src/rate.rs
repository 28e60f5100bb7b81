//! Rates and how sure they are.

use model::metrics::Share;

/// The 97.5 % quantile of the standard normal distribution: a 95 % interval on both sides.
const Z: f64 = 1.959_963_984_540_054;

/// The 95 % Wilson score interval of a rate, from 0 to 1; `None` without trials. More successes than
/// trials count as all of them.
#[must_use]
#[expect(
    clippy::cast_precision_loss,
    reason = "counts of conversations are far below 2^53"
)]
pub fn wilson(successes: u64, trials: u64) -> Option<(f64, f64)> {
    if trials == 0 {
        return None;
    }
    let successes = successes.min(trials);
    let n = trials as f64;
    let rate = successes as f64 / n;
    let centre = rate + Z * Z / (2.0 * n);
    let spread = Z * (rate * (1.0 - rate) / n + Z * Z / (4.0 * n * n)).sqrt();
    let scale = 1.0 + Z * Z / n;
    // The formula ends at 0 and 1 there, but floating point misses them by a hair.
    let low = if successes == 0 {
        0.0
    } else {
        (centre - spread) / scale
    };
    let high = if successes == trials {
        1.0
    } else {
        (centre + spread) / scale
    };
    Some((low, high))
}

/// A count and its share of the scope.
#[must_use]
#[expect(
    clippy::cast_precision_loss,
    reason = "counts of conversations are far below 2^53"
)]
pub fn share(conversations: u64, scope: u64) -> Share {
    Share {
        conversations,
        rate: (scope > 0).then(|| conversations as f64 / scope as f64),
        interval: wilson(conversations, scope),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn wilson_gives_the_published_intervals() {
        // Newcombe 1998, table I, method 3; 10/20, 0/10 and 10/10 from the closed form.
        let cases = [
            (81, 263, 0.2553, 0.3662),
            (15, 148, 0.0624, 0.1605),
            (0, 20, 0.0000, 0.1611),
            (1, 29, 0.0061, 0.1718),
            (10, 20, 0.2993, 0.7007),
            (0, 10, 0.0000, 0.2775),
            (10, 10, 0.7225, 1.0000),
        ];
        for (successes, trials, low, high) in cases {
            let (l, h) = wilson(successes, trials).expect("there are trials");
            assert!(
                (l - low).abs() < 5e-5,
                "{successes}/{trials}: low {l} is not {low}"
            );
            assert!(
                (h - high).abs() < 5e-5,
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
