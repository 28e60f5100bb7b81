//! Telephone numbers in a run of figures: where each begins and ends. People write numbers side by side, behind a day
//! and in groups of any size, so that a run is one number, several, or none. Of all ways to read a run the one is taken
//! that leaves the fewest figures to nobody. It must not know what becomes of them.

use model::identity::{ContactIdentity, NumberHome};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// Figures of a number: fewer are a room or a price, more are what no telephone takes.
const FIGURES: std::ops::RangeInclusive<usize> = 7..=17;
/// The fewest where a country has such short numbers, as small ones do.
const FEWEST_OF_SHORT: usize = 6;

/// What speaks against a reading. A figure that would be left to nobody weighs more than all that can be said otherwise.
mod weight {
    pub(super) const FIGURE: u64 = 1_000_000;
    /// Something that divides numbers stands within one.
    pub(super) const DIVIDED: u64 = 50_000;
    /// A number that neither says its country nor is one of this country.
    pub(super) const UNKNOWN: u64 = 40_000;
    /// A date whose year has two figures: a number that is one of this country is likelier.
    pub(super) const SHORT_DATE: u64 = 15_000;
    pub(super) const KNOWN: u64 = 10_000;
    /// A day before a number.
    pub(super) const DAY: u64 = 1_000;
}

/// A run of figures as it is written: groups of them, and what stands between.
struct FigureRun<'t> {
    text: &'t str,
    home: NumberHome,
    groups: Vec<Range<usize>>,
}

/// How a run is read from one of its groups on.
#[derive(Clone, Debug, Default)]
struct RunReading {
    weight: u64,
    /// The group with which the reading goes on.
    next: usize,
    /// The groups of the number that stands here.
    number: Option<Range<usize>>,
    origin: NumberOrigin,
}

/// Of which country a number is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum NumberOrigin {
    /// It says its own, or it is one as it is dialled in this one.
    Known,
    #[default]
    Unknown,
}

/// The best reading from a group on, and the best that begins with a number whose country is known.
#[derive(Clone, Debug, Default)]
struct RunPlace {
    best: RunReading,
    known: Option<RunReading>,
}

/// The telephone numbers in a run of figures.
pub(super) fn phones(text: &str, home: NumberHome) -> Vec<Range<usize>> {
    let run = FigureRun {
        text,
        home,
        groups: groups(text),
    };
    let places = run.places();
    let mut found = Vec::new();
    let mut at = 0;
    while at < run.groups.len() {
        let read = &places[at].best;
        found.extend(read.number.clone().map(|number| run.range(number)));
        at = read.next;
    }
    found
}

fn groups(text: &str) -> Vec<Range<usize>> {
    let mut groups: Vec<Range<usize>> = Vec::new();
    for (at, sign) in text.char_indices().filter(|(_, it)| it.is_numeric()) {
        let end = at + sign.len_utf8();
        match groups.last_mut() {
            Some(last) if last.end == at => last.end = end,
            _ => groups.push(at..end),
        }
    }
    groups
}

