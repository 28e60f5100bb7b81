//! What a chatbot relies on, over HTTP: which conversation an exchange continues, what counts once, and
//! that nothing lands in a conversation that has ended.

use super::home;
use crate::client::{Reply, Server};
use crate::things::{Home, SPACE, now};
use axum::body::Bytes;
use axum::http::Method;
use chrono::TimeDelta;
use model::Role;
use serde_json::{Value, json};
use server::{Clock, Config};

/// A server over the same store, so many minutes later, and a token that may write.
struct Later {
    server: Server,
    token: String,
}

impl Later {
    async fn at(home: &Home, minutes: i64) -> Self {
        let clock = Clock::frozen(now() + TimeDelta::minutes(minutes));
        let store = home.reopen_with(clock).await;
        let server = Server::start(&store, Config::loopback()).await;
        let token = server.token(Role::Write).await;
        Self { server, token }
    }

    async fn post(&self, path: &str, body: Value) -> Reply {
        let bearer = format!("Bearer {}", self.token);
        let headers = [
            ("authorization", bearer.as_str()),
            ("content-type", "application/json"),
        ];
        let body = Bytes::from(body.to_string());
        self.server.send(Method::POST, path, &headers, body).await
    }

    /// Begins an exchange: the conversation's id, and whether it goes on.
    async fn begin(&self, mut body: Value) -> (String, bool) {
        if body["space_id"].is_null() {
            body["space_id"] = json!(SPACE);
        }
        let reply = self.post("/v1/conversations", body).await;
        let begun = reply.json::<Value>();
        let continued = begun["continued"].as_bool().unwrap();
        assert_eq!(reply.status, if continued { 200 } else { 201 });
        let session = begun["conversation"]["session_id"].as_str().unwrap();
        assert!(session.len() >= 22, "128 bits are 22 letters: {session}");
        let id = begun["conversation"]["id"].as_str().unwrap();
        (id.to_owned(), continued)
    }

    async fn say(&self, id: &str, message: &str, body: &str) -> Reply {
        let path = format!("/v1/conversations/{id}/messages");
        let body = json!({"id": message, "sender": "customer", "body": body});
        self.post(&path, body).await
    }

    async fn end(&self, id: &str, how: Value) -> Reply {
        self.post(&format!("/v1/conversations/{id}/end"), how).await
    }
}

const HOUR: i64 = 60;

#[tokio::test]
async fn an_exchange_continues_by_the_rule_of_its_channel() {
    let cases = [
        // channel, what is the same, what it says later, minutes later, goes on
        (
            "chat",
            json!({"thread": "w"}),
            json!({"thread": "w"}),
            90 * HOUR,
            true,
        ),
        (
            "chat",
            json!({"thread": "w"}),
            json!({"thread": "x"}),
            1,
            false,
        ),
        ("chat", json!({}), json!({}), 1, false),
        (
            "voice",
            json!({"thread": "w"}),
            json!({"thread": "w"}),
            1,
            true,
        ),
        (
            "email",
            json!({"thread": "w", "subject": "Office"}),
            json!({"thread": "w", "subject": "Re: office"}),
            48 * HOUR - 1,
            true,
        ),
        (
            "email",
            json!({"thread": "w", "subject": "Office"}),
            json!({"thread": "w", "subject": "Re: office"}),
            48 * HOUR,
            false,
        ),
        (
            "email",
            json!({"thread": "w", "subject": "Office"}),
            json!({"thread": "w", "subject": "Parking"}),
            1,
            false,
        ),
        (
            "whatsapp",
            json!({"external_identifier": "+44 1"}),
            json!({"external_identifier": "+44 1"}),
            24 * HOUR - 1,
            true,
        ),
        (
            "whatsapp",
            json!({"external_identifier": "+44 1"}),
            json!({"external_identifier": "+44 1"}),
            24 * HOUR,
            false,
        ),
        (
            "whatsapp",
            json!({"external_identifier": "+44 1"}),
            json!({"external_identifier": "+44 2"}),
            1,
            false,
        ),
    ];
    for (channel, mut first, mut second, minutes, goes_on) in cases {
        let home = home().await;
        (first["channel"], second["channel"]) = (json!(channel), json!(channel));
        let (one, begun) = Later::at(&home, 0).await.begin(first.clone()).await;
        let (two, continued) = Later::at(&home, minutes).await.begin(second.clone()).await;
        let case = format!("{first} then {second} after {minutes} minutes");
        assert_eq!(
            (begun, continued, one == two),
            (false, goes_on, goes_on),
            "{case}"
        );
    }
}

