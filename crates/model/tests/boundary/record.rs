//! Records: what a server says of the world. daybook-server writes them on its wire just so.

use crate::sample::{at, remote, text};
use crate::stands;
use chrono::DateTime;
use daybook_model::outcome_history::FormerOutcome;
use daybook_model::plausible_time::ImplausibleCause;
use daybook_model::record::{
    ConversationRecord, ConversionRecord, CustomerRecord, EarlierText, GeoPlace, InboxItemRecord,
    LeadRecord, MessageRecord, SpaceRecord, TicketRecord, Tombstone, TombstoneKind,
};
use daybook_model::{
    BodyFormat, Channel, ConversionKind, Delivery, Escalation, EscalationCause, InboxStatus,
    Origin, Sender, Status,
};

pub(crate) fn space() -> SpaceRecord {
    SpaceRecord {
        id: remote("space-1"),
        name: text("Harbour House"),
        time_zone: text("Europe/Lisbon"),
    }
}

pub(crate) fn customer() -> CustomerRecord {
    CustomerRecord {
        id: remote("customer-1"),
        name: text("Ana Reis"),
        company: Some(text("Reis & Filhos")),
        email: Some(text("ana@example.org")),
        profile_url: Some(text("https://example.org/customers/1")),
    }
}

pub(crate) fn place() -> GeoPlace {
    GeoPlace {
        city: Some(text("Austin")),
        region: Some(text("TX")),
        country: Some(text("US")),
    }
}

pub(crate) fn conversation() -> ConversationRecord {
    ConversationRecord {
        id: remote("conversation-1"),
        session_id: text("7f3a9c"),
        space_id: remote("space-1"),
        channel: Channel::Chat,
        origin: Origin::Inbound,
        subject: Some(text("A day pass for Friday")),
        customer_id: Some(remote("customer-1")),
        external_identifier: None,
        visitor_token: None,
        place: place(),
        status: Some(Status::Ended),
        escalation: Escalation::None,
        started_at: at(0),
        last_activity_at: at(4),
        ended_at: Some(at(5)),
    }
}

/// A conversation of which little is known, on a channel that is not known either.
pub(crate) fn bare_conversation() -> ConversationRecord {
    ConversationRecord {
        channel: Channel::from("carrier_pigeon"),
        subject: None,
        customer_id: None,
        external_identifier: Some(text("+351 910 000 000")),
        visitor_token: Some(text("visitor-1")),
        place: GeoPlace::default(),
        status: None,
        ended_at: None,
        ..conversation()
    }
}

pub(crate) fn message() -> MessageRecord {
    MessageRecord {
        id: remote("message-1"),
        sender: Sender::Operator,
        sender_name: Some(text("Rui")),
        delivery: Some(Delivery::SentViaMessage),
        format: BodyFormat::Markdown,
        body: text("See *you* on Friday"),
        sent_at: at(4),
        time_said: None,
        earlier: Vec::new(),
    }
}

pub(crate) fn conversion() -> ConversionRecord {
    ConversionRecord {
        id: remote("conversion-1"),
        kind: ConversionKind::DayPass,
        record: text("product-1"),
        url: Some(text("https://example.org/products/1")),
        occurred_at: at(3),
        confirmed: true,
        time_said: None,
        taken_back_at: None,
        counted_in: None,
        moved_to: None,
        earlier: Vec::new(),
    }
}

pub(crate) fn earlier() -> EarlierText {
    EarlierText {
        format: BodyFormat::Plain,
        body: text("For Thursday?"),
        until: at(2),
    }
}

/// A message whose time could not be, and that its sender changed.
pub(crate) fn changed_message() -> MessageRecord {
    MessageRecord {
        time_said: Some(DateTime::UNIX_EPOCH),
        earlier: vec![earlier()],
        ..message()
    }
}

/// What an outcome was before.
pub(crate) fn former_outcome() -> FormerOutcome {
    FormerOutcome {
        kind: ConversionKind::Booking,
        record: text("booking-1"),
        url: Some(text("https://example.org/bookings/1")),
        occurred_at: at(2),
        confirmed: true,
        time_said: Some(DateTime::UNIX_EPOCH),
        taken_back_at: Some(at(4)),
        moved_to: Some(remote("conversation-3")),
        until: at(5),
    }
}

/// An outcome that was taken back, and one that counts elsewhere.
pub(crate) fn fallen_conversions() -> Vec<ConversionRecord> {
    let taken_back = ConversionRecord {
        taken_back_at: Some(at(7)),
        moved_to: Some(remote("conversation-2")),
        earlier: vec![former_outcome()],
        ..conversion()
    };
    let elsewhere = ConversionRecord {
        time_said: Some(DateTime::UNIX_EPOCH),
        counted_in: Some(remote("conversation-2")),
        ..conversion()
    };
    vec![taken_back, elsewhere]
}

pub(crate) fn lead() -> LeadRecord {
    LeadRecord {
        id: remote("lead-1"),
        name: Some(text("Ana")),
        email: Some(text("ana@example.org")),
        phone: Some(text("+351 910 000 000")),
        note: Some(text("A desk in March")),
        created_at: at(2),
    }
}

pub(crate) fn ticket() -> TicketRecord {
    TicketRecord {
        id: remote("ticket-1"),
        subject: text("Invoice"),
        url: Some(text("https://example.org/tickets/1")),
        created_at: at(2),
        escalated_by: Some(EscalationCause::Assistant),
    }
}

pub(crate) fn inbox_item() -> InboxItemRecord {
    InboxItemRecord {
        id: remote("inbox-1"),
        title: text("Offer a tour"),
        status: InboxStatus::AutoExecuted,
        url: None,
        created_at: at(2),
    }
}

pub(crate) fn tombstone() -> Tombstone {
    Tombstone {
        kind: TombstoneKind::Conversation,
        id: remote("conversation-2"),
        deleted_at: at(6),
    }
}

#[test]
fn records() {
    stands! {
        "SpaceRecord": space(),
        "CustomerRecord": customer(),
        "GeoPlace": place(),
        "ConversationRecord": conversation(),
        "ConversationRecord-bare": bare_conversation(),
        "MessageRecord": message(),
        "MessageRecord-changed": changed_message(),
        "EarlierText": earlier(),
        "FormerOutcome": former_outcome(),
        "ConversionRecord": conversion(),
        "ConversionRecord-fallen": fallen_conversions(),
        "ImplausibleCause": vec![
            ImplausibleCause::ZeroTime,
            ImplausibleCause::MillisecondsForSeconds,
            ImplausibleCause::SecondsForMilliseconds,
            ImplausibleCause::TooEarly,
            ImplausibleCause::TooLate,
        ],
        "LeadRecord": lead(),
        "TicketRecord": ticket(),
        "InboxItemRecord": inbox_item(),
        "Tombstone": tombstone(),
        "TombstoneKind": [
            TombstoneKind::Conversation,
            TombstoneKind::Customer,
            TombstoneKind::Space,
        ].to_vec(),
    }
}
