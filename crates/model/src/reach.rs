//! How far a token reaches: everywhere, or some spaces and nothing beyond them. One rule for the server, which
//! keeps to it, and the laptop, which says it.

use crate::RemoteId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The spaces that a token reaches.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// Every space, those to come included.
    #[default]
    Everywhere,
    /// These alone; nothing at all, where there is none.
    Spaces(BTreeSet<RemoteId>),
}

impl Reach {
    /// Whether a space is within.
    #[must_use]
    pub fn includes(&self, space: &RemoteId) -> bool {
        match self {
            Self::Everywhere => true,
            Self::Spaces(spaces) => spaces.contains(space),
        }
    }

    /// Whether nothing is beyond it.
    #[must_use]
    pub fn is_everywhere(&self) -> bool {
        *self == Self::Everywhere
    }

    /// The ids of the spaces, as a person lists them: `harbour, quay`; empty where it reaches everywhere.
    #[must_use]
    pub fn listed(&self) -> String {
        match self {
            Self::Everywhere => String::new(),
            Self::Spaces(spaces) => {
                let ids = spaces.iter().map(RemoteId::as_str).collect::<Vec<_>>();
                ids.join(", ")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reach_of_no_space_includes_none() {
        let space = RemoteId::from("harbour");
        let some = Reach::Spaces([space.clone()].into());
        let none = Reach::Spaces(BTreeSet::new());
        let cases = [
            (Reach::Everywhere, true),
            (some.clone(), true),
            (none.clone(), false),
        ];
        for (reach, includes) in cases {
            assert_eq!(reach.includes(&space), includes, "{reach:?}");
        }
        assert!(!some.includes(&RemoteId::from("quay")));
        assert!(!none.is_everywhere());
        assert_eq!(some.listed(), "harbour");
    }
}
