//! A word or a phrase that is looked for, and the ways in which the same word is written: `ü` and `ue`,
//! together, apart or with a hyphen. The question to the full-text index and the marks in a text both come
//! from here, so that what is found is what is marked.

use crate::columns::columns_of;
use crate::tokens::tokens;
use model::search::{TextScope, WordReach};
use std::ops::Range;

/// Spellings of one phrase that are asked for; a phrase of more has its first ones.
const MAX_SPELLINGS: usize = 16;
/// Words of fewer letters are not taken apart: too many would be found.
const FEWEST_TO_SPLIT: usize = 6;
/// Words of more letters are not taken apart: nobody writes them so.
const MOST_TO_SPLIT: usize = 24;
/// Fewer letters are not looked for inside of words by themselves: half of all words hold them.
const FEWEST_INSIDE: usize = 4;

/// Words that stand side by side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextTerm {
    /// Where.
    pub scope: TextScope,
    /// As typed.
    pub typed: String,
    /// The words in their order, as [`crate::tokens()`] cuts and folds them. Never empty.
    pub tokens: Vec<String>,
    /// How much of the last word was typed.
    pub reach: WordReach,
    /// Whether it stands for what people write, or for itself alone.
    spelling: TermSpelling,
    /// The phrases that mean this one, the one that was typed first. They are made once: every message of a
    /// window is compared with them.
    spellings: Vec<Vec<String>>,
}

/// Whether other spellings of the same words are meant too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum TermSpelling {
    /// These words, between quotation marks.
    Exact,
    /// However people write them.
    Any,
}

/// A word of a text: its bytes, and what is compared.
pub(crate) type TextWord = (Range<usize>, String);

impl TextTerm {
    /// A word as people type it; none without letters and digits.
    #[must_use]
    pub fn word(typed: &str, scope: TextScope, reach: WordReach) -> Option<Self> {
        Self::new(typed, scope, reach, TermSpelling::Any)
    }

    /// What stands between quotation marks; none without letters and digits.
    #[must_use]
    pub fn quoted(typed: &str, scope: TextScope, reach: WordReach) -> Option<Self> {
        Self::new(typed, scope, reach, TermSpelling::Exact)
    }

    fn new(
        typed: &str,
        scope: TextScope,
        reach: WordReach,
        spelling: TermSpelling,
    ) -> Option<Self> {
        let tokens: Vec<String> = tokens(typed).into_iter().map(|(_, token)| token).collect();
        (!tokens.is_empty()).then(|| Self {
            spellings: match spelling {
                TermSpelling::Exact => vec![tokens.clone()],
                TermSpelling::Any => spellings(typed, &tokens, reach),
            },
            scope,
            typed: typed.to_owned(),
            tokens,
            reach,
            spelling,
        })
    }

    /// The same letters inside of words: what may be meant where no text has them as a word (`raum`, where
    /// everybody says *Besprechungsraum*). None for what was typed exactly, for several words, for letters
    /// so few that half of all words hold them, and for what holds a digit: that is an amount or an identifier, and
    /// a part of another one is none of it.
    #[must_use]
    pub fn inside(&self) -> Option<Self> {
        let is_bare = self.spelling == TermSpelling::Any && self.reach != WordReach::Inside;
        let [word] = self.tokens.as_slice() else {
            return None;
        };
        let is_long = word.chars().count() >= FEWEST_INSIDE;
        let is_letters = !word.chars().any(char::is_numeric);
        (is_bare && is_long && is_letters)
            .then(|| Self::quoted(&self.typed, self.scope, WordReach::Inside))
            .flatten()
    }

    /// A word of the index, as a store found it.
    #[must_use]
    pub fn known(token: String, scope: TextScope) -> Self {
        Self {
            scope,
            typed: token.clone(),
            tokens: vec![token.clone()],
            reach: WordReach::Whole,
            spelling: TermSpelling::Exact,
            spellings: vec![vec![token]],
        }
    }

    /// Tokens are letters and numbers alone, so nothing in them needs escaping.
    pub(crate) fn to_fts5(&self) -> Option<String> {
        let star = match self.reach {
            WordReach::Whole => "",
            WordReach::Beginning => "*",
            WordReach::Inside => return None,
        };
        let phrases = self.spellings.iter();
        let phrases: Vec<String> = phrases
            .map(|tokens| format!("\"{}\"{star}", tokens.join(" ")))
            .collect();
        let columns = columns_of(self.scope);
        Some(match (phrases.as_slice(), columns) {
            ([one], None) => one.clone(),
            (_, None) => format!("({})", phrases.join(" OR ")),
            (_, Some(columns)) => format!("{{{columns}}} : ({})", phrases.join(" OR ")),
        })
    }

