//! Numbers from a terminal: trends, comparisons, and the self-check.

use super::{TestBench, change, converted, head};
use model::ConversionKind;
use model::feed::ConversationChange;
use serde_json::{Value, json};

#[test]
fn a_trend_has_every_day_and_the_documented_shape() {
    let bench = TestBench::synced();
    let day = bench.run(&["trend", "on:2026-11-02", "--json"]).json();
    assert_eq!(
        day,
        json!([{"start": "2026-11-02", "conversations": 61, "converted": 1}])
    );
    let usual = bench.run(&["trend", "--json"]).json();
    assert_eq!(usual.as_array().expect("an array").len(), 30, "{usual}");
    let week = [
        "trend",
        "after:2026-10-30 before:2026-11-06",
        "--by",
        "week",
    ];
    let printed = bench.run(&week).stdout;
    let expected = "\
FROM        CONVERSATIONS  CONVERTED SO FAR
2026-10-30  0              0
2026-11-02  61             1
";
    assert_eq!(printed, expected);
    let odd = bench.run(&["trend", "--by", "fortnight"]);
    assert_eq!(odd.code, 2, "{}", odd.stderr);
    assert_eq!(bench.run(&["trend", "--days", "0"]).code, 2);
    let days = bench.run(&["trend", "--days", "7", "--json"]).json();
    assert_eq!(days.as_array().expect("an array").len(), 7);
}

#[test]
fn channels_are_compared_with_interval_and_verdict() {
    let bench = TestBench::synced();
    let parts = bench.run(&["compare", "--by", "channel", "--json"]).json();
    let (chat, whatsapp) = (&parts[0], &parts[1]);
    assert_eq!(
        (&chat["value"], &chat["conversations"]),
        (&"chat".into(), &60.into())
    );
    let keys = ["bookings", "customers", "tours", "contracts", "day_passes"];
    assert!(
        keys.iter().all(|key| chat[key]["conversations"] == 0),
        "{chat}"
    );
    assert_eq!(chat["day_passes"]["rate"], 0.0);
    let high = chat["day_passes"]["interval"][1].as_f64().expect("an end");
    assert!((high - 0.060_172).abs() < 1e-6, "Wilson of 0 of 60: {high}");
    let bought = json!({"conversations": 1, "rate": null, "interval": null});
    assert_eq!(
        whatsapp["day_passes"], bought,
        "of one conversation there is no rate"
    );
    assert_eq!(whatsapp["beside_rest"]["day_passes"]["verdict"], "more");
    assert_eq!(whatsapp["beside_rest"]["tours"]["verdict"], "too_few");
    assert_eq!(whatsapp["term"], "channel:whatsapp");
    let printed = bench.run(&["compare", "--by", "channel"]).stdout;
    let expected = "\
CHANNEL   CONVERSATIONS  OUTCOME          WITH IT  RATE    95 % INTERVAL  BESIDE THE REST
chat      60             with a day pass  0        0.0 %   0.0 to 6.0 %   fewer
whatsapp  1              with a day pass  1        1 of 1                 more
";
    assert_eq!(printed, expected);
}

#[test]
fn every_side_makes_up_the_total_and_lists_its_parts() {
    let bench = TestBench::synced();
    for side in ["language", "contact", "operator", "hours", "hour"] {
        let parts = bench.run(&["compare", "--by", side, "--json"]).json();
        let parts = parts.as_array().expect("parts");
        let count = |part: &Value| part["conversations"].as_u64().expect("a count");
        assert_eq!(parts.iter().map(count).sum::<u64>(), 61, "{side}");
        for part in parts {
            let Some(term) = part["term"].as_str() else {
                continue;
            };
            let listed = bench
                .run(&["list", term, "--limit", "100", "--json"])
                .json();
            let listed = listed.as_array().map_or(0, Vec::len);
            assert_eq!(u64::try_from(listed), Ok(count(part)), "{term}");
        }
    }
}

#[test]
fn a_change_is_split_in_what_comes_from_within_and_from_the_mix() {
    let bench = TestBench::synced();
    let asked = ["compare", "--by", "channel", "--against-previous"];
    let answer = bench.run(&[&asked[..], &["on:2026-11-02", "--json"]].concat());
    let answer = answer.json();
    assert_eq!(answer["period"]["first"], "2026-11-02");
    let parts = answer["parts"].as_array().expect("parts");
    assert!(parts.iter().all(|part| part.get("limits").is_none()));
    assert_eq!(answer["before"]["period"]["last"], "2026-11-01");
    let change = answer["before"]["change"].as_object().expect("changes");
    for (key, split) in change {
        let number = |name: &str| split[name].as_f64().expect("a number");
        let both = number("within") + number("mix");
        assert!((both - number("difference")).abs() < 1e-9, "{key}: {split}");
    }
    let printed = bench.run(&[&asked[..], &["on:2026-11-02"]].concat()).stdout;
    assert!(
        printed.starts_with("Period 2026-11-02 to 2026-11-02\n"),
        "{printed}"
    );
    assert!(
        printed.contains("Before 2026-11-01 to 2026-11-01"),
        "{printed}"
    );
}

