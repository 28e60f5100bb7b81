//! Syncs the same conversations from daybook-server and from the Nexudus mock (no limits) into a
//! fresh encrypted cache each, and prints both times:
//! `cargo run -p daybook-testkit --release --example nexudus_speed [conversations] [messages each]
//! [rounds] [daybook | whole | partial]`.

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a program for people at a desk"
)]

use cache::{CacheKey, CacheReader, NewSource};
use chrono::{DateTime, TimeDelta, Utc};
use model::feed::{ConversationChange, StagedRecord};
use model::record::{ConversationRecord, GeoPlace, MessageRecord, SpaceRecord};
use model::view::Completeness;
use model::{
    BodyFormat, Channel, Escalation, Origin, RemoteId, Role, Sender, SourceId, SourceKind,
};
use nexudus::{
    AccountTokens, NexudusConfig, NexudusSettings, RateLimiter, SignIn, SignInForm, StagingStore,
    TokenKeeper, nexudus, sign_in,
};
use sources::{SecretText, Source, SourceError};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use sync::{BackoffPolicy, SyncEngine, SyncMode};
use testkit::nexudus::{
    Business, EMAIL, ListFields, Message, NexudusMock, PASSWORD, Session, TestClock,
};
use tokio_util::sync::CancellationToken;

extern crate daybook_testkit as testkit;

#[derive(Clone, Copy)]
struct Size {
    conversations: usize,
    messages: usize,
}

/// What one sync took: on the clock, and of all processors, the server's side included.
#[derive(Clone, Copy)]
struct Took {
    wall: Duration,
    processors: Duration,
    asking: Duration,
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let mut number = |usual| arguments.next().map_or(usual, |text| text.parse().unwrap());
    let size = Size {
        conversations: number(10_000),
        messages: number(12),
    };
    let rounds = number(3);
    let only = arguments.next();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    println!(
        "{} conversations, {} messages each, {rounds} rounds one after the other",
        size.conversations, size.messages
    );
    let sources = ["daybook-server", "whole lists", "partial lists"];
    let mut all: [Vec<Took>; 3] = Default::default();
    for _ in 0..rounds {
        for (at, name) in sources.iter().enumerate() {
            if only.as_deref().is_some_and(|only| !name.contains(only)) {
                continue;
            }
            let took = match at {
                0 => runtime.block_on(from_daybook(size)),
                1 => runtime.block_on(from_nexudus(size, ListFields::Whole)),
                _ => runtime.block_on(from_nexudus(size, ListFields::Partial)),
            };
            println!(
                "{name:<16} {:6.2} s, of which {:5.2} s asking beside the writing; processors {:6.2} s",
                took.wall.as_secs_f64(),
                took.asking.as_secs_f64(),
                took.processors.as_secs_f64()
            );
            all[at].push(took);
        }
    }
    let best = |of: fn(&Took) -> Duration| {
        all.each_ref()
            .map(|some| some.iter().map(of).min().unwrap_or_default().as_secs_f64())
    };
    for (what, best) in [
        ("time", best(|took| took.wall)),
        ("processors", best(|took| took.processors)),
    ] {
        println!(
            "best {what}: daybook-server {:.2} s; Nexudus, whole lists {:.2} s, {:.2} times; partial lists {:.2} s, {:.2} times",
            best[0],
            best[1],
            best[1] / best[0],
            best[2],
            best[2] / best[0]
        );
    }
}

/// What this process used of the processors so far.
fn processors() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let ticks: u64 = after_name
        .split_whitespace()
        .skip(11)
        .take(2)
        .filter_map(|ticks| ticks.parse::<u64>().ok())
        .sum();
    Duration::from_millis(ticks * 10)
}

fn noon() -> DateTime<Utc> {
    "2026-11-20T12:00:00Z".parse().unwrap()
}

fn at(n: usize, m: usize) -> DateTime<Utc> {
    noon() - TimeDelta::days(30) + TimeDelta::seconds((n * 60 + m) as i64)
}

fn body(n: usize, m: usize) -> String {
    format!(
        "Message {m} of {n}: is a desk free on {} between {} and {} o'clock, and what would it cost with a locker, two screens and parking?",
        n % 28 + 1,
        m % 12,
        n % 12 + 12
    )
}

