//! What is asked before an outcome and what before none: phrases of one to three stems in what customers asked, by
//! weighted log-odds. A conversation counts once for a phrase, however often it was asked. Longer phrases are looked for
//! only among those whose parts are frequent, so that what is held does not grow with how much was said.
//!
//! R. Agrawal, R. Srikant, "Fast algorithms for mining association rules", VLDB 1994.

use crate::log_odds::{LogOdds, WordCounts, weighted_log_odds};
use crate::question_book::{BookedQuestion, QuestionBook};
use crate::question_groups::QuestionGroups;
use std::collections::{HashMap, HashSet};

/// Stems of the longest phrase.
const LONGEST: usize = 3;
/// Conversations in scope that a phrase must have: of fewer nothing is said.
const FEWEST: u64 = 5;
/// The pseudo-counts of all phrases together, divided as they are asked in all of history.
const PRIOR: f64 = 1_000.0;
/// Standard errors from no difference, from which on a phrase is told.
const TOLD: f64 = 1.96;
/// Phrases that are told of either side.
const MOST: usize = 15;

/// A phrase that is asked more often on one side.
#[derive(Clone, Debug, PartialEq)]
pub struct TellingPhrase {
    /// Its stems, with blanks between: what finds it.
    pub stems: String,
    /// The same in words that can be read.
    pub shown: String,
    /// Conversations with an outcome in which it was asked.
    pub converted: u64,
    /// Conversations without one.
    pub unconverted: u64,
    /// How far the two differ: above 0 it is asked before an outcome.
    pub odds: LogOdds,
}

impl QuestionGroups {
    /// The phrases that tell conversations with an outcome from those without, the most telling first. The scope says of
    /// a conversation whether it has an outcome, and nothing of one that is not in it.
    #[must_use]
    pub fn phrases(&self, scope: impl Fn(u32) -> Option<bool>) -> Vec<TellingPhrase> {
        let table = PhraseTable::of(&self.book, scope);
        let priors = table.priors(&self.book);
        let counted = table.phrases.iter().zip(priors);
        let counts = counted.map(|(phrase, prior)| WordCounts {
            one: phrase.converted,
            other: phrase.unconverted,
            prior,
        });
        let counts: Vec<WordCounts> = counts.collect();
        let has_both = counts.iter().any(|it| it.one > 0) && counts.iter().any(|it| it.other > 0);
        if !has_both {
            return Vec::new();
        }
        let odds = weighted_log_odds(&counts);
        let mut told: Vec<TellingPhrase> = Vec::new();
        for (phrase, odds) in table.phrases.iter().zip(odds) {
            let says_little = phrase.stems.iter().all(|stem| self.book.says_little(*stem));
            if odds.z.abs() >= TOLD && !says_little && !table.is_part_of_another(phrase) {
                told.push(phrase.told(&self.book, odds));
            }
        }
        told.sort_by(|one, other| {
            let by_z = other.odds.z.abs().total_cmp(&one.odds.z.abs());
            by_z.then_with(|| one.stems.cmp(&other.stems))
        });
        let mut sides = [0, 0];
        told.retain(|phrase| {
            let side = &mut sides[usize::from(phrase.odds.z > 0.0)];
            *side += 1;
            *side <= MOST
        });
        told
    }

    /// The conversations in which a phrase of stems was asked, ascending.
    #[must_use]
    pub fn conversations_with(&self, stems: &str) -> Vec<u32> {
        let known: Option<Vec<u32>> = stems
            .split_whitespace()
            .map(|stem| self.book.stem_named(stem))
            .collect();
        let Some(phrase) = known.filter(|stems| !stems.is_empty()) else {
            return Vec::new();
        };
        let holds = |it: &&BookedQuestion| {
            self.book
                .sequence(it)
                .windows(phrase.len())
                .any(|window| window == phrase)
        };
        let mut found: Vec<u32> = self
            .book
            .questions
            .iter()
            .filter(holds)
            .map(|it| it.conversation)
            .collect();
        found.dedup();
        found
    }
}

/// A phrase that is frequent in scope.
struct FrequentPhrase {
    stems: Vec<u32>,
    converted: u64,
    unconverted: u64,
}

