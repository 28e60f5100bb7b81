//! Deletion for privacy from a terminal: asked twice, carried to the server, and kept until the server can be reached.

#![cfg(unix)]

use model::Role;
use server::Store;
use testkit::fixture::{ProgramOutput, SyncedHome, escalated, run_program, toured};

fn synced() -> SyncedHome {
    synced_as(Role::Read)
}

fn synced_to_delete() -> SyncedHome {
    synced_as(Role::Delete)
}

fn synced_as(role: Role) -> SyncedHome {
    let conversations = [toured("c1"), toured("c2"), escalated("c3")];
    SyncedHome::with_role(env!("CARGO_BIN_EXE_daybook-cli"), &conversations, role)
}

fn here(bench: &SyncedHome) -> Vec<String> {
    let rows = bench.run(&["list", "--json"]).json();
    let rows = rows.as_array().expect("rows").iter();
    let id = |row: &serde_json::Value| row["remote_id"].as_str().expect("an id").to_owned();
    let mut ids: Vec<String> = rows.map(id).collect();
    ids.sort();
    ids
}

fn is_there(bench: &SyncedHome, id: &str) -> bool {
    let id = id.into();
    let found = bench.server.store.conversation(&id);
    bench.runtime.block_on(found).expect("an answer").is_some()
}

fn stages(bench: &SyncedHome) -> Vec<(String, String)> {
    let lines = bench.run(&["delete", "--list", "--json"]).json();
    let lines = lines.as_array().expect("lines").iter();
    let line = |line: &serde_json::Value| {
        let state = &line["state"];
        let state = state.as_str().map_or_else(
            || {
                state
                    .as_object()
                    .expect("a stage")
                    .keys()
                    .next()
                    .expect("a name")
                    .clone()
            },
            str::to_owned,
        );
        (
            line["conversation"].as_str().expect("an id").to_owned(),
            state,
        )
    };
    let mut stages: Vec<_> = lines.map(line).collect();
    stages.sort();
    stages
}

fn answered(bench: &SyncedHome, answers: &str) -> ProgramOutput {
    run_program(bench.command(&["delete", "c1"]), answers)
}

#[test]
fn it_is_asked_twice_and_then_gone_there_and_here() {
    let bench = synced_to_delete();
    for answers in ["", "no\n", "yes\n", "yes\n2\n", "yes\nyes\n"] {
        let kept = answered(&bench, answers);
        assert_eq!(kept.code, 1, "{answers:?}: {}", kept.stderr);
        assert!(
            kept.stderr.contains("Nothing was deleted"),
            "{}",
            kept.stderr
        );
    }
    assert_eq!(here(&bench), ["c1", "c2", "c3"]);
    assert!(is_there(&bench, "c1"));
    let gone = answered(&bench, "yes\n1\n");
    assert_eq!(gone.code, 0, "{}", gone.stderr);
    assert!(
        gone.stdout.contains("Gone there and here"),
        "{}",
        gone.stdout
    );
    assert_eq!(here(&bench), ["c2", "c3"]);
    assert!(!is_there(&bench, "c1"));
    let again = bench.run(&["delete", "c1", "--yes"]);
    assert_eq!(again.code, 3, "{}", again.stderr);
    assert_eq!(bench.run(&["sync", "--full"]).code, 0);
    assert_eq!(here(&bench), ["c2", "c3"]);
    let log = bench.run(&["audit", "list", "--json"]).stdout;
    assert!(log.contains("\"delete\"") && log.contains("c1"), "{log}");
    assert_eq!(bench.run(&["audit", "verify"]).code, 0);
}

#[test]
fn a_server_that_cannot_be_reached_hears_of_it_with_the_next_sync() {
    let mut bench = synced_to_delete();
    bench.runtime.block_on(bench.server.stop());
    let gone = bench.run(&["delete", "c2", "c3", "--yes"]);
    assert_eq!(gone.code, 0, "{}", gone.stderr);
    assert!(
        gone.stdout.contains("waits for its server"),
        "{}",
        gone.stdout
    );
    assert_eq!(here(&bench), ["c1"]);
    let waiting = ["c2", "c3"].map(|id| (id.to_owned(), "waiting".to_owned()));
    assert_eq!(stages(&bench), waiting);
    assert_eq!(bench.run(&["sync"]).code, 5, "still out of reach");
    assert_eq!(stages(&bench), waiting);
    bench.runtime.block_on(bench.server.start_again());
    let synced = bench.run(&["sync", "--json"]);
    assert_eq!(synced.code, 0, "{}", synced.stderr);
    let carried = ["c2", "c3"].map(|id| (id.to_owned(), "carried".to_owned()));
    assert_eq!(stages(&bench), carried);
    assert!(!is_there(&bench, "c2") && !is_there(&bench, "c3") && is_there(&bench, "c1"));
    assert_eq!(here(&bench), ["c1"]);
    let state = bench.run(&["source", "list", "--json"]).json();
    assert_eq!(state[0]["completeness"]["state"], "complete", "{state}");
}

