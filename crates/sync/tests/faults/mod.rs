//! Faults of a network in combination, out of dice: a real server, a real laptop, and between them something that
//! cuts, repeats, spoils, refuses and answers for others, while the laptop's clock jumps by up to a day. Whatever
//! comes of the single runs, in the end the laptop holds what one holds that nothing disturbed, and nobody was
//! asked without measure.
//!
//! `DAYBOOK_FAULTS` says how many seeds, `DAYBOOK_SEED` the first.

use crate::first_difference;
use crate::support::{Laptop, now, without_ports};
use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use daybook_sync::{SyncClock, SyncError, SyncMode};
use model::Role;
use model::feed::ConversationChange;
use model::view::Completeness;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use server::{HttpConfig, ServerClock, Store, StoreAddress};
use sources::{SecretText, Source, daybook};
use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

const CONVERSATIONS: u32 = 40;
const PAGE_ROWS: NonZeroU32 = NonZeroU32::new(60).unwrap();
/// Seeds in every run of the tests.
const SEEDS: u64 = 28;
/// Runs after which the network is sound, so that a test ends.
const TROUBLED_RUNS: u32 = 12;
/// Requests of one run: its pages, asked again as often as the policy says, and what is asked beside them.
const MOST_REQUESTS: u64 = 200;

/// What becomes of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum NetworkFault {
    CutOff,
    HungUp,
    Spoilt,
    Repeated,
    SignInPage,
    WrongType,
    Redirected,
    Throttled,
    Unavailable,
    SignedOut,
    Forbidden,
}

const FAULTS: [NetworkFault; 11] = [
    NetworkFault::CutOff,
    NetworkFault::HungUp,
    NetworkFault::Spoilt,
    NetworkFault::Repeated,
    NetworkFault::SignInPage,
    NetworkFault::WrongType,
    NetworkFault::Redirected,
    NetworkFault::Throttled,
    NetworkFault::Unavailable,
    NetworkFault::SignedOut,
    NetworkFault::Forbidden,
];

/// Wishes for patience, and what is none.
const WISHES: [&str; 7] = [
    "1",
    "30",
    "Sat, 21 Nov 2026 08:00:30 GMT",
    "soon",
    "-1",
    "1000000000",
    "",
];

struct NetworkDice {
    dice: StdRng,
    is_sound: bool,
    /// An earlier page of the feed.
    earlier: Option<Vec<u8>>,
    requests: u64,
    /// How often each fault happened.
    happened: BTreeMap<NetworkFault, u32>,
}

impl NetworkDice {
    /// What is sent in the place of an answer.
    fn instead_of(&mut self, request: &str, answer: Vec<u8>) -> Vec<u8> {
        self.requests += 1;
        let is_page = request.starts_with("GET /v1/changes");
        if self.is_sound || self.dice.random_ratio(2, 3) {
            if is_page && self.dice.random_ratio(1, 2) {
                self.earlier = Some(answer.clone());
            }
            return answer;
        }
        let fault = FAULTS[self.dice.random_range(0..FAULTS.len())];
        *self.happened.entry(fault).or_default() += 1;
        self.spoil(fault, is_page, answer)
    }

    fn spoil(&mut self, fault: NetworkFault, is_page: bool, mut answer: Vec<u8>) -> Vec<u8> {
        let wish = WISHES[self.dice.random_range(0..WISHES.len())];
        match fault {
            NetworkFault::CutOff => answer.truncate(self.dice.random_range(1..answer.len())),
            NetworkFault::HungUp => answer.clear(),
            NetworkFault::Spoilt => {
                let body = answer.windows(4).position(|it| it == b"\r\n\r\n").unwrap() + 4;
                if body < answer.len() {
                    // No text and no packed text holds it unseen.
                    let at = self.dice.random_range(body..answer.len());
                    answer[at..].fill(0xff);
                }
            }
            NetworkFault::Repeated => match self.earlier.clone() {
                Some(earlier) if is_page => answer = earlier,
                _ => answer.clear(),
            },
            NetworkFault::SignInPage => answer = said("200 OK", "text/html", "", "<html>Welcome"),
            NetworkFault::WrongType => answer = said("200 OK", "text/plain", "", "{}"),
            NetworkFault::Redirected => {
                let elsewhere = "location: http://127.0.0.1:9/\r\n";
                answer = said("302 Found", "text/plain", elsewhere, "");
            }
            NetworkFault::Throttled => answer = refused("429 Too Many Requests", wish),
            NetworkFault::Unavailable => answer = refused("503 Service Unavailable", wish),
            NetworkFault::SignedOut => answer = refused("401 Unauthorized", ""),
            NetworkFault::Forbidden => answer = refused("403 Forbidden", ""),
        }
        answer
    }
}

