//! A mock, a source in front of it, and a reader that keeps what the source hands out, as the cache
//! does.

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use daybook_nexudus::{
    AccountCredential, AccountTokens, MemoryStagingStore, NexudusConfig, NexudusSettings,
    NexudusSource, RateLimiter, SignIn, SignInForm, TokenKeeper, nexudus, sign_in,
};
use model::feed::{ChangeSet, ConversationChange, MessageMove, RecordCounts, RetractedKind};
use model::record::MessageRecord;
use sources::{SecretText, ServerIdentity, Source, SourceBatch, SourceCapabilities, SourceError};
use std::collections::{BTreeMap, VecDeque};
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex};
use testkit::nexudus::{Business, EMAIL, Message, NexudusMock, PASSWORD, Session, TestClock};

pub(crate) const CLIENT: &str = "6f9619ff-8b86-4d11-b42d-00c04fc964ff";

pub(crate) fn noon() -> DateTime<Utc> {
    "2026-11-20T12:00:00Z".parse().unwrap()
}

pub(crate) async fn mock() -> NexudusMock {
    NexudusMock::start(TestClock::at(noon())).await
}

/// Keeps tokens in memory.
#[derive(Default)]
pub(crate) struct Keeper(pub(crate) Mutex<Vec<String>>);

#[async_trait]
impl TokenKeeper for Keeper {
    async fn keep(&self, tokens: &AccountTokens) -> Result<(), SourceError> {
        let text = tokens.to_secret().unwrap().expose().to_owned();
        self.0.lock().unwrap().push(text);
        Ok(())
    }
}

pub(crate) fn password() -> SignInForm {
    SignInForm {
        email: EMAIL.to_owned(),
        password: SecretText::new(PASSWORD.to_owned()),
        totp: None,
        client_id: CLIENT.to_owned(),
    }
}

pub(crate) fn unlimited(mock: &NexudusMock) -> RateLimiter {
    RateLimiter::unlimited(Arc::new(mock.clock()))
}

pub(crate) async fn signed_in(mock: &NexudusMock) -> AccountCredential {
    sign_in(&mock.url(), &password(), &unlimited(mock))
        .await
        .unwrap()
}

pub(crate) fn config(
    mock: &NexudusMock,
    credential: AccountCredential,
    shelf: Arc<MemoryStagingStore>,
) -> NexudusConfig {
    NexudusConfig {
        url: mock.url(),
        account: EMAIL.to_owned(),
        sign_in: SignIn::new(credential, Arc::new(Keeper::default())),
        shelf,
        pace: unlimited(mock),
        settings: NexudusSettings::default(),
    }
}

pub(crate) fn rows(rows: u32) -> NonZeroU32 {
    NonZeroU32::new(rows).unwrap()
}

/// Conversations of three messages each, a minute apart. Answers their ids.
pub(crate) fn fill(mock: &NexudusMock, conversations: usize) -> Vec<i64> {
    let mut world = mock.world();
    let business_id = world.put(&Business {
        name: "Harbour".to_owned(),
        ..Business::default()
    });
    (0..conversations)
        .map(|n| {
            let at = noon() - TimeDelta::days(2) + TimeDelta::minutes(n as i64);
            let chat = format!("session-{n:032}");
            let id = world.put_at(
                &Session {
                    business_id,
                    channel: "Chat".to_owned(),
                    chat_session: Some(chat.clone()),
                    ..Session::default()
                },
                at,
            );
            for (m, role) in ["user", "assistant", "user"].into_iter().enumerate() {
                let message = Message {
                    business_id,
                    ai_channel_session_id: Some(id),
                    chat_session: Some(chat.clone()),
                    chat_message_role: Some(role.to_owned()),
                    content: Some(format!("text {m} of {n}")),
                    ..Message::default()
                };
                world.put_at(&message, at + TimeDelta::seconds(m as i64));
            }
            id
        })
        .collect()
}

/// What a person says in a session, or in a chat alone.
pub(crate) fn said(session: Option<i64>, chat: Option<&str>) -> Message {
    Message {
        ai_channel_session_id: session,
        chat_session: chat.map(str::to_owned),
        chat_message_role: Some("user".to_owned()),
        content: Some("a tour, please".to_owned()),
        ..Message::default()
    }
}

/// A source whose kept records are committed when it is gone on from a batch, as the engine does it.
pub(crate) struct Kept {
    pub(crate) source: NexudusSource,
    pub(crate) shelf: Arc<MemoryStagingStore>,
    /// Handed out and not committed, the oldest first.
    open: Mutex<VecDeque<SourceBatch>>,
}

