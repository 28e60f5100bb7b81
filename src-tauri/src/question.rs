//! Asks a person about an address, in a dialog of the desktop's own. The page is behind it: it neither sees
//! the question nor can answer it, whatever script ran in it.
//!
//! In a build for tests a file can answer instead, which is named when the application is started
//! (`scripted_answer.rs`). What is released has no such thing.

use crate::native_dialog;
use crate::shell::ShellState;
use app::OutwardQuestions;
use model::failure::Failure;
use model::outward::{OutwardAnswer, OutwardQuestion};
use tauri::{AppHandle, Manager};

/// Has an address confirmed.
///
/// # Errors
/// [`Failure::NotConfirmed`] and [`Failure::QuestionWaits`].
pub(crate) async fn confirm(handle: &AppHandle, question: &OutwardQuestion) -> Result<(), Failure> {
    let questions: &OutwardQuestions = &handle.state::<ShellState>().questions;
    questions.settle(question, answer(handle, question)).await
}

async fn answer(handle: &AppHandle, question: &OutwardQuestion) -> OutwardAnswer {
    #[cfg(debug_assertions)]
    if let Some(answer) = crate::scripted_answer::answer(question) {
        return answer;
    }
    native_dialog::ask(handle, question).await
}
