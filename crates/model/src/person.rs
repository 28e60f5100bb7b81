//! Everything that this laptop holds on one person: who is meant, which conversations are theirs and why, and how sure
//! that is. A name alone never joins people; that one address stands with different names is said.

use crate::{Channel, ConversationId, RemoteId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Who is meant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "t", content = "of", rename_all = "snake_case")]
pub enum PersonQuestion {
    /// Whom this names: any writing of an e-mail address or a telephone number, the id of a customer, a visitor, a
    /// session or a conversation.
    Writing(String),
    /// The person of this conversation.
    Conversation(ConversationId),
}

/// Asks what is held on a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonRequest {
    /// Who is meant.
    pub who: PersonQuestion,
    /// Conversations that are not theirs, as the manager says. What is only reached through one of them is not either.
    #[serde(default)]
    pub left_out: Vec<ConversationId>,
}

/// What two conversations have in common that names one person, by the one rule of identity; what says most comes
/// first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PersonLink {
    /// The server says that it is the same customer.
    Customer,
    /// An e-mail address.
    Email,
    /// A telephone number.
    Phone,
    /// A name on another network.
    Identifier,
    /// The token of one visitor of one server: the same browser.
    Visitor,
}

/// Why a conversation is the person's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "t", rename_all = "snake_case")]
pub enum HoldingReason {
    /// It is the one that was asked about.
    Asked,
    /// What was asked for names its person.
    Named {
        /// As what.
        link: PersonLink,
        /// How it is written in it.
        written: String,
    },
    /// It has this in common with another conversation of the person.
    Shared {
        /// What.
        link: PersonLink,
        /// How it is written in it.
        written: String,
        /// The other one.
        with: ConversationId,
    },
}

/// Whether a conversation is taken for the person's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HoldingStanding {
    /// It is.
    #[default]
    Included,
    /// The manager left it out.
    LeftOut,
    /// It is reached only through one that was left out.
    Unreached,
}

/// A conversation of a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldConversation {
    /// Local id.
    pub id: ConversationId,
    /// The server's id.
    pub remote_id: RemoteId,
    /// The source's name.
    pub source: String,
    /// Where.
    pub channel: Channel,
    /// Subject, or the first line; empty where there is neither.
    pub subject: String,
    /// Start.
    pub started_at: DateTime<Utc>,
    /// The space's IANA zone.
    pub time_zone: String,
    /// All messages, hidden ones too.
    pub messages: u64,
    /// Outcomes, those taken back and those counted elsewhere too.
    pub outcomes: u64,
    /// Leads.
    pub leads: u64,
    /// Whether the manager noted something about it.
    pub is_noted: bool,
    /// The names of the person in it, each once.
    pub names: Vec<String>,
    /// Whether none of these names fits the person's: it may be somebody else's.
    pub has_other_name: bool,
    /// Why it is theirs.
    pub reason: HoldingReason,
    /// Whether it is taken for theirs.
    pub standing: HoldingStanding,
}

/// By what a person is known, and with which names that stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldIdentity {
    /// As what.
    pub link: PersonLink,
    /// Every way in which it is written.
    pub written: Vec<String>,
    /// Conversations that have it.
    pub conversations: u32,
    /// The names with which it stands, each once.
    pub names: Vec<String>,
    /// Whether two of these names do not fit each other: several people may share it.
    pub may_be_shared: bool,
}

/// Everything that is held on a person.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonHoldings {
    /// The name that most of the conversations bear; none where none bears any.
    pub name: Option<String>,
    /// By what the person is known, what says most first.
    pub identities: Vec<HeldIdentity>,
    /// The conversations, the newest first.
    pub conversations: Vec<HeldConversation>,
}

/// How much of it there is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoldingTotals {
    /// Conversations.
    pub conversations: u64,
    /// Messages in them.
    pub messages: u64,
    /// Outcomes of them.
    pub outcomes: u64,
    /// Leads in them.
    pub leads: u64,
    /// Conversations about which the manager noted something.
    pub noted: u64,
    /// Conversations that were left out, with what is reached only through them.
    pub left_out: u64,
}

/// Whether what the manager noted goes into a person's file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OwnNotes {
    /// It stays here.
    #[default]
    Kept,
    /// It goes along.
    Included,
}

/// Writes what is held on a person into a folder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonExport {
    /// Who, and what is left out.
    pub request: PersonRequest,
    /// Whether what the manager noted goes along.
    #[serde(default)]
    pub notes: OwnNotes,
}

impl HeldConversation {
    /// Whether it is taken for the person's.
    #[must_use]
    pub fn is_included(&self) -> bool {
        self.standing == HoldingStanding::Included
    }
}

impl PersonHoldings {
    /// Those that are taken for the person's, the newest first.
    #[must_use]
    pub fn included(&self) -> Vec<ConversationId> {
        self.taken().map(|one| one.id).collect()
    }

    /// How much is taken for the person's.
    #[must_use]
    pub fn totals(&self) -> HoldingTotals {
        let mut totals = HoldingTotals::default();
        for one in self.taken() {
            totals.conversations += 1;
            totals.messages += one.messages;
            totals.outcomes += one.outcomes;
            totals.leads += one.leads;
            totals.noted += u64::from(one.is_noted);
        }
        let all = u64::try_from(self.conversations.len()).unwrap_or(u64::MAX);
        totals.left_out = all - totals.conversations;
        totals
    }

    fn taken(&self) -> impl Iterator<Item = &HeldConversation> {
        self.conversations.iter().filter(|one| one.is_included())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(id: i64, standing: HoldingStanding) -> HeldConversation {
        HeldConversation {
            id: ConversationId(id),
            remote_id: "c".into(),
            source: "Harbour".to_owned(),
            channel: Channel::Chat,
            subject: String::new(),
            started_at: DateTime::UNIX_EPOCH,
            time_zone: "UTC".to_owned(),
            messages: 3,
            outcomes: 2,
            leads: 1,
            is_noted: id == 1,
            names: Vec::new(),
            has_other_name: false,
            reason: HoldingReason::Asked,
            standing,
        }
    }

    #[test]
    fn what_is_left_out_counts_as_that_alone() {
        let holdings = PersonHoldings {
            conversations: vec![
                held(1, HoldingStanding::Included),
                held(2, HoldingStanding::LeftOut),
                held(3, HoldingStanding::Unreached),
                held(4, HoldingStanding::Included),
            ],
            ..PersonHoldings::default()
        };
        let expected = HoldingTotals {
            conversations: 2,
            messages: 6,
            outcomes: 4,
            leads: 2,
            noted: 1,
            left_out: 2,
        };
        assert_eq!(holdings.totals(), expected);
        let ids = [ConversationId(1), ConversationId(4)];
        assert_eq!(holdings.included(), ids);
    }
}
