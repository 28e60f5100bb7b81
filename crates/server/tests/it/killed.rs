//! kill -9 while it writes, two hundred times: whatever was acknowledged is there, and the feed is
//! whole and dense from its beginning. The writer is this test binary, once more; it says on its
//! standard output what the store acknowledged.

use crate::postgres;
use crate::things::{Mirror, conversation, message, now, read_on, space, tour};
use model::{RemoteId, Status};
use rand::Rng as _;
use server::{EndedBy, ServerClock, Store, StoreAddress};
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::Duration;

/// How often a writer is killed on SQLite.
const KILLS: u32 = 200;
/// On PostgreSQL it is only a client that dies: the database has its own tests of its own death.
const KILLS_OF_A_CLIENT: u32 = 20;
/// Every so many kills the feed is read from its beginning, not only from where it was read to.
const WHOLE_EVERY: u32 = 20;
/// The most acknowledgements that a writer lives to see.
const LONGEST_LIFE: u32 = 24;
const ADDRESS: &str = "DAYBOOK_TEST_KILLED_STORE";
const ROUND: &str = "DAYBOOK_TEST_KILLED_ROUND";
const WRITERS: u32 = 4;

async fn open(address: &str) -> Store {
    let address = address.parse::<StoreAddress>().unwrap();
    let store = Store::connect_with_clock(&address, ServerClock::frozen(now()));
    store.await.unwrap()
}

/// Says in one piece what was acknowledged: a line is written whole or not at all.
fn acknowledge(what: &str) {
    let line = format!("\nack {what}\n");
    let mut out = std::io::stdout().lock();
    out.write_all(line.as_bytes()).unwrap();
    out.flush().unwrap();
}

/// One of those who write until the process is killed, each in conversations of its own.
async fn write(store: Store, round: String, writer: u32) {
    for nth in 0.. {
        let id = format!("k{round}-{writer}-{nth}");
        store.put(&conversation(&id)).await.unwrap();
        acknowledge(&format!("begun {id}"));
        let id = RemoteId(id);
        for word in 0..3 {
            let said = [message(&format!("{id}/{word}"), word)];
            store.append_messages(&id, &said).await.unwrap();
            acknowledge(&format!("said {id}/{word}"));
        }
        let outcome = tour(&format!("{id}/tour"), &format!("V-{id}"));
        let session = format!("session-{id}");
        store.put_outcome(&session, &outcome).await.unwrap();
        acknowledge(&format!("toured {id}"));
        store.end(&id, EndedBy::Api, now()).await.unwrap();
        acknowledge(&format!("ended {id}"));
    }
}

#[test]
#[ignore = "run and killed by the tests below"]
fn writes_until_it_is_killed() {
    let (Ok(address), Ok(round)) = (std::env::var(ADDRESS), std::env::var(ROUND)) else {
        return;
    };
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let store = open(&address).await;
        store.put_spaces(&[space()]).await.unwrap();
        let writers = (0..WRITERS).map(|nth| write(store.clone(), round.clone(), nth));
        let writers = writers.map(tokio::spawn).collect::<Vec<_>>();
        for writer in writers {
            writer.await.unwrap();
        }
    });
}

/// A writer, killed at the latest when this is dropped.
struct Victim {
    process: Child,
    acknowledged: Receiver<String>,
}

impl Victim {
    fn start(address: &str, round: u32) -> Self {
        let mut process = Command::new(std::env::current_exe().unwrap())
            .args(["--ignored", "--exact", "--nocapture"])
            .arg("killed::writes_until_it_is_killed")
            .env(ADDRESS, address)
            .env(ROUND, round.to_string())
            .env("RUST_TEST_THREADS", "1")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let (told, acknowledged) = mpsc::channel();
        std::thread::spawn(move || {
            // What was cut in two by the kill was not said.
            for line in lines.map_while(Result::ok) {
                if let Some(what) = line.strip_prefix("ack ") {
                    let _ = told.send(what.to_owned());
                }
            }
        });
        Self {
            process,
            acknowledged,
        }
    }

