//! What an answer states that can be compared: prices, times of day, where to write, call or go, and links. Each is read
//! by its form and brought to one writing, so that "€ 1.250,00" and "EUR 1250" are one price. What has another form is not
//! found, and what a number is the price *of* is not understood.

use crate::price::{is_amount_sign, money_of};
use std::collections::BTreeSet;

/// Digits of a telephone number by which it is known.
const NUMBER_DIGITS: usize = 9;
/// Fewer digits are no telephone number.
const FEWEST_DIGITS: usize = 8;
/// A part of an address that has so many letters and digits and no word is a conversation's own, as a session id.
const OWN_PART: usize = 16;
/// Minutes of an hour.
const HOUR: u32 = 60;

/// What kind of thing is stated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StatedKind {
    /// An amount of money.
    Price,
    /// A time of day.
    Time,
    /// A telephone number or an e-mail address.
    Contact,
    /// A street with its number.
    Street,
    /// Where a link leads.
    Link,
}

impl StatedKind {
    /// All of them, in the order in which they are told.
    pub const ALL: [Self; 5] = [
        Self::Price,
        Self::Time,
        Self::Contact,
        Self::Street,
        Self::Link,
    ];

    /// Whether one answer may state more than another without their being at odds. Who says all prices and who says one
    /// of them agree; links are many ways to one place, so that one in common is enough.
    pub(crate) fn agree(self, one: &BTreeSet<String>, other: &BTreeSet<String>) -> bool {
        match self {
            Self::Price | Self::Time => one.is_subset(other) || other.is_subset(one),
            Self::Contact | Self::Street | Self::Link => !one.is_disjoint(other),
        }
    }
}

/// What an answer states, by kind, each in one writing.
pub(crate) type StatedFacts = [BTreeSet<String>; 5];

/// Reads a text. `links` are where its links lead, where it does not say so.
pub(crate) fn stated(text: &str, links: Option<&str>) -> StatedFacts {
    let mut facts = StatedFacts::default();
    let mut plain = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '/' && c != '+');
        if let Some(link) = link(bare) {
            facts[StatedKind::Link as usize].insert(link);
        } else if let Some(address) = mail_address(bare) {
            facts[StatedKind::Contact as usize].insert(address);
        } else {
            plain.push_str(word);
        }
        plain.push(' ');
    }
    let others = links.into_iter().flat_map(str::split_whitespace);
    facts[StatedKind::Link as usize].extend(others.filter_map(link));
    facts[StatedKind::Price as usize] = money_of(&plain);
    facts[StatedKind::Time as usize] = times(&plain);
    facts[StatedKind::Contact as usize].extend(telephone_numbers(&plain));
    facts[StatedKind::Street as usize] = streets(&plain);
    facts
}

/// Host and path. What comes behind them, and a part that is the conversation's own, differ without meaning it.
fn link(word: &str) -> Option<String> {
    let start = word.find("://").map(|at| at + 3);
    let rest = match start {
        Some(at) => &word[at..],
        None if word.starts_with("www.") => word,
        None => return None,
    };
    let end = rest
        .find(['?', '#', ')', ']', '>', '"'])
        .unwrap_or(rest.len());
    let rest = rest[..end].trim_end_matches(['/', '.', ',']);
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let host = host.to_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    let parts = path
        .split('/')
        .map(|part| if is_own(part) { "…" } else { part });
    let path: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
    Some(
        std::iter::once(host)
            .chain(path)
            .collect::<Vec<_>>()
            .join("/"),
    )
}

fn is_own(part: &str) -> bool {
    let long = part.chars().count() >= OWN_PART
        && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    long && part.chars().any(|c| c.is_ascii_digit())
}

fn mail_address(word: &str) -> Option<String> {
    let word = word.strip_prefix("mailto:").unwrap_or(word);
    let (name, host) = word.split_once('@')?;
    let is_one = !name.is_empty() && host.contains('.') && !host.contains('@');
    is_one.then(|| word.to_lowercase())
}

