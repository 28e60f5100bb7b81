//! daybook-cli as a process: every command, its exit code and its JSON, over a real server on
//! loopback and homes of their own.

mod hours;
mod numbers;
mod resync;
mod spoken;

use chrono::{DateTime, TimeDelta, Utc};
use model::feed::ConversationChange;
use model::record::{
    ConversationRecord, ConversionRecord, CustomerRecord, GeoPlace, MessageRecord, SpaceRecord,
};
use model::{BodyFormat, Channel, ConversionKind, Escalation, Origin, RemoteId, Sender, Status};
use serde_json::Value;
use server::Store;

use std::process::{Command, Stdio};
use testkit::fixture::{
    PASSPHRASE, ProgramOutput, TestHome, TestServer, run_program, terminal_program,
};
use tokio::runtime::Runtime;

/// A home and a server for one test.
struct TestBench {
    home: TestHome,
    runtime: Runtime,
    server: TestServer,
}

impl TestBench {
    fn new() -> Self {
        let runtime = Runtime::new().expect("a runtime");
        let server = runtime.block_on(async {
            let server = TestServer::start().await;
            fill(&server.store).await;
            server
        });
        Self {
            home: TestHome::new(),
            runtime,
            server,
        }
    }

    fn stop_server(&mut self) {
        self.runtime.block_on(self.server.stop());
    }

    /// The program with this home and passphrase.
    fn command(&self, arguments: &[&str]) -> Command {
        let program = env!("CARGO_BIN_EXE_daybook-cli");
        terminal_program(program, self.home.home().root(), arguments)
    }

    fn run(&self, arguments: &[&str]) -> ProgramOutput {
        run_program(self.command(arguments), "")
    }

    fn add(&self, name: &str) -> ProgramOutput {
        let arguments = [
            "source",
            "add",
            "daybook",
            "--url",
            &self.server.url,
            "--name",
            name,
            "--token-stdin",
        ];
        run_program(
            self.command(&arguments),
            &format!("  {}\r\n", self.server.token),
        )
    }

    fn synced() -> Self {
        let bench = Self::new();
        assert_eq!(bench.add("Harbour").code, 0);
        let synced = bench.run(&["sync"]);
        assert_eq!(synced.code, 0, "{}", synced.stderr);
        bench
    }
}

// --- what the server holds ------------------------------------------------------------------------

fn start() -> DateTime<Utc> {
    "2026-11-02T10:00:00Z".parse().expect("a time")
}

async fn fill(store: &Store) {
    let space = SpaceRecord {
        id: "s1".into(),
        name: "Harbour".to_owned(),
        time_zone: "Europe/Lisbon".to_owned(),
    };
    let customer = CustomerRecord {
        id: "c1".into(),
        name: "Zoë Marsh".to_owned(),
        company: Some("Marsh & Sons".to_owned()),
        email: None,
        profile_url: None,
    };
    store.put_spaces(&[space]).await.expect("a space");
    store.put_customers(&[customer]).await.expect("a customer");
    let mut all: Vec<ConversationChange> = (0..60).map(plain).collect();
    all.push(converted());
    store.put_many(&all).await.expect("conversations");
}

fn head(id: &str, minute: i64) -> ConversationRecord {
    ConversationRecord {
        id: RemoteId::from(id),
        session_id: format!("session-{id}"),
        space_id: "s1".into(),
        channel: Channel::Chat,
        origin: Origin::Inbound,
        subject: None,
        customer_id: None,
        external_identifier: Some(format!("{id}@visitors.example")),
        visitor_token: None,
        place: GeoPlace::default(),
        status: None,
        escalation: Escalation::None,
        started_at: start() + TimeDelta::minutes(minute),
        last_activity_at: start() + TimeDelta::minutes(minute),
        ended_at: None,
    }
}

fn message(id: &str, sender: Sender, minute: i64, body: &str) -> MessageRecord {
    MessageRecord {
        id: id.into(),
        sender,
        sender_name: None,
        delivery: None,
        format: BodyFormat::Plain,
        body: body.to_owned(),
        sent_at: start() + TimeDelta::minutes(minute),
        time_said: None,
        earlier: Vec::new(),
    }
}

fn change(conversation: ConversationRecord, messages: Vec<MessageRecord>) -> ConversationChange {
    ConversationChange {
        conversation,
        messages,
        conversions: vec![],
        leads: vec![],
        tickets: vec![],
        inbox_items: vec![],
    }
}

