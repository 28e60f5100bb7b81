//! The first moments: where the application stands, and unlocking.

use crate::shell::Shell;
use model::failure::Failure;
use model::view::StartupView;
use tauri::{AppHandle, State};
use zeroize::Zeroizing;

/// Where the application stands.
#[tauri::command]
pub(crate) async fn startup(
    handle: AppHandle,
    shell: State<'_, Shell>,
) -> Result<StartupView, Failure> {
    Ok(shell.app(&handle)?.startup().await?)
}

/// Sets the passphrase of a new home.
#[tauri::command]
pub(crate) async fn choose_passphrase(
    handle: AppHandle,
    shell: State<'_, Shell>,
    passphrase: String,
) -> Result<StartupView, Failure> {
    Ok(shell
        .app(&handle)?
        .choose_passphrase(Zeroizing::new(passphrase))
        .await?)
}

/// Unlocks with the passphrase.
#[tauri::command]
pub(crate) async fn unlock(
    handle: AppHandle,
    shell: State<'_, Shell>,
    passphrase: String,
) -> Result<StartupView, Failure> {
    Ok(shell
        .app(&handle)?
        .unlock(Zeroizing::new(passphrase))
        .await?)
}

/// Sets an unreadable store aside and begins anew.
#[tauri::command]
pub(crate) async fn start_over(
    handle: AppHandle,
    shell: State<'_, Shell>,
) -> Result<StartupView, Failure> {
    Ok(shell.app(&handle)?.start_over().await?)
}
