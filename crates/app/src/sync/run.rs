//! One run of a sync, from the monitor to the ledger and back. The engine does the work, the driver of
//! the source finds its server; this file says how the run ended.

use crate::error::AppError;
use crate::explain::explain;
use crate::home::audit_trail::facts;
use crate::source::driver::RunEnd;
use crate::sync::monitor::RunHandle;
use crate::sync::service::SyncService;
use ::sync::{BackoffPolicy, EngineReport, SyncEngine, SyncError, SyncMode};
use cache::SourceRow;
use chrono::TimeDelta;
use model::event::ProgressStep;
use model::failure::{Failure, FailureCode};
use model::view::{Completeness, SyncState};
use model::{AuditAction, SourceId};
use sources::Source;
use std::sync::Arc;
use std::time::Duration;

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

impl SyncService {
    /// One run of one source.
    pub(crate) async fn run(
        &self,
        source: SourceId,
        mode: SyncMode,
    ) -> Result<SyncReport, AppError> {
        let row = self.home.source_row(source).await?;
        match self.run_row(&row, mode).await {
            Err(AppError::Sync(SyncError::DifferentServer { expected, found })) => {
                match self.renew(&row).await? {
                    Some(renewed) => self.run_row(&renewed, mode).await,
                    None => Err(SyncError::DifferentServer { expected, found }.into()),
                }
            }
            ended => ended,
        }
    }

    /// What is invented may be made anew unasked; the store of any other source is for the manager.
    async fn renew(&self, row: &SourceRow) -> Result<Option<SourceRow>, AppError> {
        let driver = self.drivers.of(row)?;
        if !driver.capabilities().invented {
            return Ok(None);
        }
        self.cross_checks.leave(row.id).await;
        let renewed = driver.renew(row).await?;
        self.cross_checks.forget(row.id).await?;
        self.monitor.forget(row.id);
        Ok(renewed)
    }

    async fn run_row(&self, row: &SourceRow, mode: SyncMode) -> Result<SyncReport, AppError> {
        let run = self
            .monitor
            .begin(row.id, &self.home.root)
            .ok_or(AppError::AlreadySyncing)?;
        let ended = self.run_engine(row, mode, &run).await;
        match &ended {
            Ok(report) => {
                run.succeeded(report.completeness.clone());
                self.note_synced(row, report).await;
            }
            Err(error) => self.note_failure(&run, error),
        }
        ended
    }

    /// A sync that changed nothing is no entry of the audit log: a window syncs each minute.
    async fn note_synced(&self, row: &SourceRow, report: &SyncReport) {
        let counts = [
            ("conversations", report.conversations),
            ("messages", report.messages),
            ("removed", report.removed),
            ("quarantined", report.quarantined),
        ];
        if counts.iter().all(|(_, count)| *count == 0) {
            return;
        }
        let mut synced = facts([
            ("source", row.id.0.into()),
            ("store", row.identity.clone().into()),
        ]);
        synced.extend(counts.map(|(name, count)| (name.to_owned(), count.into())));
        let audit = &self.home.audit;
        audit.note(self.home.now(), AuditAction::Sync, synced).await;
    }

    async fn run_engine(
        &self,
        row: &SourceRow,
        mode: SyncMode,
        run: &RunHandle,
    ) -> Result<SyncReport, AppError> {
        let driver = self.drivers.of(row)?;
        let server = driver.open(row).await?;
        // First, so that nothing that was deleted here is counted or read there.
        self.end_deletions(row, server.as_ref()).await?;
        let engine = self.engine(row.id, &server);
        let tell = |step: ProgressStep| self.report(run, server.as_ref(), &step);
        let ended = tokio::select! {
            ended = engine.run(mode, &tell, &run.cancel) => ended,
            never = driver.during_run(row.id) => match never {},
        };
        let end = if ended.is_ok() {
            RunEnd::Complete
        } else {
            RunEnd::Unfinished
        };
        driver.after_run(row.id, end, &run.cancel).await?;
        let report = ended?;
        self.note_reach(row.id, &report.reach).await?;
        Ok(SyncReport::from(report))
    }

    fn engine(&self, source: SourceId, server: &Arc<dyn Source>) -> SyncEngine {
        SyncEngine::new(
            source,
            Arc::clone(server),
            self.home.reader.clone(),
            self.home.writer.clone(),
            self.home.clock(),
            BackoffPolicy::standard(),
        )
    }

    fn report(&self, run: &RunHandle, server: &dyn Source, step: &ProgressStep) {
        if let ProgressStep::Report { done, total } = *step {
            let left = total.map(|total| total.saturating_sub(done));
            run.note_left(left.and_then(|left| server.time_left(left)));
            run.report(done, total, self.home.now());
        }
    }

    fn note_failure(&self, run: &RunHandle, error: &AppError) {
        let now = self.home.now();
        if is_stop(error) {
            return run.stopped(now);
        }
        let asked = asked_pause(error);
        let until = asked.and_then(|wait| now.checked_add_signed(TimeDelta::from_std(wait).ok()?));
        if let Some(until) = until {
            return run.failed(SyncState::Waiting { until }, now, asked);
        }
        let state = match explain(error) {
            Failure::OtherStore => SyncState::OtherStore,
            failure if failure.code() == FailureCode::Offline => SyncState::Offline { since: now },
            failure if failure.code() == FailureCode::SignInNeeded => SyncState::SignInNeeded,
            failure => SyncState::Failed {
                failure,
                retryable: error.is_retryable(),
            },
        };
        run.failed(state, now, asked);
    }
}

impl From<EngineReport> for SyncReport {
    fn from(report: EngineReport) -> Self {
        Self {
            batches: report.batches,
            conversations: report.conversations,
            new_conversations: report.new_conversations,
            messages: report.messages,
            quarantined: report.quarantined,
            removed: report.removed,
            completeness: report.completeness,
        }
    }
}

fn is_stop(error: &AppError) -> bool {
    matches!(
        error,
        AppError::Stopped | AppError::Sync(SyncError::Cancelled)
    )
}

fn asked_pause(error: &AppError) -> Option<Duration> {
    match error {
        AppError::Source(error) => error.retry_after(),
        AppError::Sync(error) => error.retry_after(),
        _ => None,
    }
}