impl FrequentPhrase {
    fn told(&self, book: &QuestionBook, odds: LogOdds) -> TellingPhrase {
        let joined = |word: &dyn Fn(u32) -> String| {
            self.stems
                .iter()
                .map(|stem| word(*stem))
                .collect::<Vec<_>>()
                .join(" ")
        };
        TellingPhrase {
            stems: joined(&|stem| book.stem_text(stem).to_owned()),
            shown: joined(&|stem| book.shown_word(stem).to_owned()),
            converted: self.converted,
            unconverted: self.unconverted,
            odds,
        }
    }
}

/// The frequent phrases: each is known by that of its stems but the last, and by the last.
#[derive(Default)]
struct PhraseTable {
    levels: Vec<HashMap<u64, u32>>,
    phrases: Vec<FrequentPhrase>,
}

impl PhraseTable {
    fn of(book: &QuestionBook, scope: impl Fn(u32) -> Option<bool>) -> Self {
        let mut table = Self::default();
        for length in 1..=LONGEST {
            let mut counts: HashMap<u64, ([u64; 2], Vec<u32>)> = HashMap::new();
            let mut seen = HashSet::new();
            for of_one in by_conversation(book) {
                let Some(converted) = scope(of_one[0].conversation) else {
                    continue;
                };
                seen.clear();
                for window in of_one
                    .iter()
                    .flat_map(|it| book.sequence(it).windows(length))
                {
                    if let Some(key) = table.key(window).filter(|key| seen.insert(*key)) {
                        let (count, _) = counts
                            .entry(key)
                            .or_insert_with(|| ([0, 0], window.to_vec()));
                        count[usize::from(converted)] += 1;
                    }
                }
            }
            table.keep_frequent(counts);
        }
        table
    }

    fn keep_frequent(&mut self, counts: HashMap<u64, ([u64; 2], Vec<u32>)>) {
        let mut level = HashMap::new();
        for (key, ([unconverted, converted], stems)) in counts {
            if converted + unconverted >= FEWEST {
                level.insert(key, u32::try_from(self.phrases.len()).unwrap_or(u32::MAX));
                self.phrases.push(FrequentPhrase {
                    stems,
                    converted,
                    unconverted,
                });
            }
        }
        self.levels.push(level);
    }

    /// By what a phrase is known; none where what comes before its last stem is not frequent.
    fn key(&self, stems: &[u32]) -> Option<u64> {
        let (last, before) = stems.split_last()?;
        if before.is_empty() {
            return Some(u64::from(*last));
        }
        Some(u64::from(self.number(before)?) << u32::BITS | u64::from(*last))
    }

    fn number(&self, stems: &[u32]) -> Option<u32> {
        self.levels
            .get(stems.len() - 1)?
            .get(&self.key(stems)?)
            .copied()
    }

    /// The pseudo-count of each phrase: as it is asked in all of history, whatever the scope.
    #[expect(
        clippy::cast_precision_loss,
        reason = "counts of conversations are far below 2^53"
    )]
    fn priors(&self, book: &QuestionBook) -> Vec<f64> {
        let mut counts = vec![0_u64; self.phrases.len()];
        let mut seen = HashSet::new();
        for of_one in by_conversation(book) {
            seen.clear();
            for length in 1..=LONGEST {
                for window in of_one
                    .iter()
                    .flat_map(|it| book.sequence(it).windows(length))
                {
                    if let Some(number) = self.number(window).filter(|number| seen.insert(*number))
                    {
                        counts[number as usize] += 1;
                    }
                }
            }
        }
        let all: u64 = counts.iter().sum();
        counts
            .iter()
            .map(|count| PRIOR * *count as f64 / all.max(1) as f64)
            .collect()
    }

    /// Whether a longer phrase says all that this one does: it was asked as often on either side.
    fn is_part_of_another(&self, phrase: &FrequentPhrase) -> bool {
        let is_longer = |it: &&FrequentPhrase| {
            it.stems.len() > phrase.stems.len()
                && (it.converted, it.unconverted) == (phrase.converted, phrase.unconverted)
        };
        let mut longer = self.phrases.iter().filter(is_longer);
        longer.any(|it| {
            it.stems
                .windows(phrase.stems.len())
                .any(|window| window == phrase.stems)
        })
    }
}

