//! docs/server.md as its reader follows it: its shell blocks run as they stand, one after the other,
//! against a server that is started where the page says so.

use server::settings;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Where the page says to start the server. The test does what its reader does in another terminal,
/// on a free port.
const START: &str = "daybook-server --config daybook.toml serve\n";
const STARTED: &str = r#"
daybook-server --config daybook.toml serve --listen 127.0.0.1:0 2> serve.log &
SERVING=$!
trap 'kill $SERVING; wait $SERVING' EXIT
until grep -q 'listening on' serve.log; do kill -0 $SERVING; sleep 0.05; done
SERVER=$(sed -n 's/.*listening on //p' serve.log | head -1)
"#;

fn page() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/server.md");
    std::fs::read_to_string(path).unwrap()
}

/// The blocks to run, with the start of the server where it stands.
fn script(page: &str) -> String {
    let mut script = "set -euo pipefail\n".to_owned();
    for part in page.split("\n```").skip(1).step_by(2) {
        let (kind, code) = part.split_once('\n').unwrap();
        match kind {
            "sh" => {
                script.push_str(code);
                script.push('\n');
            }
            "console" if code.contains(START.trim()) => script.push_str(STARTED),
            _ => {}
        }
    }
    script
}

fn run(script: &str, folder: &Path) -> Output {
    let program = PathBuf::from(env!("CARGO_BIN_EXE_daybook-server"));
    let path = std::env::var("PATH").unwrap();
    let path = format!("{}:{path}", program.parent().unwrap().display());
    let mut bash = Command::new("bash");
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("DAYBOOK_SERVER_")) {
        bash.env_remove(name);
    }
    bash.args(["-c", script])
        .current_dir(folder)
        .env("PATH", path)
        .env_remove("SERVER")
        .output()
        .unwrap()
}

#[cfg(unix)]
#[test]
fn a_reader_gets_from_nothing_to_the_first_conversion() {
    let folder = tempfile::tempdir().unwrap();
    let script = script(&page());
    assert!(script.contains(STARTED), "the page starts a server");
    let ran = run(&script, folder.path());
    let out = String::from_utf8_lossy(&ran.stdout);
    let err = String::from_utf8_lossy(&ran.stderr);
    let log = std::fs::read_to_string(folder.path().join("harbour/serve.log"));
    assert!(ran.status.success(), "{out}\n{err}\n{log:?}");
    for expected in [
        "the settings of daybook.toml can be used",
        "\"continued\":false",
        "\"continued\":true",
        "\"tours\":{\"conversations\":1,\"rate\":1.0}",
        "office for six",
        "\"record\":\"booking-7\"",
        "\"structuredContent\":{\"already_known\":false,\"lead_id\":\"lead-2\"}",
    ] {
        assert!(out.contains(expected), "{expected}: {out}");
    }
}

#[test]
fn every_setting_stands_in_the_page_as_the_program_prints_it() {
    let page = page();
    for row in settings::table().lines() {
        assert!(page.contains(row), "docs/server.md lacks: {row}");
    }
}
