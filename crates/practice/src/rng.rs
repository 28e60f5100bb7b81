//! The practice space's only source of chance: SplitMix64. Equal arguments give equal throws on
//! every machine and in every version; nothing here may read a clock or the system's randomness.

/// A stream of chance.
#[derive(Clone, Debug)]
pub(super) struct SeededRng(u64);

const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

fn stir(word: u64) -> u64 {
    let word = (word ^ (word >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let word = (word ^ (word >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    word ^ (word >> 31)
}

impl SeededRng {
    /// The stream of one `lane` (a purpose) and one `index` in it; streams do not depend on each
    /// other, so that any conversation can be made without making the ones before it.
    pub(super) fn new(seed: u64, lane: u64, index: u64) -> Self {
        let laned = stir(seed.wrapping_add(STEP)) ^ stir(lane.wrapping_mul(STEP).wrapping_add(1));
        Self(stir(laned ^ index.wrapping_mul(0xD134_2543_DE82_EF95)))
    }

    /// The next 64 bits.
    pub(super) fn word(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(STEP);
        stir(self.0)
    }

    /// A number in `0..bound`; 0 when `bound` is 0.
    pub(super) fn below(&mut self, bound: usize) -> usize {
        let wide = u128::from(self.word()) * (bound as u128);
        (wide >> 64) as usize
    }

    /// A number in `low..=high`.
    pub(super) fn between(&mut self, low: i64, high: i64) -> i64 {
        let span = usize::try_from(high - low + 1).unwrap_or(1);
        low + self.below(span) as i64
    }

    /// A number in `0.0..1.0`.
    pub(super) fn unit(&mut self) -> f64 {
        (self.word() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// True in `percent` of a hundred throws.
    pub(super) fn chance(&mut self, percent: u8) -> bool {
        self.below(100) < usize::from(percent)
    }

    /// One of `items`, which hold at least one.
    pub(super) fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }

    /// The position of one of `weights`, in proportion to them.
    pub(super) fn weighted(&mut self, weights: impl Iterator<Item = u32> + Clone) -> usize {
        let total: u32 = weights.clone().sum();
        let mut left = self.below(total as usize) as u32;
        for (at, weight) in weights.enumerate() {
            if left < weight {
                return at;
            }
            left -= weight;
        }
        0
    }

    /// `digits` hexadecimal characters. At the beginning of a stream no two of one lane are equal from 16 digits on:
    /// every step from an index to the first word can be undone.
    pub(super) fn hex(&mut self, digits: usize) -> String {
        let mut text = String::with_capacity(digits + 16);
        while text.len() < digits {
            text.push_str(&format!("{:016x}", self.word()));
        }
        text.truncate(digits);
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    /// What undoes `word ^ (word >> by)`.
    fn unshift(word: u64, by: u32) -> u64 {
        let mut undone = word;
        for _ in 0..64 / by {
            undone = word ^ (undone >> by);
        }
        undone
    }

    /// What undoes the multiplication by an odd number.
    fn inverse(odd: u64) -> u64 {
        let mut inverse = odd;
        for _ in 0..5 {
            inverse = inverse.wrapping_mul(2_u64.wrapping_sub(odd.wrapping_mul(inverse)));
        }
        inverse
    }

    fn unstir(word: u64) -> u64 {
        let word = unshift(word, 31).wrapping_mul(inverse(0x94D0_49BB_1331_11EB));
        let word = unshift(word, 27).wrapping_mul(inverse(0xBF58_476D_1CE4_E5B9));
        unshift(word, 30)
    }

    #[test]
    fn stirring_loses_nothing_so_that_streams_of_one_lane_begin_differently() {
        let mut dice = SeededRng::new(7, 1, 1);
        for _ in 0..20_000 {
            let word = dice.word();
            assert_eq!(unstir(stir(word)), word);
        }
        for (seed, lane) in [(7, 22), (7, 23), (u64::MAX, 22)] {
            let starts = (0..50_000).map(|index| SeededRng::new(seed, lane, index).hex(16));
            assert_eq!(starts.collect::<HashSet<_>>().len(), 50_000);
        }
    }
}
