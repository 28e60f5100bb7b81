//! A Nexudus account from a terminal: the program as a process, against the mock.

use serde_json::Value;
use testkit::fixture::{ProgramOutput, TestHome, run_program, terminal_program};
use testkit::nexudus::{EMAIL, Entity, Message, NexudusMock, PASSWORD, Session, TOTP, TestClock};
use tokio::runtime::Runtime;

struct AccountBench {
    home: TestHome,
    mock: NexudusMock,
    _runtime: Runtime,
}

impl AccountBench {
    fn new() -> Self {
        let runtime = Runtime::new().expect("a runtime");
        // The program goes by the system's clock; the server's may be another one.
        let now = "2026-11-20T12:00:00Z".parse().expect("a time");
        let mock = runtime.block_on(NexudusMock::start(TestClock::at(now)));
        let id = mock.world().put(&Session {
            channel: "WhatsApp".to_owned(),
            subject: Some("Parking".to_owned()),
            chat_session: Some("a-session-id-of-some-length".to_owned()),
            ..Session::default()
        });
        mock.world().put(&Message {
            ai_channel_session_id: Some(id),
            chat_message_role: Some("user".to_owned()),
            content: Some("Where may I park?".to_owned()),
            ..Message::default()
        });
        Self {
            home: TestHome::new(),
            mock,
            _runtime: runtime,
        }
    }

    fn run(&self, arguments: &[&str], input: &str) -> ProgramOutput {
        let program = env!("CARGO_BIN_EXE_daybook-cli");
        let command = terminal_program(program, self.home.home().root(), arguments);
        run_program(command, input)
    }

    fn add(&self, more: &[&str], password: &str) -> ProgramOutput {
        let url = self.mock.url();
        let mut arguments = vec![
            "source",
            "add",
            "nexudus",
            "--name",
            "Harbour",
            "--url",
            &url,
            "--email",
            EMAIL,
            "--password-stdin",
        ];
        arguments.extend(more);
        self.run(&arguments, &format!("{password}\n"))
    }
}

/// The row of a kind of record in the table that was asked for as JSON.
fn row_of<'t>(table: &'t Value, kind: &str) -> &'t Value {
    let rows = table["records"].as_array().expect("rows");
    rows.iter()
        .find(|row| row["records"] == kind)
        .expect("a row of the kind")
}

#[test]
fn an_account_is_added_probed_synced_and_removed() {
    let bench = AccountBench::new();
    let added = bench.add(&[], PASSWORD);
    assert_eq!(added.code, 0, "{}", added.stderr);
    assert!(
        added.stdout.contains("sys/openaichatmessages"),
        "{}",
        added.stdout
    );
    assert!(
        added.stdout.contains("0 that could change anything"),
        "{}",
        added.stdout
    );

    let probed = bench.run(&["--json", "source", "probe", "Harbour"], "");
    let json: Value = serde_json::from_str(&probed.stdout).expect("JSON");
    assert_eq!(json["requests_that_write"], 0);
    let sessions = row_of(&json, "sessions");
    assert_eq!(sessions["access"], "available");
    assert_eq!(sessions["total"], 1);

    let synced = bench.run(&["sync"], "");
    assert_eq!(synced.code, 0, "{}", synced.stderr);
    assert!(synced.stdout.contains("Complete: yes"), "{}", synced.stdout);
    bench.mock.quirks().refused.insert(Entity::Bookings);
    assert_eq!(bench.run(&["sync"], "").code, 0);
    let listed = bench.run(&["source", "list"], "");
    assert!(
        listed.stdout.contains("; cannot read bookings"),
        "{}",
        listed.stdout
    );
    let found = bench.run(&["list", "park"], "");
    assert!(found.stdout.contains("Parking"), "{}", found.stdout);

    let removed = bench.run(&["source", "remove", "Harbour"], "");
    assert_eq!(removed.code, 0, "{}", removed.stderr);
    let gone = bench.run(&["source", "probe", "Harbour"], "");
    assert_eq!(gone.code, 3);
    assert_eq!(bench.mock.meter().writes(), 0);
}

