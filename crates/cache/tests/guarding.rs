//! What must not happen: plain text on the disk, a wrong key that opens, an older program on a newer
//! file, a second writer.

mod support;

use cache::{CacheError, CacheKey, OpenError};
use model::request::ListFilter;
use sqlx::Connection;
use std::path::Path;
use support::*;

async fn closed(home: Home) -> tempfile::TempDir {
    home.writer.close().await;
    home.dir
}

fn files(dir: &Path) -> Vec<(String, Vec<u8>)> {
    let entries = std::fs::read_dir(dir)
        .expect("reads")
        .map(|entry| entry.expect("an entry").path());
    entries
        .map(|path| {
            (
                path.display().to_string(),
                std::fs::read(&path).expect("reads"),
            )
        })
        .collect()
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes
        .windows(text.len())
        .any(|window| window == text.as_bytes())
}

#[tokio::test]
async fn no_file_holds_plain_text() {
    let home = Home::new().await;
    let canary = "xylophone-canary-4711";
    let mut one = talk("c1", 10, &[canary, "and more"]);
    one.conversation.subject = Some(format!("About {canary}"));
    let mut changes = page(
        (0..400)
            .map(|n| talk(&format!("f{n}"), n, &[canary]))
            .collect(),
    );
    changes.conversations.push(one);
    changes.customers = vec![customer("k1", canary)];
    home.commit(&changes, "1").await;
    home.writer
        .remember("window", canary)
        .await
        .expect("writes");
    let assert_clean = |when: &str| {
        let files = files(home.path());
        assert!(
            files
                .iter()
                .any(|(name, bytes)| name.ends_with("cache.db") && !bytes.is_empty()),
            "{when}"
        );
        for (name, bytes) in files {
            for secret in [
                canary,
                "xylophone",
                "session-f1",
                "CREATE TABLE",
                &"07".repeat(32),
            ] {
                assert!(!holds(&bytes, secret), "{name} holds {secret:?} {when}");
            }
            assert!(!holds(&bytes, "SQLite format 3"), "{name} is plain {when}");
        }
    };
    assert!(
        home.path().join("cache.db-wal").exists(),
        "the log is looked at too"
    );
    assert_clean("while open");
    home.writer.close().await;
    assert_clean("when closed");
}

#[tokio::test]
async fn a_wrong_key_does_not_open() {
    let dir = closed(Home::new().await).await;
    let wrong = cache::open(dir.path(), &CacheKey::from_bytes([8; 32])).await;
    assert!(
        matches!(wrong, Err(OpenError::WrongKey { .. })),
        "{:?}",
        wrong.err()
    );
    cache::open(dir.path(), &key())
        .await
        .expect("the right one still does");
}

#[tokio::test]
async fn a_newer_schema_is_refused_untouched() {
    for (file, newest) in [("cache.db", 18), ("work.db", 12)] {
        let dir = closed(Home::new().await).await;
        let mut conn = raw(dir.path(), file).await;
        sqlx::raw_sql("PRAGMA user_version = 99")
            .execute(&mut conn)
            .await
            .expect("writes");
        conn.close().await.expect("closes");
        let before = std::fs::read(dir.path().join(file)).expect("reads");
        let refused = cache::open(dir.path(), &key()).await.map(|_| ());
        assert!(
            matches!(
                refused,
                Err(OpenError::NewerSchema {
                    found: 99,
                    known,
                    ..
                }) if known == newest
            ),
            "{file}: {refused:?}"
        );
        assert!(!refused.err().is_some_and(|error| error.is_retryable()));
        // What the refused one may have left in a log would come to the file now, at the latest.
        let mut conn = raw(dir.path(), file).await;
        let version: i64 = sqlx::query_scalar("PRAGMA user_version")
            .fetch_one(&mut conn)
            .await
            .expect("reads");
        conn.close().await.expect("closes");
        assert_eq!(version, 99, "{file}");
        assert!(
            std::fs::read(dir.path().join(file)).expect("reads") == before,
            "{file} was written to"
        );
    }
}

#[tokio::test]
async fn a_plain_file_and_a_foreign_file_are_refused() {
    let dir = tempfile::tempdir().expect("a directory");
    std::fs::write(dir.path().join("cache.db"), b"SQLite format 3\0 and so on").expect("writes");
    let refused = cache::open(dir.path(), &key()).await.map(|_| ());
    assert!(
        matches!(refused, Err(OpenError::NotEncrypted { file: "cache.db" })),
        "{refused:?}"
    );
    cache::wipe_cache(dir.path()).await.expect("wipes");
    let mut conn = raw(dir.path(), "cache.db").await;
    sqlx::raw_sql("PRAGMA user_version = 1")
        .execute(&mut conn)
        .await
        .expect("writes");
    conn.close().await.expect("closes");
    let refused = cache::open(dir.path(), &key()).await.map(|_| ());
    assert!(
        matches!(refused, Err(OpenError::NotDaybook { file: "cache.db" })),
        "{refused:?}"
    );
}

