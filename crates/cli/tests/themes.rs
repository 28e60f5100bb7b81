//! Themes from a terminal: every number is the length of the list that its term finds, a manager's decisions are kept, and
//! a draft names nobody.

#![cfg(unix)]

use model::feed::ConversationChange;
use model::{ConversionKind, Sender};
use serde_json::Value;
use testkit::fixture::{ProgramOutput, SyncedHome, message, run_program, terminal_program, toured};

/// Conversations that ask for parking, and that ask when it opens.
const ASKING: usize = 12;

struct Bench(SyncedHome);

fn talk(id: &str, asked: &str, answer: &str, converted: bool) -> ConversationChange {
    let mut talk = toured(id);
    talk.messages = vec![
        message(&format!("{id}-q"), Sender::Customer, 0, asked),
        message(&format!("{id}-a"), Sender::AiAgent, 1, answer),
    ];
    if converted {
        talk.conversions[0].kind = ConversionKind::Tour;
    } else {
        talk.conversions.clear();
    }
    talk
}

fn history() -> Vec<ConversationChange> {
    let parking = |at: usize| {
        let price = if at.is_multiple_of(2) { "€5" } else { "€7" };
        let answer = format!("Parking is {price} a day. Write to ana.lopes@example.org, Zoe.");
        talk(
            &format!("p{at:02}"),
            "Is there parking for a car?",
            &answer,
            at.is_multiple_of(3),
        )
    };
    let opening = |at: usize| {
        talk(
            &format!("o{at:02}"),
            "When do you open on Sunday?",
            "At 9:00.",
            false,
        )
    };
    (0..ASKING)
        .map(parking)
        .chain((0..ASKING / 2).map(opening))
        .collect()
}

impl Bench {
    fn new() -> Self {
        let program = env!("CARGO_BIN_EXE_daybook-cli");
        Self(SyncedHome::new(program, &history()))
    }

    fn run(&self, arguments: &[&str]) -> ProgramOutput {
        let home = self.0.home.home();
        let program = env!("CARGO_BIN_EXE_daybook-cli");
        run_program(terminal_program(program, home.root(), arguments), "")
    }

    fn json(&self, arguments: &[&str]) -> Value {
        let ran = self.run(&[arguments, &["--json"]].concat());
        assert_eq!(ran.code, 0, "{arguments:?}: {}", ran.stderr);
        ran.json()
    }

    fn listed(&self, term: &str) -> usize {
        self.json(&["list", term]).as_array().expect("rows").len()
    }

    /// The groups, by what they are called.
    fn group(&self, name: &str) -> Value {
        let themes = self.json(&["themes"]);
        let mut groups = themes["groups"].as_array().expect("groups").iter();
        let found = groups.find(|it| it["name"] == name);
        found.unwrap_or_else(|| panic!("{name}: {themes}")).clone()
    }
}

fn count(value: &Value) -> usize {
    usize::try_from(value.as_u64().expect("a count")).expect("small")
}

#[test]
fn each_number_is_the_length_of_its_list() {
    let bench = Bench::new();
    let parking = bench.group("Is there parking for a car?");
    let id = parking["id"].as_str().expect("an id");
    assert_eq!(
        (
            count(&parking["conversations"]),
            count(&parking["converted"])
        ),
        (ASKING, ASKING / 3)
    );
    assert_eq!(bench.listed(&format!("asks:{id}")), ASKING);
    assert_eq!(bench.listed(&format!("asks:{id} outcome:any")), ASKING / 3);
    let shown = bench.json(&["themes", "show", id]);
    assert_eq!(shown["line"], parking, "one line, wherever it is asked");
    let sides = shown["disagreements"][0]["sides"]
        .as_array()
        .expect("sides");
    assert_eq!(shown["disagreements"][0]["kind"], "price");
    assert_eq!(
        shown["disagreements"][0]["changed_at"],
        Value::Null,
        "side by side"
    );
    assert_eq!(sides.len(), 2);
    for part in sides
        .iter()
        .chain(shown["answers"].as_array().expect("answers"))
    {
        let course = &part["course"];
        let term = course["term"].as_str().expect("a term");
        assert_eq!(
            bench.listed(term),
            count(&course["conversations"]),
            "{part}"
        );
    }
    let text = bench.run(&["themes"]);
    assert!(
        text.stdout.contains(id) && text.stdout.contains("QUESTION"),
        "{}",
        text.stdout
    );
    let text = bench.run(&["themes", "show", id]);
    assert!(
        text.stdout.contains("Price: stated side by side"),
        "{}",
        text.stdout
    );
    assert_eq!(bench.run(&["themes", "show", "q000000000000"]).code, 3);
}

#[test]
fn questions_are_renamed_merged_and_put_apart() {
    let bench = Bench::new();
    let id = |value: &Value| value["id"].as_str().expect("an id").to_owned();
    let parking = id(&bench.group("Is there parking for a car?"));
    let opening = id(&bench.group("When do you open on Sunday?"));
    assert_eq!(
        bench.run(&["themes", "rename", &parking, "Parking"]).code,
        0
    );
    assert_eq!(bench.group("Parking")["is_named"], true);
    assert_eq!(bench.run(&["themes", "merge", &parking, &opening]).code, 0);
    let merged = bench.group("Parking");
    assert_eq!(
        (count(&merged["conversations"]), &merged["is_merged"]),
        (ASKING + ASKING / 2, &Value::Bool(true))
    );
    assert_eq!(
        bench.listed(&format!("asks:{opening}")),
        ASKING + ASKING / 2
    );
    assert_eq!(bench.run(&["themes", "split", &parking]).code, 0);
    assert_eq!(count(&bench.group("Parking")["conversations"]), ASKING);
    let refused = bench.run(&["themes", "split", &parking, &opening]);
    assert_eq!(
        refused.code, 2,
        "a wording of another question: {}",
        refused.stderr
    );
    assert_eq!(bench.run(&["themes", "rename", &parking]).code, 0);
    assert_eq!(
        bench.group("Is there parking for a car?")["is_named"],
        false
    );
}

#[test]
fn a_draft_has_its_evidence_and_names_nobody() {
    let bench = Bench::new();
    let opening = bench.group("When do you open on Sunday?");
    let opening = opening["id"].as_str().expect("an id");
    let parking = bench.group("Is there parking for a car?");
    let parking = parking["id"].as_str().expect("an id");
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("parking.md");
    let place = file.to_str().expect("a name");
    assert_eq!(
        bench.run(&["themes", "faq", parking, "--out", place]).code,
        0
    );
    let draft = std::fs::read_to_string(&file).expect("a file");
    assert!(
        draft.starts_with("# Is there parking for a car?\n"),
        "{draft}"
    );
    assert!(draft.contains("No consistent answer"), "{draft}");
    assert!(
        draft.contains("EUR 5.00: 6 times") && draft.contains("p00"),
        "{draft}"
    );
    assert!(!draft.contains("ana.lopes"), "{draft}");
    let again = bench.run(&["themes", "faq", parking, "--out", place]);
    assert_eq!(again.code, 2, "a file is not replaced: {}", again.stderr);
    let printed = bench.run(&["themes", "faq", opening]);
    assert!(
        printed.stdout.contains("> At 9:00.") && printed.stdout.contains("6 of 6 times"),
        "{}",
        printed.stdout
    );
    let log = bench.run(&["audit", "list"]);
    assert!(
        !log.stdout.contains("parking"),
        "no word of it is in the log"
    );
}
