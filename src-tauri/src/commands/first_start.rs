//! Sources: the practice space, a server, and taking one away.

use crate::shell::Shell;
use model::SourceId;
use model::failure::Failure;
use model::request::ConnectDaybook;
use model::view::SourceView;
use tauri::{AppHandle, State};

/// Opens the practice space.
#[tauri::command]
pub(crate) async fn open_practice(
    handle: AppHandle,
    shell: State<'_, Shell>,
) -> Result<SourceView, Failure> {
    Ok(shell.app(&handle)?.open_practice().await?)
}

/// Connects a daybook-server.
#[tauri::command]
pub(crate) async fn connect_daybook(
    handle: AppHandle,
    shell: State<'_, Shell>,
    request: ConnectDaybook,
) -> Result<SourceView, Failure> {
    Ok(shell.app(&handle)?.connect_daybook(request).await?)
}

/// Removes a source from this laptop.
#[tauri::command]
pub(crate) async fn remove_source(
    handle: AppHandle,
    shell: State<'_, Shell>,
    source: SourceId,
) -> Result<(), Failure> {
    Ok(shell.app(&handle)?.remove_source(source).await?)
}

/// Begins a source anew with the store that answers at its address.
#[tauri::command]
pub(crate) async fn begin_anew(
    handle: AppHandle,
    shell: State<'_, Shell>,
    source: SourceId,
) -> Result<(), Failure> {
    shell.app(&handle)?.reset_source(source).await?;
    Ok(())
}
