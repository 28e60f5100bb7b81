//! The only place that turns domain changes into window events.

use app::App;
use model::event::AppEvent;
use tauri::{AppHandle, Emitter};
use tokio::sync::broadcast::error::RecvError;

/// The name under which the window hears everything.
const NAME: &str = "daybook";

/// Forwards every event to the window until the application is gone.
pub(crate) fn forward(app: &App, handle: AppHandle) {
    let mut events = app.events();
    tauri::async_runtime::spawn(async move {
        loop {
            let event = match events.recv().await {
                Ok(event) => event,
                // Some were missed: the window asks for the whole status instead.
                Err(RecvError::Lagged(_)) => AppEvent::StatusChanged,
                Err(RecvError::Closed) => return,
            };
            if let Err(error) = handle.emit(NAME, &event) {
                tracing::debug!(%error, "the window did not hear an event");
            }
        }
    });
}
