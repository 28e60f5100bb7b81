//! Which words tell two bodies of text apart: weighted log-odds ratios with an informative Dirichlet prior. A plain ratio
//! is greatest for what is rarest; here rare words are held to how common they are in all that is known, and what is
//! told is how many of its standard errors a difference is away from none.
//!
//! B. L. Monroe, M. P. Colaresi, K. M. Quinn, "Fightin' words: lexical feature selection and evaluation for identifying
//! the content of political conflict", Political Analysis 16 (2008), 372–403, equations 15, 16, 18, 20 to 22.

use libm::log;

/// How often a word was met in two bodies, and how much of the prior it has.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WordCounts {
    /// In the one.
    pub one: u64,
    /// In the other.
    pub other: u64,
    /// Its pseudo-count: more than 0.
    pub prior: f64,
}

/// What is said of a word.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LogOdds {
    /// The log-odds ratio of the one to the other.
    pub delta: f64,
    /// The same by its standard error: above 1.96 it is the one's, below −1.96 the other's.
    pub z: f64,
}

/// The log-odds of every word, in the order in which they come. All words of both bodies must be among them.
#[must_use]
#[expect(
    clippy::cast_precision_loss,
    reason = "counts of conversations are far below 2^53"
)]
pub fn weighted_log_odds(words: &[WordCounts]) -> Vec<LogOdds> {
    let total = |of: fn(&WordCounts) -> u64| words.iter().map(of).sum::<u64>() as f64;
    let (of_one, of_other) = (total(|it| it.one), total(|it| it.other));
    let prior: f64 = words.iter().map(|it| it.prior).sum();
    let odds = |count: u64, of: f64, word: &WordCounts| {
        let with = count as f64 + word.prior;
        log(with / (of + prior - with))
    };
    let told = |word: &WordCounts| {
        let delta = odds(word.one, of_one, word) - odds(word.other, of_other, word);
        let variance =
            1.0 / (word.one as f64 + word.prior) + 1.0 / (word.other as f64 + word.prior);
        LogOdds {
            delta,
            z: delta / variance.sqrt(),
        }
    };
    words.iter().map(told).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reference_is_met() {
        // By Python's decimals with 40 digits, from the equations of the paper and not from this code.
        let words = [
            WordCounts {
                one: 120,
                other: 40,
                prior: 16.0,
            },
            WordCounts {
                one: 3,
                other: 30,
                prior: 3.3,
            },
            WordCounts {
                one: 50,
                other: 55,
                prior: 10.5,
            },
            WordCounts {
                one: 0,
                other: 2,
                prior: 0.2,
            },
        ];
        let expected = REFERENCE;
        for (found, (delta, z)) in weighted_log_odds(&words).iter().zip(expected) {
            assert!(
                (found.delta - delta).abs() < 1e-12,
                "{} is not {delta}",
                found.delta
            );
            assert!((found.z - z).abs() < 1e-12, "{} is not {z}", found.z);
        }
    }

    #[test]
    fn bodies_that_are_alike_differ_in_nothing() {
        let words = [
            WordCounts {
                one: 7,
                other: 7,
                prior: 1.0,
            },
            WordCounts {
                one: 9,
                other: 9,
                prior: 2.0,
            },
        ];
        assert!(
            weighted_log_odds(&words)
                .iter()
                .all(|it| it.delta == 0.0 && it.z == 0.0)
        );
        assert!(weighted_log_odds(&[]).is_empty());
    }

    const REFERENCE: [(f64, f64); 4] = [
        (1.297_731_092_451_196_2, 8.173_302_323_407_075),
        (-2.128_828_209_585_482_2, -4.899_879_671_888_909),
        (-0.522_409_805_031_64, -2.929_708_319_369_090_5),
        (-2.667_981_583_359_771_8, -1.142_361_465_128_384),
    ];
}
