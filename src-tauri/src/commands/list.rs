//! The conversation list.

use crate::shell::Shell;
use model::failure::Failure;
use model::request::{ListWindow, OpenList};
use model::view::{ConversationRow, ListOpened};
use tauri::{AppHandle, State};

/// Opens a list.
#[tauri::command]
pub(crate) async fn open_list(
    handle: AppHandle,
    shell: State<'_, Shell>,
    request: OpenList,
) -> Result<ListOpened, Failure> {
    Ok(shell.app(&handle)?.open_list(request).await?)
}

/// Rows of an open list.
#[tauri::command]
pub(crate) async fn list_window(
    handle: AppHandle,
    shell: State<'_, Shell>,
    request: ListWindow,
) -> Result<Vec<ConversationRow>, Failure> {
    Ok(shell.app(&handle)?.list_window(request).await?)
}
