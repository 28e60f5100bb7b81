//! What names somebody by its form: addresses, numbers, links. A form that can prove itself must; a telephone
//! number is one by the rule of identity. Where it is doubtful whether something is one, it is.

use super::check_digits::{iban_length, is_card, is_iban};
use super::pseudonym::MaskClass;
use model::identity::{ContactIdentity, NumberHome};
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
    /// How much of a candidate it is, in bytes from its beginning.
    proof: fn(&str, NumberHome) -> Option<usize>,
}

/// In the order in which they are looked for: what an earlier one found is not looked at again.
static RULES: [FormRule; 7] = [
    FormRule {
        class: MaskClass::Link,
        pattern: LazyLock::new(|| {
            Regex::new(r#"(?i)(?:\b(?:https?|ftp)://|\bwww\.)[^\s<>"\u{3001}\u{3002}]+"#).ok()
        }),
        proof: |text, _| Some(without_tail(text)),
    },
    FormRule {
        class: MaskClass::Email,
        pattern: LazyLock::new(|| {
            Regex::new(r"[\p{L}\p{N}][\p{L}\p{N}\p{M}._%+'\-]*[@＠][\p{L}\p{N}][\p{L}\p{N}\p{M}\-]*(?:\.[\p{L}\p{N}][\p{L}\p{N}\p{M}\-]*)+").ok()
        }),
        proof: |text, _| Some(text.len()),
    },
    FormRule {
        class: MaskClass::Iban,
        pattern: LazyLock::new(|| Regex::new(r"(?i)\b[A-Z]{2}\d{2}(?:[ \-]?[A-Z0-9]){11,30}").ok()),
        proof: |text, _| iban(text),
    },
    FormRule {
        class: MaskClass::Card,
        pattern: LazyLock::new(|| Regex::new(r"\b\d(?:[ \-.]?\d){12,18}\b").ok()),
        proof: |text, _| is_card(&digits(text)).then_some(text.len()),
    },
    FormRule {
        class: MaskClass::Ip,
        pattern: LazyLock::new(|| Regex::new(r"\b\d{1,3}(?:\.\d{1,3}){3}\b").ok()),
        proof: |text, _| text.parse::<Ipv4Addr>().ok().map(|_| text.len()),
    },
    FormRule {
        class: MaskClass::Ip,
        pattern: LazyLock::new(|| Regex::new(r"(?i)[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}").ok()),
        proof: |text, _| is_ipv6(text).then_some(text.len()),
    },
    FormRule {
        class: MaskClass::Phone,
        pattern: LazyLock::new(|| {
            Regex::new(
                r"[+＋(]?\p{Nd}(?:[ \u{A0}\u{202F}().\-/\u{2010}-\u{2013}]{0,3}\p{Nd}){5,19}",
            )
            .ok()
        }),
        proof: |text, home| is_phone(text, home).then_some(text.len()),
    },
];

/// Everything in a text that is known by its form, in order, none over another.
pub(crate) fn findings(text: &str, home: NumberHome) -> Vec<Finding> {
    let mut found: Vec<Finding> = Vec::new();
    for rule in &RULES {
        let Some(pattern) = rule.pattern.as_ref() else {
            continue;
        };
        for candidate in pattern.find_iter(text) {
            let Some(length) = (rule.proof)(candidate.as_str(), home) else {
                continue;
            };
            let range = candidate.start()..candidate.start() + length;
            if length > 0 && !overlaps(&found, &range) {
                found.push((range, rule.class));
            }
        }
    }
    found.sort_unstable_by_key(|(range, _)| range.start);
    found
}

/// Whether something was found there already.
pub(crate) fn overlaps(found: &[Finding], range: &Range<usize>) -> bool {
    found
        .iter()
        .any(|(other, _)| other.start < range.end && range.start < other.end)
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

/// Digits that somebody may be called by: enough of them, no date and no amount.
fn is_phone(text: &str, home: NumberHome) -> bool {
    static DATE: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"^(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4})(?:\D|$)")
            .ok()
    });
    static AMOUNT: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"^\d{1,3}(?:[., ]\d{3}){1,3}$").ok());
    let is = |pattern: &LazyLock<Option<Regex>>| {
        let pattern = pattern.as_ref();
        pattern.is_some_and(|pattern| pattern.is_match(text))
    };
    let count = text.chars().filter(|sign| sign.is_numeric()).count();
    let is_number = ContactIdentity::read(text, home).is_number();
    (7..=17).contains(&count) && is_number && !is(&DATE) && !is(&AMOUNT)
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
        assert!(is_phone("020 7946 0958", NumberHome::NOWHERE));
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
    fn what_names_nobody_stays() {
        for text in [
            "on 2026-11-28 at 09:12:44",
            "28/11/2026 or 28.11.26",
            "£1,250 or 1 250 000",
            "room 4471, visitor 9918",
            "std::vec and a::b",
            "10.5 % of 2,318",
        ] {
            assert_eq!(masked(text), [], "{text}");
        }
    }
}
