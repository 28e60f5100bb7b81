//! Phrases by which a text is told to be something, looked for among its words. How words are cut and compared is
//! whoever reads the texts' to say; here they are compared as they come.

use crate::text_facts::TextFacts;
use std::collections::HashMap;

/// Phrases, each with what a text that has it is.
#[derive(Clone, Debug, Default)]
pub(crate) struct PhraseIndex {
    /// By the first word.
    by_first: HashMap<String, Vec<KnownPhrase>>,
    /// Phrases of one word of which only the beginning is given.
    begun: Vec<KnownPhrase>,
}

/// The words of a phrase.
#[derive(Clone, Debug)]
struct KnownPhrase {
    words: Vec<String>,
    /// Whether the last word may go on.
    is_begun: bool,
    facts: TextFacts,
}

impl PhraseIndex {
    /// Adds phrases: words as people write them, the last one with an asterisk where it may go on.
    pub(crate) fn add(
        &mut self,
        phrases: &[&str],
        facts: TextFacts,
        fold: impl Fn(&str) -> String,
    ) {
        for written in phrases {
            let folded = fold(written.trim_end_matches('*'));
            let words: Vec<String> = folded.split_whitespace().map(str::to_owned).collect();
            let phrase = KnownPhrase {
                is_begun: written.ends_with('*'),
                words,
                facts,
            };
            match phrase.words.as_slice() {
                [] => {}
                [_] if phrase.is_begun => self.begun.push(phrase),
                [first, ..] => {
                    let first = first.clone();
                    self.by_first.entry(first).or_default().push(phrase);
                }
            }
        }
    }

    /// What a text is by the phrases in it; its words are separated by blanks.
    pub(crate) fn facts_of(&self, words: &str) -> TextFacts {
        let words: Vec<&str> = words.split_whitespace().collect();
        let mut found = TextFacts::NONE;
        for at in 0..words.len() {
            let rest = &words[at..];
            let known = self.by_first.get(rest[0]).into_iter().flatten();
            for phrase in known.chain(&self.begun).filter(|it| it.begins(rest)) {
                found = found.with(phrase.facts);
            }
        }
        found
    }
}

impl KnownPhrase {
    fn begins(&self, words: &[&str]) -> bool {
        let Some((last, before)) = self.words.split_last() else {
            return false;
        };
        let Some(ending) = words.get(before.len()) else {
            return false;
        };
        let ends = if self.is_begun {
            ending.starts_with(last.as_str())
        } else {
            ending == last
        };
        ends && before.iter().zip(words).all(|(word, said)| word == said)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phrase_is_whole_words_side_by_side() {
        let mut index = PhraseIndex::default();
        let fold = |text: &str| text.to_lowercase();
        index.add(
            &["I do not know", "human*", "real pers*"],
            TextFacts::REFUSED,
            fold,
        );
        let cases = [
            ("sorry i do not know that", true, "in the middle"),
            ("i do not", false, "its beginning alone"),
            ("i do not knowingly", false, "another word at the end"),
            ("i really do not know", false, "a word between"),
            ("i do i do not know", true, "begun twice"),
            ("humans please", true, "a word that goes on"),
            ("inhuman", false, "the end of a word"),
            ("a real person", true, "the last word goes on"),
            ("", false, "nothing"),
        ];
        for (words, expected, why) in cases {
            assert_eq!(
                index.facts_of(words).has(TextFacts::REFUSED),
                expected,
                "{why}"
            );
        }
    }
}
