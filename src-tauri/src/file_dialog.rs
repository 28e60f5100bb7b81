//! The desktop's own dialog for the place of a file. The page names no place: what is handed over lies where a person
//! chose it, whatever script ran in the page.
//!
//! In a build for tests a file can answer instead (`scripted_answer.rs`).

use crate::shell::ShellState;
use model::failure::Failure;
use std::path::PathBuf;
use tauri::{AppHandle, Manager};

#[cfg(target_os = "linux")]
use gtk_chooser::ask;
#[cfg(not(target_os = "linux"))]
use unknown::ask;

/// Has a person choose a place for something of this name; none where they chose nothing.
///
/// # Errors
/// [`Failure::NoFileDialog`] where no dialog can be shown; [`Failure::QuestionWaits`] while another one is.
pub(crate) async fn choose(handle: &AppHandle, name: String) -> Result<Option<PathBuf>, Failure> {
    let shell = handle.state::<ShellState>();
    let Ok(_one_at_a_time) = shell.asks_for_place.try_lock() else {
        return Err(Failure::QuestionWaits);
    };
    #[cfg(debug_assertions)]
    if let Some(place) = crate::scripted_answer::place(&name) {
        return Ok(place);
    }
    ask(handle, name).await
}

/// The dialog of GTK, or that of a sandbox's portal.
#[cfg(target_os = "linux")]
mod gtk_chooser {
    use catalogue::{TextKey, text};
    use gtk::prelude::*;
    use gtk::{FileChooserAction, FileChooserNative, ResponseType};
    use model::failure::Failure;
    use std::cell::RefCell;
    use std::path::PathBuf;
    use tauri::{AppHandle, Manager, WebviewWindow};
    use tokio::sync::oneshot::{self, Sender};

    pub(super) async fn ask(handle: &AppHandle, name: String) -> Result<Option<PathBuf>, Failure> {
        let window = handle.get_webview_window(crate::window::MAIN);
        let window = window.ok_or(Failure::NoFileDialog)?;
        let (answer, answered) = oneshot::channel();
        let shown = handle.run_on_main_thread(move || show(&window, &name, answer));
        if let Err(error) = shown {
            tracing::warn!(%error, "a dialog of files was not shown");
            return Err(Failure::NoFileDialog);
        }
        // When the application ends nobody answers any more.
        Ok(answered.await.ok().flatten())
    }

    /// It must be called on the main thread, and returns at once.
    fn show(window: &WebviewWindow, name: &str, answer: Sender<Option<PathBuf>>) {
        let dialog = FileChooserNative::new(
            Some(text(TextKey::ExportChoosePlace)),
            window.gtk_window().ok().as_ref(),
            FileChooserAction::Save,
            Some(text(TextKey::ExportChooseButton)),
            Some(text(TextKey::Cancel)),
        );
        dialog.set_modal(true);
        dialog.set_do_overwrite_confirmation(true);
        dialog.set_current_name(name);
        // Nothing else holds the dialog while it is shown.
        let waiting = RefCell::new(Some((answer, dialog.clone())));
        dialog.connect_response(move |dialog, response| {
            let Some((answer, _held)) = waiting.take() else {
                return;
            };
            let is_chosen = response == ResponseType::Accept;
            let place = is_chosen.then(|| dialog.filename()).flatten();
            // The application may have ended meanwhile: then nobody waits.
            let _nobody_waits = answer.send(place);
        });
        dialog.show();
    }
}

/// Elsewhere no dialog is known yet.
#[cfg(not(target_os = "linux"))]
mod unknown {
    use model::failure::Failure;
    use std::path::PathBuf;
    use tauri::AppHandle;

    #[expect(clippy::unused_async, reason = "it is called as the one of Linux is")]
    pub(super) async fn ask(_: &AppHandle, _: String) -> Result<Option<PathBuf>, Failure> {
        Err(Failure::NoFileDialog)
    }
}
