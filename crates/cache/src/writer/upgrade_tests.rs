//! Files of every past version, and what a crash in the middle of bringing each one up to date leaves on the disk:
//! both open with what they held, at the newest schema, and take pages. What each migration does to rows is tested
//! where the rows are.

use super::connect::{ConnectionPurpose, begin, borrowed, connect};
use super::private_file::{make_private_dir, make_private_file};
use super::tests::{STREAM, assert_agrees, changes, home, key};
use crate::connection_close::OpeningConnection;
use crate::index::entry::{ENTRY_BYTES, IndexEntry};
use crate::open;
use crate::schema::{self, FileSchema};
use crate::table::packed_index;
use model::record::ConversionRecord;
use model::{ConversionKind, SourceId};
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

/// The version whose packed records did not say of which kinds inferred outcomes are.
const BEFORE_INFERRED_KINDS: i64 = 14;
/// Where they say it now.
const INFERRED_BYTE: usize = 23;

fn outcome(kind: &str, confirmed: bool) -> ConversionRecord {
    ConversionRecord {
        id: format!("{kind} {confirmed}").into(),
        kind: ConversionKind::from(kind),
        record: "1".to_owned(),
        url: None,
        occurred_at: chrono::DateTime::UNIX_EPOCH + chrono::TimeDelta::days(20_000),
        confirmed,
        time_said: None,
        taken_back_at: None,
        counted_in: None,
        moved_to: None,
        earlier: Vec::new(),
    }
}

/// More conversations than a row of the packed index has records, and outcomes in some of both rows.
async fn with_outcomes(dir: &Path) {
    let (writer, reader, source) = home(dir).await;
    let mut page = changes(0..250);
    let outcomes: [(usize, &[(&str, bool)]); 6] = [
        (0, &[("tour", false)]),
        (
            3,
            &[("tour", false), ("day_pass", false), ("booking", true)],
        ),
        (118, &[("customer", true)]),
        (119, &[("locker", false)]),
        (121, &[("contract", false), ("contract", true)]),
        (249, &[("customer", false), ("locker", true)]),
    ];
    for (at, all) in outcomes {
        let told = all.iter().map(|(kind, sure)| outcome(kind, *sure));
        page.conversations[at].conversions = told.collect();
    }
    let taken_back = chrono::DateTime::UNIX_EPOCH + chrono::TimeDelta::days(20_001);
    page.conversations[5].conversions = vec![ConversionRecord {
        taken_back_at: Some(taken_back),
        ..outcome("tour", false)
    }];
    let commit = writer.commit(source, STREAM, &page, "1");
    commit.await.expect("commits");
    drop(reader);
    writer.close().await;
}

/// What is derived of outcomes: the column, and the packed records.
async fn derived(conn: &mut SqliteConnection) -> (Vec<(i64, i64)>, Vec<IndexEntry>) {
    let columns = sqlx::query_as("SELECT id, other_kinds FROM conversation ORDER BY id");
    let columns = columns.fetch_all(&mut *conn).await.expect("reads");
    (columns, packed_index::load(conn).await.expect("loads"))
}

/// Makes the file what the version before wrote.
async fn forget_inferred_kinds(conn: &mut SqliteConnection) {
    let rows: Vec<(i64, Vec<u8>)> = sqlx::query_as("SELECT chunk, facts FROM spine")
        .fetch_all(&mut *conn)
        .await
        .expect("reads");
    for (chunk, mut facts) in rows {
        for record in facts.chunks_exact_mut(ENTRY_BYTES) {
            record[INFERRED_BYTE] = 0;
        }
        let put = sqlx::query("UPDATE spine SET facts = ? WHERE chunk = ?");
        let put = put.bind(facts).bind(chunk).execute(&mut *conn);
        put.await.expect("writes");
    }
    let past = format!(
        "UPDATE conversation SET other_kinds = other_kinds & 3; ALTER TABLE ticket DROP COLUMN escalated_by; DROP TABLE question;
         DROP TABLE word; ALTER TABLE meta DROP COLUMN words_from; ALTER TABLE meta DROP COLUMN words_whole;
         PRAGMA user_version = {BEFORE_INFERRED_KINDS}"
    );
    let past = sqlx::raw_sql(sqlx::AssertSqlSafe(past));
    past.execute(conn).await.expect("writes");
}

#[tokio::test]
async fn the_kinds_of_inferred_outcomes_are_derived_for_what_is_here_already() {
    let dir = tempfile::tempdir().expect("a directory");
    with_outcomes(dir.path()).await;
    let mut conn = writing(dir.path(), &schema::CACHE).await;
    let lent = borrowed(&mut conn, &schema::CACHE).expect("open");
    let newest = derived(lent).await;
    let masks: Vec<u8> = newest.1.iter().map(|it| it.inferred_kinds).collect();
    let told: Vec<u8> = masks.iter().copied().filter(|mask| *mask != 0).collect();
    assert_eq!(told, [0b1, 0b1_0001, 0b100, 0b10], "by conversation");
    forget_inferred_kinds(lent).await;
    assert_ne!(derived(lent).await, newest, "a file of before");
    conn.close().await.expect("closes");
    let (writer, reader) = open(dir.path(), &key()).await.expect("opens");
    drop(reader);
    writer.close().await;
    let mut conn = writing(dir.path(), &schema::CACHE).await;
    let lent = borrowed(&mut conn, &schema::CACHE).expect("open");
    assert_eq!(derived(lent).await, newest, "as if it had been here always");
    conn.close().await.expect("closes");
}
