//! What each tool answers. The comments of the fields are read by language models.

use schemars::JsonSchema;
use serde::Serialize;

/// What `create_lead` answers.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct LeadCreated {
    /// The id of the lead.
    pub(super) lead_id: String,
    /// Whether it was recorded before, under the same id.
    pub(super) already_known: bool,
}

/// What `email_conversation` answers.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Queued")]
pub(super) struct TranscriptQueued {
    /// The id of the transcript, by which the operator's log names it. The mail goes out within
    /// seconds.
    pub(super) transcript_id: String,
}

/// What the link tools answer.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct LinkOffered {
    /// The address to give to the visitor, exactly as it is.
    pub(super) url: String,
}

/// What `escalate` answers.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Escalated")]
pub(super) struct TicketOpened {
    /// The id of the ticket. Staff see it; the visitor needs no number.
    pub(super) ticket_id: String,
    /// Whether it was opened before, under the same id.
    pub(super) already_known: bool,
}