impl FigureRun<'_> {
    /// The best reading from each group on, and of nothing from the end on. Each looks no further than a number is
    /// long, so that a long run takes no more for each figure than a short one.
    fn places(&self) -> Vec<RunPlace> {
        let mut places = vec![RunPlace::default(); self.groups.len() + 1];
        for at in (0..self.groups.len()).rev() {
            places[at] = self.place(at, &places);
        }
        places
    }

    fn place(&self, at: usize, places: &[RunPlace]) -> RunPlace {
        let whole = |read: RunReading| RunReading {
            weight: read.weight + places[read.next].best.weight,
            ..read
        };
        if let Some(next) = self.moment(at, 4) {
            let best = whole(RunReading::none(0, next));
            return RunPlace { best, known: None };
        }
        let numbers: Vec<RunReading> = self.numbers(at).map(whole).collect();
        let known = numbers.iter().filter(|it| it.origin == NumberOrigin::Known);
        let known = known.min_by_key(|read| read.weight).cloned();
        let left = RunReading::none(self.figures(at..at + 1) as u64 * weight::FIGURE, at + 1);
        let others = [Some(left), self.short_date(at)];
        let others = others.into_iter().flatten().map(whole);
        let all = numbers
            .into_iter()
            .chain(self.day(at, places))
            .chain(others);
        let best = all.min_by_key(|read| read.weight).unwrap_or_default();
        RunPlace { best, known }
    }

    /// Numbers that may begin with a group.
    fn numbers(&self, at: usize) -> impl Iterator<Item = RunReading> {
        let ends = (at + 1..=self.groups.len()).map(move |end| at..end);
        let ends = ends.take_while(|groups| self.figures(groups.clone()) <= *FIGURES.end());
        ends.filter_map(|groups| self.number(groups))
    }

    /// Numbers side by side are mostly of one length: the sum of the squares is then the least.
    fn number(&self, groups: Range<usize>) -> Option<RunReading> {
        let origin = self.origin(groups.clone())?;
        let kind = match origin {
            NumberOrigin::Known => weight::KNOWN,
            NumberOrigin::Unknown => weight::UNKNOWN,
        };
        let is_divided = (groups.start + 1..groups.end).any(|at| self.divides(at));
        let divided = if is_divided { weight::DIVIDED } else { 0 };
        Some(RunReading {
            weight: kind + divided + (self.figures(groups.clone()) as u64).pow(2),
            next: groups.end,
            number: Some(groups),
            origin,
        })
    }

    /// A day of the month before a number of this country: it is none of its figures.
    fn day(&self, at: usize, places: &[RunPlace]) -> Option<RunReading> {
        let day = self.group(at);
        let is_day = !day.starts_with('0') && day.parse().is_ok_and(|day: u8| day <= 31);
        let known = places[at + 1].known.clone().filter(|_| is_day)?;
        Some(RunReading {
            weight: known.weight + weight::DAY,
            ..known
        })
    }

    fn short_date(&self, at: usize) -> Option<RunReading> {
        let next = self.moment(at, 2)?;
        Some(RunReading::none(weight::SHORT_DATE, next))
    }

    /// Where a date ends whose year has so many figures, with the hour behind it.
    fn moment(&self, at: usize, year: usize) -> Option<usize> {
        let end = at + 3;
        if end > self.groups.len() {
            return None;
        }
        let joint = self.between(at + 1);
        let is_joined = matches!(joint, "-" | "/" | ".") && joint == self.between(at + 2);
        // The dots of a French number go on behind what could be a date.
        let is_date = || is_date([at, at + 1, at + 2].map(|at| self.group(at)), year);
        let stands = is_joined && self.between(end) != joint && is_date();
        stands.then(|| self.hours(end))
    }

    /// Where the hours behind a date end: one, or one until another.
    fn hours(&self, at: usize) -> usize {
        let first = self.hour(at);
        let goes_on = first > at && self.between(first).contains(['-', '\u{2013}']);
        if goes_on { self.hour(first) } else { first }
    }

    /// Where an hour ends: `14.30`, `14.30.59`, or what stands before a colon. The dots of a number go on behind what
    /// could be one, and so do the figures of a number of this country.
    fn hour(&self, at: usize) -> usize {
        let is_below = |at: usize, most: u8| {
            let text = self.groups.get(at).map_or("", |_| self.group(at));
            text.len() <= 2 && text.parse().is_ok_and(|number: u8| number < most)
        };
        let is_dotted = |at: usize| self.between(at) == ".";
        let parts = [true, is_dotted(at + 1), is_dotted(at + 2)];
        let most = [24, 60, 60];
        let fits = |part: &usize| parts[*part] && is_below(at + part, most[*part]);
        let end = at + (0..3).take_while(fits).count();
        let is_bare = end == at + 1 && end < self.groups.len();
        let mut numbers = self.numbers(at);
        let is_number = numbers.any(|it| it.next > end && it.origin == NumberOrigin::Known);
        if is_bare || is_dotted(end) || is_number {
            at
        } else {
            end
        }
    }

    /// Whether what stands before a group divides numbers, and not the parts of one.
    fn divides(&self, at: usize) -> bool {
        let between = self.between(at);
        let blanks = between.chars().filter(|it| it.is_whitespace()).count();
        between.contains('/') || between.starts_with(char::is_whitespace) && blanks > 1
    }

    /// What stands before a group; nothing before the first and behind the last.
    fn between(&self, at: usize) -> &str {
        match (at.checked_sub(1), self.groups.get(at)) {
            (Some(before), Some(group)) => &self.text[self.groups[before].end..group.start],
            _ => "",
        }
    }

    fn group(&self, at: usize) -> &str {
        &self.text[self.groups[at].clone()]
    }

    /// Where these groups stand, with the sign before the first.
    fn range(&self, groups: Range<usize>) -> Range<usize> {
        let (first, last) = (&self.groups[groups.start], &self.groups[groups.end - 1]);
        let before = self.text[..first.start].chars().next_back();
        let sign = before.filter(|sign| matches!(sign, '+' | '＋' | '('));
        first.start - sign.map_or(0, char::len_utf8)..last.end
    }

    fn written(&self, groups: Range<usize>) -> &str {
        &self.text[self.range(groups)]
    }

    fn figures(&self, groups: Range<usize>) -> usize {
        groups.map(|at| self.group(at).chars().count()).sum()
    }

    /// Whether somebody may be called by these figures, and where: there are enough of them, and they are no amount.
    /// What is a number in this country is one, however much it looks like an amount.
    fn origin(&self, groups: Range<usize>) -> Option<NumberOrigin> {
        let figures = self.figures(groups.clone());
        let is_short = figures == FEWEST_OF_SHORT && self.home.has_short_numbers();
        if !is_short && !FIGURES.contains(&figures) {
            return None;
        }
        let text = self.written(groups);
        let here = ContactIdentity::read(text, self.home);
        let is_own = || here != ContactIdentity::read(text, NumberHome::NOWHERE);
        let says_country = text.starts_with(['+', '＋']) || text.starts_with("00");
        match here.is_number() {
            true if says_country || is_own() => Some(NumberOrigin::Known),
            true if !is_amount(text) => Some(NumberOrigin::Unknown),
            _ => None,
        }
    }
}

