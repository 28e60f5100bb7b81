//! What a window or a terminal shows. Instants are UTC; the zone to show them in stands beside them.

use crate::body_tree::BodyView;
use crate::capability::SourceCapabilities;
use crate::failure::Failure;
use crate::marks::{ConversationMarks, MessageFlag, RowMarks};
use crate::metrics::{ChannelCount, MetricComparison, Metrics};
use crate::outcome_history::FormerOutcome;
use crate::person::PersonLink;
use crate::plausible_time::TimeMark;
use crate::record::GeoPlace;
use crate::request::DataWorld;
use crate::search::{SearchDiagnosis, SearchMeaning};
use crate::{
    Channel, ConversationId, ConversionKind, CustomerId, Delivery, Escalation, EscalationCause,
    InboxStatus, ListId, MessageId, OfferView, Origin, Reach, RemoteId, Sender, SourceId,
    SourceKind, SpaceId, Status,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A piece of text, and whether it matches the search.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextPiece {
    /// The text.
    pub text: String,
    /// Whether it is a match.
    pub hit: bool,
}

/// The person of a conversation, as far as known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "t", rename_all = "snake_case")]
pub enum PersonView {
    /// A customer.
    Customer {
        /// Local id.
        id: CustomerId,
        /// Name.
        name: String,
        /// Company.
        company: Option<String>,
        /// Profile page.
        profile_url: Option<String>,
    },
    /// Only an e-mail, a phone number, or the name that a visitor gave as a lead.
    External {
        /// It.
        identifier: String,
    },
    /// Only an anonymous token.
    Visitor {
        /// It.
        token: String,
    },
    /// Nothing.
    Unknown,
}

/// An outcome as a badge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConversionView {
    /// Which.
    pub kind: ConversionKind,
    /// The record's id.
    pub record: String,
    /// The record's page.
    pub url: Option<String>,
    /// When.
    pub occurred_at: DateTime<Utc>,
    /// Confirmed by the server, or inferred.
    pub confirmed: bool,
    /// What is to be told beside the time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_mark: Option<TimeMark>,
    /// When it was taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken_back_at: Option<DateTime<Utc>>,
    /// The server's id of the conversation in which it counts, where that is another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counted_in: Option<RemoteId>,
    /// The server's id of the conversation that it was moved to; it is taken back here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moved_to: Option<RemoteId>,
    /// What was said of it before, the first first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier: Vec<FormerOutcome>,
    /// When a link that asks for it was last offered before it; told with the whole conversation alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offered_at: Option<DateTime<Utc>>,
}

impl ConversionView {
    /// Whether it stands: nobody took it back, and it counts in no other conversation.
    #[must_use]
    pub const fn stands(&self) -> bool {
        self.taken_back_at.is_none() && self.counted_in.is_none()
    }
}

/// One row of the conversation list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConversationRow {
    /// Local id.
    pub id: ConversationId,
    /// The server's id.
    pub remote_id: RemoteId,
    /// The session.
    pub session_id: String,
    /// Subject, or the first line.
    pub subject: Vec<TextPiece>,
    /// The second line: the last message, or the first message that matches the search.
    pub excerpt: Vec<TextPiece>,
    /// Who wrote the message of the second line.
    pub excerpt_sender: Option<Sender>,
    /// Outcomes that stand, by time.
    pub conversions: Vec<ConversionView>,
    /// Outcomes that were taken back, by time. They count nowhere.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub taken_back: Vec<ConversionView>,
    /// The person.
    pub person: PersonView,
    /// The person's name or identifier as the list shows it, matches marked; empty where it shows neither.
    #[serde(default)]
    pub person_shown: Vec<TextPiece>,
    /// The person's company, matches marked.
    #[serde(default)]
    pub company_shown: Vec<TextPiece>,
    /// Channel.
    pub channel: Channel,
    /// Status where the source has it.
    pub status: Option<Status>,
    /// Escalation.
    pub escalation: Escalation,
    /// Leads.
    pub leads: u32,
    /// Messages that a reader sees.
    pub messages: u32,
    /// The space.
    pub space: SpaceId,
    /// The space's IANA zone.
    pub time_zone: String,
    /// Start.
    pub started_at: DateTime<Utc>,
    /// Newest message.
    pub last_activity_at: DateTime<Utc>,
    /// What the manager noted about it.
    #[serde(default, skip_serializing_if = "RowMarks::is_none")]
    pub marks: RowMarks,
}

