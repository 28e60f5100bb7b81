//! What is asked of every route there is, for what another space holds, and what must be answered.

use super::{QUAY, SpaceContents};
use crate::things::SPACE;
use axum::http::Method;
use serde_json::{Value, json};

/// One request, and the answer that it must have.
pub(super) struct RouteAttempt {
    pub(super) method: Method,
    /// The route, as the router names it.
    pub(super) route: &'static str,
    pub(super) path: String,
    pub(super) body: Value,
    pub(super) status: u16,
    pub(super) code: &'static str,
}

fn attempt(
    method: Method,
    (route, path): (&'static str, &str),
    body: Value,
    (status, code): (u16, &'static str),
) -> RouteAttempt {
    let path = if path.is_empty() { route } else { path }.to_owned();
    RouteAttempt {
        method,
        route,
        path,
        body,
        status,
        code,
    }
}

const GOOD: (u16, &str) = (200, "");
const MISSING: (u16, &str) = (404, "not_found");
const OUTSIDE: (u16, &str) = (403, "outside_spaces");
const WHOLE: (u16, &str) = (403, "needs_all_spaces");

/// What reads, beside what names something in its address.
pub(super) fn readings() -> Vec<RouteAttempt> {
    let get =
        |route, path: &str, expected| attempt(Method::GET, (route, path), Value::Null, expected);
    vec![
        get("/healthz", "", GOOD),
        get("/readyz", "", GOOD),
        get("/openapi.json", "", GOOD),
        get("/docs", "", GOOD),
        get("/docs/style.css", "", GOOD),
        get("/records/style.css", "", GOOD),
        get("/go/{token}", "/go/AAAAAAAAAAAAAAAAAAAAAA", (404, "")),
        get("/metrics", "", WHOLE),
        get("/v1/server", "", GOOD),
        get("/v1/changes", "", GOOD),
        get("/v1/counts", "", GOOD),
        get("/v1/metrics", "", GOOD),
        get("/v1/metrics", "/v1/metrics?space=quay", OUTSIDE),
        get("/v1/offers", "", GOOD),
        get("/v1/offers", "/v1/offers?space=quay", OUTSIDE),
        get("/v1/dead-letters", "", WHOLE),
        get(
            "/v1/conversations/{id}",
            "/v1/conversations/theirs-c",
            MISSING,
        ),
        get(
            "/v1/conversations/{id}",
            "/v1/conversations/theirs-gone",
            MISSING,
        ),
        get(
            "/v1/conversations/{id}/links",
            "/v1/conversations/theirs-c/links",
            MISSING,
        ),
        get(
            "/v1/persons/{identifier}",
            "/v1/persons/theirs@people.example",
            GOOD,
        ),
        get(
            "/v1/persons/{identifier}",
            "/v1/persons/theirs-customer",
            GOOD,
        ),
        get(
            "/v1/records/{kind}/{id}",
            "/v1/records/visitor/theirs-tour",
            MISSING,
        ),
        get(
            "/v1/records/{kind}/{id}",
            "/v1/records/coworker/theirs-coworker",
            MISSING,
        ),
        get(
            "/v1/records/{kind}/{id}",
            "/v1/records/visitor/both-tour",
            OUTSIDE,
        ),
        get(
            "/records/{kind}/{id}",
            "/records/contract/theirs-contract",
            MISSING,
        ),
        get(
            "/records/{kind}/{id}",
            "/records/customer/theirs-customer",
            MISSING,
        ),
        get(
            "/records/{kind}/{id}",
            "/records/ticket/theirs-ticket",
            MISSING,
        ),
        get(
            "/records/{kind}/{id}",
            "/records/inbox/theirs-item",
            MISSING,
        ),
        get("/visitors/{id}", "/visitors/theirs-tour", MISSING),
        get("/visitors/{id}", "/visitors/both-tour", OUTSIDE),
    ]
}

/// What writes into a conversation of the other space.
pub(super) fn writings_in_a_conversation() -> Vec<RouteAttempt> {
    let in_it = |method, route: &'static str, body| {
        let path = route
            .replace("{id}", "theirs-c")
            .replace("{item}", "theirs-item");
        attempt(method, (route, &path), body, MISSING)
    };
    let (post, put) = (Method::POST, Method::PUT);
    vec![
        in_it(
            post.clone(),
            "/v1/conversations/{id}/messages",
            json!({"sender": "customer", "body": "Hello"}),
        ),
        in_it(
            post.clone(),
            "/v1/conversations/{id}/end",
            json!({"by": "api"}),
        ),
        in_it(
            post.clone(),
            "/v1/conversations/{id}/transcript",
            json!({"email": "ada@example.com"}),
        ),
        in_it(
            post.clone(),
            "/v1/conversations/{id}/links",
            json!({"kind": "tour"}),
        ),
        in_it(
            post.clone(),
            "/v1/conversations/{id}/leads",
            json!({"name": "Ada"}),
        ),
        in_it(
            post,
            "/v1/conversations/{id}/escalate",
            json!({"subject": "Six cars"}),
        ),
        in_it(
            put.clone(),
            "/v1/conversations/{id}/escalation",
            json!({"state": "active"}),
        ),
        in_it(
            put,
            "/v1/conversations/{id}/inbox-items/{item}",
            json!({"title": "Send the plan", "status": "pending"}),
        ),
        in_it(Method::DELETE, "/v1/conversations/{id}", Value::Null),
    ]
}

/// Every other write, with what it would have to do with the other space.
pub(super) fn writings(mine: &SpaceContents, theirs: &SpaceContents) -> Vec<RouteAttempt> {
    let (post, put, delete) = (Method::POST, Method::PUT, Method::DELETE);
    let begin = |more: Value, expected| {
        let mut body = json!({"space_id": SPACE, "channel": "chat"});
        body.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        attempt(Method::POST, ("/v1/conversations", ""), body, expected)
    };
    let outcome = |session: &str, more: Value, expected| {
        let mut body = json!({"session_id": session, "kind": "tour", "record": "new"});
        body.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        attempt(Method::POST, ("/v1/conversions", ""), body, expected)
    };
    let customer = json!({"name": "Ada"});
    let merged = json!({"customer_id": "mine-customer"});
    let call = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {
        "name": "create_lead", "arguments": {"conversation_id": "theirs-c", "name": "Noel"}
    }});
    let outcome_route = "/v1/conversions/{kind}/{record}";
    let person = (
        "/v1/persons/{identifier}",
        "/v1/persons/theirs@people.example",
    );
    let merge = (
        "/v1/customers/{id}/merged-into",
        "/v1/customers/theirs-customer/merged-into",
    );
    let letter = "/v1/dead-letters/{id}";
    let space = json!({"name": "Mine now", "time_zone": "UTC"});
    vec![
        begin(json!({"space_id": QUAY}), OUTSIDE),
        begin(json!({"space_id": "nowhere"}), OUTSIDE),
        begin(json!({"id": "theirs-c"}), (409, "conflict")),
        begin(
            json!({"customer_id": "theirs-customer"}),
            (404, "unknown_customer"),
        ),
        outcome(&theirs.session, json!({}), (404, "unknown_session")),
        outcome(&mine.session, json!({"record": "theirs-tour"}), OUTSIDE),
        outcome(&mine.session, json!({"record": "both-tour"}), OUTSIDE),
        outcome(
            &mine.session,
            json!({"kind": "contract", "coworker": "theirs-coworker"}),
            OUTSIDE,
        ),
        outcome(
            &mine.session,
            json!({"kind": "contract", "coworker": "theirs-customer"}),
            OUTSIDE,
        ),
        attempt(
            delete.clone(),
            (outcome_route, "/v1/conversions/tour/theirs-tour"),
            json!(null),
            MISSING,
        ),
        attempt(
            delete.clone(),
            (outcome_route, "/v1/conversions/tour/both-tour"),
            json!(null),
            OUTSIDE,
        ),
        attempt(
            put.clone(),
            (outcome_route, "/v1/conversions/tour/theirs-tour"),
            json!({}),
            MISSING,
        ),
        attempt(delete.clone(), person, json!(null), MISSING),
        attempt(
            put.clone(),
            ("/v1/spaces/{id}", "/v1/spaces/quay"),
            space.clone(),
            OUTSIDE,
        ),
        attempt(
            put.clone(),
            ("/v1/spaces/{id}", "/v1/spaces/nowhere"),
            space,
            OUTSIDE,
        ),
        attempt(
            put.clone(),
            ("/v1/customers/{id}", "/v1/customers/theirs-customer"),
            customer,
            WHOLE,
        ),
        attempt(put, merge, merged, WHOLE),
        attempt(delete.clone(), merge, json!(null), WHOLE),
        attempt(
            post.clone(),
            ("/v1/dead-letters/{id}/replay", "/v1/dead-letters/1/replay"),
            json!(null),
            WHOLE,
        ),
        attempt(delete, (letter, "/v1/dead-letters/1"), json!(null), WHOLE),
        attempt(
            post.clone(),
            ("/v1/webhooks/{name}", "/v1/webhooks/booking"),
            json!({}),
            (401, "not_signed"),
        ),
        attempt(post, ("/mcp", ""), call, GOOD),
    ]
}
