//! One run of a sync, from the notice board to the ledger and back. The engine does the work; this
//! file finds the server behind a source and says how the run ended.

use crate::App;
use crate::error::AppError;
use crate::home::unlocked::UnlockedHome;
use crate::messages::explain;
use crate::sync::monitor::RunHandle;
use cache::SourceRow;
use chrono::TimeDelta;
use model::event::ProgressStep;
use model::view::{Completeness, SyncState};
use model::{SourceId, SourceKind};
use sources::Source;
use std::sync::Arc;
use std::time::Duration;
use sync::{BackoffPolicy, SyncEngine, SyncError, SyncMode};

/// What a run did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyncReport {
    /// Pages that were fetched and committed.
    pub batches: u64,
    /// Conversations that arrived or changed.
    pub conversations: u64,
    /// Of these, new to this laptop.
    pub new_conversations: u64,
    /// Messages that arrived or changed.
    pub messages: u64,
    /// Rows that could not be used and were put aside; the rest was kept.
    pub quarantined: u64,
    /// Conversations that left this laptop because the server no longer has them.
    pub removed: u64,
    /// This laptop against the server, after the run.
    pub completeness: Completeness,
}

impl App {
    /// Syncs one source and waits for the end.
    ///
    /// # Errors
    /// [`AppError::AlreadySyncing`] when it does so now; [`AppError::Stopped`] when it was cancelled;
    /// [`AppError::Source`], [`AppError::Sync`] or [`AppError::Cache`] when it failed. What arrived
    /// before is kept in each case.
    pub async fn sync(&self, source: SourceId, mode: SyncMode) -> Result<SyncReport, AppError> {
        let open = self.unlocked().await?;
        open.run(source, mode).await
    }

    /// Asks for a sync of every source, now and in the background.
    ///
    /// # Errors
    /// [`AppError::Locked`] before unlocking; [`AppError::Cache`] when the store fails.
    pub async fn sync_now(&self) -> Result<(), AppError> {
        let open = self.unlocked().await?;
        open.start_runs(crate::sync::schedule::SyncRound::All).await
    }

    /// About how long the sync of a source will go on, where its server's limits decide that.
    #[must_use]
    pub fn time_left(&self, source: SourceId) -> Option<Duration> {
        self.inner.monitor.time_left(source)
    }

    /// Asks every run to stop at its next safe point.
    pub fn cancel_sync(&self) {
        self.inner.monitor.cancel_all();
    }
}

impl UnlockedHome {
    /// One run of one source.
    pub(crate) async fn run(
        &self,
        source: SourceId,
        mode: SyncMode,
    ) -> Result<SyncReport, AppError> {
        let row = self.source_row(source).await?;
        match self.run_row(&row, mode).await {
            Err(AppError::Sync(SyncError::DifferentServer { .. }))
                if row.kind == SourceKind::Practice =>
            {
                let renewed = self.renew_practice(&row).await?;
                self.run_row(&renewed, mode).await
            }
            ended => ended,
        }
    }

    async fn run_row(&self, row: &SourceRow, mode: SyncMode) -> Result<SyncReport, AppError> {
        let run = self
            .monitor
            .begin(row.id, &self.root)
            .ok_or(AppError::AlreadySyncing)?;
        let ended = self.run_engine(row, mode, &run).await;
        match &ended {
            Ok(report) => run.succeeded(report.completeness.clone()),
            Err(error) => self.note_failure(&run, error),
        }
        ended
    }

    async fn run_engine(
        &self,
        row: &SourceRow,
        mode: SyncMode,
        run: &RunHandle,
    ) -> Result<SyncReport, AppError> {
        let server = self.server_of(row).await?;
        let engine = SyncEngine::new(
            row.id,
            Arc::clone(&server),
            self.reader.clone(),
            self.writer.clone(),
            self.clock(),
            BackoffPolicy::standard(),
        );
        let tell = |step: ProgressStep| {
            if let ProgressStep::Report { done, total } = step {
                let left = total.map(|total| total.saturating_sub(done));
                run.note_left(left.and_then(|left| server.time_left(left)));
                run.report(done, total, self.now());
            }
        };
        let ended = tokio::select! {
            ended = engine.run(mode, &tell, &run.cancel) => ended,
            never = self.keep_noting(row.id) => match never {},
        };
        if ended.is_ok() {
            self.refresh_access(row.id, run).await;
        }
        self.note_requests(row.id).await?;
        let report = ended?;
        Ok(SyncReport {
            batches: report.batches,
            conversations: report.conversations,
            new_conversations: report.new_conversations,
            messages: report.messages,
            quarantined: report.quarantined,
            removed: report.removed,
            completeness: report.completeness,
        })
    }

    /// A role that went is no reason for a run to fail, and neither is what it takes to say so.
    async fn refresh_access(&self, source: SourceId, run: &RunHandle) {
        let Some(running) = self.nexudus.run_of(source) else {
            return;
        };
        let looking = self.note_access(source, &running);
        if let Some(Err(error)) = run.cancel.run_until_cancelled(looking).await {
            tracing::warn!(%source, %error, "what may be read was not asked for again");
        }
    }

    /// The server of a source.
    pub(crate) async fn server_of(&self, row: &SourceRow) -> Result<Arc<dyn Source>, AppError> {
        match row.kind {
            SourceKind::Practice => self.practice_server(row).await,
            SourceKind::Nexudus => Ok(self.nexudus_server(row).await?),
            _ => self.daybook_server(row.id, &row.url).await,
        }
    }

    fn note_failure(&self, run: &RunHandle, error: &AppError) {
        let now = self.now();
        if is_stop(error) {
            return run.stopped(now);
        }
        let asked = asked_pause(error);
        let until = asked.and_then(|wait| now.checked_add_signed(TimeDelta::from_std(wait).ok()?));
        if let Some(until) = until {
            return run.failed(SyncState::Waiting { until }, now, asked);
        }
        let state = match explain(error) {
            failure if is_other_store(error) => SyncState::OtherStore {
                message: failure.message,
            },
            failure if failure.code == model::failure::Code::Offline => {
                SyncState::Offline { since: now }
            }
            failure if failure.code == model::failure::Code::SignInNeeded => {
                SyncState::SignInNeeded
            }
            failure => SyncState::Failed {
                message: failure.message,
                retryable: error.is_retryable(),
            },
        };
        run.failed(state, now, asked);
    }
}

fn is_stop(error: &AppError) -> bool {
    matches!(
        error,
        AppError::Stopped | AppError::Sync(SyncError::Cancelled)
    )
}

fn is_other_store(error: &AppError) -> bool {
    matches!(error, AppError::Sync(SyncError::DifferentServer { .. }))
}

fn asked_pause(error: &AppError) -> Option<Duration> {
    match error {
        AppError::Source(error) => error.retry_after(),
        AppError::Sync(error) => error.retry_after(),
        _ => None,
    }
}
