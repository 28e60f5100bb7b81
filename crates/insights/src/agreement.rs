//! How far two reviewers agree beyond chance.

use crate::normal::Z_95;
use std::collections::{BTreeMap, BTreeSet};

/// Cohen's kappa of two reviewers who judged the same things.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Agreement {
    /// How many things both judged.
    pub pairs: u64,
    /// The share that both judged alike, from 0 to 1.
    pub observed: f64,
    /// Cohen's kappa, from -1 to 1; none where both gave everything one and the same judgement, and chance alone
    /// explains all of it.
    pub kappa: Option<f64>,
    /// Its 95 % interval.
    pub interval: Option<(f64, f64)>,
}

/// Cohen's kappa, unweighted, with its large-sample interval; `None` without a pair.
///
/// J. Cohen, "A coefficient of agreement for nominal scales", Educational and Psychological Measurement 20 (1960),
/// 37–46. The standard error is formula 13 of J. L. Fleiss, J. Cohen and B. S. Everitt, "Large sample standard
/// errors of kappa and weighted kappa", Psychological Bulletin 72 (1969), 323–327. The interval is cut at -1 and 1.
#[must_use]
#[expect(
    clippy::cast_precision_loss,
    reason = "counts of conversations are far below 2^53"
)]
pub fn cohen_kappa<T: Ord + Copy>(judged: &[(T, T)]) -> Option<Agreement> {
    if judged.is_empty() {
        return None;
    }
    let n = judged.len() as f64;
    let table = ShareTable::of(judged);
    let observed = table.observed();
    let expected = table.expected();
    let kappa = (expected < 1.0).then(|| (observed - expected) / (1.0 - expected));
    let interval = kappa.map(|kappa| {
        let spread = Z_95 * (table.variance(kappa, expected) / n).max(0.0).sqrt();
        ((kappa - spread).max(-1.0), (kappa + spread).min(1.0))
    });
    Some(Agreement {
        pairs: judged.len() as u64,
        observed,
        kappa,
        interval,
    })
}

/// The shares of all pairs, by judgement of the one and of the other.
struct ShareTable<T> {
    cells: BTreeMap<(T, T), f64>,
    rows: BTreeMap<T, f64>,
    columns: BTreeMap<T, f64>,
}

impl<T: Ord + Copy> ShareTable<T> {
    #[expect(
        clippy::cast_precision_loss,
        reason = "counts of conversations are far below 2^53"
    )]
    fn of(judged: &[(T, T)]) -> Self {
        let one = 1.0 / judged.len() as f64;
        let mut table = Self {
            cells: BTreeMap::new(),
            rows: BTreeMap::new(),
            columns: BTreeMap::new(),
        };
        for (mine, theirs) in judged {
            *table.cells.entry((*mine, *theirs)).or_default() += one;
            *table.rows.entry(*mine).or_default() += one;
            *table.columns.entry(*theirs).or_default() += one;
        }
        table
    }

    fn row(&self, judgement: &T) -> f64 {
        self.rows.get(judgement).copied().unwrap_or(0.0)
    }

    fn column(&self, judgement: &T) -> f64 {
        self.columns.get(judgement).copied().unwrap_or(0.0)
    }

    fn judgements(&self) -> BTreeSet<T> {
        self.rows
            .keys()
            .chain(self.columns.keys())
            .copied()
            .collect()
    }

    fn observed(&self) -> f64 {
        let alike = self
            .cells
            .iter()
            .filter(|((mine, theirs), _)| mine == theirs);
        alike.map(|(_, share)| share).sum()
    }

    fn expected(&self) -> f64 {
        let judgements = self.judgements();
        let by_chance = judgements.iter().map(|it| self.row(it) * self.column(it));
        by_chance.sum()
    }

    /// The variance of kappa for one pair.
    fn variance(&self, kappa: f64, expected: f64) -> f64 {
        let not = 1.0 - kappa;
        let term = |((mine, theirs), share): (&(T, T), &f64)| {
            let margins = self.column(mine) + self.row(theirs);
            if mine == theirs {
                share * (1.0 - margins * not).powi(2)
            } else {
                share * (not * margins).powi(2)
            }
        };
        let sum: f64 = self.cells.iter().map(term).sum();
        (sum - (kappa - expected * not).powi(2)) / (1.0 - expected).powi(2)
    }
}

