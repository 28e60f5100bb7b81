//! The tools: how each is called, and what it says of itself.

use super::answer::{LeadCreated, LinkOffered, TicketOpened, TranscriptQueued};
use super::ask::{
    BookingLink, CreateLead, DayPassLink, EmailConversation, EscalateRequest, PlanLink, TourLink,
};
use rmcp::model::{Tool as Described, ToolAnnotations};
use schemars::JsonSchema;
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
