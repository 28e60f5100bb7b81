//! daybook-host: the same application behind a plain browser, for tests and for work on the front.
//! It serves `ui/dist` with the window's own security policy, answers `POST /ipc/<command>` as the
//! window's commands do, and sends the window's events over `GET /ipc/events`.
//!
//! It listens on loopback only, and it is no product: whoever can reach the port reads the home.

#![allow(
    clippy::print_stdout,
    reason = "a terminal program says where it listens"
)]

use anyhow::{Context, ensure};
use app::{App, AppOptions, FirstStart, HomeFolder};
use axum::body::Bytes;
use axum::extract::{Path as UrlPath, State};
use axum::http::{HeaderMap, HeaderName, StatusCode, Uri, header};
use axum::response::sse::{Event as Sent, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use clap::Parser;
use futures::Stream;
use model::SourceId;
use model::event::AppEvent;
use model::failure::{Code, Failure};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::path::{Component, Path, PathBuf};
use tokio::sync::broadcast::error::RecvError;
use zeroize::Zeroizing;

/// The window's configuration holds the policy; the browser gets the same one.
const WINDOW: &str = include_str!("../../../../tauri.conf.json");

/// Serves the application to a plain browser on this computer.
#[derive(Debug, Parser)]
#[command(name = "daybook-host", version)]
struct Arguments {
    /// Where everything is kept.
    #[arg(long, env = "DAYBOOK_HOME")]
    home: PathBuf,
    /// Where to listen; loopback only. Port 0 takes a free one, and the line on stdout says which.
    #[arg(long, default_value = "127.0.0.1:0")]
    listen: SocketAddr,
    /// Open the practice space when there is no source yet.
    #[arg(long)]
    practice: bool,
    /// The pages to serve.
    #[arg(long, default_value = "ui/dist")]
    pages: PathBuf,
    /// Unlocks the home where no OS key store answers.
    #[arg(long, env = "DAYBOOK_PASSPHRASE", hide_env_values = true)]
    passphrase: Option<String>,
}

/// What the handlers share.
#[derive(Clone)]
struct Host {
    app: App,
    pages: PathBuf,
    policy: String,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    ensure!(
        arguments.listen.ip().is_loopback(),
        "daybook-host listens on loopback only"
    );
    let app = App::locate(HomeFolder::at(&arguments.home), options(&arguments))?;
    let host = Host {
        app: app.clone(),
        pages: arguments.pages,
        policy: policy()?,
    };
    let listener = tokio::net::TcpListener::bind(arguments.listen).await?;
    println!("http://{}", listener.local_addr()?);
    // Not a graceful end: a browser holds its stream of events open for ever.
    tokio::select! {
        served = axum::serve(listener, routes(host)) => served?,
        () = interrupted() => {}
    }
    app.close().await;
    Ok(())
}

fn options(arguments: &Arguments) -> AppOptions {
    AppOptions {
        first_start: if arguments.practice {
            FirstStart::Practice
        } else {
            FirstStart::Ask
        },
        passphrase: arguments.passphrase.clone().map(Zeroizing::new),
        ..AppOptions::window()
    }
}

fn policy() -> anyhow::Result<String> {
    let config: Value = serde_json::from_str(WINDOW)?;
    let policy = config["app"]["security"]["csp"]
        .as_str()
        .context("tauri.conf.json holds no policy")?;
    Ok(policy.to_owned())
}

/// Ctrl+C, or the signal by which a test ends its children.
async fn interrupted() {
    let keyboard = tokio::signal::ctrl_c();
    #[cfg(unix)]
    if let Ok(mut ended) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())
    {
        tokio::select! {
            _ = keyboard => {}
            _ = ended.recv() => {}
        }
        return;
    }
    // Without a signal handler the process is simply ended, which the store survives.
    let _signal = keyboard.await;
}

fn routes(host: Host) -> Router {
    Router::new()
        .route("/ipc/events", get(events))
        .route("/ipc/{command}", post(command))
        .fallback(page)
        .with_state(host)
}

// --- commands -------------------------------------------------------------------------------------

async fn command(
    State(host): State<Host>,
    UrlPath(name): UrlPath<String>,
    body: Bytes,
) -> Response {
    match perform(&host.app, &name, &body).await {
        Ok(answer) => Json(answer).into_response(),
        Err(failure) => (StatusCode::UNPROCESSABLE_ENTITY, Json(failure)).into_response(),
    }
}

