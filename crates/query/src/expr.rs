//! What is searched for, as one expression: parsed once when a list is opened, and asked by everything
//! after that. The cache evaluates it, rows and conversations are marked by it.
//!
//! It must not know how an answer is found: [`Expr::to_fts5`] is the one concession.

use crate::number::NumberTerm;
use crate::term::TextTerm;
use model::search::FieldTest;

/// A search. An empty [`Expr::And`] asks for nothing, and every conversation fulfils it; an empty
/// [`Expr::Or`] is fulfilled by none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expr {
    /// One word, or words that must stand side by side.
    Text(TextTerm),
    /// A telephone number, however it is written.
    Number(NumberTerm),
    /// Something that a conversation has or is, whatever its texts say.
    Field(FieldTest),
    /// What must not be.
    Not(Box<Expr>),
    /// All of these.
    And(Vec<Expr>),
    /// At least one of these.
    Or(Vec<Expr>),
}

impl Default for Expr {
    fn default() -> Self {
        Self::And(Vec::new())
    }
}

impl Expr {
    /// What nothing fulfils.
    #[must_use]
    pub const fn nothing() -> Self {
        Self::Or(Vec::new())
    }

    /// The parts that must all hold, with conjunctions inside conjunctions resolved.
    #[must_use]
    pub fn conjuncts(&self) -> Vec<&Self> {
        match self {
            Self::And(parts) => parts.iter().flat_map(Self::conjuncts).collect(),
            other => vec![other],
        }
    }

    /// The texts and numbers that are looked for, in the order typed. What must not be is none of them:
    /// nobody wants it marked.
    #[must_use]
    pub fn sought(&self) -> Vec<&Self> {
        match self {
            Self::Text(_) | Self::Number(_) => vec![self],
            Self::And(parts) | Self::Or(parts) => parts.iter().flat_map(Self::sought).collect(),
            Self::Field(_) | Self::Not(_) => Vec::new(),
        }
    }

    /// Whether any text is looked for.
    #[must_use]
    pub fn has_text(&self) -> bool {
        !self.sought().is_empty()
    }

    /// Whether words stand where nothing need have them: under an OR or a NOT.
    #[must_use]
    pub fn has_optional_text(&self) -> bool {
        let is_optional = |part: &&Self| matches!(part, Self::Or(_) | Self::Not(_));
        let optional = self.conjuncts().into_iter().filter(is_optional);
        optional.flat_map(Self::texts).next().is_some()
    }

    /// Every word and phrase of it, also of what must not be.
    #[must_use]
    pub fn texts(&self) -> Vec<&TextTerm> {
        match self {
            Self::Text(term) => vec![term],
            Self::Not(part) => part.texts(),
            Self::And(parts) | Self::Or(parts) => parts.iter().flat_map(Self::texts).collect(),
            Self::Field(_) | Self::Number(_) => Vec::new(),
        }
    }

    /// Every fact that it asks for, also of what must not be.
    #[must_use]
    pub fn fields(&self) -> Vec<&FieldTest> {
        match self {
            Self::Field(test) => vec![test],
            Self::Not(part) => part.fields(),
            Self::And(parts) | Self::Or(parts) => parts.iter().flat_map(Self::fields).collect(),
            Self::Text(_) | Self::Number(_) => Vec::new(),
        }
    }

    /// The query for FTS5 over the columns of [`crate::SEARCH_COLUMNS`], where the full-text index alone
    /// can answer: every token quoted, phrases whole. `None` for a part that asks for facts, for what must
    /// not be (FTS5 knows no NOT by itself), for the inside of a word, and for nothing, which FTS5 does
    /// not accept.
    #[must_use]
    pub fn to_fts5(&self) -> Option<String> {
        match self {
            Self::Text(term) => term.to_fts5(),
            Self::Number(term) => Some(term.to_fts5()),
            Self::And(parts) => joined(parts, " AND "),
            Self::Or(parts) => joined(parts, " OR "),
            Self::Field(_) | Self::Not(_) => None,
        }
    }

    /// The same with every text put through a function: what a store knows of its words goes in here.
    #[must_use]
    pub fn map_texts(self, change: &mut impl FnMut(TextTerm) -> Self) -> Self {
        let mut all = |parts: Vec<Self>| -> Vec<Self> {
            parts
                .into_iter()
                .map(|part| part.map_texts(change))
                .collect()
        };
        match self {
            Self::And(parts) => Self::And(all(parts)),
            Self::Or(parts) => Self::Or(all(parts)),
            Self::Not(part) => Self::Not(Box::new(part.map_texts(change))),
            Self::Text(term) => change(term),
            fact @ (Self::Field(_) | Self::Number(_)) => fact,
        }
    }
}

