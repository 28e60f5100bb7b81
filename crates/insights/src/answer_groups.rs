//! The answers that one question got: near-same ones gathered, and where they are at odds. Two answers are near-same
//! where they state the same prices, times, contacts, streets and links, and share most of their words; one other number
//! makes another answer. Answers that state other things of one kind at the same time contradict each other; where all of
//! one come before all of the other, the answer changed.

use crate::answer_facts::{StatedFacts, StatedKind, stated};
use crate::near_sets::{NearSet, gather};
use crate::question_key::stable_hash;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::OnceLock;

/// So many of the words that either of two answers has must be in both.
const THRESHOLD: f64 = 0.7;
/// A longer answer is kept by its beginning, in characters.
const LONGEST: usize = 2_000;

/// An answer as it was given.
#[derive(Clone, Copy, Debug)]
pub struct GivenAnswer<'a> {
    /// In which conversation.
    pub conversation: u32,
    /// In which space: two spaces may rightly have two prices.
    pub space: u32,
    /// When, in milliseconds.
    pub at: i64,
    /// What was said.
    pub text: &'a str,
    /// Where its links lead, where the text does not say so.
    pub links: Option<&'a str>,
    /// Its words as they are compared, with blanks between.
    pub words: &'a str,
}

/// Every answer to a question.
#[derive(Clone, Debug, Default)]
pub struct AnswerBook {
    texts: Vec<AnswerText>,
    by_words: HashMap<(u64, u64), usize>,
    given: Vec<BookedAnswer>,
    words: HashMap<String, u32>,
    /// The text that leads each one, once that was asked.
    leaders: OnceLock<Vec<usize>>,
}

/// Answers that say the same in the same words.
#[derive(Clone, Debug)]
struct AnswerText {
    key: u64,
    facts: StatedFacts,
    words: Vec<u32>,
    /// As it was said first.
    text: String,
    first: (i64, u32),
    count: u64,
}

#[derive(Clone, Copy, Debug)]
struct BookedAnswer {
    conversation: u32,
    space: u32,
    at: i64,
    text: usize,
}

/// What was answered, and what of it is at odds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AnswerReport {
    /// Answers in all.
    pub given: u64,
    /// The distinct ones, the most given first.
    pub answers: Vec<DistinctAnswer>,
    /// What is at odds, by kind.
    pub disagreements: Vec<AnswerDisagreement>,
}

/// An answer, as often as it was given in nearly the same words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DistinctAnswer {
    /// What names it.
    pub key: AnswerKey,
    /// What it says, as it was said most often.
    pub text: String,
    /// How it was given.
    pub course: AnswerCourse,
}

/// When and where something was said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AnswerCourse {
    /// How often.
    pub given: u64,
    /// In which conversations, ascending.
    pub conversations: Vec<u32>,
    /// When first, in milliseconds.
    pub first: i64,
    /// When last.
    pub last: i64,
}

/// Values of one kind that do not go together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerDisagreement {
    /// Of which kind.
    pub kind: StatedKind,
    /// Since when it is another one; none where they stand side by side, which is a contradiction.
    pub changed_at: Option<i64>,
    /// What was stated, the first one first.
    pub sides: Vec<StatedSide>,
}

/// What some answers state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatedSide {
    /// What names it.
    pub key: AnswerKey,
    /// In which space.
    pub space: u32,
    /// The values.
    pub values: Vec<String>,
    /// How it was stated.
    pub course: AnswerCourse,
}

/// The name of an answer, or of what some of them state, within a question: by what it says alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AnswerKey(u32);

impl AnswerKey {
    fn of(hash: u64) -> Self {
        Self(u32::try_from(hash >> u32::BITS).unwrap_or_default())
    }

    /// From what is typed.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix(['a', 'A'])?;
        let is_whole = digits.len() == 8 && digits.bytes().all(|it| it.is_ascii_hexdigit());
        is_whole
            .then(|| u32::from_str_radix(digits, 16).ok().map(Self))
            .flatten()
    }
}

/// As it is typed.
impl std::fmt::Display for AnswerKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "a{:08x}", self.0)
    }
}

impl AnswerCourse {
    fn add(&mut self, answer: &BookedAnswer) {
        if self.given == 0 {
            (self.first, self.last) = (answer.at, answer.at);
        }
        self.given += 1;
        self.first = self.first.min(answer.at);
        self.last = self.last.max(answer.at);
        self.conversations.push(answer.conversation);
    }

    fn settle(&mut self) {
        self.conversations.sort_unstable();
        self.conversations.dedup();
    }
}

