//! What a window or a terminal shows.

use crate::sample::{at, remote, text};
use crate::{body_tree, capability, metrics, record, search, stands};
use chrono::DateTime;
use daybook_model::failure::Failure;
use daybook_model::marks::RowMarks;
use daybook_model::person::PersonLink;
use daybook_model::plausible_time::TimeMark;
use daybook_model::request::DataWorld;
use daybook_model::view::{
    AccessView, Completeness, ConversationDetail, ConversationRow, ConversionView, CrossCheck,
    CrossCheckFreshness, EarlierView, EndpointView, InboxItemView, LaptopHoldings, LeadView,
    ListOpened, MessageView, PersonView, ProbeView, RelatedConversation, SourceView, SpaceView,
    StartupStage, StartupView, StatusView, SyncState, TextPiece, TicketView, TimelineItem,
    ViewCounts, WorldView,
};
use daybook_model::{
    Channel, ConversationId, ConversionKind, CustomerId, Delivery, Escalation, EscalationCause,
    InboxStatus, ListId, MessageId, Origin, Reach, Sender, SourceId, SourceKind, SpaceId, Status,
};

fn pieces() -> Vec<TextPiece> {
    let piece = |words: &str, hit| TextPiece {
        text: text(words),
        hit,
    };
    vec![piece("A day pass for ", false), piece("Friday", true)]
}

fn persons() -> Vec<PersonView> {
    vec![
        PersonView::Customer {
            id: CustomerId(5),
            name: text("Ana Reis"),
            company: Some(text("Reis & Filhos")),
            profile_url: None,
        },
        PersonView::External {
            identifier: text("ana@example.org"),
        },
        PersonView::Visitor {
            token: text("visitor-1"),
        },
        PersonView::Unknown,
    ]
}

fn conversion() -> ConversionView {
    ConversionView {
        kind: ConversionKind::DayPass,
        record: text("product-1"),
        url: Some(text("https://example.org/products/1")),
        occurred_at: at(3),
        confirmed: false,
        time_mark: None,
        taken_back_at: None,
        counted_in: None,
        moved_to: None,
        earlier: Vec::new(),
        offered_at: None,
    }
}

fn taken_back() -> ConversionView {
    ConversionView {
        taken_back_at: Some(at(7)),
        moved_to: Some(remote("conversation-2")),
        earlier: vec![record::former_outcome()],
        ..conversion()
    }
}

fn row() -> ConversationRow {
    ConversationRow {
        id: ConversationId(3),
        remote_id: remote("conversation-1"),
        session_id: text("7f3a9c"),
        subject: pieces(),
        excerpt: pieces(),
        excerpt_sender: Some(Sender::Customer),
        conversions: vec![conversion()],
        taken_back: vec![taken_back()],
        person: PersonView::Unknown,
        person_shown: vec![TextPiece {
            text: text("Ana"),
            hit: true,
        }],
        company_shown: Vec::new(),
        channel: Channel::Chat,
        status: Some(Status::Ended),
        escalation: Escalation::Resolved,
        leads: 1,
        messages: 6,
        space: SpaceId(2),
        time_zone: text("Europe/Lisbon"),
        started_at: at(0),
        last_activity_at: at(4),
        marks: RowMarks::default(),
    }
}

fn message() -> MessageView {
    MessageView {
        id: MessageId(9),
        sender: Sender::Operator,
        sender_name: Some(text("Rui")),
        delivery: Some(Delivery::RepliedViaEmail),
        body: body_tree::body(),
        sent_at: at(4),
        time_mark: None,
        earlier: Vec::new(),
        offers: Vec::new(),
        flag: None,
    }
}

fn earlier() -> EarlierView {
    EarlierView {
        body: body_tree::body(),
        until: at(2),
    }
}

fn marks() -> Vec<TimeMark> {
    let said = DateTime::UNIX_EPOCH;
    vec![
        TimeMark::NotPlausible { said },
        TimeMark::BeforeConversation,
    ]
}

fn inbox_item() -> InboxItemView {
    InboxItemView {
        title: text("Offer a tour"),
        status: InboxStatus::Pending,
        url: None,
        created_at: at(2),
    }
}

fn ticket() -> TicketView {
    TicketView {
        subject: text("Invoice"),
        url: None,
        created_at: at(2),
        escalated_by: Some(EscalationCause::Customer),
    }
}

fn lead() -> LeadView {
    LeadView {
        name: Some(text("Ana")),
        email: None,
        phone: None,
        note: Some(text("A desk in March")),
        created_at: at(2),
    }
}

fn detail() -> ConversationDetail {
    ConversationDetail {
        row: row(),
        origin: Origin::OperatorTakeover,
        contacts: vec![text("ada@example.com")],
        language: Some(text("de")),
        place: record::place(),
        space_name: text("Harbour House"),
        source_name: text("Main"),
        ended_at: Some(at(5)),
        inbox_items: vec![inbox_item()],
        tickets: vec![ticket()],
        leads: vec![lead()],
        timeline: vec![
            TimelineItem::Message(message()),
            TimelineItem::Outcome(conversion()),
        ],
        hidden_rows: 2,
        marks: crate::marks::marks(),
    }
}

fn sync_states() -> Vec<SyncState> {
    vec![
        SyncState::Never,
        SyncState::Idle,
        SyncState::Running {
            done: 1,
            total: Some(9),
            left: Some(60),
            waits_until: Some(at(7)),
        },
        SyncState::Waiting { until: at(8) },
        SyncState::Offline { since: at(8) },
        SyncState::SignInNeeded,
        SyncState::Failed {
            failure: Failure::ServerFault { status: 503 },
            retryable: true,
        },
        SyncState::OtherStore,
        SyncState::Stopped,
    ]
}