#[tokio::test]
async fn wiping_the_cache_keeps_the_managers_own() {
    let home = Home::new().await;
    home.commit(&page(vec![talk("c1", 1, &["x"])]), "1").await;
    home.writer.remember("window", "{}").await.expect("writes");
    let dir = closed(home).await;
    cache::wipe_cache(dir.path()).await.expect("wipes");
    cache::wipe_cache(dir.path())
        .await
        .expect("twice is no error");
    let (_writer, reader) = cache::open(dir.path(), &key()).await.expect("opens");
    let sources = reader.sources().await.expect("reads");
    assert_eq!(sources.len(), 1, "what was connected is the manager's own");
    assert_eq!(
        sources[0].last_complete_at, None,
        "and has to be synced anew"
    );
    assert_eq!(
        reader.recall("window").await.expect("reads").as_deref(),
        Some("{}")
    );
}

#[tokio::test]
async fn a_second_process_reads_and_does_not_write() {
    let home = Home::new().await;
    home.commit(&page(vec![talk("c1", 1, &["hello"])]), "1")
        .await;
    let (writer, reader) = cache::open(home.path(), &key()).await.expect("opens");
    let list = reader
        .open_list(&model::request::OpenList::default(), now())
        .await
        .expect("a list");
    assert_eq!(list.total, 1);
    for refused in [
        writer.add_source(new_source("Second")).await.map(|_| ()),
        writer
            .commit(home.source, STREAM, &page(vec![]), "2")
            .await
            .map(|_| ()),
        writer.remember("a", "b").await,
    ] {
        assert!(matches!(refused, Err(CacheError::InUse)), "{refused:?}");
        assert!(refused.is_err_and(|error| error.is_retryable()));
    }
    home.commit(&page(vec![talk("c2", 1, &["more"])]), "2")
        .await;
    assert_eq!(home.list(ListFilter::default()).await.total, 2);
}

#[tokio::test]
async fn the_versions_are_the_ones_that_the_design_knows() {
    let home = Home::new().await;
    let mut conn = raw(home.path(), "cache.db").await;
    let sqlite: String = sqlx::query_scalar("SELECT sqlite_version()")
        .fetch_one(&mut conn)
        .await
        .expect("reads");
    let cipher: String = sqlx::query_scalar("PRAGMA cipher_version")
        .fetch_one(&mut conn)
        .await
        .expect("reads");
    conn.close().await.expect("closes");
    assert_eq!(
        (sqlite.as_str(), cipher.as_str()),
        ("3.50.4", "4.10.0 community"),
        "with another version, look again at the rule of one writer in `open`"
    );
}

#[cfg(unix)]
#[tokio::test]
async fn only_the_owner_reads_the_files() {
    use std::os::unix::fs::PermissionsExt;
    let home = Home::new().await;
    home.commit(&page(vec![talk("c1", 1, &["x"])]), "1").await;
    let mode = |path: &Path| {
        std::fs::metadata(path)
            .expect("metadata")
            .permissions()
            .mode()
            & 0o777
    };
    let made = home.path().join("made");
    let opened = cache::open(&made, &key()).await.expect("opens");
    assert_eq!(mode(&made), 0o700);
    drop(opened);
    std::fs::remove_dir_all(made).expect("removes");
    for (name, _) in files(home.path()) {
        assert_eq!(mode(Path::new(&name)), 0o600, "{name}");
    }
}

#[tokio::test]
async fn a_folder_that_cannot_be_made_is_named() {
    let dir = tempfile::tempdir().expect("a directory");
    let file = dir.path().join("file");
    std::fs::write(&file, "x").expect("writes");
    let refused = cache::open(&file.join("below"), &key()).await.map(|_| ());
    assert!(matches!(refused, Err(OpenError::Io { .. })), "{refused:?}");
}

#[tokio::test]
async fn a_closed_cache_says_so() {
    let home = Home::new().await;
    home.list(ListFilter::default()).await;
    home.writer.close().await;
    let refused = home.reader.sources().await;
    assert!(matches!(refused, Err(CacheError::Closed)), "{refused:?}");
    let refused = home
        .writer
        .commit(home.source, STREAM, &page(vec![]), "1")
        .await;
    assert!(matches!(refused, Err(CacheError::Closed)), "{refused:?}");
    assert!(
        !home.path().join("cache.db-wal").exists(),
        "the log was copied back"
    );
}

#[test]
fn futures_can_move_between_threads() {
    fn is_send<T: Send>(_: &T) {}
    async fn all(writer: cache::CacheWriter, reader: cache::CacheReader, source: model::SourceId) {
        let _ = writer.commit(source, STREAM, &page(vec![]), "1").await;
        let _ = writer.remove_source(source).await;
        let _ = writer.finish_full(source).await;
        let _ = reader
            .open_list(&model::request::OpenList::default(), now())
            .await;
        let _ = reader.conversation(model::ConversationId(1)).await;
        let _ = reader.overview(None).await;
    }
    let _ = |writer, reader, source| is_send(&all(writer, reader, source));
    let _ = |dir: &'static Path, key: &'static CacheKey| is_send(&cache::open(dir, key));
}