impl AnswerBook {
    /// Takes an answer.
    pub fn add(&mut self, answer: GivenAnswer<'_>) {
        self.leaders = OnceLock::new();
        let facts = stated(answer.text, answer.links);
        let key = (stable_hash([answer.words]), hash_of_facts(&facts));
        let at = match self.by_words.get(&key) {
            Some(at) => *at,
            None => self.learn(key, facts, answer),
        };
        let known = &mut self.texts[at];
        known.count += 1;
        if (answer.at, answer.conversation) < known.first {
            known.first = (answer.at, answer.conversation);
            known.text = shortened(answer.text);
        }
        self.given.push(BookedAnswer {
            conversation: answer.conversation,
            space: answer.space,
            at: answer.at,
            text: at,
        });
    }

    fn learn(&mut self, key: (u64, u64), facts: StatedFacts, answer: GivenAnswer<'_>) -> usize {
        let mut words = Vec::new();
        for word in answer.words.split_whitespace() {
            let next = u32::try_from(self.words.len()).unwrap_or(u32::MAX);
            words.push(*self.words.entry(word.to_owned()).or_insert(next));
        }
        words.sort_unstable();
        words.dedup();
        self.texts.push(AnswerText {
            key: stable_hash(
                [key.0, key.1]
                    .map(|it| it.to_string())
                    .iter()
                    .map(String::as_str),
            ),
            facts,
            words,
            text: shortened(answer.text),
            first: (answer.at, answer.conversation),
            count: 0,
        });
        self.by_words.insert(key, self.texts.len() - 1);
        self.texts.len() - 1
    }

    /// What was answered in a scope. What is near-same is told from all that was taken, whatever the scope, so that an
    /// answer is the same one in each.
    #[must_use]
    pub fn report(&self, scope: impl Fn(u32) -> bool) -> AnswerReport {
        let given: Vec<&BookedAnswer> = self
            .given
            .iter()
            .filter(|it| scope(it.conversation))
            .collect();
        AnswerReport {
            given: given.len() as u64,
            answers: self.distinct(&given),
            disagreements: StatedKind::ALL
                .into_iter()
                .filter_map(|kind| self.disagreement(kind, &given))
                .collect(),
        }
    }

    fn distinct(&self, given: &[&BookedAnswer]) -> Vec<DistinctAnswer> {
        let leaders = self.leaders.get_or_init(|| self.led());
        let mut courses: BTreeMap<usize, AnswerCourse> = BTreeMap::new();
        given
            .iter()
            .for_each(|answer| courses.entry(leaders[answer.text]).or_default().add(answer));
        let distinct = |(leader, mut course): (usize, AnswerCourse)| {
            course.settle();
            let text = &self.texts[leader];
            DistinctAnswer {
                key: AnswerKey::of(text.key),
                text: text.text.clone(),
                course,
            }
        };
        let mut answers: Vec<DistinctAnswer> = courses.into_iter().map(distinct).collect();
        answers.sort_by_key(|it| (std::cmp::Reverse(it.course.given), it.course.first, it.key));
        answers
    }

    /// The text that leads each one: only those that state the same are likened.
    fn led(&self) -> Vec<usize> {
        let mut partitions: BTreeMap<&StatedFacts, Vec<usize>> = BTreeMap::new();
        for (at, text) in self.texts.iter().enumerate() {
            partitions.entry(&text.facts).or_default().push(at);
        }
        let ranks = self.ranks();
        let weights = vec![1.0; ranks.len()];
        let mut leaders: Vec<usize> = (0..self.texts.len()).collect();
        for members in partitions.into_values() {
            let near = |at: &usize| NearSet {
                key: self.texts[*at].key,
                words: ranked(&self.texts[*at].words, &ranks),
                count: self.texts[*at].count,
            };
            let sets: Vec<NearSet> = members.iter().map(near).collect();
            let led = gather(&sets, &weights, THRESHOLD, &HashMap::new());
            for (at, leader) in members.iter().zip(led) {
                leaders[*at] = members[leader];
            }
        }
        leaders
    }

    /// The rank of each word, the rarest first.
    fn ranks(&self) -> Vec<u32> {
        let mut met = vec![0_u64; self.words.len()];
        self.texts
            .iter()
            .flat_map(|text| &text.words)
            .for_each(|word| met[*word as usize] += 1);
        let mut order: Vec<(u64, &str, u32)> = self
            .words
            .iter()
            .map(|(word, at)| (met[*at as usize], word.as_str(), *at))
            .collect();
        order.sort_unstable();
        let mut ranks = vec![0; met.len()];
        for (rank, (_, _, word)) in (0_u32..).zip(order) {
            ranks[word as usize] = rank;
        }
        ranks
    }

