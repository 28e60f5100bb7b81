//! A Nexudus account as its page in the window shows it, and what may be changed there. The shape of
//! the settings is that of the text in which the source keeps them.

use crate::view::{EndpointView, SourceView};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// An account: what it may read, what was sent, and its rules.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AccountView {
    /// The source.
    pub source: SourceView,
    /// Who signs in; empty where nobody knows any more.
    pub email: String,
    /// What it may read, as it was when last asked; empty before that.
    pub table: Vec<EndpointView>,
    /// When that was.
    pub asked_at: Option<DateTime<Utc>>,
    /// Requests that only read, since the source was connected.
    pub reads: u64,
    /// Requests that could have changed something, since the source was connected: none.
    pub writes: u64,
    /// The rules in force.
    pub settings: AccountSettings,
    /// The rules of an account that nobody changed.
    pub usual: AccountSettings,
}

/// The rules of an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountSettings {
    /// Other paths than the table's, below the API's base, by kind of record.
    pub paths: BTreeMap<String, String>,
    /// Where records open in the dashboard.
    pub links: AccountLinks,
    /// Hours after a conversation within which an outcome of the same person is inferred to be its
    /// own; 0 infers nothing.
    pub inference_hours: u16,
    /// Words by which a product is a day pass, where its time passes cannot be read.
    pub day_pass_words: Vec<String>,
    /// Names of the custom field that carries the session id.
    pub session_field_names: Vec<String>,
    /// The IANA zone of locations whose own is not told.
    pub time_zone: Option<String>,
    /// Days between two comparisons by id.
    pub compare_days: u16,
}

/// Templates of addresses; `{id}` stands for the record's id. An empty one gives no link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountLinks {
    /// A customer.
    pub customer: String,
    /// A visitor: a tour.
    pub visitor: String,
    /// A membership contract.
    pub contract: String,
    /// A booking.
    pub booking: String,
    /// A product sold: a day pass.
    pub product: String,
    /// A help-desk ticket.
    pub ticket: String,
    /// An AI Inbox item.
    pub inbox_item: String,
}

/// Changes the rules of an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeAccount {
    /// Which source.
    pub source: crate::SourceId,
    /// The rules from now on.
    pub settings: AccountSettings,
}
