//! Leads: contact details that the assistant captured, and what became of calling them. The details are the
//! server's; what became of them is the manager's own and stays on the laptop.

use crate::request::ListFilter;
use crate::{Channel, ConversationId, FollowUp, RemoteId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// The most leads of one answer.
pub const LEADS_MOST: u32 = 5_000;

/// Asks for leads, the newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LeadsRequest {
    /// Of which conversations.
    pub filter: ListFilter,
    /// Those of this conversation alone.
    pub conversation: Option<ConversationId>,
    /// Those of this state alone; all where there is none.
    pub follow_up: Option<FollowUp>,
    /// How many to leave out at the beginning.
    pub start: u32,
    /// How many to tell, at most [`LEADS_MOST`].
    pub count: u32,
}

/// Some leads.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeadsPage {
    /// How many leads there are of the state that was asked for.
    pub total: u32,
    /// How many there are of each state, in the order of display; those of which there are none too.
    pub states: Vec<FollowUpCount>,
    /// The leads.
    pub leads: Vec<LeadLine>,
}

/// How many leads are of a state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowUpCount {
    /// The state.
    pub follow_up: FollowUp,
    /// Leads.
    pub leads: u32,
}

/// A lead among others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeadLine {
    /// The conversation in which it was captured.
    pub conversation: ConversationId,
    /// The server's id, within the conversation.
    pub lead: RemoteId,
    /// Name, where given.
    pub name: Option<String>,
    /// E-mail address, where given.
    pub email: Option<String>,
    /// Telephone number, where given.
    pub phone: Option<String>,
    /// What the person wanted.
    pub note: Option<String>,
    /// When it was captured.
    pub created_at: DateTime<Utc>,
    /// What became of it.
    pub follow_up: FollowUp,
    /// When the manager said so.
    pub followed_up_at: Option<DateTime<Utc>>,
    /// Where the conversation took place.
    pub channel: Channel,
    /// The zone of its space.
    pub time_zone: String,
}

/// Says what became of a lead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetFollowUp {
    /// The conversation in which it was captured.
    pub conversation: ConversationId,
    /// The server's id of the lead.
    pub lead: RemoteId,
    /// What became of it.
    pub follow_up: FollowUp,
}

/// What was said of a lead, and what undoes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowUpChanged {
    /// What became of it.
    pub follow_up: FollowUp,
    /// When the manager said so; none for an open one.
    pub followed_up_at: Option<DateTime<Utc>>,
    /// What it was before.
    pub before: FollowUp,
}
