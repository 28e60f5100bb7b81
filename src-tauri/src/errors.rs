//! Failures of the shell's own: the browser, the folder and the clipboard. All others come from the `app` crate.

use model::failure::Failure;

/// The system opened no browser.
pub(crate) fn no_browser(error: &std::io::Error) -> Failure {
    tracing::warn!(%error, "a link was not opened");
    Failure::NoBrowser
}

/// The system showed no folder.
pub(crate) fn no_folder(error: &std::io::Error) -> Failure {
    tracing::warn!(%error, "a folder was not shown");
    Failure::NoFolderShown
}

/// The system took no text.
pub(crate) fn no_clipboard(error: &tauri_plugin_clipboard_manager::Error) -> Failure {
    tracing::warn!(%error, "nothing was copied");
    Failure::NoClipboard
}
