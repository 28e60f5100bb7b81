//! What an operator sees: the numbers for Prometheus, the id of a request, and the limits.

use crate::client::{Reply, Server};
use crate::things::{full, home};
use axum::body::Bytes;
use axum::http::Method;
use model::Role;
use server::settings::{MetricsAccess, RequestLimits};
use server::{HttpConfig, ServerSettings};
use std::collections::BTreeMap;

/// The samples of an exposition: name and labels to value. Anything that is not one is a failure.
fn samples(text: &str) -> BTreeMap<String, f64> {
    let mut types = BTreeMap::new();
    let mut found = BTreeMap::new();
    assert!(text.ends_with("# EOF\n"), "{text}");
    for line in text.lines() {
        if let Some(rest) = line.strip_prefix("# TYPE ") {
            let (name, kind) = rest.split_once(' ').unwrap();
            assert!(["counter", "gauge", "histogram"].contains(&kind), "{line}");
            types.insert(name.to_owned(), kind.to_owned());
        } else if !line.starts_with("# ") {
            let (name, value) = line.rsplit_once(' ').unwrap();
            let bare = name.split('{').next().unwrap();
            let known = types.keys().any(|it| bare.starts_with(it.as_str()));
            assert!(known && bare.starts_with("daybook_"), "{line}");
            let old = found.insert(name.to_owned(), value.parse().unwrap());
            assert_eq!(old, None, "twice: {line}");
        }
    }
    found
}

async fn exposed(server: &Server) -> (BTreeMap<String, f64>, String) {
    let reply = server.get("/metrics", &[]).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    assert!(reply.header("content-type").contains("openmetrics-text"));
    (samples(&reply.text()), reply.text())
}

fn open() -> HttpConfig {
    HttpConfig::from(ServerSettings {
        metrics: MetricsAccess::Open,
        limits: RequestLimits::unhurried(),
        ..ServerSettings::default()
    })
}

#[tokio::test]
async fn the_numbers_say_what_was_asked_and_what_is_kept() {
    let home = home().await;
    home.store.put(&full("c1", 3)).await.unwrap();
    let server = Server::start(&home.store, open()).await;
    let token = server.token(Role::Read).await;
    for _ in 0..3 {
        assert_eq!(server.get_as(&token, "/v1/counts").await.status, 200);
    }
    server.get("/v1/counts?secret=word", &[]).await;
    server.get("/nowhere/secret", &[]).await;
    let (found, text) = exposed(&server).await;
    let counts = home.store.counts().await.unwrap();
    let of = |name: &str| *found.get(name).unwrap_or_else(|| panic!("{name}: {text}"));
    let whole = |number: u64| f64::from(u32::try_from(number).unwrap());
    assert_eq!(of("daybook_conversations"), 1.0);
    assert_eq!(of("daybook_messages"), whole(counts.messages));
    assert!(of("daybook_feed_position") >= 2.0);
    assert_eq!(of("daybook_dead_letters"), 0.0);
    assert_eq!(of("daybook_transcripts_waiting"), 0.0);
    let asked = |route: &str, status: u16| {
        of(&format!(
            "daybook_http_requests_total{{method=\"GET\",route=\"{route}\",status=\"{status}\"}}"
        ))
    };
    assert_eq!(asked("/v1/counts", 200), 3.0);
    assert_eq!(asked("/v1/counts", 400), 1.0, "no parameter of that name");
    assert_eq!(asked("unmatched", 404), 1.0);
    let label = "{method=\"GET\",route=\"/v1/counts\"}";
    let timed = of(&format!(
        "daybook_http_request_duration_seconds_count{label}"
    ));
    assert_eq!(timed, 4.0);
    assert!(!text.contains("secret"), "{text}");
    let (again, _) = exposed(&server).await;
    let own = "daybook_http_requests_total{method=\"GET\",route=\"/metrics\",status=\"200\"}";
    assert_eq!(again[own], 1.0, "an answer is counted when it is given");
}

#[tokio::test]
async fn the_numbers_are_for_who_may_read() {
    let home = home().await;
    let server = Server::start(&home.store, HttpConfig::guarded(None)).await;
    let refused = server.get("/metrics", &[]).await;
    assert_eq!(refused.error(), (401, "unauthorized".to_owned()));
    let token = server.token(Role::Read).await;
    assert_eq!(server.get_as(&token, "/metrics").await.status, 200);
}

#[tokio::test]
async fn every_answer_has_an_id_of_its_own() {
    let home = home().await;
    let server = Server::start(&home.store, open()).await;
    let id = |reply: &Reply| reply.header("x-request-id").to_owned();
    let sent = [("x-request-id", "maria@example.com")];
    let (one, two) = (
        server.get("/healthz", &sent).await,
        server.get("/nowhere", &[]).await,
    );
    assert_eq!((id(&one).len(), id(&two).len()), (16, 16));
    assert_ne!(id(&one), id(&two));
}

#[tokio::test]
async fn who_asks_too_often_is_told_when_to_come_back() {
    let home = home().await;
    let limits = RequestLimits {
        requests_per_second: 1_000,
        anonymous_per_minute: 1,
        ..RequestLimits::default()
    };
    let settings = ServerSettings {
        limits,
        ..ServerSettings::default()
    };
    let server = Server::start(&home.store, settings.into()).await;
    let token = server.token(Role::Read).await;
    assert_eq!(server.get_as(&token, "/v1/counts").await.status, 200);
    let mut refused = None;
    for nth in 0..40 {
        // A token that is made up is charged to the address, and so is none at all.
        let made_up = format!("dbt_1_{nth}");
        let reply = server.get_as(&made_up, "/v1/counts").await;
        if reply.status != 401 {
            refused = Some(reply);
            break;
        }
    }
    let refused = refused.expect("the allowance of an address ends");
    assert_eq!(refused.error(), (429, "too_many_requests".to_owned()));
    let wait = refused.header("retry-after").parse::<u64>().unwrap();
    assert!((1..=61).contains(&wait), "{wait}");
    let anonymous = server
        .send(Method::GET, "/healthz", &[], Bytes::new())
        .await;
    assert_eq!(anonymous.status, 429);
    assert_eq!(
        server.get_as(&token, "/v1/counts").await.status,
        200,
        "a good token has an allowance of its own"
    );
}
