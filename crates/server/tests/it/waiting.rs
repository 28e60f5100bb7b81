//! Waiting for news: who waits hears of it at once, whoever wrote it; who waits in vain is told so in
//! time; and waiting costs the others nothing.

use super::home;
use crate::client::{self, Reply, Server};
use crate::things::{Home, conversation, message, read_all};
use axum::body::Bytes;
use axum::http::Method;
use model::Role;
use model::feed::ChangesPage;
use server::{HttpConfig, Store};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// Longer than any test: who waits so long has missed something.
const LONG: Duration = Duration::from_secs(600);

/// A store with one conversation, and the cursor after it.
async fn caught_up() -> (Home, String) {
    let home = home().await;
    home.store.put(&conversation("c")).await.unwrap();
    let (_, after) = read_all(&home.store, 1_000).await;
    (home, after.unwrap())
}

async fn say(store: &Store, nth: i64) {
    let said = [message(&format!("c/{nth}"), nth)];
    store.append_messages(&"c".into(), &said).await.unwrap();
}

/// Until so many wait.
async fn until_waiting(store: &Store, count: usize) {
    while store.waiting() < count {
        tokio::task::yield_now().await;
    }
}

/// One writes when the other has heard of what was written before; each page must hold something.
async fn each_word_is_heard(writer: Store, reader: &Store, mut after: String, words: i64) {
    let (heard, mut told) = mpsc::channel::<()>(1);
    let writing = tokio::spawn(async move {
        for nth in 0..words {
            say(&writer, nth).await;
            told.recv().await.unwrap();
        }
    });
    for nth in 0..words {
        let page = reader.changes_within(Some(&after), 10, LONG).await.unwrap();
        let said = &page.changes.conversations[0].messages;
        assert_eq!(said[..], [message(&format!("c/{nth}"), nth)]);
        after = page.next;
        heard.send(()).await.unwrap();
    }
    writing.await.unwrap();
}

#[tokio::test]
async fn who_waits_hears_every_word() {
    let (home, after) = caught_up().await;
    each_word_is_heard(home.store.clone(), &home.store, after, 40).await;
}

#[tokio::test]
async fn who_waits_hears_what_another_process_writes() {
    let (home, after) = caught_up().await;
    let other = home.reopen().await;
    each_word_is_heard(other, &home.store, after, 3).await;
}

#[tokio::test]
async fn who_waits_in_vain_is_told_so() {
    let (home, after) = caught_up().await;
    let short = Duration::from_millis(20);
    let page = home.store.changes_within(Some(&after), 10, short).await;
    let page = page.unwrap();
    assert_eq!((page.covered, page.remaining), (0, 0));
    assert_eq!(page.next, after);
    assert_eq!(home.store.waiting(), 0);
}

#[tokio::test]
async fn what_is_there_is_not_waited_for() {
    let (home, _) = caught_up().await;
    let page = home.store.changes_within(None, 1, LONG).await.unwrap();
    assert_eq!((page.covered, page.remaining), (1, 1));
    let refused = home.store.changes_within(Some("garbage"), 1, LONG).await;
    assert!(refused.is_err(), "nor does a bad cursor wait");
}

#[tokio::test]
async fn many_who_wait_leave_the_readers_to_others_and_all_hear_it() {
    let (home, after) = caught_up().await;
    let waiting = (0..100).map(|_| {
        let (store, after) = (home.store.clone(), after.clone());
        tokio::spawn(async move { store.changes_within(Some(&after), 10, LONG).await })
    });
    let waiting = waiting.collect::<Vec<_>>();
    until_waiting(&home.store, 100).await;
    assert_eq!(home.store.counts().await.unwrap().conversations, 1);
    assert_eq!(read_all(&home.store, 10).await.1.unwrap(), after);
    say(&home.store, 0).await;
    for page in waiting {
        assert_eq!(page.await.unwrap().unwrap().covered, 1);
    }
    assert_eq!(home.store.waiting(), 0);
}

#[tokio::test]
async fn a_store_that_closes_lets_everybody_go() {
    let (home, after) = caught_up().await;
    let store = home.store.clone();
    let waiting = async move { store.changes_within(Some(&after), 10, LONG).await };
    let waiting = tokio::spawn(waiting);
    until_waiting(&home.store, 1).await;
    home.store.close().await.unwrap();
    let refused = waiting.await.unwrap();
    assert!(matches!(refused, Err(server::StoreError::Closed)));
}

/// Asks for what comes after.
fn asks(url: &str, token: &str, after: &str) -> JoinHandle<Reply> {
    let url = format!("{url}/v1/changes?after={after}&wait=30s");
    let bearer = format!("Bearer {token}");
    tokio::spawn(async move {
        let headers = [("authorization", bearer.as_str())];
        client::request(Method::GET, &url, &headers, Bytes::new()).await
    })
}

/// A request that waits, once it does so.
async fn request(server: &Server, token: &str, after: &str) -> JoinHandle<Reply> {
    let asking = asks(&format!("http://{}", server.address), token, after);
    until_waiting(&server.store, 1).await;
    asking
}

#[tokio::test]
async fn a_request_waits_for_a_page() {
    let (home, after) = caught_up().await;
    let server = Server::start(&home.store, HttpConfig::guarded(None)).await;
    let token = server.token(Role::Read).await;
    let asking = request(&server, &token, &after).await;
    say(&home.store, 0).await;
    let page = asking.await.unwrap().json::<ChangesPage>();
    assert_eq!((page.covered, page.remaining), (1, 0));
    for wait in ["31s", "-1", "", "soon", "1.5s", "1m"] {
        let path = format!("/v1/changes?after={after}&wait={wait}");
        let refused = server.get_as(&token, &path).await;
        assert_eq!(refused.error(), (400, "bad_wait".to_owned()), "{wait}");
    }
    let path = format!("/v1/changes?after={}&wait=0", page.next);
    let none = server.get_as(&token, &path).await.json::<ChangesPage>();
    assert_eq!(none.covered, 0);
}

#[tokio::test]
async fn a_token_that_is_revoked_meanwhile_learns_nothing() {
    let (home, after) = caught_up().await;
    let server = Server::start(&home.store, HttpConfig::guarded(None)).await;
    let token = server.token(Role::Read).await;
    let asking = request(&server, &token, &after).await;
    let id = home.store.tokens().await.unwrap()[0].id;
    home.store.revoke_token(id).await.unwrap();
    say(&home.store, 0).await;
    assert_eq!(asking.await.unwrap().status, 401);
}

#[tokio::test]
async fn a_server_that_stops_answers_who_waits() {
    let (home, after) = caught_up().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let stop = CancellationToken::new();
    let app = server::router(home.store.clone(), HttpConfig::guarded(None));
    let serving = tokio::spawn(server::serve(listener, app, stop.clone().cancelled_owned()));
    let token = home.store.create_token(Role::Read).await.unwrap();
    let asking = asks(&url, &token, &after);
    until_waiting(&home.store, 1).await;
    stop.cancel();
    let reply = asking.await.unwrap();
    assert_eq!(reply.status, 200);
    assert_eq!(reply.json::<ChangesPage>().covered, 0);
    serving.await.unwrap().unwrap();
}
