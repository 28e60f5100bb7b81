//! The status bar and the navigation: what is here, how fresh it is, and what is missing.

use crate::App;
use crate::error::AppError;
use crate::home::unlocked::{HomeAccess, UnlockedHome};
use cache::{RunOutcome, RunRow, SourceRow};
use model::feed::RecordCounts;
use model::view::{Completeness, SourceView, StatusView, SyncState};

impl App {
    /// Everything the status bar and the navigation show.
    ///
    /// # Errors
    /// [`AppError::Locked`] before unlocking; [`AppError::Cache`] when the store fails.
    pub async fn status(&self) -> Result<StatusView, AppError> {
        let open = self.unlocked().await?;
        let overview = open.reader.overview().await?;
        Ok(StatusView {
            sources: open.source_views().await?,
            spaces: open.reader.spaces().await?,
            conversations: overview.conversations,
            messages: overview.messages,
            oldest: overview.oldest,
            newest: overview.newest,
            views: overview.views,
            generation: overview.generation,
        })
    }
}

impl UnlockedHome {
    /// Every source as the interface shows it.
    pub(crate) async fn source_views(&self) -> Result<Vec<SourceView>, AppError> {
        let mut views = Vec::new();
        for row in self.reader.sources().await? {
            views.push(self.source_view(row).await?);
        }
        Ok(views)
    }

    /// A source as the interface shows it: this process knows best, the ledger knows the rest.
    pub(crate) async fn source_view(&self, row: SourceRow) -> Result<SourceView, AppError> {
        let completeness = match self.monitor.completeness(row.id) {
            Some(known) => known,
            None => compared(row.last_run.as_ref(), || self.reader.counts(row.id)).await?,
        };
        Ok(SourceView {
            cross_check: self.last_check(&row).await?,
            unread: self.unread(&row).await?,
            id: row.id,
            sync: self
                .monitor
                .state(row.id)
                .unwrap_or_else(|| state_of(row.last_run.as_ref(), self.access)),
            kind: row.kind,
            name: row.name,
            url: row.url,
            last_synced_at: row.last_complete_at,
            completeness,
        })
    }
}

/// How the last run of an earlier process ended.
fn state_of(run: Option<&RunRow>, seat: HomeAccess) -> SyncState {
    let Some(run) = run else {
        return SyncState::Never;
    };
    let at = run.ended_at.unwrap_or(run.started_at);
    match &run.outcome {
        Some(RunOutcome::Complete) => SyncState::Idle,
        Some(RunOutcome::Offline) => SyncState::Offline { since: at },
        Some(RunOutcome::SignInNeeded) => SyncState::SignInNeeded,
        Some(RunOutcome::OtherStore(message)) => SyncState::OtherStore {
            message: message.clone(),
        },
        Some(RunOutcome::Failed(message)) => SyncState::Failed {
            message: message.clone(),
            retryable: true,
        },
        // The process that has the home is at it.
        None if seat == HomeAccess::ReadOnly => SyncState::Running {
            done: 0,
            total: None,
            left: None,
            waits_until: None,
        },
        // A run without an end was cut off with its process: it resumes where it stopped.
        Some(RunOutcome::Stopped) | None => SyncState::Stopped,
    }
}

async fn compared<F>(
    run: Option<&RunRow>,
    here: impl FnOnce() -> F,
) -> Result<Completeness, AppError>
where
    F: Future<Output = Result<RecordCounts, cache::CacheError>>,
{
    match run.and_then(|run| Some((run.server?, run.ended_at?))) {
        Some((server, checked_at)) => Ok(compare(server, here().await?, checked_at)),
        None => Ok(Completeness::Unknown),
    }
}

fn compare(
    server: RecordCounts,
    here: RecordCounts,
    checked_at: chrono::DateTime<chrono::Utc>,
) -> Completeness {
    if server == here {
        return Completeness::Complete { checked_at };
    }
    Completeness::Gap {
        conversations: less(server.conversations, here.conversations),
        messages: less(server.messages, here.messages),
        checked_at,
    }
}

fn less(server: u64, here: u64) -> i64 {
    i64::try_from(i128::from(server) - i128::from(here)).unwrap_or(i64::MAX)
}
