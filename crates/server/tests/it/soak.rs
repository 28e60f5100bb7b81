//! The server under what strangers do to it, all at once, life after life: half-sent heads, readers that
//! never read, bodies that never come, hostile mails, record pages of them, and a transcript of which it
//! dies each time. Whoever means well is served meanwhile, and after all of it nothing is lost.
//!
//! Bounded by counts and not by clocks. `DAYBOOK_SOAK_LIVES` says how many lives; by hand for an hour:
//! `DAYBOOK_SOAK_MINUTES=60 cargo test --release -p daybook-server --test it soak -- --nocapture`.
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
use std::collections::VecDeque;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio_util::sync::CancellationToken;

/// Lives where nobody says how many: enough for a transcript to be given up.
const LIVES: u64 = 3;
/// Conversations of a life: one with each hostile mail.
const CONVERSATIONS: u64 = 7;
/// Connections that one stranger makes while one conversation goes on.
const STRANGERS: usize = 6;
/// How much more the mails and demands of strangers are by hand, where the program is optimised.
const BY_HAND: usize = 20;
/// What a page of the feed never passes, in bytes.
const MOST_PAGE: usize = 32 << 20;
/// Connections that an address may have.
const MOST_OF_ADDRESS: u32 = 8;

/// Mails of strangers: each is small, and becomes much or takes long where it is read carelessly.
fn hostile(nth: u64, weight: usize) -> (&'static str, String) {
    let times = |unit: &str, bytes: usize| unit.repeat(weight * bytes / unit.len());
    match nth % CONVERSATIONS {
        0 => ("html", times("<style></style>", 10_000)),
        1 => (
            "html",
            format!("<table>{}</table>", times("<tr><td>x", 2_000)),
        ),
        2 => ("html", times("<a href=https://x.example/><b>", 4_000)),
        3 => ("plain", times("a", 10_000)),
        4 => ("markdown", times("- ", 2_000) + &times("[a] ", 2_000)),
        5 => (
            "html",
            times("<p>Dear member, the lift is repaired.</p>", 3_100),
        ),
        _ => (
            "markdown",
            format!("|{}\n|{}\n", times("a|", 400), times("-|", 400)),
        ),
    }
}

/// What a run is made of.
struct SoakPlan {
    lives: u64,
    weight: usize,
    until: Option<Instant>,
}

impl SoakPlan {
    fn of_environment() -> Self {
        let number = |name| std::env::var(name).ok().map(|it| it.parse().expect(name));
        let minutes: Option<u64> = number("DAYBOOK_SOAK_MINUTES");
        Self {
            lives: number("DAYBOOK_SOAK_LIVES").unwrap_or(LIVES),
            weight: if minutes.is_some() { BY_HAND } else { 1 },
            until: minutes.map(|it| Instant::now() + Duration::from_secs(60 * it)),
        }
    }

    fn goes_on_after(&self, lives: u64) -> bool {
        lives < self.lives || self.until.is_some_and(|it| Instant::now() < it)
    }
}

/// What this process holds of the machine.
#[derive(Clone, Copy)]
struct MachineUse {
    open_files: usize,
    megabytes: usize,
}

impl MachineUse {
    fn now() -> Self {
        let status = std::fs::read_to_string("/proc/self/status").unwrap();
        let line = status.lines().find_map(|it| it.strip_prefix("VmRSS:"));
        let kilobytes = line.and_then(|it| it.split_whitespace().next());
        Self {
            open_files: std::fs::read_dir("/proc/self/fd").unwrap().count(),
            megabytes: kilobytes.unwrap().parse::<usize>().unwrap() / 1024,
        }
    }
}

/// Lives after which nothing new is opened: what is opened once is open by then.
const SETTLED: usize = 3;
/// Open files that may come and go beside a life.
const SOME_FILES: usize = 16;

/// A mail server that takes connections and never says a word: who waits for it dies of old age.
struct SilentMailServer {
    listener: TcpListener,
    held: Vec<TcpStream>,
}

