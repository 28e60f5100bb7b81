//! What is known about the data that is handed over: when it was synced, what is missing, and who made the file.
//! It is told by the caller, who knows sources and clocks, and written as it came.

use chrono::{DateTime, Utc};
use model::request::DataWorld;
use serde::Serialize;

/// What a manifest says beside its rows.
#[derive(Clone, Debug)]
pub struct HandOverContext {
    /// When.
    pub made_at: DateTime<Utc>,
    /// Which version of Daybook.
    pub version: String,
    /// Of which world the data is. Practice and real data never stand in one file.
    pub world: DataWorld,
    /// The sources of that world.
    pub sources: Vec<SourceSnapshot>,
}

/// A source as it stood.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SourceSnapshot {
    /// What the manager calls it.
    pub name: String,
    /// Which kind of server.
    pub kind: String,
    /// When its last sync ended well.
    pub last_synced_at: Option<DateTime<Utc>>,
    /// Laptop against server: `complete`, `gap` or `not compared`.
    pub completeness: String,
    /// Conversations on the server less those here, where they were compared.
    pub missing_conversations: Option<i64>,
    /// Messages on the server less those here, likewise.
    pub missing_messages: Option<i64>,
    /// The kinds of record that the account may not read.
    pub unread: Vec<String>,
    /// The spaces that its token is bound to; none for all.
    pub only_spaces: Option<String>,
    /// Rows that could not be used and were put aside.
    pub quarantined: u64,
}

/// Where the audit log stood when something was handed over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AuditAnchor {
    /// The number of its last entry.
    pub entry: u64,
    /// The hash of that entry, in hexadecimal digits.
    pub head: String,
}