impl RunReading {
    /// No number stands there.
    const fn none(weight: u64, next: usize) -> Self {
        Self {
            weight,
            next,
            number: None,
            origin: NumberOrigin::Unknown,
        }
    }
}

/// Millions as people write them. An amount never begins with a zero; more than eight figures are likelier a number
/// with its country than money.
fn is_amount(text: &str) -> bool {
    static AMOUNT: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"^[1-9]\d?(?:[.,\p{Zs}]\d{3}){2}$").ok());
    AMOUNT.as_ref().is_some_and(|amount| amount.is_match(text))
}

/// Whether three groups are a day, a month and a year of so many figures, in one of the orders in which people write
/// them.
fn is_date(groups: [&str; 3], year: usize) -> bool {
    let in_month = |text: &str| text.len() <= 2 && text.parse().is_ok_and(|it: u8| it <= 31);
    let is_near = |text: &str| text.len() == 2 || text.starts_with("19") || text.starts_with("20");
    let is_year = |text: &str| text.len() == year && is_near(text);
    let [one, two, three] = groups;
    let are_day_and_month = |one: &str, two: &str| {
        let has_month = [one, two]
            .iter()
            .any(|it| it.parse().is_ok_and(|it: u8| it <= 12));
        in_month(one) && in_month(two) && has_month
    };
    let is_last = are_day_and_month(one, two) && is_year(three);
    is_last || year == 4 && is_year(one) && are_day_and_month(two, three)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found<'t>(text: &'t str, zone: &str) -> Vec<&'t str> {
        let found = phones(text, NumberHome::of_zone(zone)).into_iter();
        found.map(|range| &text[range]).collect()
    }

    #[test]
    fn a_number_is_found_as_its_country_writes_it() {
        for (zone, number) in [
            ("Europe/Madrid", "612 345 678"),
            ("Europe/Madrid", "612.345.678"),
            ("Europe/Madrid", "91 345 67 89"),
            ("Europe/Madrid", "+34 612-345-678"),
            ("Europe/Lisbon", "912 345 678"),
            ("Europe/Paris", "06 12 34 56 78"),
            ("Europe/Paris", "06.12.34.56.78"),
            ("Europe/Paris", "06-12-34-56-78"),
            ("Europe/Paris", "+33 6 12 34 56 78"),
            ("Europe/Berlin", "0171 / 123 45 67"),
            ("Europe/London", "(0)20 7946 0958"),
            ("Europe/London", "07700 900123"),
            // What looks like an amount or a date is a number where it is dialled so.
            ("Europe/Vienna", "01 234 567"),
            ("Europe/Brussels", "09 123 456"),
            ("Europe/Riga", "29 123 456"),
            ("Europe/Copenhagen", "20 123 456"),
            ("Europe/Copenhagen", "20\u{A0}123\u{202F}456"),
            ("Europe/Madrid", "34 612 345 678"),
            ("Europe/Paris", "06.12.34 56 78"),
            ("Etc/UTC", "06.12.34 56 78"),
            ("Europe/Paris", "06·12·34·56·78"),
            ("Europe/Copenhagen", "20.12.34.56"),
        ] {
            assert_eq!(found(number, zone), [number], "{zone}");
        }
    }

    #[test]
    fn numbers_side_by_side_are_two() {
        for (zone, text, numbers) in [
            (
                "Europe/Madrid",
                "612 345 678 / 913 456 789",
                ["612 345 678", "913 456 789"],
            ),
            (
                "Europe/Madrid",
                "612 345 678 913 456 789",
                ["612 345 678", "913 456 789"],
            ),
            (
                "Europe/Madrid",
                "612345678 - 913456789",
                ["612345678", "913456789"],
            ),
            (
                "Europe/Paris",
                "06 12 34 56 78 / 01.23.45.67.89",
                ["06 12 34 56 78", "01.23.45.67.89"],
            ),
            (
                "Europe/Paris",
                "06 12 34 56 78 01 23 45 67 89",
                ["06 12 34 56 78", "01 23 45 67 89"],
            ),
            (
                "Europe/London",
                "07700 900123  07700 900456",
                ["07700 900123", "07700 900456"],
            ),
        ] {
            assert_eq!(found(text, zone), numbers, "{zone}: {text}");
        }
    }

    #[test]
    fn a_day_or_a_moment_before_a_number_is_none_of_it() {
        for (zone, text, number) in [
            ("Europe/Madrid", "14 612 345 678", "612 345 678"),
            ("Europe/London", "3 020 7946 0958", "020 7946 0958"),
            ("Europe/Madrid", "28.11.2026 612 345 678", "612 345 678"),
            ("Europe/Madrid", "28/11/2026 14.30 612345678", "612345678"),
            ("Europe/Madrid", "28.11.26 612 345 678", "612 345 678"),
            ("Europe/Madrid", "612 345 678 28.11.2026", "612 345 678"),
            (
                "Europe/Paris",
                "28/11/2026 06.12.34.56.78",
                "06.12.34.56.78",
            ),
            (
                "Europe/Paris",
                "28/11/2026 06.12 34 56 78",
                "06.12 34 56 78",
            ),
            (
                "Europe/Paris",
                "28/11/2026 06.12.34 56 78",
                "06.12.34 56 78",
            ),
            (
                "Europe/Paris",
                "01.02.2026 01.45.67.89.10",
                "01.45.67.89.10",
            ),
            ("Europe/Copenhagen", "28.11.2026 20.12.34.56", "20.12.34.56"),
            ("Europe/Copenhagen", "28.11.2026 20.12 34 56", "20.12 34 56"),
            ("Europe/Madrid", "28.11.2026 20.12.34.56", "20.12.34.56"),
        ] {
            assert_eq!(found(text, zone), [number], "{zone}: {text}");
        }
    }

    #[test]
    fn a_date_a_moment_and_an_amount_are_no_numbers() {
        for text in [
            "2026-11-28",
            "28.11.2026",
            "28/11/26",
            "2026-11-28 09",
            "28.11.2026 14.30",
            "28.11.2026 20.12",
            "28.11.2026 20.12.59",
            "28.11.2026 14.30 - 16.30",
            "28.11.26 14.30",
            "28/11/2026 - 30/11/2026",
            "1 250 000",
            "1\u{A0}250\u{202F}000",
            "12.345.678",
            "12345678901234567890",
        ] {
            let found = found(text, "Europe/Madrid");
            assert_eq!(found, Vec::<&str>::new(), "{text}");
        }
        for zone in ["Europe/Rome", "Europe/Copenhagen", "Europe/Paris"] {
            assert_eq!(
                found("28.11.2026 20.12", zone),
                Vec::<&str>::new(),
                "{zone}"
            );
        }
    }
}
