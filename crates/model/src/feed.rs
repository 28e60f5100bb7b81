//! The change feed of daybook-server, `GET /v1/changes`, and its counts, `GET /v1/counts`. Server and
//! client share these types, so that the wire has one description.
//!
//! A page covers a range of the server's commit-ordered sequence. For each conversation touched in
//! the range it holds the head as it is now, and those messages, outcomes, leads, tickets and inbox
//! items whose own last change lies in the range. The customers and spaces that the heads name are
//! in the page too, so that a page can be kept whole without looking at another.

use crate::RemoteId;
use crate::record::{
    ConversationRecord, ConversionRecord, CustomerRecord, InboxItemRecord, LeadRecord,
    MessageRecord, SpaceRecord, TicketRecord, Tombstone,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A conversation as far as it changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConversationChange {
    /// The head as it is now.
    pub conversation: ConversationRecord,
    /// Messages that are new or changed, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub messages: Vec<MessageRecord>,
    /// Outcomes that are new or changed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conversions: Vec<ConversionRecord>,
    /// Leads that are new or changed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub leads: Vec<LeadRecord>,
    /// Tickets that are new or changed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tickets: Vec<TicketRecord>,
    /// Inbox items that are new or changed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub inbox_items: Vec<InboxItemRecord>,
}

/// One page of the feed, and also what any source hands to the cache in one go.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeSet {
    /// Spaces that changed or are named in this page.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub spaces: Vec<SpaceRecord>,
    /// Customers that changed or are named in this page.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub customers: Vec<CustomerRecord>,
    /// Conversations that changed, in the order of their first change in the range.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conversations: Vec<ConversationChange>,
    /// What went. Applied after everything else in the page.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tombstones: Vec<Tombstone>,
    /// Rows that the server holds and cannot read, because its store was damaged. They are named, and what
    /// comes after them comes all the same.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unreadable: Vec<UnreadableRow>,
    /// Parts that a conversation no longer has. The conversation itself must be in the page; applied
    /// before what the page says of it. Never on the wire of daybook-server.
    #[serde(skip)]
    pub retracted: Vec<Retraction>,
    /// Messages that are here already and are told without their words: they are of another conversation than
    /// they were, or something else of them changed. Taken out before anything of the page is applied, and
    /// put where they belong with what it says. Never on the wire of daybook-server.
    #[serde(skip)]
    pub moved: Vec<MessageMove>,
    /// Conversations that a source no longer finds. They go like those of a tombstone, and after
    /// everything else in the page; but nothing says that they were deleted, so one that is told
    /// again is taken again. Never on the wire of daybook-server.
    #[serde(skip)]
    pub absent: Vec<RemoteId>,
    /// What the source wants kept for its own later use, as it came. Never on the wire of
    /// daybook-server. A source still reads what it handed out, so the records are shared.
    #[serde(skip)]
    pub staged: Vec<Arc<StagedRecord>>,
    /// Messages that are there and too large to be read: they are named, and not kept. Never on the wire of
    /// daybook-server.
    #[serde(skip)]
    pub oversized: Vec<OversizedMessage>,
    /// Who says what outcomes are. Never on the wire of daybook-server.
    #[serde(skip)]
    pub outcome_authority: OutcomeAuthority,
    /// What the server's clock says, by which its times can be or cannot: both halves then decide alike,
    /// whatever the laptop's clock says. Of a page of daybook-server it is its `server_time`.
    #[serde(skip)]
    pub as_of: Option<DateTime<Utc>>,
}

/// Who says what the outcomes of a page are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OutcomeAuthority {
    /// Who reported them: another time or page is a correction, and what was said before is kept.
    #[default]
    Reporter,
    /// The connector, which derives them from records: another time is another derivation, and no history.
    Connector,
}

/// A row that a server holds and cannot read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnreadableRow {
    /// What it is.
    pub kind: RowKind,
    /// The conversation that it hangs on, if it hangs on one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversation: Option<RemoteId>,
    /// Its id; or, where not even that can be read, a name that the server made up for it.
    pub id: RemoteId,
}

/// What a row of the feed is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowKind {
    /// A space.
    Space,
    /// A customer.
    Customer,
    /// The head of a conversation; what hangs on it is out of sight with it.
    Conversation,
    /// A message.
    Message,
    /// An outcome.
    Conversion,
    /// A lead.
    Lead,
    /// A help-desk ticket.
    Ticket,
    /// An item of the inbox of proposed actions.
    InboxItem,
    /// A deletion.
    Tombstone,
    /// What a newer server has.
    #[serde(other)]
    Other,
}