    /// Everything that is stated anywhere, at odds with something or not: a scope decides what is.
    #[must_use]
    pub fn sides(&self) -> Vec<StatedSide> {
        let given: Vec<&BookedAnswer> = self.given.iter().collect();
        let of_kind = |kind: StatedKind| {
            let courses = self.courses(kind, &given).into_iter();
            let sides = courses.map(|(told, course)| stated_side(kind, told, course));
            sides.collect::<Vec<_>>()
        };
        StatedKind::ALL.into_iter().flat_map(of_kind).collect()
    }

    /// What is stated of a kind, and how.
    fn courses(
        &self,
        kind: StatedKind,
        given: &[&BookedAnswer],
    ) -> Vec<(StatedValues<'_>, AnswerCourse)> {
        let mut courses: BTreeMap<StatedValues<'_>, AnswerCourse> = BTreeMap::new();
        for answer in given {
            let values = &self.texts[answer.text].facts[kind as usize];
            if !values.is_empty() {
                let told = (answer.space, values);
                courses.entry(told).or_default().add(answer);
            }
        }
        courses.into_iter().collect()
    }

    fn disagreement(
        &self,
        kind: StatedKind,
        given: &[&BookedAnswer],
    ) -> Option<AnswerDisagreement> {
        let all = self.courses(kind, given);
        let is_at_odds = |one: usize| {
            let mut others = all.iter();
            others.any(|(told, _)| !go_together(kind, all[one].0, *told))
        };
        let at_odds: Vec<usize> = (0..all.len()).filter(|at| is_at_odds(*at)).collect();
        if at_odds.is_empty() {
            return None;
        }
        let changed_at = changed_at(kind, &all, &at_odds);
        let side = |at: &usize| stated_side(kind, all[*at].0, all[*at].1.clone());
        let mut sides: Vec<StatedSide> = at_odds.iter().map(side).collect();
        sides.sort_by(|one, other| {
            (one.course.first, one.space, &one.values).cmp(&(
                other.course.first,
                other.space,
                &other.values,
            ))
        });
        Some(AnswerDisagreement {
            kind,
            changed_at,
            sides,
        })
    }
}

/// What is stated in a space.
type StatedValues<'v> = (u32, &'v BTreeSet<String>);

/// Whether two statements may both be right. What is stated of another space is of something else.
fn go_together(kind: StatedKind, one: StatedValues<'_>, other: StatedValues<'_>) -> bool {
    one.0 != other.0 || kind.agree(one.1, other.1)
}

fn stated_side(
    kind: StatedKind,
    (space, values): StatedValues<'_>,
    mut course: AnswerCourse,
) -> StatedSide {
    course.settle();
    StatedSide {
        key: side_key(kind, space, values),
        space,
        values: values.iter().cloned().collect(),
        course,
    }
}

