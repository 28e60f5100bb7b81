//! What the window learns of the server's own numbers: after a sync and when somebody asks, without
//! anything waiting for it.

use crate::synced;
use app::{App, AppError};
use axum::Json;
use axum::http::StatusCode;
use axum::routing::get;
use model::SourceId;
use model::metrics::{MetricComparison, MetricId};
use model::view::{CrossCheck, CrossCheckFreshness, SyncState};
use serde_json::{Value, json};
use std::time::Duration;
use testkit::fixture::{TestHome, TestServer, escalated, toured};

/// Only a guard.
const IN_TIME: Duration = Duration::from_secs(60);

/// A path that nobody else asks.
const METRICS: &str = "/v1/metrics";

async fn connected(server: &TestServer) -> (TestHome, App, SourceId) {
    let home = TestHome::new();
    let app = synced(&home, server).await;
    let source = app.source_named("Harbour").await.expect("the source").id;
    (home, app, source)
}

async fn known(app: &App) -> CrossCheck {
    let source = app.source_named("Harbour").await.expect("the source");
    source.cross_check
}

/// Syncs as a window does, and waits until it has compared.
async fn compared_by_itself(app: &App) -> CrossCheck {
    let mut events = app.events();
    app.sync_now().await.expect("asked for");
    let compared = async {
        loop {
            let found = known(app).await;
            if found != CrossCheck::Unknown {
                return found;
            }
            events.recv().await.expect("an event");
        }
    };
    tokio::time::timeout(IN_TIME, compared)
        .await
        .expect("in time")
}

fn differing(found: &CrossCheck) -> (CrossCheckFreshness, Vec<MetricComparison>) {
    let CrossCheck::Compared {
        numbers, standing, ..
    } = found
    else {
        panic!("not compared: {found:?}");
    };
    let differ = numbers.iter().filter(|it| !it.agrees());
    (*standing, differ.copied().collect())
}

#[tokio::test]
async fn after_a_sync_the_window_knows_that_the_server_counts_the_same() {
    let mut server = TestServer::filled(&[toured("a"), escalated("b")]).await;
    let (home, app, source) = connected(&server).await;
    assert_eq!(
        known(&app).await,
        CrossCheck::Unknown,
        "a terminal's sync compares nothing"
    );
    let found = compared_by_itself(&app).await;
    assert_eq!(differing(&found), (CrossCheckFreshness::InStep, vec![]));
    let CrossCheck::Compared { numbers, .. } = &found else {
        panic!("it was compared");
    };
    for (what, count) in [(MetricId::Conversations, 2.0), (MetricId::Tours, 1.0)] {
        let one = numbers.iter().find(|it| it.what == what).expect("counted");
        assert_eq!((one.here, one.there), (Some(count), Some(count)));
    }
    server.stop().await;
    let offline = app.compare_numbers(source).await.expect_err("nobody there");
    assert!(matches!(offline, AppError::Source(_)));
    assert_eq!(known(&app).await, found, "offline the last one stands");
    app.close().await;
    drop(app);
    let again = home.open().await;
    assert_eq!(known(&again).await, found, "and it outlives the process");
    again.remove_source(source).await.expect("removed");
}

#[tokio::test]
async fn what_came_to_the_server_since_the_last_sync_explains_a_difference() {
    let server = TestServer::filled(&[toured("a")]).await;
    let (_home, app, source) = connected(&server).await;
    server.store.put(&escalated("b")).await.expect("written");
    let found = app.compare_numbers(source).await.expect("compared");
    let (standing, differ) = differing(&found);
    assert_eq!(standing, CrossCheckFreshness::Behind);
    let total = differ.first().expect("a difference");
    assert_eq!(
        (total.what, total.here, total.there),
        (MetricId::Conversations, Some(1.0), Some(2.0))
    );
    app.sync(source, app::SyncMode::Incremental)
        .await
        .expect("synced");
    let found = app.compare_numbers(source).await.expect("compared");
    assert_eq!(differing(&found), (CrossCheckFreshness::InStep, vec![]));
}

/// The server's own answer, with one tour more.
async fn one_tour_more(server: &TestServer) -> Value {
    let mut numbers = super::get(server, METRICS).await;
    let tours = numbers["tours"]["conversations"].as_u64().expect("a count");
    numbers["tours"]["conversations"] = json!(tours + 1);
    numbers
}

#[tokio::test]
async fn a_server_that_counts_otherwise_is_told_with_the_number_that_differs() {
    let mut server = TestServer::filled(&[toured("a"), escalated("b")]).await;
    let (_home, app, source) = connected(&server).await;
    let numbers = one_tour_more(&server).await;
    let front = axum::Router::new().route(METRICS, get(async || Json(numbers)));
    server.stand_behind(front).await;
    let found = app.compare_numbers(source).await.expect("compared");
    let tours = MetricComparison {
        what: MetricId::Tours,
        here: Some(1.0),
        there: Some(2.0),
    };
    assert_eq!(
        differing(&found),
        (CrossCheckFreshness::InStep, vec![tours])
    );
    assert_eq!(known(&app).await, found);
}

#[tokio::test]
async fn a_token_that_may_not_read_the_numbers_is_no_failure() {
    let mut server = TestServer::filled(&[toured("a")]).await;
    let (_home, app, _) = connected(&server).await;
    let refused = (
        StatusCode::FORBIDDEN,
        Json(json!({"code": "forbidden", "message": "Not for this token."})),
    );
    let front = axum::Router::new().route(METRICS, get(async || refused));
    server.stand_behind(front).await;
    let found = compared_by_itself(&app).await;
    assert!(
        matches!(found, CrossCheck::NotPermitted { .. }),
        "{found:?}"
    );
    let source = app.source_named("Harbour").await.expect("the source");
    assert_eq!(source.sync, SyncState::Idle, "the sync is none the worse");
}

#[tokio::test]
async fn nothing_waits_for_a_server_that_counts_for_ever() {
    let mut server = TestServer::filled(&[toured("a")]).await;
    let (_home, app, source) = connected(&server).await;
    let (asked, mut is_asked) = tokio::sync::mpsc::channel::<()>(8);
    let count = async move || {
        asked.send(()).await.expect("somebody waits");
        std::future::pending::<StatusCode>().await
    };
    server
        .stand_behind(axum::Router::new().route(METRICS, get(count)))
        .await;
    app.sync_now().await.expect("asked for");
    is_asked.recv().await.expect("it is asked to count");
    let state = app.source_named("Harbour").await.expect("the source").sync;
    assert_eq!(state, SyncState::Idle, "the sync is over before it begins");
    let again = app.sync(source, app::SyncMode::Incremental).await;
    again.expect("and another one runs beside it");
    let removed = tokio::time::timeout(IN_TIME, app.remove_source(source));
    removed.await.expect("in time").expect("removed");
    app.connect_daybook(server.connection("Harbour"))
        .await
        .expect("connected");
    app.sync_now().await.expect("asked for");
    is_asked.recv().await.expect("it is asked to count again");
    tokio::time::timeout(IN_TIME, app.close())
        .await
        .expect("in time");
}
