//! Views from a terminal: saved, listed, asked within, handed over and removed, as processes of their own.

#![cfg(unix)]

use testkit::fixture::{ProgramOutput, SyncedHome, escalated, run_program, toured};

fn synced() -> SyncedHome {
    let conversations = [toured("c1"), toured("c2"), escalated("c3")];
    SyncedHome::new(env!("CARGO_BIN_EXE_daybook-cli"), &conversations)
}

fn done(bench: &SyncedHome, arguments: &[&str]) -> ProgramOutput {
    let ran = bench.run(arguments);
    assert_eq!(ran.code, 0, "{arguments:?}: {}", ran.stderr);
    ran
}

fn ids(ran: &ProgramOutput) -> Vec<String> {
    let rows = ran.json();
    let rows = rows.as_array().expect("rows").iter();
    rows.map(|row| row["remote_id"].as_str().expect("an id").to_owned())
        .collect()
}

#[test]
fn a_view_is_saved_asked_within_handed_over_and_removed() {
    let bench = synced();
    let saved = [
        "view",
        "save",
        "Toured",
        "outcome:tour",
        "--sort",
        "started",
        "--ascending",
    ];
    done(&bench, &saved);
    let lines = done(&bench, &["view", "list", "--json"]).json();
    let lines = lines.as_array().expect("lines");
    let own = lines.last().expect("the saved one");
    assert_eq!(
        (&own["name"], &own["conversations"]),
        (&"Toured".into(), &2.into())
    );
    assert_eq!(own["sort"]["by"], "started");
    let within = done(&bench, &["list", "--view", "toured", "--json"]);
    assert_eq!(ids(&within).len(), 2);
    let narrowed = done(
        &bench,
        &["list", "--view", "Toured", "session:nobody", "--json"],
    );
    assert!(ids(&narrowed).is_empty(), "both hold");
    let built_in = done(&bench, &["list", "--view", "Escalated", "--json"]);
    assert_eq!(ids(&built_in), ["c3"]);
    let metrics = done(&bench, &["metrics", "--view", "Toured", "--json"]).json();
    assert_eq!(metrics["total"], 2, "{metrics}");

    let file = done(&bench, &["view", "export", "Toured"]).stdout;
    let taken = run_program(bench.command(&["view", "import"]), &file);
    assert_ne!(taken.code, 0, "there is one of this name");
    done(&bench, &["view", "remove", "Toured"]);
    let gone = bench.run(&["list", "--view", "Toured"]);
    assert_eq!(gone.code, 3, "{}", gone.stderr);
    let imported = run_program(bench.command(&["view", "import"]), &file);
    assert_eq!(imported.code, 0, "{}", imported.stderr);
    assert_eq!(
        ids(&done(&bench, &["list", "--view", "Toured", "--json"])).len(),
        2
    );
}

#[test]
fn a_view_that_is_not_understood_says_so_and_a_file_that_is_none_is_refused() {
    let bench = synced();
    done(&bench, &["view", "save", "Odd", "outcome:moon"]);
    let listed = done(&bench, &["view", "list"]);
    assert!(listed.stderr.contains("Odd: "), "{}", listed.stderr);
    let file = r#"{"daybook_view":1,"name":"Roof","query":"roof","sort":"subject","direction":"ascending","colour":"mauve"}"#;
    let refused = run_program(bench.command(&["view", "import"]), file);
    assert_ne!(refused.code, 0);
    assert!(refused.stderr.contains("colour"), "{}", refused.stderr);
    let mended = run_program(
        bench.command(&["view", "import"]),
        &file.replace(r#","colour":"mauve""#, ""),
    );
    assert_eq!(mended.code, 0, "{}", mended.stderr);
    let built_in = bench.run(&["view", "remove", "Escalated"]);
    assert_eq!(
        built_in.code, 3,
        "it is every Daybook's: {}",
        built_in.stderr
    );
}

/// Facets say what another choice would give, whatever the search says of them.
#[test]
fn facets_are_counted_without_what_the_search_says_of_them() {
    let bench = synced();
    let facets = done(
        &bench,
        &["facets", "outcome:tour", "escalated:none", "--json"],
    )
    .json();
    let values = |facet: &str| -> Vec<(String, u64, String)> {
        let facets = facets.as_array().expect("facets").iter();
        let one = facets.filter(|one| one["facet"] == facet);
        let values = one.flat_map(|one| one["values"].as_array().expect("values"));
        let text = |value: &serde_json::Value| value.as_str().expect("a text").to_owned();
        values
            .map(|it| {
                (
                    text(&it["term"]),
                    it["conversations"].as_u64().expect("a count"),
                    text(&it["choice"]),
                )
            })
            .collect()
    };
    let none = ("escalated:none".to_owned(), 2, "chosen".to_owned());
    assert_eq!(values("escalation")[0], none, "{facets}");
    let tour = ("outcome:tour".to_owned(), 2, "chosen".to_owned());
    assert!(values("outcome").contains(&tour), "{facets}");
    let printed = done(&bench, &["facets"]).stdout;
    assert!(printed.contains("escalated:none"), "{printed}");
}
