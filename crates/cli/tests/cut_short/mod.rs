//! A disk that is full in the middle of an export: a limit on the size of files at one place after another. What is
//! handed over is whole or not there, nothing is left beside it, and the same command works when there is room.

use super::{manifest, python};
use std::fs;
use std::path::Path;
use std::process::Command;
use testkit::fixture::{ProgramOutput, SyncedHome, run_program, toured};

/// How many sizes a file may grow to; a thousand by hand.
fn sizes() -> u64 {
    let asked = std::env::var("DAYBOOK_SIZES").ok();
    asked.and_then(|text| text.parse().ok()).unwrap_or(8)
}

const COMMANDS: [&[&str]; 4] = [
    &["export", "--format", "csv", "--per", "message"],
    &["export", "--format", "xlsx", "--per", "message"],
    &["export", "--format", "html"],
    &["production"],
];

/// Enough that what is handed over is larger than what is written beside it.
fn synced() -> SyncedHome {
    let conversations: Vec<_> = (0..60)
        .map(|n| {
            let mut long = toured(&format!("c{n}"));
            let words = (0..3_000).map(|word| format!("{} ", word * (n + 7)));
            long.messages[0].body = words.collect();
            long
        })
        .collect();
    SyncedHome::new(env!("CARGO_BIN_EXE_daybook-cli"), &conversations)
}

/// Runs a command whose files may grow to so many blocks of 512 bytes.
fn limited(bench: &SyncedHome, words: &[&str], target: &Path, blocks: u64) -> ProgramOutput {
    let mut words = words.to_vec();
    words.extend(["--out", target.to_str().expect("a text")]);
    let program = bench.command(&words);
    let mut limited = Command::new("sh");
    let script = format!("ulimit -f {blocks}; exec \"$0\" \"$@\"");
    limited.args(["-c", &script]);
    limited.arg(program.get_program()).args(program.get_args());
    for (name, value) in program.get_envs() {
        match value {
            Some(value) => limited.env(name, value),
            None => limited.env_remove(name),
        };
    }
    run_program(limited, "")
}

fn size_of(path: &Path) -> u64 {
    if path.is_file() {
        return fs::metadata(path).expect("a file").len();
    }
    let entries = fs::read_dir(path).expect("a folder");
    let sizes = entries.map(|entry| size_of(&entry.expect("an entry").path()));
    sizes.max().unwrap_or(0)
}

fn entries(folder: &Path) -> Vec<String> {
    let all = fs::read_dir(folder).expect("a folder");
    all.map(|it| {
        it.expect("an entry")
            .file_name()
            .to_string_lossy()
            .into_owned()
    })
    .collect()
}

fn assert_whole(target: &Path, when: &str) {
    if target.is_dir() {
        let verify = target.join("verify.py");
        let (code, said) = python(&[verify.to_str().expect("a text")], target);
        assert_eq!(code, Some(0), "{when}: {said}");
        return;
    }
    let told = manifest(target);
    let sum = "import hashlib,sys;print(hashlib.sha256(open(sys.argv[1],'rb').read()).hexdigest())";
    let (_, said) = python(&["-c", sum], target);
    assert_eq!(told["content"]["files"][0]["sha256"], said.trim(), "{when}");
}

#[test]
fn what_is_handed_over_is_whole_or_not_there_wherever_the_disk_is_full() {
    let bench = synced();
    for words in COMMANDS {
        let folder = tempfile::tempdir().expect("a folder");
        let target = folder.path().join("whole");
        let whole = limited(&bench, words, &target, 1 << 20);
        assert_eq!(whole.code, 0, "{words:?}: {}", whole.stderr);
        assert_whole(&target, "without a limit");
        let largest = size_of(folder.path()).div_ceil(512) + 2;
        let mut refused = 0;
        for nth in 0..sizes() {
            let blocks = largest * nth / sizes();
            let when = format!("{words:?}, {blocks} of {largest} blocks");
            let folder = tempfile::tempdir().expect("a folder");
            let target = folder.path().join("part");
            let ran = limited(&bench, words, &target, blocks);
            if ran.code == 0 {
                assert_whole(&target, &when);
                continue;
            }
            refused += 1;
            assert!(
                (1..=9).contains(&ran.code),
                "{when}: {} {}",
                ran.code,
                ran.stderr
            );
            assert!(!ran.stderr.is_empty(), "{when}: without a word");
            assert_eq!(entries(folder.path()), [""; 0], "{when}: {}", ran.stderr);
        }
        assert!(refused > 1, "{words:?}: the limit was met");
        let again = tempfile::tempdir().expect("a folder");
        let ran = limited(&bench, words, &again.path().join("again"), 1 << 20);
        assert_eq!(ran.code, 0, "{words:?}: {}", ran.stderr);
    }
}
