//! Taking a source away, and beginning one anew with the store that answers at its address now: after a
//! restore on the server, which makes another store, or a move to a new one.
//!
//! Both end the runs of the source first, and so they stand here and not with the sources. A source
//! begins anew when the manager says so and never by itself: what came after the backup is on this
//! laptop alone, and goes. The source's name, its token and what the manager wrote stay.

use crate::error::{AppError, InputRefusal};
use crate::source::new_source::{refuse_connected_store, require_read};
use crate::sync::service::SyncService;
use model::SourceId;

impl SyncService {
    /// Removes a source: its run is stopped, its rows leave the laptop, its secret leaves the key store.
    pub(crate) async fn remove_source(&self, source: SourceId) -> Result<(), AppError> {
        let row = self.home.source_row(source).await?;
        // A round that begins meanwhile could renew its sign-in for a source that is no more.
        self.monitor.block(source).await;
        let removed = self.remove_rows(source).await;
        if removed.is_err() {
            self.monitor.unblock(source);
        }
        removed?;
        // A source of a kind that only a newer version knows has nothing here that we could name.
        if let Ok(driver) = self.drivers.of(&row) {
            driver.forget(source).await?;
        }
        self.home.forget_source_secret(source).await?;
        self.cross_checks.forget(source).await?;
        self.forget_reach(source).await?;
        self.monitor.retire(source);
        Ok(())
    }

    async fn remove_rows(&self, source: SourceId) -> Result<(), AppError> {
        self.cross_checks.leave(source).await;
        Ok(self.home.writer.remove_source(source).await?)
    }

    /// Empties a source and has it begin anew with the store that answers at its address. How many
    /// conversations left this laptop.
    pub(crate) async fn reset_source(&self, source: SourceId) -> Result<u64, AppError> {
        let row = self.home.source_row(source).await?;
        let hello = self.drivers.of(&row)?.open(&row).await?.identify().await?;
        require_read(&hello)?;
        if row.identity.as_deref() == Some(hello.identity.as_str()) {
            return Err(InputRefusal::SameStore.into());
        }
        refuse_connected_store(&self.home, &hello.identity).await?;
        self.monitor.stop(source).await;
        self.cross_checks.leave(source).await;
        let run = self.monitor.begin(source, &self.home.root);
        let run = run.ok_or(AppError::AlreadySyncing)?;
        let gone = self.home.writer.begin_anew(source, &hello.identity).await?;
        self.cross_checks.forget(source).await?;
        drop(run);
        self.monitor.forget(source);
        self.sync_soon();
        Ok(gone)
    }
}