fn plain(number: i64) -> ConversationChange {
    let id = format!("plain-{number}");
    let said = message(
        &format!("{id}-m"),
        Sender::Customer,
        number,
        "Where may I park?",
    );
    change(head(&id, number), vec![said])
}

/// The newest: known, escalated, ended, with a hidden row and a day pass.
fn converted() -> ConversationChange {
    let conversation = ConversationRecord {
        subject: Some("Day pass \u{1b}[31mfor Friday".to_owned()),
        customer_id: Some("c1".into()),
        external_identifier: None,
        channel: Channel::WhatsApp,
        status: Some(Status::Ended),
        escalation: Escalation::Resolved,
        ended_at: Some(start() + TimeDelta::days(2)),
        last_activity_at: start() + TimeDelta::minutes(122),
        ..head("passed", 120)
    };
    let messages = vec![
        message(
            "passed-1",
            Sender::Customer,
            120,
            "A pass for Friday, please.",
        ),
        message("passed-2", Sender::System, 121, "handed over"),
        message(
            "passed-3",
            Sender::AiAgent,
            122,
            "Here is your crème brûlée voucher.",
        ),
    ];
    let bought = ConversionRecord {
        id: "passed-c".into(),
        kind: ConversionKind::DayPass,
        record: "product-5".to_owned(),
        url: Some("https://desk.example/products/5".to_owned()),
        occurred_at: start() + TimeDelta::minutes(122),
        confirmed: true,
        time_said: None,
        taken_back_at: None,
        counted_in: None,
        moved_to: None,
        earlier: Vec::new(),
    };
    ConversationChange {
        conversions: vec![bought],
        ..change(conversation, messages)
    }
}

// --- sources --------------------------------------------------------------------------------------

#[test]
fn a_source_is_added_listed_and_removed() {
    let bench = TestBench::new();
    let added = bench.add("Harbour");
    assert_eq!(added.code, 0, "{}", added.stderr);
    assert!(
        !format!("{}{}", added.stdout, added.stderr).contains(&bench.server.token),
        "the token was printed"
    );
    let listed = bench.run(&["source", "list", "--json"]).json();
    assert_eq!(listed[0]["name"], "Harbour");
    assert_eq!(listed[0]["kind"], "daybook");
    assert_eq!(listed[0]["url"], bench.server.url.as_str());
    assert_eq!(listed[0]["sync"]["state"], "never");
    assert_eq!(listed[0]["last_synced_at"], Value::Null);
    assert_eq!(bench.add("Harbour").code, 2, "a name is used once");
    assert_eq!(bench.run(&["source", "remove", "Nobody"]).code, 3);
    assert_eq!(bench.run(&["source", "remove", "Harbour"]).code, 0);
    assert_eq!(
        bench.run(&["source", "list", "--json"]).json(),
        serde_json::json!([])
    );
}

#[test]
fn what_goes_wrong_has_its_own_exit_code() {
    let bench = TestBench::new();
    let add = |url: &str, token: &str| {
        let arguments = [
            "source",
            "add",
            "daybook",
            "--url",
            url,
            "--name",
            "A",
            "--token-stdin",
        ];
        run_program(bench.command(&arguments), token)
    };
    let cases = [
        ("a bad address", add("harbour", &bench.server.token).code, 2),
        ("no token", add(&bench.server.url, "\n").code, 2),
        ("a wrong token", add(&bench.server.url, "dbk_wrong").code, 4),
        (
            "nobody there",
            add("http://127.0.0.1:9", &bench.server.token).code,
            5,
        ),
        ("no such command", bench.run(&["frobnicate"]).code, 2),
        (
            "no such conversation",
            bench.run(&["show", "12345"]).code,
            3,
        ),
        ("nothing to sync", bench.run(&["sync"]).code, 3),
        (
            "no such source",
            bench.run(&["sync", "--source", "Nobody"]).code,
            3,
        ),
        ("an empty list is a list", bench.run(&["list"]).code, 0),
        ("help is an answer", bench.run(&["--help"]).code, 0),
    ];
    for (name, code, expected) in cases {
        assert_eq!(code, expected, "{name}");
    }
}

#[test]
fn help_documents_the_exit_codes() {
    let help = TestBench::new().run(&["--help"]).stdout;
    for line in [
        "0    ", "1    ", "2    ", "3    ", "4    ", "5    ", "6    ", "7    ", "8    ", "9    ",
        "130  ", "143  ",
    ] {
        assert!(help.contains(line), "{line:?} is missing");
    }
}

