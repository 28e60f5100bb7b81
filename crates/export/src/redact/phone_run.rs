//! Telephone numbers in a run of figures: where each begins and ends. People write numbers side by side, behind a day
//! and in groups of any size, so that a run is one number, several, or none. It must not know what becomes of them.

use model::identity::{ContactIdentity, NumberHome};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// Figures of a number: fewer are a room or a price, more are what no telephone takes.
const FIGURES: std::ops::RangeInclusive<usize> = 7..=17;

/// A run of figures as it is written: groups of them, and what stands between.
#[derive(Clone, Copy)]
struct FigureRun<'t> {
    text: &'t str,
    home: NumberHome,
}

/// The telephone numbers in a run of figures.
pub(super) fn phones(text: &str, home: NumberHome) -> Vec<Range<usize>> {
    let run = FigureRun { text, home };
    let groups = run.groups();
    let mut found = Vec::new();
    let mut rest = groups.as_slice();
    while !rest.is_empty() {
        let (taken, numbers) = run.next(rest);
        found.extend(numbers);
        rest = &rest[taken..];
    }
    found
}

impl FigureRun<'_> {
    fn groups(&self) -> Vec<Range<usize>> {
        let mut groups: Vec<Range<usize>> = Vec::new();
        for (at, sign) in self.text.char_indices().filter(|(_, it)| it.is_numeric()) {
            let end = at + sign.len_utf8();
            match groups.last_mut() {
                Some(last) if last.end == at => last.end = end,
                _ => groups.push(at..end),
            }
        }
        groups
    }

    /// How many groups are settled next, and the numbers among them.
    fn next(&self, groups: &[Range<usize>]) -> (usize, Vec<Range<usize>>) {
        if let Some(taken) = self.moment(groups) {
            return (taken, Vec::new());
        }
        if let Some(numbers) = self.numbers(groups) {
            return (groups.len(), numbers);
        }
        if let Some(day) = self.day(groups) {
            return (day, Vec::new());
        }
        let ends = (1..=groups.len()).rev();
        let mut phones = ends.filter(|end| self.is_phone(&groups[..*end]));
        match phones.next() {
            Some(end) => (end, vec![self.range(&groups[..end])]),
            None => (1, Vec::new()),
        }
    }

    /// All groups as numbers, where they surely are: at a sign that divides, as one of this country, or as several.
    fn numbers(&self, groups: &[Range<usize>]) -> Option<Vec<Range<usize>>> {
        let splits = || 1..groups.len();
        let divided = splits().find_map(|at| {
            let (one, others) = groups.split_at(at);
            let is_divided = self.is_divided(one, others) && self.is_phone(one);
            let others = is_divided.then(|| self.others(others))??;
            Some([vec![self.range(one)], others].concat())
        });
        if divided.is_some() || self.is_home(groups) {
            return divided.or_else(|| Some(vec![self.range(groups)]));
        }
        // Numbers side by side are mostly of one length; else each is one of this country.
        let alike = |at: &usize| self.figures(&groups[..*at]) * 2 == self.figures(groups);
        let tried = splits().filter(alike).chain(splits());
        let mut tried = tried.filter(|at| self.is_home(&groups[..*at]));
        tried.find_map(|at| {
            let others = self.numbers(&groups[at..])?;
            Some([vec![self.range(&groups[..at])], others].concat())
        })
    }

    /// What follows behind a dividing sign.
    fn others(&self, groups: &[Range<usize>]) -> Option<Vec<Range<usize>>> {
        let one = || self.is_phone(groups).then(|| vec![self.range(groups)]);
        self.numbers(groups).or_else(one)
    }

    /// A day of the month before a number: it is none of its figures.
    fn day(&self, groups: &[Range<usize>]) -> Option<usize> {
        let (day, rest) = groups.split_first()?;
        let day = &self.text[day.clone()];
        let is_day = !day.starts_with('0') && day.parse().is_ok_and(|day: u8| day <= 31);
        (is_day && self.numbers(rest).is_some()).then_some(1)
    }

    /// Groups of a date, and of the hour behind it.
    fn moment(&self, groups: &[Range<usize>]) -> Option<usize> {
        let [one, two, three, rest @ ..] = groups else {
            return None;
        };
        let text = |group: &Range<usize>| &self.text[group.clone()];
        let joint = &self.text[one.end..two.start];
        let joints = [joint, &self.text[two.end..three.start]];
        let is_joined = matches!(joint, "-" | "/" | ".") && joints[0] == joints[1];
        // The dots of a French number go on behind what could be a date.
        let goes_on = rest
            .first()
            .is_some_and(|next| self.text[three.end..next.start] == *joint);
        if !is_joined || goes_on || !is_date([text(one), text(two), text(three)]) {
            return None;
        }
        Some(3 + self.hour(rest))
    }

    /// Groups of an hour: `14.30`, or what stands before a colon.
    fn hour(&self, groups: &[Range<usize>]) -> usize {
        let is_below = |group: &Range<usize>, most: u8| {
            let text = &self.text[group.clone()];
            text.len() <= 2 && text.parse().is_ok_and(|number: u8| number < most)
        };
        match groups {
            [hour] if is_below(hour, 24) => 1,
            [hour, minute, ..] if is_below(hour, 24) && is_below(minute, 60) => {
                let is_joined = &self.text[hour.end..minute.start] == ".";
                if is_joined { 2 } else { 0 }
            }
            _ => 0,
        }
    }

    /// Whether what stands between divides numbers, and not the parts of one.
    fn is_divided(&self, one: &[Range<usize>], others: &[Range<usize>]) -> bool {
        let (Some(last), Some(first)) = (one.last(), others.first()) else {
            return false;
        };
        let between = &self.text[last.end..first.start];
        between.contains('/')
            || between.starts_with(' ') && between.trim().len() < between.len() - 1
    }

    /// Where these groups stand, with the sign before the first.
    fn range(&self, groups: &[Range<usize>]) -> Range<usize> {
        let (Some(first), Some(last)) = (groups.first(), groups.last()) else {
            return 0..0;
        };
        let before = self.text[..first.start].chars().next_back();
        let sign = before.filter(|sign| matches!(sign, '+' | '＋' | '('));
        first.start - sign.map_or(0, char::len_utf8)..last.end
    }

    fn figures(&self, groups: &[Range<usize>]) -> usize {
        let texts = groups.iter().map(|group| &self.text[group.clone()]);
        texts.map(|text| text.chars().count()).sum()
    }

    /// Figures that somebody may be called by: enough of them, and no amount.
    fn is_phone(&self, groups: &[Range<usize>]) -> bool {
        static AMOUNT: LazyLock<Option<Regex>> =
            LazyLock::new(|| Regex::new(r"^\d{1,2}(?:[., ]\d{3}){1,3}$").ok());
        let text = &self.text[self.range(groups)];
        let is_amount = AMOUNT.as_ref().is_some_and(|amount| amount.is_match(text));
        let is_number = || ContactIdentity::read(text, self.home).is_number();
        FIGURES.contains(&self.figures(groups)) && !is_amount && is_number()
    }

    /// Whether they are a number that says its country, or one as it is dialled in this one.
    fn is_home(&self, groups: &[Range<usize>]) -> bool {
        let text = &self.text[self.range(groups)];
        let says_country = text.starts_with(['+', '＋']) || text.starts_with("00");
        let anywhere = || ContactIdentity::read(text, NumberHome::NOWHERE);
        let is_own = || ContactIdentity::read(text, self.home) != anywhere();
        self.is_phone(groups) && (says_country || is_own())
    }
}

/// Whether three groups are a day, a month and a year, in one of the orders in which people write them.
fn is_date(groups: [&str; 3]) -> bool {
    let in_month = |text: &str| text.len() <= 2 && text.parse().is_ok_and(|it: u8| it <= 31);
    let is_year = |text: &str| matches!(text.len(), 2 | 4);
    let [one, two, three] = groups;
    let are_day_and_month = |one: &str, two: &str| {
        let has_month = [one, two]
            .iter()
            .any(|it| it.parse().is_ok_and(|it: u8| it <= 12));
        in_month(one) && in_month(two) && has_month
    };
    are_day_and_month(one, two) && is_year(three) || one.len() == 4 && are_day_and_month(two, three)
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
            "28/11/2026 - 30/11/2026",
            "1 250 000",
            "12.345.678",
            "12345678901234567890",
        ] {
            let found = found(text, "Europe/Madrid");
            assert_eq!(found, Vec::<&str>::new(), "{text}");
        }
    }
}
