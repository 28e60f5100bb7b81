//! The engine between a real daybook-server on loopback and a real cache.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod bound;
mod damaged;
mod faults;
mod holes;
mod outcomes;
mod support;

use async_trait::async_trait;
use daybook_sync::{SyncError, SyncMode};
use model::feed::{ConversationChange, RecordCounts};
use model::view::Completeness;
use model::{RemoteId, Role};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use server::{HttpConfig, Store};
use sources::{
    SecretText, ServerIdentity, ServerStanding, Source, SourceBatch, SourceCapabilities,
    SourceError, daybook,
};
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use support::{Laptop, now};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

const CONVERSATIONS: u32 = 150;
/// Rows per page: so few that a sync takes some twenty pages.
const PAGE_ROWS: u32 = 100;

struct OnLoopback {
    store: Store,
    url: String,
    token: String,
    serving: JoinHandle<()>,
    _folder: tempfile::TempDir,
}

impl OnLoopback {
    async fn filled() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("server.db")).await.unwrap();
        let (script, conversations) = practice::script(7, CONVERSATIONS, now());
        store.put_spaces(&script.spaces).await.unwrap();
        store.put_customers(&script.customers).await.unwrap();
        let conversations: Vec<ConversationChange> = conversations.collect();
        store.put_many(&conversations).await.unwrap();
        let token = store.create_token(Role::Read).await.unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let app = server::router(store.clone(), HttpConfig::loopback());
        let serving = tokio::spawn(async move {
            server::serve(listener, app, std::future::pending())
                .await
                .unwrap();
        });
        Self {
            store,
            url,
            token,
            serving,
            _folder: folder,
        }
    }

    fn source(&self) -> Arc<Watched> {
        let source = daybook(&self.url, SecretText::new(self.token.clone())).unwrap();
        Arc::new(Watched {
            inner: source.with_page_rows(NonZeroU32::new(PAGE_ROWS).unwrap()),
            pulls: Mutex::default(),
            mischief: Mutex::default(),
            lies: Mutex::default(),
            ends_too_soon: AtomicBool::default(),
            requests: AtomicU32::default(),
            says: Mutex::new(SaidBeside::All),
        })
    }

    fn ids() -> Vec<RemoteId> {
        let (_, conversations) = practice::script(7, CONVERSATIONS, now());
        conversations.map(|change| change.conversation.id).collect()
    }
}

impl Drop for OnLoopback {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// A source that counts its pulls and does mischief on demand.
struct Watched {
    inner: sources::DaybookSource,
    pulls: Mutex<u32>,
    mischief: Mutex<Option<Mischief>>,
    /// While there are dice, one row in four of what the server says is kept back.
    lies: Mutex<Option<StdRng>>,
    /// Whether every page says that it is the last one.
    ends_too_soon: AtomicBool,
    /// Requests of any kind.
    requests: AtomicU32,
    /// What pages say beside their rows.
    says: Mutex<SaidBeside>,
}

/// What a page says of its server.
enum SaidBeside {
    /// As the server says it.
    All,
    /// Nothing, as a server from before it was said.
    Nothing,
    /// That it is of another store.
    Another,
}

/// At each pull, with one chance in so many: the run is cancelled, or the network breaks for good.
struct Mischief {
    dice: StdRng,
    one_in: u32,
    cancel: CancellationToken,
}

impl Watched {
    fn pulls(&self) -> u32 {
        std::mem::take(&mut self.pulls.lock().unwrap())
    }

    fn requests(&self) -> u32 {
        self.requests.swap(0, Ordering::Relaxed)
    }

    fn say(&self, what: SaidBeside) {
        *self.says.lock().unwrap() = what;
    }

    fn change_standing(&self, standing: &mut ServerStanding) {
        match *self.says.lock().unwrap() {
            SaidBeside::All => {}
            SaidBeside::Nothing => *standing = ServerStanding::default(),
            SaidBeside::Another => {
                let server = standing.server.as_mut().unwrap();
                server.identity = "another store".to_owned();
            }
        }
    }

