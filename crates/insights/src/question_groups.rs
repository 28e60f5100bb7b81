//! Questions that ask the same in nearly the same words, in groups: by their stems, each weighed by how seldom it is
//! asked with, so that "do you have" makes nothing alike. The same questions give the same groups in whatever order they
//! came, and what a manager decided of a wording holds above all.
//!
//! The weight of a word is that of K. Spärck Jones, "A statistical interpretation of term specificity and its application
//! in retrieval", Journal of Documentation 28 (1972), 11–21.

use crate::near_sets::{NearSet, gather};
use crate::question_book::{BookedQuestion, QuestionBook};
use crate::question_key::QuestionKey;
use libm::log;
use std::collections::{BTreeMap, HashMap};

/// So much of what the words of two wordings weigh must be shared.
const THRESHOLD: f64 = 0.6;
/// What a word that says little weighs beside another one that is asked with as often.
const FUNCTION_WORD: f64 = 0.25;

/// What a manager decided of wordings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QuestionDecisions {
    /// Wordings that are put apart from what they are like, each with the wording that leads it.
    pub homes: BTreeMap<QuestionKey, QuestionKey>,
    /// Groups that are one: that of the first wording is a part of that of the second.
    pub joins: BTreeMap<QuestionKey, QuestionKey>,
    /// What a group is called.
    pub names: BTreeMap<QuestionKey, String>,
}

/// The groups.
#[derive(Clone, Debug)]
pub struct QuestionGroups {
    pub(crate) book: QuestionBook,
    /// The set that leads each set of stems, before groups were made one.
    leaders: Vec<usize>,
    /// The group of each set of stems.
    group_of: Vec<u32>,
    /// The name of each group: the wording that leads it.
    ids: Vec<QuestionKey>,
    by_key: HashMap<QuestionKey, u32>,
    names: Vec<Option<String>>,
    joined: Vec<bool>,
}

/// What of a scope asked something, and what each group has of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QuestionTally {
    /// Conversations in scope in which something was asked.
    pub asking: u64,
    /// Questions in scope.
    pub questions: u64,
    /// Every group of which something was asked in scope.
    pub groups: Vec<QuestionGroupCount>,
}

/// What was asked of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuestionGroupCount {
    /// Its name.
    pub id: QuestionKey,
    /// What the manager calls it.
    pub name: Option<String>,
    /// Conversations in which it was asked.
    pub conversations: u64,
    /// Those of them with a confirmed outcome.
    pub converted: u64,
    /// How often it was asked.
    pub asked: u64,
    /// Where its commonest wording stands: the conversation, and which of its questions.
    pub example: (u32, u16),
    /// Whether other groups were made a part of it.
    pub is_joined: bool,
}

/// A wording of a group: questions with the same stems.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuestionWording {
    /// Its name.
    pub key: QuestionKey,
    /// How often it was asked.
    pub asked: u64,
    /// Where it stands as it is commonest.
    pub example: (u32, u16),
}

impl QuestionGroups {
    /// Makes groups of all that was asked.
    #[must_use]
    pub fn of(mut book: QuestionBook, decisions: &QuestionDecisions) -> Self {
        book.close();
        let by_key: HashMap<QuestionKey, u32> = (0_u32..)
            .zip(&book.sets)
            .map(|(at, set)| (set.key, at))
            .collect();
        let leaders = led(&book, &by_key, decisions);
        let roots = joined(&leaders, &by_key, decisions);
        let mut numbers: HashMap<usize, u32> = HashMap::new();
        let mut ids = Vec::new();
        let mut group_of = Vec::with_capacity(roots.len());
        for root in &roots {
            let next = u32::try_from(ids.len()).unwrap_or(u32::MAX);
            let group = *numbers.entry(*root).or_insert(next);
            if group == next {
                ids.push(book.sets[*root].key);
            }
            group_of.push(group);
        }
        let mut groups = Self {
            names: vec![None; ids.len()],
            joined: vec![false; ids.len()],
            book,
            leaders,
            group_of,
            ids,
            by_key,
        };
        groups.apply_names(decisions);
        for target in decisions.joins.values() {
            if let Some(group) = groups.find(*target) {
                groups.joined[group as usize] = true;
            }
        }
        groups
    }

