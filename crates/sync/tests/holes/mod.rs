//! A server's store of which numbers of the change feed are missing, as damage leaves it, and a real laptop that
//! syncs from it: the sync goes past every hole and ends, and no row goes with a number.

use crate::assert_alike;
use crate::support::{Laptop, now};
use daybook_sync::SyncMode;
use model::Role;
use model::feed::ConversationChange;
use model::view::Completeness;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use server::{HttpConfig, ServerClock, Store, StoreAddress};
use sources::{DaybookSource, SecretText, daybook};
use std::collections::BTreeSet;
use std::future::Future;
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::net::TcpListener;

const CONVERSATIONS: u32 = 60;
/// Rows per page: so few that holes lie at the ends of pages and within them, and that one is longer than a page.
const PAGE_ROWS: NonZeroU32 = NonZeroU32::new(40).unwrap();
const SEEDS: u64 = 8;

/// A store as a file, closed whenever nobody is asked to use it.
struct StoreFile {
    folder: tempfile::TempDir,
}

impl StoreFile {
    fn path(&self) -> PathBuf {
        self.folder.path().join("server.db")
    }

    async fn open(&self) -> Store {
        let address = StoreAddress::File(self.path());
        let store = Store::connect_with_clock(&address, ServerClock::frozen(now()));
        store.await.unwrap()
    }

    /// Half of the conversations of the practice space; the rest comes with [`StoreFile::more`].
    async fn filled() -> Self {
        let file = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        let store = file.open().await;
        let (script, _) = practice::script(7, CONVERSATIONS, now());
        store.put_spaces(&script.spaces).await.unwrap();
        store.put_customers(&script.customers).await.unwrap();
        let half = conversations().len() / 2;
        store.put_many(&conversations()[..half]).await.unwrap();
        store.close().await.unwrap();
        file
    }

    /// The other half, further words in some of the first, and some of them deleted.
    async fn more(&self) {
        let store = self.open().await;
        let all = conversations();
        let (first, second) = all.split_at(all.len() / 2);
        store.put_many(second).await.unwrap();
        for change in first.iter().step_by(3) {
            let mut later = change.clone();
            let mut word = change.messages[0].clone();
            word.id = format!("{}-later", word.id).as_str().into();
            later.messages.push(word);
            store.put(&later).await.unwrap();
        }
        for gone in first.iter().skip(1).step_by(7) {
            let gone = store.delete_conversation(&gone.conversation.id);
            gone.await.unwrap();
        }
        store.close().await.unwrap();
    }

    /// Hands a source of the served store to `read`.
    async fn served<Reading: Future<Output = ()>>(
        &self,
        read: impl FnOnce(Arc<DaybookSource>) -> Reading,
    ) {
        let store = self.open().await;
        let token = store.create_token(Role::Read).await.unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let app = server::router(store.clone(), HttpConfig::loopback());
        let serving = tokio::spawn(server::serve(listener, app, std::future::pending()));
        let source = daybook(&url, SecretText::new(token)).unwrap();
        read(Arc::new(source.with_page_rows(PAGE_ROWS))).await;
        serving.abort();
        store.close().await.unwrap();
    }
}

fn conversations() -> Vec<ConversationChange> {
    practice::script(7, CONVERSATIONS, now()).1.collect()
}

/// Takes numbers after `after` away: single ones, and one run that is longer than a page.
async fn make_holes(file: &StoreFile, after: i64, seed: u64) -> u64 {
    let store = file.open().await;
    let newest = store.newest_number().await.unwrap();
    let mut dice = StdRng::seed_from_u64(seed);
    let run = dice.random_range(after + 1..newest);
    let run = run..run + i64::from(PAGE_ROWS.get()) + 5;
    let lost = (after + 1..newest).filter(|seq| run.contains(seq) || dice.random_ratio(1, 5));
    let lost = lost.collect::<BTreeSet<_>>();
    let gone = store.lose_numbers(after, |seq| lost.contains(&seq));
    let gone = gone.await.unwrap();
    store.close().await.unwrap();
    gone
}

async fn synced(file: &StoreFile, laptop: &Laptop) {
    file.served(async |source| {
        let report = laptop.sync(&source, SyncMode::Incremental).await.unwrap();
        let complete = Completeness::Complete { checked_at: now() };
        assert_eq!(report.completeness, complete);
        assert_eq!(report.quarantined, 0);
    })
    .await;
}

#[tokio::test]
async fn numbers_that_are_missing_cost_no_row_and_stop_no_sync() {
    let whole = StoreFile::filled().await;
    let undisturbed = Laptop::new().await;
    synced(&whole, &undisturbed).await;
    whole.more().await;
    synced(&whole, &undisturbed).await;
    let in_two = undisturbed.everything_wherever().await;
    let undisturbed = Laptop::new().await;
    synced(&whole, &undisturbed).await;
    let at_once = undisturbed.everything_wherever().await;
    for seed in 0..SEEDS {
        let file = StoreFile::filled().await;
        let (early, late) = (Laptop::new().await, Laptop::new().await);
        let store = file.open().await;
        let known = store.newest_number().await.unwrap();
        store.close().await.unwrap();
        // One laptop meets the holes in what is new, and one in everything.
        synced(&file, &early).await;
        file.more().await;
        assert!(make_holes(&file, known, seed).await > 5, "seed {seed}");
        synced(&file, &early).await;
        assert_alike(&early, &in_two, &format!("seed {seed}: what is new")).await;
        assert!(make_holes(&file, 0, seed).await > 10, "seed {seed}");
        synced(&file, &late).await;
        assert_alike(&late, &at_once, &format!("seed {seed}: everything")).await;
    }
}
