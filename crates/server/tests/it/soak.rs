//! The server under what strangers do to it, all at once, for a while: half-sent heads, readers that never
//! read, bodies that never come, hostile messages, record pages of them, and restarts in between. Whoever
//! means well is served meanwhile. For `DAYBOOK_SOAK_SECONDS`, by hand.
#![cfg(target_os = "linux")]

use crate::client::{Reply, request};
use crate::things::{SPACE, now, read_all, space};
use axum::body::Bytes;
use axum::http::Method;
use chrono::TimeDelta;
use model::Role;
use serde_json::{Value, json};
use server::settings::{SmtpSettings, SmtpTls};
use server::transcript::TranscriptSender;
use server::{ConnectionLimits, HttpConfig, ServerClock, ServerSettings, Store};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// How long it goes on where nobody says.
const SECONDS: u64 = 12;
/// How long a server lives before it is started anew.
const LIFE: Duration = Duration::from_secs(4);
/// How long whoever means well may wait for anything, on a machine that is busy with strangers.
const PATIENCE: Duration = Duration::from_secs(10);
/// What a page of the feed never passes.
const MOST_PAGE: usize = 32 << 20;
/// Connections of one stranger at once.
const STRANGERS: usize = 60;

/// Mails of strangers: each is small, and becomes much or takes long where it is read carelessly.
fn hostile(nth: u64) -> (&'static str, String) {
    let times = |unit: &str, bytes: usize| unit.repeat(bytes / unit.len());
    match nth % 7 {
        0 => ("html", times("<style></style>", 200_000)),
        1 => (
            "html",
            format!("<table>{}</table>", times("<tr><td>x", 20_000)),
        ),
        2 => ("html", times("<a href=https://x.example/><b>", 40_000)),
        3 => ("plain", times("a", 200_000)),
        4 => ("markdown", times("> ", 20_000)),
        5 => (
            "html",
            times("<p>Dear member, the lift is repaired.</p>", 31_000),
        ),
        _ => (
            "markdown",
            format!("|{}\n|{}\n", times("a|", 4_000), times("-|", 4_000)),
        ),
    }
}

/// A server on a store, for one of its lives.
struct Life {
    address: SocketAddr,
    store: Store,
    stop: CancellationToken,
    serving: tokio::task::JoinHandle<()>,
}

impl Life {
    async fn begin(path: &Path, minutes: &Arc<AtomicI64>, mail: u16) -> Self {
        let told = minutes.clone();
        let clock =
            ServerClock::told_by(move || now() + TimeDelta::minutes(told.load(Ordering::SeqCst)));
        let store = Store::open_with_clock(path, clock).await.unwrap();
        store.put_spaces(&[space()]).await.unwrap();
        let mut settings = ServerSettings {
            smtp: Some(SmtpSettings {
                host: "127.0.0.1".to_owned(),
                port: mail,
                tls: SmtpTls::None,
                user: None,
                password: None,
                from: "desk@quay.example".to_owned(),
            }),
            ..(*HttpConfig::loopback().settings).clone()
        };
        settings.limits.transcripts_per_hour_of_space = 1_000_000;
        settings.limits.transcripts_per_hour_of_server = 1_000_000;
        settings.limits.connections_per_address = 16;
        // Four strangers have sixteen each, and there is room for more.
        settings.limits.connections = 128;
        let limits = ConnectionLimits {
            write_time: Duration::from_millis(500),
            head_time: Duration::from_secs(2),
            ..ConnectionLimits::from(&settings)
        };
        let config = HttpConfig::from(settings);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let stop = CancellationToken::new();
        let app = server::router(store.clone(), config.clone());
        let until = stop.clone().cancelled_owned();
        let courier = TranscriptSender::new(store.clone(), &config.settings, stop.clone());
        let courier = courier.unwrap().unwrap();
        let delivering = stop.clone();
        let serving = tokio::spawn(async move {
            let served = server::serve_through(listener, app, limits, until);
            let delivered = async {
                while !delivering.is_cancelled() {
                    courier.deliver_due().await.unwrap();
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
            };
            let (served, ()) = tokio::join!(served, delivered);
            served.unwrap();
        });
        Self {
            address,
            store,
            stop,
            serving,
        }
    }

    async fn end(self) {
        self.stop.cancel();
        self.serving.await.unwrap();
        self.store.close().await.unwrap();
    }
}

async fn connect_from(last: u8, server: SocketAddr) -> std::io::Result<TcpStream> {
    let socket = TcpSocket::new_v4()?;
    socket.bind(SocketAddr::from(([127, 0, 0, last], 0)))?;
    socket.connect(server).await
}

/// One stranger who does one thing, again and again, with many connections.
async fn molest(last: u8, server: SocketAddr, said: String, stop: CancellationToken) {
    while !stop.is_cancelled() {
        let mut held = Vec::new();
        for _ in 0..STRANGERS {
            let Ok(mut stream) = connect_from(last, server).await else {
                break;
            };
            let _ = stream.write_all(said.as_bytes()).await;
            held.push(stream);
        }
        let pause = tokio::time::sleep(Duration::from_millis(300));
        tokio::select! {
            () = stop.cancelled() => {}
            () = pause => {}
        }
    }
}

/// Somebody who means well, with a token.
#[derive(Clone)]
struct SoakClient {
    url: String,
    token: String,
    slowest: Arc<AtomicU64>,
}

impl SoakClient {
    async fn send(&self, method: Method, path: &str, body: &Value) -> Reply {
        let bearer = format!("Bearer {}", self.token);
        let headers = [
            ("authorization", bearer.as_str()),
            ("content-type", "application/json"),
        ];
        let body = match body {
            Value::Null => Bytes::new(),
            body => Bytes::from(body.to_string()),
        };
        let (url, began) = (format!("{}{path}", self.url), Instant::now());
        let reply = request(method.clone(), &url, &headers, body);
        let reply = tokio::time::timeout(PATIENCE, reply).await;
        let took = u64::try_from(began.elapsed().as_millis()).unwrap();
        self.slowest.fetch_max(took, Ordering::Relaxed);
        reply.unwrap_or_else(|_| panic!("{method} {path} was not answered in {PATIENCE:?}"))
    }

