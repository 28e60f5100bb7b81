//! Which sentences of a text ask something: by a question mark in any script, or by how the sentence begins or ends. What
//! is asked in other words ("I need a desk for Monday") is not found, and neither irony nor politeness is understood.
//!
//! It must not know who speaks.

use crate::question_openings::{ENDINGS, OPENINGS};
use std::collections::HashMap;

/// A longer sentence is cut, in characters.
const LONGEST: usize = 240;
/// Words of a sentence that are looked at for how it begins.
const BEGINNING: usize = 5;
/// Signs of a sentence that are folded to know how it begins.
const BEGINNING_CHARS: usize = 48;
/// A question of one word is one where it has so many letters: "Parking?", and not "ok?".
const FEWEST_LETTERS: usize = 5;

/// Finds questions.
#[derive(Clone, Debug)]
pub struct QuestionReader {
    fold: fn(&str) -> String,
    /// By the first word, what follows it.
    openings: HashMap<String, Vec<Vec<String>>>,
}

impl QuestionReader {
    /// A reader that compares words as this function makes them, with blanks between.
    #[must_use]
    pub fn new(fold: fn(&str) -> String) -> Self {
        let mut openings: HashMap<String, Vec<Vec<String>>> = HashMap::new();
        for written in OPENINGS {
            let folded = fold(written);
            let mut words = folded.split_whitespace().map(str::to_owned);
            if let Some(first) = words.next() {
                openings.entry(first).or_default().push(words.collect());
            }
        }
        Self { fold, openings }
    }

    /// The sentences of a text that ask, in their order, each on one line.
    #[must_use]
    pub fn questions(&self, text: &str) -> Vec<String> {
        let asked = sentences(text).into_iter().filter(|it| self.asks(it));
        let asked = asked.map(|it| one_line(it.text));
        asked.filter(|it| self.is_worth_counting(it)).collect()
    }

    fn asks(&self, sentence: &TextSentence<'_>) -> bool {
        sentence.has_mark
            || self.begins_as_question(sentence.text)
            || ends_as_question(sentence.text)
    }

    fn begins_as_question(&self, sentence: &str) -> bool {
        let beginning: String = sentence.chars().take(BEGINNING_CHARS).collect();
        let folded = (self.fold)(&beginning);
        let words: Vec<&str> = folded.split_whitespace().take(BEGINNING).collect();
        let Some((first, rest)) = words.split_first() else {
            return false;
        };
        // One word more than the opening at least: "How", and no more, asks nothing.
        let goes_on = |opening: &Vec<String>| {
            rest.len() > opening.len() && opening.iter().zip(rest).all(|(one, other)| one == other)
        };
        self.openings
            .get(*first)
            .is_some_and(|known| known.iter().any(goes_on))
    }

    fn is_worth_counting(&self, question: &str) -> bool {
        let folded = (self.fold)(question);
        let mut words = folded
            .split_whitespace()
            .filter(|word| word.chars().any(char::is_alphabetic));
        match (words.next(), words.next()) {
            (Some(_), Some(_)) => true,
            (Some(only), None) => only.chars().count() >= FEWEST_LETTERS,
            (None, _) => false,
        }
    }
}

fn ends_as_question(sentence: &str) -> bool {
    let end = sentence.trim_end_matches(|c: char| !c.is_alphanumeric());
    ENDINGS.iter().any(|ending| end.ends_with(ending))
}

/// A sentence, with what ends it.
#[derive(Clone, Copy, Debug)]
struct TextSentence<'t> {
    text: &'t str,
    has_mark: bool,
}

/// The sentences of a text. A line that quotes an earlier letter is none of its writer's.
fn sentences(text: &str) -> Vec<TextSentence<'_>> {
    let own = text
        .lines()
        .filter(|line| !line.trim_start().starts_with('>'));
    own.flat_map(sentences_of_line).collect()
}

fn sentences_of_line(line: &str) -> Vec<TextSentence<'_>> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut chars = line.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let after = chars.peek().map(|(_, next)| *next);
        let Some(mark) = SentenceEnd::of(c, after, &line[start..at]) else {
            continue;
        };
        let mut end = at + c.len_utf8();
        let mut has_mark = mark == SentenceEnd::Question;
        // "?!" and "???" end one sentence.
        while let Some((next_at, next)) =
            chars.next_if(|(_, next)| matches!(next, '?' | '!' | '？' | '！' | '؟'))
        {
            has_mark |= is_question_mark(next);
            end = next_at + next.len_utf8();
        }
        found.push(TextSentence {
            text: &line[start..end],
            has_mark,
        });
        start = end;
    }
    let rest = &line[start..];
    found.push(TextSentence {
        text: rest,
        has_mark: rest.contains(['¿', '՞']),
    });
    found
}

