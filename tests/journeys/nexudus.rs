//! A Nexudus account into an encrypted cache by the engine, and the cache opened with its key: what
//! nobody should keep is in no table.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use cache::{CacheKey, CacheReader, CacheWriter, NewSource};
use chrono::{DateTime, TimeDelta, Utc};
use model::feed::StagedRecord;
use model::request::{ListFilter, ListSort, OpenList};
use model::view::Completeness;
use model::{SourceId, SourceKind};
use nexudus::{
    AccountCredential, AccountTokens, Entity, NexudusConfig, NexudusSettings, RateLimiter, SignIn,
    SignInForm, StagingStore, TokenKeeper, nexudus, sign_in,
};
use serde_json::json;
use sources::SourceError;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Row, SqliteConnection};
use std::path::Path;
use std::sync::Arc;
use sync::{BackoffPolicy, SyncEngine, SyncMode};
use testkit::nexudus::{
    Booking, Business, Coworker, CoworkerContract, CoworkerMessage, CoworkerProduct, EMAIL,
    HelpDeskMessage, ListFields, Message, NexudusMock, PASSWORD, ProposedAction, Session,
    TestClock, Visitor,
};

const CANARY: &str = "canary-of-a-secret";
const TEXT: &str = "May I bring a canary to the desk?";

struct OnDesk {
    reader: CacheReader,
    source: SourceId,
}

#[async_trait::async_trait]
impl StagingStore for OnDesk {
    async fn by_id(&self, entity: &str, ids: &[String]) -> Result<Vec<StagedRecord>, SourceError> {
        Ok(self.reader.staged(self.source, entity, ids).await.unwrap())
    }

    async fn by_key(
        &self,
        entity: &str,
        keys: &[String],
    ) -> Result<Vec<StagedRecord>, SourceError> {
        let found = self.reader.staged_by_key(self.source, entity, keys).await;
        Ok(found.unwrap())
    }

    async fn after(
        &self,
        entity: &str,
        after: &str,
        limit: u32,
    ) -> Result<Vec<StagedRecord>, SourceError> {
        let some = self.reader.staged_after(self.source, entity, after, limit);
        Ok(some.await.unwrap())
    }

    async fn count(&self, entity: &str) -> Result<u64, SourceError> {
        Ok(self.reader.staged_count(self.source, entity).await.unwrap())
    }
}

#[async_trait::async_trait]
impl TokenKeeper for OnDesk {
    async fn keep(&self, _: &AccountTokens) -> Result<(), SourceError> {
        Ok(())
    }
}

fn noon() -> DateTime<Utc> {
    "2026-11-20T12:00:00Z".parse().unwrap()
}

/// One of everything, each with a secret in every place that was ever seen to hold one.
fn fill(mock: &NexudusMock) {
    let mut world = mock.world();
    let business_id = world.put(&Business {
        name: "Harbour".to_owned(),
        ..Business::default()
    });
    let coworker_id = world.put(&Coworker {
        full_name: "Zoë".to_owned(),
        email: "zoe@example.com".to_owned(),
        ..Coworker::default()
    });
    let ticket = world.put(&HelpDeskMessage {
        subject: "Invoice".to_owned(),
        message_text: CANARY.to_owned(),
        ..HelpDeskMessage::default()
    });
    let carried = world.put(&CoworkerMessage {
        coworker_id,
        incoming: true,
        body: CANARY.to_owned(),
        ..CoworkerMessage::default()
    });
    let session = world.put(&Session {
        business_id,
        coworker_id: Some(coworker_id),
        channel: "Chat".to_owned(),
        chat_session: Some("a-session-id-of-some-length".to_owned()),
        ..Session::default()
    });
    let message = Message {
        business_id,
        ai_channel_session_id: Some(session),
        content: Some(TEXT.to_owned()),
        coworker_message_id: Some(carried),
        help_desk_message_id: Some(ticket),
        ..Message::default()
    };
    world.put(&message);
    world.put(&ProposedAction {
        ai_channel_session_id: Some(session),
        draft_body: Some(CANARY.to_owned()),
        action_type: 1,
        status: 1,
        ..ProposedAction::default()
    });
    world.put(&Visitor {
        full_name: "Zoë".to_owned(),
        email: "zoe@example.com".to_owned(),
        is_tour: true,
        custom_fields: json!({ "Data": [
            { "Name": "Door code", "Value": CANARY },
            { "Name": "Session", "Value": "a-session-id-of-some-length" },
        ] }),
        ..Visitor::default()
    });
    world.put(&CoworkerContract {
        coworker_id,
        ..CoworkerContract::default()
    });
    world.put(&Booking {
        coworker_id: Some(coworker_id),
        ..Booking::default()
    });
    world.put(&CoworkerProduct {
        coworker_id,
        product_name: "Day pass".to_owned(),
        ..CoworkerProduct::default()
    });
}

