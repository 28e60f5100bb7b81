//! What leaves the window: a link to the browser, a text to the clipboard. The page cannot call
//! either plugin; it asks here, and the `app` crate checks what it asks for.

use crate::failure::{no_browser, no_clipboard};
use model::failure::Failure;
use tauri::AppHandle;
use tauri_plugin_clipboard_manager::ClipboardExt;
use tauri_plugin_opener::OpenerExt;

/// Opens a web or mail link outside.
#[tauri::command]
pub(crate) async fn open_link(handle: AppHandle, url: String) -> Result<(), Failure> {
    let url = app::allowed_link(&url)?;
    handle
        .opener()
        .open_url(url, None::<&str>)
        .map_err(|error| no_browser(&error))
}

/// Copies a text.
#[tauri::command]
pub(crate) async fn copy_text(handle: AppHandle, text: String) -> Result<(), Failure> {
    let text = app::copyable(text)?;
    handle
        .clipboard()
        .write_text(text)
        .map_err(|error| no_clipboard(&error))
}
