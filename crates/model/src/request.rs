//! What a window or a terminal asks for.

use crate::search::FieldTest;
use crate::{Channel, ConversationId, ConversionKind, ListId, MessageId, SourceId, SpaceId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Which conversations: all parts hold together.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct ListFilter {
    /// A search, as it was typed: words, "phrases" and operators.
    pub text: String,
    /// One channel.
    pub channel: Option<Channel>,
    /// One space.
    pub space: Option<SpaceId>,
    /// One source.
    pub source: Option<SourceId>,
    /// By the time of the start.
    pub period: FilterPeriod,
    /// A standing view.
    pub view: ListView,
    /// What inferred outcomes are in the numbers of it. It selects nothing.
    #[serde(skip_serializing_if = "InferredOutcomes::are_apart")]
    pub inferred: InferredOutcomes,
    /// The sources of the world that is shown; none for all. The application sets it, whatever was asked:
    /// practice and real data never stand in one number.
    pub only: Option<Vec<SourceId>>,
    /// One conversation, where it fits the rest: what is handed over by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conversation: Option<ConversationId>,
}

impl ListFilter {
    /// Whether both select the same conversations, however inferred outcomes count.
    #[must_use]
    pub fn selects_as(&self, other: &Self) -> bool {
        let other = Self {
            inferred: self.inferred,
            ..other.clone()
        };
        *self == other
    }
}

/// Whether outcomes that were only inferred count as outcomes in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InferredOutcomes {
    /// They are told by themselves, and are in no number.
    #[default]
    Apart,
    /// They count as confirmed ones do, and every number says so.
    Counted,
}

impl InferredOutcomes {
    /// Whether they are in no number.
    #[must_use]
    pub const fn are_apart(&self) -> bool {
        matches!(self, Self::Apart)
    }

    /// Whether they count.
    #[must_use]
    pub const fn are_counted(&self) -> bool {
        matches!(self, Self::Counted)
    }

    /// What a search asks for conversations with an outcome: of a kind, or of any.
    #[must_use]
    pub fn asked(self, kind: Option<ConversionKind>) -> FieldTest {
        match (self, kind) {
            (Self::Apart, None) => FieldTest::AnyOutcome,
            (Self::Apart, Some(kind)) => FieldTest::Converted(kind),
            (Self::Counted, None) => FieldTest::AnyWithInferred,
            (Self::Counted, Some(kind)) => FieldTest::ConvertedWithInferred(kind),
        }
    }
}

/// A world of data. Practice and real data are two, and no total, list or export spans both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DataWorld {
    /// What servers hold.
    #[default]
    Real,
    /// What was invented to practise with.
    Practice,
}

/// A span of starts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FilterPeriod {
    /// Everything.
    #[default]
    All,
    /// The last days, up to now.
    LastDays(u16),
    /// From (included) to (excluded).
    Between(DateTime<Utc>, DateTime<Utc>),
}

/// The standing views of the navigation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ListView {
    /// No restriction.
    #[default]
    All,
    /// Escalated to a person.
    Escalated,
    /// Without any outcome.
    Unconverted,
    /// With a lead.
    WithLead,
    /// With an outcome of this kind.
    Converted(ConversionKind),
}

impl ListView {
    /// What it asks, as a search says it; none for the view of everything.
    #[must_use]
    pub fn asked(&self) -> Option<FieldTest> {
        match self {
            Self::All => None,
            Self::Escalated => Some(FieldTest::Escalated),
            Self::Unconverted => Some(FieldTest::Unconverted),
            Self::WithLead => Some(FieldTest::HasLead),
            Self::Converted(kind) => Some(FieldTest::Converted(kind.clone())),
        }
    }
}

/// In which order a list stands. Rows that are alike in it follow each other by their ids.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct ListSort {
    /// What is compared.
    pub by: SortKey,
    /// Which end stands first.
    pub direction: SortDirection,
}

/// What of two conversations is compared. Texts are compared as a dictionary does; a conversation without
/// the text stands last, whichever way the list goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SortKey {
    /// The newest message.
    #[default]
    LastActivity,
    /// The start.
    Started,
    /// How many messages a reader sees.
    Messages,
    /// The subject, or the first line where there is none.
    Subject,
    /// The customer's name, or else what a list shows in its place.
    Customer,
}