impl SilentMailServer {
    async fn start() -> Self {
        Self {
            listener: TcpListener::bind("127.0.0.1:0").await.unwrap(),
            held: Vec::new(),
        }
    }

    fn port(&self) -> u16 {
        self.listener.local_addr().unwrap().port()
    }

    /// Whether the server begins to send what is due, and dies of it: what it claimed is never settled.
    async fn kills(&mut self, courier: &TranscriptSender) -> bool {
        tokio::select! {
            round = courier.deliver_due() => {
                round.unwrap();
                false
            }
            taken = self.listener.accept() => {
                self.held.push(taken.unwrap().0);
                true
            }
        }
    }
}

/// A server on a store, for one of its lives.
struct Life {
    address: SocketAddr,
    store: Store,
    courier: TranscriptSender,
    stop: CancellationToken,
    serving: tokio::task::JoinHandle<std::io::Result<()>>,
}

impl Life {
    async fn begin(path: &Path, minutes: &Arc<AtomicI64>, mail: u16) -> Self {
        let told = minutes.clone();
        let clock =
            ServerClock::told_by(move || now() + TimeDelta::minutes(told.load(Ordering::SeqCst)));
        let store = Store::open_with_clock(path, clock).await.unwrap();
        store.put_spaces(&[space()]).await.unwrap();
        let settings = settings(mail);
        let limits = ConnectionLimits::from(&settings);
        let config = HttpConfig::from(settings);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let stop = CancellationToken::new();
        let courier = TranscriptSender::new(store.clone(), &config.settings, stop.clone());
        let app = server::router(store.clone(), config);
        let until = stop.clone().cancelled_owned();
        Self {
            address,
            store,
            courier: courier.unwrap().unwrap(),
            stop,
            serving: tokio::spawn(server::serve_through(listener, app, limits, until)),
        }
    }

    async fn end(self) {
        self.stop.cancel();
        self.serving.await.unwrap().unwrap();
        self.store.close().await.unwrap();
    }
}

fn settings(mail: u16) -> ServerSettings {
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
    settings.limits.connections_per_address = MOST_OF_ADDRESS;
    // Four strangers have as many as they may, and there is room for more.
    settings.limits.connections = 8 * MOST_OF_ADDRESS;
    settings
}

async fn connect_from(last: u8, server: SocketAddr) -> std::io::Result<TcpStream> {
    let socket = TcpSocket::new_v4()?;
    socket.bind(SocketAddr::from(([127, 0, 0, last], 0)))?;
    socket.connect(server).await
}

/// One stranger, who says one thing on many connections and closes none. What the server closes it is
/// free to close; the oldest go, as the machine has no endless number of files.
struct Stranger {
    last: u8,
    said: String,
    held: VecDeque<TcpStream>,
}

impl Stranger {
    async fn molest(&mut self, server: SocketAddr) {
        for _ in 0..STRANGERS {
            let Ok(stream) = connect_from(self.last, server).await else {
                continue;
            };
            // What the other side does not read now it never need.
            let _ = stream.try_write(self.said.as_bytes());
            self.held.push_back(stream);
        }
        while self.held.len() > 4 * STRANGERS {
            self.held.pop_front();
        }
    }
}

/// Somebody who means well, with a token.
#[derive(Clone)]
struct SoakClient {
    url: String,
    token: String,
    weight: usize,
    slowest: Arc<AtomicU64>,
}

impl SoakClient {
    /// An answer, and meanwhile one to the question whether the server lives.
    async fn send(&self, method: Method, path: &str, body: &Value) -> Reply {
        let began = Instant::now();
        let asked = self.request(method, path, body);
        let (reply, health) =
            tokio::join!(asked, self.request(Method::GET, "/healthz", &Value::Null));
        assert_eq!(health.status, 200);
        let took = u64::try_from(began.elapsed().as_millis()).unwrap();
        self.slowest.fetch_max(took, Ordering::Relaxed);
        reply
    }

