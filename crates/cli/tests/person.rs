//! Everything on one person from a terminal: listed with the reasons, written into a folder where nobody else is named,
//! and erased.

#![cfg(unix)]

use model::feed::ConversationChange;
use model::record::LeadRecord;
use model::{Role, Sender};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use testkit::fixture::{ProgramOutput, SyncedHome, escalated, message, run_program, toured};

struct PersonBench {
    home: SyncedHome,
    folder: tempfile::TempDir,
}

/// Grace's chat, in which she left her details and speaks of somebody else, as the operator does.
fn chat() -> ConversationChange {
    let mut chat = toured("c1");
    chat.conversation.customer_id = None;
    chat.conversation.external_identifier = Some("grace@loft.example".to_owned());
    chat.messages = vec![
        message(
            "c1-m1",
            Sender::Customer,
            0,
            "I am Grace. Ada told me of you.",
        ),
        message("c1-m2", Sender::Tool, 1, "lookup for ada@visitors.example"),
        message(
            "c1-m3",
            Sender::Operator,
            2,
            "Hello Grace, Zoë Marsh (+351 912 345 678) shows you round. We call +44 20 7946 0958.",
        ),
    ];
    chat.messages[2].sender_name = Some("Omar Haddad".to_owned());
    chat.leads.push(LeadRecord {
        id: "c1-l1".into(),
        name: Some("Grace Lin".to_owned()),
        email: None,
        phone: Some("+44 20 7946 0958".to_owned()),
        note: None,
        created_at: chat.conversation.started_at,
    });
    chat
}

/// A call from her number.
fn call() -> ConversationChange {
    let mut call = escalated("c2");
    call.conversation.external_identifier = Some("0044 (0)20 7946 0958".to_owned());
    call.conversation.subject = None;
    call.messages = vec![message("c2-m1", Sender::Customer, 0, "About my desk.")];
    call.leads.clear();
    call
}

impl PersonBench {
    fn new() -> Self {
        let conversations = [chat(), call(), escalated("c3"), toured("c4")];
        let program = env!("CARGO_BIN_EXE_daybook-cli");
        Self {
            home: SyncedHome::with_role(program, &conversations, Role::Delete),
            folder: tempfile::tempdir().expect("a folder"),
        }
    }

    fn run(&self, words: &[&str]) -> ProgramOutput {
        self.home.run(&[&["person"], words].concat())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn written(&self, name: &str, words: &[&str]) -> PathBuf {
        let target = self.path(name);
        let out = ["--out", target.to_str().expect("a text")];
        let ran = self.run(&[words, &out].concat());
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        target
    }

    fn here(&self) -> Vec<String> {
        let rows = self.home.run(&["list", "--json"]).json();
        let rows = rows.as_array().expect("rows").iter();
        let mut ids: Vec<String> = rows
            .map(|row| row["remote_id"].as_str().expect("an id").to_owned())
            .collect();
        ids.sort();
        ids
    }
}

fn json(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).expect("a file")).expect("JSON")
}

fn held(told: &Value) -> Vec<&str> {
    let all = told["conversations"].as_array().expect("conversations");
    let mut ids: Vec<&str> = all
        .iter()
        .map(|one| one["remote_id"].as_str().expect("an id"))
        .collect();
    ids.sort_unstable();
    ids
}

#[test]
fn whatever_names_them_lists_the_same_with_the_reason() {
    let bench = PersonBench::new();
    for writing in ["GRACE@loft.example", "tel:+442079460958", "c1", "c2"] {
        let listed = bench.run(&[writing, "--json"]);
        assert_eq!(listed.code, 0, "{writing}: {}", listed.stderr);
        assert_eq!(held(&listed.json()), ["c1", "c2"], "{writing}");
    }
    let table = bench.run(&["grace@loft.example"]);
    assert!(
        table.stdout.contains("e-mail address grace@loft.example"),
        "{}",
        table.stdout
    );
    assert!(
        table
            .stdout
            .contains("telephone number 0044 (0)20 7946 0958, as in"),
        "{}",
        table.stdout
    );
    assert!(
        table.stderr.contains("2 conversations, 4 messages"),
        "{}",
        table.stderr
    );
    let nobody = bench.run(&["Grace Lin"]);
    assert_eq!((nobody.code, nobody.stdout.as_str()), (0, ""));
    assert!(nobody.stderr.contains("A name alone"), "{}", nobody.stderr);
    let target = bench.path("nobody");
    let out = target.to_str().expect("a text");
    assert_eq!(bench.run(&["Grace Lin", "--out", out]).code, 3);
    assert!(!target.exists());
}

