//! Annotations from a terminal: written, listed, changed, removed, and what was before and after one.

use super::done;
use crate::TestBench;
use serde_json::{Value, json};

fn of(bench: &TestBench, arguments: &[&str]) -> Value {
    done(bench, &[&["annotation"], arguments].concat())
}

#[test]
fn an_annotation_is_written_listed_changed_and_removed() {
    let bench = TestBench::synced();
    let added = of(&bench, &["add", "2026-11-02", "New", "prompt"]);
    let first = json!([{"id": 1, "day": "2026-11-02", "words": "New prompt", "space": null}]);
    assert_eq!(added, first);
    of(&bench, &["add", "2026-10-01", "Opening", "--space", "harb"]);
    let listed = bench.run(&["annotation", "list"]).stdout;
    let expected = "\
NUMBER  DAY         SPACE        WORDS
2       2026-10-01  Harbour      Opening
1       2026-11-02  every space  New prompt
";
    assert_eq!(listed, expected);
    let changed = of(
        &bench,
        &["change", "1", "--day", "2026-11-03", "--space", "Harbour"],
    );
    let now = json!([{"id": 1, "day": "2026-11-03", "words": "New prompt", "space": "Harbour"}]);
    assert_eq!(changed, now);
    let widened = of(&bench, &["change", "1", "--every-space"]);
    assert_eq!(widened[0]["space"], Value::Null);
    assert_eq!(bench.run(&["annotation", "remove", "2"]).code, 0);
    assert_eq!(of(&bench, &["list"]).as_array().map(Vec::len), Some(1));
    let refused = [
        (vec!["annotation", "remove", "2"], 3, "no such annotation"),
        (vec!["annotation", "add", "soon", "x"], 2, "day"),
        (
            vec!["annotation", "add", "2026-11-02", " "],
            2,
            "needs words",
        ),
        (vec!["annotation", "compare", "9"], 3, "no such annotation"),
    ];
    for (arguments, code, words) in refused {
        let ran = bench.run(&arguments);
        assert_eq!(ran.code, code, "{arguments:?}: {}", ran.stderr);
        assert!(ran.stderr.contains(words), "{arguments:?}: {}", ran.stderr);
    }
    let entries = done(&bench, &["audit", "list"]).to_string();
    assert!(
        entries.contains("annotation") && !entries.contains("prompt"),
        "{entries}"
    );
}

/// Everything began on 2026-11-02; the next annotation ends the days after, and both sides are as long as each other.
#[test]
fn before_and_after_are_what_metrics_counts_of_their_days() {
    let bench = TestBench::synced();
    of(&bench, &["add", "2026-11-01", "New prompt"]);
    of(&bench, &["add", "2026-11-04", "Older prompt again"]);
    of(&bench, &["add", "2026-10-30", "Prices"]);
    let told = of(&bench, &["compare", "1"]);
    assert_eq!((&told["days"], &told["ended_by"]), (&json!(3), &json!(2)));
    assert_eq!(told["others_before"], json!([3]));
    let days = |side: &str| {
        let period = &told[side]["period"];
        format!(
            "after:{} (before:{1} OR on:{1})",
            period["first"], period["last"]
        )
        .replace('"', "")
    };
    for (side, total) in [("before", 0), ("after", 61)] {
        let metrics = done(&bench, &["metrics", &days(side)]);
        assert_eq!(told[side]["conversations"], total, "{told}");
        assert_eq!(told[side]["conversations"], metrics["total"], "{side}");
        assert_eq!(
            told[side]["day_passes"]["conversations"],
            metrics["day_passes"]["conversations"]
        );
    }
    // What the search says of days is not what is compared.
    let narrowed = of(&bench, &["compare", "1", "channel:whatsapp", "last:7d"]);
    assert_eq!(narrowed["after"]["conversations"], 1);
    let printed = bench.run(&["annotation", "compare", "1"]).stdout;
    assert!(
        printed.contains("After  2026-11-01 to 2026-11-03"),
        "{printed}"
    );
    assert!(printed.contains("2026-10-30 Prices"), "{printed}");
}
