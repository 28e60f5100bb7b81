//! What rows that were staged may have changed: the conversations that they name, as they were and as they
//! are. Whoever stages a row says both; what follows from it is derived whole. It must not read a store.

use crate::decode::record::NexudusRecord;
use crate::entity::Entity;
use crate::staging::keys::{
    action_sessions, chat_of, conversation_keys, definition_keys, field_key, product_key,
    record_keys,
};
use std::collections::{BTreeMap, BTreeSet};

/// What is to be derived again.
#[derive(Debug, Default)]
pub(crate) struct TouchedKeys {
    /// Conversations, by id.
    pub(crate) conversations: BTreeSet<String>,
    /// Chats whose messages may be elsewhere now, by key.
    pub(crate) chats: BTreeSet<String>,
    /// Chats of messages that name nothing else, as they were and as they are: also one that has no such
    /// message any more was somewhere.
    pub(crate) chats_alone: BTreeSet<String>,
    /// Keys of people, of chats and of outcomes, by which conversations and outcomes found each other.
    pub(crate) matches: BTreeSet<String>,
    /// Records that may be outcomes.
    pub(crate) records: BTreeSet<(Entity, i64)>,
    /// Such records by a key that they have.
    pub(crate) records_with: BTreeMap<Entity, BTreeSet<String>>,
    /// Customers whose own record changed.
    pub(crate) customers: BTreeSet<i64>,
}

impl TouchedKeys {
    /// Whether nothing is.
    pub(crate) fn is_empty(&self) -> bool {
        self.conversations.is_empty()
            && self.chats.is_empty()
            && self.chats_alone.is_empty()
            && self.matches.is_empty()
            && self.records.is_empty()
            && self.records_with.is_empty()
    }

    /// A row as it was, or as it is.
    pub(crate) fn add_row(&mut self, entity: Entity, id: i64, row: &NexudusRecord) {
        match entity {
            Entity::Sessions => self.add_session(id, row),
            Entity::Messages => self.add_message(id, row),
            Entity::ProposedActions => {
                let sessions = action_sessions(row).into_iter();
                self.conversations.extend(sessions.map(|id| id.to_string()));
            }
            Entity::TimePasses => {
                let product = row.link("ProductId").map(product_key);
                let products = self.records_with.entry(Entity::Products).or_default();
                products.extend(product);
            }
            Entity::CustomFields => {
                let visitors = self.records_with.entry(Entity::Visitors).or_default();
                visitors.extend(definition_keys(row));
                visitors.insert(field_key(id));
            }
            Entity::Coworkers => {
                self.records.insert((entity, id));
                self.matches.extend(record_keys(entity, id, row));
                self.customers.insert(id);
            }
            _ if Entity::OUTCOMES.contains(&entity) => drop(self.records.insert((entity, id))),
            _ => {}
        }
    }

    fn add_session(&mut self, id: i64, row: &NexudusRecord) {
        self.conversations.insert(id.to_string());
        self.chats.extend(chat_of(row));
        self.matches.extend(conversation_keys(row));
        self.records.extend(row.pointers());
    }

    fn add_message(&mut self, id: i64, row: &NexudusRecord) {
        match row.link("AiChannelSessionId") {
            Some(session) => drop(self.conversations.insert(session.to_string())),
            None => match chat_of(row) {
                Some(chat) => drop(self.chats_alone.insert(chat)),
                None => drop(self.conversations.insert(own_conversation(id))),
            },
        }
        self.records.extend(row.pointers());
    }
}

/// The conversation of a message that names none.
pub(crate) fn own_conversation(message: i64) -> String {
    format!("message:{message}")
}

/// The message that is a conversation by itself.
pub(crate) fn own_message(conversation: &str) -> Option<i64> {
    conversation.strip_prefix("message:")?.parse().ok()
}