/// A fresh cache, and a source in it.
async fn fresh(dir: &std::path::Path) -> (cache::CacheWriter, CacheReader, SourceId) {
    let key = CacheKey::from_bytes([7; 32]);
    let (writer, reader) = cache::open(dir, &key).await.unwrap();
    let new = NewSource {
        kind: SourceKind::Nexudus,
        name: "Bench".to_owned(),
        url: "http://127.0.0.1".to_owned(),
    };
    let source = writer.add_source(new).await.unwrap();
    (writer, reader, source)
}

async fn timed(
    size: Size,
    server: Arc<dyn Source>,
    (writer, reader, source): (cache::CacheWriter, CacheReader, SourceId),
) -> Took {
    let server = Arc::new(Clocked {
        server,
        asking: Mutex::default(),
    });
    let engine = SyncEngine::new(
        source,
        server.clone(),
        reader.clone(),
        writer.clone(),
        Arc::new(TestClock::at(noon())),
        BackoffPolicy::never(),
    );
    let (began, used) = (Instant::now(), processors());
    let report = engine
        .run(SyncMode::Incremental, &|_| {}, &CancellationToken::new())
        .await
        .unwrap();
    let (wall, processors) = (began.elapsed(), processors() - used);
    assert!(
        matches!(report.completeness, Completeness::Complete { .. }),
        "{report:?}"
    );
    let counts = reader.counts(source).await.unwrap();
    assert_eq!(counts.conversations, size.conversations as u64);
    assert_eq!(counts.messages, (size.conversations * size.messages) as u64);
    writer.close().await;
    let asking = *server.asking.lock().unwrap();
    Took {
        wall,
        processors,
        asking,
    }
}

/// A source, and how long its answers took in all.
struct Clocked {
    server: Arc<dyn Source>,
    asking: Mutex<Duration>,
}

#[async_trait::async_trait]
impl Source for Clocked {
    fn capabilities(&self) -> sources::SourceCapabilities {
        self.server.capabilities()
    }

    fn streams(&self) -> Vec<String> {
        self.server.streams()
    }

    async fn identify(&self) -> Result<sources::ServerIdentity, SourceError> {
        self.server.identify().await
    }

    async fn pull(
        &self,
        stream: &str,
        after: Option<&str>,
    ) -> Result<sources::SourceBatch, SourceError> {
        let began = Instant::now();
        let batch = self.server.pull(stream, after).await;
        *self.asking.lock().unwrap() += began.elapsed();
        batch
    }

    fn pages_ahead(&self) -> usize {
        self.server.pages_ahead()
    }

    async fn counts(&self) -> Result<Option<model::feed::RecordCounts>, SourceError> {
        self.server.counts().await
    }
}

async fn from_daybook(size: Size) -> Took {
    let folder = tempfile::tempdir().unwrap();
    let store = server::Store::open(&folder.path().join("server.db"))
        .await
        .unwrap();
    let space = SpaceRecord {
        id: "1".into(),
        name: "Harbour".to_owned(),
        time_zone: "Europe/Lisbon".to_owned(),
    };
    store.put_spaces(&[space]).await.unwrap();
    let all: Vec<_> = (0..size.conversations).map(|n| change(n, size)).collect();
    for some in all.chunks(500) {
        store.put_many(some).await.unwrap();
    }
    let token = store.create_token(Role::Read).await.unwrap();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let app = server::router(store, server::HttpConfig::loopback());
    let serving = tokio::spawn(server::serve(listener, app, std::future::pending()));
    let source = sources::daybook(&url, SecretText::new(token)).unwrap();
    let took = timed(
        size,
        Arc::new(source),
        fresh(&folder.path().join("cache")).await,
    )
    .await;
    serving.abort();
    took
}

