//! Words are shown as they were said: from a server over loopback into the cache and onto a terminal, in
//! messages as the programs of others got them wrong.

use crate::{TestBench, change, head, message};
use model::feed::ConversationChange;
use model::record::{ConversationRecord, CustomerRecord, MessageRecord};
use model::{BodyFormat, RemoteId, Sender};
use serde_json::Value;
use unicode_width::UnicodeWidthStr;

fn said(id: &str, format: &BodyFormat, bodies: &[&str]) -> ConversationChange {
    let message = |(nth, body): (i64, &&str)| MessageRecord {
        format: format.clone(),
        ..message(&format!("{id}-{nth}"), Sender::AiAgent, 200 + nth, body)
    };
    let messages = (0..).zip(bodies).map(message).collect();
    change(head(id, 200), messages)
}

/// A terminal that knows these conversations, and only these customers beside its own.
fn bench(changes: &[ConversationChange], customers: &[CustomerRecord]) -> TestBench {
    let bench = TestBench::new();
    bench.runtime.block_on(async {
        let store = &bench.server.store;
        store.put_customers(customers).await.expect("customers");
        store.put_many(changes).await.expect("conversations");
    });
    assert_eq!(bench.add("Harbour").code, 0);
    let synced = bench.run(&["sync"]);
    assert_eq!(synced.code, 0, "{}", synced.stderr);
    bench
}

impl TestBench {
    fn messages(&self, id: &str) -> Vec<Value> {
        let shown = self.run(&["show", id, "--json"]).json();
        let timeline = shown["timeline"].as_array().expect("a timeline").clone();
        timeline
            .into_iter()
            .filter(|it| it["type"] == "message")
            .collect()
    }

    fn texts(&self, id: &str) -> Vec<String> {
        let text = |it: &Value| it["text"].as_str().expect("text").to_owned();
        self.messages(id).iter().map(text).collect()
    }

    fn found(&self, query: &str) -> Vec<String> {
        let rows = self.run(&["list", "--json", query]).json();
        let id = |it: &Value| it["remote_id"].as_str().expect("an id").to_owned();
        rows.as_array().expect("rows").iter().map(id).collect()
    }

    fn row(&self, id: &str) -> Value {
        let rows = self.run(&["list", "--json", "--limit", "1000"]).json();
        let rows = rows.as_array().expect("rows").iter();
        let mut named = rows.filter(|it| it["remote_id"] == id);
        named.next().expect("a row").clone()
    }
}

#[test]
fn prices_placeholders_and_bold_read_as_they_were_written() {
    let tildes = [
        "운영시간: 평일 10~12시, 14~16시",
        "大约3~5天，价格100~200元",
        "A desk for 3~5 people, 200~250 EUR",
        "By tram (~15 min) or on foot (~30 min)",
        "A desk (~€25 a day) or an office (~€250 a month)",
    ];
    let bold = [
        "**注意：**会议室周五不开放。",
        "含**「重点」**内容",
        "**重要提示（Important）。**请注意。",
        "这是**粗体**文字",
    ];
    let words = [
        "Please send <company name> and <VAT number> to the desk.",
        "Rooms < 6 people are 20 EUR; rooms > 6 are 30 EUR. Write to <desk@quay.example>.",
    ];
    let changes = [
        said("tildes", &BodyFormat::Markdown, &tildes),
        said(
            "strikes",
            &BodyFormat::Markdown,
            &["~~old price~~ new price"],
        ),
        said("bold", &BodyFormat::Markdown, &bold),
        said("words", &BodyFormat::Markdown, &words),
        said("plain", &BodyFormat::Plain, &["keep <exact words> here"]),
    ];
    let bench = bench(&changes, &[]);
    assert_eq!(bench.texts("tildes"), tildes);
    assert_eq!(bench.texts("strikes"), ["old price new price"]);
    assert_eq!(bench.found("\"3 5\""), ["tildes"]);
    let joined = bench.found("35");
    assert!(
        !joined.contains(&"tildes".to_owned()),
        "a number that nobody said"
    );
    for text in bench.texts("bold") {
        assert!(!text.contains('*'), "{text}");
    }
    assert_eq!(
        bench.texts("words"),
        [
            words[0],
            "Rooms < 6 people are 20 EUR; rooms > 6 are 30 EUR. Write to desk@quay.example.",
        ]
    );
    assert_eq!(bench.found("\"VAT number\""), ["words"]);
    assert_eq!(bench.texts("plain"), ["keep <exact words> here"]);
}

