//! No word and no outcome is lost for its time: whatever time comes with it, it is taken, kept at a time
//! that can be, and the sender is told.

use super::home;
use crate::client::{Reply, Server};
use crate::things::{Home, SPACE, now};
use axum::body::Bytes;
use axum::http::Method;
use chrono::{DateTime, Utc};
use model::plausible_time::is_plausible;
use model::{RemoteId, Role};
use serde_json::{Value, json};
use server::settings::{RequestLimits, ServerSettings};
use server::{HttpConfig, ServerClock};

/// What senders were seen to send, the cause that they are told, and whether it can be.
const SENT: [(&str, Option<&str>); 12] = [
    ("0001-01-01T00:00:00Z", Some("zero_time")),
    ("0000-12-31T23:59:59Z", Some("zero_time")),
    ("1601-01-01T00:00:00Z", Some("zero_time")),
    ("1969-12-31T23:59:59Z", Some("zero_time")),
    ("1970-01-01T00:00:00Z", Some("zero_time")),
    ("1970-01-21T18:41:40Z", Some("seconds_for_milliseconds")),
    ("1999-12-31T23:59:59Z", Some("too_early")),
    ("2000-01-01T00:00:00Z", None),
    ("2026-11-22T09:00:00Z", None),
    ("2026-11-22T09:00:01Z", Some("too_late")),
    ("3000-01-01T00:00:00Z", Some("too_late")),
    ("+58000-06-01T00:00:00Z", Some("milliseconds_for_seconds")),
];
const GOOD: &str = "2026-11-21T08:30:00Z";

struct FrozenServer {
    server: Server,
    token: String,
}

impl FrozenServer {
    async fn of(home: &Home) -> Self {
        let store = home.reopen_with(ServerClock::frozen(now())).await;
        let settings = ServerSettings {
            limits: RequestLimits::unhurried(),
            ..ServerSettings::default()
        };
        let server = Server::start(&store, HttpConfig::from(settings)).await;
        let token = server.token(Role::Admin).await;
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

    async fn begin(&self, id: &str) -> String {
        let body = json!({"id": id, "space_id": SPACE, "channel": "chat"});
        let begun = self.post("/v1/conversations", body).await;
        assert_eq!(begun.status, 201, "{}", begun.text());
        let begun = begun.json::<Value>();
        let session = begun["conversation"]["session_id"].as_str();
        session.unwrap().to_owned()
    }
}

fn instant(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// The cause that an answer tells of a field.
fn cause<'a>(answer: &'a Value, field: &str) -> Option<&'a str> {
    let adjusted = answer["adjusted"].as_array()?;
    assert_eq!(adjusted.len(), 1);
    assert_eq!(adjusted[0]["field"], field);
    adjusted[0]["cause"].as_str()
}

#[tokio::test]
async fn a_message_is_kept_whatever_time_it_comes_with() {
    let home = home().await;
    let served = FrozenServer::of(&home).await;
    served.begin("c").await;
    let path = "/v1/conversations/c/messages";
    for (nth, (sent, expected)) in SENT.into_iter().enumerate() {
        let said = json!({"id": format!("m{nth}"), "sender": "customer", "body": "Hello", "sent_at": sent});
        let answer = served.post(path, said.clone()).await;
        assert_eq!(answer.status, 201, "{sent}: {}", answer.text());
        let answer = answer.json::<Value>();
        assert_eq!(cause(&answer, "sent_at"), expected, "{sent}");
        let kept = instant(answer["sent_at"].as_str().unwrap());
        assert!(is_plausible(kept, now()), "{sent}");
        let said_at = answer["time_said"].as_str().map(instant);
        assert_eq!(said_at, expected.map(|_| instant(sent)), "{sent}");

        // Delivered again just so it is known, with no time as well, and with a good one it is corrected.
        let again = served.post(path, said.clone()).await;
        assert_eq!(again.status, 200, "{sent}: {}", again.text());
        assert_eq!(again.json::<Value>(), answer);
        let mut undated = said.clone();
        undated.as_object_mut().unwrap().remove("sent_at");
        assert_eq!(served.post(path, undated).await.json::<Value>(), answer);
        if expected.is_some() {
            let mut mended = said.clone();
            mended["sent_at"] = GOOD.into();
            let mended = served.post(path, mended).await;
            assert_eq!(mended.status, 201, "{sent}: {}", mended.text());
            let held = mended.json::<Value>();
            assert_eq!(held["sent_at"], GOOD);
            assert_eq!(
                (&held["time_said"], &held["adjusted"]),
                (&Value::Null, &Value::Null)
            );
            // A worse time spoils nothing.
            let worse = served.post(path, said).await;
            assert_eq!((worse.status.as_u16(), worse.json::<Value>()), (200, held));
        }
    }
    let whole = served.server.store.conversation(&RemoteId::from("c")).await;
    assert_eq!(whole.unwrap().unwrap().messages.len(), SENT.len());
    served.server.store.verify().await.unwrap();
}

#[tokio::test]
async fn an_outcome_counts_whatever_time_it_comes_with() {
    let home = home().await;
    let served = FrozenServer::of(&home).await;
    for (nth, (sent, expected)) in SENT.into_iter().enumerate() {
        let (id, record) = (format!("c{nth}"), format!("b{nth}"));
        let session = served.begin(&id).await;
        let made = json!({"session_id": session, "kind": "booking", "record": record, "occurred_at": sent});
        let answer = served.post("/v1/conversions", made.clone()).await;
        assert_eq!(answer.status, 201, "{sent}: {}", answer.text());
        let answer = answer.json::<Value>();
        let early = expected.is_none() && instant(sent) < now();
        let expected = expected.or(early.then_some("before_conversation"));
        assert_eq!(cause(&answer, "occurred_at"), expected, "{sent}");
        let again = served.post("/v1/conversions", made.clone()).await;
        assert_eq!(
            (again.status.as_u16(), again.json::<Value>()),
            (200, answer)
        );
        if expected.is_some() && !early {
            let mut mended = made.clone();
            mended["occurred_at"] = "2026-11-21T09:00:00Z".into();
            let mended = served.post("/v1/conversions", mended).await;
            assert_eq!(mended.status, 201, "{sent}: {}", mended.text());
            let held = mended.json::<Value>();
            assert_eq!(held["conversions"][0]["time_said"], Value::Null);
            assert_eq!(cause(&held, "occurred_at"), None);
        }
    }
    let path = "/v1/metrics";
    let numbers = served
        .server
        .get_as(&served.token, path)
        .await
        .json::<Value>();
    assert_eq!(numbers["bookings"]["conversations"], SENT.len());
    served.server.store.verify().await.unwrap();
}

#[tokio::test]
async fn a_question_about_a_time_that_cannot_be_is_an_error() {
    let home = home().await;
    let served = FrozenServer::of(&home).await;
    for (sent, expected) in SENT {
        let sent = sent.replace('+', "%2B");
        for name in ["from", "to"] {
            let path = format!("/v1/metrics?{name}={sent}");
            let answer = served.server.get_as(&served.token, &path).await;
            if expected.is_none() {
                assert_eq!(answer.status, 200, "{path}: {}", answer.text());
            } else {
                assert_eq!(answer.error(), (400, "bad_query".to_owned()), "{path}");
                assert!(answer.text().contains(name), "{}", answer.text());
            }
        }
    }
    let backwards = "/v1/metrics?from=2026-11-02T00:00:00Z&to=2026-11-01T00:00:00Z";
    let answer = served.server.get_as(&served.token, backwards).await;
    assert_eq!(answer.error(), (400, "bad_query".to_owned()));
}
