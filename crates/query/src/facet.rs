//! The facets of a search as it was typed: which of its parts ask for values of a facet, what it asks without
//! them, and the text that it becomes when a value is chosen, given up or excluded. Values of one facet are
//! alternatives; facets all hold together.

use crate::calendar::SearchCalendar;
use crate::expr::Expr;
use crate::parse::parse;
use crate::syntax::outer_parts;
use model::Escalation;
use model::facet::{ESCALATIONS, Facet, FacetChoice};
use model::search::FieldTest;
use std::ops::Range;

/// What a search says of facets.
#[derive(Clone, Debug)]
pub struct FacetTerms {
    text: String,
    parts: Vec<SearchPart>,
}

/// A part of a search, and what it says of a facet, if it says nothing else.
#[derive(Clone, Debug)]
struct SearchPart {
    span: Range<usize>,
    term: Option<FacetTerm>,
}

/// Values of one facet.
#[derive(Clone, Debug, PartialEq, Eq)]
struct FacetTerm {
    facet: Facet,
    tests: Vec<FieldTest>,
    sense: TermSense,
    /// The same as it is asked.
    asked: Expr,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum TermSense {
    AnyOf,
    NoneOf,
}

/// The values of a facet of which a search speaks, each as it would be typed.
#[derive(Clone, Debug, Default)]
struct FacetState {
    chosen: Vec<FieldTest>,
    excluded: Vec<FieldTest>,
}

impl FacetTerms {
    /// What a search says of facets.
    #[must_use]
    pub fn of(text: &str, calendar: SearchCalendar) -> Self {
        let parts = outer_parts(text).into_iter();
        let part = |span: Range<usize>| SearchPart {
            term: FacetTerm::of(&parse(&text[span.clone()], calendar).expr),
            span,
        };
        Self {
            parts: parts.map(part).collect(),
            text: text.to_owned(),
        }
    }

    /// Whether a search says anything of a facet.
    #[must_use]
    pub fn speaks_of(&self, facet: Facet) -> bool {
        self.terms(facet).next().is_some()
    }

    /// What a search asks besides what it says of a facet.
    #[must_use]
    pub fn without(&self, facet: Facet, expr: &Expr) -> Expr {
        let own: Vec<&Expr> = self.terms(facet).map(|term| &term.asked).collect();
        let others = outer(expr).into_iter();
        Expr::And(others.filter(|part| !own.contains(part)).cloned().collect())
    }

    /// Every value of a facet of which a search speaks.
    #[must_use]
    pub fn values(&self, facet: Facet) -> Vec<(FieldTest, FacetChoice)> {
        let state = self.state(facet);
        let chosen = state.chosen.into_iter();
        let excluded = state.excluded.into_iter();
        chosen
            .map(|test| (test, FacetChoice::Chosen))
            .chain(excluded.map(|test| (test, FacetChoice::Excluded)))
            .collect()
    }

    /// The text with a value chosen, beside those that are chosen already, or given up where the search speaks
    /// of it. `held` are values that are asked for elsewhere and go into the text with it.
    #[must_use]
    pub fn toggled(&self, test: &FieldTest, held: &[FieldTest]) -> String {
        self.changed(test, held, TermSense::AnyOf)
    }

    /// The text with a value excluded, or given up where it is.
    #[must_use]
    pub fn excluded(&self, test: &FieldTest, held: &[FieldTest]) -> String {
        self.changed(test, held, TermSense::NoneOf)
    }

    fn changed(&self, test: &FieldTest, held: &[FieldTest], sense: TermSense) -> String {
        let Some(facet) = Facet::of(test) else {
            return self.text.clone();
        };
        let mut state = self.state(facet);
        for one in held {
            state.choose(one);
        }
        let (was_chosen, was_excluded) = state.give_up(test);
        match sense {
            TermSense::AnyOf if !was_chosen && !was_excluded => state.choose(test),
            TermSense::NoneOf if !was_excluded => state.excluded.push(test.clone()),
            TermSense::AnyOf | TermSense::NoneOf => {}
        }
        self.rewritten(facet, &state.typed())
    }

    fn terms(&self, facet: Facet) -> impl Iterator<Item = &FacetTerm> {
        let terms = self.parts.iter().filter_map(|part| part.term.as_ref());
        terms.filter(move |term| term.facet == facet)
    }

    fn state(&self, facet: Facet) -> FacetState {
        let mut state = FacetState::default();
        for term in self.terms(facet) {
            for test in &term.tests {
                match term.sense {
                    TermSense::AnyOf => state.choose(test),
                    TermSense::NoneOf => state.excluded.push(test.clone()),
                }
            }
        }
        state
    }

