//! The report of a period: the same numbers as the terminal tells, in PDF and in HTML alike, nobody named, the audit log
//! before it.

use serde_json::Value;
use std::path::PathBuf;
use testkit::fixture::{SyncedHome, toured};

struct ReportBench {
    home: SyncedHome,
    folder: tempfile::TempDir,
}

impl ReportBench {
    /// Conversations with a tour, each with the name and the number of a customer in its subject.
    fn new(count: usize) -> Self {
        let said = (0..count).map(|at| {
            let mut change = toured(&format!("c{at}"));
            change.conversation.subject = Some("Call Zoë Marsh on +44 20 7946 0018".to_owned());
            change
        });
        let all: Vec<_> = said.collect();
        Self {
            home: SyncedHome::new(env!("CARGO_BIN_EXE_daybook-cli"), &all),
            folder: tempfile::tempdir().expect("a folder"),
        }
    }

    fn target(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A report over everything, as the search says the days.
    fn report(&self, name: &str, words: &[&str]) -> (i32, String, String) {
        let target = self.target(name);
        let out = target.to_str().expect("a text");
        let asked = [&["report", "after:2000-01-01", "--out", out], words].concat();
        let ran = self.home.run(&asked);
        let page = std::fs::read_to_string(&target).unwrap_or_default();
        (ran.code, page, ran.stderr)
    }
}

#[test]
fn a_report_tells_the_numbers_of_the_terminal_and_names_nobody() {
    let bench = ReportBench::new(3);
    let (code, page, stderr) = bench.report("r.html", &["--format", "html"]);
    assert_eq!(code, 0, "{stderr}");
    let metrics = bench.home.run(&["metrics", "after:2000-01-01", "--json"]);
    let metrics: Value = serde_json::from_str(&metrics.stdout).expect("json");
    assert_eq!(metrics["total"], 3);
    assert!(page.contains("3 of 3"), "so few are told as counts: {page}");
    for name in ["Marsh", "7946", "ada@", "session"] {
        assert!(!page.contains(name), "{name} is masked: {page}");
    }
    let manifest = std::fs::read_to_string(bench.target("r.html.manifest.json"));
    let manifest: Value = serde_json::from_str(&manifest.expect("a manifest")).expect("json");
    assert_eq!(manifest["content"]["per"], "report");
    assert_eq!(manifest["content"]["conversations"], 3);
    let head = manifest["audit"]["head"].as_str().expect("a head");
    assert!(
        page.contains(head),
        "the report carries the head of the log"
    );
    let noted = bench.home.run(&["audit", "verify", "--head", head]);
    assert_eq!(noted.code, 0, "{}{}", noted.stdout, noted.stderr);
}

#[test]
fn what_stands_there_stays_and_an_empty_period_is_said() {
    let bench = ReportBench::new(1);
    let (code, first, stderr) = bench.report("r.html", &["--format", "html"]);
    assert_eq!(code, 0, "{stderr}");
    let (code, second, _) = bench.report("r.html", &["--format", "html"]);
    assert_ne!(code, 0, "nothing is replaced unasked");
    assert_eq!(first, second);
    let empty = ["--format", "html", "--force", "before:2001-01-01"];
    let (code, page, stderr) = bench.report("r.html", &empty);
    assert_eq!(code, 0, "{stderr}");
    assert!(page.contains("No conversation began in these days."));
    let (code, _, stderr) = bench.report("x.html", &["--period", "soon"]);
    assert_ne!(code, 0);
    assert!(
        stderr.contains("last-week, last-month or a number of days"),
        "{stderr}"
    );
}

#[test]
fn the_pdf_is_one_and_its_manifest_knows_its_bytes() {
    let bench = ReportBench::new(2);
    let (code, _, stderr) = bench.report("r.pdf", &[]);
    assert_eq!(code, 0, "{stderr}");
    let pdf = std::fs::read(bench.target("r.pdf")).expect("a file");
    assert!(pdf.starts_with(b"%PDF-1."));
    let manifest = std::fs::read_to_string(bench.target("r.pdf.manifest.json"));
    let manifest: Value = serde_json::from_str(&manifest.expect("a manifest")).expect("json");
    assert_eq!(manifest["content"]["files"][0]["bytes"], pdf.len());
}
