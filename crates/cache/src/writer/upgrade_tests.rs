//! Files of every past version, and what a crash in the middle of bringing each one up to date leaves on the disk:
//! both open with what they held, at the newest schema, and take pages. What each migration does to rows is tested
//! where the rows are.

use super::connect::{ConnectionPurpose, begin, borrowed, connect};
use super::private_file::{make_private_dir, make_private_file};
use super::tests::{STREAM, assert_agrees, changes, home, key};
use crate::connection_close::OpeningConnection;
use crate::open;
use crate::schema::{self, FileSchema};
use model::SourceId;
use sqlx::SqliteConnection;
use std::path::Path;

/// What a file of any version holds: tables of its first migrations alone.
const IN_CACHE: &str = "INSERT INTO source (kind, name, url) VALUES ('daybook', 'Main', 'http://127.0.0.1:1'); \
     INSERT INTO held (source_id, conversations, messages, conversions, leads) VALUES (1, 0, 0, 0, 0)";
const IN_WORK: &str = "INSERT INTO remembered (key, json) VALUES ('theme', '\"dark\"')";

/// A home of which one file is of a past version; the other one is as new.
async fn home_of(dir: &Path, past: &FileSchema, version: i64) {
    make_private_dir(dir).expect("a folder");
    for (schema, holds) in [(&schema::CACHE, IN_CACHE), (&schema::WORK, IN_WORK)] {
        let version = if schema.file == past.file {
            version
        } else {
            schema.known()
        };
        drop(make_private_file(&dir.join(schema.file)).expect("a file"));
        begin(dir, &key(), schema).await.expect("begins");
        let mut conn = writing(dir, schema).await;
        let lent = borrowed(&mut conn, schema).expect("open");
        schema.migrate_to(lent, version).await.expect("migrates");
        sqlx::raw_sql(holds).execute(lent).await.expect("writes");
        conn.close().await.expect("closes");
    }
}

async fn writing(dir: &Path, schema: &FileSchema) -> OpeningConnection {
    connect(dir, &key(), schema, ConnectionPurpose::Write)
        .await
        .expect("connects")
}

/// The home opens, with what it held and at the newest schema, and takes a page.
async fn assert_upgraded(dir: &Path, newest: &[String; 2], when: &str) {
    let opened = open(dir, &key()).await;
    let (writer, reader) = opened.unwrap_or_else(|error| panic!("{when}: {error}"));
    let sources = reader.sources().await.expect("reads");
    let names: Vec<_> = sources.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["Main"], "{when}");
    let theme = reader.recall("theme").await.expect("reads");
    assert_eq!(theme.as_deref(), Some("\"dark\""), "{when}");
    let source = sources[0].id;
    let page = changes(0..20);
    let commit = writer.commit(source, STREAM, &page, "1");
    commit.await.expect("commits");
    assert_agrees(&reader, source, 20, when).await;
    drop(reader);
    writer.close().await;
    assert_eq!(&schemas(dir).await, newest, "{when}");
}

/// What the two files are made of.
async fn schemas(dir: &Path) -> [String; 2] {
    let mut told = [String::new(), String::new()];
    for (schema, told) in [&schema::CACHE, &schema::WORK].into_iter().zip(&mut told) {
        let mut conn = writing(dir, schema).await;
        *told = schema_of(borrowed(&mut conn, schema).expect("open")).await;
        conn.close().await.expect("closes");
    }
    told
}

async fn schema_of(conn: &mut SqliteConnection) -> String {
    let parts = sqlx::query_scalar::<_, String>(
        "SELECT type || ' ' || name || ': ' || coalesce(sql, '') FROM sqlite_master ORDER BY type, name",
    );
    parts.fetch_all(conn).await.expect("reads").join("\n")
}

/// What the disk holds after so many statements of the next migration, none of which was committed.
async fn crash_in_migration(dir: &Path, schema: &FileSchema, after: &Path) {
    let mut conn = writing(dir, schema).await;
    let lent = borrowed(&mut conn, schema).expect("open");
    // So small that what is not committed reaches the log.
    let spill = "PRAGMA cache_size = 1; PRAGMA cache_spill = 1; BEGIN IMMEDIATE";
    sqlx::raw_sql(spill)
        .execute(&mut *lent)
        .await
        .expect("begins");
    schema.begin_next(lent).await.expect("migrates");
    make_private_dir(after).expect("a folder");
    for file in [schema::CACHE.file, schema::WORK.file] {
        for suffix in ["", "-wal"] {
            let name = format!("{file}{suffix}");
            if dir.join(&name).exists() {
                std::fs::copy(dir.join(&name), after.join(&name)).expect("copies");
            }
        }
    }
    sqlx::raw_sql("ROLLBACK").execute(lent).await.expect("ends");
    conn.close().await.expect("closes");
}

#[tokio::test]
async fn a_file_of_every_past_version_opens_and_so_does_what_a_crash_in_its_upgrade_leaves() {
    let fresh = tempfile::tempdir().expect("a directory");
    let (writer, reader, _source): (_, _, SourceId) = home(fresh.path()).await;
    drop(reader);
    writer.close().await;
    let newest = schemas(fresh.path()).await;
    let mut tried = 0;
    for schema in [&schema::CACHE, &schema::WORK] {
        for version in 1..schema.known() {
            let dir = tempfile::tempdir().expect("a directory");
            let (past, crashed) = (dir.path().join("past"), dir.path().join("crashed"));
            home_of(&past, schema, version).await;
            crash_in_migration(&past, schema, &crashed).await;
            let when = format!("{} of version {version}", schema.file);
            assert_upgraded(&crashed, &newest, &format!("{when}, after a crash")).await;
            assert_upgraded(&past, &newest, &when).await;
            tried += 1;
        }
    }
    assert_eq!(tried, schema::CACHE.known() + schema::WORK.known() - 2);
}