#[test]
fn the_file_holds_their_words_and_names_nobody_else() {
    let bench = PersonBench::new();
    let noted = bench.home.run(&["mark", "c1", "--note", "calls in May"]);
    assert_eq!(noted.code, 0, "{}", noted.stderr);
    let folder = bench.written("grace", &["grace@loft.example"]);
    let page = fs::read_to_string(folder.join("transcript.html")).expect("a page");
    let told = json(&folder.join("person.json"));
    let record = told.to_string();
    for text in [&page, &record] {
        for theirs in [
            "I am Grace. Ada told me of you.",
            "About my desk.",
            "Grace Lin",
        ] {
            assert!(text.contains(theirs), "{theirs}: {text}");
        }
        for others in ["Omar", "Haddad", "Marsh", "912 345", "ada@visitors"] {
            assert!(!text.contains(others), "{others}: {text}");
        }
        assert!(text.contains("([Phone-1]) shows you round"), "{text}");
        assert!(text.contains("We call +44 20 7946 0958."), "{text}");
        assert!(!text.contains("calls in May"), "notes stay here");
    }
    assert_eq!(told["daybook_person"], 1);
    assert_eq!(told["totals"]["messages"], 4);
    let chat = &told["conversations"];
    let chat = chat.as_array().expect("conversations").iter();
    let chat = chat.clone().find(|it| it["conversation"] == "c1");
    let chat = chat.expect("the chat");
    assert_eq!(chat["leads"][0]["name"], "Grace Lin");
    assert_eq!(chat["outcomes"][0]["kind"], "tour");
    assert_eq!(chat["why"]["by"], "email");
    let manifest = json(&bench.path("grace.manifest.json"));
    assert_eq!(manifest["content"]["format"], "person");
    assert_eq!(manifest["content"]["rows"], 4);
    for file in manifest["content"]["files"].as_array().expect("files") {
        let path = folder.join(file["name"].as_str().expect("a name"));
        let bytes = fs::metadata(path).expect("a file").len();
        assert_eq!(file["bytes"], bytes);
    }
    // What a program did that only reads waits for the next one that writes.
    assert_eq!(bench.home.run(&["sync"]).code, 0);
    let log = bench.home.run(&["audit", "list", "--json"]).stdout;
    assert!(log.contains("person") && log.contains("sha256"), "{log}");
    assert!(
        !log.contains("grace") && !log.contains("loft.example"),
        "{log}"
    );
    assert_eq!(bench.home.run(&["audit", "verify"]).code, 0);
    // What stands there is replaced only where that is allowed.
    let again = ["c1", "--notes", "--out", folder.to_str().expect("a text")];
    assert_ne!(bench.run(&again).code, 0);
    bench.written("grace", &["c1", "--notes", "--force"]);
    let noted = json(&folder.join("person.json")).to_string();
    assert!(noted.contains("calls in May"), "{noted}");
}

#[test]
fn what_is_left_out_is_in_no_file_and_stays() {
    let bench = PersonBench::new();
    let folder = bench.written("grace", &["grace@loft.example", "--without", "c2"]);
    let told = json(&folder.join("person.json"));
    assert_eq!(told["totals"]["conversations"], 1);
    assert_eq!(told["totals"]["left_out"], 1);
    let page = fs::read_to_string(folder.join("transcript.html")).expect("a page");
    assert!(!page.contains("About my desk"), "{page}");
    let stranger = bench.run(&["grace@loft.example", "--without", "c3"]);
    assert_eq!(stranger.code, 3, "{}", stranger.stderr);
    let all = ["grace@loft.example", "--without", "c1", "--erase", "--yes"];
    let gone = bench.run(&all);
    assert_eq!(
        gone.code, 3,
        "the call is reached through c1 alone: {}",
        gone.stderr
    );
    assert_eq!(bench.here(), ["c1", "c2", "c3", "c4"]);
}

#[test]
fn erasing_asks_the_two_questions_about_all_of_it() {
    let bench = PersonBench::new();
    let asked = |answers| {
        let words = ["person", "grace@loft.example", "--erase"];
        run_program(bench.home.command(&words), answers)
    };
    for answers in ["", "no\n", "yes\n", "yes\n1\n"] {
        let kept = asked(answers);
        assert_eq!(kept.code, 1, "{answers:?}: {}", kept.stderr);
    }
    assert_eq!(bench.here(), ["c1", "c2", "c3", "c4"]);
    let gone = asked("yes\n2\n");
    assert_eq!(gone.code, 0, "{}", gone.stderr);
    assert_eq!(bench.here(), ["c3", "c4"]);
    let nothing = bench.run(&["+44 20 7946 0958", "--json"]).json();
    assert_eq!(held(&nothing), [""; 0]);
    assert_eq!(bench.home.run(&["sync", "--full"]).code, 0);
    assert_eq!(bench.here(), ["c3", "c4"]);
}
