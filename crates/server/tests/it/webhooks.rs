//! Outcomes that other systems deliver by themselves: signed ones count, once; forged and late ones
//! are refused, whatever they hold.

use super::home;
use crate::client::{Reply, Server};
use crate::things::{Home, full, now};
use axum::body::Bytes;
use axum::http::Method;
use chrono::TimeDelta;
use model::{RemoteId, Role};
use serde_json::{Value, json};
use server::settings::SettingSecret;
use server::{HttpConfig, ServerClock, ServerSettings};
use sha2::{Digest as _, Sha256};

const SECRET: &str = "a secret that both know";

fn config() -> HttpConfig {
    let mut settings = ServerSettings::default();
    let secret = SettingSecret::new(SECRET);
    settings.webhooks.insert("booking".to_owned(), secret);
    HttpConfig::from(settings)
}

/// HMAC as RFC 2104 writes it, so that the server's own library is not asked about itself.
fn hmac(key: &str, text: &[u8]) -> String {
    let mut block = [0; 64];
    block[..key.len()].copy_from_slice(key.as_bytes());
    let padded = |with: u8| block.map(|byte| byte ^ with);
    let inner = Sha256::new().chain_update(padded(0x36)).chain_update(text);
    let outer = Sha256::new().chain_update(padded(0x5c));
    hex::encode(outer.chain_update(inner.finalize()).finalize())
}

fn signed(secret: &str, at: i64, body: &[u8]) -> String {
    let text = [at.to_string().as_bytes(), b".", body].concat();
    format!("t={at},v1={}", hmac(secret, &text))
}

async fn deliver(server: &Server, name: &str, signature: &str, body: &Bytes) -> Reply {
    let headers = [
        ("content-type", "application/json"),
        ("x-daybook-signature", signature),
    ];
    let path = format!("/v1/webhooks/{name}");
    server
        .send(Method::POST, &path, &headers, body.clone())
        .await
}

async fn served() -> (Home, Server) {
    let home = home().await;
    let mut talk = full("c-1", 2);
    talk.conversions.clear();
    home.store.put(&talk).await.unwrap();
    let server = Server::start(&home.store, config()).await;
    (home, server)
}

fn tour(session: &str) -> Bytes {
    Bytes::from(
        json!({"session_id": session, "kind": "tour", "record": "v-7", "person": {"name": "Rosa"}})
            .to_string(),
    )
}

async fn outcomes(home: &Home) -> usize {
    let whole = home.store.conversation(&RemoteId::from("c-1")).await;
    whole.unwrap().unwrap().conversions.len()
}

#[tokio::test]
async fn a_signed_outcome_counts_once_however_often_it_is_delivered() {
    let (home, server) = served().await;
    let (body, at) = (tour("session-c-1"), now().timestamp());
    let reply = deliver(&server, "booking", &signed(SECRET, at, &body), &body).await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    assert_eq!(reply.json::<Value>()["conversions"][0]["record"], "v-7");
    for seconds in [0, 1, 299] {
        let again = signed(SECRET, at - seconds, &body);
        assert_eq!(deliver(&server, "booking", &again, &body).await.status, 200);
    }
    assert_eq!(outcomes(&home).await, 1);
}

#[tokio::test]
async fn what_is_forged_or_late_is_refused_and_leaves_nothing() {
    let (home, server) = served().await;
    let (body, at) = (tour("session-c-1"), now().timestamp());
    let (good, other) = (signed(SECRET, at, &body), tour("session-c-2"));
    let unsigned = (401, "not_signed".to_owned());
    let cases = [
        ("booking", String::new(), &body),
        ("booking", signed("another secret here", at, &body), &body),
        ("booking", good.clone(), &other),
        (
            "booking",
            good.replace(&at.to_string(), &(at + 1).to_string()),
            &body,
        ),
        ("sales", good.clone(), &body),
        ("Booking", good.clone(), &body),
        ("%FF", good.clone(), &body),
    ];
    for (name, signature, body) in cases {
        let reply = deliver(&server, name, &signature, body).await;
        assert_eq!(reply.error(), unsigned, "{name} {signature}");
        assert_eq!(reply.header("www-authenticate"), "X-Daybook-Signature");
    }
    let late = ServerClock::frozen(now() + TimeDelta::seconds(301));
    let late = Server::start(&home.reopen_with(late).await, config()).await;
    let replayed = deliver(&late, "booking", &good, &body).await;
    assert_eq!(replayed.error(), (401, "out_of_time".to_owned()));
    let early = signed(SECRET, at + 301, &body);
    let early = deliver(&server, "booking", &early, &body).await;
    assert_eq!(early.error(), (401, "out_of_time".to_owned()));
    assert_eq!(outcomes(&home).await, 0);
    assert_eq!(home.store.levels().await.unwrap().dead_letters, 0);
}

#[tokio::test]
async fn what_names_an_unknown_session_is_kept_under_the_webhooks_name() {
    let (home, server) = served().await;
    let (body, at) = (tour("nobody-knows"), now().timestamp());
    let reply = deliver(&server, "booking", &signed(SECRET, at, &body), &body).await;
    assert_eq!(reply.error(), (404, "unknown_session".to_owned()));
    let admin = server.token(Role::Admin).await;
    let letters = server
        .get_as(&admin, "/v1/dead-letters")
        .await
        .json::<Value>();
    let letters = letters["dead_letters"].as_array().unwrap().clone();
    assert_eq!(letters.len(), 1);
    assert_eq!(letters[0]["origin"], "booking");
    assert_eq!(letters[0]["payload"]["session_id"], "nobody-knows");
    assert_eq!(home.store.levels().await.unwrap().dead_letters, 1);
}

#[tokio::test]
async fn what_is_signed_and_wrong_is_refused_like_everywhere() {
    let (_home, server) = served().await;
    let at = now().timestamp();
    let cases = [
        (&b"{"[..], 400, "bad_request"),
        (b"{\"session_id\": \"s\"}", 400, "bad_request"),
        (
            b"{\"session_id\": \"s\", \"kind\": \"tour\", \"record\": \"v\", \"x\": 1}",
            400,
            "bad_request",
        ),
    ];
    for (body, status, code) in cases {
        let body = Bytes::from_static(body);
        let reply = deliver(&server, "booking", &signed(SECRET, at, &body), &body).await;
        assert_eq!(reply.error(), (status, code.to_owned()));
    }
    let body = tour("session-c-1");
    let signature = signed(SECRET, at, &body);
    let headers = [("x-daybook-signature", signature.as_str())];
    let reply = server
        .send(Method::POST, "/v1/webhooks/booking", &headers, body)
        .await;
    assert_eq!(reply.error(), (415, "not_json".to_owned()));
    let large = Bytes::from(vec![b'x'; 2 << 20]);
    let reply = deliver(&server, "booking", "t=1,v1=00", &large).await;
    assert_eq!(reply.error(), (413, "too_large".to_owned()));
}
