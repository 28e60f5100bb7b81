//! What each tool wants to be told. The comments of the fields are read by language models.

use schemars::JsonSchema;
use serde::Deserialize;

/// What `create_lead` wants.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CreateLead {
    /// The id of the conversation in which the visitor left their details.
    pub(super) conversation_id: String,
    /// The visitor's full name, as they gave it.
    pub(super) name: Option<String>,
    /// The visitor's e-mail address, as they gave it.
    pub(super) email: Option<String>,
    /// The visitor's telephone number with its country code, as they gave it.
    pub(super) phone: Option<String>,
    /// What the visitor is looking for, in a sentence or two: how many people, from when, which budget.
    pub(super) note: Option<String>,
    /// An id of your own for this lead, 1 to 128 of A-Z a-z 0-9 . _ : ~ -. With the same id the same
    /// lead is recorded once, however often you call.
    pub(super) lead_id: Option<String>,
}

/// What `email_conversation` wants.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct EmailConversation {
    /// The id of the conversation to send.
    pub(super) conversation_id: String,
    /// The e-mail address that the visitor gave for this, such as rosa@visitors.example.
    pub(super) email: String,
    /// An id of your own for this request, 1 to 128 of A-Z a-z 0-9 . _ : ~ -. With the same id one mail is
    /// sent, however often you call.
    pub(super) request_id: Option<String>,
}

/// What `day_pass_link` wants.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DayPassLink {
    /// The id of the conversation in which the link is offered.
    pub(super) conversation_id: String,
    /// Which day pass, where there are several: its id in the booking system. Refusals call it the target.
    pub(super) pass: Option<String>,
    /// The id of the message that holds the link, if it is known already.
    pub(super) message_id: Option<String>,
}

/// What `plan_link` wants.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PlanLink {
    /// The id of the conversation in which the link is offered.
    pub(super) conversation_id: String,
    /// Which membership plan: its id in the sign-up system. Refusals call it the target.
    pub(super) plan: Option<String>,
    /// The id of the message that holds the link, if it is known already.
    pub(super) message_id: Option<String>,
}

/// What `tour_link` wants.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TourLink {
    /// The id of the conversation in which the link is offered.
    pub(super) conversation_id: String,
    /// Which office or area the visitor wants to see, where the tour is of one: its id. Refusals call it
    /// the target.
    pub(super) office: Option<String>,
    /// The id of the message that holds the link, if it is known already.
    pub(super) message_id: Option<String>,
}

/// What `booking_link` wants.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct BookingLink {
    /// The id of the conversation in which the link is offered.
    pub(super) conversation_id: String,
    /// Which room, desk or prepared booking is to be confirmed: its id in the booking system. Refusals
    /// call it the target.
    pub(super) booking: Option<String>,
    /// The id of the message that holds the link, if it is known already.
    pub(super) message_id: Option<String>,
}

/// What `escalate` wants.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Escalate")]
pub(super) struct EscalateRequest {
    /// The id of the conversation that a person is to take over.
    pub(super) conversation_id: String,
    /// What a person is needed for, in one line: they read it first.
    pub(super) subject: String,
    /// An id of your own for this ticket, 1 to 128 of A-Z a-z 0-9 . _ : ~ -. With the same id the same
    /// ticket is opened once, however often you call.
    pub(super) ticket_id: Option<String>,
    /// Whose wish it is: `customer` where they asked for a person, `assistant` where you decided it
    /// yourself. Left out, it is `assistant`.
    pub(super) escalated_by: Option<EscalatingParty>,
}

/// Whose wish an escalation is, as a language model can know it.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum EscalatingParty {
    /// The assistant's own.
    Assistant,
    /// The visitor's.
    Customer,
}

impl EscalatingParty {
    /// As the ticket says it.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Assistant => "assistant",
            Self::Customer => "customer",
        }
    }
}
