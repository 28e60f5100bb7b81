//! The columns of the full-text index, and which of them a scope looks in. The cache makes its index of
//! these, and feeds each with [`crate::indexable`] text.

use crate::expr::Expr;
use model::Sender;
use model::search::TextScope;

/// The columns, in their order.
pub const SEARCH_COLUMNS: [&str; 9] = [
    "subject",
    "ids",
    "customer",
    "company",
    "customer_said",
    "ai_said",
    "operator_said",
    "other_said",
    "numbers",
];

/// The columns of a scope; none where all are meant.
pub(crate) const fn columns_of(scope: TextScope) -> Option<&'static str> {
    Some(match scope {
        TextScope::Anywhere => return None,
        TextScope::Subject => "subject",
        TextScope::Identifier => "ids",
        TextScope::Customer => "customer",
        TextScope::Company => "company",
        TextScope::Person => "ids customer company",
        TextScope::CustomerSaid => "customer_said",
        TextScope::AiSaid => "ai_said",
        TextScope::OperatorSaid => "operator_said",
    })
}

/// Where a text stands that is to be marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextPlace<'s> {
    /// A subject.
    Subject,
    /// An identifier of the conversation or of the person.
    Identifier,
    /// The customer's name or e-mail address.
    Customer,
    /// The customer's company.
    Company,
    /// A message of this sender.
    Said(&'s Sender),
}

/// Whether a scope looks in a place.
fn covers(scope: TextScope, place: TextPlace<'_>) -> bool {
    match scope {
        TextScope::Anywhere => true,
        TextScope::Subject => place == TextPlace::Subject,
        TextScope::Identifier => place == TextPlace::Identifier,
        TextScope::Customer => place == TextPlace::Customer,
        TextScope::Company => place == TextPlace::Company,
        TextScope::Person => matches!(
            place,
            TextPlace::Identifier | TextPlace::Customer | TextPlace::Company
        ),
        TextScope::CustomerSaid => place == TextPlace::Said(&Sender::Customer),
        TextScope::AiSaid => place == TextPlace::Said(&Sender::AiAgent),
        TextScope::OperatorSaid => place == TextPlace::Said(&Sender::Operator),
    }
}

impl Expr {
    /// What is to be marked in a place: the words that are looked for there.
    #[must_use]
    pub fn marks_in(&self, place: TextPlace<'_>) -> Self {
        let is_sought_there = |part: &&&Self| match part {
            Self::Text(term) => covers(term.scope, place),
            _ => true,
        };
        let parts = self.sought();
        Self::Or(
            parts
                .iter()
                .filter(is_sought_there)
                .copied()
                .cloned()
                .collect(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scope_names_columns_that_are_there() {
        for scope in [
            TextScope::Subject,
            TextScope::Identifier,
            TextScope::Customer,
            TextScope::Company,
            TextScope::Person,
            TextScope::CustomerSaid,
            TextScope::AiSaid,
            TextScope::OperatorSaid,
        ] {
            let columns = columns_of(scope).expect("columns");
            for column in columns.split(' ') {
                assert!(SEARCH_COLUMNS.contains(&column), "{column}");
            }
        }
    }

    #[test]
    fn a_word_is_marked_where_it_was_looked_for() {
        let query = "customer-said:tour desk customer:ada";
        let expr = crate::parse(query, crate::parse::tests::calendar()).expr;
        let cases = [
            (TextPlace::Said(&Sender::Customer), "tour desk ada", 2),
            (TextPlace::Said(&Sender::AiAgent), "tour desk ada", 1),
            (TextPlace::Customer, "tour desk ada", 2),
            (TextPlace::Subject, "tour desk ada", 1),
        ];
        for (place, text, marked) in cases {
            let pieces = expr.marks_in(place).pieces(text);
            assert_eq!(
                pieces.iter().filter(|piece| piece.hit).count(),
                marked,
                "{place:?}"
            );
        }
    }
}