    /// The text with what it says of a facet said otherwise. What is new stands first, so that the last word
    /// stays the last: it may still be typed.
    fn rewritten(&self, facet: Facet, typed: &str) -> String {
        let is_own = |part: &SearchPart| part.term.as_ref().is_some_and(|it| it.facet == facet);
        let mut said = Some(typed).filter(|typed| !typed.is_empty());
        let mut words: Vec<&str> = Vec::new();
        if !self.parts.iter().any(is_own) && !self.begins_with_or() {
            words.extend(said.take());
        }
        for part in &self.parts {
            if is_own(part) {
                words.extend(said.take());
            } else {
                words.push(&self.text[part.span.clone()]);
            }
        }
        words.extend(said);
        words.join(" ")
    }

    /// Whether what stands before the text would become one of two.
    fn begins_with_or(&self) -> bool {
        self.text.split_whitespace().next() == Some("OR")
    }
}

/// The parts of a search that stand side by side, as they were typed: what brackets hold together is one.
fn outer(expr: &Expr) -> Vec<&Expr> {
    match expr {
        Expr::And(parts) if parts.len() == 1 => outer(&parts[0]),
        Expr::And(parts) => parts.iter().collect(),
        other => vec![other],
    }
}

impl FacetTerm {
    /// What an expression says of one facet; none where it says anything else.
    fn of(expr: &Expr) -> Option<Self> {
        let conjuncts = expr.conjuncts();
        let [asked] = conjuncts.as_slice() else {
            return None;
        };
        let (tests, sense) = match asked {
            // The two words for one thing.
            Expr::Not(part) if **part == Expr::Field(FieldTest::Escalated) => (
                vec![FieldTest::Escalation(Escalation::None)],
                TermSense::AnyOf,
            ),
            Expr::Not(part) => (fields(part)?, TermSense::NoneOf),
            other => (fields(other)?, TermSense::AnyOf),
        };
        let facet = Facet::of(tests.first()?)?;
        let is_one = tests.iter().all(|test| Facet::of(test) == Some(facet));
        is_one.then(|| Self {
            facet,
            tests,
            sense,
            asked: (*asked).clone(),
        })
    }
}

/// The questions of which any may hold.
fn fields(expr: &Expr) -> Option<Vec<FieldTest>> {
    match expr {
        Expr::Field(FieldTest::Escalated) => {
            let standing = ESCALATIONS.into_iter().skip(1);
            Some(standing.map(FieldTest::Escalation).collect())
        }
        Expr::Field(test) => Some(vec![test.clone()]),
        Expr::Or(parts) => {
            let parts: Option<Vec<Vec<FieldTest>>> = parts.iter().map(fields).collect();
            parts.map(|parts| parts.concat())
        }
        _ => None,
    }
}

impl FacetState {
    fn choose(&mut self, test: &FieldTest) {
        if !self.chosen.contains(test) {
            self.chosen.push(test.clone());
        }
    }

    /// Speaks no longer of a value; whether it was chosen, and whether it was excluded.
    fn give_up(&mut self, test: &FieldTest) -> (bool, bool) {
        let before = (self.chosen.len(), self.excluded.len());
        self.chosen.retain(|one| one != test);
        self.excluded.retain(|one| one != test);
        (self.chosen.len() < before.0, self.excluded.len() < before.1)
    }