// --- unlocking ------------------------------------------------------------------------------------

#[test]
fn without_a_passphrase_nothing_opens_and_nothing_is_made() {
    let bench = TestBench::new();
    let mut command = bench.command(&["list"]);
    command.env_remove("DAYBOOK_PASSPHRASE");
    let ran = run_program(command, "");
    assert_eq!(ran.code, 6);
    assert!(ran.stderr.contains("DAYBOOK_PASSPHRASE"), "{}", ran.stderr);
    assert!(
        !bench.home.home().root().join("cache.db").exists(),
        "a store was made without a key"
    );
}

#[test]
fn a_wrong_passphrase_opens_nothing() {
    let bench = TestBench::synced();
    let mut command = bench.command(&["list"]);
    command.env("DAYBOOK_PASSPHRASE", "not this one");
    let ran = run_program(command, "");
    assert_eq!((ran.code, ran.stdout.as_str()), (6, ""));
}

#[test]
fn the_home_may_come_from_the_environment() {
    let bench = TestBench::synced();
    let mut command = Command::new(env!("CARGO_BIN_EXE_daybook-cli"));
    command
        .args(["list", "--json", "--limit", "1"])
        .env("DAYBOOK_HOME", bench.home.home().root());
    command
        .env("DAYBOOK_PASSPHRASE", PASSPHRASE)
        .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent");
    assert_eq!(
        run_program(command, "")
            .json()
            .as_array()
            .expect("an array")
            .len(),
        1
    );
}

// --- sync -----------------------------------------------------------------------------------------

#[test]
fn a_sync_reports_what_it_did() {
    let bench = TestBench::new();
    bench.add("Harbour");
    let report = bench.run(&["sync", "--json"]).json();
    assert_eq!(report[0]["source"], "Harbour");
    assert_eq!(
        (&report[0]["new_conversations"], &report[0]["messages"]),
        (&61.into(), &63.into())
    );
    assert_eq!(report[0]["completeness"]["state"], "complete");
    assert_eq!(report[0]["error"], Value::Null);
    let again = bench.run(&["sync", "--source", "Harbour", "--json"]).json();
    assert_eq!(again[0]["conversations"], 0);
    let full = bench.run(&["sync", "--full", "--json"]).json();
    assert_eq!(
        (&full[0]["new_conversations"], &full[0]["removed"]),
        (&0.into(), &0.into())
    );
}

#[test]
fn offline_is_said_and_everything_can_still_be_read() {
    let mut bench = TestBench::synced();
    bench.stop_server();
    let offline = bench.run(&["sync", "--json"]);
    assert_eq!(offline.code, 5, "{}", offline.stderr);
    let report: Value = serde_json::from_str(&offline.stdout).expect("JSON even so");
    assert_eq!(report[0]["error"]["code"], "offline");
    assert_eq!(bench.run(&["metrics", "--json"]).json()["total"], 61);
    assert_eq!(
        bench.run(&["source", "list", "--json"]).json()[0]["sync"]["state"],
        "offline"
    );
}

#[test]
fn a_deletion_on_the_server_arrives() {
    let bench = TestBench::synced();
    bench.runtime.block_on(async {
        bench
            .server
            .store
            .delete_conversation(&"passed".into())
            .await
            .expect("deleted")
    });
    assert_eq!(bench.run(&["sync"]).code, 0);
    assert_eq!(bench.run(&["show", "passed"]).code, 3);
    assert_eq!(bench.run(&["metrics", "--json"]).json()["total"], 60);
}

#[test]
fn the_numbers_here_are_compared_with_the_servers() {
    let mut bench = TestBench::synced();
    let check = ["source", "check", "Harbour", "--json"];
    let checked = bench.run(&check).json();
    assert_eq!(checked["agrees"], true, "{checked}");
    let total = &checked["numbers"][0];
    assert_eq!(
        (&total["here"], &total["there"]),
        (&61.0.into(), &61.0.into())
    );
    bench.runtime.block_on(async {
        let passed = RemoteId::from("passed");
        let gone = bench.server.store.delete_conversation(&passed);
        gone.await.expect("deleted")
    });
    let differs = bench.run(&check);
    assert_eq!(differs.code, 1);
    assert!(
        differs.stderr.contains("numbers differ"),
        "{}",
        differs.stderr
    );
    assert_eq!(bench.run(&["sync"]).code, 0);
    assert_eq!(bench.run(&check).json()["agrees"], true);
    bench.stop_server();
    assert_eq!(bench.run(&check).code, 5, "a server that is away is said");
}