#[tokio::test]
async fn neither_an_ended_conversation_nor_another_space_goes_on() {
    let home = home().await;
    let desk = Later::at(&home, 0).await;
    let exchange = json!({"channel": "chat", "thread": "w"});
    let (first, _) = desk.begin(exchange.clone()).await;
    let unasked = desk.end(&first, json!({"by": "visitor"})).await;
    assert_eq!(unasked.error().0, 400);
    let asked = json!({"by": "visitor", "confirmed": true});
    let ended = desk.end(&first, asked.clone()).await.json::<Value>();
    assert_eq!(
        (&ended["status"], ended["ended_at"].is_string()),
        (&json!("ended"), true)
    );
    assert_eq!(
        desk.end(&first, asked).await.status,
        200,
        "ended once is ended"
    );
    let (second, continued) = desk.begin(exchange.clone()).await;
    assert!(!continued && second != first);
    let bearer = format!("Bearer {}", desk.token);
    let headers = [
        ("authorization", bearer.as_str()),
        ("content-type", "application/json"),
    ];
    let space = Bytes::from(json!({"name": "Quay", "time_zone": "Europe/Berlin"}).to_string());
    let made = desk
        .server
        .send(Method::PUT, "/v1/spaces/quay", &headers, space)
        .await;
    assert_eq!(made.status, 200, "{}", made.text());
    let elsewhere = json!({"channel": "chat", "thread": "w", "space_id": "quay"});
    assert!(!desk.begin(elsewhere).await.1);
    let nowhere = json!({"channel": "chat", "space_id": "nowhere"});
    let refused = desk.post("/v1/conversations", nowhere).await;
    assert_eq!(refused.error(), (404, "unknown_space".to_owned()));
}

#[tokio::test]
async fn what_is_delivered_twice_counts_once_and_the_ended_take_no_message() {
    let home = home().await;
    let desk = Later::at(&home, 0).await;
    let given = json!({"id": "c-1", "channel": "chat"});
    assert_eq!(desk.begin(given.clone()).await, ("c-1".to_owned(), false));
    assert_eq!(desk.begin(given).await, ("c-1".to_owned(), true));
    let other = json!({"id": "c-1", "channel": "voice", "space_id": SPACE});
    assert_eq!(desk.post("/v1/conversations", other).await.status, 409);
    assert_eq!(desk.say("c-1", "m-1", "Hello").await.status, 201);
    let again = Later::at(&home, 5).await;
    assert_eq!(
        again.say("c-1", "m-1", "Hello").await.status,
        200,
        "minutes later too"
    );
    assert_eq!(desk.say("c-1", "m-1", "Something else").await.status, 409);
    assert_eq!(desk.say("c-2", "m-1", "Hello").await.error().0, 404);
    let session = desk.server.store.conversation(&"c-1".into()).await.unwrap();
    let session = session.unwrap().conversation.session_id;
    let outcome = json!({"session_id": session, "kind": "tour", "record": "v-1"});
    assert_eq!(
        desk.post("/v1/conversions", outcome.clone()).await.status,
        201
    );
    assert_eq!(desk.end("c-1", json!({"by": "api"})).await.status, 200);
    assert_eq!(desk.post("/v1/conversions", outcome).await.status, 200);
    assert_eq!(
        desk.say("c-1", "m-2", "Late").await.error(),
        (409, "ended".to_owned())
    );
    let counts = home.store.counts().await.unwrap();
    assert_eq!(
        (counts.conversations, counts.messages, counts.conversions),
        (1, 1, 1)
    );
}

#[tokio::test]
async fn who_may_only_read_begins_nothing() {
    let home = home().await;
    let mut desk = Later::at(&home, 0).await;
    desk.token = desk.server.token(Role::Read).await;
    let exchange = json!({"channel": "chat", "space_id": SPACE});
    let refused = desk.post("/v1/conversations", exchange).await;
    assert_eq!(refused.error(), (403, "forbidden".to_owned()));
}

#[tokio::test]
async fn the_clean_up_ends_what_is_quiet_and_nothing_else() {
    let home = home().await;
    let desk = Later::at(&home, 0).await;
    for nth in 0..250 {
        desk.begin(json!({"id": format!("quiet-{nth}"), "channel": "chat"}))
            .await;
    }
    let later = Later::at(&home, 60).await;
    later.begin(json!({"id": "fresh", "channel": "chat"})).await;
    assert_eq!(later.say("quiet-7", "m-1", "Still here").await.status, 201);
    let store = &later.server.store;
    assert_eq!(
        store.end_stale(now()).await.unwrap(),
        0,
        "the edge is not over it"
    );
    let before = now() + TimeDelta::minutes(30);
    assert_eq!(store.end_stale(before).await.unwrap(), 249);
    assert_eq!(store.end_stale(before).await.unwrap(), 0);
    for (id, status) in [("fresh", 201), ("quiet-7", 201), ("quiet-8", 409)] {
        assert_eq!(later.say(id, "m-2", "More").await.status, status, "{id}");
    }
}
