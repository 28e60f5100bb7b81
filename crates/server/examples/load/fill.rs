//! Fills a store in bulk with the practice script, and makes the tokens.

use chrono::DateTime;
use model::Role;
use server::Store;
use std::time::Instant;

/// Conversations of one transaction.
const BATCH: usize = 2_000;

async fn open(db: &str) -> Store {
    Store::connect(&db.parse().unwrap()).await.unwrap()
}

/// Brings the store to so many conversations, if it is empty.
pub(crate) async fn fill(db: &str, conversations: u32) {
    let store = open(db).await;
    if store.counts().await.unwrap().conversations == 0 {
        let until = DateTime::from_timestamp(1_795_000_000, 0).unwrap();
        let (script, mut changes) = practice::script(7, conversations, until);
        store.put_spaces(&script.spaces).await.unwrap();
        store.put_customers(&script.customers).await.unwrap();
        let begun = Instant::now();
        loop {
            let batch = changes.by_ref().take(BATCH).collect::<Vec<_>>();
            if batch.is_empty() {
                break;
            }
            store.put_many(&batch).await.unwrap();
        }
        let counts = store.counts().await.unwrap();
        let seconds = begun.elapsed().as_secs_f64();
        let rate = counts.messages as f64 / seconds;
        eprintln!("filled in {seconds:.0} s: {counts:?}, {rate:.0} messages/s");
    }
    store.close().await.unwrap();
}

/// A token that may write and one that may read.
pub(crate) async fn tokens(db: &str) -> (String, String) {
    let store = open(db).await;
    let write = store.create_token(Role::Write).await.unwrap();
    let read = store.create_token(Role::Read).await.unwrap();
    store.close().await.unwrap();
    (write, read)
}
