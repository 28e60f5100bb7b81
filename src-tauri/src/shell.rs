//! What the commands share: the application, located at the first need. A home that another process
//! holds is a failure that the window shows, and the next `startup` tries again.

use crate::events;
use crate::start::StartOptions;
use app::{App, OutwardQuestions};
use model::failure::Failure;
use std::sync::{Mutex, PoisonError};
use tauri::AppHandle;

/// The application behind the window.
#[derive(Debug)]
pub(crate) struct ShellState {
    start: StartOptions,
    app: Mutex<Option<App>>,
    /// What a person was asked about addresses.
    pub(crate) questions: OutwardQuestions,
    /// Held while a person is asked for the place of a file: a script that asks a hundred times gets one dialog.
    pub(crate) asks_for_place: tokio::sync::Mutex<()>,
}

impl ShellState {
    /// A shell that has not touched its home yet.
    pub(crate) fn new(start: StartOptions) -> Self {
        Self {
            start,
            app: Mutex::default(),
            questions: OutwardQuestions::default(),
            asks_for_place: tokio::sync::Mutex::default(),
        }
    }

    /// How it was started.
    pub(crate) fn start(&self) -> &StartOptions {
        &self.start
    }

    /// The application; its events go to the window from the first moment.
    ///
    /// # Errors
    /// When the home cannot be used, or another process uses it.
    pub(crate) fn app(&self, handle: &AppHandle) -> Result<App, Failure> {
        let mut slot = self.app.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(app) = &*slot {
            return Ok(app.clone());
        }
        let app = App::locate(self.start.home.clone(), self.start.options.clone())?;
        events::forward(&app, handle.clone());
        Ok(slot.insert(app).clone())
    }

    /// Takes the application out, to close it.
    pub(crate) fn take(&self) -> Option<App> {
        self.app
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take()
    }
}
