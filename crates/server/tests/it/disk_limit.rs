//! A server whose files may grow to a size and no further: what does not fit is refused with words, and
//! when the limit is lifted it writes on, without a restart.
#![cfg(target_os = "linux")]

use crate::client::{Reply, request};
use axum::body::Bytes;
use axum::http::Method;
use model::Role;
use serde_json::{Value, json};
use server::Store;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

/// How large a file may become, in the kilobytes of `ulimit`: twice what an empty store has.
const KILOBYTES: u32 = 1_000;
/// Words until the limit is met, at the latest.
const MOST_WORDS: usize = 2_000;

/// A server process under a limit that it did not set itself, ended when it is dropped.
struct LimitedServer {
    child: Child,
    url: String,
    token: String,
}

impl LimitedServer {
    fn start(db: &str, token: String) -> Self {
        let command = format!(
            "ulimit -S -f {KILOBYTES}; exec {} serve --db {db} --listen 127.0.0.1:0",
            env!("CARGO_BIN_EXE_daybook-server")
        );
        let mut child = Command::new("bash")
            .args(["-c", &command])
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let url = lines
            .find_map(|line| {
                line.unwrap()
                    .split_once("listening on ")
                    .map(|it| it.1.to_owned())
            })
            .unwrap();
        // The log is read to its end, so that nobody waits for it.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, url, token }
    }

    async fn send(&self, method: Method, path: &str, body: &Value) -> Reply {
        let token = format!("Bearer {}", self.token);
        let headers = [
            ("authorization", token.as_str()),
            ("content-type", "application/json"),
        ];
        let url = format!("{}{path}", self.url);
        request(method, &url, &headers, Bytes::from(body.to_string())).await
    }

    async fn say(&self, nth: usize) -> Reply {
        let word =
            json!({"id": format!("m{nth}"), "sender": "customer", "body": "word ".repeat(2_000)});
        self.send(Method::POST, "/v1/conversations/c/messages", &word)
            .await
    }

    fn lift_the_limit(&self) {
        let done = Command::new("prlimit")
            .args(["--pid", &self.child.id().to_string(), "--fsize=unlimited:"])
            .status()
            .unwrap();
        assert!(done.success());
    }
}

impl Drop for LimitedServer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[tokio::test]
async fn a_server_writes_on_when_there_is_room_again() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("s.db");
    let store = Store::open(&db).await.unwrap();
    let token = store.create_token(Role::Admin).await.unwrap();
    store.close().await.unwrap();
    let server = LimitedServer::start(db.to_str().unwrap(), token);
    let space = json!({"name": "Quay", "time_zone": "Europe/London"});
    let made = server.send(Method::PUT, "/v1/spaces/quay", &space).await;
    assert_eq!(made.status, 200, "{}", made.text());
    let new = json!({"id": "c", "space_id": "quay", "channel": "chat", "thread": "w"});
    let begun = server.send(Method::POST, "/v1/conversations", &new).await;
    assert!(begun.status.is_success(), "{}", begun.text());

    let mut said = 0;
    let refused = loop {
        assert!(said < MOST_WORDS, "the limit is never met");
        let reply = server.say(said).await;
        if !reply.status.is_success() {
            break reply;
        }
        said += 1;
    };
    let (status, code) = refused.error();
    assert!(
        matches!(
            (status, code.as_str()),
            (507, "full") | (503, "disk_failed")
        ),
        "{status} {code}"
    );
    let again = server.say(said).await.error();
    assert_ne!(again.0, 500, "{again:?}");
    let counts = server.send(Method::GET, "/v1/counts", &json!({})).await;
    assert_eq!(counts.json::<Value>()["messages"], said, "it can be read");

    server.lift_the_limit();
    for nth in said..said + 20 {
        let reply = server.say(nth).await;
        assert!(reply.status.is_success(), "{nth}: {}", reply.text());
    }
    let counts = server.send(Method::GET, "/v1/counts", &json!({})).await;
    assert_eq!(counts.json::<Value>()["messages"], said + 20);
    let ready = server.send(Method::GET, "/readyz", &json!({})).await;
    assert_eq!(ready.status, 200);
}