fn refused(status: &str, wish: &str) -> Vec<u8> {
    let wish = format!("retry-after: {wish}\r\n");
    said(status, "application/json", &wish, "{}")
}

fn said(status: &str, kind: &str, heads: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!(
        "HTTP/1.1 {status}\r\ncontent-type: {kind}\r\n{heads}content-length: {length}\r\n\
         connection: close\r\n\r\n{body}"
    )
    .into_bytes()
}

/// Something between a laptop and a server that passes each request on and may spoil its answer.
struct FaultyNetwork {
    url: String,
    dice: Arc<Mutex<NetworkDice>>,
    passing: JoinHandle<()>,
}

impl FaultyNetwork {
    async fn before(server: std::net::SocketAddr, seed: u64) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let dice = Arc::new(Mutex::new(NetworkDice {
            dice: StdRng::seed_from_u64(seed),
            is_sound: false,
            earlier: None,
            requests: 0,
            happened: BTreeMap::new(),
        }));
        let shared = Arc::clone(&dice);
        let passing = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let dice = Arc::clone(&shared);
                tokio::spawn(async move {
                    // Whoever goes away in the middle is a fault like others.
                    drop(pass_on(stream, server, &dice).await);
                });
            }
        });
        Self { url, dice, passing }
    }

    fn take_requests(&self) -> u64 {
        std::mem::take(&mut self.dice.lock().unwrap().requests)
    }
}

impl Drop for FaultyNetwork {
    fn drop(&mut self) {
        self.passing.abort();
    }
}

/// One request and its answer; the connection ends with it, so that each answer is one of the server's.
async fn pass_on(
    mut stream: TcpStream,
    server: std::net::SocketAddr,
    dice: &Mutex<NetworkDice>,
) -> std::io::Result<()> {
    let request = head(&mut stream).await?;
    let mut there = TcpStream::connect(server).await?;
    let closing = request.replacen("\r\n", "\r\nconnection: close\r\n", 1);
    there.write_all(closing.as_bytes()).await?;
    let mut answer = Vec::new();
    there.read_to_end(&mut answer).await?;
    let answer = dice.lock().unwrap().instead_of(&request, answer);
    stream.write_all(&answer).await?;
    stream.shutdown().await
}

/// The head of a request; a laptop that reads sends no body.
async fn head(stream: &mut TcpStream) -> std::io::Result<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await?);
    }
    Ok(String::from_utf8_lossy(&head).into_owned())
}

/// A clock that jumps by up to a day at every look, and makes nobody wait.
struct JumpingClock(Mutex<StdRng>);

#[async_trait]
impl SyncClock for JumpingClock {
    fn now(&self) -> DateTime<Utc> {
        let day = 24 * 60 * 60;
        now() + TimeDelta::seconds(self.0.lock().unwrap().random_range(-day..=day))
    }

    async fn sleep(&self, _: Duration) {}
}

