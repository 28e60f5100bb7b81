//! A fill that ends before its end, however it ends: the same request goes on with it, and what comes out is
//! what comes out of one go. Another request is refused with the command that goes on.

use crate::things::now;
use model::feed::ChangesPage;
use rand::Rng as _;
use server::embedded::{PracticeLoad, PracticeRequest, practice_space};
use server::{FillState, MetricScope, ServerClock, Store};
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

const ALL: u32 = 240;
/// Conversations in one transaction of the fills that are killed.
const FEW: usize = 16;
const STORE: &str = "DAYBOOK_TEST_FILLED_STORE";
/// Acknowledged transactions after which the fills are killed, in turn; then one is left alone.
const LIVES: [u32; 6] = [0, 1, 0, 3, 5, 2];

fn request() -> PracticeRequest {
    PracticeRequest {
        seed: 7,
        conversations: ALL,
        until: Some(now()),
    }
}

async fn open(path: &Path) -> Store {
    let store = Store::open_with_clock(path, ServerClock::frozen(now()));
    store.await.unwrap()
}

/// Fills by a few, up to so many conversations.
async fn fill_up_to(path: &Path, most: u32) {
    let store = open(path).await;
    let mut load = PracticeLoad::open(&store, &request(), now()).await.unwrap();
    while load.played() < most && load.go_on(FEW).await.unwrap() > 0 {}
    store.close().await.unwrap();
}

/// Everything that a reader of a store is told.
#[derive(Debug, PartialEq)]
struct StoreContents {
    pages: Vec<ChangesPage>,
    numbers: String,
}

/// Reads a store whole. Its cursors name it, and so they are left out.
async fn contents(path: &Path) -> StoreContents {
    let store = open(path).await;
    assert_eq!(store.fill().await.unwrap(), FillState::Done);
    let (mut pages, mut after) = (Vec::new(), None);
    loop {
        let mut page = store.changes(after.as_deref(), 500).await.unwrap();
        after = Some(std::mem::take(&mut page.next));
        let end = page.covered == 0;
        pages.push(page);
        if end {
            break;
        }
    }
    store.verify().await.unwrap();
    let numbers = format!(
        "{:?} {:?} {:?} {:?}",
        store.counts().await.unwrap(),
        store.metrics(&MetricScope::default()).await.unwrap(),
        store.uptake(None, None, None).await.unwrap(),
        store.endings().await.unwrap(),
    );
    store.close().await.unwrap();
    StoreContents { pages, numbers }
}

async fn in_one_go(folder: &Path) -> StoreContents {
    let path = folder.join("whole.db");
    let store = open(&path).await;
    let plan = server::embedded::PracticePlan {
        seed: 7,
        conversations: ALL,
        until: now(),
    };
    practice_space(&store, plan).await.unwrap();
    store.close().await.unwrap();
    contents(&path).await
}

#[test]
#[ignore = "run and killed by the test below"]
fn fills_until_it_is_killed() {
    let Ok(path) = std::env::var(STORE) else {
        return;
    };
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let store = open(Path::new(&path)).await;
        let mut load = PracticeLoad::open(&store, &request(), now()).await.unwrap();
        say(&format!("begun {}", load.played()));
        while load.go_on(FEW).await.unwrap() > 0 {
            say(&format!("played {}", load.played()));
        }
        store.close().await.unwrap();
    });
}

fn say(what: &str) {
    let mut out = std::io::stdout().lock();
    out.write_all(format!("\nack {what}\n").as_bytes()).unwrap();
    out.flush().unwrap();
}

fn filler(path: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", "--nocapture"])
        .arg("filled_again::fills_until_it_is_killed")
        .env(STORE, path)
        .env("RUST_TEST_THREADS", "1")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// What a filler says, line by line.
fn acknowledged(filler: &mut Child) -> impl Iterator<Item = String> + use<> {
    let lines = BufReader::new(filler.stdout.take().unwrap()).lines();
    let lines = lines.map_while(Result::ok);
    lines.filter_map(|line| line.strip_prefix("ack ").map(str::to_owned))
}

#[tokio::test]
async fn one_that_is_killed_again_and_again_ends_as_one_that_was_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("killed.db");
    let (mut chance, mut there) = (rand::rng(), 0);
    for life in LIVES {
        let mut victim = filler(&path);
        let mut said = acknowledged(&mut victim);
        let begun = said.next().unwrap();
        let begun = begun.strip_prefix("begun ").unwrap().parse::<u32>();
        let begun = begun.unwrap();
        assert!(begun >= there, "{begun} after {there}: lost what was there");
        let lived = said.by_ref().take(life as usize).count() as u32;
        assert_eq!(lived, life, "it ended by itself");
        // The moment is for chance alone: nothing depends on how long it really is.
        tokio::time::sleep(Duration::from_micros(chance.random_range(0..20_000))).await;
        victim.kill().unwrap();
        victim.wait().unwrap();
        there = begun + life * FEW as u32;
    }
    fill_up_to(&path, u32::MAX).await;
    assert_eq!(contents(&path).await, in_one_go(folder.path()).await);
}

