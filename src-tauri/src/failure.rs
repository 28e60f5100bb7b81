//! Failures of the shell's own: the browser and the clipboard. All others come from the `app` crate.

use model::failure::{Code, Failure};

/// The system opened no browser.
pub(crate) fn no_browser(error: &tauri_plugin_opener::Error) -> Failure {
    tracing::warn!(%error, "a link was not opened");
    other(
        "No program opened this link. Nothing else is affected. Copy the link and open it by hand.",
    )
}

/// The system took no text.
pub(crate) fn no_clipboard(error: &tauri_plugin_clipboard_manager::Error) -> Failure {
    tracing::warn!(%error, "nothing was copied");
    other("The clipboard did not accept the text. Nothing else is affected. Try again.")
}

fn other(message: &str) -> Failure {
    Failure {
        code: Code::Other,
        message: message.to_owned(),
    }
}
