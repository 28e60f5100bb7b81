//! The tools: how each is called, what it says of itself, what it does.

use super::McpHandler;
use super::answer::{LeadCreated, LinkOffered, TicketOpened, TranscriptQueued};
use super::ask::{
    BookingLink, CreateLead, DayPassLink, EmailConversation, EscalateRequest, PlanLink, TourLink,
};
use crate::WriteStatus;
use crate::http::call_to_action::{self, LinkWord, NewLink};
use crate::http::error::HttpError;
use crate::http::follow_up::{self, NewLead, NewTicket};
use crate::http::transcript;
use crate::validate;
use model::RemoteId;
use rmcp::model::{JsonObject, Tool as Described, ToolAnnotations};
use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::sync::Arc;

/// A tool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum McpTool {
    CreateLead,
    EmailConversation,
    DayPassLink,
    PlanLink,
    TourLink,
    BookingLink,
    Escalate,
}

impl McpTool {
    /// Every tool.
    pub(super) const ALL: [Self; 7] = [
        Self::CreateLead,
        Self::EmailConversation,
        Self::DayPassLink,
        Self::PlanLink,
        Self::TourLink,
        Self::BookingLink,
        Self::Escalate,
    ];

    /// The tool of a name.
    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tool| tool.name() == name)
    }

    fn name(self) -> &'static str {
        match self {
            Self::CreateLead => "create_lead",
            Self::EmailConversation => "email_conversation",
            Self::DayPassLink => "day_pass_link",
            Self::PlanLink => "plan_link",
            Self::TourLink => "tour_link",
            Self::BookingLink => "booking_link",
            Self::Escalate => "escalate",
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::CreateLead => "Record a lead",
            Self::EmailConversation => "E-mail the conversation",
            Self::DayPassLink => "Link to a day pass",
            Self::PlanLink => "Link to a membership plan",
            Self::TourLink => "Link to a tour request",
            Self::BookingLink => "Link to confirm a booking",
            Self::Escalate => "Hand over to a person",
        }
    }

    fn description(self) -> &'static str {
        match self {
            Self::CreateLead => {
                "Records a visitor who is interested, so that the sales team follows up. Use it once the \
                 visitor has given a name, an e-mail address or a telephone number, and agreed to be \
                 contacted. Pass on only what the visitor said."
            }
            Self::EmailConversation => {
                "Sends the visitor this conversation by e-mail. Use it when the visitor asks for a copy, \
                 and ask for the address first. The mail arrives within minutes; it holds everything that \
                 was said, and no system messages."
            }
            Self::DayPassLink => {
                "Makes a link at which the visitor buys a day pass. Use it when somebody wants to come in \
                 for a day, and give them the link."
            }
            Self::PlanLink => {
                "Makes a link at which the visitor signs up for a membership plan. Use it when somebody \
                 has decided for a plan, and give them the link."
            }
            Self::TourLink => {
                "Makes a link at which the visitor asks for a tour of the space. Use it when somebody \
                 wants to see the place, and give them the link."
            }
            Self::BookingLink => {
                "Makes a link at which the visitor confirms a booking, such as of a meeting room. Use it \
                 when room and time are settled, and give them the link."
            }
            Self::Escalate => {
                "Hands the conversation to a member of staff and opens a ticket. Use it when the visitor \
                 asks for a person, complains, or needs what you cannot do. Tell the visitor that \
                 somebody will answer."
            }
        }
    }

    /// What a client is told of it.
    pub(super) fn described(self) -> Described {
        let bare = Described::new(self.name(), self.description(), Arc::default());
        let bare = bare
            .with_title(self.title())
            .with_annotations(ToolAnnotations::new().read_only(false).destructive(false));
        match self {
            Self::CreateLead => of::<CreateLead, LeadCreated>(bare),
            Self::EmailConversation => of::<EmailConversation, TranscriptQueued>(bare),
            Self::DayPassLink => of::<DayPassLink, LinkOffered>(bare),
            Self::PlanLink => of::<PlanLink, LinkOffered>(bare),
            Self::TourLink => of::<TourLink, LinkOffered>(bare),
            Self::BookingLink => of::<BookingLink, LinkOffered>(bare),
            Self::Escalate => of::<EscalateRequest, TicketOpened>(bare),
        }
    }
}

fn of<Ask: JsonSchema + 'static, Answer: JsonSchema + 'static>(bare: Described) -> Described {
    bare.with_input_schema::<Ask>()
        .with_output_schema::<Answer>()
}

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

    async fn create_lead(&self, ask: CreateLead) -> Result<Value, HttpError> {
        let id = conversation(&ask.conversation_id)?;
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
        let id = conversation(&ask.conversation_id)?;
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
        let id = conversation(conversation_id)?;
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
        let id = conversation(&ask.conversation_id)?;
        let new = NewTicket {
            id: ask.ticket_id,
            subject: ask.subject,
            url: None,
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

fn conversation(id: &str) -> Result<RemoteId, HttpError> {
    Ok(validate::id(id, "conversation_id")?)
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
