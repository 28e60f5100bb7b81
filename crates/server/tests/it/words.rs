//! What is not understood is refused or said, never guessed: words of kinds and channels, names and values
//! in a query, half a character in what was said.

use super::home;
use super::outcomes::ServedStore;
use axum::body::Bytes;
use axum::http::Method;
use model::{Channel, ConversionKind};
use serde_json::{Value, json};

/// Each kind as systems write it.
const KINDS: [(&str, &[&str]); 5] = [
    ("tour", &["Tour", "TOUR", "Visitor"]),
    ("customer", &["Customer", "coworker"]),
    ("contract", &["CONTRACT", "CoworkerContract"]),
    ("booking", &["Booking", "BOOKING"]),
    (
        "day_pass",
        &["DayPass", "day-pass", "Day Pass", "CoworkerProduct"],
    ),
];

#[tokio::test]
async fn an_outcome_in_any_spelling_counts_as_what_it_is() {
    let home = home().await;
    let served = ServedStore::of(&home).await;
    let mut nth = 0;
    for (kind, spellings) in KINDS {
        for spelling in spellings {
            nth += 1;
            let session = served.begin(&format!("c{nth}"), json!({})).await;
            let made =
                json!({"session_id": session, "kind": spelling, "record": format!("r{nth}")});
            let answer = served.post("/v1/conversions", made).await;
            assert_eq!(answer.status, 201, "{spelling}: {}", answer.text());
            assert_eq!(answer.json::<Value>()["conversions"][0]["kind"], kind);
            let again = json!({"session_id": session, "kind": kind, "record": format!("r{nth}")});
            assert_eq!(served.post("/v1/conversions", again).await.status, 200);
        }
    }
    let numbers = served.get("/v1/metrics").await.json::<Value>();
    for (metric, (_, spellings)) in ["tours", "customers", "contracts", "bookings", "day_passes"]
        .iter()
        .zip(KINDS)
    {
        let counted = &numbers[metric]["conversations"];
        assert_eq!(counted, spellings.len(), "{metric} in {numbers}");
    }
}

#[tokio::test]
async fn a_kind_that_nobody_knows_is_refused_and_a_channel_is_kept() {
    let home = home().await;
    let served = ServedStore::of(&home).await;
    let session = served
        .begin("c", json!({"channel": "Carrier-Pigeon"}))
        .await;
    let head = served.whole("c").await;
    assert_eq!(head["conversation"]["channel"], "Carrier-Pigeon");
    for kind in ["locker", "", "tour!", "bookings"] {
        let made = json!({"session_id": session, "kind": kind, "record": "r"});
        let refused = served.post("/v1/conversions", made).await;
        assert_eq!(refused.error().0, 400, "{kind}");
        for known in ConversionKind::KNOWN {
            assert!(
                refused.text().contains(known.as_str()),
                "{}",
                refused.text()
            );
        }
    }
    let made = json!({"session_id": session, "kind": "tour", "record": "r"});
    assert_eq!(served.post("/v1/conversions", made).await.status, 201);
}

#[tokio::test]
async fn a_channel_in_any_spelling_is_one_channel() {
    let home = home().await;
    let served = ServedStore::of(&home).await;
    let number = json!("+44 20 7946 0018");
    for (nth, spelling) in ["whatsapp", "WhatsApp", "WHATSAPP", "whats_app"]
        .into_iter()
        .enumerate()
    {
        let body = json!({"space_id": crate::things::SPACE, "channel": spelling, "external_identifier": number});
        let begun = served.post("/v1/conversations", body).await;
        assert_eq!(
            begun.status.as_u16(),
            if nth == 0 { 201 } else { 200 },
            "{spelling}"
        );
        let begun = begun.json::<Value>();
        assert_eq!(begun["conversation"]["channel"], Channel::WhatsApp.as_str());
    }
    let numbers = served
        .get("/v1/metrics?channel=WhatsApp")
        .await
        .json::<Value>();
    assert_eq!(numbers["total"], 1, "{numbers}");
}

#[tokio::test]
async fn a_name_in_a_query_that_an_address_does_not_know_is_told() {
    let home = home().await;
    let served = ServedStore::of(&home).await;
    served.begin("c", json!({})).await;
    let known = [
        "/v1/server",
        "/v1/counts",
        "/v1/changes",
        "/v1/metrics",
        "/v1/offers",
        "/v1/dead-letters",
        "/v1/conversations/c",
        "/v1/conversations/c/links",
        "/v1/persons/x",
    ];
    for path in known {
        assert_eq!(served.get(path).await.status, 200, "{path}");
        for name in ["since", "From", "start_date", "until", "limits", "page"] {
            let refused = served
                .get(&format!("{path}?{name}=2026-03-01T00:00:00Z"))
                .await;
            assert_eq!(
                refused.error(),
                (400, "unknown_name".to_owned()),
                "{path}?{name}"
            );
            assert!(refused.text().contains(name), "{}", refused.text());
        }
    }
    let said = json!({"sender": "customer", "body": "Hello"});
    let path = "/v1/conversations/c/messages";
    assert_eq!(
        served
            .post(&format!("{path}?dry_run=1"), said.clone())
            .await
            .status,
        400
    );
    assert_eq!(served.post(path, said).await.status, 201);
}

