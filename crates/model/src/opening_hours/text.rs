//! How opening hours are typed and stored: `mon-fri 09:00-18:00; sat 10:00-14:00; closed 2026-12-25`. What is read is
//! written again in one form, so that two that mean the same are the same text.

use super::{DAY_MINUTES, OpeningHours, OpeningSpan};
use chrono::{Days, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

/// More signs are no opening hours.
const LONGEST: usize = 4_000;
/// Days by date that can be closed: more than ten years of holidays have.
const MOST_CLOSED: usize = 1_000;

/// What of opening hours cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoursFault {
    /// The part as it was typed.
    pub part: String,
    /// What is wrong with it.
    pub problem: HoursProblem,
}

/// What can be wrong with opening hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HoursProblem {
    /// Nothing was typed.
    Empty,
    /// There are more signs, or more closed days, than can be kept.
    TooLong,
    /// A word that is no day, no time and not `closed`.
    UnknownWord,
    /// Times of no day.
    NoDay,
    /// Days without times.
    NoTimes,
    /// No clock shows such a time.
    NoSuchTime,
    /// A span that ends as it begins.
    EmptySpan,
    /// A day of which something is said twice.
    DayTwice,
    /// A date can be closed, and no more.
    DateWithTimes,
    /// The last day lies before the first.
    DaysReversed,
}

const WEEK: [(&str, Weekday); 7] = [
    ("mon", Weekday::Mon),
    ("tue", Weekday::Tue),
    ("wed", Weekday::Wed),
    ("thu", Weekday::Thu),
    ("fri", Weekday::Fri),
    ("sat", Weekday::Sat),
    ("sun", Weekday::Sun),
];

/// One part between two semicolons.
#[derive(Default)]
struct HoursPart {
    days: Vec<usize>,
    dates: Vec<NaiveDate>,
    spans: Vec<OpeningSpan>,
    says_closed: bool,
}

impl FromStr for OpeningHours {
    type Err = HoursFault;

    fn from_str(text: &str) -> Result<Self, HoursFault> {
        if text.chars().nth(LONGEST).is_some() {
            return Err(HoursProblem::TooLong.of(""));
        }
        let mut hours = Self::default();
        let mut said = [false; 7];
        let parts = text.split([';', '\n']).map(str::trim);
        let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
        if parts.is_empty() {
            return Err(HoursProblem::Empty.of(""));
        }
        for text in parts {
            HoursPart::read(text)?.add_to(&mut hours, &mut said, text)?;
        }
        if hours.closed.len() > MOST_CLOSED {
            return Err(HoursProblem::TooLong.of(""));
        }
        Ok(hours)
    }
}

impl OpeningSpan {
    /// The spans of one day as they are typed: `09:00-12:30, 13:30-18:00`. Nothing, and *closed*, are none.
    ///
    /// # Errors
    /// [`HoursFault`] for what is no span.
    pub fn read_day(text: &str) -> Result<Vec<Self>, HoursFault> {
        let part = HoursPart::read(text)?;
        let has_days = !part.days.is_empty() || !part.dates.is_empty();
        if has_days || (part.says_closed && !part.spans.is_empty()) {
            return Err(HoursProblem::UnknownWord.of(text));
        }
        Ok(merged(part.spans))
    }
}

impl HoursPart {
    fn read(text: &str) -> Result<Self, HoursFault> {
        let mut part = Self::default();
        for word in words(text) {
            part.take(&word).map_err(|problem| problem.of(&word))?;
        }
        Ok(part)
    }

    fn take(&mut self, word: &str) -> Result<(), HoursProblem> {
        if word == "closed" {
            self.says_closed = true;
        } else if let Some(days) = weekdays(word) {
            self.days.extend(days);
        } else if let Some(dates) = dates(word) {
            self.dates.extend(dates?);
        } else if word.starts_with(|c: char| c.is_ascii_digit()) {
            self.spans.push(span(word)?);
        } else {
            return Err(HoursProblem::UnknownWord);
        }
        Ok(())
    }

    fn add_to(
        self,
        hours: &mut OpeningHours,
        said: &mut [bool; 7],
        text: &str,
    ) -> Result<(), HoursFault> {
        let problem = match (self.spans.is_empty(), self.says_closed) {
            _ if self.days.is_empty() && self.dates.is_empty() => Some(HoursProblem::NoDay),
            (true, false) => Some(HoursProblem::NoTimes),
            (false, true) => Some(HoursProblem::UnknownWord),
            (false, false) if !self.dates.is_empty() => Some(HoursProblem::DateWithTimes),
            _ => None,
        };
        if let Some(problem) = problem {
            return Err(problem.of(text));
        }
        hours.closed.extend(self.dates);
        let spans = merged(self.spans);
        for day in self.days {
            if std::mem::replace(&mut said[day], true) {
                return Err(HoursProblem::DayTwice.of(text));
            }
            hours.week[day].clone_from(&spans);
        }
        Ok(())
    }
}

