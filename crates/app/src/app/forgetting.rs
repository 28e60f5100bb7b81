//! Forgetting this laptop: the keys and the sign-ins leave the key store, then every file of the home goes. What the servers
//! have stays there. It must not be done by halves: without the key nothing that is left can be read.

use crate::app::App;
use crate::error::AppError;
use crate::review::hand_over;
use crate::sync::service::SyncService;
use model::deletion::DeletionStage;
use model::event::AppEvent;
use model::view::LaptopHoldings;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use vault::Vault;

impl App {
    /// What would be forgotten.
    ///
    /// # Errors
    /// [`AppError::Locked`] before unlocking; [`AppError::Cache`] where the store fails.
    pub async fn laptop_holdings(&self) -> Result<LaptopHoldings, AppError> {
        let service = self.unlocked().await?;
        let reader = &service.home.reader;
        let sources = reader.sources().await?;
        let is_waiting = |stage: &DeletionStage| matches!(stage, DeletionStage::Waiting);
        let waiting = self.deletions().await?;
        let mut conversations = 0;
        for source in &sources {
            conversations += reader.counts(source.id).await?.conversations;
        }
        Ok(LaptopHoldings {
            sources: u64::try_from(sources.len()).unwrap_or(u64::MAX),
            conversations,
            waiting_deletions: waiting.iter().filter(|it| is_waiting(&it.state)).count() as u64,
        })
    }

    /// Forgets everything on this laptop: what was copied, what the manager made, the audit log, the sign-ins and the key.
    /// The servers are told nothing. The next start finds a home
    /// that nobody used yet.
    ///
    /// # Errors
    /// [`AppError::HandOverRuns`] while something is handed over; [`AppError::Locked`] before unlocking;
    /// [`AppError::Vault`] where the key store refuses: the store is whole then, and sources may have to be signed in to
    /// again; [`AppError::Files`] where a file cannot be removed: without its key nobody can read it.
    pub async fn forget_laptop(&self) -> Result<(), AppError> {
        let handed_over = self.inner.hand_over.view();
        if handed_over.is_some_and(|view| view.is_running()) {
            return Err(AppError::HandOverRuns);
        }
        self.take_possession()?;
        let mut slot = self.inner.unlocked.write().await;
        let service = slot.clone().ok_or(AppError::Locked)?;
        forget_secrets(&service).await?;
        *slot = None;
        service.close().await;
        let vault = Arc::clone(&service.home.vault);
        drop(service);
        *self.kept_vault() = None;
        tokio::task::spawn_blocking(move || vault.destroy()).await??;
        cache::wipe_all(self.inner.home.root()).await?;
        self.inner.home.remove_made()?;
        self.inner.is_locked.store(false, Ordering::SeqCst);
        drop(slot);
        self.inner.monitor.publish(AppEvent::Locked);
        Ok(())
    }
}

/// The sign-ins of all sources and the key that signs production sets. The database's own key goes last.
async fn forget_secrets(service: &SyncService) -> Result<(), AppError> {
    for row in service.home.reader.sources().await? {
        // A source of a kind that only a newer version knows has nothing here that we could name.
        if let Ok(driver) = service.drivers.of(&row) {
            driver.forget(row.id).await?;
        }
        service.home.forget_source_secret(row.id).await?;
    }
    let forget = |vault: &Vault| vault.delete_secret(hand_over::SIGNING_KEY);
    service.home.ask_vault(forget).await
}
