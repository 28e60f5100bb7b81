//! What the world changes: an outcome is taken back, corrected, or reported of two sessions, and the numbers
//! follow.

use super::home;
use super::outcomes::ServedStore;
use crate::things::{SPACE, now};
use axum::http::Method;
use chrono::TimeDelta;
use model::Role;
use serde_json::{Value, json};

async fn booked(served: &ServedStore) -> u64 {
    let numbers = served.get("/v1/metrics").await.json::<Value>();
    numbers["bookings"]["conversations"].as_u64().unwrap()
}

async fn outcome(served: &ServedStore, id: &str) -> Value {
    served.whole(id).await["conversions"][0].clone()
}

#[tokio::test]
async fn an_outcome_that_is_taken_back_counts_no_more_and_stays_in_the_history() {
    let home = home().await;
    let served = ServedStore::of(&home).await;
    let session = served.begin("c", json!({})).await;
    let made =
        json!({"session_id": session, "kind": "booking", "record": "b-1", "occurred_at": now()});
    assert_eq!(
        served.post("/v1/conversions", made.clone()).await.status,
        201
    );
    assert_eq!(booked(&served).await, 1);
    let path = "/v1/conversions/booking/b-1";
    for _ in 0..2 {
        let gone = served.send(Method::DELETE, path, Value::Null).await;
        assert_eq!(gone.status, 200, "{}", gone.text());
        assert_eq!(booked(&served).await, 0);
        assert_eq!(outcome(&served, "c").await["taken_back_at"], json!(now()));
    }
    // A delivery that comes late does not bring it back; a correction does.
    assert_eq!(served.post("/v1/conversions", made).await.status, 200);
    assert_eq!(booked(&served).await, 0);
    let at = now() - TimeDelta::minutes(3);
    let mended = served
        .send(Method::PUT, path, json!({"occurred_at": at}))
        .await;
    assert_eq!(mended.status, 200, "{}", mended.text());
    assert_eq!(booked(&served).await, 1);
    let held = outcome(&served, "c").await;
    assert_eq!(
        (&held["occurred_at"], &held["taken_back_at"]),
        (&json!(at), &Value::Null)
    );
    let nobody = served
        .send(Method::DELETE, "/v1/conversions/booking/b-2", Value::Null)
        .await;
    assert_eq!(nobody.error(), (404, "not_found".to_owned()));
    served.server.store.verify().await.unwrap();
}

#[tokio::test]
async fn one_booking_of_two_sessions_counts_where_something_was_said_last() {
    let home = home().await;
    let served = ServedStore::of(&home).await;
    let mut sessions = Vec::new();
    for (id, minutes) in [("a", -20), ("b", -10), ("c", 10)] {
        sessions.push(served.begin(id, json!({})).await);
        let said = json!({"id": id, "sender": "customer", "body": "A room?", "sent_at": now() + TimeDelta::minutes(minutes)});
        let path = format!("/v1/conversations/{id}/messages");
        assert_eq!(served.post(&path, said).await.status, 201);
    }
    for session in &sessions {
        let made = json!({"session_id": session, "kind": "booking", "record": "b-9", "occurred_at": now()});
        assert_eq!(served.post("/v1/conversions", made).await.status, 201);
    }
    assert_eq!(booked(&served).await, 1);
    for (id, counted_in) in [("a", json!("b")), ("b", Value::Null), ("c", json!("b"))] {
        assert_eq!(outcome(&served, id).await["counted_in"], counted_in, "{id}");
    }
    // Where that conversation goes, it counts in the next.
    let gone = served
        .send(Method::DELETE, "/v1/conversations/b", Value::Null)
        .await;
    assert_eq!(gone.status, 200);
    assert_eq!(booked(&served).await, 1);
    assert_eq!(outcome(&served, "a").await["counted_in"], Value::Null);
    served.server.store.verify().await.unwrap();
}

