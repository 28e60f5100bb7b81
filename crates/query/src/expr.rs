//! What is searched for, as one expression: parsed once when a list is opened, and asked by everything
//! after that. The cache evaluates it, rows and conversations are marked by it.
//!
//! It must not know how an answer is found: [`Expr::to_fts5`] is the one concession.

use model::ConversionKind;
use model::request::ListView;

/// A search. An empty [`Expr::And`] asks for nothing, and every conversation fulfils it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expr {
    /// One word.
    Term(TextTerm),
    /// Words that must stand side by side.
    Phrase(TextTerm),
    /// Something that a conversation has or is, whatever its texts say.
    Field(FieldTest),
    /// What must not be.
    Not(Box<Expr>),
    /// All of these.
    And(Vec<Expr>),
    /// At least one of these.
    Or(Vec<Expr>),
}

/// Folded words, as [`crate::tokens()`] cuts them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextTerm {
    /// The words in their order. Never empty.
    pub tokens: Vec<String>,
    /// Whether the last word may be the beginning of one.
    pub prefix: bool,
}

/// A question to a conversation's facts. The views of the side bar are such questions, and an operator
/// of the search ([`crate::operator`]) is another way to put one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldTest {
    /// A person had to step in: pending, active or resolved.
    Escalated,
    /// Contact details were captured.
    HasLead,
    /// No outcome of any kind, inferred ones included.
    Unconverted,
    /// A confirmed outcome of a kind.
    Converted(ConversionKind),
}

impl Default for Expr {
    fn default() -> Self {
        Self::And(Vec::new())
    }
}

impl Expr {
    /// A word or a phrase, by how many words there are; none without any.
    #[must_use]
    pub fn text(tokens: Vec<String>, prefix: bool) -> Option<Self> {
        match tokens.len() {
            0 => None,
            1 => Some(Self::Term(TextTerm { tokens, prefix })),
            _ => Some(Self::Phrase(TextTerm { tokens, prefix })),
        }
    }

    /// The parts that must all hold, with conjunctions inside conjunctions resolved.
    #[must_use]
    pub fn conjuncts(&self) -> Vec<&Self> {
        match self {
            Self::And(parts) => parts.iter().flat_map(Self::conjuncts).collect(),
            other => vec![other],
        }
    }

    /// The texts that are looked for, in the order typed. What must not be is none of them: nobody
    /// wants it marked.
    #[must_use]
    pub fn text_terms(&self) -> Vec<&TextTerm> {
        match self {
            Self::Term(term) | Self::Phrase(term) => vec![term],
            Self::And(parts) | Self::Or(parts) => parts.iter().flat_map(Self::text_terms).collect(),
            Self::Field(_) | Self::Not(_) => Vec::new(),
        }
    }

    /// Whether any text is looked for.
    #[must_use]
    pub fn has_text(&self) -> bool {
        match self {
            Self::Term(_) | Self::Phrase(_) => true,
            Self::And(parts) | Self::Or(parts) => parts.iter().any(Self::has_text),
            Self::Field(_) | Self::Not(_) => false,
        }
    }

    /// The query for FTS5 over [`crate::indexable`] text, where the full-text index alone can answer:
    /// every token quoted, phrases whole. `None` for a part that asks for facts, for what must not be
    /// (FTS5 knows no NOT by itself), and for nothing, which FTS5 does not accept.
    #[must_use]
    pub fn to_fts5(&self) -> Option<String> {
        match self {
            Self::Term(term) | Self::Phrase(term) => Some(term.to_fts5()),
            Self::And(parts) => joined(parts, " AND "),
            Self::Or(parts) => joined(parts, " OR "),
            Self::Field(_) | Self::Not(_) => None,
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

impl TextTerm {
    /// Tokens are letters and numbers alone, so nothing in them needs escaping.
    fn to_fts5(&self) -> String {
        let star = if self.prefix { "*" } else { "" };
        format!("\"{}\"{star}", self.tokens.join(" "))
    }
}

impl FieldTest {
    /// What a view of the side bar asks; none for the view of everything.
    #[must_use]
    pub fn of_view(view: &ListView) -> Option<Self> {
        match view {
            ListView::All => None,
            ListView::Escalated => Some(Self::Escalated),
            ListView::Unconverted => Some(Self::Unconverted),
            ListView::WithLead => Some(Self::HasLead),
            ListView::Converted(kind) => Some(Self::Converted(kind.clone())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(token: &str) -> Expr {
        Expr::text(vec![token.to_owned()], false).expect("a word")
    }

    #[test]
    fn only_what_the_full_text_index_knows_becomes_a_question_to_it() {
        let either = || Expr::Or(vec![word("day"), word("week")]);
        let cases = [
            (Expr::default(), None, "nothing"),
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
        assert_eq!(expr.text_terms().len(), 1);
        assert!(!Expr::Not(Box::new(word("tour"))).has_text());
    }

    #[test]
    fn conjunctions_inside_conjunctions_are_one() {
        let inner = Expr::And(vec![word("b"), word("c")]);
        let expr = Expr::And(vec![word("a"), inner]);
        assert_eq!(expr.conjuncts().len(), 3);
        assert!(Expr::default().conjuncts().is_empty());
    }
}
