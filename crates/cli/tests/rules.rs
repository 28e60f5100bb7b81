//! Rules, the funnel and what is known, from a terminal.

#![cfg(unix)]

use model::feed::ConversationChange;
use model::{ConversionKind, Sender};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use testkit::fixture::{ProgramOutput, SyncedHome, message, run_program, terminal_program, toured};

/// Conversations in which the assistant had no answer.
const REFUSED: usize = 6;
/// All of them.
const ALL: usize = 16;

struct Bench(SyncedHome);

fn talk(number: usize) -> ConversationChange {
    let id = format!("c{number:02}");
    let mut talk = toured(&id);
    let session = talk.conversation.session_id.clone();
    let answer = if number < REFUSED {
        "I'm sorry, I don't know that.".to_owned()
    } else {
        format!("Come and see us: https://h.example/tours?s={session}")
    };
    let said = message(&format!("{id}-m4"), Sender::AiAgent, 3, &answer);
    talk.messages.push(said);
    if number.is_multiple_of(2) {
        talk.conversions.clear();
    } else {
        talk.conversions[0].kind = ConversionKind::Tour;
    }
    talk
}

impl Bench {
    fn new() -> Self {
        let conversations: Vec<ConversationChange> = (0..ALL).map(talk).collect();
        let program = env!("CARGO_BIN_EXE_daybook-cli");
        Self(SyncedHome::new(program, &conversations))
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

    fn rule(&self, id: &str) -> Value {
        let rules = self.json(&["rules"]);
        let mut rules = rules.as_array().expect("an array").iter();
        rules
            .find(|rule| rule["id"] == id)
            .expect("the rule")
            .clone()
    }
}

fn names(rows: &Value) -> BTreeSet<String> {
    let rows = rows.as_array().expect("an array").iter();
    rows.map(|row| row["remote_id"].to_string()).collect()
}

#[test]
fn a_rule_that_nobody_measured_says_so_and_shows_its_rows() {
    let bench = Bench::new();
    let rule = bench.rule("could_not_answer");
    let told = [
        "name",
        "conversations",
        "precision",
        "elusion",
        "prevalence",
        "measure",
    ];
    let told: Vec<&Value> = told.iter().map(|key| &rule[key]).collect();
    let expected = [
        json!("Could not answer"),
        json!(REFUSED),
        Value::Null,
        Value::Null,
        Value::Null,
        Value::Null,
    ];
    assert_eq!(told, expected.iter().collect::<Vec<_>>());
    let printed = bench.run(&["rules"]).stdout;
    assert!(printed.contains("not measured yet"), "{printed}");

    let rows = bench.json(&["rules", "show", "could_not_answer"]);
    assert_eq!(names(&rows).len(), REFUSED);
    assert_eq!(
        rows,
        bench.json(&["list", "rule:could_not_answer"]),
        "as list prints them"
    );
    let within = bench.json(&["rules", "show", "Could not answer", "outcome:tour"]);
    assert_eq!(names(&within).len(), REFUSED / 2);
    let counted = bench.json(&["rules", "outcome:tour"]);
    let counted = counted.as_array().expect("an array").iter();
    let mut counted = counted.filter(|rule| rule["id"] == "could_not_answer");
    let counted = counted.next().expect("the rule");
    assert_eq!(
        (&counted["conversations"], &counted["of"]),
        (&json!(REFUSED / 2), &json!(ALL / 2))
    );
    assert_eq!(bench.run(&["rules", "show", "nobody"]).code, 3);
}

#[test]
fn a_rule_is_tried_labelled_and_then_measured() {
    let bench = Bench::new();
    let drawn = bench.json(&["rules", "try", "could_not_answer", "--seed", "7"]);
    assert_eq!(
        (&drawn["head"]["name"], &drawn["conversations"]),
        (&json!("try could_not_answer"), &json!(ALL)),
        "there are no hundred"
    );
    let half = bench.rule("could_not_answer");
    assert_eq!(
        (&half["precision"], &half["elusion"]),
        (&Value::Null, &Value::Null)
    );
    assert_eq!(
        half["measure"]["hits"],
        json!({"drawn": REFUSED, "labelled": 0, "found": 0, "of": REFUSED})
    );

    // One of the hits is none, and one of the rest is missed.
    for number in 0..ALL {
        let name = format!("c{number:02}");
        let is_so = (number < REFUSED && number != 3) || number == 9;
        let mut arguments = vec!["mark", name.as_str(), "--reviewed"];
        if is_so {
            arguments.extend(["--tag", "could_not_answer"]);
        }
        assert_eq!(bench.run(&arguments).code, 0, "{name}");
    }
    let rule = bench.rule("could_not_answer");
    let close = |value: &Value, expected: f64| {
        let value = value.as_f64().expect("a number");
        assert!(
            (value - expected).abs() < 1e-12,
            "{value} is not {expected}"
        );
    };
    close(&rule["precision"]["rate"], 5.0 / 6.0);
    close(&rule["elusion"]["rate"], 0.1);
    close(&rule["prevalence"]["rate"], 6.0 / 16.0);
    close(&rule["prevalence"]["interval"][1], 6.0 / 16.0);
    assert_eq!(rule["measure"]["queue"], "try could_not_answer");
    let again = bench.json(&["rules", "try", "could_not_answer"]);
    assert_eq!(again["head"]["name"], "try could_not_answer 2");
    // Whoever reviewed them before was not asked about the rule, so all of them are asked about once more.
    assert_eq!(
        (&drawn["reviewed"], &again["reviewed"]),
        (&json!(0), &json!(0))
    );
    assert!(again["next"].is_number(), "{again}");
    assert_eq!(again["rule"]["name"], "Could not answer");
}

#[test]
fn a_rule_of_your_own_is_written_changed_and_removed() {
    let bench = Bench::new();
    let added = bench.json(&[
        "rules",
        "add",
        "No idea",
        "ai-said:\"don't know\" OR ai-said:sorry",
    ]);
    let told =
        |view: &Value| ["id", "kind", "version", "conversations"].map(|key| view[key].clone());
    assert_eq!(
        told(&added[0]),
        [json!("no_idea"), json!("query"), json!(1), json!(REFUSED)]
    );
    assert_eq!(names(&bench.json(&["list", "rule:no_idea"])).len(), REFUSED);
    assert_eq!(bench.run(&["rules", "try", "no_idea"]).code, 0);
    assert_ne!(bench.rule("no_idea")["measure"], Value::Null);
    let changed = bench.json(&["rules", "change", "no_idea", "operator-said:sorry"]);
    assert_eq!(
        told(&changed[0]),
        [json!("no_idea"), json!("query"), json!(2), json!(0)]
    );
    assert_eq!(
        changed[0]["measure"],
        Value::Null,
        "nothing was measured of this one"
    );

    let refused: [(&[&str], i32, &str); 6] = [
        (
            &["rules", "add", "No idea", "tour"],
            2,
            "another rule has this name",
        ),
        (
            &["rules", "add", "Lately", "last:7d"],
            2,
            "finds something else tomorrow",
        ),
        (
            &["rules", "add", "Odd", "outcome:boat"],
            2,
            "not understood",
        ),
        (
            &["rules", "remove", "error"],
            2,
            "Every Daybook has this rule",
        ),
        (
            &["rules", "change", "error", "tour"],
            2,
            "Every Daybook has this rule",
        ),
        (&["rules", "remove", "nobody"], 3, "There is no such rule"),
    ];
    for (arguments, code, why) in refused {
        let ran = bench.run(arguments);
        let said = ran.stderr.to_lowercase();
        assert_eq!(ran.code, code, "{arguments:?}: {}", ran.stderr);
        assert!(
            said.contains(&why.to_lowercase()),
            "{arguments:?}: {}",
            ran.stderr
        );
    }
    assert_eq!(
        bench.run(&["rules", "remove", "No idea"]).code,
        0,
        "the next thing works"
    );
    assert_eq!(names(&bench.json(&["list", "rule:no_idea"])).len(), 0);
}

#[test]
fn each_step_of_the_funnel_is_what_the_list_says() {
    let bench = Bench::new();
    let funnel = bench.json(&["funnel"]);
    assert_eq!(funnel["scope"]["conversations"], ALL);
    let rows = funnel["rows"].as_array().expect("rows");
    assert_eq!(rows.len(), 5);
    let tours = rows
        .iter()
        .find(|row| row["kind"] == "tour")
        .expect("tours");
    let offered = ALL - REFUSED;
    let expected = [
        ("offered", offered),
        ("converted", offered / 2),
        ("not_converted", offered / 2),
        ("without_offer", REFUSED / 2),
    ];
    for (step, count) in expected {
        assert_eq!(tours[step]["conversations"], count, "{step}");
    }
    assert_eq!(tours["clicked"], Value::Null, "no source tells");
    for row in rows {
        for step in ["offered", "converted", "not_converted", "without_offer"] {
            let query = row[step]["query"].as_str().expect("a search");
            let listed = names(&bench.json(&["list", query])).len();
            assert_eq!(row[step]["conversations"], listed, "{query}");
        }
    }
    let within = bench.json(&["funnel", "outcome:none"]);
    assert_eq!(within["rows"][0]["converted"]["conversations"], 0);
}

#[test]
fn what_is_known_is_said_by_day_and_beside_an_answer_that_may_lack() {
    let bench = Bench::new();
    let known = bench.json(&["coverage"]);
    assert_eq!(known["is_lacking"], false, "{known}");
    let cells = known["cells"].as_array().expect("cells");
    let here: u64 = cells
        .iter()
        .filter_map(|cell| cell["conversations"].as_u64())
        .sum();
    assert_eq!(here, ALL as u64);
    assert!(
        cells.iter().all(|cell| cell["channel"] == "chat"),
        "{known}"
    );
    for arguments in [["list"], ["metrics"]] {
        let ran = bench.run(&arguments);
        assert!(!ran.stderr.contains("not here"), "{}", ran.stderr);
    }
}