    async fn request(&self, method: Method, path: &str, body: &Value) -> Reply {
        let bearer = format!("Bearer {}", self.token);
        let headers = [
            ("authorization", bearer.as_str()),
            ("content-type", "application/json"),
        ];
        let body = match body {
            Value::Null => Bytes::new(),
            body => Bytes::from(body.to_string()),
        };
        request(method, &format!("{}{path}", self.url), &headers, body).await
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
        let (format, body) = hostile(nth, self.weight);
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

fn strangers(address: SocketAddr, weight: usize) -> Vec<Stranger> {
    let host = format!("Host: {address}\r\n");
    let half_body = format!(
        "POST /v1/conversations HTTP/1.1\r\n{host}Content-Type: application/json\r\nContent-Length: 900000\r\n\r\n{}",
        " ".repeat(1 << 16)
    );
    let never_reads = format!("GET /openapi.json HTTP/1.1\r\n{host}\r\n").repeat(4 * weight);
    let half_head = format!("GET /v1/changes HTTP/1.1\r\n{host}X-Slow: ");
    [half_head, half_body, never_reads, String::new()]
        .into_iter()
        .zip(2..)
        .map(|(said, last)| Stranger {
            last,
            said,
            held: VecDeque::new(),
        })
        .collect()
}

/// One life: a conversation with each hostile mail while strangers molest the server, and a sync.
async fn live(life: &Life, client: &SoakClient, from: u64) {
    let mut strangers = strangers(life.address, client.weight);
    for nth in from..from + CONVERSATIONS {
        let molesting = async {
            for stranger in &mut strangers {
                stranger.molest(life.address).await;
            }
        };
        tokio::join!(molesting, client.converse(nth));
    }
    client.sync().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_means_well_is_served_whatever_strangers_do() {
    let plan = SoakPlan::of_environment();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.db");
    let minutes = Arc::new(AtomicI64::new(0));
    let mut mail = SilentMailServer::start().await;
    let (slowest, mut lives) = (Arc::new(AtomicU64::new(0)), 0);
    let mut uses = Vec::new();
    while plan.goes_on_after(lives) {
        let life = Life::begin(&path, &minutes, mail.port()).await;
        let client = SoakClient {
            url: format!("http://{}", life.address),
            token: life.store.create_token(Role::Admin).await.unwrap(),
            weight: plan.weight,
            slowest: slowest.clone(),
        };
        live(&life, &client, lives * CONVERSATIONS).await;
        while mail.kills(&life.courier).await {}
        life.end().await;
        mail.held.clear();
        uses.push(MachineUse::now());
        // What waited, and what was left claimed, is due again at once.
        minutes.fetch_add(24 * 60, Ordering::SeqCst);
        lives += 1;
    }
    let store = Store::open(&path).await.unwrap();
    store.verify().await.unwrap();
    let (whole, _) = read_all(&store, 10_000).await;
    assert_eq!(whole.counts(), store.counts().await.unwrap());
    let conversations = lives * CONVERSATIONS;
    assert_eq!(
        whole.counts().conversations,
        conversations,
        "nothing was lost"
    );
    // Those of the last two lives wait; every other was begun twice and given up at the third time.
    let waiting = store.levels().await.unwrap().transcripts_waiting;
    assert_eq!(waiting, conversations.min(2 * CONVERSATIONS));
    let slowest = slowest.load(Ordering::Relaxed);
    eprintln!(
        "{lives} lives, {conversations} conversations, {} transcripts given up, the slowest answer after {slowest} ms",
        conversations - waiting
    );
    let (settled, last) = (uses[uses.len().min(SETTLED) - 1], uses[uses.len() - 1]);
    for (when, it) in [("third life", settled), ("last one", last)] {
        let (files, memory) = (it.open_files, it.megabytes);
        eprintln!("after the {when} {files} open files and {memory} MB");
    }
    // By hand it has the process for itself: no life leaves anything open.
    if plan.until.is_some() {
        assert!(last.open_files < settled.open_files + SOME_FILES);
    }
}