#[test]
fn what_a_mail_hid_is_marked_and_found() {
    let fill = "&#847;&zwnj;&nbsp;".repeat(60);
    let mail = format!(
        "<!doctype html><html><head><title>t</title><style>.x{{color:red}}</style></head><body>\
         <div style=\"display:none;font-size:1px;line-height:1px;max-height:0;max-width:0;opacity:0;overflow:hidden;mso-hide:all\">\
         Only this week: second month free{fill}</div><table role=\"presentation\" width=\"100%\"><tr><td>\
         <h1>Hello Rosa</h1><p>Your tour is on Tuesday at 10.</p></td></tr></table></body></html>"
    );
    let bench = bench(&[said("mail", &BodyFormat::Html, &[&mail])], &[]);
    let messages = bench.messages("mail");
    assert_eq!(
        messages[0]["text"],
        "Hello Rosa\n\nYour tour is on Tuesday at 10."
    );
    assert_eq!(
        messages[0]["hidden_text"],
        "Only this week: second month free"
    );
    assert_eq!(bench.row("mail")["subject"], "Hello Rosa");
    assert_eq!(bench.found("\"second month\""), ["mail"]);
    let shown = bench.run(&["show", "mail"]).stdout;
    let (seen, hidden) = shown.split_once("[Hidden in the message").expect("a mark");
    assert!(!seen.contains("second month") && hidden.contains("second month free"));
}

#[test]
fn a_message_that_is_too_much_is_shortened_and_said() {
    let lines = "a\n".repeat(100_000);
    let changes = [said("long", &BodyFormat::Plain, &[&lines, "and then?"])];
    let bench = bench(&changes, &[]);
    let messages = bench.messages("long");
    let notes = messages[0]["notes"].as_array().expect("notes");
    assert!(
        notes[0]
            .as_str()
            .is_some_and(|it| it.starts_with("Shortened")),
        "{notes:?}"
    );
    assert_eq!(messages[1]["text"], "and then?");
    assert_eq!(messages[1]["notes"], Value::Array(Vec::new()));
}

#[test]
fn columns_are_aligned_and_no_name_turns_the_line_around() {
    let known = [
        ("k1", "Rosa Marsh", "Is there parking"),
        ("k2", "王小明", "会议室可以预订吗"),
        ("k3", "Zoe\u{308} 👩\u{200D}👩\u{200D}👧", "Family day"),
        ("k4", "김민수", "주차 가능한가요"),
        (
            "k5",
            "Rosa \u{202E}hsraM",
            "see \u{202E}gpj.exe\u{202C} file",
        ),
    ];
    let customers = known.map(|(id, name, _)| CustomerRecord {
        id: id.into(),
        name: name.to_owned(),
        company: None,
        email: None,
        profile_url: None,
    });
    let changes = known.map(|(id, _, words)| {
        let change = said(id, &BodyFormat::Plain, &[words]);
        let conversation = ConversationRecord {
            customer_id: Some(RemoteId::from(id)),
            external_identifier: None,
            ..change.conversation
        };
        ConversationChange {
            conversation,
            ..change
        }
    });
    let bench = bench(&changes, &customers);
    let list = bench.run(&["list"]).stdout;
    let starts: Vec<usize> = known[..4]
        .iter()
        .map(|(_, _, words)| {
            let line = list.lines().find(|line| line.contains(words));
            let line = line.expect("a line");
            line[..line.find(words).expect("words")].width()
        })
        .collect();
    assert!(
        starts.iter().all(|start| *start == starts[0]),
        "{starts:?}\n{list}"
    );
    let shown = list + &bench.run(&["show", "k5"]).stdout;
    let turns = |c: char| matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    assert!(!shown.contains(turns));
    assert_eq!(bench.found("gpj"), ["k5"]);
}

#[test]
fn a_subject_of_invisible_signs_is_none() {
    let subjects = [
        "\u{200B}",
        "\u{FEFF}\u{200D}\u{2060}",
        "   ",
        "\u{AD}",
        "\u{200F}\u{200E}",
    ];
    let changes: Vec<ConversationChange> = (0..)
        .zip(subjects)
        .map(|(nth, subject): (usize, &str)| {
            let change = said(
                &format!("s{nth}"),
                &BodyFormat::Plain,
                &["Is there parking?"],
            );
            let conversation = ConversationRecord {
                subject: Some(subject.to_owned()),
                ..change.conversation
            };
            ConversationChange {
                conversation,
                ..change
            }
        })
        .collect();
    let bench = bench(&changes, &[]);
    for nth in 0..subjects.len() {
        assert_eq!(
            bench.row(&format!("s{nth}"))["subject"],
            "Is there parking?"
        );
    }
}
