//! Small conversations for tests, and a reader that keeps what the feed tells it.

use chrono::{DateTime, TimeDelta, Utc};
use model::feed::{ChangeSet, ConversationChange, RecordCounts};
use model::record::{
    ConversationRecord, ConversionRecord, GeoPlace, LeadRecord, MessageRecord, SpaceRecord,
    TombstoneKind,
};
use model::{BodyFormat, Channel, ConversionKind, Escalation, Origin, RemoteId, Sender, Status};
use server::{ServerClock, Store, StoreAddress};
use std::collections::BTreeMap;
use std::path::PathBuf;
use tempfile::TempDir;

pub(crate) const SPACE: &str = "harbour";

/// A store in a folder that goes with it.
pub(crate) struct Home {
    pub(crate) dir: TempDir,
    pub(crate) store: Store,
    address: StoreAddress,
}

impl Home {
    /// The file, where the store is one.
    pub(crate) fn path(&self) -> PathBuf {
        self.dir.path().join("store.db")
    }

    /// The same store, opened once more with another clock.
    pub(crate) async fn reopen_with(&self, clock: ServerClock) -> Store {
        let store = Store::connect_with_clock(&self.address, clock);
        store.await.unwrap()
    }

    /// The same store, opened once more.
    pub(crate) async fn reopen(&self) -> Store {
        Store::connect(&self.address).await.unwrap()
    }
}

pub(crate) fn now() -> DateTime<Utc> {
    "2026-11-21T09:00:00Z".parse().unwrap()
}

/// A store with one space, in a file.
pub(crate) async fn home() -> Home {
    let dir = tempfile::tempdir().unwrap();
    let address = StoreAddress::File(dir.path().join("store.db"));
    furnished(dir, address).await
}

/// A store with one space, on PostgreSQL; in a file where that is not installed.
pub(crate) async fn home_on_postgres() -> Home {
    let dir = tempfile::tempdir().unwrap();
    let address = match crate::postgres::database() {
        Some(address) => address.parse().unwrap(),
        None => StoreAddress::File(dir.path().join("store.db")),
    };
    furnished(dir, address).await
}

async fn furnished(dir: TempDir, address: StoreAddress) -> Home {
    let store = Store::connect_with_clock(&address, ServerClock::frozen(now()));
    let store = store.await.unwrap();
    store.put_spaces(&[space()]).await.unwrap();
    Home {
        dir,
        store,
        address,
    }
}

pub(crate) fn space() -> SpaceRecord {
    SpaceRecord {
        id: RemoteId::from(SPACE),
        name: "Harbour Lane".to_owned(),
        time_zone: "Europe/London".to_owned(),
    }
}

/// An active conversation with nothing in it.
pub(crate) fn conversation(id: &str) -> ConversationChange {
    ConversationChange {
        conversation: ConversationRecord {
            id: RemoteId::from(id),
            session_id: format!("session-{id}"),
            space_id: RemoteId::from(SPACE),
            channel: Channel::Chat,
            origin: Origin::Inbound,
            subject: Some(format!("About {id}")),
            customer_id: None,
            external_identifier: Some("someone@visitors.example".to_owned()),
            visitor_token: None,
            place: GeoPlace {
                country: Some("GB".to_owned()),
                ..GeoPlace::default()
            },
            status: Some(Status::Active),
            escalation: Escalation::None,
            started_at: now(),
            last_activity_at: now(),
            ended_at: None,
        },
        messages: Vec::new(),
        conversions: Vec::new(),
        leads: Vec::new(),
        tickets: Vec::new(),
        inbox_items: Vec::new(),
    }
}

pub(crate) fn message(id: &str, minute: i64) -> MessageRecord {
    MessageRecord {
        id: RemoteId::from(id),
        sender: Sender::Customer,
        sender_name: None,
        delivery: None,
        format: BodyFormat::Plain,
        body: format!("This is {id}."),
        sent_at: now() + TimeDelta::minutes(minute),
        time_said: None,
        earlier: Vec::new(),
    }
}

pub(crate) fn tour(id: &str, record: &str) -> ConversionRecord {
    ConversionRecord {
        id: RemoteId::from(id),
        kind: ConversionKind::Tour,
        record: record.to_owned(),
        url: Some(format!("/records/visitor/{record}")),
        occurred_at: now(),
        confirmed: true,
        time_said: None,
        taken_back_at: None,
        counted_in: None,
        moved_to: None,
        earlier: Vec::new(),
    }
}

pub(crate) fn lead(id: &str) -> LeadRecord {
    LeadRecord {
        id: RemoteId::from(id),
        name: Some("Rosa".to_owned()),
        email: None,
        phone: None,
        note: None,
        created_at: now(),
    }
}