/// A list that the back end now holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ListOpened {
    /// Its handle. Only the newest few are kept.
    pub list: ListId,
    /// The generation of the data that it shows: [`StatusView::generation`] grows beyond it when news wait.
    pub generation: u64,
    /// Rows in all.
    pub total: u32,
    /// Channels present under every part of the filter but the channel itself, with counts.
    pub tabs: Vec<ChannelCount>,
    /// Conversations under every part of the filter but the channel itself: the "All" tab.
    pub tabs_total: u64,
    /// The metric strip for this filter.
    pub metrics: Metrics,
    /// The first rows.
    pub rows: Vec<ConversationRow>,
    /// The place of the conversation that was asked for.
    pub located: Option<u32>,
    /// What the search asks; none where nothing is asked.
    pub meaning: Option<SearchMeaning>,
    /// What of the search was not understood as typed.
    pub diagnoses: Vec<SearchDiagnosis>,
}

/// One conversation, whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConversationDetail {
    /// The same as in the list.
    pub row: ConversationRow,
    /// How it began.
    pub origin: Origin,
    /// The person's addresses and numbers, besides what names them in the row.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contacts: Vec<String>,
    /// The code of the language in which it is held; none where nobody can tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Where the visitor was.
    pub place: GeoPlace,
    /// The space's name.
    pub space_name: String,
    /// The source's name.
    pub source_name: String,
    /// When it ended.
    pub ended_at: Option<DateTime<Utc>>,
    /// Linked inbox items.
    pub inbox_items: Vec<InboxItemView>,
    /// Tickets.
    pub tickets: Vec<TicketView>,
    /// Leads.
    pub leads: Vec<LeadView>,
    /// Messages and outcomes in the order of time.
    pub timeline: Vec<TimelineItem>,
    /// System and tool rows among them, hidden by default.
    pub hidden_rows: u32,
    /// What the manager noted about it.
    #[serde(default)]
    pub marks: ConversationMarks,
}

/// Another conversation of the same person, and how that is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RelatedConversation {
    /// Local id.
    pub id: ConversationId,
    /// Where.
    pub channel: Channel,
    /// Subject, or the first line; empty where there is neither.
    pub subject: String,
    /// Start.
    pub started_at: DateTime<Utc>,
    /// The space's IANA zone.
    pub time_zone: String,
    /// How it is known.
    pub link: PersonLink,
}

/// A proposed action, as a callout.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InboxItemView {
    /// What was proposed.
    pub title: String,
    /// Where it stands.
    pub status: InboxStatus,
    /// Its page.
    pub url: Option<String>,
    /// When.
    pub created_at: DateTime<Utc>,
}

/// A ticket, as a callout.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketView {
    /// Its subject.
    pub subject: String,
    /// Its page.
    pub url: Option<String>,
    /// When.
    pub created_at: DateTime<Utc>,
    /// Who brought the escalation about; absent where nobody says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub escalated_by: Option<EscalationCause>,
}

/// A lead, as a callout.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeadView {
    /// Name.
    pub name: Option<String>,
    /// E-mail.
    pub email: Option<String>,
    /// Phone.
    pub phone: Option<String>,
    /// What the person wanted.
    pub note: Option<String>,
    /// When.
    pub created_at: DateTime<Utc>,
}

/// A thing in the timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "t", rename_all = "snake_case")]
pub enum TimelineItem {
    /// A message.
    Message(MessageView),
    /// An outcome, at the moment it happened.
    Outcome(ConversionView),
    /// An escalation, at the moment at which its ticket was opened.
    Escalation(TicketView),
}

/// A message as shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageView {
    /// Local id.
    pub id: MessageId,
    /// Who.
    pub sender: Sender,
    /// The writer's name.
    pub sender_name: Option<String>,
    /// By which road.
    pub delivery: Option<Delivery>,
    /// The body, safe.
    pub body: BodyView,
    /// When.
    pub sent_at: DateTime<Utc>,
    /// What is to be told beside the time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_mark: Option<TimeMark>,
    /// What it said before its sender changed it, the first first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier: Vec<EarlierView>,
    /// Which of its links are calls to action of this conversation.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub offers: Vec<OfferView>,
    /// What the manager finds wrong with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flag: Option<MessageFlag>,
}

