//! How the program ends: after an error, a signal, a limit of the system. Never by a fault of its own, and
//! always with the store closed.

#![cfg(unix)]

use std::io::Read as _;
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use testkit::fixture::{
    ProgramOutput, TestHome, TestServer, run_program, terminal_program, toured,
};
use tokio::runtime::Runtime;

/// How often an end is tried; a thousand by hand.
fn count(usual: usize) -> usize {
    let asked = std::env::var("DAYBOOK_ENDS").ok();
    asked.and_then(|text| text.parse().ok()).unwrap_or(usual)
}

struct SyncedHome {
    home: TestHome,
    runtime: Runtime,
    server: TestServer,
}

impl SyncedHome {
    fn new() -> Self {
        let runtime = Runtime::new().expect("a runtime");
        let server = runtime.block_on(TestServer::filled(&conversations()));
        let made = Self {
            home: TestHome::new(),
            runtime,
            server,
        };
        let arguments = [
            "source",
            "add",
            "daybook",
            "--url",
            &made.server.url,
            "--name",
            "Harbour",
            "--token-stdin",
        ];
        let added = run_program(made.command(&arguments), &made.server.token);
        assert_eq!(added.code, 0, "{}", added.stderr);
        let synced = made.run(&["sync"]);
        assert_eq!(synced.code, 0, "{}", synced.stderr);
        made
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let program = env!("CARGO_BIN_EXE_daybook-cli");
        terminal_program(program, self.home.home().root(), arguments)
    }

    fn run(&self, arguments: &[&str]) -> ProgramOutput {
        run_program(self.command(arguments), "")
    }

    fn file(&self, name: &str) -> std::path::PathBuf {
        self.home.home().root().join(name)
    }

    /// Starts a sync and returns when it waits for an answer, which never comes.
    fn waiting_sync(&mut self) -> (Child, TcpListener) {
        self.runtime.block_on(self.server.stop());
        let listener = TcpListener::bind(self.server.address()).expect("the same port");
        let child = self
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
    let mut bench = SyncedHome::new();
    bench.runtime.block_on(bench.server.stop());
    let whole = std::fs::read(bench.file("cache.db")).expect("reads");
    let garbage: Vec<u8> = (0..whole.len()).map(|at| (at * 31 % 251) as u8).collect();
    for round in 0..count(12) {
        for (stored, arguments) in [
            (&garbage, &["list"][..]),
            (&garbage, &["sync"][..]),
            (&whole, &["show", "nobody"][..]),
            (&whole, &["sync"][..]),
        ] {
            std::fs::write(bench.file("cache.db"), stored).expect("writes");
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
    std::fs::write(bench.file("cache.db"), &whole).expect("writes");
    assert_eq!(bench.run(&["list"]).code, 0, "and the next thing works");
}

#[test]
fn damage_has_an_exit_code_and_one_command_mends_it() {
    let bench = SyncedHome::new();
    let cache = bench.file("cache.db");
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
    let bench = SyncedHome::new();
    let cache = bench.file("cache.db");
    let mut bytes = std::fs::read(&cache).expect("reads");
    let last = bytes.len() - 100;
    bytes[last] ^= 1;
    std::fs::write(&cache, bytes).expect("writes");
    let synced = bench.run(&["sync", "--full"]);
    assert_eq!(synced.code, 0, "{}", synced.stderr);
    assert!(
        bench.file("cache.damaged-1.db").exists(),
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
    let mut bench = SyncedHome::new();
    for (signal, expected) in [("-TERM", 143), ("-INT", 130)] {
        let (child, listener) = bench.waiting_sync();
        assert!(bench.file("cache.db-wal").exists(), "the store is open");
        send(&child, signal);
        let (code, said) = code(child);
        assert_eq!(code, Some(expected), "{signal}: {said}");
        assert!(!bench.file("cache.db-wal").exists(), "{signal}: not closed");
        drop(listener);
        bench.runtime.block_on(bench.server.start_again());
        assert_eq!(bench.run(&["sync"]).code, 0, "{signal}: the next sync");
    }
}

#[test]
fn a_limit_on_the_size_of_files_is_an_error_and_no_death() {
    let bench = SyncedHome::new();
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
    let mut bench = SyncedHome::new();
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
    let mut bench = SyncedHome::new();
    let (child, _listener) = bench.waiting_sync();
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
