//! The one window: its size and place, and the walls around its page. The page goes nowhere, opens
//! nothing and downloads nothing; links leave through a command that asks first.

use crate::start::StartOptions;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use tauri::plugin::TauriPlugin;
use tauri::webview::NewWindowResponse;
use tauri::{AppHandle, Manager, Url, WebviewUrl, WebviewWindow, WebviewWindowBuilder, Wry};
use tauri_plugin_window_state::StateFlags;

/// The window's label: the capability names it too.
pub(crate) const MAIN: &str = "main";
const TITLE: &str = "Daybook";
/// Logical pixels.
const SIZE: (f64, f64) = (1400.0, 900.0);
/// Less than a screen of 1366 × 768 has at 200 %.
const LEAST: (f64, f64) = (640.0, 360.0);

/// Opens the window.
pub(crate) fn open(handle: &AppHandle) -> tauri::Result<WebviewWindow> {
    let home = &handle
        .state::<crate::shell::ShellState>()
        .start()
        .home
        .clone();
    WebviewWindowBuilder::new(handle, MAIN, WebviewUrl::App("index.html".into()))
        .title(TITLE)
        .inner_size(SIZE.0, SIZE.1)
        .min_inner_size(LEAST.0, LEAST.1)
        .prevent_overflow()
        .center()
        .data_directory(home.window_dir())
        .general_autofill_enabled(false)
        .on_navigation(is_ours)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .on_download(|_, _| false)
        .build()
}

/// Whether an address is a page of the application.
fn is_ours(url: &Url) -> bool {
    match url.scheme() {
        "tauri" => url.host_str() == Some("localhost"),
        // What the same pages are called where a system knows no custom scheme.
        "http" | "https" => url.host_str() == Some("tauri.localhost"),
        _ => url.as_str() == "about:blank",
    }
}

/// A second start on the same home raises the window of the first and ends. Another home is another
/// application.
pub(crate) fn single_instance(start: &StartOptions) -> TauriPlugin<Wry> {
    let raised = tauri_plugin_single_instance::Builder::new()
        .callback(|handle, _arguments, _folder| raise(handle));
    if start.home.is_named() {
        raised.dbus_id(named_id(start)).build()
    } else {
        raised.build()
    }
}

fn named_id(start: &StartOptions) -> String {
    let mut hasher = DefaultHasher::new();
    start.home.root().hash(&mut hasher);
    format!("app.daybook.desktop.home{:016x}", hasher.finish())
}

fn raise(handle: &AppHandle) {
    let Some(window) = handle.get_webview_window(MAIN) else {
        return;
    };
    for raised in [window.unminimize(), window.show(), window.set_focus()] {
        if let Err(error) = raised {
            tracing::debug!(%error, "the window was not raised");
        }
    }
}

/// Where the window stood the last time, unless that screen is gone. Kept in the home, like everything.
pub(crate) fn remembered_state(start: &StartOptions) -> TauriPlugin<Wry> {
    let flags =
        StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED | StateFlags::FULLSCREEN;
    tauri_plugin_window_state::Builder::new()
        .with_state_flags(flags)
        .with_filename(start.home.window_state_file().to_string_lossy())
        .build()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_stays_at_home() {
        let cases = [
            ("tauri://localhost/", true),
            ("tauri://localhost/index.html#/list", true),
            ("http://tauri.localhost/", true),
            ("tauri://elsewhere/", false),
            ("https://example.com/", false),
            ("https://tauri.localhost.example.com/", false),
            ("file:///etc/passwd", false),
            ("data:text/html,x", false),
            ("blob:tauri://localhost/1", false),
        ];
        for (url, stays) in cases {
            let parsed = Url::parse(url).expect("an address");
            assert_eq!(is_ours(&parsed), stays, "{url}");
        }
    }
}