// --- reading --------------------------------------------------------------------------------------

#[test]
fn the_list_has_the_documented_shape() {
    let bench = TestBench::synced();
    let list = bench.run(&["list", "--json"]).json();
    let items = list.as_array().expect("an array");
    assert_eq!(items.len(), 50, "the default limit");
    let newest = &items[0];
    assert_eq!(newest["remote_id"], "passed");
    assert_eq!(newest["session_id"], "session-passed");
    assert!(newest["id"].is_i64());
    assert_eq!(newest["channel"], "whatsapp");
    assert_eq!(newest["status"], "ended");
    assert_eq!(newest["escalated"], true);
    assert_eq!(
        (&newest["customer"], &newest["company"]),
        (&"Zoë Marsh".into(), &"Marsh & Sons".into())
    );
    assert_eq!(newest["external_identifier"], Value::Null);
    assert_eq!(newest["started_at"], "2026-11-02T12:00:00Z");
    assert_eq!(newest["last_activity_at"], "2026-11-02T12:02:00Z");
    assert_eq!(newest["messages"], 2, "hidden rows are not counted");
    let bought = serde_json::json!([{
        "kind": "day_pass", "record": "product-5", "url": "https://desk.example/products/5",
        "occurred_at": "2026-11-02T12:02:00Z", "confirmed": true,
    }]);
    assert_eq!(newest["conversions"], bought);
    let other = &items[1];
    assert_eq!(
        (&other["customer"], &other["status"], &other["escalated"]),
        (&Value::Null, &Value::Null, &false.into())
    );
    assert_eq!(other["external_identifier"], "plain-59@visitors.example");
}

#[test]
fn a_limit_has_no_upper_bound_and_a_query_may_be_several_words() {
    let bench = TestBench::synced();
    let count = |arguments: &[&str]| {
        bench
            .run(arguments)
            .json()
            .as_array()
            .expect("an array")
            .len()
    };
    assert_eq!(
        count(&["list", "--limit", "18446744073709551615", "--json"]),
        61
    );
    assert_eq!(count(&["list", "--limit", "0", "--json"]), 0);
    assert_eq!(count(&["list", "creme", "brulee", "--json"]), 1);
    assert_eq!(count(&["list", "creme parking", "--json"]), 0);
    assert_eq!(count(&["--json", "list", "park", "--limit", "100"]), 60);
}

#[test]
fn a_conversation_is_shown_by_each_of_its_names() {
    let bench = TestBench::synced();
    let by_remote = bench.run(&["show", "passed", "--json"]).json();
    let id = by_remote["id"].to_string();
    for name in [id.as_str(), "session-passed"] {
        assert_eq!(
            bench.run(&["show", name, "--json"]).json(),
            by_remote,
            "{name}"
        );
    }
    assert_eq!(by_remote["space"], "Harbour");
    let timeline = by_remote["timeline"].as_array().expect("a timeline");
    let types: Vec<&str> = timeline
        .iter()
        .filter_map(|entry| entry["type"].as_str())
        .collect();
    assert_eq!(types, ["message", "message", "message", "outcome"]);
    assert_eq!(timeline[0]["text"], "A pass for Friday, please.");
    assert_eq!(
        (&timeline[1]["hidden"], &timeline[2]["hidden"]),
        (&true.into(), &false.into())
    );
}

/// New ids never begin so; those of before, and of other servers, may.
#[test]
fn an_id_that_begins_with_a_hyphen_is_no_option() {
    let bench = TestBench::synced();
    let head = ConversationRecord {
        session_id: "--session".to_owned(),
        ..head("-old", 130)
    };
    let said = message("-old-1", Sender::Customer, 130, "Where may I park?");
    let old = change(head, vec![said]);
    let put = bench.server.store.put(&old);
    bench.runtime.block_on(put).expect("a conversation");
    assert_eq!(bench.run(&["sync"]).code, 0);
    for name in ["-old", "--session"] {
        let shown = bench.run(&["show", name, "--json"]);
        assert_eq!(shown.code, 0, "{name}: {}", shown.stderr);
        assert_eq!(shown.json()["remote_id"], "-old", "{name}");
        let starred = bench.run(&["mark", name, "--star"]);
        assert_eq!(starred.code, 0, "{name}: {}", starred.stderr);
    }
}

