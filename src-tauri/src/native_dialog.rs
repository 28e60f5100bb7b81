//! The desktop's own dialog for a question about an address. No is the answer that Enter, Escape and closing
//! it give.

use catalogue::outward_words;
use model::outward::{OutwardAnswer, OutwardQuestion};
use tauri::{AppHandle, Manager};
use tokio::sync::oneshot;

#[cfg(target_os = "linux")]
use crate::gtk_dialog::show;
#[cfg(any(windows, target_os = "macos"))]
use crate::system_dialog::show;
#[cfg(not(any(target_os = "linux", windows, target_os = "macos")))]
use unknown::show;

/// Asks, and waits for as long as it takes. Where no dialog can be shown the answer is no.
pub(crate) async fn ask(handle: &AppHandle, question: &OutwardQuestion) -> OutwardAnswer {
    let (answer, answered) = oneshot::channel();
    let words = outward_words(question);
    let Some(window) = handle.get_webview_window(crate::window::MAIN) else {
        return OutwardAnswer::Refused;
    };
    let shown = handle.run_on_main_thread(move || show(&window, &words, answer));
    if let Err(error) = shown {
        tracing::warn!(%error, "a question was not shown");
    }
    // When the application ends nobody answers any more.
    answered.await.unwrap_or(OutwardAnswer::Refused)
}

/// Elsewhere no dialog is known yet whose Enter and Escape both mean no, and so the answer is no.
#[cfg(not(any(target_os = "linux", windows, target_os = "macos")))]
mod unknown {
    use catalogue::OutwardWords;
    use model::outward::OutwardAnswer;
    use tauri::WebviewWindow;
    use tokio::sync::oneshot::Sender;

    pub(super) fn show(_: &WebviewWindow, _: &OutwardWords, _: Sender<OutwardAnswer>) {
        tracing::error!("no dialog is known for this system: no address can be confirmed");
    }
}
