//! Dead letters go after as long as the settings say, and not a moment before.

use super::home;
use crate::client::Server;
use crate::things::{Home, conversation, now};
use axum::body::Bytes;
use axum::http::Method;
use chrono::TimeDelta;
use model::Role;
use serde_json::{Value, json};
use server::{HttpConfig, ServerClock, Store};

const DAY: i64 = 24 * 60;

/// The store, so many minutes later.
async fn at(home: &Home, minutes: i64) -> Store {
    let clock = ServerClock::frozen(now() + TimeDelta::minutes(minutes));
    home.reopen_with(clock).await
}

/// Delivers an outcome of a session that nobody knows.
async fn deliver(home: &Home, minutes: i64, session: &str) {
    let server = Server::start(&at(home, minutes).await, HttpConfig::loopback()).await;
    let bearer = format!("Bearer {}", server.token(Role::Write).await);
    let headers = [
        ("authorization", bearer.as_str()),
        ("content-type", "application/json"),
    ];
    let body = json!({"session_id": session, "kind": "tour", "record": "V",
        "person": {"email": "rosa@visitors.example"}});
    let body = Bytes::from(body.to_string());
    let path = "/v1/conversions";
    let reply = server.send(Method::POST, path, &headers, body).await;
    assert_eq!(reply.status, 404, "{}", reply.text());
}

async fn sessions(store: &Store) -> Vec<String> {
    let letters = store.dead_letters(0, 1_000).await.unwrap();
    letters.into_iter().map(|it| it.session_id).collect()
}

#[tokio::test]
async fn a_letter_goes_after_its_days_and_not_a_moment_before() {
    let home = home().await;
    deliver(&home, 0, "first").await;
    deliver(&home, DAY, "second").await;
    // Delivered again, it is as old as when it first came.
    deliver(&home, 89 * DAY, "first").await;
    let keep = TimeDelta::days(90);
    let eve = at(&home, 90 * DAY).await;
    assert_eq!(eve.expire_dead_letters(keep).await.unwrap(), 0);
    assert_eq!(eve.levels().await.unwrap().dead_letters_expired, 0);
    let due = at(&home, 90 * DAY + 1).await;
    assert_eq!(due.expire_dead_letters(keep).await.unwrap(), 1);
    assert_eq!(sessions(&due).await, ["second"]);
    assert_eq!(due.expire_dead_letters(keep).await.unwrap(), 0);
    let levels = due.levels().await.unwrap();
    assert_eq!((levels.dead_letters, levels.dead_letters_expired), (1, 1));
    let server = Server::start(&due, HttpConfig::loopback()).await;
    let token = server.token(Role::metrics()).await;
    let numbers = server.get_as(&token, "/metrics").await.text();
    let counted = "\ndaybook_dead_letters_expired_total 1\n";
    assert!(numbers.contains(counted), "{numbers}");
    let much_later = at(&home, 4_000 * DAY).await;
    assert_eq!(much_later.expire_dead_letters(keep).await.unwrap(), 1);
    assert_eq!(sessions(&much_later).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_replayed_letter_goes_too_and_what_it_brought_stays() {
    let home = home().await;
    deliver(&home, 0, "session-c").await;
    home.store.put(&conversation("c")).await.unwrap();
    let server = Server::start(&home.store, HttpConfig::loopback()).await;
    let bearer = format!("Bearer {}", server.token(Role::Admin).await);
    let headers = [("authorization", bearer.as_str())];
    let id = home.store.dead_letters(0, 1).await.unwrap()[0].id;
    let path = format!("/v1/dead-letters/{id}/replay");
    let replayed = server.send(Method::POST, &path, &headers, Bytes::new());
    assert_eq!(replayed.await.status, 200);
    let later = at(&home, 31 * DAY).await;
    let expired = later.expire_dead_letters(TimeDelta::days(30)).await;
    assert_eq!(expired.unwrap(), 1);
    assert_eq!(sessions(&later).await, Vec::<String>::new());
    let held = later.conversation(&"c".into()).await.unwrap().unwrap();
    assert_eq!(held.conversions.len(), 1);
}

/// More than one transaction drops at once.
#[tokio::test]
async fn however_many_there_are_they_all_go() {
    let home = home().await;
    let server = Server::start(&home.store, HttpConfig::loopback()).await;
    let bearer = format!("Bearer {}", server.token(Role::Write).await);
    let headers = [
        ("authorization", bearer.as_str()),
        ("content-type", "application/json"),
    ];
    for nth in 0..501 {
        let body = json!({"session_id": format!("s-{nth}"), "kind": "tour", "record": "V"});
        let body = Bytes::from(Value::to_string(&body));
        let reply = server.send(Method::POST, "/v1/conversions", &headers, body);
        assert_eq!(reply.await.status, 404);
    }
    let later = at(&home, 2 * DAY).await;
    let expired = later.expire_dead_letters(TimeDelta::days(1)).await;
    assert_eq!(expired.unwrap(), 501);
    assert_eq!(later.levels().await.unwrap().dead_letters_expired, 501);
}