fn change(n: usize, size: Size) -> ConversationChange {
    let message = |m: usize| MessageRecord {
        id: RemoteId(format!("m{n}-{m}")),
        sender: if m.is_multiple_of(2) {
            Sender::Customer
        } else {
            Sender::AiAgent
        },
        sender_name: None,
        delivery: None,
        format: BodyFormat::Plain,
        body: body(n, m),
        sent_at: at(n, m),
        time_said: None,
        earlier: Vec::new(),
    };
    ConversationChange {
        conversation: ConversationRecord {
            id: RemoteId(format!("c{n}")),
            session_id: format!("session-{n:032}"),
            space_id: "1".into(),
            channel: Channel::Chat,
            origin: Origin::Inbound,
            subject: None,
            customer_id: None,
            external_identifier: Some(format!("person{n}@example.com")),
            visitor_token: None,
            place: GeoPlace::default(),
            status: None,
            escalation: Escalation::None,
            started_at: at(n, 0),
            last_activity_at: at(n, size.messages - 1),
            ended_at: None,
        },
        messages: (0..size.messages).map(message).collect(),
        conversions: Vec::new(),
        leads: Vec::new(),
        tickets: Vec::new(),
        inbox_items: Vec::new(),
    }
}

async fn from_nexudus(size: Size, lists: ListFields) -> Took {
    let mock = NexudusMock::start(TestClock::at(noon())).await;
    mock.quirks().lists = lists;
    fill(&mock, size);
    let folder = tempfile::tempdir().unwrap();
    let desk = fresh(folder.path()).await;
    let password = SignInForm {
        email: EMAIL.to_owned(),
        password: SecretText::new(PASSWORD.to_owned()),
        totp: None,
        client_id: "a-bench".to_owned(),
    };
    let pace = RateLimiter::unlimited(Arc::new(mock.clock()));
    let credential = sign_in(&mock.url(), &password, &pace).await.unwrap();
    let source = nexudus(NexudusConfig {
        url: mock.url(),
        account: EMAIL.to_owned(),
        sign_in: SignIn::new(credential, Arc::new(Nobody)),
        shelf: Arc::new(OnDesk(desk.1.clone(), desk.2)),
        pace,
        settings: NexudusSettings::default(),
    })
    .unwrap();
    timed(size, Arc::new(source), desk).await
}

fn fill(mock: &NexudusMock, size: Size) {
    let mut world = mock.world();
    let business_id = world.put(&Business {
        name: "Harbour".to_owned(),
        ..Business::default()
    });
    for n in 0..size.conversations {
        let chat = format!("session-{n:032}");
        let session = Session {
            business_id,
            channel: "Chat".to_owned(),
            chat_session: Some(chat.clone()),
            external_identifier: Some(format!("person{n}@example.com")),
            ..Session::default()
        };
        let id = world.put_at(&session, at(n, 0));
        for m in 0..size.messages {
            let role = if m.is_multiple_of(2) {
                "user"
            } else {
                "assistant"
            };
            let message = Message {
                business_id,
                ai_channel_session_id: Some(id),
                chat_session: Some(chat.clone()),
                chat_message_role: Some(role.to_owned()),
                content: Some(body(n, m)),
                ..Message::default()
            };
            world.put_at(&message, at(n, m));
        }
    }
}

struct Nobody;

#[async_trait::async_trait]
impl TokenKeeper for Nobody {
    async fn keep(&self, _: &AccountTokens) -> Result<(), SourceError> {
        Ok(())
    }
}

/// As the application reads what was kept.
struct OnDesk(CacheReader, SourceId);

#[async_trait::async_trait]
impl StagingStore for OnDesk {
    async fn by_id(&self, entity: &str, ids: &[String]) -> Result<Vec<StagedRecord>, SourceError> {
        Ok(self.0.staged(self.1, entity, ids).await.unwrap())
    }

    async fn by_key(
        &self,
        entity: &str,
        keys: &[String],
    ) -> Result<Vec<StagedRecord>, SourceError> {
        Ok(self.0.staged_by_key(self.1, entity, keys).await.unwrap())
    }

    async fn after(
        &self,
        entity: &str,
        after: &str,
        limit: u32,
    ) -> Result<Vec<StagedRecord>, SourceError> {
        Ok(self
            .0
            .staged_after(self.1, entity, after, limit)
            .await
            .unwrap())
    }

    async fn count(&self, entity: &str) -> Result<u64, SourceError> {
        Ok(self.0.staged_count(self.1, entity).await.unwrap())
    }
}