    /// The bytes of every occurrence among the words of a text, overlapping ones too.
    pub(crate) fn occurrences(&self, words: &[TextWord]) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        for phrase in &self.spellings {
            for run in words.windows(phrase.len()) {
                if let (Some(first), Some(last), true) =
                    (run.first(), run.last(), self.is(phrase, run))
                {
                    found.push(first.0.start..last.0.end);
                }
            }
        }
        found
    }

    fn is(&self, phrase: &[String], run: &[TextWord]) -> bool {
        let (Some((last, before)), Some((last_word, words_before))) =
            (phrase.split_last(), run.split_last())
        else {
            return false;
        };
        let ends = match self.reach {
            WordReach::Whole => last_word.1 == *last,
            WordReach::Beginning => last_word.1.starts_with(last),
            WordReach::Inside => last_word.1.contains(last),
        };
        ends && before
            .iter()
            .zip(words_before)
            .all(|(token, word)| *token == word.1)
    }
}

/// The phrases that people write for these words, the one that was typed first.
fn spellings(typed: &str, tokens: &[String], reach: WordReach) -> Vec<Vec<String>> {
    let mut all = umlauts_either_way(typed, tokens, reach);
    match tokens {
        [word] => all.extend(apart(word, reach)),
        words if is_hyphenated(typed) => all.push(vec![words.concat()]),
        _ => {}
    }
    all.truncate(MAX_SPELLINGS);
    all
}

/// The tokens as typed, and with each umlaut written the other way: `müller`, whose token is `muller`, is
/// also `mueller`, and `mueller` is also `muller`.
fn umlauts_either_way(typed: &str, tokens: &[String], reach: WordReach) -> Vec<Vec<String>> {
    let mut all = vec![tokens.to_vec()];
    let spelled_out: Vec<String> = tokens_of(&spell_out(typed));
    if spelled_out != tokens {
        all.push(spelled_out);
    }
    let last = tokens.len() - 1;
    let contracted: Vec<String> = tokens
        .iter()
        .enumerate()
        .map(|(at, token)| {
            let is_begun = at == last && reach != WordReach::Whole;
            contract(token, is_begun)
        })
        .collect();
    if contracted != tokens {
        all.push(contracted);
    }
    all
}

fn tokens_of(text: &str) -> Vec<String> {
    tokens(text).into_iter().map(|(_, token)| token).collect()
}

/// Umlauts as who has no such key writes them.
fn spell_out(typed: &str) -> String {
    use unicode_normalization::UnicodeNormalization as _;
    let mut out = String::with_capacity(typed.len() + 4);
    for c in typed.nfc() {
        match c {
            'ä' | 'Ä' => out.push_str("ae"),
            'ö' | 'Ö' | 'ø' | 'Ø' => out.push_str("oe"),
            'ü' | 'Ü' => out.push_str("ue"),
            'å' | 'Å' => out.push_str("aa"),
            other => out.push(other),
        }
    }
    out
}

/// `mueller` as `muller`. At the end of a word that is still being typed the `e` may be its own letter:
/// whoever types `blue` is not after what begins with `blu`.
fn contract(token: &str, is_begun: bool) -> String {
    let letters: Vec<char> = token.chars().collect();
    let mut out = String::with_capacity(token.len());
    let mut at = 0;
    while let Some(&letter) = letters.get(at) {
        out.push(letter);
        let pair = (letter, letters.get(at + 1));
        let is_umlaut = matches!(pair, ('a' | 'o' | 'u', Some('e')));
        let is_end = at + 2 >= letters.len();
        // `queue`, `quelle`: the u belongs to the q.
        let after_q = at > 0 && letters[at - 1] == 'q';
        at += if is_umlaut && !after_q && !(is_end && is_begun) {
            2
        } else {
            1
        };
    }
    out
}

fn is_hyphenated(typed: &str) -> bool {
    let is_joint = |c: char| matches!(c, '-' | '\u{2010}' | '\u{2011}' | '\u{2013}' | '/');
    let words = |c: char| c.is_alphanumeric() || is_joint(c);
    typed.chars().all(words) && typed.chars().any(is_joint)
}