/// The same names and arguments as the window's commands.
async fn perform(app: &App, name: &str, body: &[u8]) -> Result<Value, Failure> {
    let asked = Asked::read(body)?;
    match name {
        "startup" => json(app.startup().await),
        "choose_passphrase" => json(app.choose_passphrase(asked.secret("passphrase")?).await),
        "unlock" => json(app.unlock(asked.secret("passphrase")?).await),
        "start_over" => json(app.start_over().await),
        "open_practice" => json(app.open_practice().await),
        "connect_daybook" => json(app.connect_daybook(asked.take("request")?).await),
        "remove_source" => json(app.remove_source(asked.take::<SourceId>("source")?).await),
        "begin_anew" => json(app.reset_source(asked.take("source")?).await),
        "connect_nexudus" => json(app.connect_nexudus(asked.take("request")?).await),
        "nexudus_account" => json(app.nexudus_account(asked.take("source")?).await),
        "probe_nexudus" => json(app.probe(asked.take("source")?).await),
        "change_nexudus" => json(app.change_nexudus(asked.take("request")?).await),
        "sign_in_nexudus" => json(app.sign_in_nexudus(asked.take("request")?).await),
        "sign_out_nexudus" => json(app.sign_out_nexudus(asked.take("source")?).await),
        "open_list" => json(app.open_list(asked.take("request")?).await),
        "list_window" => json(app.list_window(asked.take("request")?).await),
        "conversation" => json(app.conversation(&asked.take("request")?).await),
        "status" => json(app.status().await),
        "sync_now" => json(app.sync_now().await),
        "compare_numbers" => json(app.compare_numbers(asked.take("source")?).await),
        "cancel_sync" => {
            app.cancel_sync();
            Ok(Value::Null)
        }
        "remember" => json(app.save_window_state(&asked.take::<String>("value")?).await),
        // A browser opens no second browser and shares no clipboard: the checks run, and that is all.
        "open_link" => json(app::allowed_link(&asked.take::<String>("url")?).map(|_| ())),
        "copy_text" => json(app::copyable(asked.take("text")?).map(|_| ())),
        _ => Err(refused("there is no such command")),
    }
}

/// The arguments of a command: one object, or nothing.
struct Asked(Value);

impl Asked {
    fn read(body: &[u8]) -> Result<Self, Failure> {
        if body.is_empty() {
            return Ok(Self(Value::Null));
        }
        serde_json::from_slice(body)
            .map(Self)
            .map_err(|error| refused(&error.to_string()))
    }

    fn take<T: DeserializeOwned>(&self, name: &str) -> Result<T, Failure> {
        serde_json::from_value(self.0[name].clone())
            .map_err(|error| refused(&format!("{name}: {error}")))
    }

    fn secret(&self, name: &str) -> Result<Zeroizing<String>, Failure> {
        self.take(name).map(Zeroizing::new)
    }
}

fn json<T: serde::Serialize>(result: Result<T, app::AppError>) -> Result<Value, Failure> {
    serde_json::to_value(result?).map_err(|error| refused(&error.to_string()))
}

fn refused(why: &str) -> Failure {
    Failure {
        code: Code::Invalid,
        message: why.to_owned(),
    }
}

// --- events ---------------------------------------------------------------------------------------

async fn events(State(host): State<Host>) -> Sse<impl Stream<Item = Result<Sent, Infallible>>> {
    let heard = futures::stream::unfold(host.app.events(), |mut events| async move {
        let event = match events.recv().await {
            Ok(event) => event,
            Err(RecvError::Lagged(_)) => AppEvent::StatusChanged,
            Err(RecvError::Closed) => return None,
        };
        let text = serde_json::to_string(&event).unwrap_or_default();
        Some((Ok(Sent::default().data(text)), events))
    });
    Sse::new(heard).keep_alive(KeepAlive::default())
}

// --- pages ----------------------------------------------------------------------------------------

async fn page(State(host): State<Host>, uri: Uri) -> Response {
    let Some(path) = inside(&host.pages, uri.path()) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    match tokio::fs::read(&path).await {
        Ok(content) => (headers(&host.policy, &path), content).into_response(),
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}

/// The file behind an address; a name without an extension is a page of the one-page application.
fn inside(pages: &Path, asked: &str) -> Option<PathBuf> {
    let asked = Path::new(asked.trim_start_matches('/'));
    if !asked
        .components()
        .all(|part| matches!(part, Component::Normal(_)))
    {
        return None;
    }
    Some(pages.join(if asked.extension().is_some() {
        asked
    } else {
        Path::new("index.html")
    }))
}

fn headers(policy: &str, path: &Path) -> HeaderMap {
    let known = [
        (header::CONTENT_TYPE, kind(path)),
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    known
        .into_iter()
        .filter_map(|(name, text): (HeaderName, &str)| Some((name, text.parse().ok()?)))
        .collect()
}

fn kind(path: &Path) -> &'static str {
    match path
        .extension()
        .and_then(|text| text.to_str())
        .unwrap_or_default()
    {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "json" => "application/json",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_pages_are_served() {
        let pages = Path::new("/pages");
        let cases = [
            ("/", Some("/pages/index.html")),
            ("/conversations", Some("/pages/index.html")),
            ("/app.wasm", Some("/pages/app.wasm")),
            ("/a/b.js", Some("/pages/a/b.js")),
            ("/../secret.txt", None),
            ("/a/../../secret.txt", None),
        ];
        for (asked, expected) in cases {
            assert_eq!(inside(pages, asked), expected.map(PathBuf::from), "{asked}");
        }
    }

    #[test]
    fn the_browser_gets_the_windows_policy() {
        assert!(
            policy()
                .expect("a policy")
                .starts_with("default-src 'none'")
        );
    }
}