/// Runs of digits with what stands between them, of so many digits that nothing else has them, by their last nine.
fn telephone_numbers(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit() || c == '+') {
        let run = &rest[at..];
        let end = run.find(|c: char| !is_of_number(c)).unwrap_or(run.len());
        let (number, after) = run.split_at(end.max(1));
        let digits: String = number.chars().filter(char::is_ascii_digit).collect();
        if digits.len() >= FEWEST_DIGITS && digits.len() <= 15 && !is_date(number) {
            found.push(digits[digits.len().saturating_sub(NUMBER_DIGITS)..].to_owned());
        }
        rest = after;
    }
    found
}

const fn is_of_number(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, ' ' | '+' | '(' | ')' | '-' | '/' | '\u{A0}')
}

/// 2026-03-05, 05/03/2026: eight digits that call nobody.
fn is_date(number: &str) -> bool {
    let mut parts = number.trim().split(['-', '/']).map(str::trim);
    let is_part = |part: &str| {
        part.len() <= 4 && !part.is_empty() && part.bytes().all(|it| it.is_ascii_digit())
    };
    let has_year = number
        .trim()
        .split(['-', '/'])
        .any(|part| part.starts_with("20") && part.len() == 4);
    has_year && parts.all(is_part)
}

/// Times of day, as HH:MM.
fn times(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut before: Option<char> = None;
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        before = rest[..at].chars().next_back().or(before);
        let run = &rest[at..];
        let digits = run.bytes().take_while(u8::is_ascii_digit).count();
        let is_free = before.is_none_or(|c| !matches!(c, '.' | ',' | ':') && !is_amount_sign(c));
        if let Some((minutes, length)) = time_at(run, digits).filter(|_| is_free) {
            found.insert(format!("{:02}:{:02}", minutes / HOUR, minutes % HOUR));
            rest = &run[length..];
        } else {
            rest = &run[digits..];
        }
        before = Some('0');
    }
    found
}

/// A time at the beginning of a text that begins with so many digits: its minutes and its length.
fn time_at(text: &str, digits: usize) -> Option<(u32, usize)> {
    let hour: u32 = text[..digits].parse().ok().filter(|_| digits <= 2)?;
    let (minute, end, has_minutes) = minutes_after(text, digits);
    let has_colon = has_minutes && text[digits..].starts_with(':');
    let rest = text[end..].trim_start_matches([' ', '\u{A0}', '\u{202F}']);
    let hour = match HourWord::of(rest) {
        Some(HourWord::Morning) => (1..=12).contains(&hour).then_some(hour % 12)?,
        Some(HourWord::Afternoon) => (1..=12).contains(&hour).then_some(hour % 12 + 12)?,
        Some(HourWord::Clock) => hour,
        None if has_colon => hour,
        None => return None,
    };
    let (minute, end) = minutes_behind_h(text, end).unwrap_or((minute, end));
    (hour <= 24).then_some((hour * HOUR + minute, end))
}

/// What a word behind a number makes of it.
#[derive(Clone, Copy)]
enum HourWord {
    Morning,
    Afternoon,
    Clock,
}

impl HourWord {
    fn of(text: &str) -> Option<Self> {
        let letters = text
            .chars()
            .take_while(|c| c.is_alphabetic() || matches!(c, '.' | '\'' | '’'));
        let word: String = letters
            .filter(|c| c.is_alphabetic())
            .flat_map(char::to_lowercase)
            .collect();
        match word.as_str() {
            "am" => Some(Self::Morning),
            "pm" => Some(Self::Afternoon),
            "uhr" | "h" | "hrs" | "oclock" | "ч" => Some(Self::Clock),
            _ => text
                .starts_with(['時', '时', '点', '點', '시'])
                .then_some(Self::Clock),
        }
    }
}