/// One word as two side by side: `coworking` as `co working`. Most of these pairs stand nowhere, which the
/// index says at once.
fn apart(word: &str, reach: WordReach) -> Vec<Vec<String>> {
    let length = word.chars().count();
    let can = (FEWEST_TO_SPLIT..=MOST_TO_SPLIT).contains(&length)
        && word.chars().all(char::is_alphabetic)
        && reach != WordReach::Inside;
    if !can {
        return Vec::new();
    }
    let splits = word.char_indices().map(|(at, _)| at).skip(2);
    // Three letters at least stand in the second part: the beginning of a shorter one is half the index.
    splits
        .take(length - 4)
        .map(|at| vec![word[..at].to_owned(), word[at..].to_owned()])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spellings(typed: &str, reach: WordReach) -> Vec<String> {
        let term = TextTerm::word(typed, TextScope::Anywhere, reach).expect("a word");
        term.spellings
            .iter()
            .map(|phrase| phrase.join(" "))
            .collect()
    }

    #[test]
    fn umlauts_are_written_either_way() {
        let cases: [(&str, WordReach, &[&str]); 8] = [
            ("Büro", WordReach::Whole, &["buro", "buero"]),
            ("buero", WordReach::Whole, &["buero", "buro"]),
            ("Straße", WordReach::Inside, &["strasse"]),
            ("Åse", WordReach::Whole, &["ase", "aase"]),
            ("blue", WordReach::Beginning, &["blue"]),
            ("blue", WordReach::Whole, &["blue", "blu"]),
            ("queen", WordReach::Whole, &["queen"]),
            ("tour", WordReach::Whole, &["tour"]),
        ];
        for (typed, reach, expected) in cases {
            assert_eq!(spellings(typed, reach), expected, "{typed}");
        }
    }

    #[test]
    fn words_are_written_together_and_apart() {
        let found = spellings("coworking", WordReach::Whole);
        assert!(found.contains(&"co working".to_owned()), "{found:?}");
        assert!(!found.contains(&"cowork ng".to_owned()) && found.len() <= MAX_SPELLINGS);
        assert_eq!(
            spellings("co-working", WordReach::Whole),
            ["co working", "coworking"]
        );
        assert_eq!(
            spellings("jane@acme.example", WordReach::Whole),
            ["jane acme example"],
            "an address is no compound"
        );
    }

    #[test]
    fn what_is_quoted_is_as_it_is() {
        let term = TextTerm::quoted("Co-Working Büro", TextScope::Anywhere, WordReach::Whole);
        assert_eq!(
            term.and_then(|term| term.to_fts5()).as_deref(),
            Some("\"co working buro\"")
        );
    }

    #[test]
    fn only_a_bare_word_may_stand_inside_of_others() {
        let word = |typed| TextTerm::word(typed, TextScope::Anywhere, WordReach::Beginning);
        let inside = |term: Option<TextTerm>| term.expect("a word").inside();
        let found = inside(word("Raum")).expect("a bare word");
        assert_eq!(
            (found.reach, found.typed.as_str()),
            (WordReach::Inside, "Raum")
        );
        let exact = TextTerm::quoted("raum", TextScope::Anywhere, WordReach::Whole);
        for (term, why) in [
            (exact, "typed exactly"),
            (word("eck"), "too few letters"),
            (word("raum12"), "a part of an identifier"),
            (word("co-working"), "two words"),
            (Some(found), "inside already"),
        ] {
            assert_eq!(inside(term), None, "{why}");
        }
    }

    #[test]
    fn a_scope_is_columns_of_the_index() {
        let said = TextTerm::word("tour", TextScope::CustomerSaid, WordReach::Beginning);
        assert_eq!(
            said.and_then(|term| term.to_fts5()).as_deref(),
            Some("{customer_said} : (\"tour\"*)")
        );
    }

    #[test]
    fn what_is_asked_is_what_is_marked() {
        let text = "Co-working, coworking or co working in the Buero";
        let marks = |typed: &str| {
            let term = TextTerm::word(typed, TextScope::Anywhere, WordReach::Whole);
            let found = term.expect("a word").occurrences(&tokens(text));
            found
                .into_iter()
                .map(|range| text[range].to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(marks("coworking").len(), 3);
        assert_eq!(marks("co-working").len(), 3);
        assert_eq!(marks("büro"), ["Buero"]);
    }
}