/// What a message said before its sender changed it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EarlierView {
    /// The body, safe.
    pub body: BodyView,
    /// Until when it said so.
    pub until: DateTime<Utc>,
}

/// What the window needs before it draws anything.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StartupView {
    /// Where the application stands.
    pub stage: StartupStage,
    /// The product's version.
    pub version: String,
    /// What the window remembered (panes, theme, last filter), as JSON text; empty at first.
    pub remembered: String,
}

/// Where the application stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StartupStage {
    /// No OS key store answers and no passphrase was set: one must be chosen.
    ChoosePassphrase,
    /// A passphrase unlocks.
    Locked,
    /// Somebody locked it, and the key store of the operating system unlocks.
    LockedByKeyStore,
    /// Unlocked, without any source: offer the practice space or a server.
    FirstStart,
    /// Unlocked, with sources.
    Ready,
}

/// What this laptop holds, before it is forgotten.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LaptopHoldings {
    /// Servers that are connected.
    pub sources: u64,
    /// Conversations that were copied.
    pub conversations: u64,
    /// Deletions that no server has heard of yet, and that none would hear of any more.
    pub waiting_deletions: u64,
}

/// A source as the interface shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SourceView {
    /// Local id.
    pub id: SourceId,
    /// Kind.
    pub kind: SourceKind,
    /// What the manager calls it.
    pub name: String,
    /// Where it is.
    pub url: String,
    /// Its sync.
    pub sync: SyncState,
    /// When it last finished.
    pub last_synced_at: Option<DateTime<Utc>>,
    /// Laptop against server, after the last sync.
    pub completeness: Completeness,
    /// The kinds of record that the account may not read, as last found. What would come of them is
    /// missing, and no comparison sees it.
    #[serde(default)]
    pub unread: Vec<String>,
    /// The spaces that the token of the source is bound to, as last found: what is beyond them is not missing
    /// here, nobody showed it.
    #[serde(default)]
    pub reach: Reach,
    /// Rows that were put aside because they could not be used, each by name; the rest was kept.
    #[serde(default)]
    pub quarantined: u64,
    /// The laptop's numbers against the server's own.
    pub cross_check: CrossCheck,
    /// What its kind of server has.
    #[serde(default)]
    pub capabilities: SourceCapabilities,
}

/// What the sync of a source does now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "t", rename_all = "snake_case")]
pub enum SyncState {
    /// Never synced.
    Never,
    /// At rest; the last run was good.
    Idle,
    /// At work.
    Running {
        /// Changes done.
        done: u64,
        /// Changes in all, as far as the server says.
        total: Option<u64>,
        /// About how many seconds it will go on, where the server's limits decide that.
        left: Option<u64>,
        /// The server asked to wait until then. It may be over by now.
        waits_until: Option<DateTime<Utc>>,
    },
    /// The server asked to wait for longer than a run waits. It goes on by itself after that.
    Waiting {
        /// Until when.
        until: DateTime<Utc>,
    },
    /// The server cannot be reached. Not an error: everything still works.
    Offline {
        /// Since when.
        since: DateTime<Utc>,
    },
    /// The token is not accepted: sign in again.
    SignInNeeded,
    /// It failed.
    Failed {
        /// What went wrong.
        failure: Failure,
        /// Whether trying again can help.
        retryable: bool,
    },
    /// Another store answers at the address, one that was put back from a backup or is new. What is here
    /// stays as it was until the manager says that the source begins anew with it.
    OtherStore,
    /// Stopped by the manager before its end; it resumes where it stopped.
    Stopped,
}

/// What this laptop knows, against what the server holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "t", rename_all = "snake_case")]
pub enum Completeness {
    /// Not compared yet.
    #[default]
    Unknown,
    /// The counts agree.
    Complete {
        /// When they were compared.
        checked_at: DateTime<Utc>,
    },
    /// They do not.
    Gap {
        /// Conversations on the server less those here.
        conversations: i64,
        /// Messages on the server less those here.
        messages: i64,
        /// When they were compared.
        checked_at: DateTime<Utc>,
    },
}