/// The minutes of 9h30, as French writes it, and where they end.
fn minutes_behind_h(text: &str, end: usize) -> Option<(u32, usize)> {
    let digits = text[end..].strip_prefix(['h', 'H'])?.get(..2)?;
    let minute = digits.parse().ok().filter(|minute| *minute < HOUR)?;
    digits
        .bytes()
        .all(|it| it.is_ascii_digit())
        .then_some((minute, end + 3))
}

fn minutes_after(text: &str, digits: usize) -> (u32, usize, bool) {
    let rest = &text[digits..];
    let minutes = rest
        .get(1..3)
        .filter(|it| it.bytes().all(|c| c.is_ascii_digit()));
    let goes_on = rest.as_bytes().get(3).is_some_and(u8::is_ascii_digit);
    match minutes.and_then(|it| it.parse().ok()) {
        Some(minute) if rest.starts_with([':', '.']) && minute < HOUR && !goes_on => {
            (minute, digits + 3, true)
        }
        _ => (0, digits, false),
    }
}

/// What a street is called behind its name, with the number before: "12 Harbour Street".
const AFTER_NUMBER: &[&str] = &[
    "street",
    "st",
    "road",
    "rd",
    "avenue",
    "ave",
    "lane",
    "ln",
    "square",
    "boulevard",
    "blvd",
    "drive",
    "court",
    "place",
    "quay",
    "row",
    "wharf",
];
/// The same with the number behind, often as one word with its name: "Hafenstraße 4".
const BEFORE_NUMBER: &[&str] = &[
    "straße", "strasse", "str", "platz", "allee", "weg", "gasse", "straat", "laan", "plein",
    "gracht", "gatan", "vägen", "gade", "vej",
];
/// What it is called before its name, with the number at the end: "Rua do Carmo 24".
const BEFORE_NAME: &[&str] = &[
    "rua", "avenida", "av", "travessa", "praça", "largo", "calle", "plaza", "paseo", "via",
    "viale", "corso", "piazza", "ulica", "ul",
];

/// Streets with a number, as "12 harbour street" or "rua augusta 24" is written: in lower case, without signs.
fn streets(text: &str) -> BTreeSet<String> {
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let starts = 0..words.len();
    starts.filter_map(|at| street_at(&words, at)).collect()
}

/// The street of which the word at a place says that it is one.
fn street_at(words: &[&str], at: usize) -> Option<String> {
    let word = words[at];
    let number = |at: usize| words.get(at).is_some_and(|it| is_house_number(it));
    if AFTER_NUMBER.contains(&word) {
        // One or two words are its name.
        let mut starts = (at.saturating_sub(3)..at.saturating_sub(1)).rev();
        return starts
            .find(|start| number(*start))
            .map(|start| words[start..=at].join(" "));
    }
    if BEFORE_NAME.contains(&word) {
        let mut ends = at + 2..=at + 4;
        return ends
            .find(|end| number(*end))
            .map(|end| words[at..=end].join(" "));
    }
    let is_glued = BEFORE_NUMBER
        .iter()
        .any(|it| it.chars().count() > 3 && word.ends_with(it) && word != *it);
    let is_apart = at > 0 && BEFORE_NUMBER.contains(&word);
    ((is_glued || is_apart) && number(at + 1))
        .then(|| words[at - usize::from(!is_glued)..=at + 1].join(" "))
}

