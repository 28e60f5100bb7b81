//! The columns of the full-text index, and which of them a scope looks in. The cache makes its index of
//! these, and feeds each with [`crate::indexable`] text.

use model::search::TextScope;

/// The columns, in their order.
pub const SEARCH_COLUMNS: [&str; 10] = [
    "subject",
    "ids",
    "customer",
    "company",
    "customer_said",
    "ai_said",
    "operator_said",
    "other_said",
    "numbers",
    "links",
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
        TextScope::Link => "links",
    })
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
            TextScope::Link,
        ] {
            let columns = columns_of(scope).expect("columns");
            for column in columns.split(' ') {
                assert!(SEARCH_COLUMNS.contains(&column), "{column}");
            }
        }
    }
}
