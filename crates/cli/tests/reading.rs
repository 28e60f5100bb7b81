//! Reading needs no writing: `list`, `show` and `metrics` answer beside a running sync, on a full disk and in
//! a folder that cannot be written, and never keep a sync out.

#![cfg(unix)]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use testkit::fixture::{ProgramOutput, SyncedHome, run_program, terminal_program, toured};

const READS: [&[&str]; 3] = [
    &["list", "--json"],
    &["show", "c1", "--json"],
    &["metrics", "--json"],
];

/// How many syncs run beside the readers; more by hand.
fn syncs() -> usize {
    let asked = std::env::var("DAYBOOK_BESIDE").ok();
    asked.and_then(|text| text.parse().ok()).unwrap_or(8)
}

fn synced() -> SyncedHome {
    let conversations: Vec<_> = (0..40).map(|n| toured(&format!("c{n}"))).collect();
    SyncedHome::new(env!("CARGO_BIN_EXE_daybook-cli"), &conversations)
}

fn program(home: &Path, arguments: &[&str]) -> Command {
    terminal_program(env!("CARGO_BIN_EXE_daybook-cli"), home, arguments)
}

fn run(home: &Path, arguments: &[&str]) -> ProgramOutput {
    run_program(program(home, arguments), "")
}

fn assert_reads(home: &Path, when: &str) {
    for arguments in READS {
        let ran = run(home, arguments);
        assert_eq!(ran.code, 0, "{when}: {arguments:?}: {}", ran.stderr);
        assert!(ran.stdout.len() > 20, "{when}: {arguments:?}");
    }
}

#[test]
fn readers_and_syncs_never_keep_each_other_out() {
    let bench = synced();
    let root = bench.home.home().root().to_path_buf();
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        for reader in 0..3 {
            let (root, is_over) = (&root, &is_over);
            scope.spawn(move || {
                while !is_over.load(Ordering::Relaxed) {
                    assert_reads(root, &format!("reader {reader}"));
                }
            });
        }
        let ran: Vec<ProgramOutput> = (0..syncs())
            .map(|round| {
                let more = toured(&format!("d{round}"));
                let put = bench.server.store.put(&more);
                bench.runtime.block_on(put).expect("one more");
                run(&root, &["sync"])
            })
            .collect();
        is_over.store(true, Ordering::Relaxed);
        for (round, ran) in ran.iter().enumerate() {
            assert_eq!(ran.code, 0, "sync {round}: {}", ran.stderr);
        }
    });
    let total = run(&root, &["metrics", "--json"]).json()["total"].clone();
    assert_eq!(total, 40 + syncs());
}

#[test]
fn a_process_that_may_write_nothing_reads() {
    let bench = synced();
    let root = bench.home.home().root().to_path_buf();
    for arguments in READS {
        let whole = program(&root, arguments);
        let mut bound = Command::new("sh");
        bound.args(["-c", "ulimit -f 0; exec \"$0\" \"$@\" | cat"]);
        bound.arg(whole.get_program()).args(whole.get_args());
        for (name, value) in whole.get_envs() {
            match value {
                Some(value) => bound.env(name, value),
                None => bound.env_remove(name),
            };
        }
        let ran = run_program(bound, "");
        assert!(ran.stdout.len() > 20, "{arguments:?}: {}", ran.stderr);
    }
    assert_eq!(run(&root, &["sync"]).code, 0, "and the next sync works");
}

/// A disk of its own in memory, as far as the machine lets one be mounted.
struct SmallDisk {
    place: tempfile::TempDir,
}

impl SmallDisk {
    fn mounted() -> Option<Self> {
        let place = tempfile::tempdir().expect("a folder");
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=24m", "daybook-test"])
            .arg(place.path())
            .output();
        let is_mounted = mounted.is_ok_and(|mount| mount.status.success());
        is_mounted.then_some(Self { place })
    }

    fn remount(&self, how: &str) {
        let option = format!("remount,{how}");
        let done = Command::new("mount")
            .args(["-o", &option])
            .arg(self.place.path())
            .status();
        assert!(done.expect("mount").success(), "{how}");
    }

    fn home_from(&self, root: &Path) -> PathBuf {
        let home = self.place.path().join("home");
        let copied = Command::new("cp").arg("-a").args([root, &home]).status();
        assert!(copied.expect("cp").success());
        home
    }

    /// Takes every byte that is left.
    fn fill(&self) -> PathBuf {
        use std::io::Write as _;
        let filler = self.place.path().join("filler");
        let mut file = std::fs::File::create(&filler).expect("a file");
        for size in [1 << 16, 1 << 10, 1] {
            let block = vec![7_u8; size];
            while file.write_all(&block).is_ok() {}
        }
        filler
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _unmounted = Command::new("umount").arg(self.place.path()).status();
    }
}

#[test]
fn a_full_disk_and_a_disk_that_cannot_be_written_are_read() {
    let Some(disk) = SmallDisk::mounted() else {
        // A machine that lets nobody mount: the limit on file sizes above stands for it.
        println!("skipped: no disk of its own can be mounted here");
        return;
    };
    let bench = synced();
    let home = disk.home_from(bench.home.home().root());
    disk.remount("ro");
    assert_reads(&home, "read-only");
    disk.remount("rw");
    let filler = disk.fill();
    assert_reads(&home, "full");
    let more: Vec<_> = (0..200).map(|n| toured(&format!("e{n}"))).collect();
    let put = bench.server.store.put_many(&more);
    bench.runtime.block_on(put).expect("more");
    let synced = run(&home, &["sync"]);
    assert_eq!(synced.code, 1, "{}", synced.stderr);
    assert!(synced.stderr.contains("disk is"), "{}", synced.stderr);
    assert_reads(&home, "full, after a sync that failed");
    std::fs::remove_file(filler).expect("room");
    let synced = run(&home, &["sync"]);
    assert_eq!(synced.code, 0, "{}", synced.stderr);
    assert_eq!(run(&home, &["metrics", "--json"]).json()["total"], 240);
}
