//! The store's promises, on each database.

use super::home;
use crate::things::{conversation, full, message};
use server::StoreError;

#[tokio::test]
async fn what_was_written_is_there_after_reopening() {
    let home = home().await;
    home.store.put(&full("c", 4)).await.unwrap();
    let (id, counts) = (home.store.store_id(), home.store.counts().await.unwrap());
    home.store.close().await.unwrap();
    assert!(matches!(
        home.store.put(&full("d", 1)).await,
        Err(StoreError::Closed)
    ));
    let again = home.reopen().await;
    assert_eq!(
        (again.store_id(), again.counts().await.unwrap()),
        (id, counts)
    );
    let whole = again.conversation(&"c".into()).await.unwrap();
    assert_eq!(whole, Some(full("c", 4)));
}

#[tokio::test]
async fn a_failed_write_leaves_nothing() {
    let home = home().await;
    let mut stranger = full("b", 1);
    stranger.conversation.space_id = "nowhere".into();
    let refused = home.store.put_many(&[full("a", 1), stranger]).await;
    assert!(matches!(refused, Err(StoreError::UnknownSpace(id)) if id == "nowhere".into()));
    let mut twin = full("b", 1);
    twin.conversation.session_id = "session-a".to_owned();
    let refused = home.store.put_many(&[full("a", 1), twin]).await;
    assert!(matches!(refused, Err(StoreError::Conflict)));
    let mut doubled = conversation("c");
    doubled.messages = vec![message("m", 1), message("m", 1)];
    assert!(matches!(
        home.store.put(&doubled).await,
        Err(StoreError::Conflict)
    ));
    assert_eq!(home.store.counts().await.unwrap().conversations, 0);
    assert_eq!(
        home.store.put(&full("a", 1)).await.unwrap().created,
        1,
        "still writable"
    );
}

#[tokio::test]
async fn a_conversation_may_be_larger_than_an_insert() {
    let home = home().await;
    home.store.put(&full("long", 1_000)).await.unwrap();
    let whole = home
        .store
        .conversation(&"long".into())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(whole, full("long", 1_000));
    assert_eq!(
        home.store.put(&full("long", 1_003)).await.unwrap().changed,
        1
    );
    assert_eq!(home.store.counts().await.unwrap().messages, 1_003);
}
