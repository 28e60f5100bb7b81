//! Records: what a server says of the world, in Daybook's words. Sources make them, sync carries
//! them, the cache keeps them; daybook-server writes them on its wire just so.
//!
//! Instants are UTC. Nothing here knows a local id.

use crate::{
    BodyFormat, Channel, ConversionKind, Delivery, Escalation, EscalationCause, InboxStatus,
    Origin, RemoteId, Sender, Status,
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
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
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
    /// The time that was sent with it, where that cannot be: `sent_at` is then when it arrived.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_said: Option<DateTime<Utc>>,
    /// What it said before its sender changed it, the first first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier: Vec<EarlierText>,
}

/// What a message said before its sender changed it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EarlierText {
    /// How the body was written.
    pub format: BodyFormat,
    /// The body as it came.
    pub body: String,
    /// Until when it said so.
    pub until: DateTime<Utc>,
}

/// Versions of a message that are kept beside the present one: the first, and the last ones.
const MOST_EARLIER: usize = 20;

impl MessageRecord {
    /// The message as its sender changed it at `now`, with what it said until then. One of its earlier texts,
    /// delivered once more, changes nothing.
    #[must_use]
    pub fn changed(&self, format: &BodyFormat, body: &str, now: DateTime<Utc>) -> Self {
        let mut changed = self.clone();
        let said = |it: &EarlierText| it.format == *format && it.body == body;
        if self.earlier.iter().any(said) {
            return changed;
        }
        changed.earlier.push(EarlierText {
            format: std::mem::replace(&mut changed.format, format.clone()),
            body: std::mem::replace(&mut changed.body, body.to_owned()),
            until: now,
        });
        if changed.earlier.len() > MOST_EARLIER {
            changed.earlier.remove(1);
        }
        changed
    }
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
    /// The time that was sent with it, where that cannot be: `occurred_at` is then when it arrived.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_said: Option<DateTime<Utc>>,
    /// When who reported it took it back: it counts no more, and history keeps it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken_back_at: Option<DateTime<Utc>>,
    /// The conversation in which it counts, where that is another: one outcome is one outcome, of
    /// however many sessions it was reported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counted_in: Option<RemoteId>,
    /// The conversation that who reported it moved it to. It is taken back here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moved_to: Option<RemoteId>,
    /// What was said of it before, the first first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier: Vec<FormerOutcome>,
}

/// What was said of an outcome until it was said otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormerOutcome {
    /// Which outcome.
    pub kind: ConversionKind,
    /// The id of the record.
    pub record: String,
    /// The record's page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// When it happened.
    pub occurred_at: DateTime<Utc>,
    /// Whether the server itself tied it to the session.
    pub confirmed: bool,
    /// The time that was sent with it, where that cannot be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_said: Option<DateTime<Utc>>,
    /// When it was taken back; it was reported again later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken_back_at: Option<DateTime<Utc>>,
    /// The conversation that it was moved to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moved_to: Option<RemoteId>,
    /// Until when this was said.
    pub until: DateTime<Utc>,
}

impl ConversionRecord {
    /// Whether it counts as a confirmed outcome of its conversation.
    #[must_use]
    pub fn counts(&self) -> bool {
        self.confirmed && self.stands()
    }

    /// Whether it stands: nobody took it back, and it counts in no other conversation.
    #[must_use]
    pub fn stands(&self) -> bool {
        self.taken_back_at.is_none() && self.counted_in.is_none()
    }
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
    /// Who brought the escalation about; absent where nobody says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub escalated_by: Option<EscalationCause>,
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
