//! What names somebody by its form: addresses, numbers, links, long ids. A form that can prove itself must; a telephone
//! number is one by the rule of identity. Where it is doubtful whether something is one, it is.

use super::check_digits::{iban_length, is_card, is_iban};
use super::phone_run::phones;
use super::pseudonym::MaskClass;
use model::identity::NumberHome;
use regex::Regex;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::ops::Range;
use std::sync::LazyLock;

/// Something that was found: where, and what.
pub(crate) type Finding = (Range<usize>, MaskClass);

/// A kind of thing: how it begins and ends, and whether a candidate is one.
struct FormRule {
    class: MaskClass,
    /// None where the pattern does not compile, which a test excludes.
    pattern: LazyLock<Option<Regex>>,
    /// What of a candidate is one, in bytes from its beginning: all of it, a part, or several.
    proof: fn(&str, NumberHome) -> Vec<Range<usize>>,
}

/// In the order in which they are looked for: what an earlier one found is not looked at again.
static RULES: [FormRule; 8] = [
    FormRule {
        class: MaskClass::Link,
        pattern: LazyLock::new(|| {
            Regex::new(r#"(?i)(?:\b(?:https?|ftp)://|\bwww\.)[^\s<>"\u{3001}\u{3002}]+"#).ok()
        }),
        proof: |text, _| all_of(&text[..without_tail(text)]),
    },
    FormRule {
        class: MaskClass::Email,
        pattern: LazyLock::new(|| {
            Regex::new(r"[\p{L}\p{N}][\p{L}\p{N}\p{M}._%+'\-]*[@＠][\p{L}\p{N}][\p{L}\p{N}\p{M}\-]*(?:\.[\p{L}\p{N}][\p{L}\p{N}\p{M}\-]*)+").ok()
        }),
        proof: |text, _| all_of(text),
    },
    FormRule {
        class: MaskClass::Iban,
        pattern: LazyLock::new(|| Regex::new(r"(?i)\b[A-Z]{2}\d{2}(?:[ \-]?[A-Z0-9]){11,30}").ok()),
        proof: |text, _| iban(text).map(|length| 0..length).into_iter().collect(),
    },
    FormRule {
        class: MaskClass::Card,
        pattern: LazyLock::new(|| Regex::new(r"\b\d(?:[ \-.]?\d){12,18}\b").ok()),
        proof: |text, _| all_where(text, |text| is_card(&digits(text))),
    },
    FormRule {
        class: MaskClass::Session,
        pattern: LazyLock::new(|| Regex::new(r"[A-Za-z0-9_\-]{16,}").ok()),
        proof: |text, _| all_where(text, is_session),
    },
    FormRule {
        class: MaskClass::Ip,
        pattern: LazyLock::new(|| Regex::new(r"\b\d{1,3}(?:\.\d{1,3}){3}\b").ok()),
        proof: |text, _| all_where(text, |text| text.parse::<Ipv4Addr>().is_ok()),
    },
    FormRule {
        class: MaskClass::Ip,
        pattern: LazyLock::new(|| Regex::new(r"(?i)[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}").ok()),
        proof: |text, _| all_where(text, is_ipv6),
    },
    FormRule {
        class: MaskClass::Phone,
        pattern: LazyLock::new(|| {
            // What the rule of identity takes for the inside of a number, on one line.
            Regex::new(
                r"[+＋(]?\p{Nd}(?:[\t\p{Zs}().\[\]\-/\u{2010}-\u{2015}\u{2212}\u{B7}\u{2022}\u{2219}\u{22C5}\u{30FB}]{0,3}\p{Nd}){5,}",
            )
            .ok()
        }),
        proof: phones,
    },
];

/// Everything in a text that is known by its form, in order, none over another.
pub(crate) fn findings(text: &str, home: NumberHome) -> Vec<Finding> {
    let mut found: Vec<Finding> = Vec::new();
    for rule in &RULES {
        let fresh = rule.findings(text, home, &found);
        found.extend(fresh);
        found.sort_by_key(|(range, _)| range.start);
    }
    found
}

impl FormRule {
    /// What this rule finds beside what was found. Where one reaches into another, its rest is found all the same: half
    /// a number names somebody too.
    fn findings(&self, text: &str, home: NumberHome, found: &[Finding]) -> Vec<Finding> {
        let candidates = self.pattern.iter().flat_map(|it| it.find_iter(text));
        let proved = candidates.flat_map(|candidate| {
            let proved = (self.proof)(candidate.as_str(), home).into_iter();
            proved.map(move |it| candidate.start() + it.start..candidate.start() + it.end)
        });
        let free = proved.flat_map(|range| free(range, found));
        let says = |range: &Range<usize>| text[range.clone()].contains(char::is_alphanumeric);
        let free = free.filter(says);
        free.map(|range| (range, self.class)).collect()
    }
}

/// What of a range nothing was found over.
pub(super) fn free(range: Range<usize>, found: &[Finding]) -> Vec<Range<usize>> {
    let mut free = Vec::new();
    let mut at = range.start;
    for (other, _) in over(found, &range) {
        free.push(at..other.start.max(at));
        at = other.end;
    }
    free.push(at..range.end.max(at));
    free.retain(|piece| !piece.is_empty());
    free
}

/// What was found over a range, among findings in order: the first one is looked up and not looked for, since a long
/// text has thousands.
fn over<'f>(found: &'f [Finding], range: &Range<usize>) -> impl Iterator<Item = &'f Finding> {
    let first = found.partition_point(|(other, _)| other.end <= range.start);
    let end = range.end;
    found[first..]
        .iter()
        .take_while(move |(other, _)| other.start < end)
}

