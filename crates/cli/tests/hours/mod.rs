//! Opening hours from a terminal: said, listed, forgotten, asked for, and the numbers after hours.

mod annotations;

use super::TestBench;
use serde_json::{Value, json};

fn done(bench: &TestBench, arguments: &[&str]) -> Value {
    let ran = bench.run(&[arguments, &["--json"]].concat());
    assert_eq!(ran.code, 0, "{arguments:?}: {}", ran.stderr);
    ran.json()
}

/// Sixty chats begin from 10:00 to 10:59 in Lisbon, and one on WhatsApp with a day pass.
#[test]
fn hours_are_said_listed_and_forgotten() {
    let bench = TestBench::synced();
    let listed = done(&bench, &["hours", "list"]);
    let harbour =
        json!([{"space": 1, "name": "Harbour", "time_zone": "Europe/Lisbon", "hours": null}]);
    assert_eq!(listed, harbour);
    let typed = "Mon–Fri 10:30 - 18:00; sat 22:00-02:00; closed 2026-12-25";
    let set = done(&bench, &["hours", "set", "harbour", typed]);
    let kept = "mon-fri 10:30-18:00; sat 22:00-02:00; closed 2026-12-25";
    assert_eq!(set[0]["hours"], kept);
    let printed = bench.run(&["hours", "list"]).stdout;
    let expected = format!("SPACE    ZONE           OPEN\nHarbour  Europe/Lisbon  {kept}\n");
    assert_eq!(printed, expected);
    let total = |query: &str| done(&bench, &["metrics", query])["total"].clone();
    assert_eq!(total("channel:chat hours:outside"), 30);
    assert_eq!(total("channel:chat hours:inside"), 30);
    assert_eq!(total("hours:unknown"), 0);
    let removed = done(&bench, &["hours", "remove", "Harb"]);
    assert_eq!(removed[0]["hours"], Value::Null);
    assert_eq!(total("hours:unknown"), 61);
}

#[test]
fn what_cannot_be_used_is_said_and_changes_nothing() {
    let bench = TestBench::synced();
    done(&bench, &["hours", "set", "Harbour", "mon-fri 09:00-18:00"]);
    let cases = [
        (
            ["hours", "set", "Harbour", "mon-fri 09:00-25:00"],
            2,
            "No clock shows “09:00-25:00”",
        ),
        (
            ["hours", "set", "Harbour", "mon-fri"],
            2,
            "“mon-fri” has no times",
        ),
        (
            ["hours", "set", "Quay", "mon 09:00-18:00"],
            3,
            "There is no such space",
        ),
    ];
    for (arguments, code, words) in cases {
        let refused = bench.run(&arguments);
        assert_eq!(refused.code, code, "{arguments:?}: {}", refused.stderr);
        assert!(refused.stderr.contains(words), "{}", refused.stderr);
    }
    assert_eq!(bench.run(&["hours", "set", "Harbour"]).code, 2);
    let listed = done(&bench, &["hours", "list"]);
    assert_eq!(listed[0]["hours"], "mon-fri 09:00-18:00");
}

#[test]
fn the_parts_make_up_all_and_are_what_metrics_counts() {
    let bench = TestBench::synced();
    let unknown = done(&bench, &["after-hours"]);
    assert_eq!(unknown["unknown"]["conversations"], 61);
    assert_eq!(unknown["spaces_without_hours"], json!(["Harbour"]));
    assert_eq!(unknown["outside_share"]["total"]["rate"], Value::Null);
    done(&bench, &["hours", "set", "Harbour", "mon-fri 10:30-18:00"]);
    let told = done(&bench, &["after-hours"]);
    let count = |part: &str| told[part]["conversations"].as_u64().expect("a count");
    assert_eq!(count("inside") + count("outside") + count("unknown"), 61);
    let outside = count("outside_ai_alone") + count("outside_with_operator");
    assert_eq!(outside, count("outside"));
    let parts = [
        "inside",
        "outside",
        "unknown",
        "outside_ai_alone",
        "outside_with_operator",
    ];
    for part in parts {
        let part = &told[part];
        let term = part["term"].as_str().expect("a search");
        let metrics = done(&bench, &["metrics", term]);
        assert_eq!(part["conversations"], metrics["total"], "{term}");
        for key in [
            "any_conversion",
            "bookings",
            "customers",
            "tours",
            "day_passes",
            "leads",
        ] {
            let (one, other) = (&part[key]["conversations"], &metrics[key]["conversations"]);
            assert_eq!(one, other, "{term} {key}");
        }
    }
    let share = &told["outside_share"]["total"];
    assert_eq!(
        (&share["known"], &share["outside"]),
        (&json!(61), &json!(count("outside")))
    );
    let compared = done(&bench, &["compare", "--by", "hours"]);
    let sides: Vec<&Value> = compared.as_array().expect("parts").iter().collect();
    assert_eq!(sides[0]["value"], "inside");
    assert_eq!(sides[1]["term"], "hours:outside");
    assert_eq!(sides[1]["conversations"], told["outside"]["conversations"]);
    let one = &told["outside_beside_inside"]["day_passes"];
    assert!(
        one["verdict"].is_string() && one["interval"].is_array(),
        "{told}"
    );
    let counted = done(&bench, &["after-hours", "--inferred"]);
    assert_eq!(counted["inferred"], "counted");
    let printed = bench.run(&["after-hours"]).stdout;
    assert!(
        printed.contains("WHILE OPEN") && printed.contains("AI ALONE"),
        "{printed}"
    );
}

/// The audit log says of which space, and nothing else.
#[test]
fn the_audit_log_has_ids_alone() {
    let bench = TestBench::synced();
    done(&bench, &["hours", "set", "Harbour", "mon-fri 09:00-18:00"]);
    let entries = done(&bench, &["audit", "list"]);
    let entries = entries.as_array().expect("entries").iter();
    let mut noted = entries.filter(|entry| entry["action"] == "annotate");
    let entry = noted.next().expect("it was noted").to_string();
    assert!(
        entry.contains("opening_hours") && entry.contains("s1"),
        "{entry}"
    );
    assert!(
        !entry.contains("09:00") && !entry.contains("Harbour"),
        "{entry}"
    );
}
