//! The JSON that scripts read. These shapes are a promise: fields are added, never renamed.
//! Instants are RFC 3339 in UTC with a Z; what is not known is `null`.

use app::SyncReport;
use catalogue::{PlainFormats, body_note, failure_text};
use chrono::{DateTime, Utc};
use model::body_tree::BodyView;
use model::failure::{Failure, FailureCode};
use model::marks::{MessageFlag, Rating};
use model::plausible_time::TimeMark;
use model::record::GeoPlace;
use model::view::{
    AccessView, Completeness, ConversationDetail, ConversationRow, ConversionView, EarlierView,
    EndpointView, InboxItemView, LeadView, MessageView, PersonView, ProbeView, SourceView,
    SyncState, TicketView, TimelineItem,
};
use model::{
    Channel, Delivery, Escalation, OfferKind, OfferView, Origin, Reach, Sender, SourceKind, Status,
};
use serde::Serialize;

/// A conversation in a list.
#[derive(Debug, Serialize)]
pub(crate) struct ConversationJson {
    id: i64,
    remote_id: String,
    session_id: String,
    subject: String,
    channel: Channel,
    status: Option<Status>,
    escalated: bool,
    escalation: Escalation,
    customer: Option<String>,
    company: Option<String>,
    external_identifier: Option<String>,
    visitor_token: Option<String>,
    started_at: DateTime<Utc>,
    last_activity_at: DateTime<Utc>,
    messages: u32,
    leads: u32,
    conversions: Vec<ConversionView>,
    starred: bool,
    reviewed: bool,
    rating: Option<Rating>,
}

impl From<ConversationRow> for ConversationJson {
    fn from(row: ConversationRow) -> Self {
        let who = PersonColumns::from(row.person);
        Self {
            id: row.id.0,
            remote_id: row.remote_id.0,
            session_id: row.session_id,
            subject: row.subject.into_iter().map(|piece| piece.text).collect(),
            channel: row.channel,
            status: row.status,
            escalated: row.escalation != Escalation::None,
            escalation: row.escalation,
            customer: who.customer,
            company: who.company,
            external_identifier: who.external_identifier,
            visitor_token: who.visitor_token,
            started_at: row.started_at,
            last_activity_at: row.last_activity_at,
            messages: row.messages,
            leads: row.leads,
            conversions: row.conversions,
            starred: row.marks.starred,
            reviewed: row.marks.reviewed,
            rating: row.marks.rating,
        }
    }
}

/// The person, spread over the columns of a list.
#[derive(Default)]
struct PersonColumns {
    customer: Option<String>,
    company: Option<String>,
    external_identifier: Option<String>,
    visitor_token: Option<String>,
}

impl From<PersonView> for PersonColumns {
    fn from(person: PersonView) -> Self {
        match person {
            PersonView::Customer { name, company, .. } => Self {
                customer: Some(name),
                company,
                ..Self::default()
            },
            PersonView::External { identifier } => Self {
                external_identifier: Some(identifier),
                ..Self::default()
            },
            PersonView::Visitor { token } => Self {
                visitor_token: Some(token),
                ..Self::default()
            },
            PersonView::Unknown => Self::default(),
        }
    }
}

/// A conversation, whole.
#[derive(Debug, Serialize)]
pub(crate) struct ConversationDetailJson {
    #[serde(flatten)]
    item: ConversationJson,
    origin: Origin,
    place: GeoPlace,
    space: String,
    source: String,
    ended_at: Option<DateTime<Utc>>,
    reviewed_at: Option<DateTime<Utc>>,
    tags: Vec<String>,
    note: Option<String>,
    lead_details: Vec<LeadView>,
    tickets: Vec<TicketView>,
    inbox_items: Vec<InboxItemView>,
    timeline: Vec<TimelineJson>,
}

/// What a message said before its sender changed it.
#[derive(Debug, Serialize)]
struct EarlierJson {
    text: String,
    until: DateTime<Utc>,
}

/// A call to action in a message.
#[derive(Debug, Serialize)]
struct OfferJson {
    kind: OfferKind,
    url: String,
    taken_at: Option<DateTime<Utc>>,
}

