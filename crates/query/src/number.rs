//! Telephone numbers in texts: found by their digits, whatever stands between them. The index has the
//! digits of every number backwards, so that the end of one, which is alike in every way of writing it, is
//! a beginning there.
//!
//! This finds; whose number it is, is decided by the rule of identity in `model`.

use crate::tokens::tokens;
use std::ops::Range;

/// Fewer digits are no telephone number.
const FEWEST_DIGITS: usize = 7;
/// More digits are none either (E.164 has fifteen, and who writes may have put a prefix before).
const MOST_DIGITS: usize = 18;
/// The digits at the end that decide: what is before them is country, trunk prefix and area, which are
/// written or left out.
const TELLING_DIGITS: usize = 9;

/// A telephone number that is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberTerm {
    /// As typed.
    pub typed: String,
    digits: String,
}

impl NumberTerm {
    /// A number as typed; none where it is none.
    #[must_use]
    pub fn new(typed: &str) -> Option<Self> {
        let runs = digit_runs(typed);
        let [run] = runs.as_slice() else { return None };
        let is_whole = typed.chars().all(|c| c.is_numeric() || is_between(c));
        let digits = run.digits.trim_start_matches('0').to_owned();
        (is_whole && is_number(&run.digits) && digits.len() >= FEWEST_DIGITS - 1).then(|| Self {
            typed: typed.to_owned(),
            digits,
        })
    }

    /// The same by the digits that every writing of it ends in, also those of a short number with its country
    /// and without. It finds too much: for whoever asks the rule of identity afterwards.
    #[must_use]
    pub fn by_its_end(mut self) -> Self {
        let from = self.digits.len().saturating_sub(FEWEST_DIGITS);
        self.digits.drain(..from);
        self
    }

    fn telling(&self) -> &str {
        let from = self.digits.len().saturating_sub(TELLING_DIGITS);
        &self.digits[from..]
    }

    pub(crate) fn to_fts5(&self) -> String {
        let backwards: String = self.telling().chars().rev().collect();
        format!("{{numbers}} : \"{backwards}\"*")
    }

    /// The bytes of every occurrence in a text.
    pub(crate) fn occurrences(&self, text: &str) -> Vec<Range<usize>> {
        let runs = digit_runs(text).into_iter().flat_map(|run| run.numbers());
        runs.filter(|(_, digits)| digits.ends_with(self.telling()))
            .map(|(range, _)| range)
            .collect()
    }
}

/// The numbers of a text for the index: their digits backwards, with a space between.
#[must_use]
pub fn indexable_numbers(text: &str) -> String {
    if !may_hold_number(text) {
        return String::new();
    }
    let numbers = digit_runs(text).into_iter().flat_map(|run| run.numbers());
    let backwards = numbers.map(|(_, digits)| digits.chars().rev().collect::<String>());
    backwards.collect::<Vec<_>>().join(" ")
}

/// Whether enough digits stand close together. Nearly all texts have none, and cutting each into words to
/// see that would be a tenth of a first sync. It may say yes too often, never too seldom.
fn may_hold_number(text: &str) -> bool {
    let mut digits = 0;
    for c in text.chars() {
        if c.is_ascii_digit() {
            digits += 1;
        } else if c.is_ascii() {
            digits = if is_between(c) { digits } else { 0 };
        } else if c.is_numeric() {
            // A sign such as `½` is several digits once it is folded.
            digits += FEWEST_DIGITS;
        } else if c.is_alphabetic() {
            digits = 0;
        }
        if digits >= FEWEST_DIGITS {
            return true;
        }
    }
    false
}

fn is_number(digits: &str) -> bool {
    (FEWEST_DIGITS..=MOST_DIGITS).contains(&digits.len())
}

/// What stands between the groups of a number.
fn is_between(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '+' | '-' | '.' | '(' | ')' | '/' | '\u{2010}'..='\u{2013}' | '\u{200B}'..='\u{200F}'
                | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}'
        )
}