    /// A group has the name that was given to the wording that leads it, or else to the first by name of its others.
    fn apply_names(&mut self, decisions: &QuestionDecisions) {
        for (key, name) in decisions.names.iter().rev() {
            if let Some(group) = self.find(*key) {
                let known = &mut self.names[group as usize];
                let leads = self.ids[group as usize];
                let is_led =
                    known.is_some() && decisions.names.contains_key(&leads) && *key != leads;
                if !is_led {
                    *known = Some(name.clone());
                }
            }
        }
    }

    /// The group of a wording.
    #[must_use]
    pub fn find(&self, wording: QuestionKey) -> Option<u32> {
        self.by_key
            .get(&wording)
            .map(|set| self.group_of[*set as usize])
    }

    /// The name of a group.
    #[must_use]
    pub fn id(&self, group: u32) -> Option<QuestionKey> {
        self.ids.get(group as usize).copied()
    }

    /// The wordings of a group, whatever the scope, each with the one that leads it.
    #[must_use]
    pub fn keys_of(&self, group: u32) -> Vec<(QuestionKey, QuestionKey)> {
        let key = |at: usize| self.book.sets[at].key;
        let members = (0..self.group_of.len()).filter(|at| self.group_of[*at] == group);
        let mut keys: Vec<(QuestionKey, QuestionKey)> =
            members.map(|at| (key(at), key(self.leaders[at]))).collect();
        keys.sort_unstable();
        keys
    }

    /// The conversations that ask what a group asks, ascending, each with which of its questions do.
    #[must_use]
    pub fn asked_in(&self, group: u32) -> Vec<(u32, Vec<u16>)> {
        let mut found: Vec<(u32, Vec<u16>)> = Vec::new();
        for question in self
            .book
            .questions
            .iter()
            .filter(|it| self.group_of(it) == group)
        {
            match found.last_mut() {
                Some((conversation, places)) if *conversation == question.conversation => {
                    places.push(question.place)
                }
                _ => found.push((question.conversation, vec![question.place])),
            }
        }
        found
    }

    fn group_of(&self, question: &BookedQuestion) -> u32 {
        self.group_of[question.set as usize]
    }

    /// What was asked within a scope, which says of a conversation whether it has an outcome, and nothing of one that is
    /// not in it.
    #[must_use]
    pub fn tally(&self, scope: impl Fn(u32) -> Option<bool>) -> QuestionTally {
        let mut tally = QuestionTally::default();
        let mut counts: HashMap<u32, GroupTally> = HashMap::new();
        let mut before = None;
        for question in &self.book.questions {
            let Some(converted) = scope(question.conversation) else {
                continue;
            };
            tally.questions += 1;
            if before != Some(question.conversation) {
                tally.asking += 1;
                before = Some(question.conversation);
            }
            counts
                .entry(self.group_of(question))
                .or_default()
                .add(question, converted);
        }
        let mut groups: Vec<(u32, GroupTally)> = counts.into_iter().collect();
        groups.sort_unstable_by_key(|(group, _)| *group);
        tally.groups = groups
            .into_iter()
            .map(|(group, count)| self.count(group, &count))
            .collect();
        tally
    }

    fn count(&self, group: u32, tally: &GroupTally) -> QuestionGroupCount {
        let at = group as usize;
        QuestionGroupCount {
            id: self.ids[at],
            name: self.names[at].clone(),
            conversations: tally.conversations,
            converted: tally.converted,
            asked: tally.wordings.values().map(|(count, _)| count).sum(),
            example: tally.example(),
            is_joined: self.joined[at],
        }
    }

    /// The wordings of a group within a scope, the most asked first.
    #[must_use]
    pub fn wordings(&self, group: u32, scope: impl Fn(u32) -> bool) -> Vec<QuestionWording> {
        let mut by_set: HashMap<u32, GroupTally> = HashMap::new();
        let in_scope = |it: &&BookedQuestion| self.group_of(it) == group && scope(it.conversation);
        for question in self.book.questions.iter().filter(in_scope) {
            by_set.entry(question.set).or_default().add(question, false);
        }
        let wording = |(set, tally): (u32, GroupTally)| QuestionWording {
            key: self.book.sets[set as usize].key,
            asked: tally.wordings.values().map(|(count, _)| count).sum(),
            example: tally.example(),
        };
        let mut wordings: Vec<QuestionWording> = by_set.into_iter().map(wording).collect();
        wordings.sort_unstable_by_key(|it| (std::cmp::Reverse(it.asked), it.key));
        wordings
    }
}