    async fn get(&self, path: &str) -> Reply {
        self.send(Method::GET, path, &Value::Null).await
    }

    /// A conversation with a hostile mail in it, a tour, its page and its transcript.
    async fn converse(&self, nth: u64) {
        let id = format!("c-{nth}");
        let new = json!({"id": id, "space_id": SPACE, "channel": "email", "thread": id});
        let begun = self.send(Method::POST, "/v1/conversations", &new).await;
        assert!(begun.status.is_success(), "{}", begun.text());
        let (format, body) = hostile(nth);
        let mail =
            json!({"id": format!("m-{nth}"), "sender": "customer", "format": format, "body": body});
        let path = format!("/v1/conversations/{id}/messages");
        let said = self.send(Method::POST, &path, &mail).await;
        assert!(said.status.is_success(), "{}", said.text());
        let session = begun.json::<Value>()["conversation"]["session_id"].clone();
        let tour = json!({"session_id": session, "kind": "tour", "record": format!("v-{nth}")});
        let toured = self.send(Method::POST, "/v1/conversions", &tour).await;
        assert!(toured.status.is_success(), "{}", toured.text());
        let page = self.get(&format!("/visitors/v-{nth}")).await;
        assert_eq!(page.status, 200, "{}", page.text());
        let path = format!("/v1/conversations/{id}/transcript");
        let mail = json!({"email": format!("rosa-{nth}@visitors.example")});
        let asked = self.send(Method::POST, &path, &mail).await;
        assert_eq!(asked.status, 202, "{}", asked.text());
    }

    /// Reads the feed to its end.
    async fn sync(&self) {
        let mut after = String::new();
        loop {
            let reply = self.get(&format!("/v1/changes?limit=10000{after}")).await;
            assert_eq!(reply.status, 200, "{}", reply.text());
            assert!(reply.body.len() < MOST_PAGE, "{} bytes", reply.body.len());
            let page = reply.json::<model::feed::ChangesPage>();
            if page.covered == 0 {
                return;
            }
            after = format!("&after={}", page.next);
        }
    }
}

fn strangers(address: SocketAddr) -> Vec<(u8, String)> {
    let host = format!("Host: {address}\r\n");
    let half_body = format!(
        "POST /v1/conversations HTTP/1.1\r\n{host}Content-Type: application/json\r\nContent-Length: 900000\r\n\r\n{}",
        " ".repeat(1 << 16)
    );
    vec![
        (2, format!("GET /v1/changes HTTP/1.1\r\n{host}X-Slow: ")),
        (3, half_body),
        (
            4,
            format!("GET /openapi.json HTTP/1.1\r\n{host}\r\n").repeat(40),
        ),
        (5, String::new()),
    ]
}

async fn live(life: &Life, slowest: &Arc<AtomicU64>, nth: &mut u64, until: Instant) {
    let stop = CancellationToken::new();
    let mut molesting = JoinSet::new();
    for (last, said) in strangers(life.address) {
        molesting.spawn(molest(last, life.address, said, stop.clone()));
    }
    let client = SoakClient {
        url: format!("http://{}", life.address),
        token: life.store.create_token(Role::Admin).await.unwrap(),
        slowest: slowest.clone(),
    };
    let watching = tokio::spawn({
        let (client, stop) = (client.clone(), stop.clone());
        async move {
            while !stop.is_cancelled() {
                assert_eq!(client.get("/healthz").await.status, 200);
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
    });
    while Instant::now() < until {
        for _ in 0..7 {
            client.converse(*nth).await;
            *nth += 1;
        }
        client.sync().await;
    }
    stop.cancel();
    watching.await.unwrap();
    while let Some(done) = molesting.join_next().await {
        done.unwrap();
    }
}

#[ignore = "by hand: without optimisation the strangers alone take every core"]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_means_well_is_served_whatever_strangers_do() {
    let seconds = std::env::var("DAYBOOK_SOAK_SECONDS").ok();
    let seconds = seconds.and_then(|it| it.parse().ok()).unwrap_or(SECONDS);
    let end = Instant::now() + Duration::from_secs(seconds);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.db");
    let minutes = Arc::new(AtomicI64::new(0));
    // It hangs up on everybody.
    let rude = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mail = rude.local_addr().unwrap().port();
    tokio::spawn(async move { while rude.accept().await.is_ok() {} });
    let (slowest, mut nth, mut lives) = (Arc::new(AtomicU64::new(0)), 0, 0);
    while Instant::now() < end {
        let life = Life::begin(&path, &minutes, mail).await;
        live(&life, &slowest, &mut nth, end.min(Instant::now() + LIFE)).await;
        life.end().await;
        // What waited is due again at once.
        minutes.fetch_add(24 * 60, Ordering::SeqCst);
        lives += 1;
    }
    let store = Store::open(&path).await.unwrap();
    store.verify().await.unwrap();
    let (whole, _) = read_all(&store, 10_000).await;
    assert_eq!(whole.counts(), store.counts().await.unwrap());
    assert_eq!(whole.counts().conversations, nth, "nothing was lost");
    let slowest = slowest.load(Ordering::Relaxed);
    eprintln!("{lives} lives, {nth} conversations, the slowest answer after {slowest} ms");
}
