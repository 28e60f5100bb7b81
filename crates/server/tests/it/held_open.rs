//! On PostgreSQL a transaction can stay open for long after it wrote its event. Sequence numbers of
//! later commits must not be seen before it: a reader that has gone past them would never come back.

use crate::postgres;
use crate::things::{Mirror, conversation, message, now, read_all, space};
use model::RemoteId;
use server::{EndedBy, ServerClock, Store, StoreAddress, StoreError, WriteStatus};
use sqlx::{Connection as _, PgConnection};
use tokio::task::JoinHandle;

const WRITERS: i64 = 6;
const WORDS: i64 = 4;

/// Two servers' stores and a reader's on one database, and connections of nobody's.
struct Scene {
    url: String,
    one: Store,
    other: Store,
    reader: Store,
    /// Looks at the database's own view of who waits for a lock.
    eye: PgConnection,
    /// Where the reader stands before anything is held.
    after: String,
}

impl Scene {
    /// None where PostgreSQL is not installed.
    async fn set() -> Option<Self> {
        let url = postgres::database()?;
        let address = url.parse::<StoreAddress>().unwrap();
        let open = || Store::connect_with_clock(&address, ServerClock::frozen(now()));
        let (one, other, reader) = (open().await, open().await, open().await);
        let (one, other, reader) = (one.unwrap(), other.unwrap(), reader.unwrap());
        one.put_spaces(&[space()]).await.unwrap();
        one.put(&conversation("held")).await.unwrap();
        for nth in 0..WRITERS {
            one.put(&conversation(&format!("w{nth}"))).await.unwrap();
        }
        let after = read_all(&reader, 1_000).await.1.unwrap();
        let eye = PgConnection::connect(&url).await.unwrap();
        Some(Self {
            url,
            one,
            other,
            reader,
            eye,
            after,
        })
    }

    /// A connection in whose transaction these statements ran.
    async fn connection_after(&self, statements: &'static str) -> PgConnection {
        let mut connection = PgConnection::connect(&self.url).await.unwrap();
        let ran = sqlx::raw_sql(statements).execute(&mut connection).await;
        ran.unwrap();
        connection
    }

    /// Until so many connections of this database wait for a lock.
    async fn until_blocked(&mut self, count: i64) {
        const WAITING: &str = "SELECT count(*) FROM pg_stat_activity \
             WHERE datname = current_database() AND wait_event_type = 'Lock'";
        loop {
            let waiting = sqlx::query_scalar::<_, i64>(WAITING);
            if waiting.fetch_one(&mut self.eye).await.unwrap() >= count {
                return;
            }
            tokio::task::yield_now().await;
        }
    }

    /// Writers that each add to a conversation of their own, in turns of these stores.
    fn writers(&self, stores: &[&Store]) -> Vec<JoinHandle<()>> {
        let writer = |nth: i64| {
            let store = stores[nth as usize % stores.len()].clone();
            tokio::spawn(async move {
                for word in 0..WORDS {
                    say(&store, &format!("w{nth}"), word).await.unwrap();
                }
            })
        };
        (0..WRITERS).map(writer).collect()
    }

    /// The reader finds nothing, page after page, and no writer gets past the one that is held.
    async fn assert_nothing_overtakes(&self, writers: &[JoinHandle<()>]) {
        for limit in 1..30 {
            let page = self.reader.changes(Some(&self.after), limit).await;
            let page = page.unwrap();
            assert_eq!((page.covered, page.remaining), (0, 0));
            assert_eq!(page.next, self.after, "the reader stays where it is");
        }
        assert!(writers.iter().all(|it| !it.is_finished()));
    }

    /// Reads on, one change at a time, while the writers finish: what each change was about.
    async fn read_to_the_end(&self, writers: Vec<JoinHandle<()>>) -> Vec<Change> {
        let (mut seen, mut after) = (Vec::new(), self.after.clone());
        loop {
            let done = writers.iter().all(JoinHandle::is_finished);
            let page = self.reader.changes(Some(&after), 1).await.unwrap();
            assert!(page.covered <= 1);
            seen.extend(Change::of(&page.changes));
            after = page.next;
            if done && page.covered == 0 {
                break;
            }
        }
        for writer in writers {
            writer.await.unwrap();
        }
        let whole = read_all(&self.reader, 7).await.0;
        whole.assert_equals(&self.one).await;
        seen
    }
}

/// One change as the reader sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Change {
    Said(String),
    Space(String),
}

impl Change {
    fn of(changes: &model::feed::ChangeSet) -> Option<Self> {
        if let [change] = changes.conversations.as_slice() {
            let said = change.messages.iter().map(|it| it.id.to_string());
            return Some(Self::Said(said.collect::<Vec<_>>().join(" ")));
        }
        let space = changes.spaces.first();
        space.map(|it| Self::Space(it.name.clone()))
    }
}

async fn say(store: &Store, conversation: &str, word: i64) -> Result<WriteStatus, StoreError> {
    let said = [message(&format!("{conversation}/{word}"), word)];
    store
        .append_messages(&RemoteId::from(conversation), &said)
        .await
}

/// Every word of every writer once, each writer's in the order in which it said them.
fn assert_whole(seen: &[Change]) {
    for nth in 0..WRITERS {
        let own = format!("w{nth}/");
        let own = seen
            .iter()
            .filter(|it| matches!(it, Change::Said(id) if id.starts_with(&own)));
        let said = (0..WORDS).map(|word| Change::Said(format!("w{nth}/{word}")));
        assert_eq!(own.cloned().collect::<Vec<_>>(), said.collect::<Vec<_>>());
    }
}

