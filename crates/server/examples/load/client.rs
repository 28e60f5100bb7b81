//! What a chatbot and a laptop do: requests over connections that stay open, each timed.

use axum::body::Bytes;
use axum::http::Request;
use http_body_util::{BodyExt as _, Full};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::{Value, json};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

type Http = Client<HttpConnector, Full<Bytes>>;

/// How long each of many things took, and all of them together.
pub(crate) struct Timed {
    pub(crate) total: Duration,
    each: Vec<Duration>,
}

impl Timed {
    /// A quantile of the single times, in milliseconds.
    pub(crate) fn quantile(&self, part: f64) -> f64 {
        let mut each = self.each.clone();
        each.sort_unstable();
        let at = (each.len() as f64 * part) as usize;
        each.get(at.min(each.len().saturating_sub(1)))
            .map_or(f64::NAN, |it| it.as_secs_f64() * 1_000.0)
    }
}

/// Conversations that were opened.
pub(crate) struct Opened {
    pub(crate) ids: Arc<Vec<String>>,
    /// Their sessions, in no order.
    pub(crate) sessions: Arc<Vec<String>>,
    pub(crate) timed: Timed,
}

/// A stretch of the feed that was read.
pub(crate) struct Feed {
    pub(crate) rows: usize,
    pub(crate) bytes: usize,
    pub(crate) timed: Timed,
}

fn http() -> Http {
    let mut connector = HttpConnector::new();
    connector.set_nodelay(true);
    Client::builder(TokioExecutor::new()).build(connector)
}

async fn send(
    http: &Http,
    method: &str,
    url: &str,
    headers: &[(&str, &str)],
    body: &Value,
) -> Bytes {
    let mut request = Request::builder().method(method).uri(url);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let body = match body {
        Value::Null => Bytes::new(),
        body => Bytes::from(body.to_string()),
    };
    let request = request.header("content-type", "application/json");
    let response = http
        .request(request.body(Full::new(body)).unwrap())
        .await
        .unwrap();
    let status = response.status();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    assert!(
        status.is_success(),
        "{status}: {}",
        String::from_utf8_lossy(&body)
    );
    body
}

/// Runs `count` requests from so many clients at once, each taking the next number.
async fn many<F, Run>(clients: usize, count: u32, run: F) -> Timed
where
    F: Fn(Http, u32) -> Run + Clone + Send + 'static,
    Run: Future<Output = ()> + Send + 'static,
{
    let next = Arc::new(AtomicU32::new(0));
    let begun = Instant::now();
    let tasks = (0..clients).map(|_| {
        let (next, run, http) = (next.clone(), run.clone(), http());
        tokio::spawn(async move {
            let mut each = Vec::new();
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= count {
                    return each;
                }
                let begun = Instant::now();
                run(http.clone(), number).await;
                each.push(begun.elapsed());
            }
        })
    });
    let tasks = tasks.collect::<Vec<_>>();
    let mut each = Vec::new();
    for task in tasks {
        each.extend(task.await.unwrap());
    }
    Timed {
        total: begun.elapsed(),
        each,
    }
}

