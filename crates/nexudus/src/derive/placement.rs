//! Which messages are of which conversation. A message is of the session that it names; else of a session
//! of its chat; else of what is left of one; else of a group of the messages that name the chat. All
//! conversations between which messages may have changed places are placed together. Nothing is told here.

use crate::decode::record::NexudusRecord;
use crate::derive::batch::BatchBuilder;
use crate::derive::snapshot::ConversationSnapshot;
use crate::derive::touched::{TouchedKeys, own_conversation, own_message};
use crate::entity::Entity;
use crate::staging::keys::chat_of;
use crate::staging::store::name;
use sources::SourceError;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

/// Rows of messages, by id.
pub(crate) type MessageRows = BTreeMap<i64, Arc<NexudusRecord>>;

/// Conversations, what is known of their sessions, and their messages.
#[derive(Default)]
pub(crate) struct MessagePlacement {
    /// Every conversation that was looked at, with its session's row where that is kept.
    pub(crate) sessions: BTreeMap<String, Option<Arc<NexudusRecord>>>,
    /// As they were told last, before this batch.
    pub(crate) told: HashMap<String, ConversationSnapshot>,
    /// Messages by the session that they name.
    linked: HashMap<String, MessageRows>,
    /// Messages that name a chat and no session, by chat.
    of_chat: BTreeMap<String, MessageRows>,
    /// Messages that name nothing.
    own: HashMap<String, MessageRows>,
    /// The first session of each chat that matters.
    first_session: HashMap<String, String>,
    rows_seen: HashSet<i64>,
    chats_seen: BTreeSet<String>,
}

impl MessagePlacement {
    /// Places the messages of these conversations and chats, and of all that they may have changed places
    /// with. Answers the conversations that were not placed before.
    pub(crate) async fn place(
        &mut self,
        batch: &mut BatchBuilder<'_>,
        touched: &TouchedKeys,
    ) -> Result<Vec<String>, SourceError> {
        let mut open = touched.conversations.clone();
        let mut chats: BTreeSet<String> = touched.chats.clone();
        chats.extend(touched.chats_alone.iter().cloned());
        let mut placed = Vec::new();
        loop {
            open.retain(|id| !self.sessions.contains_key(id));
            chats.retain(|chat| !self.chats_seen.contains(chat));
            if open.is_empty() && chats.is_empty() {
                return Ok(placed);
            }
            let ids: Vec<String> = std::mem::take(&mut open).into_iter().collect();
            self.load(batch, &ids, &mut open, &mut chats).await?;
            placed.extend(ids);
            chats.retain(|chat| !self.chats_seen.contains(chat));
            let some = std::mem::take(&mut chats);
            self.load_chats(batch, some, &touched.chats_alone, &mut open)
                .await?;
        }
    }

    /// Loads conversations with their messages; notes which others those are of now.
    async fn load(
        &mut self,
        batch: &mut BatchBuilder<'_>,
        ids: &[String],
        open: &mut BTreeSet<String>,
        chats: &mut BTreeSet<String>,
    ) -> Result<(), SourceError> {
        if ids.is_empty() {
            return Ok(());
        }
        self.load_heads(batch, ids).await?;
        let mut wanted: BTreeSet<i64> = BTreeSet::new();
        for id in ids {
            if let Some(told) = self.told.get(id) {
                wanted.extend(told.messages());
            }
            wanted.extend(batch.staged_of.get(id).into_iter().flatten());
            wanted.extend(own_message(id));
            if id.starts_with("chat:") {
                chats.insert(id.clone());
            }
            chats.extend(self.session(id).and_then(chat_of));
        }
        wanted.retain(|id| self.rows_seen.insert(*id));
        let mut linked: HashMap<i64, Vec<(i64, Arc<NexudusRecord>)>> = HashMap::new();
        for (id, row) in rows_of(batch, &wanted).await? {
            match row.link("AiChannelSessionId") {
                Some(session) => linked.entry(session).or_default().push((id, row)),
                None => match chat_of(&row) {
                    Some(chat) => {
                        let of_chat = self.of_chat.entry(chat.clone()).or_default();
                        of_chat.insert(id, row);
                        chats.insert(chat);
                    }
                    None => {
                        let own = own_conversation(id);
                        if !self.sessions.contains_key(&own) {
                            open.insert(own.clone());
                        }
                        self.own.entry(own).or_default().insert(id, row);
                    }
                },
            }
        }
        for (session, rows) in linked {
            let session = session.to_string();
            if !self.sessions.contains_key(&session) {
                open.insert(session.clone());
            }
            self.linked.entry(session).or_default().extend(rows);
        }
        // What is, or was, known by its messages alone is of the chats that those name.
        for id in ids {
            let was_group = self
                .told
                .get(id)
                .is_some_and(ConversationSnapshot::is_group);
            if was_group || self.session(id).is_none() {
                let linked = self.linked.get(id).into_iter().flatten();
                chats.extend(linked.filter_map(|(_, row)| chat_of(row)));
            }
        }
        Ok(())
    }

