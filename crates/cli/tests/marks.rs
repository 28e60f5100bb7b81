//! What the manager notes, from a terminal.

#![cfg(unix)]

use serde_json::Value;
use testkit::fixture::{ProgramOutput, SyncedHome, run_program, terminal_program, toured};

struct Bench(SyncedHome);

impl Bench {
    fn new() -> Self {
        let conversations = ["c1", "c2", "c3"].map(toured);
        Self(SyncedHome::new(
            env!("CARGO_BIN_EXE_daybook-cli"),
            &conversations,
        ))
    }

    fn run(&self, arguments: &[&str]) -> ProgramOutput {
        let home = self.0.home.home();
        let program = env!("CARGO_BIN_EXE_daybook-cli");
        run_program(terminal_program(program, home.root(), arguments), "")
    }

    fn found(&self, query: &str) -> Vec<Value> {
        let ran = self.run(&["list", query, "--json"]);
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{query}");
        let rows = ran.json();
        let rows = rows.as_array().expect("a list").iter();
        rows.map(|row| row["remote_id"].clone()).collect()
    }
}

#[test]
fn a_conversation_is_marked_found_shown_and_unmarked() {
    let bench = Bench::new();
    let marked = bench.run(&[
        "mark",
        "c2",
        "--star",
        "--reviewed",
        "--rating",
        "4",
        "--tag",
        "Wrong  Price",
        "--tag",
        "tour",
        "--note",
        "ask Rui",
    ]);
    assert_eq!(marked.code, 0, "{}", marked.stderr);
    assert!(marked.stdout.contains("wrong price"), "{}", marked.stdout);
    for query in [
        "starred:yes",
        "rating:>=4",
        "tag:\"wrong price\"",
        "note:rui",
        "reviewed:yes",
    ] {
        assert_eq!(bench.found(query), ["c2"], "{query}");
    }
    assert_eq!(bench.found("starred:no").len(), 2);
    let shown = bench.run(&["show", "c2"]).stdout;
    for line in [
        "starred     ★",
        "rating      4 of 5",
        "tags        tour, wrong price",
        "note        ask Rui",
    ] {
        assert!(shown.contains(line), "{line}: {shown}");
    }
    let undone = bench.run(&[
        "mark",
        "c2",
        "--unstar",
        "--unreviewed",
        "--unrate",
        "--untag",
        "TOUR",
        "--untag",
        "wrong price",
        "--note",
        "",
        "--json",
    ]);
    let undone = undone.json();
    assert_eq!(undone["marks"]["tags"], Value::Array(Vec::new()));
    assert_eq!(undone["undo"].as_array().expect("a list").len(), 6);
    assert_eq!(bench.found("starred:yes"), Vec::<Value>::new());
}

#[test]
fn what_cannot_be_noted_is_refused_and_nothing_of_it_is_kept() {
    let bench = Bench::new();
    let long = "x".repeat(41);
    let cases: [(&[&str], i32, &str); 4] = [
        (
            &["mark", "c1", "--star", "--tag", &long],
            2,
            "40 characters",
        ),
        (
            &["mark", "c1", "--star", "--note", "a\u{1b}[0m"],
            2,
            "control characters",
        ),
        (&["mark", "c1", "--star", "--rating", "6"], 2, "1..=5"),
        (&["mark", "nobody", "--star"], 3, "conversation"),
    ];
    for (arguments, code, words) in cases {
        let ran = bench.run(arguments);
        assert_eq!(ran.code, code, "{arguments:?}: {}", ran.stderr);
        assert!(ran.stderr.contains(words), "{arguments:?}: {}", ran.stderr);
    }
    assert_eq!(bench.found("starred:yes"), Vec::<Value>::new());
    assert_eq!(bench.run(&["mark", "c1", "--star"]).code, 0);
    assert_eq!(bench.found("starred:yes"), ["c1"]);
}
