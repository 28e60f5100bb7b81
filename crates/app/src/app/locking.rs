//! Locking: the store is closed and the keys are let go, as if nobody had unlocked it since the start. What was shown is
//! the page's to drop. Nothing runs while it is locked, so nothing is synced either.

use crate::app::App;
use crate::error::AppError;
use model::event::AppEvent;
use model::view::StartupView;
use std::sync::atomic::Ordering;

impl App {
    /// Locks the home. Runs of syncs end at their next safe point first.
    ///
    /// # Errors
    /// [`AppError::HandOverRuns`] while something is handed over: it would be left half written. Retryable when that has
    /// ended.
    pub async fn lock(&self) -> Result<(), AppError> {
        let handed_over = self.inner.hand_over.view();
        if handed_over.is_some_and(|view| view.is_running()) {
            return Err(AppError::HandOverRuns);
        }
        let mut slot = self.inner.unlocked.write().await;
        let Some(service) = slot.take() else {
            return Ok(());
        };
        self.inner.is_locked.store(true, Ordering::SeqCst);
        // Nobody opens it meanwhile: the slot is held until it is closed.
        service.close().await;
        *self.kept_vault() = None;
        self.inner.monitor.publish(AppEvent::Locked);
        Ok(())
    }

    /// Opens a locked home with the key store of the operating system. Whoever may use that may read what is here.
    ///
    /// # Errors
    /// As [`App::startup`]; a home behind a passphrase stays locked, and says so by its stage.
    pub async fn unlock_with_key_store(&self) -> Result<StartupView, AppError> {
        if self.is_behind_key_store().await? {
            self.inner.is_locked.store(false, Ordering::SeqCst);
        }
        self.startup().await
    }

    /// Whether somebody locked it, so that nothing opens by itself.
    pub(super) fn is_locked(&self) -> bool {
        self.inner.is_locked.load(Ordering::SeqCst)
    }
}