#[test]
fn a_comparison_of_one_part_or_of_nothing_says_no_more_than_there_is() {
    let bench = TestBench::synced();
    let spaces = bench.run(&["compare", "--by", "space", "--json"]).json();
    assert_eq!(
        (&spaces[0]["value"], &spaces[0]["conversations"]),
        (&"Harbour".into(), &61.into())
    );
    assert_eq!(spaces[0]["beside_rest"], json!({}));
    let statuses = bench.run(&["compare", "--by", "status", "--json"]).json();
    let unknown = statuses
        .as_array()
        .expect("an array")
        .last()
        .expect("a part");
    assert_eq!(
        (&unknown["value"], &unknown["conversations"]),
        (&Value::Null, &60.into())
    );
    let nothing = bench.run(&["compare", "--by", "channel", "session:nobody", "--json"]);
    assert_eq!(nothing.json(), json!([]));
    assert_eq!(bench.run(&["compare"]).code, 2, "by what is not guessed");
}

#[test]
fn every_number_is_what_the_rows_say() {
    let bench = TestBench::synced();
    for query in [&[][..], &["channel:whatsapp"][..]] {
        let arguments = [&["metrics", "--verify", "--json"][..], query].concat();
        let verified = bench.run(&arguments).json();
        assert_eq!(verified["agrees"], true, "{verified}");
        let numbers = verified["numbers"].as_array().expect("numbers");
        let mut passes = numbers.iter().filter(|it| it["key"] == "day_passes");
        let passes = passes.next().expect("counted");
        assert_eq!(
            (&passes["shown"], &passes["recounted"]),
            (&1.0.into(), &1.0.into())
        );
    }
    let printed = bench.run(&["metrics", "--verify"]);
    assert_eq!(printed.code, 0, "{}", printed.stderr);
    assert!(
        printed
            .stdout
            .ends_with("Every number is what the rows say.\n"),
        "{}",
        printed.stdout
    );
}

/// A conversation with a tour that was only inferred.
fn inferred() -> ConversationChange {
    let mut one = change(head("inferred", 130), Vec::new());
    let mut tour = converted().conversions.remove(0);
    tour.id = "inferred-t".into();
    tour.kind = ConversionKind::Tour;
    tour.record = "visitor-9".to_owned();
    tour.confirmed = false;
    one.conversions = vec![tour];
    one
}

#[test]
fn inferred_outcomes_count_where_it_is_asked_for_and_the_numbers_say_so() {
    let bench = TestBench::new();
    let also = [inferred()];
    let put = bench.server.store.put_many(&also);
    bench.runtime.block_on(put).expect("a conversation");
    assert_eq!(bench.add("Harbour").code, 0);
    assert_eq!(bench.run(&["sync"]).code, 0);
    let json = |arguments: &[&str]| bench.run(&[arguments, &["--json"]].concat()).json();
    let of = |numbers: &Value, key: &str| numbers[key]["conversations"].as_u64();
    let apart = json(&["metrics"]);
    assert_eq!(
        (of(&apart, "tours"), of(&apart, "any_conversion")),
        (Some(0), Some(1))
    );
    let counted = json(&["metrics", "--inferred"]);
    assert_eq!(
        (of(&counted, "tours"), of(&counted, "any_conversion")),
        (Some(1), Some(2))
    );
    let commands: [&[&str]; 6] = [
        &["metrics"],
        &["metrics", "--verify"],
        &["metrics", "--against-previous"],
        &["trend", "on:2026-11-02"],
        &["compare", "--by", "channel"],
        &["funnel"],
    ];
    for command in commands {
        let first = |answer: Value| match answer {
            Value::Array(rows) => rows.into_iter().next().expect("a row"),
            other => other,
        };
        let (without, with) = (
            first(json(command)),
            first(json(&[command, &["--inferred"]].concat())),
        );
        assert_eq!(without.get("inferred"), None, "{command:?}");
        assert_eq!(with["inferred"], "counted", "{command:?}");
        let printed = bench.run(&[command, &["--inferred"]].concat()).stdout;
        assert!(
            printed.starts_with("Inferred outcomes are counted.\n"),
            "{printed}"
        );
        let silent = bench.run(command).stdout;
        assert!(!silent.contains("nferred"), "{silent}");
    }
    let trend = json(&["trend", "on:2026-11-02", "--inferred"]);
    assert_eq!(trend[0]["converted"], 2);
    let chat = &json(&["compare", "--by", "channel", "--inferred"])[0];
    assert_eq!(
        (&chat["value"], of(chat, "tours")),
        (&"chat".into(), Some(1))
    );
    let verified = json(&["metrics", "--verify", "--inferred"]);
    assert_eq!(verified["agrees"], true, "{verified}");
    for (term, found) in [
        ("outcome:tour", 0),
        ("with-inferred:tour", 1),
        ("with-inferred:any", 2),
    ] {
        let listed = json(&["list", term]);
        assert_eq!(listed.as_array().map(Vec::len), Some(found), "{term}");
    }
    let funnel = json(&["funnel", "--inferred"]);
    let query = &funnel["rows"][0]["without_offer"]["query"];
    assert_eq!(query, "with-inferred:any -has:offer");
    assert_eq!(funnel["rows"][0]["without_offer"]["conversations"], 2);
}