#[tokio::test]
async fn a_value_that_cannot_be_read_is_told_with_what_is_allowed() {
    let home = home().await;
    let served = ServedStore::of(&home).await;
    served.begin("c", json!({})).await;
    let path = "/v1/conversations/c/messages";
    let cases = [
        (json!({"sender": "robot", "body": "x"}), "ai_agent"),
        (
            json!({"sender": "customer", "body": "x", "format": "rtf"}),
            "markdown",
        ),
        (
            json!({"sender": "customer", "body": "x", "sent_at": "yesterday"}),
            "2026-03-01T00:00:00Z",
        ),
        (
            json!({"sender": "customer", "body": "x", "sent_at": 1_795_251_600}),
            "sent_at",
        ),
    ];
    for (body, allowed) in cases {
        let refused = served.post(path, body.clone()).await;
        assert_eq!(refused.error().0, 400, "{body}");
        assert!(refused.text().contains(allowed), "{}", refused.text());
    }
}

#[tokio::test]
async fn half_an_emoji_keeps_the_message() {
    let home = home().await;
    let served = ServedStore::of(&home).await;
    served.begin("c", json!({})).await;
    let bearer = format!("Bearer {}", served.token);
    let headers = [
        ("authorization", bearer.as_str()),
        ("content-type", "application/json"),
    ];
    let cases: [(&[u8], &str); 3] = [
        (
            br#"{"id": "m1", "sender": "customer", "body": "We want the big room \ud83d"}"#,
            "We want the big room \u{fffd}",
        ),
        (
            br#"{"id": "m2", "sender": "customer", "body": "\ude00 and \ud83d\ude00"}"#,
            "\u{fffd} and \u{1f600}",
        ),
        (
            b"{\"id\": \"m3\", \"sender\": \"customer\", \"body\": \"caf\xc3\"}",
            "caf\u{fffd}",
        ),
    ];
    for (sent, expected) in cases {
        let path = "/v1/conversations/c/messages";
        let answer = served
            .server
            .send(Method::POST, path, &headers, Bytes::from_static(sent))
            .await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        assert_eq!(answer.json::<Value>()["body"], expected);
        let again = served
            .server
            .send(Method::POST, path, &headers, Bytes::from_static(sent))
            .await;
        assert_eq!(again.status, 200, "delivered again it is known");
    }
}

#[tokio::test]
async fn a_long_subject_is_kept_whole_and_a_longer_one_as_far_as_that() {
    let home = home().await;
    let served = ServedStore::of(&home).await;
    for (id, length, kept) in [
        ("a", 600, 600),
        ("b", 20_000, 20_000),
        ("c", 30_000, 20_000),
    ] {
        served
            .begin(id, json!({"subject": "é".repeat(length)}))
            .await;
        let head = served.whole(id).await;
        let subject = head["conversation"]["subject"].as_str().unwrap().to_owned();
        assert_eq!(subject.chars().count(), kept);
        assert_eq!(subject.ends_with('…'), length > kept);
    }
    let place = json!({"city": "x".repeat(600)});
    served.begin("d", json!({"place": place})).await;
}

#[tokio::test]
async fn a_mail_goes_on_whatever_its_program_puts_before_the_subject() {
    let home = home().await;
    let served = ServedStore::of(&home).await;
    let mail = |subject: &str| json!({"space_id": crate::things::SPACE, "channel": "email", "thread": "t", "subject": subject});
    assert_eq!(
        served
            .post("/v1/conversations", mail("Office for six"))
            .await
            .status,
        201
    );
    for prefix in [
        "SV:",
        "Antw:",
        "Odp:",
        "VS:",
        "RV:",
        "TR:",
        "Re[2]:",
        "回复：",
        "AW: WG:",
    ] {
        let again = served
            .post(
                "/v1/conversations",
                mail(&format!("{prefix} Office for six")),
            )
            .await;
        assert_eq!(again.status, 200, "{prefix}: {}", again.text());
    }
    assert_eq!(
        served
            .post("/v1/conversations", mail("Office for ten"))
            .await
            .status,
        201
    );
}
