//! What the disk refuses costs the call that met it, and nothing after it: with a store that really is full,
//! at every size of it, and with views that the database itself has ended.

use super::Store;
use super::StoreError;
use chrono::{DateTime, Utc};
use model::feed::ConversationChange;
use model::record::{ConversationRecord, GeoPlace, MessageRecord, SpaceRecord};
use model::{BodyFormat, Channel, Escalation, Origin, RemoteId, Role, Sender, Status};
use tempfile::TempDir;

/// How many sizes of a store are filled, a page apart.
const SIZES: i64 = 24;
/// Writes until a store is full, at the latest.
const MOST_WRITES: usize = 400;

async fn store() -> (TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("store.db")).await.unwrap();
    store.put_spaces(&[space(0)]).await.unwrap();
    store.put(&conversation("first")).await.unwrap();
    (folder, store)
}

fn space(nth: usize) -> SpaceRecord {
    SpaceRecord {
        id: "s".into(),
        name: format!("S{nth}"),
        time_zone: "UTC".to_owned(),
    }
}

fn conversation(id: &str) -> ConversationChange {
    let at = DateTime::<Utc>::UNIX_EPOCH;
    ConversationChange {
        conversation: ConversationRecord {
            id: id.into(),
            session_id: format!("session {id}"),
            space_id: "s".into(),
            channel: Channel::Chat,
            origin: Origin::Inbound,
            subject: Some("x".repeat(400)),
            customer_id: None,
            external_identifier: None,
            visitor_token: None,
            place: GeoPlace::default(),
            status: Some(Status::Active),
            escalation: Escalation::None,
            started_at: at,
            last_activity_at: at,
            ended_at: None,
        },
        messages: vec![message(id)],
        conversions: Vec::new(),
        leads: Vec::new(),
        tickets: Vec::new(),
        inbox_items: Vec::new(),
    }
}

fn message(id: &str) -> MessageRecord {
    MessageRecord {
        id: id.into(),
        sender: Sender::Customer,
        sender_name: None,
        delivery: None,
        format: BodyFormat::Plain,
        body: "word ".repeat(300),
        sent_at: DateTime::UNIX_EPOCH,
        time_said: None,
        earlier: Vec::new(),
    }
}

/// One write of one of the ways that there are.
async fn write(store: &Store, nth: usize) -> Result<(), StoreError> {
    let first = RemoteId::from("first");
    let id = format!("w{nth}");
    match nth % 5 {
        0 => store.put(&conversation(&id)).await.map(drop),
        1 => store
            .append_messages(&first, &[message(&id)])
            .await
            .map(drop),
        2 => store.put_spaces(&[space(nth)]).await,
        3 => store.create_token(Role::Read).await.map(drop),
        _ => store.set_meta(&id, &"m".repeat(2_000)).await,
    }
}

/// Lets the file grow to so many pages, and no further; how many it has.
async fn allow_pages(store: &Store, more: Option<i64>) {
    let mut pen = store.lock_for_write().await.unwrap();
    let connection: &mut super::db::DbConnection = pen.connection().unwrap();
    let held = sqlx::query_scalar::<_, i64>("PRAGMA page_count");
    let held = held.fetch_one(&mut *connection).await.unwrap();
    let most = more.map_or(i64::from(u32::MAX) / 2, |more| held + more);
    let limit = format!("PRAGMA max_page_count = {most}");
    sqlx::raw_sql(sqlx::AssertSqlSafe(limit))
        .execute(connection)
        .await
        .unwrap();
}

impl Store {
    /// Changes something as no version of the server would: what a broken disk or a hand may leave.
    pub(crate) async fn spoil(&self, statement: &'static str) {
        let mut pen = self.lock_for_write().await.unwrap();
        let connection: &mut super::db::DbConnection = pen.connection().unwrap();
        sqlx::raw_sql(statement).execute(connection).await.unwrap();
    }
}

#[tokio::test]
async fn writes_go_on_once_a_full_store_has_room_whatever_met_its_end() {
    let (_folder, store) = store().await;
    let mut nth = 0;
    for size in 0..SIZES {
        allow_pages(&store, Some(size)).await;
        let before = nth;
        let refused = loop {
            nth += 1;
            assert!(nth - before < MOST_WRITES, "it is never full");
            if let Err(error) = write(&store, nth).await {
                break error;
            }
        };
        assert!(matches!(refused, StoreError::Full), "{size}: {refused:?}");
        // Whoever comes while it is full is told the same, not that the server failed.
        for way in 1..=5 {
            match write(&store, nth + way * 1_000).await {
                Ok(()) | Err(StoreError::Full) => {}
                Err(error) => panic!("{size}, while it is full: {error:?}"),
            }
        }
        let read = store.changes(None, 10).await.unwrap();
        assert!(read.covered > 0, "what is there can be read");
        allow_pages(&store, None).await;
        store.check_writable().await.unwrap();
        for _ in 0..5 {
            nth += 1;
            let done = write(&store, nth).await;
            assert!(done.is_ok(), "{size}, write {nth} after it: {done:?}");
        }
        nth = nth.next_multiple_of(10_000) + usize::try_from(size).unwrap();
    }
    store.verify().await.unwrap();
}

#[tokio::test]
async fn a_write_that_was_given_up_leaves_nothing_open() {
    let (_folder, store) = store().await;
    for nth in 0..50 {
        let given_up = async {
            let mut pen = store.lock_for_write().await.unwrap();
            let writer = pen.connection().unwrap();
            let mut transaction = super::transaction::StoreTransaction::begin(writer)
                .await
                .unwrap();
            transaction.put_spaces(&[space(1_000 + nth)]).await.unwrap();
        };
        given_up.await;
        write(&store, nth).await.unwrap();
    }
    let held = store.space_named("S1000").await.unwrap();
    assert_eq!(held, None, "what was given up was not written");
    store.verify().await.unwrap();
}

/// An I/O error, or no memory, ends a view as it ends a transaction that writes.
#[tokio::test]
async fn a_reader_whose_view_the_database_ended_reads_on() {
    let (_folder, store) = store().await;
    for _ in 0..20 {
        for mut view in [store.read().await.unwrap(), store.glance().await.unwrap()] {
            sqlx::raw_sql("ROLLBACK").execute(&mut *view).await.unwrap();
        }
        let mut scan = store.begin_scan().await.unwrap();
        sqlx::raw_sql("ROLLBACK").execute(&mut *scan).await.unwrap();
    }
    for _ in 0..20 {
        assert_eq!(store.counts().await.unwrap().conversations, 1);
        assert!(store.changes(None, 10).await.unwrap().covered > 0);
        drop(store.begin_scan().await.unwrap());
    }
}