    async fn load_heads(
        &mut self,
        batch: &mut BatchBuilder<'_>,
        ids: &[String],
    ) -> Result<(), SourceError> {
        for list in [name::CONVERSATION, name::GROUP] {
            let told = batch.view.bodies(list, ids).await?;
            let read =
                |(id, body): (String, String)| Some((id, ConversationSnapshot::of_body(&body)?));
            self.told.extend(told.into_iter().filter_map(read));
        }
        let mut sessions = batch.view.bodies(Entity::Sessions.name(), ids).await?;
        for id in ids {
            let session = sessions.remove(id);
            let session = session.map(|body| Arc::new(NexudusRecord::of_body(&body)));
            self.sessions.insert(id.clone(), session);
        }
        Ok(())
    }

    /// Loads the messages of chats that name no session. Where there are any, or were, all that they may be
    /// of, or have been of, is looked at.
    async fn load_chats(
        &mut self,
        batch: &mut BatchBuilder<'_>,
        chats: BTreeSet<String>,
        touched: &BTreeSet<String>,
        open: &mut BTreeSet<String>,
    ) -> Result<(), SourceError> {
        if chats.is_empty() {
            return Ok(());
        }
        let found = batch
            .view
            .with_keys(Entity::Messages.name(), &chats)
            .await?;
        for kept in found.into_values() {
            let Ok(id) = kept.id.parse::<i64>() else {
                continue;
            };
            let row = match batch.came.get(&id) {
                Some(row) => Arc::clone(row),
                None => Arc::new(NexudusRecord::of_body(
                    kept.body.as_deref().unwrap_or_default(),
                )),
            };
            if let Some(chat) = chat_of(&row).filter(|_| row.link("AiChannelSessionId").is_none()) {
                self.rows_seen.insert(id);
                self.of_chat.entry(chat).or_default().insert(id, row);
            }
        }
        let matters = |chat: &&String| self.of_chat.contains_key(*chat) || touched.contains(*chat);
        let matter: BTreeSet<String> = chats.iter().filter(matters).cloned().collect();
        self.chats_seen.extend(chats);
        let sessions = Entity::Sessions.name();
        for kept in batch.view.with_keys(sessions, &matter).await?.into_values() {
            // Of several sessions the first: it stays the first when others come.
            for key in kept.keys.iter().filter(|key| matter.contains(*key)) {
                let first = self.first_session.entry(key.clone());
                first.or_insert_with(|| kept.id.clone());
            }
            open.insert(kept.id);
        }
        let groups = batch.view.with_keys(name::GROUP, &matter).await?;
        open.extend(groups.into_keys());
        open.extend(matter);
        Ok(())
    }

    pub(crate) fn session(&self, id: &str) -> Option<&NexudusRecord> {
        self.sessions.get(id)?.as_deref()
    }

    /// The first group of each chat that messages of a session name which is not known.
    fn first_groups(&self) -> HashMap<String, String> {
        let mut first: HashMap<String, String> = HashMap::new();
        let groups = self.linked.iter();
        for (id, rows) in groups.filter(|(id, _)| self.session(id).is_none()) {
            for chat in rows.values().filter_map(|row| chat_of(row)) {
                let of_chat = first.entry(chat).or_insert_with(|| id.clone());
                if id < of_chat {
                    of_chat.clone_from(id);
                }
            }
        }
        first
    }

    /// The messages of these conversations, and of those that messages without a session are of.
    pub(crate) fn members(&self, placed: &[String]) -> HashMap<String, MessageRows> {
        let mut members: HashMap<String, MessageRows> = HashMap::with_capacity(placed.len());
        for id in placed {
            let of_one = [self.linked.get(id), self.own.get(id)];
            let rows = of_one.into_iter().flatten().flatten();
            let rows: MessageRows = rows.map(|(id, row)| (*id, Arc::clone(row))).collect();
            members.insert(id.clone(), rows);
        }
        let first_groups = self.first_groups();
        for (chat, rows) in &self.of_chat {
            let home = self.first_session.get(chat);
            let home = home.or_else(|| first_groups.get(chat)).unwrap_or(chat);
            let home = members.entry(home.clone()).or_default();
            home.extend(rows.iter().map(|(id, row)| (*id, Arc::clone(row))));
        }
        members
    }
}

/// The rows of these messages, those that came with the batch with their texts.
async fn rows_of(
    batch: &mut BatchBuilder<'_>,
    ids: &BTreeSet<i64>,
) -> Result<Vec<(i64, Arc<NexudusRecord>)>, SourceError> {
    let mut rows: Vec<(i64, Arc<NexudusRecord>)> = Vec::with_capacity(ids.len());
    let mut kept = Vec::new();
    for id in ids {
        match batch.came.get(id) {
            Some(row) => rows.push((*id, Arc::clone(row))),
            None => kept.push(id.to_string()),
        }
    }
    let bodies = batch.view.bodies(Entity::Messages.name(), &kept).await?;
    for (id, body) in bodies {
        if let Ok(id) = id.parse() {
            rows.push((id, Arc::new(NexudusRecord::of_body(&body))));
        }
    }
    rows.sort_unstable_by_key(|(id, _)| *id);
    Ok(rows)
}
