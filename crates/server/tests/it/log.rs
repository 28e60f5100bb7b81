//! The log of a server that was used: one JSON object a line, requests by what the code calls them,
//! and nothing of what was said or of who said it.

use crate::client::{Server, request};
use axum::body::Bytes;
use axum::http::Method;
use model::Role;
use serde_json::{Value, json};
use server::{HttpConfig, ServerClock, Store};
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

/// How long a line of the log is waited for; it comes at once.
const PATIENCE: Duration = Duration::from_secs(300);

/// What a person would not like to find in a log. Each is sent below, somewhere.
const PERSONAL: [&str; 10] = [
    "Mara Lind",
    "Mara%20Lind",
    "mara@lind.example",
    "+44 20 7946 0018",
    "%2B44%2020%207946%200018",
    "visitor-mara",
    "thread-of-mara",
    "corner office for six",
    "mara-message-1",
    "c-mara",
];

/// A server process whose log is collected.
struct Served {
    child: Child,
    url: String,
    /// What was read of the log.
    log: Vec<String>,
    /// The rest, as it comes.
    more: mpsc::Receiver<String>,
}

impl Served {
    fn start(db: &str, filter: &str) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_daybook-server"))
            .args(["serve", "--db", db, "--listen", "127.0.0.1:0"])
            .args(["--log-format", "json"])
            .env("DAYBOOK_SERVER_LOG_FILTER", filter)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let mut log = Vec::new();
        let url = loop {
            let line = lines.next().unwrap().unwrap();
            let found = line.split_once("listening on ");
            let url = found.map(|(_, rest)| rest.split('"').next().unwrap().to_owned());
            log.push(line);
            if let Some(url) = url {
                break url;
            }
        };
        let (say, more) = mpsc::channel();
        std::thread::spawn(move || lines.try_for_each(|line| say.send(line.unwrap())));
        Self {
            child,
            url,
            log,
            more,
        }
    }

    /// Waits until the log says something.
    fn wait_for(&mut self, words: &str) {
        while !self.log.iter().any(|line| line.contains(words)) {
            self.log.push(self.more.recv_timeout(PATIENCE).unwrap());
        }
    }

    async fn send(&self, method: Method, path: &str, token: &str, body: &Value) -> u16 {
        let bearer = format!("Bearer {token}");
        let headers = [
            ("authorization", bearer.as_str()),
            ("content-type", "application/json"),
            ("x-request-id", "mara@lind.example"),
            ("user-agent", "Mara Lind"),
            ("accept", "application/json, text/event-stream"),
        ];
        let body = match body {
            Value::Null => Bytes::new(),
            body => Bytes::from(body.to_string()),
        };
        let url = format!("{}{path}", self.url);
        request(method, &url, &headers, body).await.status.as_u16()
    }

    /// Asks the process to stop and returns its whole log.
    fn stop(mut self) -> Vec<String> {
        let id = self.child.id().to_string();
        let asked = Command::new("kill").args(["-TERM", &id]).status();
        assert!(asked.unwrap().success());
        assert!(self.child.wait().unwrap().success());
        self.log.extend(self.more.iter());
        self.log
    }
}

fn token(db: &str, role: &str) -> String {
    let made = Command::new(env!("CARGO_BIN_EXE_daybook-server"))
        .args(["token", "create", "--role", role, "--db", db])
        .output()
        .unwrap();
    String::from_utf8(made.stdout).unwrap().trim().to_owned()
}

fn db(dir: &Path) -> String {
    dir.join("store.db").to_str().unwrap().to_owned()
}

/// Everything that a chatbot and a desk do, with a person in it.
async fn use_it(served: &Served, token: &str) {
    let get = async |path: &str| served.send(Method::GET, path, token, &Value::Null).await;
    // No parameter of that name: refused, and not repeated either.
    assert_eq!(get("/v1/counts?name=Mara%20Lind").await, 400);
    assert_eq!(get("/v1/counts").await, 200);
    let send = async |method, path: &str, body| served.send(method, path, token, &body).await;
    let space = json!({"name": "Harbour Lane", "time_zone": "Europe/London"});
    assert_eq!(send(Method::PUT, "/v1/spaces/harbour", space).await, 200);
    let new = json!({
        "id": "c-mara", "space_id": "harbour", "channel": "whatsapp", "thread": "thread-of-mara",
        "subject": "corner office for six", "external_identifier": "+44 20 7946 0018",
        "visitor_token": "visitor-mara"
    });
    assert_eq!(
        send(Method::POST, "/v1/conversations", new.clone()).await,
        201
    );
    assert_eq!(send(Method::POST, "/v1/conversations", new).await, 200);
    let say = json!({
        "id": "mara-message-1", "sender": "customer", "sender_name": "Mara Lind",
        "body": "The corner office for six; write to mara@lind.example"
    });
    let messages = "/v1/conversations/c-mara/messages";
    assert_eq!(send(Method::POST, messages, say.clone()).await, 201);
    let wrong = json!({"sender": "customer", "body": 7, "name": "Mara Lind"});
    assert_eq!(send(Method::POST, messages, wrong).await, 400);
    let arguments =
        json!({"conversation_id": "c-mara", "name": "Mara Lind", "email": "mara@lind.example"});
    let call = json!({"name": "create_lead", "arguments": arguments});
    let call = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call});
    assert_eq!(send(Method::POST, "/mcp", call).await, 200);
    // What no tool and no method is called, and what no tool takes: the protocol's library has words for each.
    for (method, params) in [
        (
            "tools/call",
            json!({"name": "Mara Lind", "arguments": {"who": "mara@lind.example"}}),
        ),
        (
            "tools/call",
            json!({"name": 7, "arguments": "corner office for six"}),
        ),
        ("tools/Mara Lind", json!({"who": "mara@lind.example"})),
        (
            "notifications/cancelled",
            json!({"requestId": 1, "reason": "Mara Lind"}),
        ),
        (
            "initialize",
            json!({"protocolVersion": "Mara Lind", "capabilities": {},
            "clientInfo": {"name": "Mara Lind", "version": "mara@lind.example"}}),
        ),
    ] {
        let call = json!({"jsonrpc": "2.0", "id": 2, "method": method, "params": params});
        send(Method::POST, "/mcp", call).await;
    }
    let transcript = "/v1/conversations/c-mara/transcript";
    let mail = json!({"email": "mara@lind.example"});
    assert_eq!(send(Method::POST, transcript, mail).await, 409);
    let forged = json!({"session_id": "Mara Lind", "kind": "tour", "record": "visitor-mara"});
    assert_eq!(
        send(Method::POST, "/v1/webhooks/booking", forged).await,
        401
    );
    let end = json!({"by": "operator"});
    assert_eq!(
        send(Method::POST, "/v1/conversations/c-mara/end", end).await,
        200
    );
    let outcome = json!({"session_id": "Mara Lind", "kind": "tour", "record": "visitor-mara"});
    assert_eq!(send(Method::POST, "/v1/conversions", outcome).await, 404);
    assert_eq!(get("/v1/conversations/c-mara").await, 200);
    assert_eq!(get("/records/visitor/visitor-mara").await, 404);
    assert_eq!(get("/v1/changes?after=mara@lind.example").await, 400);
    assert_eq!(
        get("/mara@lind.example/%2B44%2020%207946%200018").await,
        404
    );
}