/// Signs that end a sentence and not a link.
fn without_tail(text: &str) -> usize {
    text.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '\'', '"', '…'])
        .len()
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// An account number that a candidate begins with: words may follow without a sign between.
fn iban(text: &str) -> Option<usize> {
    let wanted = iban_length(text.get(..2)?)?;
    let mut plain = String::with_capacity(wanted);
    for (at, sign) in text.char_indices() {
        if sign.is_ascii_alphanumeric() {
            plain.push(sign);
        }
        if plain.len() == wanted {
            return is_iban(&plain).then_some(at + sign.len_utf8());
        }
    }
    None
}

/// A path of a program has colons and hexadecimal letters too, and hardly a digit.
fn is_ipv6(text: &str) -> bool {
    let has_digit = text.contains(|sign: char| sign.is_ascii_digit());
    has_digit && text.len() > 3 && text.parse::<Ipv6Addr>().is_ok()
}

/// An id that nobody thought of: long, of figures and letters. Whoever has one of a session can pass for its owner.
fn is_session(text: &str) -> bool {
    let figures = text.chars().filter(char::is_ascii_digit).count();
    let letters = text.chars().filter(char::is_ascii_alphabetic).count();
    // An account, or numbers that were pasted together: a telephone takes no more than seventeen figures.
    (figures >= 3 && letters >= 3) || (figures >= 18 && letters == 0)
}

/// All of a candidate.
fn all_of(text: &str) -> Vec<Range<usize>> {
    Some(0..text.len()).into_iter().collect()
}