#[test]
fn a_refusal_is_explained_and_the_password_is_never_repeated() {
    let bench = AccountBench::new();
    let wrong = bench.add(&[], "guess-canary");
    assert_eq!(wrong.code, 4, "{}", wrong.stderr);
    assert!(
        wrong
            .stderr
            .contains("does not accept this e-mail and password")
    );
    bench.mock.quirks().totp = true;
    let uncoded = bench.add(&[], PASSWORD);
    assert_eq!(uncoded.code, 4);
    assert!(
        uncoded.stderr.contains("six-digit code"),
        "{}",
        uncoded.stderr
    );
    let coded = bench.add(&["--totp", TOTP], PASSWORD);
    assert_eq!(coded.code, 0, "{}", coded.stderr);
    for ran in [wrong, uncoded, coded] {
        let said = ran.stdout + &ran.stderr;
        assert!(
            !said.contains("guess-canary") && !said.contains(PASSWORD),
            "{said}"
        );
    }
    let plain = bench.run(
        &[
            "source",
            "add",
            "nexudus",
            "--name",
            "N",
            "--url",
            "http://spaces.nexudus.com/api",
            "--email",
            EMAIL,
            "--password-stdin",
        ],
        PASSWORD,
    );
    assert_eq!(plain.code, 2, "{}", plain.stderr);
}

#[test]
fn a_lapsed_sign_in_is_said_and_mended() {
    let bench = AccountBench::new();
    assert_eq!(bench.add(&[], PASSWORD).code, 0);
    bench.mock.sign_everybody_out();
    let synced = bench.run(&["sync"], "");
    assert_eq!(synced.code, 4, "{}", synced.stderr);
    let signed = bench.run(
        &["source", "sign-in", "Harbour", "--password-stdin"],
        PASSWORD,
    );
    assert_eq!(signed.code, 0, "{}", signed.stderr);
    assert_eq!(bench.run(&["sync"], "").code, 0);
}

#[test]
fn settings_are_shown_and_changed_as_json() {
    let bench = AccountBench::new();
    assert_eq!(bench.add(&[], PASSWORD).code, 0);
    let shown = bench.run(&["source", "settings", "Harbour"], "");
    let json: Value = serde_json::from_str(&shown.stdout).expect("JSON");
    assert_eq!(json["inference_hours"], 72);
    let changed = bench.run(
        &["source", "settings", "Harbour", "--stdin"],
        r#"{"inference_hours": 24, "paths": {"sessions": "crm/aichannelsessions"}}"#,
    );
    let json: Value = serde_json::from_str(&changed.stdout).expect("JSON");
    assert_eq!(json["inference_hours"], 24);
    assert_eq!(bench.run(&["sync"], "").code, 0);
    assert!(bench.mock.meter().count("GET", "/crm/aichannelsessions") > 0);
    let refused = bench.run(
        &["source", "settings", "Harbour", "--stdin"],
        r#"{"links": {"visitor": "javascript:alert(1)"}}"#,
    );
    assert_ne!(refused.code, 0);
}

#[test]
fn a_list_without_its_records_is_told_with_the_role_that_is_missing() {
    let bench = AccountBench::new();
    bench.mock.quirks().list_only.insert(Entity::Messages);
    let added = bench.add(&[], PASSWORD);
    assert_eq!(added.code, 0, "{}", added.stderr);
    let is_messages = |line: &&str| line.starts_with("messages ");
    let line = added.stdout.lines().find(is_messages).expect("a line");
    assert!(line.contains("list only (1)"), "{line}");
    let missing = "what was said (role OpenAiChatMessage-Read)";
    assert!(line.contains(missing), "{line}");

    let probed = bench.run(&["--json", "source", "probe", "Harbour"], "");
    let json: Value = serde_json::from_str(&probed.stdout).expect("JSON");
    let row = row_of(&json, "messages");
    assert_eq!(row["access"], "list_only");
    assert_eq!(
        (&row["role"], &row["total"]),
        (&"OpenAiChatMessage-Read".into(), &1.into())
    );
    assert_eq!(row["not_shown"], "what was said");
}
