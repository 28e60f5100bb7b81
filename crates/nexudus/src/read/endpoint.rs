//! What is known of an endpoint: whether its records may be read, at which path, and how sure that is.

use crate::entity::{Entity, PathConfidence};
use serde::{Deserialize, Serialize};

/// Whether a kind of record can be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "t", rename_all = "snake_case")]
pub enum EndpointAccess {
    /// It can.
    Available {
        /// How many there are, as the server says.
        total: Option<u64>,
    },
    /// Its list can, and what the list leaves out cannot: the account has the role to list it and not
    /// the one to read it.
    ListOnly {
        /// How many there are, as the server says.
        total: Option<u64>,
    },
    /// The account lacks the role.
    NoPermission,
    /// There is nothing at any path of the table.
    NotFound,
    /// Something answered that cannot be used.
    Unusable {
        /// Why, for people.
        reason: String,
    },
}

impl EndpointAccess {
    /// How many rows its list has, nought where that is not said; `None` where there is no list.
    pub(crate) fn rows(&self) -> Option<u64> {
        match self {
            Self::Available { total } | Self::ListOnly { total } => Some(total.unwrap_or(0)),
            _ => None,
        }
    }
}

/// One row of the table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndpointProbe {
    /// What was asked for.
    pub entity: Entity,
    /// The path that was tried last, below the API's base.
    pub path: String,
    /// How sure that path is.
    pub sureness: PathConfidence,
    /// What came of it.
    pub access: EndpointAccess,
}
