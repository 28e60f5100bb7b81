//! What a token of a narrow role may, and that it may nothing else.

use super::home;
use super::outcomes::ServedStore;
use axum::http::Method;
use model::Role;
use serde_json::{Value, json};

#[tokio::test]
async fn a_narrow_token_reads_its_part_alone() {
    let home = home().await;
    let mut served = ServedStore::of(&home).await;
    let session = served.begin("c-1", json!({})).await;
    for (kind, record) in [("tour", "V-1"), ("booking", "B-1")] {
        let body = json!({"session_id": session, "kind": kind, "record": record});
        served.post("/v1/conversions", body).await;
    }
    let cases = [
        (
            "metrics",
            ["/v1/metrics", "/v1/offers"],
            ["/v1/counts", "/v1/records/visitor/V-1"],
        ),
        (
            "records:visitor",
            ["/v1/records/visitor/V-1", "/visitors/V-1"],
            ["/v1/records/booking/B-1", "/v1/metrics"],
        ),
        (
            "records",
            ["/v1/records/visitor/V-1", "/v1/records/booking/B-1"],
            ["/v1/conversations/c-1", "/v1/changes"],
        ),
    ];
    for (role, may, may_not) in cases {
        served.token = served.server.token(Role::from(role)).await;
        for path in may {
            assert_eq!(served.get(path).await.status, 200, "{role} {path}");
        }
        for path in may_not {
            assert_eq!(served.get(path).await.status, 403, "{role} {path}");
        }
        assert_eq!(
            served
                .refused("/v1/conversations/c-1/end", json!({"by": "api"}))
                .await
                .0,
            403
        );
    }
}

#[tokio::test]
async fn a_chatbots_token_holds_conversations_and_lists_nobodys() {
    let home = home().await;
    let mut served = ServedStore::of(&home).await;
    home.store
        .put(&crate::things::full("other", 3))
        .await
        .unwrap();
    served.token = served.server.token(Role::converse()).await;
    let session = served.begin("c-1", json!({})).await;
    served.say("c-1", "m-1", "Come and see us").await;
    let at = |path: &str| format!("/v1/conversations/c-1/{path}");
    let tour = json!({"session_id": session, "kind": "tour", "record": "V-1"});
    let allowed = [
        (at("links"), json!({"kind": "tour", "message_id": "m-1"})),
        (
            at("leads"),
            json!({"id": "l-1", "email": "ada@example.com"}),
        ),
        (at("escalate"), json!({"id": "t-1", "subject": "Six cars"})),
        ("/v1/conversions".to_owned(), tour),
        (at("end"), json!({"by": "visitor", "confirmed": true})),
    ];
    for (path, body) in allowed {
        let reply = served.post(&path, body).await;
        assert!(reply.status.is_success(), "{path}: {}", reply.text());
    }
    let mail = json!({"email": "ada@example.com"});
    let refused = served.refused(&at("transcript"), mail).await;
    assert_eq!(refused.1, "no_mail_server", "it may ask");
    assert_eq!(served.whole("c-1").await["leads"][0]["id"], "l-1");
    assert_eq!(served.get(&at("links")).await.status, 200);
    let readings = [
        "/v1/changes",
        "/v1/counts",
        "/v1/metrics",
        "/v1/offers",
        "/metrics",
        "/v1/persons/ada@example.com",
        "/v1/records/visitor/V-1",
        "/records/visitor/V-1",
        "/v1/dead-letters",
    ];
    for path in readings {
        let refused = served.get(path).await;
        assert_eq!(refused.status, 403, "{path}: {}", refused.text());
    }
    let person = json!({"name": "Ada"});
    let state = json!({"state": "active"});
    let item = json!({"title": "Send the plan", "status": "pending"});
    let writings = [
        (
            Method::PUT,
            "/v1/spaces/quay".to_owned(),
            json!({"name": "Quay", "time_zone": "Europe/London"}),
        ),
        (Method::PUT, "/v1/customers/p-1".to_owned(), person),
        (Method::PUT, at("escalation"), state),
        (Method::PUT, at("inbox-items/i-1"), item),
        (
            Method::DELETE,
            "/v1/conversations/c-1".to_owned(),
            Value::Null,
        ),
        (
            Method::DELETE,
            "/v1/persons/ada@example.com".to_owned(),
            Value::Null,
        ),
    ];
    for (method, path, body) in writings {
        let refused = served.send(method, &path, body).await;
        assert_eq!(refused.error(), (403, "forbidden".to_owned()), "{path}");
    }
    served.token = served.server.token(Role::metrics()).await;
    assert_eq!(served.get("/v1/conversations/c-1").await.status, 403);
}