    /// Lets it live for so many acknowledgements and a moment, and kills it; what it said.
    fn live_and_die(mut self, life: u32, moment: Duration) -> Vec<String> {
        let mut said = Vec::new();
        while (said.len() as u32) < life {
            match self.acknowledged.recv() {
                Ok(what) => said.push(what),
                Err(_) => self.died_of_itself(),
            }
        }
        // The moment is for chance alone: nothing depends on how long it really is.
        match self.acknowledged.recv_timeout(moment) {
            Ok(what) => said.push(what),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => self.died_of_itself(),
        }
        // SIGKILL. What it had said is still in the pipe.
        self.process.kill().unwrap();
        self.process.wait().unwrap();
        said.extend(self.acknowledged.iter());
        said
    }

    fn died_of_itself(&mut self) -> ! {
        let mut words = String::new();
        let errors = self.process.stderr.take().unwrap();
        for line in BufReader::new(errors).lines().map_while(Result::ok) {
            words.push_str(&line);
        }
        panic!("the writer ended by itself: {words}");
    }
}

impl Drop for Victim {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Whether the reader has what was acknowledged.
fn holds(mirror: &Mirror, acknowledged: &str) -> bool {
    let (what, of) = acknowledged.split_once(' ').unwrap();
    let (id, _) = of.split_once('/').unwrap_or((of, ""));
    let Some(held) = mirror.conversations.get(&RemoteId::from(id)) else {
        return false;
    };
    match what {
        "begun" => true,
        "said" => held.messages.iter().any(|it| it.id == RemoteId::from(of)),
        "toured" => held.conversions.len() == 1,
        "ended" => held.conversation.status == Some(Status::Ended),
        _ => panic!("{acknowledged}"),
    }
}

/// Kills so many writers of a store, and looks after the kills. Sometimes nobody looks, and the next
/// writer itself finds what the last one left.
fn kill_again_and_again(address: &str, kills: u32) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let mut chance = rand::rng();
    let (mut mirror, mut after) = (Mirror::default(), None);
    let (mut unseen, mut seen) = (Vec::new(), Vec::new());
    for round in 1..=kills {
        let life = chance.random_range(0..=LONGEST_LIFE);
        let moment = Duration::from_micros(chance.random_range(0..5_000));
        unseen.extend(Victim::start(address, round).live_and_die(life, moment));
        if chance.random_ratio(1, 3) && round != kills {
            continue;
        }
        runtime.block_on(async {
            let store = open(address).await;
            // Whatever the dead had under way on PostgreSQL is over once somebody else may write.
            store.put_spaces(&[space()]).await.unwrap();
            after = read_on(&store, 100, &mut mirror, after.take()).await;
            if round % WHOLE_EVERY == 0 || round == kills {
                let mut anew = Mirror::default();
                read_on(&store, 7, &mut anew, None).await;
                assert_eq!(anew, mirror, "read anew and read on are the same");
                assert_eq!(anew.counts(), store.counts().await.unwrap());
                store.verify().await.unwrap();
            }
            store.close().await.unwrap();
        });
        for it in &unseen {
            assert!(holds(&mirror, it), "lost after {round} kills: {it}");
        }
        seen.append(&mut unseen);
    }
    for it in &seen {
        assert!(holds(&mirror, it), "lost later: {it}");
    }
    let often = mirror.deliveries.values().all(|times| *times == 1);
    assert!(often, "a message came twice");
    assert!(seen.len() as u32 > kills, "the writers did write");
}

#[test]
fn two_hundred_kills_lose_nothing_that_was_acknowledged() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("store.db");
    kill_again_and_again(path.to_str().unwrap(), KILLS);
}

#[test]
fn nor_do_the_deaths_of_clients_of_postgresql() {
    if let Some(address) = postgres::database() {
        kill_again_and_again(&address, KILLS_OF_A_CLIENT);
    }
}
