//! THE SHELL: the window, and nothing else. It finds the home, opens the window, and hands every
//! command on to the `app` crate.
//!
//! It must not know SQL, a server or a secret, and no command here is more than one call.

#[cfg(any(test, windows, target_os = "macos"))]
mod answer_buttons;
mod browser;
mod commands;
mod errors;
mod events;
mod file_dialog;
mod graphics;
#[cfg(target_os = "linux")]
mod gtk_dialog;
mod native_dialog;
mod question;
#[cfg(debug_assertions)]
mod scripted_answer;
mod shell;
mod start;
#[cfg(any(windows, target_os = "macos"))]
mod system_dialog;
mod window;

use app::process::MemoryPrivacy;
use shell::ShellState;
use start::StartOptions;
use std::process::ExitCode;
use std::time::Duration;
use tauri::{App, AppHandle, Manager, RunEvent};

/// How long closing may take: a run stops within a page, and a page takes far less.
const CLOSE_WITHIN: Duration = Duration::from_secs(10);

/// Runs the desktop application until its window is closed.
#[must_use]
pub fn run() -> ExitCode {
    listen_to_the_log();
    app::process::keep_memory_private(MemoryPrivacy::NoCoreDump);
    graphics::restart_if_windows_would_be_blank();
    let start = match StartOptions::from_command_line(std::env::args_os().skip(1)) {
        Ok(start) => start,
        Err(error) => return refuse(&error),
    };
    match build(start) {
        Ok(app) => ExitCode::from(
            u8::try_from(app.run_return(|handle, event| on_event(handle, &event))).unwrap_or(1),
        ),
        Err(error) => refuse(&error),
    }
}

/// A person who starts Daybook from a terminal is told why it did not start.
fn refuse(error: &dyn std::error::Error) -> ExitCode {
    tracing::error!("Daybook did not start: {error}");
    ExitCode::FAILURE
}

fn listen_to_the_log() {
    let filter = tracing_subscriber::EnvFilter::try_from_env("DAYBOOK_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("error"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        // A log that cannot be written would be told on the same stderr, with a panic.
        .log_internal_errors(false)
        .init();
}

#[expect(
    clippy::exit,
    reason = "Tauri's own macro ends the process where no event loop can start"
)]
fn build(start: StartOptions) -> tauri::Result<App> {
    let shell = ShellState::new(start);
    tauri::Builder::default()
        // First of all: a second start must end before it touches anything.
        .plugin(window::single_instance(shell.start()))
        .plugin(window::remembered_state(shell.start()))
        .plugin(tauri_plugin_clipboard_manager::init())
        .manage(shell)
        .invoke_handler(commands::handler())
        .setup(|app| {
            end_in_order(app.handle());
            window::open(app.handle())?;
            warm_up(app.handle());
            Ok(())
        })
        .build(tauri::generate_context!())
}

/// A signal ends the window as its button does: the event loop ends, and the store is closed.
fn end_in_order(handle: &AppHandle) {
    let handle = handle.clone();
    tauri::async_runtime::spawn(async move {
        app::process::outlive_file_limits();
        let signal = app::process::end_asked().await;
        handle.exit(i32::from(signal.exit_code()));
    });
}

/// Unlocks while the page still loads; the page's own `startup` then finds it done.
fn warm_up(handle: &AppHandle) {
    let handle = handle.clone();
    tauri::async_runtime::spawn(async move {
        if let Ok(app) = handle.state::<ShellState>().app(&handle) {
            // A failure is told to the window when it asks.
            let _told_later = app.startup().await;
        }
    });
}

fn on_event(handle: &AppHandle, event: &RunEvent) {
    if matches!(event, RunEvent::Exit) {
        let shell = handle.state::<ShellState>();
        let Some(app) = shell.take() else { return };
        let closed = tauri::async_runtime::block_on(async {
            tokio::time::timeout(CLOSE_WITHIN, app.close()).await
        });
        if closed.is_err() {
            // Nothing is lost: every page was committed whole. Only the tidying up did not finish.
            tracing::warn!("the store did not close in time");
        }
    }
}
