//! Leads, and what became of calling them.

use crate::sample::{at, text};
use crate::stands;
use daybook_model::lead::{
    FollowUpChanged, FollowUpCount, LeadLine, LeadsPage, LeadsRequest, SetFollowUp,
};
use daybook_model::request::ListFilter;
use daybook_model::{Channel, ConversationId, FollowUp, RemoteId};

fn line() -> LeadLine {
    LeadLine {
        conversation: ConversationId(7),
        lead: RemoteId(text("lead-1")),
        name: Some(text("Zoe Ash")),
        email: Some(text("zoe@example.org")),
        phone: Some(text("+351 912 345 678")),
        note: Some(text("A desk for two")),
        created_at: at(5),
        follow_up: FollowUp::NotReached,
        followed_up_at: Some(at(5)),
        channel: Channel::WhatsApp,
        time_zone: text("Europe/Lisbon"),
    }
}

#[test]
fn leads() {
    stands! {
        "FollowUp": FollowUp::KNOWN.to_vec(),
        "LeadsRequest": LeadsRequest {
            filter: ListFilter { text: text("roof"), ..ListFilter::default() },
            conversation: Some(ConversationId(7)),
            follow_up: Some(FollowUp::Open),
            start: 500,
            count: 100,
        },
        "LeadLine": line(),
        "LeadsPage": LeadsPage {
            total: 1,
            states: vec![FollowUpCount { follow_up: FollowUp::NotReached, leads: 1 }],
            leads: vec![line()],
        },
        "FollowUpCount": FollowUpCount { follow_up: FollowUp::Won, leads: 3 },
        "SetFollowUp": SetFollowUp {
            conversation: ConversationId(7),
            lead: RemoteId(text("lead-1")),
            follow_up: FollowUp::InTouch,
        },
        "FollowUpChanged": FollowUpChanged {
            follow_up: FollowUp::InTouch,
            followed_up_at: Some(at(5)),
            before: FollowUp::Open,
        },
    }
}
