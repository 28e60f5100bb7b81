//! What the manager notes, from a terminal.

#![cfg(unix)]

use model::feed::ConversationChange;
use model::record::LeadRecord;
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

fn with_lead(id: &str, name: &str) -> ConversationChange {
    let mut change = toured(id);
    change.leads = vec![LeadRecord {
        id: format!("{id}-lead").into(),
        name: Some(name.to_owned()),
        email: Some("zoe@example.org".to_owned()),
        phone: None,
        note: Some("a desk for two".to_owned()),
        created_at: change.conversation.started_at,
    }];
    change
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

/// Two people review one sample on two laptops of one server, and see where they differ.
#[test]
fn a_queue_goes_to_a_colleague_and_both_sets_of_marks_stand_side_by_side() {
    let mine = Bench::new();
    let drawn = mine.run(&[
        "queue", "draw", "--name", "March", "--sample", "2", "--seed", "7", "--json",
    ]);
    assert_eq!(drawn.code, 0, "{}", drawn.stderr);
    let drawn = drawn.json();
    assert_eq!(drawn["head"]["sample"]["seed"], 7);
    assert_eq!(
        (&drawn["conversations"], &drawn["reviewed"]),
        (&2.into(), &0.into())
    );
    let items = mine.run(&["queue", "list", "March", "--json"]).json();
    let names: Vec<String> = items
        .as_array()
        .expect("a list")
        .iter()
        .map(|item| item["remote_id"].as_str().expect("an id").to_owned())
        .collect();
    for (name, rating) in names.iter().zip(["5", "2"]) {
        let marked = mine.run(&[
            "mark",
            name,
            "--reviewed",
            "--rating",
            rating,
            "--note",
            "Grace said no",
        ]);
        assert_eq!(marked.code, 0, "{}", marked.stderr);
    }
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("march.json");
    let path = file.to_str().expect("a path");
    let given = mine.run(&["queue", "export", "March", path, "--reviewer", "Ana"]);
    assert_eq!(given.code, 0, "{}", given.stderr);
    let text = std::fs::read_to_string(&file).expect("the file");
    for private in ["Grace", "session", "subject", "tour?"] {
        assert!(!text.contains(private), "{private}: {text}");
    }
    assert_eq!(
        mine.run(&["queue", "export", "March", path, "--reviewer", "Ana"])
            .code,
        2,
        "nothing is overwritten"
    );

    // The colleague, whose marks differ in one rating. It is the same home here, with marks of its own by then.
    mine.run(&["mark", &names[1], "--rating", "4"]);
    let opened = mine.run(&["queue", "import", path, "--json"]);
    assert_eq!(opened.code, 0, "{}", opened.stderr);
    assert_eq!(opened.json()["reviewers"][0], "Ana");
    let now = mine.run(&["show", &names[1], "--json"]).json();
    assert_eq!(now["rating"], 4, "own marks are never written over");
    assert_eq!(now["note"], "Grace said no");
    let agreement = mine.run(&["queue", "agreement", "March", "--json"]).json();
    assert_eq!(agreement[0]["rating"]["pairs"], 2);
    assert_eq!(agreement[0]["rating"]["observed"], 0.5);
    let differing = agreement[0]["disagreements"].as_array().expect("a list");
    assert_eq!(differing.len(), 1);
    assert_eq!(differing[0]["theirs"]["rating"], 2);
    assert_eq!(differing[0]["item"]["remote_id"], names[1].as_str());
    let told = mine.run(&["queue", "agreement", "March"]).stdout;
    assert!(
        told.contains("kappa") && told.contains("2 judged by both, 50 % alike"),
        "{told}"
    );

    // What is no such file changes nothing, and the next thing works.
    std::fs::write(&file, "{}").expect("written");
    assert_eq!(mine.run(&["queue", "import", path]).code, 2);
    assert_eq!(
        mine.run(&["queue", "draw", "--name", "March"]).code,
        2,
        "the name is taken"
    );
    assert_eq!(mine.run(&["queue", "remove", "March"]).code, 0);
    assert_eq!(mine.run(&["queue", "list", "March"]).code, 3);
    assert_eq!(mine.run(&["queue", "draw", "--name", "March"]).code, 0);
}

/// Whom the assistant took down is called, and what became of it stays on the laptop.
#[test]
fn leads_are_listed_searched_and_followed_up() {
    let bench = Bench(SyncedHome::new(
        env!("CARGO_BIN_EXE_daybook-cli"),
        &[
            toured("c1"),
            with_lead("c2", "Zoe Ash"),
            with_lead("c3", "Rui"),
        ],
    ));
    let names = |arguments: &[&str]| -> Vec<String> {
        let ran = bench.run(arguments);
        assert_eq!(ran.code, 0, "{arguments:?}: {}", ran.stderr);
        let rows = ran.json();
        let rows = rows.as_array().expect("a list").iter();
        rows.map(|row| row["name"].as_str().expect("a name").to_owned())
            .collect()
    };
    assert_eq!(names(&["leads", "--json"]).len(), 2);
    assert_eq!(names(&["leads", "id:c3", "--json"]), ["Rui"]);
    let set = bench.run(&["follow-up", "c2", "not_reached"]);
    assert_eq!((set.code, set.stdout.as_str()), (0, "Not reached\n"));
    assert_eq!(
        names(&["leads", "--follow-up", "not_reached", "--json"]),
        ["Zoe Ash"]
    );
    assert_eq!(names(&["leads", "--follow-up", "open", "--json"]), ["Rui"]);
    let told = bench.run(&["leads"]).stdout;
    assert!(
        told.contains("zoe@example.org") && told.contains("To call"),
        "{told}"
    );
    // A full sync and another state: the first is not forgotten by the one, and is by the other.
    assert_eq!(bench.run(&["sync", "--full"]).code, 0);
    assert_eq!(
        names(&["leads", "--follow-up", "not_reached", "--json"]),
        ["Zoe Ash"]
    );
    assert_eq!(bench.run(&["follow-up", "c2", "open"]).code, 0);
    assert_eq!(names(&["leads", "--follow-up", "open", "--json"]).len(), 2);

    // What is not there is refused with a way on, and the next thing works.
    let none = bench.run(&["follow-up", "c1", "won"]);
    assert_eq!(none.code, 3, "{}", none.stderr);
    assert!(none.stderr.contains("daybook-cli leads"), "{}", none.stderr);
    let monstrous = "x".repeat(20_000);
    assert_eq!(bench.run(&["leads", &monstrous]).code, 2);
    assert_eq!(bench.run(&["follow-up", "c2", "called"]).code, 2);
    assert_eq!(
        bench
            .run(&["follow-up", "c2", "won", "--lead", "nobody"])
            .code,
        3
    );
    assert_eq!(bench.run(&["follow-up", "c2", "won"]).code, 0);
}

#[test]
fn options_of_a_query_find_what_the_terms_of_the_search_find() {
    let bench = Bench::new();
    let total = |arguments: &[&str]| {
        let ran = bench.run(arguments);
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{arguments:?}");
        ran.json()["total"].as_u64().expect("a number")
    };
    let day = (testkit::fixture::noon() - chrono::TimeDelta::days(2)).date_naive();
    let (day, before) = (day.to_string(), day.pred_opt().expect("a day").to_string());
    let all = [
        "metrics",
        "--json",
        "--channel",
        "chat",
        "--from",
        &day,
        "--until",
        &day,
    ];
    assert_eq!(total(&all), 3);
    assert_eq!(total(&["metrics", "--json", "--until", &before]), 0);
    assert_eq!(
        total(&["metrics", "--json", "harbour OR lagoon", "--from", &day]),
        3
    );
    assert_eq!(total(&["metrics", "--json", "--channel", "voice"]), 0);
    let unknown = bench.run(&["metrics", "--from", "yesteryear"]);
    assert!(unknown.stderr.contains("yesteryear"), "{}", unknown.stderr);
}
