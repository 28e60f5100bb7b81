//! Near-same sets of words, gathered: each set that is met often leads those that are like it. A set is like another
//! where the words that both have weigh so much of the words that either has (Jaccard's coefficient, weighted), and each
//! pair that is put together was verified. Nothing is chained: two sets that are like a third need not be like each
//! other, but both are like the one that leads.
//!
//! Candidates are found by the rarest words of each set, and left where even all words behind the first that both have
//! would not do. Both are exact: no pair above the threshold is missed.
//! R. J. Bayardo, Y. Ma, R. Srikant, "Scaling up all pairs similarity search", WWW 2007; S. Chaudhuri, V. Ganti,
//! R. Kaushik, "A primitive operator for similarity joins in data cleaning", ICDE 2006.

use std::collections::HashMap;

/// Rounding must not leave a word out of a prefix.
const SLACK: f64 = 1e-9;

/// A set of words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NearSet {
    /// What names it by its words alone, so that the order of arrival decides nothing.
    pub(crate) key: u64,
    /// Its words by their rank, ascending: the rarest first.
    pub(crate) words: Vec<u32>,
    /// How often it was met.
    pub(crate) count: u64,
}

/// Gathers sets; answers which one leads each. `weights` are those of the words by rank, and `homes` says of some sets
/// which one leads them, whatever they are like.
pub(crate) fn gather(
    sets: &[NearSet],
    weights: &[f64],
    threshold: f64,
    homes: &HashMap<usize, usize>,
) -> Vec<usize> {
    let mut index = LeaderIndex::new(sets, weights, threshold);
    let mut leaders: Vec<usize> = homes.values().copied().collect();
    leaders.sort_unstable_by_key(|at| sets[*at].key);
    leaders.dedup();
    leaders.iter().for_each(|at| index.add(*at));
    let mut order: Vec<usize> = (0..sets.len())
        .filter(|at| !homes.contains_key(at))
        .collect();
    order.sort_unstable_by_key(|at| (std::cmp::Reverse(sets[*at].count), sets[*at].key));
    let mut leader_of: Vec<usize> = (0..sets.len()).collect();
    for (at, home) in homes {
        leader_of[*at] = *home;
    }
    for at in order {
        match index.nearest(at) {
            Some(leader) => leader_of[at] = leader,
            None => index.add(at),
        }
    }
    leader_of
}

/// A leader that has a word among its rarest.
#[derive(Clone, Copy)]
struct LeaderEntry {
    /// Its place in the order in which leaders were added.
    place: u32,
    /// What this word and those behind it weigh.
    rest: f64,
}

/// Those that lead, by the rarest of their words.
struct LeaderIndex<'s> {
    sets: &'s [NearSet],
    weights: &'s [f64],
    threshold: f64,
    /// What each set weighs.
    totals: Vec<f64>,
    by_word: Vec<Vec<LeaderEntry>>,
    leaders: Vec<usize>,
    /// By which question each leader was looked at last, so that none is looked at twice.
    looked_at: Vec<u32>,
    question: u32,
}

impl<'s> LeaderIndex<'s> {
    fn new(sets: &'s [NearSet], weights: &'s [f64], threshold: f64) -> Self {
        let totals = sets.iter().map(|set| weight(&set.words, weights));
        Self {
            sets,
            weights,
            threshold,
            totals: totals.collect(),
            by_word: vec![Vec::new(); weights.len()],
            leaders: Vec::new(),
            looked_at: Vec::new(),
            question: 0,
        }
    }

    fn add(&mut self, at: usize) {
        let place = u32::try_from(self.leaders.len()).unwrap_or(u32::MAX);
        self.leaders.push(at);
        self.looked_at.push(0);
        let mut rest = self.totals[at];
        for word in self.prefix(at) {
            self.by_word[*word as usize].push(LeaderEntry { place, rest });
            rest -= self.weights[*word as usize];
        }
    }

    /// The leader that is most like a set, of two the earlier one; none where none is like it.
    fn nearest(&mut self, at: usize) -> Option<usize> {
        self.question += 1;
        let mut best: Option<(f64, u32)> = None;
        let mut rest = self.totals[at];
        for word in self.prefix(at) {
            for entry in &self.by_word[*word as usize] {
                let last = &mut self.looked_at[entry.place as usize];
                if std::mem::replace(last, self.question) == self.question {
                    continue;
                }
                // No rarer word is in both, or it had been met by that.
                let leader = self.leaders[entry.place as usize];
                let most = rest.min(entry.rest);
                let all = self.totals[at] + self.totals[leader] - most;
                if most < self.threshold * all * (1.0 - SLACK) {
                    continue;
                }
                let (one, other) = (&self.sets[at].words, &self.sets[leader].words);
                let likeness = likeness(one, other, self.weights);
                let is_better = best.is_none_or(|(known, place)| {
                    likeness > known || (likeness >= known && entry.place < place)
                });
                if likeness >= self.threshold && is_better {
                    best = Some((likeness, entry.place));
                }
            }
            rest -= self.weights[*word as usize];
        }
        best.map(|(_, place)| self.leaders[place as usize])
    }