fn by_conversation(book: &QuestionBook) -> impl Iterator<Item = &[BookedQuestion]> {
    book.questions
        .chunk_by(|one, other| one.conversation == other.conversation)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::question_book::AskedQuestion;
    use crate::question_groups::QuestionDecisions;

    fn groups(asked: &[(u32, &str)]) -> QuestionGroups {
        let mut book = QuestionBook::new(|text| {
            let words = text.split(' ').filter(|word| !word.is_empty());
            let at = |word: &str| word.as_ptr().addr() - text.as_ptr().addr();
            words
                .map(|word| (at(word)..at(word) + word.len(), word.to_lowercase()))
                .collect()
        });
        for (place, (conversation, wording)) in (0_u16..).zip(asked) {
            book.add(AskedQuestion {
                conversation: *conversation,
                place,
                language: "en",
                wording,
            });
        }
        QuestionGroups::of(book, &QuestionDecisions::default())
    }

    #[test]
    fn a_phrase_is_counted_once_a_conversation_and_told_with_its_side() {
        let mut asked = Vec::new();
        // Even ones have an outcome.
        asked.extend((0..20).map(|id| (id * 2, "can I book a tour")));
        asked.extend((0..20).map(|id| (id * 2, "any tour")));
        asked.extend((20..40).map(|id| (id * 2, "which tours are there")));
        asked.extend((0..40).map(|id| (id * 2 + 1, "is parking free")));
        asked.extend((0..3).map(|id| (id * 2, "is parking free")));
        asked.extend((0..80).map(|id| (id, "thanks and hello")));
        let groups = groups(&asked);
        let told = groups.phrases(|id| Some(id % 2 == 0));
        let find = |stems: &str| told.iter().find(|it| it.stems == stems);
        let tour = find("tour").expect("it is asked before an outcome alone");
        assert_eq!(
            (tour.converted, tour.unconverted),
            (40, 0),
            "twice in one conversation is once"
        );
        assert!(tour.odds.z > TOLD);
        let parking = find("is park free").expect("it is asked before none");
        assert_eq!((parking.converted, parking.unconverted), (3, 40));
        assert_eq!(parking.shown, "is parking free");
        assert!(parking.odds.z < -TOLD);
        assert!(find("hello").is_none(), "both ask it alike");
        assert!(find("park").is_none(), "the longer phrase says it");
        assert_eq!(groups.conversations_with("is park free").len(), 43);
        assert_eq!(groups.conversations_with("free park"), [0_u32; 0]);
        assert!(
            groups
                .phrases(|id| (id % 2 == 0).then_some(true))
                .is_empty(),
            "nothing to compare with"
        );
    }

    #[test]
    fn phrases_are_those_that_counting_all_of_them_finds() {
        let asked: Vec<(u32, String)> = (0..200_u32)
            .map(|id| {
                let word = |by: u32| {
                    ["desk", "room", "price", "key", "sun"]
                        [(id.wrapping_mul(7).wrapping_add(by * by) % 5) as usize]
                };
                (
                    id / 2,
                    format!("{} {} {} {}", word(id % 3), word(2), word(id % 7), word(5)),
                )
            })
            .collect();
        let asked: Vec<(u32, &str)> = asked
            .iter()
            .map(|(id, text)| (*id, text.as_str()))
            .collect();
        let groups = groups(&asked);
        let table = PhraseTable::of(&groups.book, |id| Some(id % 3 == 0));
        let mut naive: HashMap<String, HashSet<u32>> = HashMap::new();
        for (id, text) in &asked {
            let words: Vec<&str> = text.split(' ').collect();
            for length in 1..=LONGEST {
                for window in words.windows(length) {
                    naive.entry(window.join(" ")).or_default().insert(*id);
                }
            }
        }
        naive.retain(|_, ids| ids.len() as u64 >= FEWEST);
        assert_eq!(table.phrases.len(), naive.len());
        for phrase in &table.phrases {
            let words: Vec<&str> = phrase
                .stems
                .iter()
                .map(|stem| groups.book.shown_word(*stem))
                .collect();
            let ids = &naive[&words.join(" ")];
            let converted = ids.iter().filter(|id| *id % 3 == 0).count() as u64;
            assert_eq!(
                (phrase.converted, phrase.unconverted),
                (converted, ids.len() as u64 - converted)
            );
        }
    }
}