/// A thing in the timeline.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum TimelineJson {
    /// Something that was said. `hidden` rows are the platform's own, and are not counted in `messages`.
    Message {
        sender: Sender,
        sender_name: Option<String>,
        delivery: Option<Delivery>,
        sent_at: DateTime<Utc>,
        #[serde(skip_serializing_if = "Option::is_none")]
        time_mark: Option<TimeMark>,
        hidden: bool,
        text: String,
        /// What the sender hid from the readers of the mail: sent, and not seen.
        hidden_text: String,
        /// Why `text` is not all that was sent; the message is kept as it came.
        notes: Vec<String>,
        #[serde(skip_serializing_if = "Vec::is_empty")]
        earlier: Vec<EarlierJson>,
        /// Which of its links are calls to action of this conversation, and when each was taken.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        offers: Vec<OfferJson>,
        /// What the manager finds wrong with it.
        #[serde(skip_serializing_if = "Option::is_none")]
        flag: Option<MessageFlag>,
    },
    /// It was escalated.
    Escalation(TicketView),
    /// Something that came of it.
    Outcome(ConversionView),
}

impl From<ConversationDetail> for ConversationDetailJson {
    fn from(detail: ConversationDetail) -> Self {
        Self {
            item: detail.row.into(),
            origin: detail.origin,
            place: detail.place,
            space: detail.space_name,
            source: detail.source_name,
            ended_at: detail.ended_at,
            reviewed_at: detail.marks.reviewed_at,
            tags: detail.marks.tags,
            note: detail.marks.note,
            lead_details: detail.leads,
            tickets: detail.tickets,
            inbox_items: detail.inbox_items,
            timeline: detail
                .timeline
                .into_iter()
                .map(TimelineJson::from)
                .collect(),
        }
    }
}

impl From<TimelineItem> for TimelineJson {
    fn from(item: TimelineItem) -> Self {
        match item {
            TimelineItem::Escalation(ticket) => Self::Escalation(ticket),
            TimelineItem::Outcome(outcome) => Self::Outcome(outcome),
            TimelineItem::Message(message) => message_entry(message),
        }
    }
}

impl From<&EarlierView> for EarlierJson {
    fn from(earlier: &EarlierView) -> Self {
        Self {
            text: earlier.body.to_text(),
            until: earlier.until,
        }
    }
}

fn offers(message: &MessageView) -> Vec<OfferJson> {
    let offer = |it: &OfferView| {
        Some(OfferJson {
            kind: it.kind,
            url: message.body.link(it.target)?.url.clone(),
            taken_at: it.taken_at,
        })
    };
    message.offers.iter().filter_map(offer).collect()
}

fn message_entry(message: MessageView) -> TimelineJson {
    TimelineJson::Message {
        offers: offers(&message),
        hidden: !message.sender.is_visible(),
        sender: message.sender,
        sender_name: message.sender_name,
        delivery: message.delivery,
        sent_at: message.sent_at,
        time_mark: message.time_mark,
        text: message.body.to_text(),
        hidden_text: message.body.hidden_text(),
        notes: notes(&message.body),
        earlier: message.earlier.iter().map(EarlierJson::from).collect(),
        flag: message.flag,
    }
}

/// Why a body is not shown as it was sent, in words.
pub(crate) fn notes(body: &BodyView) -> Vec<String> {
    let phrases = body.note.map(body_note).unwrap_or_default();
    phrases.iter().map(|it| it.say(&PlainFormats)).collect()
}

/// A source.
#[derive(Debug, Serialize)]
pub(crate) struct SourceJson {
    id: i64,
    name: String,
    kind: SourceKind,
    url: String,
    last_synced_at: Option<DateTime<Utc>>,
    sync: SyncStateJson,
    completeness: CompletenessJson,
    unread: Vec<String>,
    /// The spaces that its token is bound to; not there where it reaches every space.
    #[serde(skip_serializing_if = "Option::is_none")]
    spaces: Option<Vec<String>>,
    quarantined: u64,
}

impl From<SourceView> for SourceJson {
    fn from(source: SourceView) -> Self {
        Self {
            id: source.id.0,
            name: source.name,
            kind: source.kind,
            url: source.url,
            last_synced_at: source.last_synced_at,
            sync: source.sync.into(),
            completeness: source.completeness.into(),
            unread: source.unread,
            spaces: match source.reach {
                Reach::Everywhere => None,
                Reach::Spaces(spaces) => Some(spaces.into_iter().map(|it| it.0).collect()),
            },
            quarantined: source.quarantined,
        }
    }
}

/// What the sync of a source does, or how it ended.
#[derive(Debug, Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
enum SyncStateJson {
    Never,
    Idle,
    Running { done: u64, total: Option<u64> },
    Waiting { until: DateTime<Utc> },
    Offline { since: DateTime<Utc> },
    SignInNeeded,
    Failed { message: String, retryable: bool },
    OtherStore { message: String },
    Stopped,
}