#[test]
fn metrics_have_the_documented_shape() {
    let bench = TestBench::synced();
    let metrics = bench.run(&["metrics", "--json"]).json();
    assert_eq!(metrics["total"], 61);
    assert_eq!(metrics["day_passes"]["conversations"], 1);
    let rate = metrics["day_passes"]["rate"].as_f64().expect("a rate");
    assert!((rate - 1.0 / 61.0).abs() < 1e-9);
    for part in ["bookings", "customers", "tours", "contracts", "leads"] {
        assert_eq!(
            metrics[part],
            serde_json::json!({ "conversations": 0, "rate": 0.0 }),
            "{part}"
        );
    }
    assert_eq!(metrics["any_conversion"]["conversations"], 1);
    assert_eq!(
        (&metrics["active"], &metrics["ended"]),
        (&0.into(), &1.into())
    );
    assert_eq!(metrics["by_channel"]["chat"], 60);
    assert_eq!(metrics["by_channel"]["whatsapp"], 1);
    assert_eq!(metrics["by_channel"]["voice"], 0);
    let average = metrics["average_messages"].as_f64().expect("an average");
    assert!((average - 62.0 / 61.0).abs() < 1e-9);
}

#[test]
fn an_empty_scope_has_no_rate() {
    let bench = TestBench::synced();
    let metrics = bench
        .run(&["metrics", "nothing-like-this", "--json"])
        .json();
    assert_eq!(metrics["total"], 0);
    assert_eq!(
        metrics["tours"],
        serde_json::json!({ "conversations": 0, "rate": null })
    );
    assert_eq!(metrics["average_messages"], Value::Null);
    let words = bench.run(&["metrics", "nothing-like-this"]).stdout;
    assert!(words.contains('–') && !words.contains("NaN"), "{words}");
}

#[test]
fn a_search_that_cannot_be_used_says_so() {
    let bench = TestBench::synced();
    for arguments in [&["list", "?!"][..], &["metrics", "?!"][..]] {
        let said = bench.run(arguments);
        assert_eq!(said.code, 0, "{arguments:?}");
        assert!(
            said.stderr.contains("nothing to search for in this text"),
            "{}",
            said.stderr
        );
    }
}

#[test]
fn what_a_stranger_wrote_cannot_act_on_the_terminal() {
    let bench = TestBench::synced();
    for arguments in [&["list"][..], &["show", "passed"][..]] {
        let ran = bench.run(arguments);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        assert!(
            !ran.stdout.contains('\u{1b}'),
            "an escape sequence reached the terminal"
        );
        assert!(ran.stdout.contains("for Friday"));
    }
}

#[test]
fn a_reader_that_leaves_early_is_no_error() {
    let bench = TestBench::synced();
    let mut child = bench
        .command(&["list", "--limit", "1000", "--json"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("its end");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(!said.contains("panic"), "{said}");
}

#[test]
fn what_only_reads_works_beside_an_open_window_and_the_rest_says_so_plainly() {
    let bench = TestBench::synced();
    let options = app::AppOptions {
        key_storage: app::KeyStorage::Passphrase,
        passphrase: Some(zeroize::Zeroizing::new(PASSPHRASE.to_owned())),
        ..app::AppOptions::terminal()
    };
    let window = app::App::locate(bench.home.home(), options).expect("the home");
    bench
        .runtime
        .block_on(async { window.startup().await.expect("unlocked") });
    for arguments in [&["sync"][..], &["source", "remove", "Harbour"][..]] {
        let busy = bench.run(arguments);
        assert_eq!(busy.code, 7, "{arguments:?}: {}", busy.stderr);
        assert!(busy.stderr.contains("Another Daybook"), "{}", busy.stderr);
    }
    assert_eq!(bench.run(&["metrics", "--json"]).json()["total"], 61);
    assert_eq!(
        bench.run(&["show", "passed", "--json"]).json()["remote_id"],
        "passed"
    );
    assert_eq!(
        bench.run(&["source", "list", "--json"]).json()[0]["sync"]["state"],
        "idle"
    );
    bench.runtime.block_on(async {
        window
            .save_window_state("still writing")
            .await
            .expect("the window writes on")
    });
    bench.runtime.block_on(window.close());
    drop(window);
    assert_eq!(bench.run(&["sync"]).code, 0, "free again");
}
