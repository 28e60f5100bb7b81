//! The embedded practice space: made once, found again, made anew if it was cut short.

use crate::client::request;
use crate::things::now;
use axum::body::Bytes;
use axum::http::Method;
use model::feed::{ChangesPage, RecordCounts, ServerInfo};
use server::embedded::{PracticeServer, start_practice};
use server::{FillState, Store};

const CONVERSATIONS: u32 = 80;

async fn get(running: &PracticeServer, token: &str, path: &str) -> crate::client::Reply {
    let url = format!("{}{path}", running.url);
    let token = format!("Bearer {token}");
    request(
        Method::GET,
        &url,
        &[("authorization", &token)],
        Bytes::new(),
    )
    .await
}

async fn start(dir: &std::path::Path) -> PracticeServer {
    let running = start_practice(dir, 7, CONVERSATIONS, now()).await.unwrap();
    while !running.generator().is_whole() {
        running.generator().make_more().await.unwrap();
    }
    running
}

async fn conversations(running: &PracticeServer) -> u64 {
    let reply = get(running, &running.token, "/v1/counts").await;
    reply.json::<RecordCounts>().conversations
}

#[tokio::test]
async fn it_answers_while_it_is_being_made() {
    let dir = tempfile::tempdir().unwrap();
    let running = start_practice(dir.path(), 7, CONVERSATIONS, now())
        .await
        .unwrap();
    let generator = running.generator();
    assert_eq!(
        (generator.all(), conversations(&running).await),
        (CONVERSATIONS, 0)
    );
    generator.make_more().await.unwrap();
    let first = conversations(&running).await;
    assert!(0 < first && first < u64::from(CONVERSATIONS), "{first}");
    assert_eq!(u64::from(generator.made()), first);
    assert!(!generator.is_whole());
    while !generator.is_whole() {
        generator.make_more().await.unwrap();
    }
    assert_eq!(conversations(&running).await, u64::from(CONVERSATIONS));
    assert_eq!(running.store().fill().await.unwrap(), FillState::Done);
    running.shutdown().await.unwrap();
}

/// Its rows were read by somebody, and it must not go on as if nothing had happened.
#[tokio::test]
async fn one_that_is_shut_down_half_made_makes_no_more_and_is_begun_anew() {
    let dir = tempfile::tempdir().unwrap();
    let running = start_practice(dir.path(), 7, CONVERSATIONS, now())
        .await
        .unwrap();
    let generator = running.generator().clone();
    generator.make_more().await.unwrap();
    let who = get(&running, &running.token, "/v1/server").await;
    running.shutdown().await.unwrap();
    generator.make_more().await.unwrap_err();
    assert!(generator.is_broken().await);

    let again = start(dir.path()).await;
    let now = get(&again, &again.token, "/v1/server").await;
    let store = |reply: crate::client::Reply| reply.json::<ServerInfo>().store_id;
    assert_ne!(store(now), store(who), "another store");
    assert_eq!(conversations(&again).await, u64::from(CONVERSATIONS));
    again.shutdown().await.unwrap();
}

#[tokio::test]
async fn it_is_made_once_and_found_again() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path().join("made/on/the/way");
    let first = start(&dir).await;
    let (url, token) = (first.url.clone(), first.token.clone());
    let counts = get(&first, &token, "/v1/counts")
        .await
        .json::<RecordCounts>();
    assert_eq!(counts.conversations, u64::from(CONVERSATIONS));
    let who = get(&first, &token, "/v1/server").await.json::<ServerInfo>();
    first.shutdown().await.unwrap();

    let second = start(&dir).await;
    assert_eq!(second.url, url, "links that were synced before still open");
    assert_ne!(second.token, token);
    assert_eq!(
        get(&second, &token, "/v1/counts").await.status,
        401,
        "an old token is refused"
    );
    let again = get(&second, &second.token, "/v1/server")
        .await
        .json::<ServerInfo>();
    assert_eq!(again.store_id, who.store_id, "the same store");
    assert_eq!(
        get(&second, &second.token, "/v1/counts")
            .await
            .json::<RecordCounts>(),
        counts
    );
    second.shutdown().await.unwrap();
}

#[tokio::test]
async fn every_badge_opens_its_record() {
    let dir = tempfile::tempdir().unwrap();
    let running = start(dir.path()).await;
    let page = get(&running, &running.token, "/v1/changes?limit=10000")
        .await
        .json::<ChangesPage>();
    let mut links = Vec::new();
    for change in &page.changes.conversations {
        links.extend(change.conversions.iter().filter_map(|it| it.url.clone()));
        links.extend(change.tickets.iter().filter_map(|it| it.url.clone()));
        links.extend(change.inbox_items.iter().filter_map(|it| it.url.clone()));
    }
    links.extend(
        page.changes
            .customers
            .iter()
            .filter_map(|it| it.profile_url.clone()),
    );
    assert!(links.len() > 20, "{} links", links.len());
    for link in links {
        assert!(link.starts_with(&running.url), "{link}");
        let reply = request(Method::GET, &link, &[], Bytes::new()).await;
        assert_eq!(reply.status, 200, "{link}");
    }
    running.shutdown().await.unwrap();
}

#[tokio::test]
async fn one_that_was_cut_short_is_made_anew() {
    let dir = tempfile::tempdir().unwrap();
    let half = Store::open(&dir.path().join("practice.db")).await.unwrap();
    half.begin_fill().await.unwrap();
    half.put_spaces(&[crate::things::space()]).await.unwrap();
    half.put(&crate::things::full("left over", 2))
        .await
        .unwrap();
    assert_eq!(half.fill().await.unwrap(), FillState::Half);
    half.close().await.unwrap();
    let running = start(dir.path()).await;
    let counts = running.store().counts().await.unwrap();
    assert_eq!(counts.conversations, u64::from(CONVERSATIONS));
    assert_eq!(running.store().fill().await.unwrap(), FillState::Done);
    running.shutdown().await.unwrap();
}

#[tokio::test]
async fn it_answers_nobody_once_shut_down() {
    let dir = tempfile::tempdir().unwrap();
    let running = start(dir.path()).await;
    let address = running.url.trim_start_matches("http://").to_owned();
    assert!(tokio::net::TcpStream::connect(&address).await.is_ok());
    running.shutdown().await.unwrap();
    assert!(tokio::net::TcpStream::connect(&address).await.is_err());
}
