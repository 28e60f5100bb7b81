//! Tests that need the writer's own connection: full disks, calls that are dropped, crashes.

use super::cache_writer::{CacheWriter, page};
use crate::{CacheError, CacheKey, CacheReader, NewSource, open};
use chrono::{DateTime, Utc};
use model::feed::{ChangeSet, ConversationChange};
use model::record::{ConversationRecord, GeoPlace, MessageRecord, SpaceRecord};
use model::request::{ListFilter, ListSort, OpenList};
use model::{BodyFormat, Channel, Escalation, Origin, Sender, SourceId, SourceKind};
use std::path::Path;
use std::task::{Context, Waker};

pub(super) const STREAM: &str = "changes";

fn now() -> DateTime<Utc> {
    "2026-11-21T12:00:00Z".parse().expect("a time")
}

pub(super) fn key() -> CacheKey {
    CacheKey::from_bytes([9; 32])
}

fn talk(n: usize) -> ConversationChange {
    let conversation = ConversationRecord {
        id: format!("c{n}").into(),
        session_id: format!("s{n}"),
        space_id: "s1".into(),
        channel: Channel::Chat,
        origin: Origin::Inbound,
        subject: None,
        customer_id: None,
        external_identifier: None,
        visitor_token: None,
        place: GeoPlace::default(),
        status: None,
        escalation: Escalation::None,
        started_at: now(),
        last_activity_at: now(),
        ended_at: None,
    };
    let message = MessageRecord {
        id: format!("m{n}").into(),
        sender: Sender::Customer,
        sender_name: None,
        delivery: None,
        format: BodyFormat::Plain,
        body: format!("words and number {n} {}", "filling ".repeat(50)),
        sent_at: now(),
        time_said: None,
        earlier: Vec::new(),
    };
    ConversationChange {
        conversation,
        messages: vec![message],
        conversions: Vec::new(),
        leads: Vec::new(),
        tickets: Vec::new(),
        inbox_items: Vec::new(),
    }
}

pub(super) fn changes(numbers: std::ops::Range<usize>) -> ChangeSet {
    let space = SpaceRecord {
        id: "s1".into(),
        name: "One".into(),
        time_zone: "UTC".into(),
    };
    ChangeSet {
        spaces: vec![space],
        conversations: numbers.map(talk).collect(),
        ..ChangeSet::default()
    }
}

pub(super) async fn home(dir: &Path) -> (CacheWriter, CacheReader, SourceId) {
    let (writer, reader) = open(dir, &key()).await.expect("opens");
    let new = NewSource {
        kind: SourceKind::Daybook,
        name: "Main".into(),
        url: "http://127.0.0.1:1".into(),
    };
    let source = writer.add_source(new).await.expect("a source");
    (writer, reader, source)
}

/// Rows, counts, full text, index and cursor tell the same story: the pages up to the cursor.
pub(super) async fn assert_agrees(
    reader: &CacheReader,
    source: SourceId,
    per_page: u64,
    when: &str,
) -> u64 {
    let cursor = reader.cursor(source, STREAM).await.expect("reads");
    let pages: u64 = cursor.map_or(0, |cursor| cursor.parse().expect("a number"));
    let counts = reader.counts(source).await.expect("reads");
    assert_eq!(
        (counts.conversations, counts.messages),
        (pages * per_page, pages * per_page),
        "{when}"
    );
    for text in ["", "filling"] {
        let filter = ListFilter {
            text: text.to_owned(),
            ..ListFilter::default()
        };
        let list = reader
            .open_list(
                &OpenList {
                    filter,
                    first_rows: 5000,
                    locate: None,
                    sort: ListSort::default(),
                },
                now(),
            )
            .await
            .expect("a list");
        assert_eq!(
            u64::from(list.total),
            pages * per_page,
            "{when}, searching {text:?}"
        );
        assert_eq!(
            list.rows.len() as u64,
            pages * per_page,
            "{when}, searching {text:?}"
        );
    }
    pages
}

#[tokio::test]
async fn a_full_disk_loses_nothing() {
    let dir = tempfile::tempdir().expect("a directory");
    let (writer, reader, source) = home(dir.path()).await;
    writer
        .commit(source, STREAM, &changes(0..100), "1")
        .await
        .expect("commits");
    limit_pages(&writer, "PRAGMA max_page_count = 1").await;
    for _ in 0..3 {
        let refused = writer.commit(source, STREAM, &changes(100..200), "2").await;
        assert!(matches!(refused, Err(CacheError::Full)), "{refused:?}");
        assert!(refused.is_err_and(|error| error.is_retryable()));
        assert_agrees(&reader, source, 100, "while the disk is full").await;
    }
    limit_pages(&writer, "PRAGMA max_page_count = 1000000").await;
    writer
        .commit(source, STREAM, &changes(100..200), "2")
        .await
        .expect("there is room again");
    assert_eq!(assert_agrees(&reader, source, 100, "after").await, 2);
}

