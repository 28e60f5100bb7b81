//! The store as a file: what it takes, what it refuses, and what is left in it of what was deleted.

use crate::things::{conversation, full, home, tour};
use model::Role;
use server::{Store, StoreError};

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
async fn a_cursor_of_elsewhere_or_of_a_later_day_is_refused() {
    let (here, there) = (home().await, home().await);
    let foreign = there.store.changes(None, 10).await.unwrap().next;
    here.store.put(&conversation("c")).await.unwrap();
    let late = here.store.changes(None, 10).await.unwrap().next;
    // A store put back from an older copy must not skip what it will write next.
    here.store.close().await.unwrap();
    let copy = there.dir.path().join("older.db");
    std::fs::copy(here.path(), &copy).unwrap();
    let older = Store::open(&copy).await.unwrap();
    assert!(
        older.changes(Some(&late), 10).await.is_ok(),
        "the same history"
    );
    for cursor in [foreign.as_str(), "garbage", "!", "AAAA"] {
        let refused = older.changes(Some(cursor), 10).await;
        assert!(matches!(refused, Err(StoreError::BadCursor(_))), "{cursor}");
    }
    older.put(&conversation("d")).await.unwrap();
    let ahead = older.changes(None, 10).await.unwrap().next;
    let here = Store::open(&here.path()).await.unwrap();
    assert!(matches!(
        here.changes(Some(&ahead), 10).await,
        Err(StoreError::BadCursor(_))
    ));
}

#[tokio::test]
async fn a_token_is_not_kept_in_the_clear() {
    let home = home().await;
    let token = home.store.create_token(Role::Admin).await.unwrap();
    home.store.close().await.unwrap();
    let bytes = std::fs::read(home.path()).unwrap();
    assert!(!bytes.windows(token.len()).any(|it| it == token.as_bytes()));
}

/// A reader of an older view keeps the log from being emptied when the deletion wants to: it is emptied
/// later.
#[tokio::test]
async fn what_was_deleted_leaves_the_log_when_no_reader_holds_it() {
    use sqlx::{Connection as _, SqliteConnection};
    const SECRET: &[u8] = b"a word that nobody else says";
    let home = home().await;
    let mut change = full("c-1", 1);
    change.messages[0].body = String::from_utf8(SECRET.to_vec()).unwrap();
    home.store.put(&change).await.unwrap();
    let url = format!("sqlite://{}", home.path().display());
    let mut reader = SqliteConnection::connect(&url).await.unwrap();
    let hold = "BEGIN; SELECT count(*) FROM message";
    sqlx::raw_sql(hold).execute(&mut reader).await.unwrap();
    home.store.delete_conversation(&"c-1".into()).await.unwrap();
    let log = home.path().with_extension("db-wal");
    let says = |bytes: Vec<u8>| bytes.windows(SECRET.len()).any(|it| it == SECRET);
    assert!(says(std::fs::read(&log).unwrap()), "the reader holds it");
    sqlx::raw_sql("ROLLBACK")
        .execute(&mut reader)
        .await
        .unwrap();
    home.store.scrub().await.unwrap();
    assert!(!says(std::fs::read(&log).unwrap()));
    assert!(!says(std::fs::read(home.path()).unwrap()));
}

/// Closes a secret to others, as the program asks for.
pub(crate) fn close_to_others(path: &std::path::Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).unwrap();
    }
    #[cfg(not(unix))]
    let _no_modes = path;
}