impl Kept {
    pub(crate) fn new(source: NexudusSource, shelf: Arc<MemoryStagingStore>) -> Self {
        Self {
            source,
            shelf,
            open: Mutex::default(),
        }
    }

    pub(crate) async fn of(mock: &NexudusMock) -> Self {
        Self::with(mock, NexudusSettings::default(), 20).await
    }

    pub(crate) async fn with(mock: &NexudusMock, settings: NexudusSettings, page: u32) -> Self {
        let shelf = Arc::new(MemoryStagingStore::default());
        Self::again(mock, settings, page, shelf).await
    }

    /// Another process with the same shelf.
    pub(crate) async fn again(
        mock: &NexudusMock,
        settings: NexudusSettings,
        page: u32,
        shelf: Arc<MemoryStagingStore>,
    ) -> Self {
        Self::in_batches(mock, settings, (page, page), shelf).await
    }

    /// The same, with so many rows a page and so many a batch: pages of one batch are asked for
    /// together.
    pub(crate) async fn in_batches(
        mock: &NexudusMock,
        settings: NexudusSettings,
        (page, batch): (u32, u32),
        shelf: Arc<MemoryStagingStore>,
    ) -> Self {
        let credential = signed_in(mock).await;
        let config = NexudusConfig {
            settings,
            ..config(mock, credential, Arc::clone(&shelf))
        };
        let source = nexudus(config).unwrap();
        Self::new(source.with_rows(rows(page), rows(batch)), shelf)
    }

    pub(crate) fn commit(&self) {
        for batch in self.open.lock().unwrap().drain(..) {
            self.shelf.commit(&batch.changes.staged);
        }
    }

    /// Reads to the end of a pass, into a desk.
    pub(crate) async fn read(&self, desk: &mut Desk) -> Result<usize, SourceError> {
        let mut batches = 0;
        loop {
            let batch = self.pull("records", desk.cursor.as_deref()).await?;
            let last = batch.is_last();
            desk.take(&batch);
            batches += 1;
            if last {
                self.commit();
                return Ok(batches);
            }
        }
    }
}

#[async_trait]
impl Source for Kept {
    fn capabilities(&self) -> SourceCapabilities {
        self.source.capabilities()
    }

    fn streams(&self) -> Vec<String> {
        self.source.streams()
    }

    async fn identify(&self) -> Result<ServerIdentity, SourceError> {
        self.source.identify().await
    }

    async fn pull(&self, stream: &str, after: Option<&str>) -> Result<SourceBatch, SourceError> {
        // The engine fetches while it commits; here the commits come after, which is harder.
        let batch = self.source.pull(stream, after).await?;
        let mut open = self.open.lock().unwrap();
        if open.back().map(|before| before.next.as_str()) != after {
            open.clear();
        }
        open.push_back(batch.clone());
        while open.len() > self.source.pages_ahead() {
            if let Some(oldest) = open.pop_front() {
                self.shelf.commit(&oldest.changes.staged);
            }
        }
        Ok(batch)
    }

    fn has_told_all(&self, cursor: &str) -> bool {
        self.source.has_told_all(cursor)
    }

    async fn counts(&self) -> Result<Option<RecordCounts>, SourceError> {
        self.commit();
        self.source.counts().await
    }
}

/// What a reader holds in the end: the part of the cache, in a few lines.
#[derive(Default)]
pub(crate) struct Desk {
    pub(crate) cursor: Option<String>,
    pub(crate) conversations: BTreeMap<String, ConversationChange>,
    pub(crate) spaces: BTreeMap<String, (String, String)>,
    pub(crate) customers: BTreeMap<String, model::record::CustomerRecord>,
    /// Outcomes that conversations had, and have no longer.
    pub(crate) left: Vec<model::feed::Retraction>,
    /// How often each message was told.
    pub(crate) told: BTreeMap<String, usize>,
}

