//! Records: what a server says of the world, in Daybook's words. Sources make them, sync carries
//! them, the cache keeps them; daybook-server writes them on its wire just so.
//!
//! Instants are UTC. Nothing here knows a local id.

use crate::{
    BodyFormat, Channel, ConversionKind, Delivery, Escalation, InboxStatus, Origin, RemoteId,
    Sender, Status,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A location.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpaceRecord {
    /// The server's id.
    pub id: RemoteId,
    /// The name as the operator writes it.
    pub name: String,
    /// IANA zone name, as given; an unknown one is kept and shown in UTC.
    pub time_zone: String,
}

/// A known person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerRecord {
    /// The server's id.
    pub id: RemoteId,
    /// Full name.
    pub name: String,
    /// Company, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company: Option<String>,
    /// E-mail, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The customer's page in the operator's system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile_url: Option<String>,
}

/// Where the visitor was, as far as the source says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GeoPlace {
    /// City.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    /// Region; in the United States the two-letter state.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// ISO 3166-1 alpha-2.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
}

/// The head of a conversation, without what hangs on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConversationRecord {
    /// The server's id.
    pub id: RemoteId,
    /// The long random identifier that every call-to-action link carries.
    pub session_id: String,
    /// The space it belongs to.
    pub space_id: RemoteId,
    /// Where it took place.
    pub channel: Channel,
    /// How it began.
    pub origin: Origin,
    /// Subject; absent where the channel has none, and then the first line stands for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// The known person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer_id: Option<RemoteId>,
    /// E-mail or phone of a person who is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_identifier: Option<String>,
    /// The anonymous token of a website visitor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visitor_token: Option<String>,
    /// Where the visitor was.
    #[serde(default)]
    pub place: GeoPlace,
    /// Active or ended; absent where the source has no such thing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
    /// Whether a person had to step in.
    pub escalation: Escalation,
    /// When it was created.
    pub started_at: DateTime<Utc>,
    /// The newest message's time; the start where there is none.
    pub last_activity_at: DateTime<Utc>,
    /// When it ended, if it did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<DateTime<Utc>>,
}

/// One message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageRecord {
    /// The server's id, unique in its conversation's source.
    pub id: RemoteId,
    /// Who wrote it.
    pub sender: Sender,
    /// The writer's name, where it is worth showing (an operator's, say).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sender_name: Option<String>,
    /// By which road it travelled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivery: Option<Delivery>,
    /// How the body is written.
    pub format: BodyFormat,
    /// The body as it came.
    pub body: String,
    /// When it was sent.
    pub sent_at: DateTime<Utc>,
}

/// A business outcome.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConversionRecord {
    /// The server's id of this outcome.
    pub id: RemoteId,
    /// Which outcome.
    pub kind: ConversionKind,
    /// The id of the record it created: a Visitor, a Coworker, …
    pub record: String,
    /// The record's page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// When it happened.
    pub occurred_at: DateTime<Utc>,
    /// Confirmed: the server itself ties it to the session. Otherwise it was inferred.
    pub confirmed: bool,
}

/// Contact details that the assistant captured.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeadRecord {
    /// The server's id.
    pub id: RemoteId,
    /// Name, where given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// E-mail, where given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Phone, where given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// What the person wanted, in a line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// When it was captured.
    pub created_at: DateTime<Utc>,
}

/// The help-desk message that an escalation created.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketRecord {
    /// The server's id.
    pub id: RemoteId,
    /// Its subject.
    pub subject: String,
    /// Its page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// When it was opened.
    pub created_at: DateTime<Utc>,
}

/// A proposed action of the AI Inbox.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InboxItemRecord {
    /// The server's id.
    pub id: RemoteId,
    /// What was proposed, in a line.
    pub title: String,
    /// Where it stands.
    pub status: InboxStatus,
    /// Its page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// When it was proposed.
    pub created_at: DateTime<Utc>,
}

/// What is gone. It holds no personal data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tombstone {
    /// What kind of thing is gone.
    pub kind: TombstoneKind,
    /// Its id.
    pub id: RemoteId,
    /// When it went.
    pub deleted_at: DateTime<Utc>,
}

/// The kinds of thing that can go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TombstoneKind {
    /// A conversation, with all that hangs on it.
    Conversation,
    /// A customer; the customer's conversations have tombstones of their own.
    Customer,
    /// A space, with its conversations.
    Space,
}
