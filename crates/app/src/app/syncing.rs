//! Syncs and comparisons, as somebody asks for them.

use crate::app::App;
use crate::error::AppError;
use crate::home::unlocked::HomeAccess;
use crate::sync::run::SyncReport;
use crate::sync::schedule::SyncRound;
use ::sync::SyncMode;
use cache::QuarantineEntry;
use model::SourceId;
use model::metrics::MetricComparison;
use model::view::CrossCheck;
use std::time::Duration;

/// Rows that are named of those put aside.
const MOST_NAMED: u32 = 100;

impl App {
    /// Syncs one source and waits for the end.
    ///
    /// # Errors
    /// [`AppError::AlreadySyncing`] when it does so now; [`AppError::Stopped`] when it was cancelled;
    /// [`AppError::UnknownKind`] for a source that a newer Daybook made;
    /// [`AppError::Source`], [`AppError::Sync`] or [`AppError::Cache`] when it failed. What arrived
    /// before is kept in each case.
    ///
    /// A full sync looks at every page of the cache first, and heals a damaged one.
    pub async fn sync(&self, source: SourceId, mode: SyncMode) -> Result<SyncReport, AppError> {
        if mode == SyncMode::Full && self.access() == HomeAccess::Exclusive {
            self.heal().await?;
        }
        self.unlocked().await?.run(source, mode).await
    }

    /// Asks for a sync of every source, now and in the background.
    ///
    /// # Errors
    /// [`AppError::Locked`] before unlocking; [`AppError::Cache`] when the store fails.
    pub async fn sync_now(&self) -> Result<(), AppError> {
        self.unlocked().await?.start_runs(SyncRound::All).await
    }

    /// About how long the sync of a source will go on, where its server's limits decide that.
    #[must_use]
    pub fn time_left(&self, source: SourceId) -> Option<Duration> {
        self.inner.monitor.time_left(source)
    }

    /// Whether a source syncs now.
    #[must_use]
    pub fn syncs_now(&self) -> bool {
        self.inner.monitor.is_running()
    }

    /// Asks every run to stop at its next safe point.
    pub fn cancel_sync(&self) {
        self.inner.monitor.cancel_all();
    }

    /// Compares the dashboard's numbers of a source with those of its server. `None` where that kind of
    /// server has no numbers of its own. What came to the server since the last sync is a difference
    /// too. Nothing is remembered of it.
    ///
    /// # Errors
    /// [`AppError::Source`] where the server cannot be asked; else as for [`App::metrics`].
    pub async fn cross_check(
        &self,
        source: SourceId,
    ) -> Result<Option<Vec<MetricComparison>>, AppError> {
        let service = self.unlocked().await?;
        service.cross_checks.differences(source).await
    }

    /// The rows of a source that were put aside because they could not be used, by name: the first hundred.
    ///
    /// # Errors
    /// As for [`App::metrics`].
    pub async fn quarantined(&self, source: SourceId) -> Result<Vec<QuarantineEntry>, AppError> {
        let service = self.unlocked().await?;
        let entries = service.home.reader.quarantine_entries(source, MOST_NAMED);
        Ok(entries.await?)
    }

    /// Compares the numbers of a source with its server's now, and remembers what was found.
    ///
    /// # Errors
    /// [`AppError::Source`] where the server cannot be asked: what was found before stays;
    /// [`AppError::Stopped`] where the application closes or the source is removed meanwhile;
    /// [`AppError::Cache`] when the store fails.
    pub async fn compare_numbers(&self, source: SourceId) -> Result<CrossCheck, AppError> {
        let service = self.unlocked().await?;
        service.cross_checks.compare_now(source).await
    }
}
