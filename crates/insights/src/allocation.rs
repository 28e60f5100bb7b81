//! How many of a sample come from each stratum.

/// The sizes of the parts of a sample, in proportion to the strata: whole numbers, by the largest remainders
/// (Hamilton), an earlier stratum first where they are equal. A stratum gives no more than it has.
#[must_use]
pub fn proportional(strata: &[u64], wanted: u64) -> Vec<u64> {
    let all: u128 = strata.iter().map(|size| u128::from(*size)).sum();
    let wanted = u128::from(wanted).min(all);
    if all == 0 {
        return vec![0; strata.len()];
    }
    let exact = |size: &u64| u128::from(*size) * wanted;
    let mut parts: Vec<u128> = strata.iter().map(|size| exact(size) / all).collect();
    let given: u128 = parts.iter().sum();
    let mut by_remainder: Vec<usize> = (0..strata.len()).collect();
    by_remainder.sort_by_key(|at| std::cmp::Reverse(exact(&strata[*at]) % all));
    let left = usize::try_from(wanted - given).unwrap_or(usize::MAX);
    for at in by_remainder.into_iter().take(left) {
        parts[at] += 1;
    }
    let part = |part: u128| u64::try_from(part).unwrap_or(u64::MAX);
    parts.into_iter().map(part).collect()
}

#[cfg(test)]
#[expect(
    clippy::cast_precision_loss,
    reason = "the numbers of a test are small"
)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn parts_are_in_proportion() {
        let cases: [(&[u64], u64, &[u64]); 5] = [
            (&[50, 30, 20], 10, &[5, 3, 2]),
            (&[1, 1, 1], 2, &[1, 1, 0]),
            (&[997, 2, 1], 10, &[10, 0, 0]),
            (&[3, 2], 99, &[3, 2]),
            (&[], 5, &[]),
        ];
        for (strata, wanted, expected) in cases {
            assert_eq!(
                proportional(strata, wanted),
                expected,
                "{strata:?} {wanted}"
            );
        }
    }

    proptest! {
        #[test]
        fn the_sample_has_its_size_and_no_stratum_gives_more_than_it_has(
            strata in prop::collection::vec(0_u64..1_000, 0..12), wanted in 0_u64..2_000
        ) {
            let parts = proportional(&strata, wanted);
            let all: u64 = strata.iter().sum();
            prop_assert_eq!(parts.iter().sum::<u64>(), wanted.min(all));
            for (part, size) in parts.iter().zip(&strata) {
                prop_assert!(part <= size);
                let exact = if all == 0 { 0.0 } else { *size as f64 * wanted.min(all) as f64 / all as f64 };
                prop_assert!((*part as f64 - exact).abs() < 1.0);
            }
        }
    }
}
