//! The operators of the search: a word before a colon that asks for a fact instead of a text. One line
//! here is an operator; what it asks is a variant of [`FieldTest`](crate::FieldTest), and how the
//! cache answers that stands in its `index::entry_test`.
//!
//! There is none yet. A word with a colon that no line names is text, as it was typed.

use crate::expr::Expr;

/// An operator.
#[derive(Clone, Copy, Debug)]
pub struct SearchOperator {
    /// What stands before the colon, in lower case.
    pub name: &'static str,
    /// Values worth proposing while somebody types.
    pub proposals: &'static [&'static str],
    /// What a value asks; `None` where it is no value of this operator, which makes the word a text.
    pub read: fn(&str) -> Option<Expr>,
}

/// Every operator, in the order in which they are proposed.
pub const OPERATORS: &[SearchOperator] = &[];

/// What a word asks, where it is an operator with a value.
pub(crate) fn read(operators: &[SearchOperator], word: &str) -> Option<Expr> {
    let (name, value) = word.split_once(':')?;
    let named = |operator: &&SearchOperator| operator.name.eq_ignore_ascii_case(name);
    (operators.iter().find(named)?.read)(value)
}

/// What the word that is being typed may become: operators with their values, as they would be typed.
#[must_use]
pub fn completions(operators: &[SearchOperator], begun: &str) -> Vec<String> {
    let whole = operators.iter().flat_map(|operator| {
        let name = operator.name;
        operator
            .proposals
            .iter()
            .map(move |it| format!("{name}:{it}"))
    });
    let begun = begun.to_lowercase();
    whole
        .filter(|it| !begun.is_empty() && it.starts_with(&begun))
        .collect()
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::expr::FieldTest;

    /// An operator for the tests: `has:lead`, and nothing else.
    pub(crate) const HAS: SearchOperator = SearchOperator {
        name: "has",
        proposals: &["lead"],
        read: |value| (value == "lead").then_some(Expr::Field(FieldTest::HasLead)),
    };

    #[test]
    fn a_word_is_an_operator_by_its_name_and_its_value() {
        let cases = [
            ("has:lead", true),
            ("Has:lead", true),
            ("has:door", false),
            ("had:lead", false),
            ("has", false),
        ];
        for (word, expected) in cases {
            assert_eq!(read(&[HAS], word).is_some(), expected, "{word}");
        }
        assert!(read(OPERATORS, "has:lead").is_none(), "there is none yet");
    }

    #[test]
    fn what_is_begun_is_completed() {
        assert_eq!(completions(&[HAS], "ha"), ["has:lead"]);
        assert_eq!(
            completions(&[HAS], "x").len() + completions(&[HAS], "").len(),
            0
        );
    }
}