fn is_house_number(word: &str) -> bool {
    word.len() <= 5 && word.starts_with(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(kind: StatedKind, text: &str) -> Vec<String> {
        stated(text, None)[kind as usize].iter().cloned().collect()
    }

    #[test]
    fn what_is_stated_is_brought_to_one_writing() {
        use StatedKind::{Contact, Link, Price, Street, Time};
        let cases: [(StatedKind, &str, &[&str]); 34] = [
            (Price, "It is €25 a day.", &["EUR 25.00"]),
            (Price, "1.250,00 € im Monat", &["EUR 1250.00"]),
            (Price, "EUR 1,250 or £99.50", &["EUR 1250.00", "GBP 99.50"]),
            (Price, "25 euros, or 25 EUR", &["EUR 25.00"]),
            (Price, "$ 30 a day, US$ 30", &["$ 30.00"]),
            (Price, "2000円", &["¥ 2000.00"]),
            (Price, "25 people at 9:00", &[]),
            (Price, "from 25–30 €", &["EUR 30.00"]),
            (
                Time,
                "We open at 9:00 and close at 18:30.",
                &["09:00", "18:30"],
            ),
            (Time, "from 9 am to 5.30pm", &["09:00", "17:30"]),
            (
                Time,
                "12 am, 12 pm, 12:15 a.m.",
                &["00:00", "00:15", "12:00"],
            ),
            (Time, "von 8 Uhr bis 18.30 Uhr", &["08:00", "18:30"]),
            (Time, "de 9h à 18h30", &["09:00", "18:30"]),
            (Time, "9時から", &["09:00"]),
            (Time, "9-5, 24/7, 9.30 kg, €9.30", &[]),
            (Time, "3 am I right", &["03:00"]),
            (Time, "25:00, 12:75, 1:234", &[]),
            (
                Contact,
                "Call +44 20 7946 0018 or 020 7946 0018",
                &["079460018"],
            ),
            (Contact, "(+351) 912-345-678!", &["912345678"]),
            (
                Contact,
                "write to Hello@Space.example.",
                &["hello@space.example"],
            ),
            (Contact, "mailto:a@b.example", &["a@b.example"]),
            (Contact, "on 2026-03-05 or 05/03/2026", &[]),
            (Contact, "12 desks, 300 people", &[]),
            (
                Link,
                "see https://www.Book.example/Tour/?s=1.",
                &["book.example/Tour"],
            ),
            (
                Link,
                "www.book.example/tour, please",
                &["book.example/tour"],
            ),
            (
                Link,
                "https://b.example/go/0f8fad5bd9cb469fa165/tour",
                &["b.example/go/…/tour"],
            ),
            (Link, "(https://b.example)", &["b.example"]),
            (Link, "book.example", &[]),
            (
                Street,
                "We are at 12 Harbour Street, Lisbon",
                &["12 harbour street"],
            ),
            (Street, "Hafenstraße 4, 20457 Hamburg", &["hafenstraße 4"]),
            (Street, "Alte Gasse 7", &["alte gasse 7"]),
            (Street, "Rua do Carmo, 24", &["rua do carmo 24"]),
            (Street, "12 Old Harbour Street", &["12 old harbour street"]),
            (Street, "a quiet street, 12 desks", &[]),
        ];
        for (kind, text, expected) in cases {
            assert_eq!(of(kind, text), expected, "{kind:?}: {text}");
        }
        let beside = stated("Book here", Some("https://b.example/plans"));
        assert_eq!(
            beside[Link as usize],
            BTreeSet::from(["b.example/plans".to_owned()])
        );
    }

    #[test]
    fn whoever_says_more_is_not_at_odds_with_whoever_says_less() {
        let set = |values: &[&str]| {
            values
                .iter()
                .map(ToString::to_string)
                .collect::<BTreeSet<String>>()
        };
        let cases = [
            (StatedKind::Price, set(&["25"]), set(&["25", "200"]), true),
            (StatedKind::Price, set(&["25"]), set(&["30"]), false),
            (
                StatedKind::Price,
                set(&["25", "200"]),
                set(&["30", "200"]),
                false,
            ),
            (StatedKind::Link, set(&["a", "b"]), set(&["b", "c"]), true),
            (StatedKind::Contact, set(&["a"]), set(&["b"]), false),
        ];
        for (kind, one, other, expected) in cases {
            assert_eq!(
                kind.agree(&one, &other),
                expected,
                "{kind:?} {one:?} {other:?}"
            );
        }
    }
}