impl HoursProblem {
    fn of(self, part: &str) -> HoursFault {
        HoursFault {
            part: part.to_owned(),
            problem: self,
        }
    }
}

/// The words of a part: days, times and dates. A dash belongs to what stands on both sides of it, however it is written.
fn words(text: &str) -> Vec<String> {
    let text = text.to_lowercase().replace(['–', '—', '−'], "-");
    let mut joined = String::with_capacity(text.len());
    for word in text
        .split([' ', '\t', '\r', '\u{a0}'])
        .filter(|it| !it.is_empty())
    {
        let goes_on = word.starts_with(['-', '.']) || joined.ends_with(['-', '.']);
        if !joined.is_empty() && !goes_on {
            joined.push(' ');
        }
        joined.push_str(word);
    }
    let words = joined
        .split([' ', ','])
        .map(|word| word.trim_end_matches(':'));
    words
        .filter(|it| !it.is_empty())
        .map(str::to_owned)
        .collect()
}

/// The days of a word, as places of the week: `mon`, `mon-fri`, `daily`. A range may run over Sunday.
fn weekdays(word: &str) -> Option<Vec<usize>> {
    match word {
        "daily" => return Some((0..7).collect()),
        "weekdays" => return Some((0..5).collect()),
        "weekend" | "weekends" => return Some(vec![5, 6]),
        _ => {}
    }
    let (first, last) = word.split_once('-').unwrap_or((word, word));
    let (first, last) = (weekday(first)?, weekday(last)?);
    let count = (last + 7 - first) % 7 + 1;
    Some((first..first + count).map(|day| day % 7).collect())
}

/// By its name, or three letters of it.
fn weekday(word: &str) -> Option<usize> {
    let is_it = |day: &Weekday| crate::search::weekday_name(*day).starts_with(word);
    let mut days = WEEK.iter().map(|(_, day)| day);
    let place = days.position(is_it)?;
    (word.len() >= WEEK[place].0.len()).then_some(place)
}

/// The dates of a word: `2026-12-25`, `2026-12-24..2026-12-26`. None where it is no date.
fn dates(word: &str) -> Option<Result<Vec<NaiveDate>, HoursProblem>> {
    let ends = word.split_once("..").or_else(|| {
        // Two dates with a dash between them.
        let (first, rest) = word.split_at_checked(DATE_LETTERS)?;
        Some((first, rest.strip_prefix('-')?))
    });
    let (first, last) = ends.unwrap_or((word, word));
    let (first, last): (NaiveDate, NaiveDate) = (first.parse().ok()?, last.parse().ok()?);
    let mut found = Vec::new();
    let mut day = first;
    while day <= last && found.len() <= MOST_CLOSED {
        found.push(day);
        day = day.checked_add_days(Days::new(1))?;
    }
    Some(if last < first {
        Err(HoursProblem::DaysReversed)
    } else {
        Ok(found)
    })
}

/// Of `2026-12-25`.
const DATE_LETTERS: usize = 10;

fn span(word: &str) -> Result<OpeningSpan, HoursProblem> {
    let (opens, closes) = word.split_once('-').ok_or(HoursProblem::UnknownWord)?;
    let (opens, closes) = (minute(opens)?, minute(closes)?);
    if opens == closes || opens == DAY_MINUTES {
        return Err(HoursProblem::EmptySpan);
    }
    let closes = if closes < opens {
        closes + DAY_MINUTES
    } else {
        closes
    };
    Ok(OpeningSpan { opens, closes })
}