#[tokio::test]
async fn one_tour_of_two_sessions_counts_where_its_link_was_followed() {
    let home = home().await;
    let served = ServedStore::of(&home).await;
    let mut sessions = Vec::new();
    for id in ["a", "b"] {
        sessions.push(served.begin(id, json!({})).await);
        served.say(id, id, "A tour?").await;
    }
    let link = served
        .post("/v1/conversations/a/links", json!({"kind": "tour"}))
        .await;
    assert_eq!(link.status, 201, "{}", link.text());
    let url = link.json::<Value>()["url"].as_str().unwrap().to_owned();
    let path = url::Url::parse(&url).unwrap().path().to_owned();
    assert_eq!(served.server.get(&path, &[]).await.status, 302);
    for session in &sessions {
        let made = json!({"session_id": session, "kind": "tour", "record": "v-1", "occurred_at": now() + TimeDelta::minutes(5)});
        assert_eq!(served.post("/v1/conversions", made).await.status, 201);
    }
    assert_eq!(outcome(&served, "a").await["counted_in"], Value::Null);
    assert_eq!(outcome(&served, "b").await["counted_in"], "a");
}

#[tokio::test]
async fn a_message_that_its_sender_changed_keeps_both_texts() {
    let home = home().await;
    let served = ServedStore::of(&home).await;
    served.begin("c", json!({})).await;
    let path = "/v1/conversations/c/messages";
    let say = |body: &str| json!({"id": "m", "sender": "customer", "body": body});
    assert_eq!(served.post(path, say("We are 6 people")).await.status, 201);
    let changed = served.post(path, say("We are 16 people")).await;
    assert_eq!(changed.status, 201, "{}", changed.text());
    let held = served.whole("c").await["messages"].clone();
    assert_eq!(held[0]["body"], "We are 16 people");
    assert_eq!(held[0]["earlier"][0]["body"], "We are 6 people");
    // The first delivery that comes once more, and the second, change nothing.
    for body in ["We are 6 people", "We are 16 people"] {
        assert_eq!(served.post(path, say(body)).await.status, 200, "{body}");
        assert_eq!(served.whole("c").await["messages"], held);
    }
    // Another's message under the same id is refused.
    let other = json!({"id": "m", "sender": "operator", "body": "Welcome"});
    assert_eq!(
        served.refused(path, other).await,
        (409, "conflict".to_owned())
    );
    for nth in 0..50 {
        assert_eq!(
            served
                .post(path, say(&format!("We are {nth}0 people")))
                .await
                .status,
            201
        );
    }
    let held = served.whole("c").await["messages"][0].clone();
    let earlier = held["earlier"].as_array().unwrap();
    assert_eq!(
        (earlier.len(), &earlier[0]["body"]),
        (20, &json!("We are 6 people"))
    );
    let ended = served
        .post("/v1/conversations/c/end", json!({"by": "api"}))
        .await;
    assert_eq!(ended.status, 200);
    assert_eq!(
        served.refused(path, say("We are none")).await,
        (409, "ended".to_owned())
    );
    assert_eq!(
        served.post(path, say("We are 490 people")).await.status,
        200
    );
}

async fn customer_of(served: &ServedStore, id: &str) -> Value {
    served.whole(id).await["conversation"]["customer_id"].clone()
}

