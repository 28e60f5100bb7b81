//! What hangs on conversations besides their messages: tickets that those name, inbox items that come from
//! them, and outcomes. All of it is read at once for many conversations.

use crate::decode::record::NexudusRecord;
use crate::decode::vocabulary;
use crate::derive::batch::BatchBuilder;
use crate::derive::draft::ConversationDraft;
use crate::derive::message::stands_at;
use crate::derive::outcome::outcomes_of;
use crate::entity::Entity;
use crate::settings::{NexudusSettings, link};
use crate::staging::keys::{action_sessions, session_key};
use crate::staging::store::name;
use chrono::DateTime;
use model::RemoteId;
use model::record::{ConversionRecord, InboxItemRecord, TicketRecord};
use sources::SourceError;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// The field of a kept ticket that is there no longer, though a message still names it.
const GONE: &str = "_gone";

/// The body of a ticket that is there no longer.
pub(crate) fn gone_ticket() -> String {
    let mut record = NexudusRecord::default();
    record.set(GONE, "1");
    record.to_body()
}

/// Whether a kept ticket is there no longer.
pub(crate) fn is_gone(ticket: &NexudusRecord) -> bool {
    ticket.names(GONE)
}

/// The parts of some conversations.
pub(crate) struct ConversationParts {
    tickets: HashMap<i64, NexudusRecord>,
    /// Inbox items by session.
    items: HashMap<String, BTreeMap<i64, NexudusRecord>>,
    begun: HashSet<String>,
    outcomes: HashMap<String, Vec<ConversionRecord>>,
}

impl ConversationParts {
    /// Reads what is kept of the parts of these.
    pub(crate) async fn load(
        batch: &mut BatchBuilder<'_>,
        drafts: &BTreeMap<String, ConversationDraft>,
    ) -> Result<Self, SourceError> {
        let ids: Vec<String> = drafts.keys().cloned().collect();
        let begun = batch.view.bodies(name::BEGAN, &ids).await?;
        let outcomes = outcomes_of(batch, drafts.keys()).await?;
        Ok(Self {
            tickets: tickets(batch, drafts).await?,
            items: items(batch, drafts.keys()).await?,
            begun: begun.into_keys().collect(),
            outcomes,
        })
    }

    /// Whether the assistant began it.
    pub(crate) fn was_begun(&self, conversation: &str) -> bool {
        self.begun.contains(conversation)
    }

    pub(crate) fn outcomes(&self, conversation: &str) -> Vec<ConversionRecord> {
        self.outcomes.get(conversation).cloned().unwrap_or_default()
    }

    /// The tickets that the messages of a conversation name, unless they are gone. One that cannot be read
    /// is told by its number.
    pub(crate) fn tickets(
        &self,
        settings: &NexudusSettings,
        draft: &ConversationDraft,
    ) -> Vec<TicketRecord> {
        let mut all: BTreeMap<i64, TicketRecord> = BTreeMap::new();
        for row in draft.members.values() {
            let Some(id) = row.link("HelpDeskMessageId") else {
                continue;
            };
            let ticket = self.tickets.get(&id);
            if ticket.is_some_and(is_gone) {
                continue;
            }
            let subject = ticket.and_then(|ticket| ticket.text("Subject"));
            let subject = subject.map(|text| text.trim().to_owned());
            let record = TicketRecord {
                id: RemoteId(id.to_string()),
                subject: subject.unwrap_or_else(|| format!("Ticket {id}")),
                url: link(&settings.links.ticket, &id.to_string()),
                created_at: ticket
                    .and_then(|ticket| ticket.when("CreatedOn"))
                    .unwrap_or_else(|| stands_at(row, &draft.basis.session)),
                escalated_by: None,
            };
            all.insert(id, record);
        }
        all.into_values().collect()
    }

    /// The inbox items that come from a conversation, or began it.
    pub(crate) fn items(
        &self,
        settings: &NexudusSettings,
        conversation: &str,
    ) -> Vec<InboxItemRecord> {
        let items = self.items.get(conversation).into_iter().flatten();
        let items = items.map(|(id, row)| InboxItemRecord {
            id: RemoteId(id.to_string()),
            title: vocabulary::action_title(row),
            status: vocabulary::inbox_status(row.word("Status").as_deref()),
            url: link(&settings.links.inbox_item, &id.to_string()),
            created_at: row.when("CreatedOn").unwrap_or(DateTime::UNIX_EPOCH),
        });
        items.collect()
    }
}

async fn tickets(
    batch: &mut BatchBuilder<'_>,
    drafts: &BTreeMap<String, ConversationDraft>,
) -> Result<HashMap<i64, NexudusRecord>, SourceError> {
    let rows = drafts.values().flat_map(|draft| draft.members.values());
    let named: BTreeSet<i64> = rows
        .filter_map(|row| row.link("HelpDeskMessageId"))
        .collect();
    let named: Vec<String> = named.iter().map(i64::to_string).collect();
    let kept = batch.view.bodies(Entity::Tickets.name(), &named).await?;
    let read =
        |(id, body): (String, String)| Some((id.parse().ok()?, NexudusRecord::of_body(&body)));
    Ok(kept.into_iter().filter_map(read).collect())
}

async fn items(
    batch: &mut BatchBuilder<'_>,
    conversations: impl Iterator<Item = &String>,
) -> Result<HashMap<String, BTreeMap<i64, NexudusRecord>>, SourceError> {
    let sessions = conversations.filter_map(|id| id.parse().ok());
    let keys: BTreeSet<String> = sessions.map(session_key).collect();
    let actions = Entity::ProposedActions.name();
    let found = batch.view.with_keys(actions, &keys).await?;
    let mut items: HashMap<String, BTreeMap<i64, NexudusRecord>> = HashMap::new();
    for (id, kept) in found {
        let row = NexudusRecord::of_body(kept.body.as_deref().unwrap_or_default());
        let Ok(id) = id.parse::<i64>() else { continue };
        for session in action_sessions(&row) {
            let of_one = items.entry(session.to_string()).or_default();
            of_one.insert(id, row.clone());
        }
    }
    Ok(items)
}