/// Minutes from midnight: `9`, `09:00`, `9:30pm`, `24:00`.
fn minute(word: &str) -> Result<u16, HoursProblem> {
    let half = |ending: &str| word.strip_suffix(ending).map(str::trim);
    let (clock, add) = match (half("am"), half("pm")) {
        (Some(clock), _) => (clock, Some(0)),
        (_, Some(clock)) => (clock, Some(12)),
        _ => (word, None),
    };
    let (hour, minute) = clock.split_once(':').unwrap_or((clock, "00"));
    let number = |digits: &str| {
        let are_digits = digits.bytes().all(|it| it.is_ascii_digit());
        let fits = (1..=2).contains(&digits.len()) && are_digits;
        let number = fits.then(|| digits.parse::<u16>().ok()).flatten();
        number.ok_or(HoursProblem::NoSuchTime)
    };
    let (hour, minute) = (number(hour)?, number(minute)?);
    let hour = match add {
        Some(add) if (1..=12).contains(&hour) => hour % 12 + add,
        Some(_) => return Err(HoursProblem::NoSuchTime),
        None => hour,
    };
    let all = hour * 60 + minute;
    (minute < 60 && all <= DAY_MINUTES)
        .then_some(all)
        .ok_or(HoursProblem::NoSuchTime)
}

/// In their order, with those that touch as one, as far as one can be written.
fn merged(mut spans: Vec<OpeningSpan>) -> Vec<OpeningSpan> {
    spans.sort_unstable();
    let mut merged: Vec<OpeningSpan> = Vec::with_capacity(spans.len());
    for span in spans {
        let whole = |last: &OpeningSpan| OpeningSpan {
            opens: last.opens,
            closes: last.closes.max(span.closes),
        };
        let joins = |last: &&mut OpeningSpan| span.opens <= last.closes && whole(last).is_written();
        match merged.last_mut().filter(joins) {
            Some(last) => *last = whole(last),
            None => merged.push(span),
        }
    }
    merged
}

impl OpeningSpan {
    /// A whole day from midnight is; one from another time would end as it begins.
    const fn is_written(self) -> bool {
        self.closes - self.opens < DAY_MINUTES || (self.opens == 0 && self.closes == DAY_MINUTES)
    }
}

/// In the form that is stored: the days that are alike together, then the dates.
impl fmt::Display for OpeningHours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts: Vec<String> = Vec::new();
        let mut day = 0;
        while day < self.week.len() {
            let alike = self.week[day..]
                .iter()
                .take_while(|it| **it == self.week[day]);
            let last = day + alike.count() - 1;
            if !self.week[day].is_empty() {
                parts.push(format!("{} {}", named(day, last), listed(&self.week[day])));
            }
            day = last + 1;
        }
        if parts.is_empty() {
            parts.push("daily closed".to_owned());
        }
        if !self.closed.is_empty() {
            parts.push(format!("closed {}", stretches(&self.closed).join(", ")));
        }
        f.write_str(&parts.join("; "))
    }
}

impl fmt::Display for OpeningSpan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let closes = match self.closes {
            next if next > DAY_MINUTES => next - DAY_MINUTES,
            same => same,
        };
        let clock = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
        write!(f, "{}-{}", clock(self.opens), clock(closes))
    }
}

impl OpeningHours {
    /// The spans of a place of the week as they are typed, empty where it is closed.
    #[must_use]
    pub fn day_text(&self, day: usize) -> String {
        self.week.get(day).map_or_else(String::new, |it| listed(it))
    }

    /// The closed days as they are typed, empty where there are none.
    #[must_use]
    pub fn closed_text(&self) -> String {
        stretches(&self.closed).join(", ")
    }
}

fn named(first: usize, last: usize) -> String {
    match (first, last) {
        (0, 6) => "daily".to_owned(),
        _ if first == last => WEEK[first].0.to_owned(),
        _ => format!("{}-{}", WEEK[first].0, WEEK[last].0),
    }
}

fn listed(spans: &[OpeningSpan]) -> String {
    let spans: Vec<String> = spans.iter().map(ToString::to_string).collect();
    spans.join(", ")
}

