//! The detail pane.

use crate::shell::Shell;
use model::failure::Failure;
use model::request::OpenConversation;
use model::view::ConversationDetail;
use tauri::{AppHandle, State};

/// One conversation, whole.
#[tauri::command]
pub(crate) async fn conversation(
    handle: AppHandle,
    shell: State<'_, Shell>,
    request: OpenConversation,
) -> Result<ConversationDetail, Failure> {
    Ok(shell.app(&handle)?.conversation(&request).await?)
}
