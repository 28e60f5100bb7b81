//! A conversation as its rows make it: what stands for its session, from when to when it lasted, how it
//! began, and under which keys it is kept. Pure.

use crate::decode::record::NexudusRecord;
use crate::decode::vocabulary;
use crate::derive::batch::ConversationBasis;
use crate::derive::message::sender_of;
use crate::derive::placement::MessageRows;
use crate::derive::snapshot::{ConversationSnapshot, MessageSpan};
use crate::staging::keys::{chat_of, conversation_keys};
use crate::staging::store::name;
use chrono::{DateTime, Utc};
use model::Origin;
use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

/// A conversation that is made of its rows and not told yet.
pub(crate) struct ConversationDraft {
    pub(crate) basis: ConversationBasis,
    pub(crate) is_group: bool,
    /// Its messages.
    pub(crate) members: MessageRows,
    /// How it began, by its messages.
    pub(crate) origin: Option<Origin>,
    pub(crate) told: Option<Arc<ConversationSnapshot>>,
    /// The messages of what was told.
    told_messages: HashSet<i64>,
}

impl ConversationDraft {
    /// Whether a message was not told here.
    pub(crate) fn is_new_here(&self, message: i64) -> bool {
        !self.told_messages.contains(&message)
    }

    /// What stood for its session when it was told last.
    pub(crate) fn was_group(&self) -> Option<NexudusRecord> {
        self.told.as_ref()?.group()
    }

    /// What is kept of it, as far as that is known before it is told.
    pub(crate) fn snapshot(&self) -> ConversationSnapshot {
        let messages = self.members.keys().copied();
        let mut snapshot = ConversationSnapshot::of(self.basis.span, messages);
        if self.is_group {
            snapshot.set_group(&self.basis.session);
        }
        snapshot
    }

    /// The keys under which it is kept: a session has its own.
    pub(crate) fn keys(&self) -> Vec<String> {
        if self.is_group {
            let rows = self.members.values().map(Arc::as_ref);
            group_keys(&self.basis.session, rows)
        } else {
            Vec::new()
        }
    }

    pub(crate) fn list(&self) -> &'static str {
        if self.is_group {
            name::GROUP
        } else {
            name::CONVERSATION
        }
    }
}

/// A conversation of these rows; `None` where there is none.
pub(crate) fn draft(
    session: Option<Arc<NexudusRecord>>,
    members: MessageRows,
    told: Option<&ConversationSnapshot>,
) -> Option<ConversationDraft> {
    let is_group = session.is_none();
    if is_group && members.is_empty() {
        return None;
    }
    let session = session.unwrap_or_else(|| Arc::new(group_of(&members)));
    let mut span = MessageSpan::default();
    let mut seen: Option<((DateTime<Utc>, i64), &NexudusRecord)> = None;
    for (id, row) in &members {
        let Some(at) = row.made_on() else { continue };
        span.add(at);
        let place = (at, *id);
        let is_first = seen.is_none_or(|(first, _)| place < first);
        if is_first && sender_of(row).is_visible() {
            seen = Some((place, row));
        }
    }
    let origin = seen.and_then(|(_, row)| vocabulary::origin(&sender_of(row), row));
    Some(ConversationDraft {
        basis: ConversationBasis { session, span },
        is_group,
        members,
        origin,
        told_messages: told
            .into_iter()
            .flat_map(ConversationSnapshot::messages)
            .collect(),
        told: told.cloned().map(Arc::new),
    })
}

/// What stands for a session that is not known, as far as its messages tell: it began with the oldest one,
/// and each may tell what the others do not.
fn group_of(members: &MessageRows) -> NexudusRecord {
    const COPIES: [(&str, &str); 7] = [
        ("BusinessId", "BusinessId"),
        ("Channel", "Channel"),
        ("ChatSession", "ChatSession"),
        ("AiChannelSessionExternalIdentifier", "ExternalIdentifier"),
        ("AiChannelSessionCoworkerId", "CoworkerId"),
        ("AiChannelSessionCoworkerFullName", "CoworkerFullName"),
        ("AiChannelSessionCoworkerCompanyName", "CoworkerCompanyName"),
    ];
    let mut group = NexudusRecord::default();
    for row in members.values() {
        for (from, to) in COPIES {
            if let Some(word) = row.word(from).filter(|_| group.is_unknown(to)) {
                group.set(to, &word);
            }
        }
        let is_older = |at| group.when("CreatedOn").is_none_or(|first| at < first);
        if row.when("CreatedOn").is_some_and(is_older) {
            group.set("CreatedOn", row.text("CreatedOn").unwrap_or_default());
        }
    }
    group
}

/// The keys under which what stands for a session is kept: as a session, and every chat that its messages
/// name.
fn group_keys<'r>(
    group: &NexudusRecord,
    messages: impl Iterator<Item = &'r NexudusRecord>,
) -> Vec<String> {
    let mut keys: BTreeSet<String> = conversation_keys(group).into_iter().collect();
    keys.extend(messages.filter_map(chat_of));
    keys.into_iter().collect()
}