    fn lie(&self, batch: &mut SourceBatch) {
        let mut lies = self.lies.lock().unwrap();
        let Some(dice) = lies.as_mut() else {
            return;
        };
        let changes = &mut batch.changes;
        for change in &mut changes.conversations {
            change.messages.retain(|_| !dice.random_ratio(1, 4));
            change.conversions.retain(|_| !dice.random_ratio(1, 4));
        }
        changes.conversations.retain(|_| !dice.random_ratio(1, 4));
        changes.tombstones.retain(|_| !dice.random_ratio(1, 4));
    }

    fn trouble(&self) -> Option<SourceError> {
        let mut mischief = self.mischief.lock().unwrap();
        let Mischief {
            dice,
            one_in,
            cancel,
        } = mischief.as_mut()?;
        if !dice.random_ratio(1, *one_in) {
            return None;
        }
        if dice.random() {
            cancel.cancel();
            return None;
        }
        Some(SourceError::SignInNeeded)
    }
}

#[async_trait]
impl Source for Watched {
    fn capabilities(&self) -> SourceCapabilities {
        self.inner.capabilities()
    }

    fn streams(&self) -> Vec<String> {
        self.inner.streams()
    }

    async fn identify(&self) -> Result<ServerIdentity, SourceError> {
        self.requests.fetch_add(1, Ordering::Relaxed);
        self.inner.identify().await
    }

    async fn pull(&self, stream: &str, after: Option<&str>) -> Result<SourceBatch, SourceError> {
        *self.pulls.lock().unwrap() += 1;
        self.requests.fetch_add(1, Ordering::Relaxed);
        // Trouble strikes before the request or after the answer, so that both are tried.
        if let Some(error) = self.trouble() {
            return Err(error);
        }
        let mut batch = self.inner.pull(stream, after).await?;
        self.lie(&mut batch);
        self.change_standing(&mut batch.standing);
        if self.ends_too_soon.load(Ordering::Relaxed) {
            batch.remaining = Some(0);
        }
        self.trouble().map_or(Ok(batch), Err)
    }

    fn ask_for_less(&self) -> bool {
        self.inner.ask_for_less()
    }

    fn introduces_itself(&self) -> bool {
        self.inner.introduces_itself()
    }

    fn is_quick_to_reread(&self) -> bool {
        self.inner.is_quick_to_reread()
    }

