//! One number is one person, however it is written: for continuing a session, for finding a person and for
//! forgetting one. The same for an address.

use super::home;
use super::outcomes::ServedStore;
use crate::things::SPACE;
use axum::http::Method;
use serde_json::{Value, json};

/// A number as people, telephones and platforms write it.
const WRITTEN: [&str; 14] = [
    "+44 20 7946 0018",
    "0044 20 7946 0018",
    "+44 (0)20 7946 0018",
    "0044 (0)20-7946.0018",
    "tel:+442079460018",
    "+44\u{a0}20\u{a0}7946\u{a0}0018",
    "+44 20\u{2011}7946\u{2011}0018",
    "+44/20 79460018",
    "\u{202a}+44 20 7946 0018\u{202c}",
    "\u{2068}+442079460018\u{2069}",
    "\u{200e}+44 20 7946 0018",
    "020 7946 0018",
    "+٤٤ ٢٠ ٧٩٤٦ ٠٠١٨",
    "442079460018@s.whatsapp.net",
];
const OTHERS: [&str; 3] = ["+44 20 7946 0019", "+49 20 7946 0018", "7946 0018"];
const ADDRESSES: [&str; 4] = [
    "Rosa@Müller.example",
    "rosa@xn--mller-kva.example",
    "ROSA@mu\u{308}ller.EXAMPLE",
    "mailto:rosa@müller.example.",
];

fn path(identifier: &str) -> String {
    let quoted = url::form_urlencoded::byte_serialize(identifier.as_bytes());
    format!(
        "/v1/persons/{}",
        quoted.collect::<String>().replace('+', "%20")
    )
}

async fn begun(served: &ServedStore, body: Value) -> Value {
    let mut whole = json!({"space_id": SPACE, "channel": "whatsapp"});
    for (name, value) in body.as_object().unwrap() {
        whole[name] = value.clone();
    }
    let answer = served.post("/v1/conversations", whole).await;
    assert!(answer.status.is_success(), "{}", answer.text());
    answer.json()
}

#[tokio::test]
async fn a_session_goes_on_however_its_number_is_written() {
    let home = home().await;
    let served = ServedStore::of(&home).await;
    let first = begun(&served, json!({"external_identifier": WRITTEN[0]})).await;
    for written in WRITTEN {
        let again = begun(&served, json!({"external_identifier": written})).await;
        assert_eq!(again["continued"], true, "{written:?}");
        assert_eq!(again["conversation"]["id"], first["conversation"]["id"]);
    }
    for other in OTHERS {
        let begun = begun(&served, json!({"external_identifier": other})).await;
        assert_eq!(begun["continued"], false, "{other}");
    }
}

#[tokio::test]
async fn a_mobile_is_one_number_with_and_without_the_prefix_of_its_network() {
    let home = home().await;
    let served = ServedStore::of(&home).await;
    for (dialled, known) in [
        ("+55 31 98888-0142", "553188880142"),
        ("+52 1 55 1234 5678", "+52 55 1234 5678"),
        ("+54 9 11 1234-5678", "541112345678"),
    ] {
        let first = begun(&served, json!({"external_identifier": dialled})).await;
        let again = begun(&served, json!({"external_identifier": known})).await;
        assert_eq!(
            again["conversation"]["id"], first["conversation"]["id"],
            "{dialled}"
        );
    }
    let landline = begun(&served, json!({"external_identifier": "+55 31 3333-0142"})).await;
    assert_eq!(landline["continued"], false);
}

/// A conversation and a lead for each writing, ended so that each has its own.
async fn furnish(served: &ServedStore, writings: &[&str], field: &str) -> usize {
    for (nth, written) in writings.iter().enumerate() {
        let (own, left) = (format!("{field}-own-{nth}"), format!("{field}-lead-{nth}"));
        begun(
            served,
            json!({"id": own, "channel": "voice", "external_identifier": written}),
        )
        .await;
        begun(served, json!({"id": left, "channel": "chat"})).await;
        let path = format!("/v1/conversations/{left}/leads");
        let lead = served.post(&path, json!({field: written})).await;
        assert_eq!(lead.status, 201, "{}", lead.text());
    }
    let (session, visitor) = ("nobody", json!({field: writings[0]}));
    let tour = json!({"session_id": session, "kind": "tour", "record": field, "person": visitor});
    assert_eq!(served.post("/v1/conversions", tour).await.status, 404);
    2 * writings.len()
}

#[tokio::test]
async fn a_person_is_found_and_forgotten_by_any_writing() {
    for (writings, field) in [(&WRITTEN[..], "phone"), (&ADDRESSES[..], "email")] {
        let home = home().await;
        let served = ServedStore::of(&home).await;
        let expected = furnish(&served, writings, field).await;
        for (nth, other) in OTHERS.into_iter().enumerate() {
            let other = json!({"id": format!("other-{nth}"), "external_identifier": other});
            begun(&served, other).await;
        }
        for written in writings {
            let known = served.get(&path(written)).await;
            assert_eq!(known.status, 200, "{}", known.text());
            let known = known.json::<Value>();
            let count = |what: &str| known[what].as_array().unwrap().len();
            assert_eq!(count("conversations"), expected, "{written:?}");
            assert_eq!(count("leads"), writings.len(), "{written:?}");
            assert_eq!(count("dead_letters"), 1, "{written:?}");
        }
        let last = path(writings[writings.len() - 1]);
        let gone = served.send(Method::DELETE, &last, Value::Null).await;
        assert_eq!(gone.status, 200, "{}", gone.text());
        assert_eq!(gone.json::<Value>()["conversations"], expected);
        for written in writings {
            let known = served.get(&path(written)).await.json::<Value>();
            let mut all = known.as_object().unwrap().values();
            assert!(all.all(|it| it == &json!([])), "{written}: {known}");
        }
        let left = served.server.store.counts().await.unwrap();
        assert_eq!(left.conversations, OTHERS.len() as u64, "nobody else went");
    }
}