fn practice(store: &Path, more: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_daybook-server"));
    command.args(["practice", "--db", store.to_str().unwrap()]);
    command.args(more);
    command
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[tokio::test]
async fn the_same_command_goes_on_and_another_one_is_told_which() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("half.db");
    fill_up_to(&path, 48).await;

    let right = "daybook-server practice --conversations 240 --seed 7 --until 2026-11-21T09:00:00Z";
    let others: [&[&str]; 3] = [
        &["--conversations", "241"],
        &["--conversations", "240", "--seed", "8"],
        &["--conversations", "240", "--until", "2026-11-21T09:00:01Z"],
    ];
    for other in others {
        let refused = practice(&path, other).output().unwrap();
        assert_eq!(refused.status.code(), Some(4), "{other:?}");
        assert!(
            err(&refused).contains(right),
            "{other:?}: {}",
            err(&refused)
        );
    }
    let refused = Command::new(env!("CARGO_BIN_EXE_daybook-server"))
        .args(["serve", "--listen", "127.0.0.1:0", "--db"])
        .arg(&path)
        .output()
        .unwrap();
    assert_eq!(refused.status.code(), Some(4));
    assert!(err(&refused).contains(right), "{}", err(&refused));

    // When the days end was not said when it began either.
    let whole = practice(&path, &["--conversations", "240"])
        .output()
        .unwrap();
    assert!(whole.status.success(), "{}", err(&whole));
    assert!(
        err(&whole).contains("going on behind 48 of 240 conversations"),
        "{}",
        err(&whole)
    );
    assert_eq!(contents(&path).await, in_one_go(folder.path()).await);
}

#[tokio::test]
async fn two_at_once_are_one_too_many() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("twice.db");
    let store = open(&path).await;
    let mut one = PracticeLoad::open(&store, &request(), now()).await.unwrap();
    let mut other = PracticeLoad::open(&store, &request(), now()).await.unwrap();
    assert_eq!(one.go_on(FEW).await.unwrap(), FEW);
    let refused = other.go_on(FEW).await.unwrap_err();
    assert!(refused.to_string().contains("another process"), "{refused}");
    assert_eq!(one.go_on(FEW).await.unwrap(), FEW);
    assert_eq!(store.counts().await.unwrap().conversations, 32);
    store.close().await.unwrap();
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn one_that_met_a_full_disk_goes_on_when_there_is_room() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("full.db");
    fill_up_to(&path, 32).await;
    let limited = format!(
        "ulimit -S -f 500; exec {} practice --conversations {ALL} --db {}",
        env!("CARGO_BIN_EXE_daybook-server"),
        path.display()
    );
    let full = Command::new("bash")
        .args(["-c", &limited])
        .output()
        .unwrap();
    assert_eq!(full.status.code(), Some(1), "{}", err(&full));
    assert!(err(&full).contains("the disk"), "{}", err(&full));
    let count = ALL.to_string();
    let whole = practice(&path, &["--conversations", &count]).output();
    let whole = whole.unwrap();
    assert!(whole.status.success(), "{}", err(&whole));
    assert_eq!(contents(&path).await, in_one_go(folder.path()).await);
}

#[cfg(unix)]
#[tokio::test]
async fn asked_to_stop_it_says_how_far_it_came_and_what_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("stopped.db");
    fill_up_to(&path, 16).await;
    let count = ALL.to_string();
    let mut filling = practice(&path, &["--conversations", &count])
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(filling.stderr.take().unwrap()).lines();
    // From here on it listens.
    let begun = lines.next().unwrap().unwrap();
    assert!(begun.contains("going on behind 16 of 240"), "{begun}");
    let id = filling.id().to_string();
    let asked = Command::new("kill").args(["-INT", &id]).status().unwrap();
    assert!(asked.success());
    let told = lines.map_while(Result::ok).collect::<String>();
    assert_eq!(filling.wait().unwrap().code(), Some(1), "{told}");
    assert!(
        told.contains("the same command goes on from there"),
        "{told}"
    );
    fill_up_to(&path, u32::MAX).await;
    assert_eq!(contents(&path).await, in_one_go(folder.path()).await);
}