/// A conversation with `messages` messages, a tour and a lead.
pub(crate) fn full(id: &str, messages: i64) -> ConversationChange {
    let mut change = conversation(id);
    change.messages = (0..messages)
        .map(|nth| message(&format!("{id}/{nth}"), nth))
        .collect();
    change.conversions = vec![tour(&format!("{id}/tour"), &format!("V-{id}"))];
    change.leads = vec![lead(&format!("{id}/lead"))];
    change
}

/// What a reader of the feed has put together.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Mirror {
    pub(crate) conversations: BTreeMap<RemoteId, ConversationChange>,
    pub(crate) customers: BTreeMap<RemoteId, String>,
    pub(crate) spaces: BTreeMap<RemoteId, String>,
    /// How often each message came.
    pub(crate) deliveries: BTreeMap<RemoteId, usize>,
}

impl Mirror {
    pub(crate) fn apply(&mut self, changes: ChangeSet) {
        for space in changes.spaces {
            self.spaces.insert(space.id, space.name);
        }
        for customer in changes.customers {
            self.customers.insert(customer.id, customer.name);
        }
        for change in changes.conversations {
            assert!(
                self.spaces.contains_key(&change.conversation.space_id),
                "a page names a space that neither it nor an earlier one holds"
            );
            self.merge(change);
        }
        for tombstone in changes.tombstones {
            assert_eq!(tombstone.kind, TombstoneKind::Conversation);
            self.conversations.remove(&tombstone.id);
        }
    }

    fn merge(&mut self, change: ConversationChange) {
        for message in &change.messages {
            *self.deliveries.entry(message.id.clone()).or_default() += 1;
        }
        let id = change.conversation.id.clone();
        let Some(held) = self.conversations.get_mut(&id) else {
            self.conversations.insert(id, change);
            return;
        };
        held.conversation = change.conversation;
        put(&mut held.messages, change.messages, |it| {
            (it.sent_at, it.id.clone())
        });
        put(&mut held.conversions, change.conversions, |it| {
            (it.occurred_at, it.id.clone())
        });
        put(&mut held.leads, change.leads, |it| {
            (it.created_at, it.id.clone())
        });
    }

    pub(crate) fn counts(&self) -> RecordCounts {
        let sum = |count: fn(&ConversationChange) -> usize| {
            self.conversations.values().map(|it| count(it) as u64).sum()
        };
        RecordCounts {
            conversations: self.conversations.len() as u64,
            messages: sum(|it| it.messages.len()),
            conversions: sum(|it| it.conversions.len()),
            leads: sum(|it| it.leads.len()),
        }
    }

    /// Whether this is what the store holds, row for row.
    pub(crate) async fn assert_equals(&self, store: &Store) {
        assert_eq!(
            self.counts(),
            store.counts().await.unwrap(),
            "counts differ"
        );
        for (id, held) in &self.conversations {
            let mut whole = store.conversation(id).await.unwrap().unwrap();
            // Rows of one instant have no order of their own; both sides take that of their ids.
            whole.messages.sort_by_key(|it| (it.sent_at, it.id.clone()));
            whole
                .conversions
                .sort_by_key(|it| (it.occurred_at, it.id.clone()));
            let mut held = held.clone();
            held.messages.sort_by_key(|it| (it.sent_at, it.id.clone()));
            held.conversions
                .sort_by_key(|it| (it.occurred_at, it.id.clone()));
            assert_eq!(held, whole, "conversation {id} differs");
        }
    }
}

fn put<T, K: Ord + Clone>(held: &mut Vec<T>, new: Vec<T>, key: impl Fn(&T) -> (K, RemoteId)) {
    for row in new {
        held.retain(|old| key(old).1 != key(&row).1);
        held.push(row);
    }
    held.sort_by_key(key);
}

/// Pages until there is nothing newer; the mirror and the cursor.
pub(crate) async fn read_all(store: &Store, limit: u32) -> (Mirror, Option<String>) {
    let mut mirror = Mirror::default();
    let next = read_on(store, limit, &mut mirror, None).await;
    (mirror, next)
}

pub(crate) async fn read_on(
    store: &Store,
    limit: u32,
    mirror: &mut Mirror,
    mut after: Option<String>,
) -> Option<String> {
    loop {
        let page = store.changes(after.as_deref(), limit).await.unwrap();
        let done = page.covered == 0;
        after = Some(page.next);
        mirror.apply(page.changes);
        if done {
            assert_eq!(
                page.remaining, 0,
                "a page that covers nothing leaves nothing"
            );
            return after;
        }
    }
}
