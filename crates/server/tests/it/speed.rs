//! How fast the store takes and gives. Ignored: a number, not a judgement. Run with
//! `cargo test -p daybook-server --test it -- --ignored --nocapture speed` (add `--release` for real).

use crate::client::Server;
use crate::things::now;
use model::Role;
use server::{HttpConfig, Store};
use std::time::Instant;

const CONVERSATIONS: u32 = 20_000;

#[tokio::test(flavor = "multi_thread")]
#[ignore = "a measurement"]
async fn speed_of_filling_reading_and_serving() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(&dir.path().join("store.db")).await.unwrap();
    let (script, conversations) = practice::script(7, CONVERSATIONS, now());
    let begin = Instant::now();
    let changes = conversations.collect::<Vec<_>>();
    eprintln!("generate: {:.2?}", begin.elapsed());
    let begin = Instant::now();
    server::embedded::fill(&store, &script, changes.into_iter())
        .await
        .unwrap();
    let counts = store.counts().await.unwrap();
    report("write", counts.messages, begin);
    for limit in [500, 2_000, 10_000] {
        let begin = Instant::now();
        let mut after = None;
        loop {
            let page = store.changes(after.as_deref(), limit).await.unwrap();
            after = Some(page.next);
            if page.remaining == 0 {
                break;
            }
        }
        report(&format!("read, limit {limit}"), counts.messages, begin);
    }
    let server = Server::start(&store, HttpConfig::loopback()).await;
    let token = format!("Bearer {}", server.token(Role::Read).await);
    for encoding in ["identity", "zstd", "gzip"] {
        let cursors = cursors(&store).await;
        let begin = Instant::now();
        let mut bytes = 0;
        for cursor in cursors {
            let path = format!("/v1/changes?after={cursor}");
            let headers = [
                ("authorization", token.as_str()),
                ("accept-encoding", encoding),
            ];
            bytes += server.get(&path, &headers).await.body.len();
        }
        report(
            &format!("serve {encoding}, {bytes} bytes"),
            counts.messages,
            begin,
        );
    }
}

/// The cursors of all pages, so that the measurement need not parse what it receives.
async fn cursors(store: &Store) -> Vec<String> {
    let mut cursors = vec![String::new()];
    loop {
        let after = cursors.last().cloned();
        let page = store.changes(after.as_deref(), 2_000).await.unwrap();
        if page.remaining == 0 {
            return cursors;
        }
        cursors.push(page.next);
    }
}

fn report(what: &str, messages: u64, begin: Instant) {
    let took = begin.elapsed();
    let rate = messages as f64 / took.as_secs_f64();
    eprintln!("{what}: {messages} messages in {took:.2?}: {rate:.0} messages/s");
}
