//! What an older server took with times that cannot be, between a real daybook-server and a real cache:
//! both count the same, nothing is set aside, and each row is shown with what was sent.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod support;

use chrono::{DateTime, Utc};
use daybook_sync::SyncMode;
use model::Role;
use model::feed::ConversationChange;
use model::plausible_time::{TimeMark, is_plausible};
use server::{HttpConfig, ServerClock, Store, StoreAddress};
use sources::{SecretText, daybook};
use std::sync::Arc;
use support::{Laptop, now};
use tokio::net::TcpListener;

const ABSURD: [&str; 6] = [
    "0001-01-01T00:00:00Z",
    "1969-12-31T23:59:59Z",
    "1970-01-01T00:00:00Z",
    "1999-12-31T23:59:59Z",
    "3000-01-01T00:00:00Z",
    "+58000-06-01T00:00:00Z",
];

/// Conversations of the practice space, in which each absurd time stands somewhere.
fn as_taken_before() -> (Vec<ConversationChange>, practice::PracticeScript) {
    let (script, conversations) = practice::script(7, 40, now());
    let mut conversations: Vec<ConversationChange> = conversations.collect();
    let with_outcome = |it: &&mut ConversationChange| !it.conversions.is_empty();
    for (text, one) in ABSURD
        .iter()
        .zip(conversations.iter_mut().filter(with_outcome))
    {
        let at: DateTime<Utc> = text.parse().unwrap();
        one.conversions[0].occurred_at = at;
        one.messages[0].sent_at = at;
        for lead in &mut one.leads {
            lead.created_at = at;
        }
    }
    for (text, one) in ABSURD.iter().zip(conversations.iter_mut().rev()) {
        one.conversation.last_activity_at = text.parse().unwrap();
        if text.starts_with('0') {
            one.conversation.started_at = text.parse().unwrap();
        }
    }
    (conversations, script)
}

#[tokio::test]
async fn server_and_laptop_keep_and_count_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let address = StoreAddress::File(folder.path().join("server.db"));
    let store = Store::connect_with_clock(&address, ServerClock::frozen(now()));
    let store = store.await.unwrap();
    let (conversations, script) = as_taken_before();
    store.put_spaces(&script.spaces).await.unwrap();
    store.put_customers(&script.customers).await.unwrap();
    store.put_many(&conversations).await.unwrap();
    let token = store.create_token(Role::Read).await.unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let app = server::router(store.clone(), HttpConfig::loopback());
    let serving = tokio::spawn(server::serve(listener, app, std::future::pending()));

    let laptop = Laptop::new().await;
    let source = Arc::new(daybook(&url, SecretText::new(token)).unwrap());
    laptop.sync(&source, SyncMode::Incremental).await.unwrap();
    let held = laptop.reader.counts(laptop.id).await.unwrap();
    assert_eq!(held, store.counts().await.unwrap());
    assert_eq!(laptop.reader.quarantined(laptop.id).await.unwrap(), 0);

    let mut marked = 0;
    for change in &conversations {
        let id = laptop
            .reader
            .find_conversation(change.conversation.id.as_str());
        let id = id.await.unwrap().unwrap();
        let held = laptop.reader.conversation(id).await.unwrap().unwrap();
        assert!(is_plausible(held.row.started_at, now()));
        assert!(is_plausible(held.row.last_activity_at, now()));
        for message in &held.messages {
            assert!(is_plausible(message.sent_at, now()));
            marked += usize::from(message.time_said.is_some());
        }
        for outcome in &held.conversions {
            assert!(is_plausible(outcome.occurred_at, now()));
            marked += usize::from(matches!(
                outcome.time_mark,
                Some(TimeMark::NotPlausible { .. })
            ));
        }
    }
    assert_eq!(marked, 2 * ABSURD.len());
    serving.abort();
}