/// Groups of digits with nothing but what stands inside numbers between them.
#[derive(Debug, Default)]
struct DigitRun {
    digits: String,
    /// The bytes of each group in the text, and where its digits end.
    groups: Vec<(Range<usize>, usize)>,
}

impl DigitRun {
    fn add(&mut self, range: Range<usize>, digits: &str) {
        self.digits.push_str(digits);
        self.groups.push((range, self.digits.len()));
    }

    /// The numbers that it may be: it begins with its first group, and may end before others that only
    /// stand beside it ("020 7946 0018, 2 people" has no comma as often as it has one).
    fn numbers(self) -> Vec<(Range<usize>, String)> {
        let Some(start) = self.groups.first().map(|(range, _)| range.start) else {
            return Vec::new();
        };
        let ends = self.groups.iter();
        ends.map(|(range, end)| (start..range.end, self.digits[..*end].to_owned()))
            .filter(|(_, digits)| is_number(digits))
            .collect()
    }
}

fn digit_runs(text: &str) -> Vec<DigitRun> {
    let mut runs: Vec<DigitRun> = Vec::new();
    let mut end = None;
    for (range, token) in tokens(text) {
        if !token.bytes().all(|byte| byte.is_ascii_digit()) {
            end = None;
            continue;
        }
        let goes_on = end.is_some_and(|end: usize| {
            let between = &text[end..range.start];
            between.chars().count() <= 4 && between.chars().all(is_between)
        });
        end = Some(range.end);
        match runs.last_mut().filter(|_| goes_on) {
            Some(run) => run.add(range, &token),
            None => {
                let mut run = DigitRun::default();
                run.add(range, &token);
                runs.push(run);
            }
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_number_is_passed_over(
            text in "([0-9٣½①é a.,+()/\\-\u{200B}\u{2011}]|[0-9]{3} ?){0,40}"
        ) {
            let numbers = digit_runs(&text).into_iter().flat_map(|run| run.numbers());
            prop_assert!(numbers.count() == 0 || may_hold_number(&text), "{text:?}");
        }
    }

    #[test]
    fn one_number_is_found_in_every_way_of_writing_it() {
        let ways = [
            "+44 20 7946 0018",
            "+442079460018",
            "00442079460018",
            "0044 (0)20-7946.0018",
            "020 7946 0018",
            "(020) 79460018",
            "+٤٤ ٢٠ ٧٩٤٦ ٠٠١٨",
            "\u{202A}+44 20 7946 0018\u{202C}",
        ];
        for asked in ways {
            let term = NumberTerm::new(asked).unwrap_or_else(|| panic!("{asked} is a number"));
            let question = term.to_fts5();
            let beginning = question.split('"').nth(1).expect("digits").to_owned();
            for written in ways {
                let text = format!("Call {written} please");
                let index = indexable_numbers(&text);
                let found = index.split(' ').any(|word| word.starts_with(&beginning));
                assert!(found, "{asked} in {written}: {index}");
                assert_eq!(term.occurrences(&text).len(), 1, "{asked} in {written}");
            }
        }
    }

    #[test]
    fn what_is_no_number_is_none() {
        for typed in [
            "2026",
            "12:30",
            "tel 020 7946 0018",
            "1 2 3",
            "00000000",
            "",
            "C3PO",
        ] {
            assert!(NumberTerm::new(typed).is_none(), "{typed}");
        }
        assert_eq!(indexable_numbers("9 to 17, room 12"), "");
    }

    #[test]
    fn a_number_ends_before_what_only_stands_beside_it() {
        let term = NumberTerm::new("020 7946 0018").expect("a number");
        assert_eq!(term.occurrences("on 020 7946 0018 2 people").len(), 1);
    }

    proptest! {
        #[test]
        fn whatever_stands_in_a_text_it_is_read(text in any::<String>()) {
            for word in indexable_numbers(&text).split_whitespace() {
                prop_assert!(is_number(word));
            }
            let _whether = NumberTerm::new(&text);
        }
    }
}
