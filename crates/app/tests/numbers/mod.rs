//! The application's numbers against the server's own over the same conversations: what a metric means
//! is written once, but each side finds its facts in a store of its own.

mod checks;

use super::synced;
use app::App;
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use model::Channel;
use model::metrics::{Metrics, Share};
use model::request::{FilterPeriod, ListFilter};
use serde_json::{Value, json};
use server::embedded::{self, PracticePlan};
use testkit::fixture::{TestHome, TestServer, noon};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

/// `GET` with a token, by hand: this crate has no client of its own.
async fn get(server: &TestServer, path: &str) -> Value {
    let host = server.url.strip_prefix("http://").expect("plain HTTP");
    let mut stream = tokio::net::TcpStream::connect(host).await.expect("a line");
    let request = format!(
        "GET {path} HTTP/1.0\r\nHost: {host}\r\nAuthorization: Bearer {}\r\n\r\n",
        server.token
    );
    stream.write_all(request.as_bytes()).await.expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("answered");
    let (head, body) = answer.split_once("\r\n\r\n").expect("a head and a body");
    assert!(head.starts_with("HTTP/1.0 200"), "{path}: {answer}");
    serde_json::from_str(body).expect("JSON")
}

/// The application's numbers in the server's words.
fn in_words(metrics: &Metrics) -> Value {
    let part = |share: Share| json!({"conversations": share.conversations, "rate": share.rate});
    let mut channels = json!({"chat": 0, "email": 0, "whatsapp": 0, "voice": 0});
    for count in &metrics.by_channel {
        channels[count.channel.as_str()] = json!(count.conversations);
    }
    json!({
        "total": metrics.total,
        "bookings": part(metrics.bookings),
        "customers": part(metrics.customers),
        "tours": part(metrics.tours),
        "contracts": part(metrics.contracts),
        "day_passes": part(metrics.day_passes),
        "any_conversion": part(metrics.any_conversion),
        "leads": part(metrics.leads),
        "escalated": metrics.escalated,
        "active": metrics.active,
        "ended": metrics.ended,
        "average_messages": metrics.average_messages,
        "by_channel": channels,
    })
}

async fn compare(app: &App, server: &TestServer, filter: ListFilter, query: &str) -> u64 {
    let ours = app.metrics(&filter).await.expect("metrics");
    let theirs = get(server, &format!("/v1/metrics{query}")).await;
    // Both through the same reader: serde_json reads the last digit of a fraction in its own way.
    let ours_read: Value = serde_json::from_str(&in_words(&ours).to_string()).expect("JSON");
    assert_eq!(ours_read, theirs, "{query}");
    ours.total
}

#[tokio::test]
async fn the_server_counts_as_the_application_does() {
    let server = TestServer::start().await;
    let recipe = PracticePlan {
        seed: 11,
        conversations: 500,
        until: noon(),
    };
    embedded::practice_space(&server.store, recipe)
        .await
        .expect("filled");
    let home = TestHome::new();
    let app = synced(&home, &server).await;
    assert_eq!(compare(&app, &server, ListFilter::default(), "").await, 500);
    let mut in_channels = 0;
    for channel in Channel::KNOWN {
        let filter = ListFilter {
            channel: Some(channel.clone()),
            ..ListFilter::default()
        };
        let query = format!("?channel={}", channel.as_str());
        in_channels += compare(&app, &server, filter, &query).await;
    }
    assert_eq!(
        in_channels, 500,
        "every conversation has one of the channels"
    );
    let (script, _) = practice::script(recipe.seed, 1, recipe.until);
    let spaces = app.status().await.expect("the status").spaces;
    for space in &script.spaces {
        let here = spaces.iter().find(|it| it.name == space.name);
        let filter = ListFilter {
            space: Some(here.expect("it was synced").id),
            ..ListFilter::default()
        };
        let query = format!("?space={}", space.id.as_str().replace(' ', "%20"));
        compare(&app, &server, filter, &query).await;
    }
    let (from, to) = (noon() - TimeDelta::days(60), noon() - TimeDelta::days(20));
    let filter = ListFilter {
        period: FilterPeriod::Between(from, to),
        ..ListFilter::default()
    };
    let text = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Secs, true);
    let query = format!("?from={}&to={}", text(from), text(to));
    let within = compare(&app, &server, filter, &query).await;
    assert!(within > 20 && within < 480, "{within}: the period cuts");
    let sources = app.sources().await.expect("the sources");
    let compared = app.cross_check(sources[0].id).await.expect("compared");
    let compared = compared.expect("a daybook-server has numbers");
    assert!(
        compared
            .iter()
            .all(model::metrics::MetricComparison::agrees)
    );
    assert!(compared.iter().filter(|it| it.here > Some(0.0)).count() > 10);
    let none = get(&server, "/v1/metrics?space=nowhere").await;
    assert_eq!(
        (&none["total"], &none["tours"]["rate"]),
        (&json!(0), &Value::Null)
    );
}
