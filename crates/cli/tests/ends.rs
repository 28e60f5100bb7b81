//! How the program ends: after an error, a signal, a limit of the system. Never by a fault of its own, and
//! always with the store closed.

#![cfg(unix)]

mod in_between;

use std::io::Read as _;
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use testkit::fixture::{SyncedHome, TestHome, run_program, terminal_program, toured};

/// How often an end is tried; a thousand by hand.
fn count(usual: usize) -> usize {
    let asked = std::env::var("DAYBOOK_ENDS").ok();
    asked.and_then(|text| text.parse().ok()).unwrap_or(usual)
}

fn synced() -> SyncedHome {
    SyncedHome::new(env!("CARGO_BIN_EXE_daybook-cli"), &conversations())
}

fn file(bench: &SyncedHome, name: &str) -> std::path::PathBuf {
    bench.home.home().root().join(name)
}

/// Starts a sync and returns when it waits for an answer, which never comes.
fn waiting_sync(bench: &mut SyncedHome) -> (Child, TcpListener) {
    bench.runtime.block_on(bench.server.stop());
    let listener = TcpListener::bind(bench.server.address()).expect("the same port");
    let child = bench
        .command(&["sync"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program");
    let (held, _) = listener.accept().expect("a request");
    // It stays open as long as the test: nobody answers, and nobody hangs up.
    std::mem::forget(held);
    (child, listener)
}

fn conversations() -> Vec<model::feed::ConversationChange> {
    (0..40).map(|n| toured(&format!("c{n}"))).collect()
}

fn code(mut child: Child) -> (Option<i32>, String) {
    let status = child.wait().expect("an end");
    let mut said = String::new();
    if let Some(mut stderr) = child.stderr.take() {
        stderr.read_to_string(&mut said).expect("text");
    }
    (status.code(), said)
}

fn send(child: &Child, signal: &str) {
    let pid = child.id().to_string();
    let sent = Command::new("kill").args([signal, &pid]).status();
    assert!(sent.expect("kill").success());
}

#[test]
fn no_end_after_an_error_is_a_crash() {
    let mut bench = synced();
    bench.runtime.block_on(bench.server.stop());
    let whole = std::fs::read(file(&bench, "cache.db")).expect("reads");
    let garbage: Vec<u8> = (0..whole.len()).map(|at| (at * 31 % 251) as u8).collect();
    for round in 0..count(12) {
        for (stored, arguments) in [
            (&garbage, &["list"][..]),
            (&garbage, &["sync"][..]),
            (&whole, &["show", "nobody"][..]),
            (&whole, &["sync"][..]),
        ] {
            std::fs::write(file(&bench, "cache.db"), stored).expect("writes");
            let ran = bench.run(arguments);
            assert!(
                (1..=9).contains(&ran.code),
                "round {round}, {arguments:?}: {} {}",
                ran.code,
                ran.stderr
            );
            for raw in ["sqlcipher", "ERROR CORE", "hmac"] {
                assert!(!ran.stderr.contains(raw), "{}", ran.stderr);
            }
        }
    }
    std::fs::write(file(&bench, "cache.db"), &whole).expect("writes");
    assert_eq!(bench.run(&["list"]).code, 0, "and the next thing works");
}

#[test]
fn damage_has_an_exit_code_and_one_command_mends_it() {
    let bench = synced();
    let cache = file(&bench, "cache.db");
    let length = std::fs::metadata(&cache).expect("a cache").len();
    for image in [
        Vec::new(),
        vec![7_u8; 100],
        vec![7_u8; usize::try_from(length).expect("a length")],
    ] {
        std::fs::write(&cache, &image).expect("writes");
        for arguments in [&["list"][..], &["metrics"][..], &["sync"][..]] {
            let told = bench.run(arguments);
            assert_eq!(
                told.code,
                8,
                "{} bytes: {arguments:?}: {}",
                image.len(),
                told.stderr
            );
            assert!(
                told.stderr.contains("daybook-cli repair"),
                "{}",
                told.stderr
            );
        }
        let mended = bench.run(&["repair"]);
        assert_eq!(mended.code, 0, "{} bytes: {}", image.len(), mended.stderr);
        assert_eq!(bench.run(&["metrics", "--json"]).json()["total"], 40);
    }
}

#[test]
fn a_full_sync_heals_a_page_that_no_read_meets() {
    let bench = synced();
    let cache = file(&bench, "cache.db");
    let mut bytes = std::fs::read(&cache).expect("reads");
    let last = bytes.len() - 100;
    bytes[last] ^= 1;
    std::fs::write(&cache, bytes).expect("writes");
    let synced = bench.run(&["sync", "--full"]);
    assert_eq!(synced.code, 0, "{}", synced.stderr);
    assert!(
        file(&bench, "cache.damaged-1.db").exists(),
        "it was put aside"
    );
    assert_eq!(bench.run(&["metrics", "--json"]).json()["total"], 40);
    let looked = bench.run(&["repair"]);
    assert!(
        looked.stderr.contains("as it was written"),
        "{}",
        looked.stderr
    );
}

#[test]
fn a_signal_ends_a_sync_with_the_store_closed() {
    let mut bench = synced();
    for (signal, expected) in [("-TERM", 143), ("-INT", 130)] {
        let (child, listener) = waiting_sync(&mut bench);
        assert!(file(&bench, "cache.db-wal").exists(), "the store is open");
        send(&child, signal);
        let (code, said) = code(child);
        assert_eq!(code, Some(expected), "{signal}: {said}");
        assert!(
            !file(&bench, "cache.db-wal").exists(),
            "{signal}: not closed"
        );
        drop(listener);
        bench.runtime.block_on(bench.server.start_again());
        assert_eq!(bench.run(&["sync"]).code, 0, "{signal}: the next sync");
    }
}

#[test]
fn a_limit_on_the_size_of_files_is_an_error_and_no_death() {
    let bench = synced();
    let many: Vec<_> = (0..400)
        .map(|n| {
            let mut long = toured(&format!("d{n}"));
            long.messages[0].body = format!("{n} ").repeat(1_000);
            long
        })
        .collect();
    bench
        .runtime
        .block_on(bench.server.store.put_many(&many))
        .expect("conversations");
    let program = bench.command(&["sync"]);
    let mut limited = Command::new("sh");
    limited.args(["-c", "ulimit -f 400; exec \"$0\" \"$@\""]);
    limited.arg(program.get_program()).args(program.get_args());
    for (name, value) in program.get_envs() {
        match value {
            Some(value) => limited.env(name, value),
            None => limited.env_remove(name),
        };
    }
    let ran = run_program(limited, "");
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    assert_eq!(bench.run(&["list"]).code, 0, "what was here can be read");
    let synced = bench.run(&["sync"]);
    assert_eq!(synced.code, 0, "{}", synced.stderr);
    assert_eq!(bench.run(&["metrics", "--json"]).json()["total"], 440);
}

#[cfg(target_os = "linux")]
#[test]
fn a_stderr_that_takes_nothing_is_no_panic() {
    let mut bench = synced();
    bench.runtime.block_on(bench.server.stop());
    for (arguments, expected) in [
        (&["show", "nobody"][..], 3),
        (&["list"][..], 0),
        (&["sync"][..], 5),
    ] {
        let full = std::fs::File::options()
            .write(true)
            .open("/dev/full")
            .expect("a full disk");
        let mut command = bench.command(arguments);
        command.env("DAYBOOK_LOG", "debug");
        let ended = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(full)
            .status()
            .expect("the program");
        assert_eq!(ended.code(), Some(expected), "{arguments:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn no_core_is_dumped() {
    let mut bench = synced();
    let (child, _listener) = waiting_sync(&mut bench);
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", child.id())).expect("limits");
    send(&child, "-TERM");
    assert_eq!(code(child).0, Some(143));
    let core = limits
        .lines()
        .find(|line| line.starts_with("Max core file size"))
        .expect("the limit");
    let words: Vec<&str> = core.split_whitespace().collect();
    assert_eq!(words[4..6], ["0", "0"], "{core}");
}

#[test]
fn a_passphrase_that_is_handed_in_keeps_the_rule() {
    let home = TestHome::new();
    let program = env!("CARGO_BIN_EXE_daybook-cli");
    let mut command = terminal_program(program, home.home().root(), &["list"]);
    command.env("DAYBOOK_PASSPHRASE", "x");
    let refused = run_program(command, "");
    assert_eq!(refused.code, 2, "{}", refused.stderr);
    assert!(!home.home().root().join("vault.json").exists());
    let next = terminal_program(program, home.home().root(), &["list"]);
    assert_eq!(run_program(next, "").code, 0, "a good one makes the home");
}