    /// So many of a set's rarest words that those behind them cannot make it like another one by themselves.
    fn prefix(&self, at: usize) -> &'s [u32] {
        let words = &self.sets[at].words;
        let needed = self.threshold * self.totals[at] * (1.0 - SLACK);
        let mut behind = 0.0;
        let mut end = words.len();
        while let Some(last) = words[..end].last() {
            behind += self.weights[*last as usize];
            if behind >= needed {
                break;
            }
            end -= 1;
        }
        &words[..end]
    }
}

fn weight(words: &[u32], weights: &[f64]) -> f64 {
    words.iter().map(|word| weights[*word as usize]).sum()
}

/// How much the words that two sets share weigh of those that either has, from 0 to 1.
pub(crate) fn likeness(one: &[u32], other: &[u32], weights: &[f64]) -> f64 {
    let (mut shared, mut all) = (0.0, 0.0);
    let (mut at, mut beside) = (0, 0);
    while at < one.len() || beside < other.len() {
        let (left, right) = (one.get(at), other.get(beside));
        let word = match (left, right) {
            (Some(left), Some(right)) => *left.min(right),
            (Some(word), None) | (None, Some(word)) => *word,
            (None, None) => break,
        };
        let weight = weights[word as usize];
        all += weight;
        if left == right {
            shared += weight;
        }
        at += usize::from(left == Some(&word));
        beside += usize::from(right == Some(&word));
    }
    if all > 0.0 { shared / all } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Every pair is looked at.
    fn naive(sets: &[NearSet], weights: &[f64], threshold: f64) -> Vec<usize> {
        let mut order: Vec<usize> = (0..sets.len()).collect();
        order.sort_unstable_by_key(|at| (std::cmp::Reverse(sets[*at].count), sets[*at].key));
        let mut leader_of: Vec<usize> = (0..sets.len()).collect();
        let mut leaders: Vec<usize> = Vec::new();
        for at in order {
            let mut best: Option<(f64, usize)> = None;
            for leader in &leaders {
                let near = likeness(&sets[at].words, &sets[*leader].words, weights);
                if near >= threshold && best.is_none_or(|(known, _)| near > known) {
                    best = Some((near, *leader));
                }
            }
            match best {
                Some((_, leader)) => leader_of[at] = leader,
                None => leaders.push(at),
            }
        }
        leader_of
    }

    fn sets() -> impl Strategy<Value = Vec<NearSet>> {
        let words = proptest::collection::btree_set(0_u32..24, 1..7);
        let set = (words, 1_u64..4).prop_map(|(words, count)| {
            let words: Vec<u32> = words.into_iter().collect();
            let key = words.iter().fold(0, |key, word| key | 1 << word);
            NearSet { key, words, count }
        });
        proptest::collection::vec(set, 0..60).prop_map(|mut sets| {
            sets.sort_by_key(|set| set.key);
            sets.dedup_by_key(|set| set.key);
            sets
        })
    }

    proptest! {
        #[test]
        fn candidates_miss_no_pair(sets in sets(), threshold in 0.3_f64..0.95) {
            let weights: Vec<f64> = (0..24).map(|rank| 4.0 - 0.15 * f64::from(rank)).collect();
            let found = gather(&sets, &weights, threshold, &HashMap::new());
            prop_assert_eq!(found, naive(&sets, &weights, threshold));
        }
    }

    #[test]
    fn a_set_is_led_by_the_most_met_that_it_is_like_and_by_its_home_above_all() {
        let set = |key, words: &[u32], count| NearSet {
            key,
            words: words.to_vec(),
            count,
        };
        let sets = [
            set(1, &[0, 1, 2, 3], 5),
            set(2, &[0, 1, 2], 9),
            set(3, &[4, 5], 1),
            set(4, &[1, 2, 3, 6], 1),
        ];
        let weights = [1.0; 7];
        let free = gather(&sets, &weights, 0.6, &HashMap::new());
        assert_eq!(
            free,
            [1, 1, 2, 3],
            "the last one is like the first, which leads nothing"
        );
        let placed = gather(&sets, &weights, 0.6, &HashMap::from([(3, 2)]));
        assert_eq!(placed, [1, 1, 2, 2]);
        let alone = gather(&sets, &weights, 0.6, &HashMap::from([(0, 0)]));
        assert_eq!(
            alone,
            [0, 0, 2, 0],
            "a set that was put apart leads what is like it"
        );
    }
}