/// What was asked of a group so far.
#[derive(Default)]
struct GroupTally {
    conversations: u64,
    converted: u64,
    last: Option<u32>,
    /// How often each wording was asked, and where it stands first.
    wordings: HashMap<u64, (u64, (u32, u16))>,
}

impl GroupTally {
    fn add(&mut self, question: &BookedQuestion, converted: bool) {
        if self.last != Some(question.conversation) {
            self.last = Some(question.conversation);
            self.conversations += 1;
            self.converted += u64::from(converted);
        }
        let place = (question.conversation, question.place);
        self.wordings
            .entry(question.wording)
            .or_insert((0, place))
            .0 += 1;
    }

    /// Where the commonest wording stands. Of two that are as common, what they say decides, and no order of arrival.
    fn example(&self) -> (u32, u16) {
        let common = self
            .wordings
            .iter()
            .max_by_key(|(hash, (count, _))| (*count, std::cmp::Reverse(**hash)));
        common.map(|(_, (_, place))| *place).unwrap_or_default()
    }
}

/// The set that leads each set.
fn led(
    book: &QuestionBook,
    by_key: &HashMap<QuestionKey, u32>,
    decisions: &QuestionDecisions,
) -> Vec<usize> {
    let ranks = StemRanks::of(book);
    let near = |set: &crate::question_book::StemSet| NearSet {
        key: set.key.number(),
        words: ranks.ranked(&set.stems),
        count: set.count,
    };
    let sets: Vec<NearSet> = book.sets.iter().map(near).collect();
    gather(&sets, &ranks.weights, THRESHOLD, &homes(by_key, decisions))
}

/// Which set leads those that were put apart: the one that was named, or the first by name where that was never asked.
fn homes(
    by_key: &HashMap<QuestionKey, u32>,
    decisions: &QuestionDecisions,
) -> HashMap<usize, usize> {
    let mut apart: BTreeMap<QuestionKey, Vec<usize>> = BTreeMap::new();
    for (key, home) in &decisions.homes {
        if let Some(set) = by_key.get(key) {
            apart.entry(*home).or_default().push(*set as usize);
        }
    }
    let mut homes = HashMap::new();
    for (home, sets) in apart {
        let named = by_key.get(&home).map(|set| *set as usize);
        let leader = named
            .filter(|set| sets.contains(set))
            .or_else(|| sets.first().copied());
        homes.extend(sets.iter().filter_map(|set| Some((*set, leader?))));
    }
    homes
}

/// The same after groups were made one.
fn joined(
    leaders: &[usize],
    by_key: &HashMap<QuestionKey, u32>,
    decisions: &QuestionDecisions,
) -> Vec<usize> {
    let mut parent: HashMap<usize, usize> = HashMap::new();
    let root = |parent: &HashMap<usize, usize>, mut at: usize| {
        while let Some(next) = parent.get(&at) {
            at = *next;
        }
        at
    };
    let leader = |key: &QuestionKey| by_key.get(key).map(|set| leaders[*set as usize]);
    for (part, whole) in &decisions.joins {
        if let (Some(part), Some(whole)) = (leader(part), leader(whole)) {
            let (part, whole) = (root(&parent, part), root(&parent, whole));
            // Two groups that were each made a part of the other are one.
            if part != whole {
                parent.insert(part, whole);
            }
        }
    }
    leaders.iter().map(|at| root(&parent, *at)).collect()
}

/// Stems from the rarest to the commonest, and what each weighs.
struct StemRanks {
    rank: Vec<u32>,
    weights: Vec<f64>,
}

