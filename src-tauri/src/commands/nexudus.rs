//! Nexudus accounts: connecting one, what it may read, its rules, signing in and out.

use crate::shell::Shell;
use model::SourceId;
use model::account::{AccountView, ChangeAccount};
use model::failure::Failure;
use model::request::{ConnectNexudus, SignInNexudus};
use model::view::{ProbeView, SourceView};
use tauri::{AppHandle, State};

/// Connects an account, and says what it may read.
#[tauri::command]
pub(crate) async fn connect_nexudus(
    handle: AppHandle,
    shell: State<'_, Shell>,
    request: ConnectNexudus,
) -> Result<ProbeView, Failure> {
    Ok(shell.app(&handle)?.connect_nexudus(request).await?)
}

/// An account, as far as it is known here.
#[tauri::command]
pub(crate) async fn nexudus_account(
    handle: AppHandle,
    shell: State<'_, Shell>,
    source: SourceId,
) -> Result<AccountView, Failure> {
    Ok(shell.app(&handle)?.nexudus_account(source).await?)
}

/// Asks again what an account may read.
#[tauri::command]
pub(crate) async fn probe_nexudus(
    handle: AppHandle,
    shell: State<'_, Shell>,
    source: SourceId,
) -> Result<ProbeView, Failure> {
    Ok(shell.app(&handle)?.probe(source).await?)
}

/// Changes the rules of an account.
#[tauri::command]
pub(crate) async fn change_nexudus(
    handle: AppHandle,
    shell: State<'_, Shell>,
    request: ChangeAccount,
) -> Result<(), Failure> {
    Ok(shell.app(&handle)?.change_nexudus(request).await?)
}

/// Signs in again.
#[tauri::command]
pub(crate) async fn sign_in_nexudus(
    handle: AppHandle,
    shell: State<'_, Shell>,
    request: SignInNexudus,
) -> Result<SourceView, Failure> {
    Ok(shell.app(&handle)?.sign_in_nexudus(request).await?)
}

/// Signs out; what was read stays.
#[tauri::command]
pub(crate) async fn sign_out_nexudus(
    handle: AppHandle,
    shell: State<'_, Shell>,
    source: SourceId,
) -> Result<SourceView, Failure> {
    Ok(shell.app(&handle)?.sign_out_nexudus(source).await?)
}
