//! The status bar, and what the window wants to find again.

use crate::shell::Shell;
use model::SourceId;
use model::failure::Failure;
use model::view::{CrossCheck, StatusView};
use tauri::{AppHandle, State};

/// Everything the status bar and the navigation show.
#[tauri::command]
pub(crate) async fn status(
    handle: AppHandle,
    shell: State<'_, Shell>,
) -> Result<StatusView, Failure> {
    Ok(shell.app(&handle)?.status().await?)
}

/// Asks for a sync of every source.
#[tauri::command]
pub(crate) async fn sync_now(handle: AppHandle, shell: State<'_, Shell>) -> Result<(), Failure> {
    Ok(shell.app(&handle)?.sync_now().await?)
}

/// Asks every run to stop at its next safe point.
#[tauri::command]
#[expect(
    clippy::needless_pass_by_value,
    reason = "this is how Tauri hands arguments over"
)]
pub(crate) fn cancel_sync(handle: AppHandle, shell: State<'_, Shell>) -> Result<(), Failure> {
    shell.app(&handle)?.cancel_sync();
    Ok(())
}

/// Compares the numbers of a source with those that its server counts.
#[tauri::command]
pub(crate) async fn compare_numbers(
    handle: AppHandle,
    shell: State<'_, Shell>,
    source: SourceId,
) -> Result<CrossCheck, Failure> {
    Ok(shell.app(&handle)?.compare_numbers(source).await?)
}

/// Keeps what the window wants to find again.
#[tauri::command]
pub(crate) async fn remember(
    handle: AppHandle,
    shell: State<'_, Shell>,
    value: String,
) -> Result<(), Failure> {
    Ok(shell.app(&handle)?.save_window_state(&value).await?)
}
