//! The program: what it prints where, and how it ends.

use crate::client::request;
use axum::body::Bytes;
use axum::http::Method;
use model::feed::{RecordCounts, ServerInfo};
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Output, Stdio};

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_daybook-server"))
        .args(arguments)
        .output()
        .unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn db(dir: &Path) -> String {
    dir.join("store.db").to_str().unwrap().to_owned()
}

#[test]
fn a_token_is_printed_alone_listed_without_its_text_and_revoked() {
    let dir = tempfile::tempdir().unwrap();
    let db = db(dir.path());
    let made = run(&[
        "token", "create", "--role", "read", "--label", "desk", "--db", &db,
    ]);
    assert!(made.status.success(), "{}", err(&made));
    let token = out(&made);
    assert_eq!((token.lines().count(), err(&made).as_str()), (1, ""));
    assert!(token.starts_with("dbt_1_"));
    let list = out(&run(&["token", "list", "--db", &db]));
    assert!(
        list.starts_with("1\tread\t") && list.contains("\t-\tdesk"),
        "{list}"
    );
    assert!(!list.contains(token.trim()));
    assert!(run(&["token", "revoke", "1", "--db", &db]).status.success());
    assert!(!out(&run(&["token", "list", "--db", &db])).contains("\t-\t"));
    assert_eq!(
        run(&["token", "revoke", "9", "--db", &db]).status.code(),
        Some(1)
    );
}

