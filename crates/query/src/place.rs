//! Where a text stands that is to be marked, and which words are looked for there: a word that was asked of
//! the customer is not marked in what the assistant said.

use crate::expr::Expr;
use crate::tokens::tokens;
use model::Sender;
use model::search::TextScope;

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
        // An address stands behind a text and not in it.
        TextScope::Link => false,
    }
}

impl Expr {
    /// What is to be marked in a place: the words that are looked for there.
    #[must_use]
    pub fn marks_in(&self, place: TextPlace<'_>) -> Self {
        Self::Or(self.sought_in(place).cloned().collect())
    }

    /// Whether any word that is looked for in a place stands in its text.
    #[must_use]
    pub fn matches_in(&self, text: &str, place: TextPlace<'_>) -> bool {
        let words = tokens(text);
        let mut sought = self.sought_in(place);
        sought.any(|part| !part.occurrences(text, &words).is_empty())
    }

    fn sought_in<'e>(&'e self, place: TextPlace<'e>) -> impl Iterator<Item = &'e Self> {
        let parts = self.sought().into_iter();
        parts.filter(move |part| match part {
            Self::Text(term) => covers(term.scope, place),
            _ => true,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
            assert_eq!(expr.matches_in(text, place), marked > 0, "{place:?}");
            assert_eq!(
                pieces.iter().filter(|piece| piece.hit).count(),
                marked,
                "{place:?}"
            );
        }
    }
}
