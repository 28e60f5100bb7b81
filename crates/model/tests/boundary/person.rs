//! Everything on one person.

use crate::sample::{at, remote, text};
use crate::stands;
use daybook_model::person::{
    HeldConversation, HeldIdentity, HoldingReason, HoldingStanding, HoldingTotals, OwnNotes,
    PersonExport, PersonHoldings, PersonLink, PersonQuestion, PersonRequest,
};
use daybook_model::{Channel, ConversationId};

fn request() -> PersonRequest {
    PersonRequest {
        who: PersonQuestion::Writing(text("+44 20 7946 0958")),
        left_out: vec![ConversationId(9)],
    }
}

pub(crate) fn export() -> PersonExport {
    PersonExport {
        request: request(),
        notes: OwnNotes::Included,
    }
}

fn reasons() -> Vec<HoldingReason> {
    vec![
        HoldingReason::Asked,
        HoldingReason::Named {
            link: PersonLink::Phone,
            written: text("020 7946 0958"),
        },
        HoldingReason::Shared {
            link: PersonLink::Email,
            written: text("grace@loft.example"),
            with: ConversationId(7),
        },
    ]
}

fn conversation() -> HeldConversation {
    HeldConversation {
        id: ConversationId(8),
        remote_id: remote("c-8"),
        source: text("Harbour"),
        channel: Channel::Voice,
        subject: text("Parking"),
        started_at: at(3),
        time_zone: text("Europe/Lisbon"),
        messages: 4,
        outcomes: 1,
        leads: 1,
        is_noted: true,
        names: vec![text("Grace Lin")],
        has_other_name: false,
        reason: HoldingReason::Asked,
        standing: HoldingStanding::Unreached,
    }
}

fn identity() -> HeldIdentity {
    HeldIdentity {
        link: PersonLink::Phone,
        written: vec![text("+44 20 7946 0958")],
        conversations: 2,
        names: vec![text("Grace Lin"), text("Omar Haddad")],
        may_be_shared: true,
    }
}

#[test]
fn persons() {
    stands! {
        "PersonLink": vec![
            PersonLink::Customer,
            PersonLink::Email,
            PersonLink::Phone,
            PersonLink::Identifier,
            PersonLink::Visitor,
        ],
        "PersonQuestion": vec![
            PersonQuestion::Writing(text("grace@loft.example")),
            PersonQuestion::Conversation(ConversationId(8)),
        ],
        "PersonRequest": request(),
        "OwnNotes": vec![OwnNotes::Kept, OwnNotes::Included],
        "PersonExport": export(),
        "HoldingReason": reasons(),
        "HoldingStanding": vec![
            HoldingStanding::Included,
            HoldingStanding::LeftOut,
            HoldingStanding::Unreached,
        ],
        "HeldConversation": conversation(),
        "HeldIdentity": identity(),
        "HoldingTotals": HoldingTotals {
            conversations: 2,
            messages: 9,
            outcomes: 1,
            leads: 1,
            noted: 1,
            left_out: 1,
        },
        "PersonHoldings": PersonHoldings {
            name: Some(text("Grace Lin")),
            identities: vec![identity()],
            conversations: vec![conversation()],
        },
    }
}