/// Opens conversations in a space of their own.
pub(crate) async fn open_conversations(
    url: &str,
    token: &str,
    count: u32,
    clients: usize,
) -> Opened {
    let bearer = format!("Bearer {token}");
    let run_id = Instant::now().elapsed().as_nanos() as u64 ^ u64::from(std::process::id());
    let space = json!({"name": "Load", "time_zone": "Europe/London"});
    let headers = [("authorization", bearer.as_str())];
    send(
        &http(),
        "PUT",
        &format!("{url}/v1/spaces/load"),
        &headers,
        &space,
    )
    .await;
    let ids = (0..count).map(|number| format!("load-{run_id:x}-{clients}-{number}"));
    let ids = Arc::new(ids.collect::<Vec<_>>());
    let replies = Arc::new(Mutex::new(Vec::new()));
    let (shared, url, kept) = (ids.clone(), url.to_owned(), replies.clone());
    let timed = many(clients, count, move |http, number| {
        let (ids, url, bearer) = (shared.clone(), url.clone(), bearer.clone());
        let kept = kept.clone();
        async move {
            let body = json!({"id": ids[number as usize], "space_id": "load", "channel": "chat"});
            let headers = [("authorization", bearer.as_str())];
            let path = format!("{url}/v1/conversations");
            let reply = send(&http, "POST", &path, &headers, &body).await;
            kept.lock().unwrap().push(reply);
        }
    });
    let timed = timed.await;
    let session = |reply: &Bytes| {
        let reply = serde_json::from_slice::<Value>(reply).unwrap();
        reply["conversation"]["session_id"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let sessions = replies.lock().unwrap().iter().map(session).collect();
    Opened {
        ids,
        sessions: Arc::new(sessions),
        timed,
    }
}

/// Delivers an outcome for each of these sessions: a tour, with the visitor whom it makes.
pub(crate) async fn convert(
    url: &str,
    token: &str,
    sessions: &Arc<Vec<String>>,
    clients: usize,
) -> Timed {
    let (sessions, bearer) = (sessions.clone(), format!("Bearer {token}"));
    let path = format!("{url}/v1/conversions");
    let count = sessions.len() as u32;
    many(clients, count, move |http, number| {
        let (sessions, path, bearer) = (sessions.clone(), path.clone(), bearer.clone());
        async move {
            let session_id = &sessions[number as usize];
            let person = json!({"name": "Ada Example", "email": format!("{number}@visitors.example")});
            let record = format!("V-{session_id}");
            let body = json!({"session_id": session_id, "kind": "tour", "record": record, "person": person});
            let headers = [("authorization", bearer.as_str())];
            send(&http, "POST", &path, &headers, &body).await;
        }
    })
    .await
}

/// Appends messages of some two hundred bytes, spread over the conversations.
pub(crate) async fn append(
    url: &str,
    token: &str,
    ids: &Arc<Vec<String>>,
    count: u32,
    clients: usize,
) -> Timed {
    let (ids, url, bearer) = (ids.clone(), url.to_owned(), format!("Bearer {token}"));
    let text = "Could we see the corner office on the second floor on Tuesday at ten? ".repeat(3);
    many(clients, count, move |http, number| {
        let (ids, url, bearer, text) = (ids.clone(), url.clone(), bearer.clone(), text.clone());
        async move {
            let id = &ids[number as usize % ids.len()];
            let body = json!({"sender": "customer", "body": text});
            let headers = [("authorization", bearer.as_str())];
            let path = format!("{url}/v1/conversations/{id}/messages");
            send(&http, "POST", &path, &headers, &body).await;
        }
    })
    .await
}

/// Reads the feed from its beginning.
pub(crate) async fn feed(url: &str, token: &str, encoding: &str, pages: usize) -> Feed {
    let (http, bearer) = (http(), format!("Bearer {token}"));
    let cursors = cursors(url, &bearer, pages).await;
    let (mut each, mut bytes) = (Vec::new(), 0);
    let begun = Instant::now();
    for cursor in &cursors {
        let headers = [
            ("authorization", bearer.as_str()),
            ("accept-encoding", encoding),
        ];
        let path = format!("{url}/v1/changes?limit=2000&after={}", cursor.0);
        let begun = Instant::now();
        bytes += send(&http, "GET", &path, &headers, &Value::Null)
            .await
            .len();
        each.push(begun.elapsed());
    }
    Feed {
        rows: cursors.iter().map(|(_, rows)| rows).sum(),
        bytes,
        timed: Timed {
            total: begun.elapsed(),
            each,
        },
    }
}

/// Where the pages begin and how many rows they hold, so that the measurement need not parse.
async fn cursors(url: &str, bearer: &str, pages: usize) -> Vec<(String, usize)> {
    let (http, mut found, mut cursor) = (http(), Vec::new(), String::new());
    while found.len() < pages {
        let path = format!("{url}/v1/changes?limit=2000&after={cursor}");
        let page = send(
            &http,
            "GET",
            &path,
            &[("authorization", bearer)],
            &Value::Null,
        )
        .await;
        let page = serde_json::from_slice::<Value>(&page).unwrap();
        found.push((cursor, rows(&page)));
        cursor = page["next"].as_str().unwrap().to_owned();
        if page["remaining"] == 0 {
            break;
        }
    }
    found
}

fn rows(page: &Value) -> usize {
    let conversations = page["conversations"].as_array();
    let conversations = conversations.or_else(|| page["changes"]["conversations"].as_array());
    let parts = ["messages", "conversions", "leads", "tickets", "inbox_items"];
    let of = |change: &Value| {
        let parts = parts.iter().filter_map(|part| change[part].as_array());
        1 + parts.map(Vec::len).sum::<usize>()
    };
    conversations.map_or(0, |all| all.iter().map(of).sum())
}

/// Asks for the dashboard's numbers.
pub(crate) async fn metrics(url: &str, token: &str, count: u32) -> Timed {
    let (url, bearer) = (format!("{url}/v1/metrics"), format!("Bearer {token}"));
    many(1, count, move |http, _| {
        let (url, bearer) = (url.clone(), bearer.clone());
        async move {
            send(
                &http,
                "GET",
                &url,
                &[("authorization", &bearer)],
                &Value::Null,
            )
            .await;
        }
    })
    .await
}
