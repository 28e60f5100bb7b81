//! The store's file: what it takes, what it refuses, and what is left of what was deleted.

use crate::things::{conversation, full, home, message, tour};
use server::{Store, StoreError};

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
    let again = Store::open(&home.path()).await.unwrap();
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
async fn another_file_is_not_taken_for_a_store() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("letter.txt");
    std::fs::write(
        &path,
        "Dear Sir or Madam, this is not a database at all. ".repeat(40),
    )
    .unwrap();
    assert!(matches!(
        Store::open(&path).await,
        Err(StoreError::NotAStore(_))
    ));
    let nowhere = dir.path().join("no/such/folder/store.db");
    assert!(matches!(
        Store::open(&nowhere).await,
        Err(StoreError::Io { .. })
    ));
}

#[cfg(unix)]
#[tokio::test]
async fn only_the_owner_may_read_the_files() {
    use std::os::unix::fs::PermissionsExt as _;
    let home = home().await;
    home.store.put(&full("c", 1)).await.unwrap();
    for entry in std::fs::read_dir(home.dir.path()).unwrap() {
        let entry = entry.unwrap();
        let mode = entry.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{:?}", entry.file_name());
    }
}

#[tokio::test]
async fn nothing_of_a_deleted_conversation_is_left_in_the_files() {
    let home = home().await;
    let mut change = full("c", 3);
    change.messages[1].body = "the canary sings in plain text".to_owned();
    change.conversions.push(tour("other", "canary-record"));
    home.store.put(&change).await.unwrap();
    home.store.put(&full("d", 3)).await.unwrap();
    home.store.delete_conversation(&"c".into()).await.unwrap();
    for entry in std::fs::read_dir(home.dir.path()).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        let found = bytes.windows(6).any(|window| window == b"canary");
        assert!(
            !found,
            "a deleted conversation is still readable on the disk"
        );
    }
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