/// Days that follow each other as one stretch.
fn stretches(days: &BTreeSet<NaiveDate>) -> Vec<String> {
    let mut found: Vec<(NaiveDate, NaiveDate)> = Vec::new();
    for day in days {
        match found
            .last_mut()
            .filter(|(_, last)| last.succ_opt() == Some(*day))
        {
            Some((_, last)) => *last = *day,
            None => found.push((*day, *day)),
        }
    }
    let stretch = |(first, last): (NaiveDate, NaiveDate)| {
        if first == last {
            first.to_string()
        } else {
            format!("{first}..{last}")
        }
    };
    found.into_iter().map(stretch).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(text: &str) -> String {
        let hours: OpeningHours = text.parse().unwrap_or_else(|it| panic!("{text}: {it:?}"));
        hours.to_string()
    }

    #[test]
    fn what_is_typed_is_kept_in_one_form() {
        let cases = [
            (
                "mon-fri 09:00-18:00; sat 10:00-14:00",
                "mon-fri 09:00-18:00; sat 10:00-14:00",
            ),
            ("Mon – Fri: 9 - 18", "mon-fri 09:00-18:00"),
            ("weekdays 9am-6:30pm", "mon-fri 09:00-18:30"),
            ("daily 00:00-24:00", "daily 00:00-24:00"),
            ("daily 12am-12pm", "daily 00:00-12:00"),
            ("fri,sat 22:00-02:00", "fri-sat 22:00-02:00"),
            ("sun 18:00-00:00", "sun 18:00-24:00"),
            (
                "sat-mon 10:00-12:00",
                "mon 10:00-12:00; sat-sun 10:00-12:00",
            ),
            (
                "mon 13:00-18:00, 09:00-12:00, 11:00-12:30",
                "mon 09:00-12:30, 13:00-18:00",
            ),
            ("mon 09:00-12:00, 12:00-18:00", "mon 09:00-18:00"),
            (
                "mon 08:00-20:00, 20:00-08:00",
                "mon 08:00-20:00, 20:00-08:00",
            ),
            ("mon 00:00-12:00, 12:00-24:00", "mon 00:00-24:00"),
            ("tuesday 09:00-10:00; wed closed", "tue 09:00-10:00"),
            ("daily closed", "daily closed"),
            (
                "mon 9-10; closed 2026-12-26, 2026-12-24..2026-12-25; 2027-01-01 closed",
                "mon 09:00-10:00; closed 2026-12-24..2026-12-26, 2027-01-01",
            ),
            (
                "mon 9-10; closed 2026-12-24 - 2026-12-25",
                "mon 09:00-10:00; closed 2026-12-24..2026-12-25",
            ),
        ];
        for (typed, expected) in cases {
            assert_eq!(kept(typed), expected, "{typed}");
            assert_eq!(kept(expected), expected, "it is read as it is written");
        }
    }

    #[test]
    fn what_cannot_be_used_is_said_with_its_place() {
        use HoursProblem as Wrong;
        let cases = [
            ("", "", Wrong::Empty),
            (" ; ", "", Wrong::Empty),
            ("mon-fri", "mon-fri", Wrong::NoTimes),
            ("09:00-18:00", "09:00-18:00", Wrong::NoDay),
            ("mon 09:00-25:00", "09:00-25:00", Wrong::NoSuchTime),
            ("mon 09:00-18:60", "09:00-18:60", Wrong::NoSuchTime),
            ("mon 13pm-14pm", "13pm-14pm", Wrong::NoSuchTime),
            ("mon 09:00-09:00", "09:00-09:00", Wrong::EmptySpan),
            ("mon 24:00-02:00", "24:00-02:00", Wrong::EmptySpan),
            ("mo 09:00-18:00", "mo", Wrong::UnknownWord),
            ("mon nine", "nine", Wrong::UnknownWord),
            ("mon 09:00", "09:00", Wrong::UnknownWord),
            (
                "mon closed 09:00-10:00",
                "mon closed 09:00-10:00",
                Wrong::UnknownWord,
            ),
            ("mon-fri 9-18; fri 9-16", "fri 9-16", Wrong::DayTwice),
            ("mon,mon 9-18", "mon,mon 9-18", Wrong::DayTwice),
            (
                "2026-12-24 09:00-12:00",
                "2026-12-24 09:00-12:00",
                Wrong::DateWithTimes,
            ),
            (
                "closed 2026-12-25..2026-12-24",
                "2026-12-25..2026-12-24",
                Wrong::DaysReversed,
            ),
            ("closed", "closed", Wrong::NoDay),
            ("closed 1800-01-01..2400-01-01", "", Wrong::TooLong),
        ];
        for (typed, part, problem) in cases {
            let fault = typed.parse::<OpeningHours>().expect_err(typed);
            assert_eq!(fault, problem.of(part), "{typed}");
        }
        let long = "x".repeat(LONGEST + 1);
        let fault = long.parse::<OpeningHours>().expect_err("too long");
        assert_eq!(fault.problem, Wrong::TooLong);
    }

    #[test]
    fn spans_of_one_day_are_typed_by_themselves() {
        let read = |text: &str| OpeningSpan::read_day(text).map(|spans| listed(&spans));
        assert_eq!(
            read("9-12, 13-18"),
            Ok("09:00-12:00, 13:00-18:00".to_owned())
        );
        assert_eq!(read(" closed "), Ok(String::new()));
        assert_eq!(read(""), Ok(String::new()));
        assert!(read("mon 9-12").is_err() && read("closed 9-12").is_err());
    }
}
