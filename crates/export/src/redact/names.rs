//! Names that are known from the records, found by their words: folded as the search folds them, so that "Zoe Brun"
//! is found where the record says "Zoé Brun". A whole name is one everywhere. A part of one (a first name) is one
//! in the conversations of its person alone: elsewhere "May" is a month.

use super::detect::{Finding, free};
use super::pseudonym::MaskClass;
use cache::RecordedNames;
use std::collections::HashMap;
use std::ops::Range;

/// Letters of a name of a single word; a shorter one would be found in every sentence.
const FEWEST_LETTERS: usize = 2;

/// A name that was found: where, what it is, and its normal form.
pub(crate) type FoundName = (Range<usize>, MaskClass, String);

/// Whole names, by their first word.
#[derive(Clone, Debug, Default)]
pub(crate) struct NameBook {
    by_first: HashMap<String, Vec<KnownName>>,
}

#[derive(Clone, Debug)]
struct KnownName {
    words: Vec<String>,
    class: MaskClass,
}

/// Parts of the names of a conversation's own people: the folded word, and whose it is.
pub(crate) type NameParts = HashMap<String, (MaskClass, String)>;

/// The words of a text, folded.
fn words(text: &str) -> Vec<(Range<usize>, String)> {
    query::tokens(text)
}

/// The normal form of a name: its words.
pub(crate) fn normal_name(name: &str) -> String {
    let words: Vec<String> = words(name).into_iter().map(|(_, word)| word).collect();
    words.join(" ")
}

impl NameBook {
    /// All names that the records know. Where two kinds have one, people come first.
    pub(crate) fn new(recorded: &RecordedNames) -> Self {
        let mut book = Self::default();
        let kinds = [
            (&recorded.people, MaskClass::Person),
            (&recorded.staff, MaskClass::Staff),
            (&recorded.companies, MaskClass::Company),
        ];
        for (names, class) in kinds {
            names.iter().for_each(|name| book.add(name, class));
        }
        book
    }

    fn add(&mut self, name: &str, class: MaskClass) {
        let words: Vec<String> = words(name).into_iter().map(|(_, word)| word).collect();
        let is_long = words.len() > 1
            || words
                .iter()
                .any(|word| word.chars().count() >= FEWEST_LETTERS);
        let Some(first) = words.first().filter(|_| is_long).cloned() else {
            return;
        };
        let others = self.by_first.entry(first).or_default();
        if !others.iter().any(|known| known.words == words) {
            others.push(KnownName { words, class });
            others.sort_by_key(|known| std::cmp::Reverse(known.words.len()));
        }
    }

    /// Parts of the names of all people: a search for one is a search for somebody, wherever it is told.
    pub(crate) fn parts_of_people(&self) -> NameParts {
        let mut parts = NameParts::new();
        let people = self.by_first.values().flatten();
        for known in people.filter(|known| known.class != MaskClass::Company) {
            add_parts(&mut parts, &known.words.join(" "), known.class);
        }
        parts
    }

    /// The kind of a whole name.
    pub(crate) fn class_of(&self, name: &str) -> Option<MaskClass> {
        let words: Vec<String> = words(name).into_iter().map(|(_, word)| word).collect();
        let known = self.by_first.get(words.first()?)?.iter();
        let mut known = known.filter(|known| known.words == words);
        known.next().map(|known| known.class)
    }

    /// Names in a text, as far as nothing else was found there, in order; the longest at each place.
    pub(crate) fn found(&self, text: &str, parts: &NameParts, taken: &[Finding]) -> Vec<FoundName> {
        let words = words(text);
        let mut found = Vec::new();
        let mut at = 0;
        while at < words.len() {
            let name = self
                .name_at(&words[at..])
                .or_else(|| part_at(&words[at], parts));
            let Some((length, class, normal)) = name else {
                at += 1;
                continue;
            };
            let range = words[at].0.start..words[at + length - 1].0.end;
            // Where a form reaches into a name, the rest of the name is masked all the same.
            for piece in free(range, taken) {
                if text[piece.clone()].contains(char::is_alphanumeric) {
                    found.push((piece, class, normal.clone()));
                }
            }
            at += length;
        }
        found
    }

    fn name_at(&self, words: &[(Range<usize>, String)]) -> Option<(usize, MaskClass, String)> {
        let candidates = self.by_first.get(&words.first()?.1)?;
        let stands = |known: &&KnownName| {
            let length = known.words.len();
            length <= words.len()
                && known
                    .words
                    .iter()
                    .zip(words)
                    .all(|(wanted, (_, word))| wanted == word)
        };
        let known = candidates.iter().find(stands)?;
        Some((known.words.len(), known.class, known.words.join(" ")))
    }
}

fn part_at(
    (_, word): &(Range<usize>, String),
    parts: &NameParts,
) -> Option<(usize, MaskClass, String)> {
    let (class, normal) = parts.get(word)?;
    Some((1, *class, normal.clone()))
}

/// Puts the words of a name among the parts of a conversation.
pub(crate) fn add_parts(parts: &mut NameParts, name: &str, class: MaskClass) {
    let normal = normal_name(name);
    for (_, word) in words(name) {
        if word.chars().count() >= FEWEST_LETTERS {
            parts.entry(word).or_insert_with(|| (class, normal.clone()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn book() -> NameBook {
        NameBook::new(&RecordedNames {
            people: vec![
                "Zoé Brun".to_owned(),
                "May Lin".to_owned(),
                "王伟".to_owned(),
            ],
            companies: vec!["Loft & Co".to_owned()],
            staff: vec!["Omar Haddad".to_owned()],
        })
    }

    fn found<'t>(text: &'t str, parts: &NameParts) -> Vec<(&'t str, MaskClass)> {
        let found = book().found(text, parts, &[]);
        found
            .into_iter()
            .map(|(range, class, _)| (&text[range], class))
            .collect()
    }

    #[test]
    fn a_whole_name_is_found_however_it_is_written() {
        let none = NameParts::new();
        for text in ["Zoe Brun", "ZOÉ BRUN", "zoe   brun", "Zoé\nBrun"] {
            assert_eq!(found(text, &none), [(text, MaskClass::Person)], "{text}");
        }
        assert_eq!(found("我是王伟。", &none), [("王伟", MaskClass::Person)]);
        assert_eq!(
            found("Omar Haddad of Loft & Co", &none),
            [
                ("Omar Haddad", MaskClass::Staff),
                ("Loft & Co", MaskClass::Company)
            ]
        );
    }

    #[test]
    fn a_part_of_a_name_is_one_among_its_own_people_alone() {
        let mut parts = NameParts::new();
        add_parts(&mut parts, "May Lin", MaskClass::Person);
        assert_eq!(found("Hi May!", &parts), [("May", MaskClass::Person)]);
        assert_eq!(found("in May", &NameParts::new()), []);
    }
}