/// Syncs until a run says that everything is there; gives the number of runs that did not.
async fn sync_through_faults(network: &FaultyNetwork, laptop: &Laptop, token: &str) -> u32 {
    let source = daybook(&network.url, SecretText::new(token.to_owned())).unwrap();
    let source: Arc<dyn Source> = Arc::new(source.with_page_rows(PAGE_ROWS));
    for run in 0..TROUBLED_RUNS + 3 {
        network.dice.lock().unwrap().is_sound = run >= TROUBLED_RUNS;
        let clock = JumpingClock(Mutex::new(StdRng::seed_from_u64(u64::from(run))));
        let engine = laptop.engine_with(Arc::clone(&source), Arc::new(clock));
        // Some of the runs read everything anew, of which being interrupted is a state of its own.
        let mode = if run % 4 == 3 {
            SyncMode::Full
        } else {
            SyncMode::Incremental
        };
        let ended = engine.run(mode, &|_| {}, &CancellationToken::new()).await;
        let requests = network.take_requests();
        assert!(requests < MOST_REQUESTS, "run {run}: {requests} requests");
        match ended {
            Ok(report) if matches!(report.completeness, Completeness::Complete { .. }) => {
                return run;
            }
            // Whoever may not count does not know whether it is complete.
            Ok(_) | Err(SyncError::Source(_)) => {}
            Err(error) => panic!("run {run}: {error:?}"),
        }
    }
    panic!("a sound network made nothing complete");
}

#[tokio::test]
async fn whatever_a_network_does_in_the_end_everything_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let address = StoreAddress::File(folder.path().join("server.db"));
    let store = Store::connect_with_clock(&address, ServerClock::frozen(now()));
    let store = store.await.unwrap();
    let (script, conversations) = practice::script(7, CONVERSATIONS, now());
    store.put_spaces(&script.spaces).await.unwrap();
    store.put_customers(&script.customers).await.unwrap();
    let conversations = conversations.collect::<Vec<_>>();
    store.put_many(&conversations).await.unwrap();
    let gone = &conversations[5].conversation.id;
    store.delete_conversation(gone).await.unwrap();
    let token = store.create_token(Role::Read).await.unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let server = listener.local_addr().unwrap();
    let app = server::router(store, HttpConfig::loopback());
    let serving = tokio::spawn(server::serve(listener, app, std::future::pending()));

    let undisturbed = Laptop::new().await;
    let direct = daybook(&format!("http://{server}"), SecretText::new(token.clone()));
    let direct = Arc::new(direct.unwrap());
    let sync = undisturbed.sync(&direct, SyncMode::Incremental);
    sync.await.unwrap();
    let expected = held(&undisturbed, &conversations).await;

    let (mut runs, mut happened) = (0, BTreeMap::<NetworkFault, u32>::new());
    let first = number("DAYBOOK_SEED").unwrap_or(1);
    for seed in first..first + number("DAYBOOK_FAULTS").unwrap_or(SEEDS) {
        let network = FaultyNetwork::before(server, seed).await;
        let laptop = Laptop::new().await;
        runs += sync_through_faults(&network, &laptop, &token).await;
        let found = held(&laptop, &conversations).await;
        let differs = || first_difference(&found, &expected);
        assert!(found == expected, "seed {seed}: {}", differs());
        for (fault, times) in &network.dice.lock().unwrap().happened {
            *happened.entry(*fault).or_default() += times;
        }
    }
    serving.abort();
    assert!(runs > 5, "the faults were real: {runs}");
    assert_eq!(happened.len(), FAULTS.len(), "every fault: {happened:?}");
}

/// All that a laptop holds of conversations, without its own numbers: those say in which order rows came.
async fn held(laptop: &Laptop, conversations: &[ConversationChange]) -> String {
    let mut told = format!("{:?}\n", laptop.reader.counts(laptop.id).await.unwrap());
    for change in conversations {
        let id = laptop
            .reader
            .find_conversation(change.conversation.id.as_str());
        let whole = match id.await.unwrap() {
            Some(id) => laptop.reader.conversation(id).await.unwrap(),
            None => None,
        };
        let whole = format!("{whole:#?}");
        let is_number = |line: &&str| line.trim().trim_end_matches(',').parse::<u64>().is_ok();
        for line in whole.lines().filter(|line| !is_number(line)) {
            told += line;
            told += "\n";
        }
    }
    without_ports(&told)
}

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}
