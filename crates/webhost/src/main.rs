//! daybook-host: the same application behind a plain browser, for tests and for work on the front.
//! It serves `ui/dist` with the window's own security policy, answers `POST /ipc/<command>` as the
//! window's commands do, and sends the window's events over `GET /ipc/events`.
//!
//! It listens on loopback only, and it is no product: whoever can reach the port reads the home.

#![allow(
    clippy::print_stdout,
    reason = "a terminal program says where it listens"
)]

mod commands;
mod events;
mod host;
mod pages;
mod reload;

use anyhow::{Context, ensure};
use app::{App, AppOptions, FirstStart, HomeFolder};
use axum::Router;
use axum::routing::{get, post};
use clap::Parser;
use host::{OnChange, WebHost};
use serde_json::Value;
use std::net::SocketAddr;
use std::path::PathBuf;
use zeroize::Zeroizing;

/// The window's configuration holds the policy; the browser gets the same one.
const WINDOW: &str = include_str!("../../../tauri.conf.json");

/// Serves the application to a plain browser on this computer.
#[derive(Debug, Parser)]
#[command(name = "daybook-host", version)]
struct HostArguments {
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
    /// A server that the page may connect, as `https://daybook.example.com`; may be given more than once.
    /// The window asks a person about each; here is nobody to ask outside of the page.
    #[arg(long, value_name = "ORIGIN")]
    connect: Vec<String>,
    /// Load the page again whenever its files change.
    #[arg(long)]
    reload: bool,
    /// Unlocks the home where no OS key store answers.
    #[arg(long, env = "DAYBOOK_PASSPHRASE", hide_env_values = true)]
    passphrase: Option<String>,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = HostArguments::parse();
    ensure!(
        arguments.listen.ip().is_loopback(),
        "daybook-host listens on loopback only"
    );
    let app = App::locate(HomeFolder::at(&arguments.home), options(&arguments))?;
    let host = WebHost {
        app: app.clone(),
        pages: arguments.pages,
        policy: policy()?,
        connects: arguments.connect.into_iter().collect(),
        on_change: if arguments.reload {
            OnChange::Reload
        } else {
            OnChange::Stay
        },
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

fn options(arguments: &HostArguments) -> AppOptions {
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

fn routes(host: WebHost) -> Router {
    let mut routes = Router::new();
    if host.on_change == OnChange::Reload {
        routes = routes
            .route("/reload/events", get(reload::events))
            .route("/reload/script.js", get(reload::script));
    }
    routes
        .route("/ipc/events", get(events::events))
        .route("/ipc/{command}", post(commands::command))
        .fallback(pages::page)
        .with_state(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browser_gets_the_windows_policy() {
        assert!(
            policy()
                .expect("a policy")
                .starts_with("default-src 'none'")
        );
    }
}