/// This laptop's numbers beside those that the server counts itself, as they were when last compared.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(tag = "t", rename_all = "snake_case")]
pub enum CrossCheck {
    /// Not compared yet.
    #[default]
    Unknown,
    /// This kind of server counts nothing itself.
    NotOffered,
    /// The token may not read the server's numbers.
    NotPermitted {
        /// When that was tried.
        checked_at: DateTime<Utc>,
    },
    /// Compared.
    Compared {
        /// Every number, counted on both sides.
        numbers: Vec<MetricComparison>,
        /// Whether the laptop had all that the server had at that moment.
        standing: CrossCheckFreshness,
        /// When they were compared.
        checked_at: DateTime<Utc>,
    },
}

/// Where this laptop stood when its numbers were compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CrossCheckFreshness {
    /// It had everything that the server had: a difference means something.
    InStep,
    /// The server had news that were not here yet: a difference was to be expected.
    Behind,
}

/// The status bar and the navigation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StatusView {
    /// The sources of both worlds.
    pub sources: Vec<SourceView>,
    /// The world that is shown. All that follows is of it alone.
    pub world: WorldView,
    /// The spaces.
    pub spaces: Vec<SpaceView>,
    /// Conversations on this laptop.
    pub conversations: u64,
    /// Messages on this laptop, hidden ones included.
    pub messages: u64,
    /// The oldest start on this laptop.
    pub oldest: Option<DateTime<Utc>>,
    /// The newest activity on this laptop.
    pub newest: Option<DateTime<Utc>>,
    /// The standing views, with counts.
    pub views: ViewCounts,
    /// Grows with every change of the data; a list opened at an older one may be stale.
    pub generation: u64,
    /// Deletions for privacy that their servers have not heard of yet, of both worlds.
    pub deletions_waiting: u32,
}

/// Which world is shown, and whether there is another one to go to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorldView {
    /// The world that is shown.
    pub shown: DataWorld,
    /// Whether the other one has a source too.
    pub has_other: bool,
}

/// Conversations in the standing views.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ViewCounts {
    /// Escalated.
    pub escalated: u64,
    /// Without any outcome.
    pub unconverted: u64,
    /// With a lead.
    pub with_lead: u64,
    /// With an inferred outcome, whether or not a confirmed one stands beside it.
    #[serde(default)]
    pub with_inferred: u64,
}

/// A space in the navigation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpaceView {
    /// Local id.
    pub id: SpaceId,
    /// Whose it is.
    pub source: SourceId,
    /// Name.
    pub name: String,
    /// IANA zone.
    pub time_zone: String,
    /// Conversations in it.
    pub conversations: u64,
}

/// What an account may read of its server: one row of the table that is shown on connecting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndpointView {
    /// The kind of record, as a word for settings: `sessions`, `messages`, …
    pub entity: String,
    /// The path that was tried.
    pub path: String,
    /// How sure that path is: `documented`, `observed`, `inferred` or `settings`.
    pub sureness: String,
    /// Whether it can be read.
    pub access: AccessView,
    /// The role that opens it.
    pub role: String,
    /// What Daybook cannot show without it.
    pub without: String,
}

impl EndpointView {
    /// The role that opens the records themselves: lists and records are two roles.
    #[must_use]
    pub fn read_role(&self) -> String {
        match self.role.strip_suffix("-List") {
            Some(name) => format!("{name}-Read"),
            None => self.role.clone(),
        }
    }
}

/// Whether a kind of record can be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "t", rename_all = "snake_case")]
pub enum AccessView {
    /// It can.
    Available {
        /// How many there are, where the server says so.
        total: Option<u64>,
    },
    /// Its list can, and the records themselves cannot: the account has one of the two roles. What the
    /// list leaves out is not known.
    ListOnly {
        /// How many there are, where the server says so.
        total: Option<u64>,
    },
    /// The account lacks the role.
    NoPermission,
    /// There is nothing at the path.
    NotFound,
    /// Something answered that cannot be used.
    Unusable {
        /// Why.
        reason: String,
    },
}

/// What the table says, and what was sent to ask for it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProbeView {
    /// The source.
    pub source: SourceView,
    /// One row a kind of record.
    pub table: Vec<EndpointView>,
    /// Requests that only read, since the source was connected.
    pub reads: u64,
    /// Requests that could have changed something, since the source was connected: none.
    pub writes: u64,
}
