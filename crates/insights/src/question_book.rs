//! Every question that customers asked, by its stems: what groups are made of. A word is cut, shortened and folded once,
//! however often it comes. It holds no text: a wording is known by the conversation in which it stands.

use crate::function_words::says_little;
use crate::question_key::{QuestionKey, stable_hash};
use crate::word_stem::WordStemmer;
use std::collections::HashMap;
use std::ops::Range;

/// Words of one question that count: who writes a letter as one sentence asks nothing that others ask alike.
const MOST_WORDS: usize = 40;
/// Stands for a word that does not count.
const LEFT_OUT: u32 = u32::MAX;

/// Cuts a text into words: where each stands, and how it is compared.
pub type WordCutter = fn(&str) -> Vec<(Range<usize>, String)>;

/// A question as it was asked.
#[derive(Clone, Copy, Debug)]
pub struct AskedQuestion<'q> {
    /// In which conversation.
    pub conversation: u32,
    /// Which of the conversation's questions it is, from 0.
    pub place: u16,
    /// The language of the conversation, by its code.
    pub language: &'q str,
    /// What was asked.
    pub wording: &'q str,
}

/// A question, as the book holds it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BookedQuestion {
    pub(crate) conversation: u32,
    pub(crate) place: u16,
    /// Its set of stems.
    pub(crate) set: u32,
    /// What tells its wording from others.
    pub(crate) wording: u64,
    /// Where its stems stand, in their order.
    start: u32,
    len: u16,
}

/// A stem, and the shortest word that was met of it: stems alone are hard to read.
#[derive(Clone, Debug)]
struct KnownStem {
    stem: String,
    shown: String,
    /// Whether a word of it says little by itself.
    is_function: bool,
}

/// The questions.
#[derive(Clone, Debug)]
pub struct QuestionBook {
    cut: WordCutter,
    words: HashMap<WordStemmer, HashMap<String, u32>>,
    by_stem: HashMap<String, u32>,
    stems: Vec<KnownStem>,
    by_set: HashMap<Vec<u32>, u32>,
    pub(crate) sets: Vec<StemSet>,
    sequences: Vec<u32>,
    pub(crate) questions: Vec<BookedQuestion>,
}

/// The stems of questions that have the same.
#[derive(Clone, Debug)]
pub(crate) struct StemSet {
    pub(crate) key: QuestionKey,
    pub(crate) stems: Vec<u32>,
    /// Questions that have them.
    pub(crate) count: u64,
}

impl QuestionBook {
    /// An empty one, that cuts texts by this.
    #[must_use]
    pub fn new(cut: WordCutter) -> Self {
        Self {
            cut,
            words: HashMap::new(),
            by_stem: HashMap::new(),
            stems: Vec::new(),
            by_set: HashMap::new(),
            sets: Vec::new(),
            sequences: Vec::new(),
            questions: Vec::new(),
        }
    }

    /// Takes a question. One that has no word is none.
    pub fn add(&mut self, asked: AskedQuestion<'_>) {
        let stems = self.stems_of(asked.language, asked.wording);
        if stems.is_empty() {
            return;
        }
        let set = self.set_of(&stems);
        self.sets[set as usize].count += 1;
        let start = u32::try_from(self.sequences.len()).unwrap_or(u32::MAX);
        self.questions.push(BookedQuestion {
            conversation: asked.conversation,
            place: asked.place,
            set,
            wording: stable_hash([asked.wording]),
            start,
            len: u16::try_from(stems.len()).unwrap_or(u16::MAX),
        });
        self.sequences.extend(stems);
    }

    fn stems_of(&mut self, language: &str, wording: &str) -> Vec<u32> {
        let stemmer = WordStemmer::of(language);
        let cut = (self.cut)(wording);
        let known = cut
            .into_iter()
            .map(|(range, folded)| self.word(stemmer, &wording[range], &folded));
        let counted = known
            .collect::<Vec<_>>()
            .into_iter()
            .filter(|stem| *stem != LEFT_OUT);
        counted.take(MOST_WORDS).collect()
    }

    /// The stem of a word. A number is left out: a room for six is asked for as one for eight is.
    fn word(&mut self, stemmer: WordStemmer, raw: &str, folded: &str) -> u32 {
        if let Some(known) = self.words.get(&stemmer).and_then(|words| words.get(raw)) {
            return *known;
        }
        let stem = if folded.chars().any(char::is_alphabetic) {
            let lower = raw.to_lowercase();
            let stem = stemmer.stem(&lower);
            let parts: Vec<String> = (self.cut)(&stem)
                .into_iter()
                .map(|(_, part)| part)
                .collect();
            let stem = if parts.is_empty() {
                folded.to_owned()
            } else {
                parts.concat()
            };
            self.stem(stem, folded)
        } else {
            LEFT_OUT
        };
        self.words
            .entry(stemmer)
            .or_default()
            .insert(raw.to_owned(), stem);
        stem
    }

    fn stem(&mut self, stem: String, word: &str) -> u32 {
        let next = u32::try_from(self.stems.len()).unwrap_or(LEFT_OUT);
        let at = *self.by_stem.entry(stem.clone()).or_insert(next);
        if at == next {
            self.stems.push(KnownStem {
                stem,
                shown: word.to_owned(),
                is_function: false,
            });
        }
        self.stems[at as usize].is_function |= says_little(word);
        let known = &mut self.stems[at as usize].shown;
        if (word.chars().count(), word) < (known.chars().count(), known.as_str()) {
            word.clone_into(known);
        }
        at
    }

    fn set_of(&mut self, stems: &[u32]) -> u32 {
        let mut distinct = stems.to_vec();
        distinct.sort_unstable();
        distinct.dedup();
        if let Some(known) = self.by_set.get(&distinct) {
            return *known;
        }
        let mut words: Vec<&str> = distinct
            .iter()
            .map(|stem| self.stems[*stem as usize].stem.as_str())
            .collect();
        words.sort_unstable();
        let key = QuestionKey::of(words);
        let at = u32::try_from(self.sets.len()).unwrap_or(u32::MAX);
        self.sets.push(StemSet {
            key,
            stems: distinct.clone(),
            count: 0,
        });
        self.by_set.insert(distinct, at);
        at
    }

    /// The stems of a question, in their order.
    pub(crate) fn sequence(&self, question: &BookedQuestion) -> &[u32] {
        let start = question.start as usize;
        &self.sequences[start..start + usize::from(question.len)]
    }

    pub(crate) fn stem_text(&self, stem: u32) -> &str {
        &self.stems[stem as usize].stem
    }

    /// A word of a stem that can be read.
    pub(crate) fn shown_word(&self, stem: u32) -> &str {
        &self.stems[stem as usize].shown
    }

    /// Whether a stem says little by itself.
    pub(crate) fn says_little(&self, stem: u32) -> bool {
        self.stems[stem as usize].is_function
    }

    pub(crate) fn stem_named(&self, text: &str) -> Option<u32> {
        self.by_stem.get(text).copied()
    }

    pub(crate) fn stem_count(&self) -> usize {
        self.stems.len()
    }

    /// What is needed to take more questions goes; the questions are in the order of conversations.
    pub(crate) fn close(&mut self) {
        self.words = HashMap::new();
        self.by_set = HashMap::new();
        self.questions
            .sort_unstable_by_key(|it| (it.conversation, it.place));
    }
}