fn completeness() -> Vec<Completeness> {
    vec![
        Completeness::Unknown,
        Completeness::Complete { checked_at: at(9) },
        Completeness::Gap {
            conversations: 1,
            messages: -2,
            checked_at: at(9),
        },
    ]
}

fn cross_checks() -> Vec<CrossCheck> {
    let compared = |standing| CrossCheck::Compared {
        numbers: vec![metrics::comparison()],
        standing,
        checked_at: at(9),
    };
    vec![
        CrossCheck::Unknown,
        CrossCheck::NotOffered,
        CrossCheck::NotPermitted { checked_at: at(9) },
        compared(CrossCheckFreshness::InStep),
        compared(CrossCheckFreshness::Behind),
    ]
}

pub(crate) fn source() -> SourceView {
    SourceView {
        id: SourceId(1),
        kind: SourceKind::Nexudus,
        capabilities: capability::capabilities(),
        name: text("Main"),
        url: text("https://conversations.example"),
        sync: SyncState::Idle,
        last_synced_at: Some(at(9)),
        completeness: Completeness::Complete { checked_at: at(9) },
        unread: vec![text("tickets")],
        reach: Reach::Everywhere,
        quarantined: 2,
        cross_check: CrossCheck::Unknown,
    }
}

fn space() -> SpaceView {
    SpaceView {
        id: SpaceId(2),
        source: SourceId(1),
        name: text("Harbour House"),
        time_zone: text("Europe/Lisbon"),
        conversations: 40,
    }
}

pub(crate) fn endpoint() -> EndpointView {
    EndpointView {
        entity: text("sessions"),
        path: text("ai/sessions"),
        sureness: text("documented"),
        access: AccessView::Available { total: Some(40) },
        role: text("AiSession-List"),
        without: text("Conversations"),
    }
}

fn access() -> Vec<AccessView> {
    vec![
        AccessView::Available { total: None },
        AccessView::ListOnly { total: Some(3) },
        AccessView::NoPermission,
        AccessView::NotFound,
        AccessView::Unusable {
            reason: text("no JSON"),
        },
    ]
}

const COUNTS: ViewCounts = ViewCounts {
    escalated: 3,
    unconverted: 20,
    with_lead: 5,
    with_inferred: 2,
};

#[test]
fn lists() {
    stands! {
        "TextPiece": pieces(),
        "PersonView": persons(),
        "ConversionView": conversion(),
        "ConversationRow": row(),
        "ListOpened": ListOpened {
            list: ListId(4),
            generation: 7,
            total: 40,
            tabs: vec![metrics::channel_count()],
            tabs_total: 40,
            metrics: metrics::metrics(),
            rows: vec![row()],
            located: Some(7),
            meaning: Some(search::meaning()),
            diagnoses: search::diagnoses(),
        },
    }
}

#[test]
fn conversations() {
    stands! {
        "RelatedConversation": RelatedConversation {
            id: ConversationId(8),
            channel: Channel::Voice,
            subject: text("Parking"),
            started_at: at(3),
            time_zone: text("Europe/Lisbon"),
            link: PersonLink::Phone,
        },
        "MessageView": message(),
        "MessageView-changed": MessageView {
            time_mark: Some(marks()[0]),
            earlier: vec![earlier()],
            offers: vec![crate::rule::offer()],
            flag: Some(crate::marks::flag()),
            ..message()
        },
        "EarlierView": earlier(),
        "TimeMark": marks(),
        "InboxItemView": inbox_item(),
        "TicketView": ticket(),
        "LeadView": lead(),
        "TimelineItem": vec![TimelineItem::Message(message()), TimelineItem::Outcome(ConversionView { offered_at: Some(at(2)), ..conversion() }), TimelineItem::Escalation(ticket())],
        "ConversationDetail": detail(),
    }
}

#[test]
fn the_window() {
    stands! {
        "LaptopHoldings": LaptopHoldings { sources: 2, conversations: 2_400, waiting_deletions: 1 },
        "StartupStage": vec![
            StartupStage::ChoosePassphrase,
            StartupStage::Locked,
            StartupStage::LockedByKeyStore,
            StartupStage::FirstStart,
            StartupStage::Ready,
        ],
        "StartupView": StartupView {
            stage: StartupStage::Ready,
            version: text("0.1.0"),
            remembered: text("{}"),
        },
        "SyncState": sync_states(),
        "Completeness": completeness(),
        "CrossCheck": cross_checks(),
        "CrossCheckFreshness": vec![CrossCheckFreshness::InStep, CrossCheckFreshness::Behind],
        "SourceView": source(),
        "SpaceView": space(),
        "ViewCounts": COUNTS,
        "WorldView": WorldView::default(),
        "StatusView": StatusView {
            world: WorldView {
                shown: DataWorld::Practice,
                has_other: true,
            },
            sources: vec![source()],
            spaces: vec![space()],
            conversations: 40,
            messages: 260,
            oldest: Some(at(0)),
            newest: Some(at(9)),
            views: COUNTS,
            generation: 7,
            deletions_waiting: 1,
        },
        "EndpointView": endpoint(),
        "AccessView": access(),
        "ProbeView": ProbeView {
            source: source(),
            table: vec![endpoint()],
            reads: 12,
            writes: 0,
        },
    }
}
