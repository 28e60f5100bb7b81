//! What a parsed search means, for the sentence under the bar. Words for it are the catalogue's.

use crate::expr::Expr;
use model::search::SearchMeaning;

impl Expr {
    /// What is asked.
    #[must_use]
    pub fn meaning(&self) -> SearchMeaning {
        let all = |parts: &[Self]| parts.iter().map(Self::meaning).collect();
        match self {
            Self::Text(term) => SearchMeaning::Words {
                text: term.typed.trim_matches('*').to_owned(),
                scope: term.scope,
                reach: term.reach,
            },
            Self::Number(term) => SearchMeaning::Number {
                text: term.typed.clone(),
            },
            Self::Field(test) => SearchMeaning::Fact { test: test.clone() },
            Self::Not(part) => SearchMeaning::Not {
                part: Box::new(part.meaning()),
            },
            Self::And(parts) if parts.len() == 1 => parts[0].meaning(),
            Self::And(parts) => SearchMeaning::All { parts: all(parts) },
            Self::Or(parts) => SearchMeaning::Any { parts: all(parts) },
        }
    }
}