/// A letter with a person in it that came long ago.
async fn keep_an_old_letter(db: &str) {
    let clock = ServerClock::frozen("2020-01-01T00:00:00Z".parse().unwrap());
    let store = Store::open_with_clock(Path::new(db), clock).await.unwrap();
    let server = Server::start(&store, HttpConfig::loopback()).await;
    let token = server.token(Role::Write).await;
    let bearer = format!("Bearer {token}");
    let headers = [
        ("authorization", bearer.as_str()),
        ("content-type", "application/json"),
    ];
    let body = json!({"session_id": "c-mara", "kind": "tour", "record": "visitor-mara",
        "person": {"name": "Mara Lind", "email": "mara@lind.example"}});
    let body = Bytes::from(body.to_string());
    let path = "/v1/conversions";
    let reply = server.send(Method::POST, path, &headers, body).await;
    assert_eq!(reply.status, 404, "{}", reply.text());
    store.close().await.unwrap();
}

#[cfg(unix)]
#[tokio::test]
async fn a_server_drops_old_letters_by_itself_and_tells_how_many() {
    let dir = tempfile::tempdir().unwrap();
    let db = db(dir.path());
    keep_an_old_letter(&db).await;
    let mut served = Served::start(&db, "info");
    served.wait_for("dead letters dropped");
    let store = Store::open(Path::new(&db)).await.unwrap();
    assert_eq!(store.dead_letters(0, 9).await.unwrap(), []);
    store.close().await.unwrap();
    let log = served.stop();
    let dropped = log
        .iter()
        .filter(|line| line.contains("dead letters dropped"));
    let dropped = dropped.collect::<Vec<_>>();
    assert_eq!(dropped.len(), 1, "{log:?}");
    let line: Value = serde_json::from_str(dropped[0]).unwrap();
    assert_eq!(line["expired"], 1, "{line}");
    for word in PERSONAL {
        assert!(!log.iter().any(|line| line.contains(word)), "{word}");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn a_log_tells_requests_and_no_person() {
    for filter in [
        "info",
        "debug",
        "info,rmcp=trace",
        "debug,rmcp::service=trace",
    ] {
        tells_no_person(filter).await;
    }
}

async fn tells_no_person(filter: &str) {
    let dir = tempfile::tempdir().unwrap();
    let db = db(dir.path());
    let token = token(&db, "admin");
    let served = Served::start(&db, filter);
    use_it(&served, &token).await;
    let log = served.stop();
    let mut routes = Vec::new();
    for line in &log {
        let line: Value = serde_json::from_str(line).unwrap_or_else(|_| panic!("{line}"));
        if line["message"] == "answered" {
            assert_eq!(line["span"]["id"].as_str().unwrap().len(), 16, "{line}");
            assert!(line["ms"].is_u64() && line["method"].is_string(), "{line}");
            let status = line["status"].as_u64().unwrap();
            routes.push((line["route"].as_str().unwrap().to_owned(), status));
        }
    }
    for expected in [
        ("/v1/counts", 200),
        ("/records/{kind}/{id}", 404),
        ("/v1/conversations/{id}/messages", 201),
        ("/v1/conversations/{id}/messages", 400),
        ("/v1/conversions", 404),
        ("/mcp", 200),
        ("/v1/webhooks/{name}", 401),
        ("/v1/changes", 400),
        ("unmatched", 404),
    ] {
        let expected = (expected.0.to_owned(), expected.1);
        assert!(routes.contains(&expected), "{expected:?}: {routes:?}");
    }
    let log = log.join("\n");
    for word in PERSONAL.iter().copied().chain([token.as_str()]) {
        assert!(!log.contains(word), "the log of {filter} tells {word}");
    }
}
