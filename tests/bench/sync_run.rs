//! A first sync over loopback, to rows that can be searched.

use crate::figures::quantile;
use crate::{fixture, machine};
use anyhow::Result;
use app::{App, SyncMode};
use model::SourceId;
use model::request::{ConnectDaybook, ListWindow, OpenList};
use serde_json::json;
use std::path::Path;
use std::time::{Duration, Instant};
use tokio::task::JoinHandle;

/// How often the reader of a crowded sync asks: about as often as a scrolling window does.
const PAUSE: Duration = Duration::from_millis(5);

async fn connect(url: &str, token: &str, home: &Path) -> Result<(App, SourceId)> {
    let app = fixture::open(home).await?;
    let request = ConnectDaybook {
        name: "Bench".to_owned(),
        url: url.to_owned(),
        token: token.to_owned(),
    };
    let source = app.connect_daybook(request).await?;
    Ok((app, source.id))
}

/// A first sync, then one with nothing new.
pub(crate) async fn first(url: &str, token: &str, home: &Path) -> Result<()> {
    let (app, source) = connect(url, token, home).await?;
    let started = Instant::now();
    let rows = first_rows(app.clone(), started);
    app.sync(source, SyncMode::Incremental).await?;
    let seconds = started.elapsed().as_secs_f64();
    let first_rows_ms = rows.await??;
    let messages = app.status().await?.messages;
    let again = Instant::now();
    app.sync(source, SyncMode::Incremental).await?;
    let nothing_new_ms = milliseconds(again);
    app.close().await;
    let peak_bytes = machine::peak_memory();
    println!(
        "{}",
        json!({ "messages": messages, "seconds": seconds, "first_rows_ms": first_rows_ms,
        "nothing_new_ms": nothing_new_ms, "peak_bytes": peak_bytes })
    );
    Ok(())
}

/// Asks until the first fifty rows can be seen.
fn first_rows(app: App, started: Instant) -> JoinHandle<Result<f64>> {
    tokio::spawn(async move {
        loop {
            let opened = app
                .open_list(OpenList {
                    first_rows: 50,
                    ..OpenList::default()
                })
                .await?;
            if opened.rows.len() >= 50 {
                return Ok(milliseconds(started));
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    })
}

/// A first sync with a reader that scrolls all the while.
pub(crate) async fn crowded(url: &str, token: &str, home: &Path) -> Result<()> {
    let (app, source) = connect(url, token, home).await?;
    let syncing = {
        let app = app.clone();
        tokio::spawn(async move { app.sync(source, SyncMode::Incremental).await })
    };
    let (mut opens, mut windows) = (Vec::new(), Vec::new());
    while !syncing.is_finished() {
        let started = Instant::now();
        let opened = app
            .open_list(OpenList {
                first_rows: 50,
                ..OpenList::default()
            })
            .await?;
        opens.push(milliseconds(started));
        let middle = ListWindow {
            list: opened.list,
            start: opened.total / 2,
            count: 50,
        };
        let started = Instant::now();
        app.list_window(middle).await?;
        windows.push(milliseconds(started));
        tokio::time::sleep(PAUSE).await;
    }
    syncing.await??;
    app.close().await;
    println!(
        "{}",
        json!({ "open_p99_ms": quantile(&opens, 0.99), "window_p99_ms": quantile(&windows, 0.99),
        "asked": windows.len() })
    );
    Ok(())
}

/// Since then, in milliseconds.
pub(crate) fn milliseconds(since: Instant) -> f64 {
    since.elapsed().as_secs_f64() * 1_000.0
}