    async fn counts(&self) -> Result<Option<RecordCounts>, SourceError> {
        self.requests.fetch_add(1, Ordering::Relaxed);
        self.inner.counts().await
    }
}

#[tokio::test]
async fn a_first_sync_is_complete_and_a_second_asks_once() {
    let (server, laptop) = (OnLoopback::filled().await, Laptop::new().await);
    let source = server.source();
    let report = laptop.sync(&source, SyncMode::Incremental).await.unwrap();
    assert_eq!(
        report.completeness,
        Completeness::Complete { checked_at: now() }
    );
    assert_eq!(report.new_conversations, u64::from(CONVERSATIONS));
    assert_eq!(report.quarantined, 0);
    assert_eq!(
        laptop.reader.counts(laptop.id).await.unwrap(),
        server.store.counts().await.unwrap()
    );
    assert!(source.pulls() > 5, "several pages");

    let before = laptop.everything().await;
    laptop.sync(&source, SyncMode::Incremental).await.unwrap();
    assert_eq!(source.pulls(), 1);
    assert_eq!(laptop.everything().await, before);
}

/// A page says who answers and what there is, so that nothing else need be asked.
#[tokio::test]
async fn a_sync_with_nothing_new_is_one_request_and_one_with_news_too() {
    let (server, laptop) = (OnLoopback::filled().await, Laptop::new().await);
    let source = server.source();
    laptop.sync(&source, SyncMode::Incremental).await.unwrap();
    let complete = Completeness::Complete { checked_at: now() };
    let ids = OnLoopback::ids();
    let cases = [
        (SaidBeside::All, 1, "it says all"),
        (SaidBeside::Nothing, 3, "a server from before is asked"),
    ];
    for ((said, expected, name), gone) in cases.into_iter().zip(&ids) {
        source.say(said);
        source.requests();
        let report = laptop.sync(&source, SyncMode::Incremental).await.unwrap();
        assert_eq!(report.completeness, complete, "{name}");
        assert_eq!(source.requests(), expected, "{name}");
        server.store.delete_conversation(gone).await.unwrap();
        let report = laptop.sync(&source, SyncMode::Incremental).await.unwrap();
        assert_eq!(report.completeness, complete, "{name}, with news");
        assert_eq!(source.requests(), expected, "{name}, with news");
        assert_eq!(
            laptop.reader.counts(laptop.id).await.unwrap(),
            server.store.counts().await.unwrap()
        );
    }
}

#[tokio::test]
async fn a_page_of_another_store_is_not_kept() {
    let (server, laptop) = (OnLoopback::filled().await, Laptop::new().await);
    let source = server.source();
    laptop.sync(&source, SyncMode::Incremental).await.unwrap();
    let before = laptop.everything().await;
    let gone = OnLoopback::ids().remove(3);
    server.store.delete_conversation(&gone).await.unwrap();
    source.say(SaidBeside::Another);
    let refused = laptop.sync(&source, SyncMode::Incremental).await;
    assert!(
        matches!(&refused, Err(SyncError::DifferentServer { found, .. }) if found == "another store"),
        "{refused:?}"
    );
    assert_eq!(laptop.everything().await, before);
}

#[tokio::test]
async fn what_changed_and_what_went_follows() {
    let (server, laptop) = (OnLoopback::filled().await, Laptop::new().await);
    let source = server.source();
    laptop.sync(&source, SyncMode::Incremental).await.unwrap();
    let ids = OnLoopback::ids();
    server.store.delete_conversation(&ids[3]).await.unwrap();
    server.store.delete_conversation(&ids[90]).await.unwrap();
    let report = laptop.sync(&source, SyncMode::Incremental).await.unwrap();
    assert_eq!(
        report.completeness,
        Completeness::Complete { checked_at: now() }
    );
    for gone in [&ids[3], &ids[90]] {
        assert_eq!(
            laptop
                .reader
                .find_conversation(gone.as_str())
                .await
                .unwrap(),
            None
        );
    }
    assert!(
        laptop
            .reader
            .find_conversation(ids[4].as_str())
            .await
            .unwrap()
            .is_some()
    );
    let counts = laptop.reader.counts(laptop.id).await.unwrap();
    assert_eq!(counts.conversations, u64::from(CONVERSATIONS) - 2);
}

#[tokio::test]
async fn a_full_pass_over_the_same_data_changes_nothing() {
    let (server, laptop) = (OnLoopback::filled().await, Laptop::new().await);
    let source = server.source();
    laptop.sync(&source, SyncMode::Incremental).await.unwrap();
    let before = laptop.everything().await;
    let report = laptop.sync(&source, SyncMode::Full).await.unwrap();
    assert_eq!((report.removed, report.new_conversations), (0, 0));
    assert_eq!(
        report.completeness,
        Completeness::Complete { checked_at: now() }
    );
    assert_eq!(laptop.everything().await, before);
}

/// An old page that something on the way kept is the last one of its time.
#[tokio::test]
async fn a_full_pass_that_hears_of_its_end_too_soon_removes_nothing() {
    let (server, laptop) = (OnLoopback::filled().await, Laptop::new().await);
    let source = server.source();
    laptop.sync(&source, SyncMode::Incremental).await.unwrap();
    let before = laptop.everything().await;
    source.ends_too_soon.store(true, Ordering::Relaxed);
    let report = laptop.sync(&source, SyncMode::Full).await.unwrap();
    assert_eq!(report.removed, 0);
    assert!(laptop.everything().await == before, "all of it is there");
    source.ends_too_soon.store(false, Ordering::Relaxed);
    // What is gone goes with a pass that is whole.
    let gone = &OnLoopback::ids()[7];
    server.store.delete_conversation(gone).await.unwrap();
    let report = laptop.sync(&source, SyncMode::Full).await.unwrap();
    assert_eq!(
        report.completeness,
        Completeness::Complete { checked_at: now() }
    );
    let counts = laptop.reader.counts(laptop.id).await.unwrap();
    assert_eq!(counts.conversations, u64::from(CONVERSATIONS) - 1);
}

#[tokio::test]
async fn a_sync_that_was_interrupted_anywhere_ends_like_one_that_was_not() {
    let server = OnLoopback::filled().await;
    let undisturbed = Laptop::new().await;
    undisturbed
        .sync(&server.source(), SyncMode::Incremental)
        .await
        .unwrap();
    let expected = undisturbed.everything().await;
    let mut interruptions = 0;
    for seed in 0..12 {
        let laptop = Laptop::new().await;
        interruptions += sync_through_trouble(&server, &laptop, seed).await;
        let found = laptop.everything().await;
        assert!(
            found == expected,
            "seed {seed}: {}",
            first_difference(&found, &expected)
        );
    }
    assert!(interruptions > 30, "the trouble was real: {interruptions}");
}

/// Runs until a run comes to its end; gives the number of runs that did not.
async fn sync_through_trouble(server: &OnLoopback, laptop: &Laptop, seed: u64) -> u32 {
    let source = server.source();
    for run in 0.. {
        let cancel = CancellationToken::new();
        // Trouble ends after a while, so that the test does.
        let one_in = if run < 20 { 6 } else { u32::MAX };
        let dice = StdRng::seed_from_u64(seed * 1000 + u64::from(run));
        *source.mischief.lock().unwrap() = Some(Mischief {
            dice,
            one_in,
            cancel: cancel.clone(),
        });
        match laptop
            .sync_until(&source, SyncMode::Incremental, &cancel)
            .await
        {
            Ok(report) => {
                assert_eq!(
                    report.completeness,
                    Completeness::Complete { checked_at: now() }
                );
                return run;
            }
            Err(SyncError::Cancelled | SyncError::Source(SourceError::SignInNeeded)) => {}
            Err(error) => panic!("seed {seed}: {error:?}"),
        }
    }
    unreachable!()
}

/// A laptop holds what another one held, wherever their servers were.
async fn assert_alike(laptop: &Laptop, expected: &str, when: &str) {
    let found = laptop.everything_wherever().await;
    let differs = || first_difference(&found, expected);
    assert!(found == expected, "{when}: {}", differs());
}

fn first_difference(found: &str, expected: &str) -> String {
    let pair = found
        .lines()
        .zip(expected.lines())
        .find(|(found, expected)| found != expected);
    format!(
        "{pair:?}; {} and {} lines",
        found.lines().count(),
        expected.lines().count()
    )
}

#[tokio::test]
async fn the_server_is_read_while_it_is_written_to() {
    let (server, laptop) = (OnLoopback::filled().await, Laptop::new().await);
    let source = server.source();
    let store = server.store.clone();
    let (_, more) = practice::script(8, 40, now());
    // Ids of their own, so that they come on top.
    let more: Vec<_> = more
        .map(|mut change| {
            change.conversation.id = RemoteId(format!("late-{}", change.conversation.id));
            change.conversation.session_id = format!("late-{}", change.conversation.session_id);
            change.conversation.customer_id = None;
            for message in &mut change.messages {
                message.id = RemoteId(format!("late-{}", message.id));
            }
            change.conversions.clear();
            change.leads.clear();
            change.tickets.clear();
            change.inbox_items.clear();
            change
        })
        .collect();
    let writing = tokio::spawn(async move {
        for change in &more {
            store.put(change).await.unwrap();
            tokio::task::yield_now().await;
        }
    });
    laptop.sync(&source, SyncMode::Incremental).await.unwrap();
    writing.await.unwrap();
    let report = laptop.sync(&source, SyncMode::Incremental).await.unwrap();
    assert_eq!(
        report.completeness,
        Completeness::Complete { checked_at: now() }
    );
    let counts = laptop.reader.counts(laptop.id).await.unwrap();
    assert_eq!(counts, server.store.counts().await.unwrap());
    assert_eq!(counts.conversations, u64::from(CONVERSATIONS) + 40);
}

/// What a server, or something on the way to it, kept back once is found by the next sync.
#[tokio::test]
async fn after_a_server_that_lied_the_next_sync_finds_what_is_missing() {
    for seed in 0..20 {
        let (server, laptop) = (OnLoopback::filled().await, Laptop::new().await);
        let source = server.source();
        if seed % 2 == 0 {
            // The lie is about what changed, not about everything.
            laptop.sync(&source, SyncMode::Incremental).await.unwrap();
            for id in OnLoopback::ids().iter().skip(seed).step_by(40) {
                server.store.delete_conversation(id).await.unwrap();
            }
        }
        *source.lies.lock().unwrap() = Some(StdRng::seed_from_u64(seed as u64));
        laptop.sync(&source, SyncMode::Incremental).await.unwrap();
        *source.lies.lock().unwrap() = None;
        let report = laptop.sync(&source, SyncMode::Incremental).await.unwrap();
        assert_eq!(
            report.completeness,
            Completeness::Complete { checked_at: now() },
            "seed {seed}"
        );
        assert_eq!(
            laptop.reader.counts(laptop.id).await.unwrap(),
            server.store.counts().await.unwrap(),
            "seed {seed}"
        );
    }
}

#[tokio::test]
async fn a_gap_that_stays_is_looked_into_more_and_more_seldom() {
    let (server, laptop) = (OnLoopback::filled().await, Laptop::new().await);
    let source = server.source();
    *source.lies.lock().unwrap() = Some(StdRng::seed_from_u64(1));
    let mut reread = Vec::new();
    for run in 1..=20 {
        laptop.sync(&source, SyncMode::Incremental).await.unwrap();
        if source.pulls() > 10 {
            reread.push(run);
        }
    }
    assert_eq!(reread, [1, 2, 4, 8, 16]);
}

/// A mail to all members, and a letter held down: both are ordinary, and large.
#[tokio::test]
async fn one_mail_to_everybody_and_a_letter_held_down_are_synced() {
    let (server, laptop) = (OnLoopback::filled().await, Laptop::new().await);
    let (_, changes) = practice::script(9, 300, now());
    let mail = format!(
        "<p>{}</p>",
        "Dear member, the lift is repaired. ".repeat(900)
    );
    let mut changes = changes.collect::<Vec<_>>();
    for (nth, change) in changes.iter_mut().enumerate() {
        change.conversation.id = RemoteId(format!("mail-{nth}"));
        change.conversation.session_id = format!("mail-{nth}");
        change.conversation.customer_id = None;
        change.conversions.clear();
        change.leads.clear();
        change.tickets.clear();
        change.inbox_items.clear();
        change.messages.truncate(1);
        for message in &mut change.messages {
            message.body.clone_from(&mail);
        }
    }
    for (nth, letter) in ["a", "0", " ", "<", "é", "🙂"].iter().enumerate() {
        changes[nth].messages[0].body = letter.repeat((1 << 20) / letter.len());
    }
    server.store.put_many(&changes).await.unwrap();
    let source = daybook(&server.url, SecretText::new(server.token.clone())).unwrap();
    let source = Arc::new(source);
    for mode in [SyncMode::Incremental, SyncMode::Full] {
        let report = laptop.sync(&source, mode).await.unwrap();
        assert_eq!(
            report.completeness,
            Completeness::Complete { checked_at: now() }
        );
        assert_eq!(report.quarantined, 0);
    }
}
