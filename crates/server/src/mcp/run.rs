//! What each tool does: what its route does, by the same function.

use super::McpHandler;
use super::answer::{LeadCreated, LinkOffered, TicketOpened, TranscriptQueued};
use super::ask::{
    BookingLink, CreateLead, DayPassLink, EmailConversation, EscalateRequest, EscalatingParty,
    PlanLink, TourLink,
};
use super::tool::McpTool;
use crate::http::call_to_action::{self, LinkWord, NewLink};
use crate::http::error::HttpError;
use crate::http::follow_up::{self, NewLead, NewTicket};
use crate::http::space_gate;
use crate::http::transcript;
use crate::store::WriteStatus;
use crate::validate;
use model::RemoteId;
use rmcp::model::JsonObject;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

impl McpHandler {
    /// Does what a tool does; its answer.
    pub(super) async fn run(
        &self,
        tool: McpTool,
        arguments: JsonObject,
    ) -> Result<Value, HttpError> {
        match tool {
            McpTool::CreateLead => self.create_lead(read(arguments)?).await,
            McpTool::EmailConversation => self.email_conversation(read(arguments)?).await,
            McpTool::DayPassLink => {
                let ask = read::<DayPassLink>(arguments)?;
                let link = link(LinkWord::DayPass, ask.pass, ask.message_id);
                self.offer(&ask.conversation_id, link).await
            }
            McpTool::PlanLink => {
                let ask = read::<PlanLink>(arguments)?;
                let link = link(LinkWord::Plan, ask.plan, ask.message_id);
                self.offer(&ask.conversation_id, link).await
            }
            McpTool::TourLink => {
                let ask = read::<TourLink>(arguments)?;
                let link = link(LinkWord::Tour, ask.office, ask.message_id);
                self.offer(&ask.conversation_id, link).await
            }
            McpTool::BookingLink => {
                let ask = read::<BookingLink>(arguments)?;
                let link = link(LinkWord::Booking, ask.booking, ask.message_id);
                self.offer(&ask.conversation_id, link).await
            }
            McpTool::Escalate => self.escalate(read(arguments)?).await,
        }
    }

    /// The conversation that a tool is used in, if it is within the token's reach.
    async fn conversation(&self, id: &str) -> Result<RemoteId, HttpError> {
        let id = validate::id(id, "conversation_id")?;
        space_gate::require_conversation(&self.context, &self.reach, &id).await?;
        Ok(id)
    }

    async fn create_lead(&self, ask: CreateLead) -> Result<Value, HttpError> {
        let id = self.conversation(&ask.conversation_id).await?;
        let new = NewLead {
            id: ask.lead_id,
            name: ask.name,
            email: ask.email,
            phone: ask.phone,
            note: ask.note,
        };
        let (lead, outcome) = follow_up::put_lead(&self.context, &id, new).await?;
        say(&LeadCreated {
            lead_id: lead.id.to_string(),
            already_known: outcome == WriteStatus::AlreadyKnown,
        })
    }

    async fn email_conversation(&self, ask: EmailConversation) -> Result<Value, HttpError> {
        let id = self.conversation(&ask.conversation_id).await?;
        let queued = transcript::ask(
            &self.context,
            &id,
            ask.email.trim(),
            ask.request_id.as_deref(),
        )
        .await?;
        say(&TranscriptQueued {
            transcript_id: queued.id,
        })
    }

    async fn offer(&self, conversation_id: &str, link: NewLink) -> Result<Value, HttpError> {
        let id = self.conversation(conversation_id).await?;
        // A link that cannot be given to anybody must not count as offered.
        if self.base.is_none() {
            return Err(unknown_address());
        }
        let offered = call_to_action::make(&self.context, self.base.as_deref(), &id, link).await?;
        say(&LinkOffered {
            url: offered.url.ok_or_else(unknown_address)?,
        })
    }

    async fn escalate(&self, ask: EscalateRequest) -> Result<Value, HttpError> {
        let id = self.conversation(&ask.conversation_id).await?;
        let new = NewTicket {
            id: ask.ticket_id,
            subject: ask.subject,
            url: None,
            // Who calls the tool is the assistant; whose wish it was it can say.
            escalated_by: Some(
                ask.escalated_by
                    .map_or("assistant", EscalatingParty::as_str)
                    .to_owned(),
            ),
        };
        let (ticket, outcome) = follow_up::open_ticket(&self.context, &id, new).await?;
        say(&TicketOpened {
            ticket_id: ticket.id.to_string(),
            already_known: outcome == WriteStatus::AlreadyKnown,
        })
    }
}

fn unknown_address() -> HttpError {
    let words =
        "no link can be made: the operator has not told this server its own address (public_url)";
    HttpError::not_configured(words)
}

fn link(kind: LinkWord, target: Option<String>, message_id: Option<String>) -> NewLink {
    NewLink {
        kind,
        target,
        message_id,
    }
}

/// The parameters of a call. What is wrong with them is the model's to mend.
fn read<T: DeserializeOwned>(arguments: JsonObject) -> Result<T, HttpError> {
    serde_json::from_value(Value::Object(arguments))
        .map_err(|error| HttpError::bad_field(format!("the parameters cannot be used: {error}")))
}

fn say<T: Serialize>(answer: &T) -> Result<Value, HttpError> {
    serde_json::to_value(answer).map_err(|_| HttpError::unavailable("the answer cannot be written"))
}