/// What ends a sentence.
#[derive(Clone, Copy, PartialEq, Eq)]
enum SentenceEnd {
    Question,
    Other,
}

impl SentenceEnd {
    /// What a sign ends, by what follows it and by the sentence so far; none where the sentence goes on.
    fn of(sign: char, after: Option<char>, so_far: &str) -> Option<Self> {
        let ends_word = after
            .is_none_or(|next| !next.is_ascii_alphanumeric() && !matches!(next, '/' | '=' | '&'));
        match sign {
            // The one of an address goes on: "https://book.example/?day=1".
            '?' if is_in_address(so_far) && !after.is_none_or(char::is_whitespace) => None,
            '?' if !ends_word => None,
            ';' if so_far.chars().any(is_greek) => Some(Self::Question),
            c if is_question_mark(c) => Some(Self::Question),
            '.' | '!' if after.is_none_or(char::is_whitespace) => Some(Self::Other),
            '。' | '！' | '…' | '۔' | '।' => Some(Self::Other),
            _ => None,
        }
    }
}

const fn is_question_mark(c: char) -> bool {
    matches!(
        c,
        '?' | '？' | '؟' | '﹖' | '⁇' | '⁈' | '⁉' | '‽' | '\u{37E}' | '፧' | '⸮'
    )
}

const fn is_greek(c: char) -> bool {
    matches!(c, '\u{370}'..='\u{3FF}' | '\u{1F00}'..='\u{1FFF}')
}

fn is_in_address(so_far: &str) -> bool {
    let word = so_far
        .rsplit(char::is_whitespace)
        .next()
        .unwrap_or_default();
    word.contains("://") || word.starts_with("www.")
}

/// A text on one line, without what stands before and behind it, and not too long.
fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let line = words.join(" ");
    let line = line
        .trim_start_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '¿' | '"' | '“' | '«'));
    line.chars()
        .take(LONGEST)
        .collect::<String>()
        .trim_end()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Good enough for a test: the store folds better.
    fn fold(text: &str) -> String {
        let plain = text
            .to_lowercase()
            .replace(|c: char| !c.is_alphanumeric(), " ");
        plain.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn what_asks_is_told_by_its_mark_or_by_how_it_begins() {
        let cases: [(&str, &[&str], &str); 22] = [
            ("What is a day pass?", &["What is a day pass?"], "a mark"),
            (
                "Hi there! Is it open on Sunday? Thanks.",
                &["Is it open on Sunday?"],
                "one of three",
            ),
            (
                "how much is a desk",
                &["how much is a desk"],
                "an opening and no mark",
            ),
            ("How", &[], "an opening alone"),
            ("I was told how much it is.", &[], "not at the beginning"),
            (
                "Really?! You have two?",
                &["Really?!", "You have two?"],
                "two marks are one end",
            ),
            (
                "See https://book.example/?day=1 please",
                &[],
                "the one of an address",
            ),
            (
                "Is this it: https://book.example/?day=1 ?",
                &["Is this it: https://book.example/?day=1 ?"],
                "behind an address",
            ),
            (
                "Öffnet ihr am 24.12. um 9.30 Uhr?",
                &["um 9.30 Uhr?"],
                "a point and a blank end a sentence",
            ),
            (
                "wie teuer ist ein Tagesticket",
                &["wie teuer ist ein Tagesticket"],
                "German, no mark",
            ),
            ("¿Cuánto cuesta?", &["¿Cuánto cuesta?"], "Spanish"),
            (
                "Τι ώρα ανοίγετε; Ευχαριστώ",
                &["Τι ώρα ανοίγετε;"],
                "a Greek mark",
            ),
            ("One; two", &[], "a semicolon is none in Latin letters"),
            (
                "هل لديكم موقف سيارات؟",
                &["هل لديكم موقف سيارات؟"],
                "Arabic",
            ),
            (
                "会議室はありますか。",
                &["会議室はありますか。"],
                "Japanese, by its end",
            ),
            ("有停车位吗", &["有停车位吗"], "Chinese, by its end"),
            ("Parking?", &["Parking?"], "a long word"),
            ("ok?", &[], "a short one"),
            ("???", &[], "no word"),
            ("> What did you say?\nYes", &[], "quoted"),
            (
                "- Is there a\tprinter?",
                &["Is there a printer?"],
                "one line, no sign before it",
            ),
            ("", &[], "nothing"),
        ];
        let reader = QuestionReader::new(fold);
        for (text, expected, why) in cases {
            assert_eq!(reader.questions(text), expected, "{why}: {text}");
        }
    }

    #[test]
    fn a_long_question_is_cut_at_a_character() {
        let text = format!("what {}?", "ü".repeat(400));
        let found = QuestionReader::new(fold).questions(&text);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].chars().count(), LONGEST);
    }
}