#[test]
fn a_token_is_bound_to_the_spaces_that_are_named() {
    let dir = tempfile::tempdir().unwrap();
    let db = db(dir.path());
    let create = |spaces: &[&str]| {
        let mut words = vec!["token", "create", "--role", "read", "--db", &db];
        for space in spaces {
            words.extend(["--space", space]);
        }
        run(&words)
    };
    let refused = create(&["harbour"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(
        err(&refused).contains("there is no space harbour"),
        "{}",
        err(&refused)
    );
    for id in ["harbour", "quay"] {
        let made = run(&[
            "space",
            "create",
            id,
            "--name",
            id,
            "--time-zone",
            "UTC",
            "--db",
            &db,
        ]);
        assert!(made.status.success(), "{}", err(&made));
    }
    assert!(create(&["quay", "harbour", "quay"]).status.success());
    assert!(create(&[]).status.success());
    let list = out(&run(&["token", "list", "--db", &db]));
    let spaces = list.lines().map(|line| line.rsplit('\t').next().unwrap());
    assert_eq!(
        spaces.collect::<Vec<_>>(),
        ["harbour, quay", "everywhere"],
        "{list}"
    );
}

#[test]
fn refusals_have_a_code_and_words() {
    let dir = tempfile::tempdir().unwrap();
    let store = db(dir.path());
    let bad = dir.path().join("bad.jsonl");
    std::fs::write(
        &bad,
        "{\"id\":\"1\",\"turns\":[],\"outcomes\":[]}\nnonsense\n",
    )
    .unwrap();
    let bad = bad.to_str().unwrap();
    let letter = dir.path().join("letter.txt");
    std::fs::write(&letter, "This is no database. ".repeat(100)).unwrap();
    let letter = letter.to_str().unwrap();
    let cases: [(&[&str], i32, &str); 10] = [
        (
            &["import-dialogues", bad, "--space", "S", "--db", &store],
            3,
            "line 2",
        ),
        (
            &[
                "import-dialogues",
                "/nowhere.jsonl",
                "--space",
                "S",
                "--db",
                &store,
            ],
            1,
            "nowhere",
        ),
        (&["counts", "--db", "/nowhere/store.db"], 1, "no store"),
        (
            &["counts", "--db", "postgres://127.0.0.1:1/x"],
            1,
            "cannot reach the database",
        ),
        (
            &["counts", "--db", "mysql://localhost/x"],
            5,
            "the flag --db: db must be a file",
        ),
        (&["counts"], 1, "no store is named"),
        (
            &["serve", "--db", &store, "--listen", "here"],
            5,
            "the flag --listen: listen must be an address and a port",
        ),
        (&["token", "list", "--db", letter], 4, "not a store"),
        (
            &["token", "create", "--role", "king", "--db", &store],
            2,
            "king",
        ),
        (
            &["practice", "--until", "tomorrow", "--db", &store],
            2,
            "tomorrow",
        ),
    ];
    for (arguments, code, words) in cases {
        let output = run(arguments);
        assert_eq!(
            output.status.code(),
            Some(code),
            "{arguments:?}: {}",
            err(&output)
        );
        assert!(
            err(&output).contains(words),
            "{arguments:?}: {}",
            err(&output)
        );
        assert_eq!(out(&output), "", "{arguments:?}");
    }
    assert!(out(&run(&["--help"])).contains("Exit codes"));
}

#[test]
fn practice_fills_an_empty_store_and_no_other() {
    let dir = tempfile::tempdir().unwrap();
    let store = db(dir.path());
    let url = format!("sqlite:{store}");
    let arguments = [
        "practice",
        "--conversations",
        "60",
        "--until",
        "2026-11-21T09:00:00Z",
        "--db",
        &url,
    ];
    let made = run(&arguments);
    assert!(made.status.success(), "{}", err(&made));
    let counts = serde_json::from_str::<RecordCounts>(&out(&made)).unwrap();
    assert_eq!(counts.conversations, 60);
    let again = run(&arguments);
    assert_eq!(again.status.code(), Some(4));
    assert!(err(&again).contains("not empty"), "{}", err(&again));
    let counted = out(&run(&["counts", "--db", &store]));
    assert_eq!(
        serde_json::from_str::<RecordCounts>(&counted).unwrap(),
        counts
    );
    let stats = out(&run(&["stats", "--db", &store]));
    let count = |what: &str| {
        let line = stats.lines().find_map(|line| line.strip_prefix(what));
        let line = line.unwrap_or_else(|| panic!("{what}: {stats}"));
        line.trim().parse::<u64>().unwrap()
    };
    let ended = count("ended by visitor") + count("ended by clean_up");
    assert_eq!(ended, count("ended  "), "each by somebody");
}

#[cfg(unix)]
#[tokio::test]
async fn serve_says_where_takes_tokens_made_beside_it_and_stops_when_asked() {
    let dir = tempfile::tempdir().unwrap();
    let store = db(dir.path());
    let mut server = Command::new(env!("CARGO_BIN_EXE_daybook-server"))
        .args(["serve", "--db", &store, "--listen", "127.0.0.1:0"])
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(server.stderr.take().unwrap()).lines();
    let line = lines.next().unwrap().unwrap();
    let url = line.split_once("listening on ").unwrap().1.to_owned();
    let token = out(&run(&["token", "create", "--role", "read", "--db", &store]));
    let header = format!("Bearer {}", token.trim());
    let path = format!("{url}/v1/server");
    let reply = request(
        Method::GET,
        &path,
        &[("authorization", &header)],
        Bytes::new(),
    )
    .await;
    assert_eq!(reply.json::<ServerInfo>().product, "daybook-server");
    let id = server.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-TERM", &id])
            .status()
            .unwrap()
            .success()
    );
    assert!(
        server.wait().unwrap().success(),
        "a graceful end is a success"
    );
    assert!(!dir.path().join("store.db-wal").exists(), "closed in order");
}

#[test]
fn a_space_is_made_and_the_store_says_what_it_holds() {
    let dir = tempfile::tempdir().unwrap();
    let store = db(dir.path());
    let zone = |zone| {
        let arguments = ["space", "create", "harbour", "--name", "Harbour Lane"];
        run(&[&arguments[..], &["--time-zone", zone, "--db", &store]].concat())
    };
    assert_eq!(zone("Mars/Olympus").status.code(), Some(2));
    // What HTTP refuses, the terminal refuses too: no chatbot could name such a space.
    let long = "x".repeat(501);
    for (id, name) in [
        ("har bour", "H"),
        ("../x", "H"),
        ("é", "H"),
        ("h", ""),
        ("h", long.as_str()),
    ] {
        let arguments = [
            "space",
            "create",
            id,
            "--name",
            name,
            "--time-zone",
            "Europe/London",
        ];
        let refused = run(&[&arguments[..], &["--db", &store]].concat());
        assert_eq!(refused.status.code(), Some(2), "{id:?} {name:?}");
    }
    for role in ["records:../x", "records:", "reader", "records:a b"] {
        let refused = run(&["token", "create", "--role", role, "--db", &store]);
        assert_eq!(refused.status.code(), Some(2), "{role}");
    }
    for zone_name in ["Europe/London", "Europe/Lisbon"] {
        let made = zone(zone_name);
        assert!(made.status.success(), "{}", err(&made));
    }
    let stats = out(&run(&["stats", "--db", &store]));
    let line = |what: &str| {
        let line = stats.lines().find(|line| line.starts_with(what));
        let line = line.unwrap_or_else(|| panic!("{what}: {stats}"));
        line.split_whitespace().last().unwrap().to_owned()
    };
    for what in ["conversations", "active", "messages", "dead letters"] {
        assert_eq!(line(what), "0", "{what}");
    }
}