#[tokio::test]
async fn two_customers_are_made_one_and_two_again() {
    let home = home().await;
    let served = ServedStore::of(&home).await;
    for (id, name) in [
        ("c1", "Rosa Marsh"),
        ("c2", "R. Marsh"),
        ("c3", "Somebody else"),
    ] {
        let put = served
            .send(
                Method::PUT,
                &format!("/v1/customers/{id}"),
                json!({"name": name}),
            )
            .await;
        assert_eq!(put.status, 200);
    }
    served.begin("a", json!({"customer_id": "c1"})).await;
    served.begin("b", json!({"customer_id": "c2"})).await;
    let path = "/v1/customers/c2/merged-into";
    for moved in [1, 0] {
        let merged = served
            .send(Method::PUT, path, json!({"customer_id": "c1"}))
            .await;
        assert_eq!(
            (
                merged.status.as_u16(),
                merged.json::<Value>()["conversations"].clone()
            ),
            (200, json!(moved))
        );
    }
    served.begin("later", json!({"customer_id": "c2"})).await;
    for id in ["a", "b", "later"] {
        assert_eq!(customer_of(&served, id).await, "c1", "{id}");
    }
    // A circle, oneself, a chain and nobody are refused.
    for (one, other, status) in [
        ("c1", "c2", 409),
        ("c3", "c3", 409),
        ("c3", "c2", 409),
        ("c3", "nobody", 404),
    ] {
        let path = format!("/v1/customers/{one}/merged-into");
        let refused = served
            .send(Method::PUT, &path, json!({"customer_id": other}))
            .await;
        assert_eq!(refused.error().0, status, "{one} {other}");
    }
    let known = served.get("/v1/persons/c2").await.json::<Value>();
    assert_eq!(
        known["conversations"].as_array().unwrap().len(),
        3,
        "they are one person"
    );

    let separated = served.send(Method::DELETE, path, Value::Null).await;
    assert_eq!(separated.json::<Value>()["conversations"], 2);
    for (id, customer) in [("a", "c1"), ("b", "c2"), ("later", "c2")] {
        assert_eq!(customer_of(&served, id).await, customer, "{id}");
    }
    let again = served.send(Method::DELETE, path, Value::Null).await;
    assert_eq!(again.error(), (404, "not_found".to_owned()));
    served.server.store.verify().await.unwrap();
}

async fn give(served: &ServedStore, id: &str, customer: &str) -> u16 {
    let body = json!({"id": id, "space_id": SPACE, "channel": "chat", "customer_id": customer});
    served.post("/v1/conversations", body).await.status.as_u16()
}

#[tokio::test]
async fn only_an_operators_program_gives_a_conversation_to_another_customer_and_back() {
    let home = home().await;
    let mut served = ServedStore::of(&home).await;
    for id in ["c1", "c2", "c3"] {
        let path = format!("/v1/customers/{id}");
        let put = served.send(Method::PUT, &path, json!({"name": id})).await;
        assert_eq!(put.status, 200);
    }
    let locked = json!({"customer_id": "c1", "visitor_token": "v"});
    served.begin("a", locked).await;
    for role in [Role::converse(), Role::Write, Role::Delete] {
        served.token = served.server.token(role).await;
        assert_eq!(give(&served, "a", "c2").await, 409);
    }
    served.token = served.server.token(Role::Admin).await;
    for customer in ["c2", "c2", "c1", "c2"] {
        assert_eq!(give(&served, "a", customer).await, 200);
        assert_eq!(customer_of(&served, "a").await, customer);
    }
    let head = &served.whole("a").await["conversation"];
    assert_eq!(head["visitor_token"], "v", "the lock stays");
    assert_eq!(give(&served, "a", "nobody").await, 404);

    // A customer who was merged is the other, and a separation gives back what named the one, and no more.
    let path = "/v1/customers/c2/merged-into";
    let merged = served.send(Method::PUT, path, json!({"customer_id": "c3"}));
    assert_eq!(merged.await.status, 200);
    assert_eq!(customer_of(&served, "a").await, "c3");
    assert_eq!(give(&served, "a", "c1").await, 200);
    served.begin("b", json!({"customer_id": "c1"})).await;
    assert_eq!(give(&served, "b", "c2").await, 200);
    assert_eq!(customer_of(&served, "b").await, "c3");
    let separated = served.send(Method::DELETE, path, Value::Null).await;
    assert_eq!(separated.json::<Value>()["conversations"], 1);
    assert_eq!(customer_of(&served, "a").await, "c1");
    assert_eq!(customer_of(&served, "b").await, "c2");
    served.server.store.verify().await.unwrap();
}