/// Every value of every table, as text; blobs as the text that they may hold.
async fn everything(dir: &Path, file: &str) -> (String, usize) {
    let mut conn: SqliteConnection = SqliteConnectOptions::new()
        .filename(dir.join(file))
        .pragma("key", format!("\"x'{}'\"", "07".repeat(32)))
        .connect()
        .await
        .unwrap();
    let tables: Vec<String> =
        sqlx::query_scalar("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
            .fetch_all(&mut conn)
            .await
            .unwrap();
    let mut text = String::new();
    for table in &tables {
        let columns: Vec<String> = sqlx::query_scalar("SELECT name FROM pragma_table_info(?)")
            .bind(table)
            .fetch_all(&mut conn)
            .await
            .unwrap();
        for column in columns {
            // A virtual table's hidden columns cannot all be read; its shadow tables hold the same.
            let sql = format!("SELECT CAST(\"{column}\" AS BLOB) FROM \"{table}\"");
            let Ok(rows) = sqlx::query(AssertSqlSafe(sql)).fetch_all(&mut conn).await else {
                continue;
            };
            for row in rows {
                let bytes: Option<Vec<u8>> = row.try_get(0).unwrap_or_default();
                text.push_str(&String::from_utf8_lossy(&bytes.unwrap_or_default()));
                text.push('\n');
            }
        }
    }
    conn.close().await.unwrap();
    (text, tables.len())
}

/// A cache, and an engine that fills it from a mock.
struct Laptop {
    engine: SyncEngine,
    reader: CacheReader,
    writer: CacheWriter,
    source: SourceId,
}

impl Laptop {
    async fn new(dir: &Path, mock: &NexudusMock, clock: &TestClock) -> Self {
        let key = CacheKey::from_bytes([7; 32]);
        let (writer, reader) = cache::open(dir, &key).await.unwrap();
        let new = NewSource {
            kind: SourceKind::Nexudus,
            name: "Harbour".to_owned(),
            url: mock.url(),
        };
        let source = writer.add_source(new).await.unwrap();
        let password = SignInForm {
            email: EMAIL.to_owned(),
            password: sources::SecretText::new(PASSWORD.to_owned()),
            totp: None,
            client_id: "an-installation".to_owned(),
        };
        let pace = RateLimiter::unlimited(Arc::new(clock.clone()));
        let credential: AccountCredential = sign_in(&mock.url(), &password, &pace).await.unwrap();
        let desk = || OnDesk {
            reader: reader.clone(),
            source,
        };
        let server = nexudus(NexudusConfig {
            url: mock.url(),
            account: EMAIL.to_owned(),
            sign_in: SignIn::new(credential, Arc::new(desk())),
            shelf: Arc::new(desk()),
            pace,
            settings: NexudusSettings::default(),
        })
        .unwrap();
        let engine = SyncEngine::new(
            source,
            Arc::new(server),
            reader.clone(),
            writer.clone(),
            Arc::new(clock.clone()),
            BackoffPolicy::never(),
        );
        Self {
            engine,
            reader,
            writer,
            source,
        }
    }

    async fn sync(&self, mode: SyncMode) -> sync::EngineReport {
        let cancel = tokio_util::sync::CancellationToken::new();
        self.engine.run(mode, &|_| {}, &cancel).await.unwrap()
    }
}

#[tokio::test]
async fn secrets_that_nexudus_sends_along_are_in_no_table() {
    let clock = TestClock::at(noon());
    let mock = NexudusMock::start(clock.clone()).await;
    mock.quirks().secret = Some(CANARY.to_owned());
    mock.quirks().unknown_field = true;
    mock.quirks().lists = ListFields::Whole;
    fill(&mock);
    let dir = tempfile::tempdir().unwrap();
    let Laptop {
        engine,
        reader,
        writer,
        source,
    } = Laptop::new(dir.path(), &mock, &clock).await;
    let cancel = tokio_util::sync::CancellationToken::new();
    let report = engine
        .run(SyncMode::Incremental, &|_| {}, &cancel)
        .await
        .unwrap();
    assert_eq!((report.conversations > 0, report.messages), (true, 1));
    assert!(
        matches!(report.completeness, Completeness::Complete { .. }),
        "{report:?}"
    );
    let counts = reader.counts(source).await.unwrap();
    assert_eq!(
        counts.conversions, 5,
        "a tour, a customer, a contract, a booking, a day pass"
    );
    drop((engine, reader));
    writer.close().await;

    let (cached, tables) = everything(dir.path(), "cache.db").await;
    let (worked, _) = everything(dir.path(), "work.db").await;
    assert!(tables > 10, "{tables}");
    assert!(cached.contains(TEXT), "what was said is there to be found");
    assert!(cached.contains("zoe@example.com"), "and who said it");
    for secret in [CANARY, PASSWORD, "access-1", "refresh-1"] {
        assert!(!cached.contains(secret), "{secret} in the cache");
        assert!(
            !worked.contains(secret),
            "{secret} in the manager's own file"
        );
    }
}

#[tokio::test]
async fn a_full_sync_without_the_roles_removes_nothing_and_with_them_what_is_gone() {
    let clock = TestClock::at(noon());
    let mock = NexudusMock::start(clock.clone()).await;
    fill(&mock);
    mock.world().put(&Session::default());
    let dir = tempfile::tempdir().unwrap();
    let laptop = Laptop::new(dir.path(), &mock, &clock).await;
    laptop.sync(SyncMode::Incremental).await;
    let before = laptop.reader.counts(laptop.source).await.unwrap();
    assert_eq!(before.conversations, 2);
    for refused in [
        vec![Entity::Sessions],
        vec![Entity::Messages],
        vec![Entity::Sessions, Entity::Messages],
    ] {
        mock.quirks().refused.extend(&refused);
        let report = laptop.sync(SyncMode::Full).await;
        assert_eq!(report.removed, 0, "{refused:?}");
        let after = laptop.reader.counts(laptop.source).await.unwrap();
        assert_eq!(after, before, "{refused:?}");
        mock.quirks().refused.clear();
    }
    // With the roles back, what is gone goes.
    let last = *mock.world().ids(Entity::Sessions).last().unwrap();
    mock.world().delete(Entity::Sessions, last);
    let report = laptop.sync(SyncMode::Full).await;
    let after = laptop.reader.counts(laptop.source).await.unwrap();
    assert_eq!(after.conversations, 1, "{report:?}");
    laptop.writer.close().await;
}

/// What a manager sees of each conversation, in the order of the list.
async fn seen(laptop: &Laptop) -> Vec<String> {
    let request = OpenList {
        filter: ListFilter::default(),
        first_rows: 100,
        locate: None,
        sort: ListSort::default(),
    };
    let list = laptop.reader.open_list(&request, noon()).await.unwrap();
    let mut seen = Vec::new();
    for row in list.rows {
        let shown = laptop.reader.conversation(row.id).await.unwrap().unwrap();
        let tickets = shown.tickets.iter().map(|one| one.subject.as_str());
        let items = shown.inbox_items.iter().map(|one| one.title.as_str());
        let outcomes = shown.conversions.iter().map(|one| one.kind.as_str());
        seen.push(format!(
            "{} {} messages, {} to {}, {:?} {:?} {:?}",
            row.remote_id.as_str(),
            row.messages,
            row.started_at,
            row.last_activity_at,
            tickets.collect::<Vec<_>>(),
            items.collect::<Vec<_>>(),
            outcomes.collect::<Vec<_>>(),
        ));
    }
    seen
}

/// A message that belongs to a session, or to a chat alone.
fn said(session: Option<i64>, chat: Option<&str>) -> Message {
    Message {
        ai_channel_session_id: session,
        chat_session: chat.map(str::to_owned),
        chat_message_role: Some("user".to_owned()),
        content: Some("May I see the lounge?".to_owned()),
        ..Message::default()
    }
}

/// What happens at the server while the laptop is away: a chat gets its session, a message moves, an
/// inbox item and a ticket are deleted, and a session goes without its message.
fn go_on(mock: &NexudusMock, ids: [i64; 2]) {
    let mut world = mock.world();
    world.put(&Session {
        channel: "Chat".to_owned(),
        chat_session: Some("a-chat-that-begins".to_owned()),
        ..Session::default()
    });
    let moved = world.ids(Entity::Messages)[1];
    let session = [("AiChannelSessionId", json!(ids[1]))];
    world.change(Entity::Messages, moved, &session);
    for entity in [Entity::ProposedActions, Entity::Tickets] {
        let first = world.ids(entity)[0];
        world.delete(entity, first);
    }
    world.delete(Entity::Sessions, ids[0]);
}

#[tokio::test]
async fn what_goes_on_at_the_server_is_seen_as_on_a_laptop_that_is_new() {
    let clock = TestClock::at(noon());
    let mock = NexudusMock::start(clock.clone()).await;
    fill(&mock);
    let second = mock.world().put(&Session::default());
    let first = mock.world().ids(Entity::Sessions)[0];
    for message in [
        said(Some(first), None),
        said(Some(second), None),
        said(None, Some("a-chat-that-begins")),
        said(None, Some("a-chat-that-begins")),
    ] {
        mock.world().put(&message);
    }
    let dir = tempfile::tempdir().unwrap();
    let laptop = Laptop::new(dir.path(), &mock, &clock).await;
    laptop.sync(SyncMode::Incremental).await;
    assert_eq!(seen(&laptop).await.len(), 3);
    clock.advance(TimeDelta::minutes(5));
    go_on(&mock, [first, second]);
    laptop.sync(SyncMode::Incremental).await;
    clock.advance(TimeDelta::days(8));
    let report = laptop.sync(SyncMode::Incremental).await;
    let complete = matches!(report.completeness, Completeness::Complete { .. });
    assert!(complete, "{report:?}");

    let other = tempfile::tempdir().unwrap();
    let other = Laptop::new(other.path(), &mock, &clock).await;
    other.sync(SyncMode::Incremental).await;
    let (here, there) = (seen(&laptop).await, seen(&other).await);
    assert_eq!(here, there);
    assert_eq!(here.len(), 3, "{here:?}");
    let counts = [&laptop, &other].map(|laptop| laptop.reader.counts(laptop.source));
    let [here, there] = counts;
    assert_eq!(here.await.unwrap(), there.await.unwrap());
    laptop.writer.close().await;
    other.writer.close().await;
}