impl Desk {
    pub(crate) fn take(&mut self, batch: &SourceBatch) {
        self.cursor = Some(batch.next.clone());
        let ChangeSet {
            spaces,
            customers,
            conversations,
            tombstones,
            retracted,
            moved,
            absent,
            ..
        } = &batch.changes;
        let moved: Vec<_> = moved.iter().filter_map(|one| self.take_out(one)).collect();
        for space in spaces {
            let told = (space.name.clone(), space.time_zone.clone());
            self.spaces.insert(space.id.to_string(), told);
        }
        for customer in customers {
            self.customers
                .insert(customer.id.to_string(), customer.clone());
        }
        let outcomes = retracted
            .iter()
            .filter(|one| one.kind == RetractedKind::Conversion);
        self.left.extend(outcomes.cloned());
        for one in retracted {
            if let Some(held) = self.conversations.get_mut(one.conversation.as_str()) {
                match one.kind {
                    RetractedKind::Message => held.messages.retain(|part| part.id != one.id),
                    RetractedKind::Conversion => held.conversions.retain(|part| part.id != one.id),
                    RetractedKind::Ticket => held.tickets.retain(|part| part.id != one.id),
                    RetractedKind::InboxItem => held.inbox_items.retain(|part| part.id != one.id),
                }
            }
        }
        for change in conversations {
            self.hold(change);
        }
        for (to, message) in moved {
            let held = self.conversations.get_mut(&to).unwrap();
            upsert(&mut held.messages, &[message], |one| one.id.as_str());
        }
        assert!(
            tombstones.is_empty(),
            "what was concluded can be taken back"
        );
        for id in absent {
            self.conversations.remove(id.as_str());
        }
    }

    /// Takes a message out of where it was, with the words that are here, and says where it is now.
    fn take_out(&mut self, one: &MessageMove) -> Option<(String, MessageRecord)> {
        let held = self.conversations.get_mut(one.from.as_str())?;
        let at = held
            .messages
            .iter()
            .position(|message| message.id == one.message.id)?;
        let before = if one.from == one.to {
            held.messages[at].clone()
        } else {
            held.messages.remove(at)
        };
        let message = MessageRecord {
            body: before.body,
            format: before.format,
            ..one.message.clone()
        };
        Some((one.to.to_string(), message))
    }

    fn hold(&mut self, change: &ConversationChange) {
        let id = change.conversation.id.to_string();
        let held = self
            .conversations
            .entry(id)
            .or_insert_with(|| ConversationChange {
                messages: Vec::new(),
                conversions: Vec::new(),
                leads: Vec::new(),
                tickets: Vec::new(),
                inbox_items: Vec::new(),
                ..change.clone()
            });
        held.conversation = change.conversation.clone();
        for message in &change.messages {
            *self.told.entry(message.id.to_string()).or_default() += 1;
        }
        upsert(&mut held.messages, &change.messages, |one| one.id.as_str());
        upsert(&mut held.conversions, &change.conversions, |one| {
            one.id.as_str()
        });
        upsert(&mut held.tickets, &change.tickets, |one| one.id.as_str());
        upsert(&mut held.inbox_items, &change.inbox_items, |one| {
            one.id.as_str()
        });
    }

    pub(crate) fn one(&self, id: i64) -> &ConversationChange {
        &self.conversations[&id.to_string()]
    }

    pub(crate) fn messages(&self) -> usize {
        self.conversations
            .values()
            .map(|one| one.messages.len())
            .sum()
    }

    /// Every outcome, in order: conversation, kind, record, and whether it is confirmed.
    pub(crate) fn outcomes(&self) -> Vec<(String, String, String, bool)> {
        let all = self.conversations.iter().flat_map(|(id, held)| {
            held.conversions.iter().map(move |one| {
                let kind = one.kind.as_str().to_owned();
                (id.clone(), kind, one.record.clone(), one.confirmed)
            })
        });
        let mut all: Vec<_> = all.collect();
        all.sort();
        all
    }
}

fn upsert<T: Clone>(held: &mut Vec<T>, told: &[T], id: impl Fn(&T) -> &str) {
    for one in told {
        match held.iter_mut().find(|before| id(before) == id(one)) {
            Some(before) => *before = one.clone(),
            None => held.push(one.clone()),
        }
    }
}

/// The pages of a whole list of messages that were asked for.
pub(crate) fn compared(mock: &NexudusMock) -> Vec<String> {
    let meter = mock.meter();
    let pages = meter.asked().iter().filter(|asked| {
        let is_page = asked.query.starts_with("page=") && !asked.query.contains("UpdatedOn");
        is_page && asked.path.ends_with("/openaichatmessages") && !asked.query.contains("size=1&")
    });
    pages.map(|asked| asked.query.clone()).collect()
}

/// A first read to its end.
pub(crate) async fn read(mock: &NexudusMock) -> (Kept, Desk) {
    let (kept, mut desk) = (Kept::of(mock).await, Desk::default());
    kept.read(&mut desk).await.unwrap();
    (kept, desk)
}