/// Which end of an order stands first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SortDirection {
    /// The newest, the most, the end of the alphabet.
    #[default]
    Descending,
    /// The oldest, the fewest, the beginning of the alphabet.
    Ascending,
}

impl SortKey {
    /// Every one, in the order in which they are offered.
    pub const ALL: [Self; 5] = [
        Self::LastActivity,
        Self::Started,
        Self::Messages,
        Self::Subject,
        Self::Customer,
    ];

    /// Its name, as it is stored and sent.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::LastActivity => "last_activity",
            Self::Started => "started",
            Self::Messages => "messages",
            Self::Subject => "subject",
            Self::Customer => "customer",
        }
    }

    /// The one of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|key| key.as_str() == name)
    }

    /// The end that a reader wants to see first, unless told otherwise.
    #[must_use]
    pub const fn usual_direction(self) -> SortDirection {
        match self {
            Self::LastActivity | Self::Started | Self::Messages => SortDirection::Descending,
            Self::Subject | Self::Customer => SortDirection::Ascending,
        }
    }
}

impl SortDirection {
    /// Its name, as it is stored and sent.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Descending => "descending",
            Self::Ascending => "ascending",
        }
    }

    /// The one of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let both = [Self::Descending, Self::Ascending];
        both.into_iter()
            .find(|direction| direction.as_str() == name)
    }

    /// The other one.
    #[must_use]
    pub const fn reversed(self) -> Self {
        match self {
            Self::Descending => Self::Ascending,
            Self::Ascending => Self::Descending,
        }
    }
}

/// Opens a list; the answer is [`crate::view::ListOpened`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenList {
    /// Which conversations.
    pub filter: ListFilter,
    /// In which order.
    #[serde(default)]
    pub sort: ListSort,
    /// How many of the first rows to send along.
    pub first_rows: u32,
    /// The conversation whose place in the list is wanted.
    pub locate: Option<ConversationId>,
}

/// Asks where a list comes to a day; the answer is the conversation there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayPlaceRequest {
    /// Which conversations.
    pub filter: ListFilter,
    /// In which order: by a time.
    pub sort: ListSort,
    /// The day as it is typed: as after `on:`.
    pub day: String,
}

/// Asks for rows of an open list; the answer is a `Vec<ConversationRow>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListWindow {
    /// The list.
    pub list: ListId,
    /// Index of the first row.
    pub start: u32,
    /// How many.
    pub count: u32,
}

/// Asks for one conversation; the answer is [`crate::view::ConversationDetail`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenConversation {
    /// Which.
    pub id: ConversationId,
    /// The free text whose matches are to be marked.
    pub text: String,
}

/// Asks for the record of a conversation, or of one of its messages, as this laptop keeps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordRequest {
    /// Which conversation.
    pub conversation: ConversationId,
    /// Which of its messages; none for the whole conversation.
    pub message: Option<MessageId>,
}

/// A passphrase on its way to the vault. It is not told, not even to a log.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Passphrase(pub String);

impl std::fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Passphrase(..)")
    }
}

/// Connects a daybook-server.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConnectDaybook {
    /// What the manager calls it.
    pub name: String,
    /// Where it is.
    pub url: String,
    /// Its token. It goes to the key store and nowhere else.
    pub token: String,
}

impl std::fmt::Debug for ConnectDaybook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ConnectDaybook")
            .field("name", &self.name)
            .field("url", &self.url)
            .finish_non_exhaustive()
    }
}

/// Connects a Nexudus account.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConnectNexudus {
    /// What the manager calls it.
    pub name: String,
    /// Where its API is; empty for the documented address.
    pub url: String,
    /// The account.
    pub email: String,
    /// Its password. It is exchanged for a token and kept nowhere.
    pub password: String,
    /// The code of the second factor, for an account that has one.
    pub totp: Option<String>,
}

/// Signs in again to a Nexudus account whose sign-in has lapsed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignInNexudus {
    /// Which source.
    pub source: SourceId,
    /// The account's password. It is exchanged for a token and kept nowhere.
    pub password: String,
    /// The code of the second factor, for an account that has one.
    pub totp: Option<String>,
}

impl std::fmt::Debug for ConnectNexudus {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ConnectNexudus")
            .field("name", &self.name)
            .field("url", &self.url)
            .finish_non_exhaustive()
    }
}

impl std::fmt::Debug for SignInNexudus {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SignInNexudus")
            .field("source", &self.source)
            .finish_non_exhaustive()
    }
}