impl RowKind {
    /// The word for it, as it stands on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Space => "space",
            Self::Customer => "customer",
            Self::Conversation => "conversation",
            Self::Message => "message",
            Self::Conversion => "conversion",
            Self::Lead => "lead",
            Self::Ticket => "ticket",
            Self::InboxItem => "inbox_item",
            Self::Tombstone => "tombstone",
            Self::Other => "other",
        }
    }
}

/// A message that is too large to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OversizedMessage {
    /// The conversation that it is in.
    pub conversation: RemoteId,
    /// The message, with the beginning of its words.
    pub message: MessageRecord,
}

/// A record as a server gave it, beside the rows that were made of it, so that a later rule can be
/// applied without a download. It holds no secret: a source keeps listed fields alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StagedRecord {
    /// What it is, in the source's words.
    pub entity: String,
    /// Its id among those.
    pub id: String,
    /// The record as JSON; absent means that it is kept no longer.
    pub body: Option<String>,
    /// Words by which the source finds it again: a session id, an e-mail address.
    pub keys: Vec<String>,
}

/// A message that is here already, as it is now but for its words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageMove {
    /// The conversation that it was in.
    pub from: RemoteId,
    /// The conversation that it is in, which must be in the page; the same, where it stays.
    pub to: RemoteId,
    /// The message. Its body, and how that is written, are those that are here.
    pub message: MessageRecord,
}

/// A part that a conversation no longer has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retraction {
    /// The conversation's id.
    pub conversation: RemoteId,
    /// What kind of part.
    pub kind: RetractedKind,
    /// The part's id.
    pub id: RemoteId,
    /// Why it has it no longer.
    pub cause: RetractionCause,
}

/// Why a conversation has a part no longer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RetractionCause {
    /// More is known now, and it was never the conversation's: nothing of it is told any more.
    Reassigned,
    /// It was cancelled, deleted or a mistake: of an outcome the history keeps it, with the page's time.
    TakenBack,
    /// Who reported an outcome moved it to this conversation: the history keeps it here.
    Moved(RemoteId),
}

/// The parts of a conversation that can be taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RetractedKind {
    /// A message.
    Message,
    /// An outcome.
    Conversion,
    /// A help-desk ticket.
    Ticket,
    /// An item of the inbox of proposed actions.
    InboxItem,
}

/// The answer of `GET /v1/changes?after=…&limit=…`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangesPage {
    /// The cursor to ask after next. Opaque: keep it, send it back.
    pub next: String,
    /// Changes in this page's range.
    pub covered: u64,
    /// Changes after this page, at the time of the answer.
    pub remaining: u64,
    /// The server's clock, for watermarks; never the laptop's.
    pub server_time: DateTime<Utc>,
    /// What `GET /v1/server` answers, so that whoever syncs need not ask; not said by a server from before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server: Option<ServerInfo>,
    /// What `GET /v1/counts` answers, on the last page, where the token reads everywhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counts: Option<RecordCounts>,
    /// What changed.
    #[serde(flatten)]
    pub changes: ChangeSet,
}

/// The answer of `GET /v1/counts`: what the server holds, for the comparison after a sync.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordCounts {
    /// Conversations.
    pub conversations: u64,
    /// Messages, system and tool rows included.
    pub messages: u64,
    /// Outcomes.
    pub conversions: u64,
    /// Leads.
    pub leads: u64,
}

/// The answer of `GET /v1/server`: who this is and what the token may do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServerInfo {
    /// Always `daybook-server`.
    pub product: String,
    /// Its version.
    pub version: String,
    /// A random id of the store, made once; another id at the same address is another store.
    pub store_id: String,
    /// What the token may do.
    pub role: crate::Role,
    /// Where it may; not said where it may everywhere, as by a server from before there was a difference.
    #[serde(default, skip_serializing_if = "crate::Reach::is_everywhere")]
    pub reach: crate::Reach,
}

/// The body of every error answer of daybook-server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrorBody {
    /// A word for machines: `unauthorized`, `forbidden`, `bad_cursor`, `ended`, …
    pub code: String,
    /// What happened and what to do, for people.
    pub message: String,
}