    fn typed(&self) -> String {
        let chosen = (!self.chosen.is_empty()).then(|| alternatives(&self.chosen));
        let excluded = self.excluded.iter().map(|test| format!("-{}", typed(test)));
        let words: Vec<String> = chosen.into_iter().chain(excluded).collect();
        words.join(" ")
    }
}

/// `channel:chat`, `channel:(chat OR email)`.
fn alternatives(tests: &[FieldTest]) -> String {
    let words: Vec<String> = tests.iter().map(typed).collect();
    let [first, _, ..] = words.as_slice() else {
        return words.concat();
    };
    let operator = first.split_once(':').map_or("", |(operator, _)| operator);
    let values: Option<Vec<&str>> = words
        .iter()
        .map(|word| word.strip_prefix(operator)?.strip_prefix(':'))
        .collect();
    match values {
        Some(values) => format!("{operator}:({})", values.join(" OR ")),
        None => format!("({})", words.join(" OR ")),
    }
}

/// A question as it is typed. Of the two ways to ask whether a conversation led to anything, the one that has
/// a word for each answer.
fn typed(test: &FieldTest) -> String {
    match test {
        FieldTest::AnyOutcome => "converted:yes".to_owned(),
        FieldTest::Unconverted => "converted:no".to_owned(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Channel, ConversionKind};

    fn calendar() -> SearchCalendar {
        SearchCalendar {
            today: "2026-11-29".parse().expect("a day"),
        }
    }

    fn terms(text: &str) -> FacetTerms {
        FacetTerms::of(text, calendar())
    }

    #[test]
    fn a_value_is_chosen_beside_others_and_given_up_again() {
        let chat = FieldTest::Channel(Channel::Chat);
        let space = FieldTest::Space("Mill Lane".to_owned());
        let none = FieldTest::Escalation(Escalation::None);
        let cases = [
            ("", &chat, "channel:chat"),
            ("roof terr", &chat, "channel:chat roof terr"),
            ("channel:email roof", &chat, "channel:(email OR chat) roof"),
            (
                "roof channel:(email OR chat) has:lead",
                &chat,
                "roof channel:email has:lead",
            ),
            ("channel:chat roof", &chat, "roof"),
            ("OR begun", &chat, "OR begun channel:chat"),
            ("-channel:chat roof", &chat, "roof"),
            (
                "channel:email OR channel:voice",
                &chat,
                "channel:(email OR voice OR chat)",
            ),
            ("tour OR visit", &chat, "channel:chat tour OR visit"),
            (
                "(channel:email starred:yes)",
                &chat,
                "channel:chat (channel:email starred:yes)",
            ),
            ("\"left open", &space, "space:\"Mill Lane\" \"left open"),
            ("space:Harbour", &space, "space:(Harbour OR \"Mill Lane\")"),
            ("escalated:no", &none, ""),
            (
                "escalated:yes",
                &none,
                "escalated:(pending OR active OR resolved OR none)",
            ),
            (
                "converted:no",
                &FieldTest::AnyOutcome,
                "converted:(no OR yes)",
            ),
            (
                "converted:no",
                &FieldTest::OnlyInferred,
                "converted:(no OR inferred)",
            ),
        ];
        for (before, test, after) in cases {
            assert_eq!(terms(before).toggled(test, &[]), after, "{before:?}");
        }
    }

    #[test]
    fn a_value_is_excluded_whatever_it_was_before() {
        let tour = FieldTest::Converted(ConversionKind::Tour);
        let cases = [
            ("roof", "-outcome:tour roof"),
            (
                "outcome:(tour OR booking) roof",
                "outcome:booking -outcome:tour roof",
            ),
            ("-outcome:tour roof", "roof"),
            ("-(outcome:tour OR outcome:booking)", "-outcome:booking"),
        ];
        for (before, after) in cases {
            assert_eq!(terms(before).excluded(&tour, &[]), after, "{before:?}");
        }
    }

    #[test]
    fn what_is_asked_for_elsewhere_goes_into_the_text() {
        let (chat, email) = (Channel::Chat, Channel::Email);
        let held = [FieldTest::Channel(chat)];
        let both = terms("roof").toggled(&FieldTest::Channel(email), &held);
        assert_eq!(both, "channel:(chat OR email) roof");
        assert_eq!(terms("roof").toggled(&held[0], &held), "roof");
    }

    /// What was typed comes back, and what is asked beside a facet is asked still.
    #[test]
    fn nothing_is_lost_on_the_way() {
        for text in [
            "roof",
            "tour OR visit desk",
            "-(a b) \"c d\" e",
            ") stray",
            "020 7946 0018 tour",
            "subject:",
        ] {
            let chat = FieldTest::Channel(Channel::Chat);
            let with = terms(text).toggled(&chat, &[]);
            assert_eq!(terms(&with).toggled(&chat, &[]), text, "{with:?}");
            let whole = parse(&with, calendar()).expr;
            let without = terms(&with).without(Facet::Channel, &whole);
            let conjuncts = parse(text, calendar()).expr;
            assert_eq!(without.conjuncts(), conjuncts.conjuncts(), "{with:?}");
        }
    }

    #[test]
    fn a_part_with_anything_else_in_it_is_no_facets() {
        let terms = terms("channel:chat OR tour -(outcome:tour has:lead) status:active");
        let spoken: Vec<Facet> = Facet::ALL
            .into_iter()
            .filter(|facet| terms.speaks_of(*facet))
            .collect();
        assert_eq!(spoken, [Facet::Status]);
    }
}