impl Expr {
    /// The same with every fact put through a function: what a store knows by a name goes in here.
    #[must_use]
    pub fn map_fields(self, change: &mut impl FnMut(FieldTest) -> Self) -> Self {
        let mut all = |parts: Vec<Self>| -> Vec<Self> {
            let parts = parts.into_iter();
            parts.map(|part| part.map_fields(change)).collect()
        };
        match self {
            Self::And(parts) => Self::And(all(parts)),
            Self::Or(parts) => Self::Or(all(parts)),
            Self::Not(part) => Self::Not(Box::new(part.map_fields(change))),
            Self::Field(test) => change(test),
            text @ (Self::Text(_) | Self::Number(_)) => text,
        }
    }
}

fn joined(parts: &[Expr], with: &str) -> Option<String> {
    let parts: Option<Vec<String>> = parts.iter().map(within).collect();
    parts
        .filter(|parts| !parts.is_empty())
        .map(|parts| parts.join(with))
}

/// A part inside another, in brackets where it has parts itself.
fn within(part: &Expr) -> Option<String> {
    let text = part.to_fts5()?;
    match part {
        Expr::And(_) | Expr::Or(_) => Some(format!("({text})")),
        _ => Some(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::search::{TextScope, WordReach};

    fn word(text: &str) -> Expr {
        let term = TextTerm::quoted(text, TextScope::Anywhere, WordReach::Whole);
        Expr::Text(term.expect("a word"))
    }

    #[test]
    fn only_what_the_full_text_index_knows_becomes_a_question_to_it() {
        let either = || Expr::Or(vec![word("day"), word("week")]);
        let cases = [
            (Expr::default(), None, "nothing"),
            (Expr::nothing(), None, "what nothing fulfils"),
            (either(), Some("\"day\" OR \"week\""), "one of two"),
            (
                Expr::And(vec![either(), word("pass")]),
                Some("(\"day\" OR \"week\") AND \"pass\""),
                "brackets",
            ),
            (Expr::Not(Box::new(word("day"))), None, "what must not be"),
            (
                Expr::And(vec![word("day"), Expr::Field(FieldTest::HasLead)]),
                None,
                "a fact among words",
            ),
        ];
        for (expr, expected, why) in cases {
            assert_eq!(expr.to_fts5().as_deref(), expected, "{why}");
        }
    }

    #[test]
    fn what_must_not_be_is_not_looked_for() {
        let expr = Expr::And(vec![word("day"), Expr::Not(Box::new(word("tour")))]);
        assert_eq!(expr.sought().len(), 1);
        assert!(!Expr::Not(Box::new(word("tour"))).has_text());
    }

    #[test]
    fn words_under_an_or_or_a_not_need_not_be_found() {
        let (day, fact) = (|| word("day"), Expr::Field(FieldTest::HasLead));
        let not = |part| Expr::Not(Box::new(part));
        let cases = [
            (Expr::And(vec![day(), fact.clone()]), false, "all must hold"),
            (Expr::And(vec![day(), not(fact.clone())]), false, "a fact"),
            (Expr::And(vec![day(), not(day())]), true, "what must not be"),
            (
                Expr::Or(vec![fact, Expr::And(vec![day()])]),
                true,
                "one of two",
            ),
        ];
        for (expr, expected, why) in cases {
            assert_eq!(expr.has_optional_text(), expected, "{why}");
        }
    }

    #[test]
    fn every_fact_is_found_and_put_through_a_function() {
        let rule = |id: &str| Expr::Field(FieldTest::Rule(id.to_owned()));
        let not = |part| Expr::Not(Box::new(part));
        let expr = Expr::And(vec![
            not(rule("a")),
            Expr::Or(vec![
                word("day"),
                rule("b"),
                Expr::Field(FieldTest::HasLead),
            ]),
        ]);
        assert_eq!(expr.fields().len(), 3);
        let spelled = expr.map_fields(&mut |test| match test {
            FieldTest::Rule(_) => word("tour"),
            other => Expr::Field(other),
        });
        let lead = Expr::Field(FieldTest::HasLead);
        let expected = Expr::And(vec![
            not(word("tour")),
            Expr::Or(vec![word("day"), word("tour"), lead]),
        ]);
        assert_eq!(spelled, expected);
    }

    #[test]
    fn conjunctions_inside_conjunctions_are_one() {
        let inner = Expr::And(vec![word("b"), word("c")]);
        let expr = Expr::And(vec![word("a"), inner]);
        assert_eq!(expr.conjuncts().len(), 3);
        assert!(Expr::default().conjuncts().is_empty());
    }
}
