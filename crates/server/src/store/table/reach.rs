//! A reach in the store's own keys, as every table asks for it. It must not know what is kept where.

use crate::store::StoreError;
use crate::store::db::{DbConnection, keys};
use model::Reach;
use std::collections::BTreeSet;

/// The keys of the spaces within a reach.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ReachKeys {
    /// All there are.
    Everywhere,
    /// These.
    Spaces(BTreeSet<i64>),
}

impl ReachKeys {
    /// The keys of a reach. A space that is not here has none.
    pub(crate) async fn of(
        connection: &mut DbConnection,
        reach: &Reach,
    ) -> Result<Self, StoreError> {
        let Reach::Spaces(spaces) = reach else {
            return Ok(Self::Everywhere);
        };
        let mut found = BTreeSet::new();
        for space in spaces {
            let key = sqlx::query_scalar::<_, i64>("SELECT key FROM space WHERE id = $1");
            let key = key.bind(space.as_str());
            found.extend(key.fetch_optional(&mut *connection).await?);
        }
        Ok(Self::Spaces(found))
    }

    /// Whether a space is within, by its key.
    pub(crate) fn includes(&self, space: i64) -> bool {
        match self {
            Self::Everywhere => true,
            Self::Spaces(keys) => keys.contains(&space),
        }
    }

    /// Whether nothing is beyond it.
    pub(crate) fn is_everywhere(&self) -> bool {
        *self == Self::Everywhere
    }

    /// A condition of SQL over a column with the key of a space.
    pub(crate) fn condition(&self, column: &str) -> String {
        match self {
            Self::Everywhere => "1 = 1".to_owned(),
            Self::Spaces(spaces) => format!("{column} IN ({})", keys(spaces)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reach_of_no_space_lets_nothing_through() {
        let none = ReachKeys::Spaces(BTreeSet::new());
        assert_eq!(none.condition("space"), "space IN (NULL)");
        assert!(!none.includes(1));
        let some = ReachKeys::Spaces([1, 3].into());
        assert_eq!(some.condition("c.space"), "c.space IN (1, 3)");
        assert!(some.includes(3) && !some.includes(2));
        assert_eq!(ReachKeys::Everywhere.condition("space"), "1 = 1");
    }
}
