//! What was said of an outcome before it was said otherwise: whatever who reported it says of it later, the feed
//! tells what stands and what was said until then, and what is deleted leaves nothing of it.

use super::home;
use super::outcomes::ServedStore;
use crate::things::{Home, now, read_all};
use axum::http::Method;
use chrono::{DateTime, TimeDelta, Utc};
use model::record::ConversionRecord;
use serde_json::{Value, json};
use server::ServerSettings;

const PATH: &str = "/v1/conversions/booking/b-1";

fn at(minutes: i64) -> DateTime<Utc> {
    now() + TimeDelta::minutes(minutes)
}

/// The same store, served so many minutes later.
async fn later(home: &Home, minutes: i64) -> ServedStore {
    ServedStore::later(home, minutes, ServerSettings::default()).await
}

/// The outcomes of a conversation, as the feed tells them to who reads it for the first time.
async fn told(home: &Home, conversation: &str) -> Vec<ConversionRecord> {
    let (mirror, _) = read_all(&home.store, 100).await;
    mirror.conversations[&conversation.into()]
        .conversions
        .clone()
}

async fn booked(served: &ServedStore) -> u64 {
    let numbers = served.get("/v1/metrics").await.json::<Value>();
    numbers["bookings"]["conversations"].as_u64().unwrap()
}