#[cfg(test)]
#[expect(
    clippy::cast_precision_loss,
    reason = "the numbers of a test are small"
)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn pairs(cells: &[((u8, u8), usize)]) -> Vec<(u8, u8)> {
        let many = cells.iter().map(|(pair, count)| vec![*pair; *count]);
        many.flatten().collect()
    }

    #[test]
    fn kappa_is_that_of_the_reference() {
        // statsmodels 0.15.0 gives 0.4 for the table of 20, 5, 10 and 15.
        let judged = pairs(&[((0, 0), 20), ((0, 1), 5), ((1, 0), 10), ((1, 1), 15)]);
        let found = cohen_kappa(&judged).expect("pairs");
        assert!((found.kappa.expect("a kappa") - 0.4).abs() < 1e-12);
        assert!((found.observed - 0.7).abs() < 1e-12);
    }

    #[test]
    fn where_chance_explains_everything_there_is_no_kappa() {
        let found = cohen_kappa(&[(3, 3), (3, 3)]).expect("pairs");
        assert_eq!((found.kappa, found.interval), (None, None));
        assert!((found.observed - 1.0).abs() < 1e-12);
        assert_eq!(cohen_kappa::<u8>(&[]), None);
    }

    #[test]
    fn full_agreement_is_one_and_its_interval_a_point() {
        let found = cohen_kappa(&[(1, 1), (2, 2), (5, 5)]).expect("pairs");
        let (low, high) = found.interval.expect("an interval");
        let kappa = found.kappa.expect("a kappa");
        for end in [low, high, kappa] {
            assert!((end - 1.0).abs() < 1e-9, "{found:?}");
        }
    }

    /// Kappa of a table of shares, three judgements by three.
    fn kappa_of(cells: &[f64; 9]) -> f64 {
        let observed = cells[0] + cells[4] + cells[8];
        let margin = |at: usize| {
            let row: f64 = (0..3).map(|it| cells[3 * at + it]).sum();
            let column: f64 = (0..3).map(|it| cells[3 * it + at]).sum();
            row * column
        };
        let expected = margin(0) + margin(1) + margin(2);
        (observed - expected) / (1.0 - expected)
    }

    proptest! {
        /// The published formula against the delta method with slopes taken by differences.
        #[test]
        fn the_interval_is_that_of_the_delta_method(counts in prop::array::uniform9(1_usize..40)) {
            let cells: Vec<_> = (0_u8..9).map(|at| ((at / 3, at % 3), counts[usize::from(at)])).collect();
            let found = cohen_kappa(&pairs(&cells)).expect("pairs");
            let n: f64 = counts.iter().map(|count| *count as f64).sum();
            let shares = counts.map(|count| count as f64 / n);
            let slope = |at: usize| {
                let moved = |by: f64| {
                    let mut shares = shares;
                    shares[at] += by;
                    kappa_of(&shares)
                };
                (moved(1e-6) - moved(-1e-6)) / 2e-6
            };
            let slopes: Vec<f64> = (0..9).map(slope).collect();
            let mean: f64 = (0..9).map(|at| shares[at] * slopes[at]).sum();
            let square: f64 = (0..9).map(|at| shares[at] * slopes[at].powi(2)).sum();
            let spread = Z_95 * ((square - mean.powi(2)) / n).sqrt();
            let kappa = found.kappa.expect("a kappa");
            prop_assert!((kappa - kappa_of(&shares)).abs() < 1e-9);
            let (low, high) = found.interval.expect("an interval");
            prop_assert!((low - (kappa - spread).max(-1.0)).abs() < 1e-4, "{} {}", low, kappa - spread);
            prop_assert!((high - (kappa + spread).min(1.0)).abs() < 1e-4, "{} {}", high, kappa + spread);
        }
    }
}
