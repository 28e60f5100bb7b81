//! A person whose address has letters beyond ASCII is the same person in any case and however an accent is
//! put together, on either database, and nobody else is.

use super::home;
use super::outcomes::ServedStore;
use crate::things::{conversation, lead};
use axum::http::Method;
use model::Channel;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// One address, as different systems write it. The last but one puts its accents together.
const WRITTEN: [&str; 4] = [
    "jörg@müller.example",
    "JÖRG@MÜLLER.EXAMPLE",
    "Jo\u{308}rg@Mu\u{308}ller.example",
    "Jörg@müller.Example",
];

fn path(identifier: &str) -> String {
    let quoted = url::form_urlencoded::byte_serialize(identifier.as_bytes());
    format!("/v1/persons/{}", quoted.collect::<String>())
}

fn ids(known: &Value, what: &str) -> BTreeSet<String> {
    let all = known[what].as_array().unwrap().iter();
    let ids = all.map(|it| it["id"].as_str().unwrap().to_owned());
    ids.collect()
}

/// Conversations, a customer, a record and a delivery of somebody, under names that begin alike.
async fn furnish(served: &ServedStore, name: &str, written: [&str; 4]) {
    let customer = json!({"name": "Somebody", "email": written[0]});
    let put = format!("/v1/customers/{name}-customer");
    let put = served.send(Method::PUT, &put, customer).await;
    assert_eq!(put.status, 200, "{}", put.text());
    let known = json!({"customer_id": format!("{name}-customer")});
    served.begin(&format!("{name}-known"), known).await;
    let mailed = json!({"channel": "email", "external_identifier": written[1]});
    served.begin(&format!("{name}-mailed"), mailed).await;
    let led = format!("{name}-led");
    served.begin(&led, json!({})).await;
    let leads = format!("/v1/conversations/{led}/leads");
    let left = served.post(&leads, json!({"email": written[2]})).await;
    assert_eq!(left.status, 201, "{}", left.text());
    let toured = served.begin(&format!("{name}-toured"), json!({})).await;
    let tour = |session: &str, record: &str| {
        json!({"session_id": session, "kind": "tour", "record": format!("{name}-{record}"),
            "person": {"email": written[3]}})
    };
    let made = served
        .post("/v1/conversions", tour(&toured, "toured"))
        .await;
    assert_eq!(made.status, 201, "{}", made.text());
    let stray = served
        .post("/v1/conversions", tour("nobody's", "stray"))
        .await;
    assert_eq!(stray.status, 404, "{}", stray.text());
}

fn expected(name: &str) -> BTreeSet<String> {
    let ends = ["known", "mailed", "led", "toured"];
    ends.map(|end| format!("{name}-{end}")).into()
}

#[tokio::test]
async fn an_address_beyond_ascii_is_the_same_however_it_is_written() {
    let home = home().await;
    let served = ServedStore::of(&home).await;
    furnish(&served, "joerg", WRITTEN).await;
    // The same with no accent, and another with one: two other persons.
    furnish(&served, "jorg", ["jorg@muller.example"; 4]).await;
    furnish(&served, "jurg", ["jürg@müller.example"; 4]).await;
    for written in WRITTEN {
        let known = served.get(&path(written)).await.json::<Value>();
        assert_eq!(ids(&known, "conversations"), expected("joerg"), "{written}");
        for what in ["customers", "leads", "records", "dead_letters"] {
            let count = known[what].as_array().unwrap().len();
            assert_eq!(count, 1, "{what} of {written}: {known}");
        }
    }
    let one_of_them = path(WRITTEN[2]);
    let receipt = served.send(Method::DELETE, &one_of_them, Value::Null).await;
    assert_eq!(receipt.status, 200, "{}", receipt.text());
    let receipt = receipt.json::<Value>();
    for (what, count) in [
        ("conversations", 4),
        ("customers", 1),
        ("leads", 1),
        ("records", 1),
        ("dead_letters", 1),
    ] {
        assert_eq!(receipt[what], count, "{what} in {receipt}");
    }
    for (name, written) in [
        ("jorg", "JORG@Muller.example"),
        ("jurg", "JÜRG@müller.example"),
    ] {
        let known = served.get(&path(written)).await.json::<Value>();
        assert_eq!(ids(&known, "conversations"), expected(name), "{written}");
        assert_eq!(known["dead_letters"].as_array().unwrap().len(), 1);
    }
    for written in WRITTEN {
        let known = served.get(&path(written)).await.json::<Value>();
        let mut all = known.as_object().unwrap().values();
        assert!(all.all(|it| it == &json!([])), "{written}: {known}");
    }
}

/// What was there before letters were folded here was written as it came, and is found all the same.
#[tokio::test]
async fn what_came_as_it_was_written_is_found_too() {
    let home = home().await;
    let served = ServedStore::of(&home).await;
    let mut mailed = conversation("mailed");
    mailed.conversation.channel = Channel::Email;
    mailed.conversation.external_identifier = Some("ΝΊΚΟΣ@Example.gr".to_owned());
    let mut led = conversation("led");
    led.leads = vec![lead("lead")];
    led.leads[0].email = Some("Νίκος@example.gr".to_owned());
    home.store.put_many(&[mailed, led]).await.unwrap();
    for written in ["νίκος@example.gr", "νίκοσ@EXAMPLE.gr"] {
        let known = served.get(&path(written)).await.json::<Value>();
        let found = ids(&known, "conversations").into_iter().collect::<Vec<_>>();
        assert_eq!(found, ["led", "mailed"], "{written}");
    }
}

/// An e-mail thread goes on however its sender's address is written.
#[tokio::test]
async fn a_thread_goes_on_however_its_sender_is_written() {
    let home = home().await;
    let served = ServedStore::of(&home).await;
    let mail = |id: &str, from: &str| {
        json!({"id": id, "space_id": crate::things::SPACE, "channel": "email", "thread": "t",
            "subject": "Office", "external_identifier": from})
    };
    let begun = served
        .post("/v1/conversations", mail("c", WRITTEN[0]))
        .await;
    assert_eq!(begun.status, 201, "{}", begun.text());
    for (nth, from) in WRITTEN.into_iter().enumerate() {
        let body = mail(&format!("again-{nth}"), from);
        let again = served.post("/v1/conversations", body).await;
        assert_eq!(again.status, 200, "{from}: {}", again.text());
        assert_eq!(again.json::<Value>()["conversation"]["id"], "c");
    }
    let other = mail("other", "jorg@muller.example");
    assert_eq!(served.post("/v1/conversations", other).await.status, 201);
}