/// Since when another thing is stated: where of any two that do not go together one ended before the other began. The
/// last such beginning is told.
fn changed_at(
    kind: StatedKind,
    all: &[(StatedValues<'_>, AnswerCourse)],
    at_odds: &[usize],
) -> Option<i64> {
    let mut changed = None;
    for one in at_odds {
        for other in at_odds.iter().filter(|other| *other > one) {
            let ((left, early), (right, late)) = (&all[*one], &all[*other]);
            if go_together(kind, *left, *right) {
                continue;
            }
            let (early, late) = if early.first <= late.first {
                (early, late)
            } else {
                (late, early)
            };
            if early.last >= late.first {
                return None;
            }
            changed = changed.max(Some(late.first));
        }
    }
    changed
}

fn side_key(kind: StatedKind, space: u32, values: &BTreeSet<String>) -> AnswerKey {
    let kind = format!("{kind:?} {space}");
    AnswerKey::of(stable_hash(
        std::iter::once(kind.as_str()).chain(values.iter().map(String::as_str)),
    ))
}

fn hash_of_facts(facts: &StatedFacts) -> u64 {
    let kinds = ["0", "1", "2", "3", "4"].into_iter().zip(facts);
    stable_hash(
        kinds.flat_map(|(kind, values)| {
            std::iter::once(kind).chain(values.iter().map(String::as_str))
        }),
    )
}

fn ranked(words: &[u32], ranks: &[u32]) -> Vec<u32> {
    let mut ranked: Vec<u32> = words.iter().map(|word| ranks[*word as usize]).collect();
    ranked.sort_unstable();
    ranked
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn fold(text: &str) -> String {
        let plain = text
            .to_lowercase()
            .replace(|c: char| !c.is_alphanumeric(), " ");
        plain.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn book(answers: &[(u32, i64, &str)]) -> AnswerBook {
        let mut book = AnswerBook::default();
        for (conversation, at, text) in answers {
            let words = fold(text);
            book.add(GivenAnswer {
                conversation: *conversation,
                // Odd hundreds are another space.
                space: conversation / 100 % 2,
                at: *at,
                text,
                links: None,
                words: &words,
            });
        }
        book
    }

    const PASS: &str =
        "A day pass is €25, and coffee, printing and the terrace are included all day.";
    const NEAR: &str = "A day pass is €25, and coffee, printing and the terrace are all included.";
    const OTHER: &str =
        "A day pass is €30, and coffee, printing and the terrace are included all day.";

    #[test]
    fn near_same_answers_are_one_and_another_price_makes_another() {
        let report = book(&[
            (1, 10, PASS),
            (2, 20, PASS),
            (3, 30, NEAR),
            (4, 25, OTHER),
            (4, 26, OTHER),
        ])
        .report(|_| true);
        let told: Vec<_> = report
            .answers
            .iter()
            .map(|it| {
                (
                    it.text.as_str(),
                    it.course.given,
                    it.course.conversations.as_slice(),
                )
            })
            .collect();
        assert_eq!(
            told,
            [(PASS, 3, [1, 2, 3].as_slice()), (OTHER, 2, [4].as_slice())]
        );
        assert_eq!(
            (
                report.answers[0].course.first,
                report.answers[0].course.last
            ),
            (10, 30)
        );
        assert_eq!(report.given, 5);
    }

    #[test]
    fn what_is_stated_side_by_side_is_a_contradiction_and_one_after_the_other_a_change() {
        let side = |answers: &[(u32, i64, &str)]| {
            let report = book(answers).report(|_| true);
            let told = report.disagreements.into_iter().map(|it| {
                (
                    it.kind,
                    it.changed_at,
                    it.sides
                        .into_iter()
                        .map(|side| side.values.join(" "))
                        .collect::<Vec<_>>(),
                )
            });
            told.collect::<Vec<_>>()
        };
        let prices = || vec!["EUR 25.00".to_owned(), "EUR 30.00".to_owned()];
        let between = [(1, 10, PASS), (4, 25, OTHER), (3, 30, NEAR)];
        assert_eq!(side(&between), [(StatedKind::Price, None, prices())]);
        let after = [(1, 10, PASS), (3, 20, NEAR), (4, 25, OTHER)];
        assert_eq!(side(&after), [(StatedKind::Price, Some(25), prices())]);
        let more = "A day pass is €25, a month is €200.";
        assert_eq!(side(&[(1, 10, PASS), (2, 20, more), (3, 5, "Yes!")]), []);
        let elsewhere = [(1, 10, PASS), (104, 15, OTHER), (3, 20, NEAR)];
        assert_eq!(side(&elsewhere), [], "two spaces have two prices");
        let hours = [
            (1, 1, "We open at 9:00"),
            (2, 2, "We open at 8:00"),
            (3, 3, "We open at 9 am"),
        ];
        assert_eq!(
            side(&hours),
            [(
                StatedKind::Time,
                None,
                vec!["09:00".to_owned(), "08:00".to_owned()]
            )]
        );
    }

    #[test]
    fn a_scope_counts_what_is_in_it_and_an_answer_is_the_same_in_each() {
        let book = book(&[(1, 10, PASS), (3, 20, NEAR), (4, 15, OTHER), (5, 30, NEAR)]);
        let whole = book.report(|_| true);
        let part = book.report(|id| id == 3);
        assert_eq!(part.answers.len(), 1);
        assert_eq!(part.answers[0].key, whole.answers[0].key);
        assert_eq!(part.answers[0].course.conversations, [3]);
        assert!(part.disagreements.is_empty());
        let key = whole.answers[0].key;
        assert_eq!(AnswerKey::parse(&key.to_string()), Some(key));
        assert_eq!(AnswerKey::parse("a1234567g"), None);
    }

    proptest! {
        #[test]
        fn the_order_of_arrival_decides_nothing(
            (answers, shuffled) in proptest::collection::vec((0_u32..9, 0_i64..9, 0_usize..6), 0..40)
                .prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle()))
        ) {
            const TEXTS: [&str; 6] = [PASS, NEAR, OTHER, "We open at 9:00", "We open at 8:00, and on Sunday at 9:00", "Sorry"];
            let told = |answers: &[(u32, i64, usize)]| {
                let answers: Vec<_> = answers.iter().map(|(id, at, text)| (*id, *at, TEXTS[*text])).collect();
                book(&answers).report(|id| id != 0)
            };
            prop_assert_eq!(told(&answers), told(&shuffled));
        }
    }
}
