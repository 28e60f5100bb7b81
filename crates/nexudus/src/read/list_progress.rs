//! How far a list is: its place in a checkpoint, and what its pages said of it.

use crate::entity::Entity;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// How far a list is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ListProgress {
    pub(crate) entity: Entity,
    /// The page to ask for, from 1.
    pub(crate) page: u64,
    /// What the list held at its last page.
    pub(crate) total: Option<u64>,
    /// How many pages the list had at its last one, as the server counts them.
    #[serde(default)]
    pub(crate) pages: Option<u64>,
    /// Whether rows of the list are as whole as those read by id.
    pub(crate) whole: Option<bool>,
    /// A record that could not be read by id, because no record of this kind can.
    #[serde(default)]
    pub(crate) unread: Option<i64>,
    /// The newest change met, and the record that has it.
    pub(crate) newest: Option<(DateTime<Utc>, i64)>,
    /// The server's time when it began.
    pub(crate) began: Option<DateTime<Utc>>,
    /// The server's time at its last page.
    pub(crate) ended: Option<DateTime<Utc>>,
    /// How often it went back because rows had moved.
    pub(crate) back: u32,
}

impl ListProgress {
    pub(crate) fn of(entity: Entity) -> Self {
        Self {
            entity,
            page: 1,
            total: None,
            pages: None,
            whole: None,
            unread: None,
            newest: None,
            began: None,
            ended: None,
            back: 0,
        }
    }
}
