//! The days of a search as it was typed: which days it asks for, and the text that asks for others in their place.
//! What stands inside of brackets beside other things, or under an OR, is none of these.

use crate::calendar::SearchCalendar;
use crate::expr::Expr;
use crate::parse::parse;
use crate::syntax::outer_parts;
use model::search::{DaySpan, FieldTest};
use std::ops::Range;

/// What a search says of days.
#[derive(Clone, Debug)]
pub struct DayTerms {
    text: String,
    parts: Vec<(Range<usize>, Option<DaySpan>)>,
}

impl DayTerms {
    /// What a search says of days.
    #[must_use]
    pub fn of(text: &str, calendar: SearchCalendar) -> Self {
        let part = |span: Range<usize>| {
            let days = days_of(&parse(&text[span.clone()], calendar).expr);
            (span, days)
        };
        Self {
            parts: outer_parts(text).into_iter().map(part).collect(),
            text: text.to_owned(),
        }
    }

    /// The days that are asked for; none where the search asks for none.
    #[must_use]
    pub fn span(&self) -> Option<DaySpan> {
        let spans = self.parts.iter().filter_map(|(_, days)| *days);
        spans.reduce(both)
    }

    /// The same search of other days. They stand where days were asked for before; else in front, so that the last
    /// word stays the last: it may still be typed.
    #[must_use]
    pub fn with(&self, days: DaySpan) -> String {
        let mut typed = (days != DaySpan::default()).then(|| FieldTest::Started(days).to_string());
        let mut words: Vec<String> = Vec::new();
        if self.span().is_none() {
            words.extend(typed.take());
        }
        for (span, asked) in &self.parts {
            match asked {
                Some(_) => words.extend(typed.take()),
                None => words.push(self.text[span.clone()].to_owned()),
            }
        }
        // What would be one of two now is none of it: nothing stands before it.
        match words.get(1).and_then(|word| word.strip_prefix("OR ")) {
            Some(word) if self.span().is_none() => words[1] = word.to_owned(),
            _ => {}
        }
        words.join(" ")
    }
}

/// The days that both ask for.
fn both(one: DaySpan, other: DaySpan) -> DaySpan {
    let first = [one.first, other.first].into_iter().flatten().max();
    let last = [one.last, other.last].into_iter().flatten().min();
    DaySpan { first, last }
}

/// The days for which an expression asks, where it asks for nothing else.
fn days_of(expr: &Expr) -> Option<DaySpan> {
    let conjuncts = expr.conjuncts();
    let spans: Option<Vec<DaySpan>> = conjuncts
        .into_iter()
        .map(|part| match part {
            Expr::Field(FieldTest::Started(days)) => Some(*days),
            Expr::Or(parts) => either_of(parts),
            _ => None,
        })
        .collect();
    spans?.into_iter().reduce(both)
}

/// The days of any of these, where they are one span: `before:` a day, or `on:` it.
fn either_of(parts: &[Expr]) -> Option<DaySpan> {
    let spans: Option<Vec<DaySpan>> = parts.iter().map(days_of).collect();
    let mut spans = spans?;
    spans.sort_by_key(|span| span.first);
    let mut joined = *spans.first()?;
    for next in &spans[1..] {
        let touches = match (joined.last, next.first) {
            (Some(last), Some(first)) => first <= last.succ_opt().unwrap_or(last),
            _ => true,
        };
        if !touches {
            return None;
        }
        joined.last = joined
            .last
            .zip(next.last)
            .map(|(one, other)| one.max(other));
    }
    Some(joined)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calendar() -> SearchCalendar {
        SearchCalendar {
            today: "2026-11-30".parse().expect("a day"),
        }
    }

    fn span(first: &str, last: &str) -> DaySpan {
        let day = |text: &str| (!text.is_empty()).then(|| text.parse().expect("a day"));
        DaySpan {
            first: day(first),
            last: day(last),
        }
    }

    #[test]
    fn the_days_of_a_search_are_those_of_all_its_parts() {
        let cases = [
            ("", None, "nothing"),
            ("tour", None, "no days"),
            (
                "last:7d tour",
                Some(span("2026-11-24", "2026-11-30")),
                "one",
            ),
            (
                "after:2026-11-02 tour before:2026-11-05",
                Some(span("2026-11-02", "2026-11-04")),
                "both ends",
            ),
            (
                "(after:2026-11-02 before:2026-11-05)",
                Some(span("2026-11-02", "2026-11-04")),
                "in brackets",
            ),
            (
                "(before:2026-11-05 OR on:2026-11-05)",
                Some(span("", "2026-11-05")),
                "up to a day",
            ),
            ("on:2026-11-05 OR on:2026-11-07", None, "days apart"),
            ("on:today OR tour", None, "one of two"),
            ("-on:today", None, "what must not be"),
            ("(on:today tour)", None, "beside other things"),
        ];
        for (text, expected, why) in cases {
            assert_eq!(DayTerms::of(text, calendar()).span(), expected, "{why}");
        }
    }

    #[test]
    fn other_days_stand_where_days_stood() {
        let asked = span("2026-10-01", "2026-10-31");
        let typed = "(after:2026-10-01 before:2026-11-01)";
        let cases = [
            ("", typed.to_owned()),
            ("tour", format!("{typed} tour")),
            ("tour last:7d", format!("tour {typed}")),
            ("last:7d tour", format!("{typed} tour")),
            (
                "after:2026-01-01 tour before:2026-02-01",
                format!("{typed} tour"),
            ),
            ("tour OR visit", format!("{typed} tour OR visit")),
            ("OR visit", format!("{typed} visit")),
        ];
        for (text, expected) in cases {
            let terms = DayTerms::of(text, calendar());
            let written = terms.with(asked);
            assert_eq!(written, expected, "{text}");
            assert_eq!(DayTerms::of(&written, calendar()).span(), Some(asked));
        }
        let terms = DayTerms::of("tour last:7d", calendar());
        assert_eq!(terms.with(DaySpan::default()), "tour");
    }
}