impl From<SyncState> for SyncStateJson {
    fn from(state: SyncState) -> Self {
        match state {
            SyncState::Never => Self::Never,
            SyncState::Idle => Self::Idle,
            SyncState::Running { done, total, .. } => Self::Running { done, total },
            SyncState::Waiting { until } => Self::Waiting { until },
            SyncState::Offline { since } => Self::Offline { since },
            SyncState::SignInNeeded => Self::SignInNeeded,
            SyncState::Failed { failure, retryable } => Self::Failed {
                message: failure_text(&failure),
                retryable,
            },
            SyncState::OtherStore => Self::OtherStore {
                message: failure_text(&Failure::OtherStore),
            },
            SyncState::Stopped => Self::Stopped,
        }
    }
}

/// This laptop against the server.
#[derive(Debug, Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
enum CompletenessJson {
    Unknown,
    Complete {
        checked_at: DateTime<Utc>,
    },
    /// On the server less here.
    Gap {
        conversations: i64,
        messages: i64,
        checked_at: DateTime<Utc>,
    },
}

impl From<Completeness> for CompletenessJson {
    fn from(completeness: Completeness) -> Self {
        match completeness {
            Completeness::Unknown => Self::Unknown,
            Completeness::Complete { checked_at } => Self::Complete { checked_at },
            Completeness::Gap {
                conversations,
                messages,
                checked_at,
            } => Self::Gap {
                conversations,
                messages,
                checked_at,
            },
        }
    }
}

/// What went wrong: a code for scripts, and the words.
#[derive(Debug, Serialize)]
pub(crate) struct FailureJson {
    pub(crate) code: FailureCode,
    pub(crate) message: String,
}

/// What the sync of one source did; `error` alone says whether it reached its end.
#[derive(Debug, Serialize)]
pub(crate) struct SyncResultJson {
    source: String,
    batches: u64,
    conversations: u64,
    new_conversations: u64,
    messages: u64,
    quarantined: u64,
    removed: u64,
    completeness: CompletenessJson,
    error: Option<FailureJson>,
}

impl SyncResultJson {
    /// A good end.
    pub(crate) fn done(source: &str, report: SyncReport) -> Self {
        Self {
            source: source.to_owned(),
            batches: report.batches,
            conversations: report.conversations,
            new_conversations: report.new_conversations,
            messages: report.messages,
            quarantined: report.quarantined,
            removed: report.removed,
            completeness: report.completeness.into(),
            error: None,
        }
    }

    /// A bad end.
    pub(crate) fn failed(source: &str, error: FailureJson) -> Self {
        Self {
            source: source.to_owned(),
            batches: 0,
            conversations: 0,
            new_conversations: 0,
            messages: 0,
            quarantined: 0,
            removed: 0,
            completeness: CompletenessJson::Unknown,
            error: Some(error),
        }
    }
}

/// What a Nexudus account may read.
#[derive(Debug, Serialize)]
pub(crate) struct ProbeJson {
    source: SourceJson,
    records: Vec<ProbedRecordJson>,
    requests_that_read: u64,
    requests_that_write: u64,
}

/// One kind of record.
#[derive(Debug, Serialize)]
struct ProbedRecordJson {
    records: String,
    path: String,
    path_is: String,
    role: String,
    access: &'static str,
    total: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    not_shown: Option<String>,
}

impl From<ProbeView> for ProbeJson {
    fn from(probe: ProbeView) -> Self {
        Self {
            source: probe.source.into(),
            records: probe
                .table
                .into_iter()
                .map(ProbedRecordJson::from)
                .collect(),
            requests_that_read: probe.reads,
            requests_that_write: probe.writes,
        }
    }
}

impl From<EndpointView> for ProbedRecordJson {
    fn from(probed: EndpointView) -> Self {
        let role = match probed.access {
            AccessView::ListOnly { .. } => probed.read_role(),
            _ => probed.role,
        };
        let (access, total, reason) = match probed.access {
            AccessView::Available { total } => ("available", total, None),
            AccessView::ListOnly { total } => ("list_only", total, None),
            AccessView::NoPermission => ("no_permission", None, None),
            AccessView::NotFound => ("not_found", None, None),
            AccessView::Unusable { reason } => ("unusable", None, Some(reason)),
        };
        Self {
            records: probed.entity,
            path: probed.path,
            path_is: probed.sureness,
            role,
            access,
            total,
            reason,
            not_shown: (access != "available").then_some(probed.without),
        }
    }
}
