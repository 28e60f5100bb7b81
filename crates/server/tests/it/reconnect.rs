//! A database server that goes away under a server that runs on: restarted, failed over, a connection
//! cut. Writing goes on by itself, nothing acknowledged is lost, and readiness says what is so.

use crate::client::Server;
use crate::postgres;
use crate::things::{conversation, full, message, read_all, space};
use model::{RemoteId, Role};
use server::{HttpConfig, Store, StoreAddress};

/// Ends every connection to the database but its own, and returns once they are gone.
const CUT: &str = "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity \
                   WHERE datname = current_database() AND pid <> pg_backend_pid()";

fn sql(url: &str, statements: &[&str]) {
    let mut arguments = vec![url, "-q", "-v", "ON_ERROR_STOP=1"];
    for statement in statements {
        arguments.extend(["-c", statement]);
    }
    postgres::run("psql", &arguments);
}

async fn open(url: &str) -> Store {
    let address = url.parse::<StoreAddress>().unwrap();
    let store = Store::connect(&address).await.unwrap();
    store.put_spaces(&[space()]).await.unwrap();
    store
}

#[tokio::test]
async fn after_a_cut_the_next_write_or_the_one_after_it_succeeds() {
    let Some(url) = postgres::database() else {
        return;
    };
    let store = open(&url).await;
    for nth in 0..5 {
        sql(&url, &[CUT]);
        let change = full(&format!("c-{nth}"), 3);
        if let Err(error) = store.put(&change).await {
            assert!(error.is_retryable(), "{error}");
            store.put(&change).await.unwrap();
        }
    }
    store.verify().await.unwrap();
    assert_eq!(store.counts().await.unwrap().conversations, 5);
}

#[tokio::test]
async fn a_connection_that_did_nothing_well_lately_is_asked_before_it_writes() {
    let Some(url) = postgres::database() else {
        return;
    };
    let store = open(&url).await;
    for nth in 0..3 {
        let mut stranger = full("stranger", 1);
        stranger.conversation.space_id = "nowhere".into();
        store.put(&stranger).await.unwrap_err();
        sql(&url, &[CUT]);
        let change = full(&format!("c-{nth}"), 3);
        store.put(&change).await.unwrap();
    }
}

/// Says so many words, each until it is acknowledged.
async fn speak(store: Store, id: RemoteId, words: i64) {
    for word in 0..words {
        let said = [message(&format!("{id}/{word}"), word)];
        while let Err(error) = store.append_messages(&id, &said).await {
            assert!(error.is_retryable(), "{error}");
            tokio::task::yield_now().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nothing_acknowledged_is_lost_however_often_connections_are_cut() {
    const WORDS: i64 = 60;
    let Some(url) = postgres::database() else {
        return;
    };
    let store = open(&url).await;
    let ids = ["w0", "w1", "w2"].map(RemoteId::from);
    let mut speaking = Vec::new();
    for id in &ids {
        store.put(&conversation(id.as_str())).await.unwrap();
        speaking.push(tokio::spawn(speak(store.clone(), id.clone(), WORDS)));
    }
    for _ in 0..8 {
        let url = url.clone();
        tokio::task::spawn_blocking(move || sql(&url, &[CUT]))
            .await
            .unwrap();
    }
    for task in speaking {
        task.await.unwrap();
    }
    // Readers that were cut say so once each, and are made anew.
    let reader = open(&url).await;
    reader.verify().await.unwrap();
    for id in &ids {
        let held = reader.conversation(id).await.unwrap().unwrap();
        let there = held.messages.iter().map(|it| it.id.clone());
        let said = (0..WORDS).map(|word| RemoteId(format!("{id}/{word}")));
        assert_eq!(there.collect::<Vec<_>>(), said.collect::<Vec<_>>());
    }
    read_all(&reader, 7).await.0.assert_equals(&reader).await;
}

#[tokio::test]
async fn readiness_says_whether_a_write_could_be_made() {
    let Some(url) = postgres::database() else {
        return;
    };
    let store = open(&url).await;
    let server = Server::start(&store, HttpConfig::loopback()).await;
    let token = server.token(Role::Read).await;
    assert_eq!(server.get("/readyz", &[]).await.status, 200);
    let name = url.split(['/', '?']).nth(3).unwrap();
    let (freeze, thaw) = (
        format!("ALTER DATABASE {name} SET default_transaction_read_only = on"),
        format!("ALTER DATABASE {name} RESET default_transaction_read_only"),
    );
    // As after a hand-over to a copy that has not taken over yet: it answers, and only reads.
    sql(&url, &[&freeze, CUT]);
    for _ in 0..3 {
        let refused = server.get("/readyz", &[]).await;
        assert_eq!(refused.error(), (503, "not_ready".to_owned()));
        assert_eq!(refused.header("retry-after"), "1");
    }
    let mut read = Vec::new();
    for _ in 0..10 {
        let page = server.get_as(&token, "/v1/changes").await;
        read.push(page.status.as_u16());
    }
    assert_eq!(read.last(), Some(&200), "reading goes on: {read:?}");
    sql(&url, &["SET default_transaction_read_only = off", &thaw]);
    assert_eq!(server.get("/readyz", &[]).await.status, 200);
    store.put(&full("c", 1)).await.unwrap();
}
