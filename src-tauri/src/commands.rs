//! What the window may call: every command of the table in `model::command`, and nothing else. The
//! calls themselves are made in the `app` crate; here is what only a window can do.

use crate::browser;
use crate::errors::{no_browser, no_clipboard, no_folder};
use crate::file_dialog;
use crate::question;
use crate::shell::ShellState;
use app::{App, CommandHost, LinkDestination};
use model::command::COMMANDS;
use model::failure::Failure;
use model::outward::OutwardQuestion;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use tauri::ipc::{Invoke, InvokeBody, InvokeError, InvokeResponseBody};
use tauri::{AppHandle, Manager, Wry};
use tauri_plugin_clipboard_manager::ClipboardExt;

/// Sizes in which a page can still be read and put back, in percent, whatever the page asks for.
const READABLE: RangeInclusive<u16> = 25..=400;

/// The window as the holder of the page.
#[derive(Debug)]
struct WindowHost {
    handle: AppHandle,
}

/// The page cannot call a plugin; it asks here, and the `app` crate checks what it asks for.
impl CommandHost for WindowHost {
    fn app(&self) -> Result<App, Failure> {
        self.handle.state::<ShellState>().app(&self.handle)
    }

    async fn confirm(&self, question: &OutwardQuestion) -> Result<(), Failure> {
        question::confirm(&self.handle, question).await
    }

    fn open_confirmed(&self, link: &LinkDestination) -> Result<(), Failure> {
        browser::open(link.url()).map_err(|error| no_browser(&error))
    }

    async fn choose_place(&self, name: String) -> Result<Option<PathBuf>, Failure> {
        file_dialog::choose(&self.handle, name).await
    }

    fn show_folder(&self, folder: &Path) -> Result<(), Failure> {
        browser::open(folder).map_err(|error| no_folder(&error))
    }

    async fn zoom(&self, percent: u16) -> Result<(), Failure> {
        let factor = f64::from(percent.clamp(*READABLE.start(), *READABLE.end())) / 100.0;
        for window in self.handle.webview_windows().into_values() {
            // A window that closes meanwhile needs no other size.
            let _ = window.set_zoom(factor);
        }
        Ok(())
    }

    async fn copy_text(&self, text: String) -> Result<(), Failure> {
        let text = app::copyable(text)?;
        let written = self.handle.clipboard().write_text(text);
        written.map_err(|error| no_clipboard(&error))
    }
}

/// Answers every command of the table. Tauri has checked the caller's permission before: the build
/// script makes one permission per command, and the capability grants those to the one window.
pub(crate) fn handler() -> impl Fn(Invoke<Wry>) -> bool + Send + Sync + 'static {
    |invoke| {
        let command = invoke.message.command().to_owned();
        let InvokeBody::Json(arguments) = invoke.message.payload().clone() else {
            return false;
        };
        if !COMMANDS.contains(&command.as_str()) {
            return false;
        }
        let host = WindowHost {
            handle: invoke.message.webview_ref().app_handle().clone(),
        };
        invoke.resolver.respond_async(async move {
            let answer = app::perform(&host, &command, &arguments).await;
            answer
                .map(InvokeResponseBody::Json)
                .map_err(InvokeError::from)
        });
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;
    use std::collections::BTreeSet;

    /// What Tauri's build script made of ours, and embeds in the program.
    const CAPABILITIES: &str = include_str!(concat!(env!("OUT_DIR"), "/capabilities.json"));
    const MANIFESTS: &str = include_str!(concat!(env!("OUT_DIR"), "/acl-manifests.json"));

    fn parsed(json: &str) -> Value {
        serde_json::from_str(json).expect("JSON")
    }

    fn permissions(verb: &str) -> BTreeSet<String> {
        let names = COMMANDS.iter().map(|name| name.replace('_', "-"));
        names.map(|name| format!("{verb}-{name}")).collect()
    }

    #[test]
    fn there_is_a_permission_for_exactly_the_commands() {
        let made: BTreeSet<String> = parsed(MANIFESTS)["__app-acl__"]["permissions"]
            .as_object()
            .expect("the permissions of our own commands")
            .keys()
            .cloned()
            .collect();
        let expected: BTreeSet<String> = &permissions("allow") | &permissions("deny");
        assert_eq!(made, expected);
    }

    #[test]
    fn the_capability_allows_exactly_the_commands_and_hearing_events() {
        let capabilities = parsed(CAPABILITIES);
        let names: Vec<&String> = capabilities.as_object().expect("a map").keys().collect();
        assert_eq!(names, ["main"], "no other capability");
        let capability = &capabilities["main"];
        let allowed: BTreeSet<String> = capability["permissions"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|entry| entry.as_str().expect("a name").to_owned())
            .collect();
        let mut expected = permissions("allow");
        expected
            .extend(["core:event:allow-listen", "core:event:allow-unlisten"].map(str::to_owned));
        assert_eq!(allowed, expected);
        assert_eq!(capability["windows"], serde_json::json!(["main"]));
        assert_eq!(capability["local"], true);
        assert!(
            capability.get("remote").is_none_or(Value::is_null),
            "no remote page may call anything"
        );
    }

    #[test]
    fn the_policy_names_no_network_host() {
        let config = parsed(include_str!("../../tauri.conf.json"));
        let policy = config["app"]["security"]["csp"].as_str().expect("a policy");
        assert!(policy.starts_with("default-src 'none'"));
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"));
        // Tauri's own loopback name is no host of any network.
        let foreign = policy.replace("http://ipc.localhost", "");
        assert!(
            !foreign.contains("://") && !foreign.contains('*'),
            "{foreign}"
        );
        assert_eq!(config["app"]["withGlobalTauri"], false);
    }
}