#[test]
fn a_token_that_may_not_delete_deletes_nothing_and_the_next_thing_works() {
    let bench = synced();
    let refused = bench.run(&["delete", "c1", "--yes"]);
    assert_eq!(refused.code, 4, "{}", refused.stderr);
    assert!(
        refused.stderr.contains("delete conversations"),
        "{}",
        refused.stderr
    );
    assert_eq!(here(&bench), ["c1", "c2", "c3"]);
    assert!(is_there(&bench, "c1"));
    assert_eq!(stages(&bench), Vec::new());
    assert_eq!(bench.run(&["show", "c1"]).code, 0);
    assert_eq!(bench.run(&["sync"]).code, 0);
}

/// Asked for out of reach, and refused when it comes there: it is said, and can be taken back.
#[test]
fn a_deletion_that_is_refused_later_is_told_and_can_be_forgotten() {
    let mut bench = synced();
    bench.runtime.block_on(bench.server.stop());
    assert_eq!(bench.run(&["delete", "c1", "--yes"]).code, 0);
    bench.runtime.block_on(bench.server.start_again());
    assert_eq!(bench.run(&["sync"]).code, 0);
    assert_eq!(stages(&bench), [("c1".to_owned(), "refused".to_owned())]);
    assert_eq!(here(&bench), ["c2", "c3"]);
    // A cache that is lost has lost what kept it away; the next sync knows it all the same.
    let cache = bench.home.home().root().join("cache.db");
    std::fs::remove_file(cache).expect("removes");
    assert_eq!(bench.run(&["sync"]).code, 0);
    assert_eq!(here(&bench), ["c2", "c3"]);
    assert_eq!(bench.run(&["delete", "--withdraw", "c1"]).code, 0);
    assert_eq!(bench.run(&["delete", "--withdraw", "c1"]).code, 3);
    assert_eq!(bench.run(&["sync", "--full"]).code, 0);
    assert_eq!(here(&bench), ["c1", "c2", "c3"]);
}

/// Another store at the same address may know another conversation by the same id.
#[test]
fn another_store_at_the_address_is_told_nothing() {
    let mut bench = synced_to_delete();
    // A store that was put back has the same ids and takes the same tokens.
    let copy = bench.home.folder().join("copy");
    let back = bench.home.folder().join("back.db");
    let other = bench.runtime.block_on(async {
        bench.server.store.back_up(&copy).await.expect("a backup");
        server::restore(&copy, &back).await.expect("restored");
        Store::open(&back).await.expect("the store")
    });
    bench.runtime.block_on(bench.server.stop());
    assert_eq!(bench.run(&["delete", "c2", "--yes"]).code, 0);
    let own = std::mem::replace(&mut bench.server.store, other);
    bench.runtime.block_on(bench.server.start_again());
    let refused = bench.run(&["sync"]);
    assert_eq!(refused.code, 1, "{}", refused.stderr);
    assert!(
        refused.stderr.contains("source resync"),
        "{}",
        refused.stderr
    );
    assert!(is_there(&bench, "c2"));
    assert_eq!(stages(&bench), [("c2".to_owned(), "waiting".to_owned())]);
    bench.runtime.block_on(bench.server.stop());
    bench.server.store = own;
    bench.runtime.block_on(bench.server.start_again());
    assert_eq!(bench.run(&["sync"]).code, 0);
    assert!(!is_there(&bench, "c2"));
    // Nobody is left to carry what waits when its source goes.
    bench.runtime.block_on(bench.server.stop());
    assert_eq!(bench.run(&["delete", "c1", "--yes"]).code, 0);
    assert_eq!(bench.run(&["source", "remove", "Harbour"]).code, 0);
    assert_eq!(bench.run(&["delete", "--withdraw", "c1"]).code, 0);
    assert_eq!(stages(&bench), [("c2".to_owned(), "carried".to_owned())]);
}

/// The word is asked for, what no server will hear of any more is told, and nothing is left that a key opens.
#[test]
fn a_laptop_is_forgotten_after_a_word() {
    let mut bench = synced_to_delete();
    bench.runtime.block_on(bench.server.stop());
    assert_eq!(bench.run(&["delete", "c2", "--yes"]).code, 0);
    for answer in ["", "yes\n"] {
        let kept = run_program(bench.command(&["forget-laptop"]), answer);
        assert_eq!(kept.code, 1, "{}", kept.stderr);
        assert!(
            kept.stderr.contains("Nothing was forgotten"),
            "{}",
            kept.stderr
        );
    }
    assert_eq!(here(&bench), ["c1", "c3"]);
    let gone = run_program(bench.command(&["forget-laptop"]), "forget\n");
    assert_eq!(gone.code, 0, "{}", gone.stderr);
    assert!(
        gone.stderr
            .contains("1 deletion has not reached its server yet"),
        "{}",
        gone.stderr
    );
    assert!(here(&bench).is_empty());
    assert!(is_there(&bench, "c2"), "no server was told");
}