impl StemRanks {
    #[expect(
        clippy::cast_precision_loss,
        reason = "counts of questions are far below 2^53"
    )]
    fn of(book: &QuestionBook) -> Self {
        let mut asked = vec![0_u64; book.stem_count()];
        let mut all = 0;
        for set in &book.sets {
            all += set.count;
            set.stems
                .iter()
                .for_each(|stem| asked[*stem as usize] += set.count);
        }
        let mut order: Vec<u32> = (0_u32..).take(asked.len()).collect();
        order.sort_unstable_by_key(|stem| (asked[*stem as usize], book.stem_text(*stem)));
        let mut rank = vec![0; asked.len()];
        for (at, stem) in (0_u32..).zip(&order) {
            rank[*stem as usize] = at;
        }
        let weight = |stem: u32| {
            let seldom = log(1.0 + all as f64 / asked[stem as usize].max(1) as f64);
            seldom
                * if book.says_little(stem) {
                    FUNCTION_WORD
                } else {
                    1.0
                }
        };
        Self {
            rank,
            weights: order.iter().map(|stem| weight(*stem)).collect(),
        }
    }

    fn ranked(&self, stems: &[u32]) -> Vec<u32> {
        let mut ranks: Vec<u32> = stems.iter().map(|stem| self.rank[*stem as usize]).collect();
        ranks.sort_unstable();
        ranks
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::question_book::AskedQuestion;
    use proptest::prelude::*;
    use std::collections::BTreeSet;
    use std::ops::Range;

    /// Good enough for a test: the store cuts better.
    fn cut(text: &str) -> Vec<(Range<usize>, String)> {
        let mut words = Vec::new();
        let mut at = 0;
        for part in text.split_inclusive(|c: char| !c.is_alphanumeric()) {
            let word = part.trim_end_matches(|c: char| !c.is_alphanumeric());
            if !word.is_empty() {
                words.push((at..at + word.len(), word.to_lowercase()));
            }
            at += part.len();
        }
        words
    }

    fn book(asked: &[(u32, &str)]) -> QuestionBook {
        let mut book = QuestionBook::new(cut);
        let mut places: HashMap<u32, u16> = HashMap::new();
        for (conversation, wording) in asked {
            let place = places.entry(*conversation).or_default();
            book.add(AskedQuestion {
                conversation: *conversation,
                place: *place,
                language: "en",
                wording,
            });
            *place += 1;
        }
        book
    }

    const ASKED: [(u32, &str); 9] = [
        (1, "What are your opening hours?"),
        (2, "what are the opening hours?"),
        (3, "What is the opening hour?"),
        (4, "Do you have parking?"),
        (5, "Do you have any parking?"),
        (6, "Do you have lockers?"),
        (7, "How much is a day pass?"),
        (8, "how much is the day pass?"),
        (9, "How much is a desk?"),
    ];

    /// The conversations of each group.
    fn partition(groups: &QuestionGroups) -> BTreeSet<(QuestionKey, Vec<u32>)> {
        let of = |group: u32| {
            (
                groups.ids[group as usize],
                groups
                    .asked_in(group)
                    .into_iter()
                    .map(|(id, _)| id)
                    .collect(),
            )
        };
        (0_u32..).take(groups.ids.len()).map(of).collect()
    }

    fn members(groups: &QuestionGroups, wording: &str) -> Vec<u32> {
        let group = group_of(groups, wording);
        groups
            .asked_in(group)
            .into_iter()
            .map(|(id, _)| id)
            .collect()
    }

    fn key_of(wording: &str) -> QuestionKey {
        book(&[(1, wording)]).sets[0].key
    }

    fn group_of(groups: &QuestionGroups, wording: &str) -> u32 {
        groups.find(key_of(wording)).expect("it was asked")
    }

    #[test]
    fn near_same_questions_are_one_group_and_common_words_make_none() {
        let groups = QuestionGroups::of(book(&ASKED), &QuestionDecisions::default());
        assert_eq!(members(&groups, "What are your opening hours?"), [1, 2, 3]);
        assert_eq!(members(&groups, "Do you have parking?"), [4, 5]);
        assert_eq!(members(&groups, "Do you have lockers?"), [6]);
        assert_eq!(members(&groups, "How much is a day pass?"), [7, 8]);
        assert_eq!(members(&groups, "How much is a desk?"), [9]);
    }

    #[test]
    fn a_scope_counts_conversations_and_how_often_something_was_asked() {
        let mut asked = ASKED.to_vec();
        asked.extend([
            (2, "the opening hours, what are they?"),
            (2, "What are the opening hours?"),
        ]);
        let groups = QuestionGroups::of(book(&asked), &QuestionDecisions::default());
        let tally = groups.tally(|id| (id != 3).then_some(id == 1));
        assert_eq!((tally.asking, tally.questions), (8, 10));
        let id = groups.ids[group_of(&groups, "What are your opening hours?") as usize];
        let hours = tally.groups.iter().find(|it| it.id == id).expect("asked");
        assert_eq!(
            (hours.conversations, hours.converted, hours.asked),
            (2, 1, 4)
        );
    }

    #[test]
    fn a_name_is_that_of_the_group_in_which_its_wording_is() {
        let mut decisions = QuestionDecisions::default();
        decisions
            .names
            .insert(key_of("What is the opening hour?"), "Hours".to_owned());
        let groups = QuestionGroups::of(book(&ASKED), &decisions);
        let tally = groups.tally(|_| Some(false));
        let names: Vec<_> = tally
            .groups
            .iter()
            .filter_map(|it| it.name.as_deref())
            .collect();
        assert_eq!(names, ["Hours"]);
    }

    #[test]
    fn groups_that_were_made_one_are_and_wordings_that_were_put_apart_stay_so() {
        let parking = key_of("Do you have parking?");
        let mut decisions = QuestionDecisions::default();
        decisions
            .joins
            .insert(parking, key_of("Do you have lockers?"));
        // One that was never asked here, and a circle.
        decisions.joins.insert(key_of("Is it loud?"), parking);
        decisions
            .joins
            .insert(key_of("Do you have lockers?"), parking);
        let apart = key_of("What is the opening hour?");
        decisions.homes.insert(apart, apart);
        // Those that stay are kept together, or they would follow what they are like.
        let stays = key_of("What are your opening hours?");
        decisions.homes.insert(stays, stays);
        decisions
            .homes
            .insert(key_of("what are the opening hours?"), stays);
        let groups = QuestionGroups::of(book(&ASKED), &decisions);
        assert_eq!(members(&groups, "Do you have parking?"), [4, 5, 6]);
        assert_eq!(members(&groups, "Do you have lockers?"), [4, 5, 6]);
        assert_eq!(members(&groups, "What is the opening hour?"), [3]);
        assert_eq!(members(&groups, "What are your opening hours?"), [1, 2]);
    }

    fn wording() -> impl Strategy<Value = String> {
        proptest::collection::vec(0_usize..14, 1..7).prop_map(|words| {
            const WORDS: [&str; 14] = [
                "what", "is", "the", "price", "of", "day", "pass", "desks", "parking", "hours",
                "opening", "tour", "book", "room",
            ];
            words
                .into_iter()
                .map(|at| WORDS[at])
                .collect::<Vec<_>>()
                .join(" ")
        })
    }

    proptest! {
        #[test]
        fn the_order_of_arrival_decides_nothing(
            (asked, shuffled) in proptest::collection::vec((0_u32..40, wording()), 1..60)
                .prop_flat_map(|asked| (Just(asked.clone()), Just(asked).prop_shuffle()))
        ) {
            let borrowed = |asked: &'_ [(u32, String)]| -> QuestionBook {
                let asked: Vec<(u32, &str)> = asked.iter().map(|(id, wording)| (*id, wording.as_str())).collect();
                book(&asked)
            };
            let mut decisions = QuestionDecisions::default();
            decisions.joins.insert(key_of(&asked[0].1), key_of(&asked[asked.len() / 2].1));
            decisions.homes.insert(key_of(&asked[asked.len() - 1].1), key_of(&asked[0].1));
            let one = QuestionGroups::of(borrowed(&asked), &decisions);
            let other = QuestionGroups::of(borrowed(&shuffled), &decisions);
            prop_assert_eq!(partition(&one), partition(&other));
            let sorted = |groups: &QuestionGroups| {
                let tally = groups.tally(|id| Some(id % 2 == 0));
                let mut counts: Vec<_> = tally.groups.into_iter().map(|it| (it.id, it.conversations, it.converted, it.asked)).collect();
                counts.sort_unstable();
                counts
            };
            prop_assert_eq!(sorted(&one), sorted(&other));
        }
    }
}