/// How many stores write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Servers {
    One,
    Two,
}

/// A write of a server's own that wrote its event and then waits for a row which somebody holds.
async fn a_server_is_held(servers: Servers) {
    let Some(mut scene) = Scene::set().await else {
        return;
    };
    const HOLD: &str = "BEGIN; SELECT key FROM conversation WHERE id = 'held' FOR UPDATE";
    let mut holder = scene.connection_after(HOLD).await;
    let store = scene.one.clone();
    let held = tokio::spawn(async move { say(&store, "held", 0).await });
    scene.until_blocked(1).await;
    let (one, other) = (scene.one.clone(), scene.other.clone());
    let writers = match servers {
        Servers::One => scene.writers(&[&one]),
        Servers::Two => scene.writers(&[&one, &other]),
    };
    if servers == Servers::Two {
        scene.until_blocked(2).await;
    }
    scene.assert_nothing_overtakes(&writers).await;
    sqlx::raw_sql("ROLLBACK")
        .execute(&mut holder)
        .await
        .unwrap();
    let seen = scene.read_to_the_end(writers).await;
    assert_eq!(held.await.unwrap().unwrap(), WriteStatus::Recorded);
    assert_eq!(
        seen[0],
        Change::Said("held/0".to_owned()),
        "it was the first"
    );
    assert_eq!(seen.len() as i64, 1 + WRITERS * WORDS);
    assert_whole(&seen);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_overtakes_a_write_that_is_held_in_the_same_server() {
    a_server_is_held(Servers::One).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_overtakes_a_write_that_is_held_in_another_server() {
    a_server_is_held(Servers::Two).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_held_write_whose_caller_goes_away_leaves_no_gap() {
    let Some(mut scene) = Scene::set().await else {
        return;
    };
    const HOLD: &str = "BEGIN; SELECT key FROM conversation WHERE id = 'held' FOR UPDATE";
    let mut holder = scene.connection_after(HOLD).await;
    let store = scene.one.clone();
    // Not a word: words are written for their callers, and are written to the end.
    let held = tokio::spawn(async move { store.end(&"held".into(), EndedBy::Api, now()).await });
    scene.until_blocked(1).await;
    let (one, other) = (scene.one.clone(), scene.other.clone());
    let writers = scene.writers(&[&one, &other]);
    scene.until_blocked(2).await;
    held.abort();
    scene.assert_nothing_overtakes(&writers).await;
    sqlx::raw_sql("ROLLBACK")
        .execute(&mut holder)
        .await
        .unwrap();
    let seen = scene.read_to_the_end(writers).await;
    assert!(held.await.unwrap_err().is_cancelled());
    assert_whole(&seen);
    let given_up = scene.one.conversation(&"held".into()).await.unwrap();
    let ended = given_up.unwrap().conversation.ended_at.is_some();
    assert_eq!(seen.len() as i64, WRITERS * WORDS + i64::from(ended));
}

/// What a server of another make, or a hand at a terminal, would do by the rules of the store: take
/// the right to write, write an event, and not commit yet.
const BY_HAND: &str = "BEGIN; SELECT one FROM total WHERE one = 1 FOR UPDATE; \
     INSERT INTO event (seq, conversation, row_count) \
     SELECT max(seq) + 1, NULL, 1 FROM event; \
     UPDATE space SET name = 'Quay', seq = (SELECT max(seq) FROM event)";

async fn a_hand_holds(end: &'static str, servers: Servers) -> Option<Vec<Change>> {
    let mut scene = Scene::set().await?;
    let mut hand = scene.connection_after(BY_HAND).await;
    let (one, other) = (scene.one.clone(), scene.other.clone());
    let (writers, blocked) = match servers {
        Servers::One => (scene.writers(&[&one]), 1),
        Servers::Two => (scene.writers(&[&one, &other]), 2),
    };
    scene.until_blocked(blocked).await;
    scene.assert_nothing_overtakes(&writers).await;
    sqlx::raw_sql(end).execute(&mut hand).await.unwrap();
    let seen = scene.read_to_the_end(writers).await;
    assert_whole(&seen);
    Some(seen)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_event_that_commits_late_is_read_before_those_that_waited_for_it() {
    for servers in [Servers::One, Servers::Two] {
        if let Some(seen) = a_hand_holds("COMMIT", servers).await {
            assert_eq!(seen[0], Change::Space("Quay".to_owned()), "{servers:?}");
            assert_eq!(seen.len() as i64, 1 + WRITERS * WORDS, "{servers:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_event_that_is_taken_back_leaves_no_gap() {
    for servers in [Servers::One, Servers::Two] {
        if let Some(seen) = a_hand_holds("ROLLBACK", servers).await {
            assert_eq!(seen.len() as i64, WRITERS * WORDS, "{servers:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reader_that_pages_while_two_servers_write_misses_and_doubles_nothing() {
    let Some(scene) = Scene::set().await else {
        return;
    };
    let (mut mirror, after) = read_all(&scene.reader, 1_000).await;
    let writers = scene.writers(&[&scene.one, &scene.other]);
    let mut after = after.unwrap();
    loop {
        let done = writers.iter().all(JoinHandle::is_finished);
        let page = scene.reader.changes(Some(&after), 3).await.unwrap();
        after = page.next;
        mirror.apply(page.changes);
        if done && page.covered == 0 {
            break;
        }
    }
    mirror.assert_equals(&scene.other).await;
    let said = mirror.deliveries.values().copied().collect::<Vec<_>>();
    assert_eq!(said, vec![1; (WRITERS * WORDS) as usize]);
    assert_ne!(mirror, Mirror::default());
}
