//! The audit log as it is read: entries, and what is wrong with a log. How entries are chained is the cache's business.

use crate::AuditAction;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// An entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditEntry {
    /// From 1, without gaps.
    pub number: u64,
    /// When.
    pub at: DateTime<Utc>,
    /// The user of the operating system.
    pub who: String,
    /// What was done.
    pub action: AuditAction,
    /// With what: a JSON object of ids, counts and keyed hashes, as it is stored.
    pub what: String,
    /// The hash of the entry before.
    pub previous: String,
    /// Its own hash.
    pub hash: String,
}

/// What is wrong with a log, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "t", rename_all = "snake_case")]
pub enum AuditFault {
    /// An entry is not as it was written.
    Changed {
        /// Which.
        number: u64,
    },
    /// Entries are missing.
    Missing {
        /// The first of them.
        first: u64,
        /// The last of them.
        last: u64,
    },
    /// An entry does not follow the one before it, though each is whole.
    Unlinked {
        /// Which.
        number: u64,
    },
    /// The log does not end where its head says: its end was cut off, or entries were added around it.
    HeadDiffers {
        /// The number of the entry that the head names.
        number: u64,
    },
    /// A head that was noted elsewhere stands nowhere in the log.
    AnchorUnknown,
}

/// What came of looking at a log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditCheck {
    /// Entries that were looked at.
    pub entries: u64,
    /// The hash of the last one.
    pub head: String,
    /// The number of the entry that a noted head is, where one was given and is there.
    pub anchored_at: Option<u64>,
    /// Entries of programs that only read, which the next one that writes takes into the log.
    pub waiting: u64,
    /// The first fault; none where the log is whole.
    pub fault: Option<AuditFault>,
}

/// A value that an auditor's question answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum SqlValue {
    /// Nothing.
    Null,
    /// A whole number.
    Integer(i64),
    /// Another number.
    Real(f64),
    /// A text.
    Text(String),
}

/// What an auditor's question answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SqlTable {
    /// The names of the columns.
    pub columns: Vec<String>,
    /// The rows.
    pub rows: Vec<Vec<SqlValue>>,
    /// Whether there are more.
    pub is_cut: bool,
}