async fn revise(served: &ServedStore, method: Method, path: &str, body: Value) -> Value {
    let answer = served.send(method, path, body).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

fn booking(session: &str) -> Value {
    json!({"session_id": session, "kind": "booking", "record": "b-1"})
}

#[tokio::test]
async fn an_outcome_that_is_reported_again_counts_again_and_the_history_says_both() {
    let home = home().await;
    let served = ServedStore::of(&home).await;
    let session = served.begin("c", json!({})).await;
    let mut first = booking(&session);
    first["occurred_at"] = json!(at(-9));
    assert_eq!(
        served.post("/v1/conversions", first.clone()).await.status,
        201
    );

    let served = later(&home, 5).await;
    revise(&served, Method::DELETE, PATH, Value::Null).await;
    assert_eq!(booked(&served).await, 0);
    let gone = told(&home, "c").await;
    assert_eq!(gone[0].taken_back_at, Some(at(5)));
    assert_eq!(gone[0].earlier, [], "it says what it was itself");

    // The report of it that comes late, and one that says the time that it had, are no new report.
    let served = later(&home, 7).await;
    assert_eq!(served.post("/v1/conversions", first).await.status, 200);
    assert_eq!(booked(&served).await, 0);

    // One with no time says that it happens now, one with another that it happened then.
    for (minute, time, expected) in [(9, None, at(9)), (20, Some(at(-3)), at(-3))] {
        let served = later(&home, minute).await;
        let mut again = booking(&session);
        if let Some(time) = time {
            again["occurred_at"] = json!(time);
        }
        let answer = served.post("/v1/conversions", again.clone()).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        assert_eq!(booked(&served).await, 1);
        assert_eq!(served.post("/v1/conversions", again).await.status, 200);
        let stands = told(&home, "c").await;
        assert_eq!(
            (stands[0].occurred_at, stands[0].taken_back_at),
            (expected, None)
        );
        let served = later(&home, minute + 1).await;
        revise(&served, Method::DELETE, PATH, Value::Null).await;
    }
    let gone = told(&home, "c").await;
    let history = gone[0].earlier.iter();
    let history: Vec<_> = history
        .map(|it| (it.occurred_at, it.taken_back_at, it.until))
        .collect();
    assert_eq!(
        history,
        [(at(-9), Some(at(5)), at(9)), (at(9), Some(at(10)), at(20))]
    );
    served.server.store.verify().await.unwrap();
}

#[tokio::test]
async fn a_correction_keeps_what_it_was() {
    let home = home().await;
    let served = ServedStore::of(&home).await;
    let session = served.begin("c", json!({})).await;
    assert_eq!(
        served
            .post("/v1/conversions", booking(&session))
            .await
            .status,
        201
    );
    let served = later(&home, 5).await;
    let url = "https://bookings.example/b-1";
    let corrections = [
        json!({"occurred_at": at(-3)}),
        json!({"url": url}),
        json!({}),
        json!({"occurred_at": at(-3), "url": url}),
    ];
    for body in corrections {
        revise(&served, Method::PUT, PATH, body).await;
    }
    let told = told(&home, "c").await;
    let page = |path: &Option<String>| path.as_deref() == Some(url);
    let history: Vec<_> = told[0]
        .earlier
        .iter()
        .map(|it| (it.occurred_at, page(&it.url), it.until))
        .collect();
    assert_eq!(
        history,
        [(at(0), false, at(5)), (at(-3), false, at(5))],
        "what says nothing else leaves nothing"
    );
    assert_eq!((told[0].occurred_at, page(&told[0].url)), (at(-3), true));
    // The page that it had is one of this server, and can be opened.
    let whole = served.whole("c").await;
    let former = whole["conversions"][0]["earlier"][0]["url"].as_str();
    assert!(former.unwrap().starts_with("http"), "{former:?}");
}

#[tokio::test]
async fn an_outcome_can_be_another_one() {
    let home = home().await;
    let served = ServedStore::of(&home).await;
    let session = served.begin("c", json!({})).await;
    assert_eq!(
        served
            .post("/v1/conversions", booking(&session))
            .await
            .status,
        201
    );
    let tour = json!({"kind": "tour", "record": "v-1"});
    let answer = revise(&served, Method::PUT, PATH, tour.clone()).await;
    assert_eq!(answer["conversions"][0]["kind"], "tour");
    let numbers = served.get("/v1/metrics").await.json::<Value>();
    assert_eq!(numbers["bookings"]["conversations"], 0);
    assert_eq!(numbers["tours"]["conversations"], 1);
    let mut held = told(&home, "c").await;
    held.sort_by_key(|it| it.record.clone());
    let (was, is) = (&held[0], &held[1]);
    assert_eq!(
        (was.record.as_str(), was.taken_back_at),
        ("b-1", Some(at(0)))
    );
    assert_eq!((is.record.as_str(), is.taken_back_at), ("v-1", None));
    assert_eq!(is.earlier[0].record, "b-1");

    // Back again; and never in the place of one that stands.
    let back = json!({"kind": "booking", "record": "b-1"});
    revise(&served, Method::PUT, "/v1/conversions/tour/v-1", back).await;
    assert_eq!(booked(&served).await, 1);
    let other = json!({"session_id": session, "kind": "tour", "record": "v-2"});
    assert_eq!(served.post("/v1/conversions", other).await.status, 201);
    let taken = served
        .send(Method::PUT, PATH, json!({"kind": "tour", "record": "v-2"}))
        .await;
    assert_eq!(taken.error(), (409, "conflict".to_owned()));
    let unknown = served
        .send(Method::PUT, PATH, json!({"kind": "lunch"}))
        .await;
    assert_eq!(unknown.error().0, 400);
    assert_eq!(booked(&served).await, 1, "what was refused changed nothing");
    served.server.store.verify().await.unwrap();
}

#[tokio::test]
async fn an_outcome_can_be_moved_to_another_session_and_back() {
    let home = home().await;
    let served = ServedStore::of(&home).await;
    let (a, b) = (
        served.begin("a", json!({})).await,
        served.begin("b", json!({})).await,
    );
    let mut report = booking(&a);
    report["occurred_at"] = json!(at(-2));
    assert_eq!(
        served.post("/v1/conversions", report.clone()).await.status,
        201
    );
    let moved = served
        .send(Method::PUT, PATH, json!({"session_id": "no"}))
        .await;
    assert_eq!(moved.error().0, 404);
    for (from, to, session) in [("a", "b", &b), ("b", "a", &a), ("a", "b", &b)] {
        revise(&served, Method::PUT, PATH, json!({"session_id": session})).await;
        assert_eq!(booked(&served).await, 1);
        let gone = &told(&home, from).await[0];
        assert_eq!(gone.moved_to, Some(to.into()), "{from} {to}");
        assert_eq!(gone.taken_back_at, Some(at(0)));
        let here = &told(&home, to).await[0];
        assert!(here.stands(), "{from} {to}: {here:?}");
        // A report that is repeated does not move it, and a correction of it leaves it where it is.
        assert_eq!(
            served.post("/v1/conversions", report.clone()).await.status,
            200
        );
        revise(&served, Method::PUT, PATH, json!({})).await;
        assert!(!told(&home, from).await[0].stands(), "{from} {to}");
    }
    assert_eq!(told(&home, "a").await[0].earlier.len(), 1);
    let of_b = &told(&home, "b").await[0].earlier;
    assert_eq!(of_b.len(), 2, "it came from the one, and came back");
    assert_eq!(of_b[0].moved_to, Some("b".into()));
    assert_eq!(of_b[1].moved_to, Some("a".into()));

    // What is forgotten leaves nothing of it, and it stays moved.
    let deleted = served
        .send(Method::DELETE, "/v1/conversations/b", Value::Null)
        .await;
    assert_eq!(deleted.status, 200);
    assert_eq!(booked(&served).await, 0);
    assert!(!told(&home, "a").await[0].stands());
    served.server.store.verify().await.unwrap();
}

#[tokio::test]
async fn one_that_was_taken_back_is_so_in_a_session_that_reports_it_late() {
    let home = home().await;
    let served = ServedStore::of(&home).await;
    let (a, b) = (
        served.begin("a", json!({})).await,
        served.begin("b", json!({})).await,
    );
    let report = |session: &str, time| {
        let mut report = booking(session);
        report["occurred_at"] = json!(time);
        report
    };
    assert_eq!(
        served
            .post("/v1/conversions", report(&a, at(-2)))
            .await
            .status,
        201
    );
    revise(&served, Method::DELETE, PATH, Value::Null).await;
    assert_eq!(
        served
            .post("/v1/conversions", report(&b, at(-2)))
            .await
            .status,
        201
    );
    assert_eq!(booked(&served).await, 0);
    assert_eq!(told(&home, "b").await[0].taken_back_at, Some(at(0)));
    // Reported anew it counts, and where it was taken back it does not stand in the way.
    assert_eq!(
        served
            .post("/v1/conversions", report(&b, at(-1)))
            .await
            .status,
        201
    );
    assert_eq!(booked(&served).await, 1);
    assert!(told(&home, "b").await[0].stands());
    assert!(!told(&home, "a").await[0].stands());
}

#[tokio::test]
async fn whatever_road_brings_another_statement_the_history_keeps_the_one_before() {
    let home = home().await;
    let mut change = crate::things::conversation("c");
    change.conversions = vec![crate::things::tour("o", "v-1")];
    home.store.put(&change).await.unwrap();
    change.conversions[0].url = Some("https://tours.example/v-1".to_owned());
    home.store.put(&change).await.unwrap();
    home.store.put(&change).await.unwrap();
    let held = told(&home, "c").await;
    assert_eq!(held[0].earlier.len(), 1);
    assert_eq!(
        held[0].earlier[0].url.as_deref(),
        Some("/records/visitor/v-1")
    );
    home.store.delete_conversation(&"c".into()).await.unwrap();
    let (mirror, _) = read_all(&home.store, 100).await;
    assert!(mirror.conversations.is_empty());
}