async fn limit_pages(writer: &CacheWriter, pragma: &'static str) {
    let mut work = writer.begin().await.expect("begins");
    let done = sqlx::raw_sql(pragma)
        .execute(work.conn().expect("open"))
        .await
        .map_err(CacheError::from);
    work.end(done).await.expect("ends");
}

/// A call that is dropped after so many polls leaves a page or no page, never a part of one.
#[tokio::test]
async fn a_dropped_call_leaves_a_whole_page_or_none() {
    let dir = tempfile::tempdir().expect("a directory");
    let (writer, reader, source) = home(dir.path()).await;
    let mut committed = 0;
    for polls in (1..).step_by(3) {
        let first = committed * 20;
        let next = (committed + 1).to_string();
        let page = changes(first..first + 20);
        let call = writer.commit(source, STREAM, &page, &next);
        let ended = poll_some(call, polls).await;
        // Whatever was left behind is made good by the next write, and by nothing sooner.
        writer.remember("any", "1").await.expect("writes");
        let mut work = writer.begin().await.expect("begins");
        let done = crate::table::meta::generation(work.conn().expect("open")).await;
        work.end(done).await.expect("ends");
        let pages = assert_agrees(&reader, source, 20, &format!("after {polls} polls")).await;
        assert!(pages as usize >= committed && pages as usize <= committed + 1);
        committed = pages as usize;
        if ended && polls > 3 {
            break;
        }
    }
    assert!(committed > 0, "at some point a call came to its end");
}

/// Polls a call so often, letting other work go on between, and drops it; answers whether it ended.
async fn poll_some(call: impl Future, polls: usize) -> bool {
    let mut call = std::pin::pin!(call);
    for _ in 0..polls {
        if call
            .as_mut()
            .poll(&mut Context::from_waker(Waker::noop()))
            .is_ready()
        {
            return true;
        }
        tokio::time::sleep(std::time::Duration::from_micros(300)).await;
    }
    false
}

/// What a crash in the middle of a page leaves on the disk opens as the page before.
#[tokio::test]
async fn a_crash_in_a_transaction_leaves_the_page_before() {
    let dir = tempfile::tempdir().expect("a directory");
    let (writer, _reader, source) = home(dir.path()).await;
    writer
        .commit(source, STREAM, &changes(0..50), "1")
        .await
        .expect("commits");
    let mut work = writer.begin().await.expect("begins");
    let second = changes(50..1500);
    page(
        work.conn().expect("open"),
        source,
        STREAM,
        (
            &second,
            &crate::commit::prepared::PreparedMessages::default(),
        ),
        "2",
    )
    .await
    .expect("writes");
    let after = tempfile::tempdir().expect("a directory");
    for name in ["cache.db", "cache.db-wal", "work.db", "work.db-wal"] {
        std::fs::copy(dir.path().join(name), after.path().join(name)).expect("copies");
    }
    let (_writer, reader) = open(after.path(), &key()).await.expect("opens");
    assert_eq!(
        assert_agrees(&reader, source, 50, "after the crash").await,
        1
    );
}

/// What the index repeats is what the heads say, whatever was done.
#[tokio::test]
async fn the_spine_table_repeats_the_heads() {
    let dir = tempfile::tempdir().expect("a directory");
    let (writer, _reader, source) = home(dir.path()).await;
    writer
        .commit(source, STREAM, &changes(0..300), "1")
        .await
        .expect("commits");
    let mut moved = changes(100..200);
    moved.spaces[0].time_zone = "Asia/Tokyo".into();
    for change in &mut moved.conversations {
        change.conversation.escalation = Escalation::Pending;
    }
    writer
        .commit(source, STREAM, &moved, "2")
        .await
        .expect("commits");
    let mut work = writer.begin().await.expect("begins");
    let conn = work.conn().expect("open");
    let entries = crate::table::packed_index::load(conn).await.expect("loads");
    let rows = crate::table::conversation::by_id(conn, 1..=300)
        .await
        .expect("reads");
    assert_eq!(rows.len(), 300);
    for row in rows {
        let day = insights::day_in_zone(crate::time::instant(row.started_at), "Asia/Tokyo");
        assert_eq!(
            entries[usize::try_from(row.id).expect("an id")],
            row.index_entry(day),
            "{}",
            row.remote_id
        );
    }
}