/// All of a candidate, where it is one.
fn all_where(text: &str, is_one: impl Fn(&str) -> bool) -> Vec<Range<usize>> {
    if is_one(text) {
        all_of(text)
    } else {
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn masked(text: &str) -> Vec<(&str, MaskClass)> {
        let found = findings(text, NumberHome::of_zone("Europe/London"));
        let told = found
            .into_iter()
            .map(|(range, class)| (&text[range], class));
        told.collect()
    }

    #[test]
    fn every_pattern_compiles() {
        assert!(RULES.iter().all(|rule| rule.pattern.is_some()));
    }

    #[test]
    fn each_kind_is_found_by_its_form_and_no_further() {
        use MaskClass::{Card, Email, Iban, Ip, Link, Phone};
        let cases: &[(&str, &[(&str, MaskClass)])] = &[
            (
                "Write to grace.lin@loft.example.",
                &[("grace.lin@loft.example", Email)],
            ),
            ("müller@büro.example?", &[("müller@büro.example", Email)]),
            (
                "See https://a.example/t?s=9f), ok",
                &[("https://a.example/t?s=9f", Link)],
            ),
            ("www.loft.example/x!", &[("www.loft.example/x", Link)]),
            (
                "Call +44 20 7946 0958 or 07700 900123",
                &[("+44 20 7946 0958", Phone), ("07700 900123", Phone)],
            ),
            ("tel (0)20 7946 0958", &[("(0)20 7946 0958", Phone)]),
            (
                "card 4111 1111 1111 1111, thanks",
                &[("4111 1111 1111 1111", Card)],
            ),
            (
                "pay GB29 NWBK 6016 1331 9268 19 and go",
                &[("GB29 NWBK 6016 1331 9268 19", Iban)],
            ),
            ("from 192.168.10.4", &[("192.168.10.4", Ip)]),
            (
                "from 2001:db8::8a2e:370:7334.",
                &[("2001:db8::8a2e:370:7334", Ip)],
            ),
        ];
        for (text, expected) in cases {
            assert_eq!(masked(text), *expected, "{text}");
        }
    }

    #[test]
    fn a_long_id_of_figures_and_letters_is_one_of_a_session() {
        for id in [
            "550e8400-e29b-41d4-a716-446655440000",
            "eyJhbGciOi1234_x",
            "sess-0041-5552671-ab",
        ] {
            assert_eq!(
                masked(&format!("it is {id}, thanks")),
                [(id, MaskClass::Session)]
            );
        }
        for plain in ["a-word-with-dashes-only", "short-id-12345"] {
            assert_eq!(masked(plain), [], "{plain}");
        }
    }

    #[test]
    fn what_reaches_into_another_is_found_beside_it() {
        use MaskClass::{Card, Phone, Session};
        let none = "4111 1111 1111 1111";
        assert_eq!(
            masked(&format!("{none} 07700 900123")),
            [(none, Card), (" 07700 900123", Phone)].map(|(text, class)| (text.trim(), class))
        );
        assert_eq!(
            masked("4111-1111-1111-1111-abc1"),
            [("4111-1111-1111-1111", Card), ("-abc1", Session)]
        );
    }

    #[test]
    fn what_is_over_a_range_is_the_same_however_it_is_looked_for() {
        let found: Vec<Finding> = [2..4, 4..5, 7..9]
            .map(|range| (range, MaskClass::Ip))
            .to_vec();
        for start in 0..12 {
            for end in start + 1..12 {
                let range = start..end;
                let is_over = |(it, _): &&Finding| it.start < end && start < it.end;
                let looked_for: Vec<&Finding> = found.iter().filter(is_over).collect();
                let looked_up: Vec<&Finding> = over(&found, &range).collect();
                assert_eq!(looked_up, looked_for, "{range:?}");
                let covered = |at: &usize| found.iter().any(|(it, _)| it.contains(at));
                let pieces = free(range.clone(), &found).into_iter().flatten();
                let bare: Vec<usize> = range.filter(|at| !covered(at)).collect();
                assert_eq!(pieces.collect::<Vec<_>>(), bare);
            }
        }
    }

    #[test]
    fn what_names_nobody_stays() {
        for text in [
            "on 2026-11-28 at 09:12:44",
            "28/11/2026 or 28.11.26",
            "28.11.2026 14.30",
            "from 28/11/2026 - 30/11/2026",
            "£1,250 or 1 250 000",
            "room 4471, visitor 9918",
            "std::vec and a::b",
            "10.5 % of 2,318",
        ] {
            assert_eq!(masked(text), [], "{text}");
        }
    }
}
