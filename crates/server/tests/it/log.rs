//! The log of a server that was used: one JSON object a line, requests by what the code calls them,
//! and nothing of what was said or of who said it.

use crate::client::request;
use axum::body::Bytes;
use axum::http::Method;
use serde_json::Value;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// What a person would not like to find in a log. Each is sent below, somewhere.
const PERSONAL: [&str; 9] = [
    "Mara Lind",
    "Mara%20Lind",
    "mara@lind.example",
    "+44 20 7946 0018",
    "%2B44%2020%207946%200018",
    "visitor-mara",
    "thread-of-mara",
    "corner office for six",
    "mara-message-1",
];

/// A server process whose log is collected.
struct Served {
    child: Child,
    url: String,
    log: std::thread::JoinHandle<Vec<String>>,
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
        let mut first = Vec::new();
        let url = loop {
            let line = lines.next().unwrap().unwrap();
            let found = line.split_once("listening on ");
            let url = found.map(|(_, rest)| rest.split('"').next().unwrap().to_owned());
            first.push(line);
            if let Some(url) = url {
                break url;
            }
        };
        let log = std::thread::spawn(move || {
            first.extend(lines.map(Result::unwrap));
            first
        });
        Self { child, url, log }
    }

    async fn send(&self, method: Method, path: &str, token: &str, body: &Value) -> u16 {
        let bearer = format!("Bearer {token}");
        let headers = [
            ("authorization", bearer.as_str()),
            ("content-type", "application/json"),
            ("x-request-id", "mara@lind.example"),
            ("user-agent", "Mara Lind"),
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
        self.log.join().unwrap()
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
    assert_eq!(get("/v1/counts?name=Mara%20Lind").await, 200);
    assert_eq!(get("/records/visitor/visitor-mara").await, 404);
    assert_eq!(get("/v1/changes?after=mara@lind.example").await, 400);
    assert_eq!(
        get("/mara@lind.example/%2B44%2020%207946%200018").await,
        404
    );
}

#[cfg(unix)]
#[tokio::test]
async fn a_log_tells_requests_and_no_person() {
    let dir = tempfile::tempdir().unwrap();
    let db = db(dir.path());
    let token = token(&db, "admin");
    let served = Served::start(&db, "debug");
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
        ("/v1/changes", 400),
        ("unmatched", 404),
    ] {
        let expected = (expected.0.to_owned(), expected.1);
        assert!(routes.contains(&expected), "{expected:?}: {routes:?}");
    }
    let log = log.join("\n");
    for word in PERSONAL.iter().copied().chain([token.as_str()]) {
        assert!(!log.contains(word), "the log tells {word}");
    }
}
