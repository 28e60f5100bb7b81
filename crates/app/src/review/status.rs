//! The status bar and the navigation: what is here, how fresh it is, and what is missing.

use crate::error::AppError;
use crate::home::unlocked::UnlockedHome;
use crate::sync::service::SyncService;
use crate::sync::world;
use cache::{RunOutcome, RunRow, SourceRow};
use model::SourceId;
use model::capability::SourceCapabilities;
use model::failure::Failure;
use model::feed::RecordCounts;
use model::view::{Completeness, SourceView, StatusView, SyncState};

/// Everything the status bar and the navigation show.
pub(crate) async fn status(service: &SyncService) -> Result<StatusView, AppError> {
    let reader = &service.home.reader;
    let world = world::shown(service).await?;
    let only = Some(world.sources.as_slice());
    let overview = reader.overview(only).await?;
    Ok(StatusView {
        sources: source_views(service).await?,
        world: world.view,
        spaces: reader.spaces(only).await?,
        conversations: overview.conversations,
        messages: overview.messages,
        oldest: overview.oldest,
        newest: overview.newest,
        views: overview.views,
        generation: overview.generation,
        deletions_waiting: reader.deletions_waiting().await?,
    })
}

/// Every source as the interface shows it.
pub(crate) async fn source_views(service: &SyncService) -> Result<Vec<SourceView>, AppError> {
    let mut views = Vec::new();
    for row in service.home.reader.sources().await? {
        views.push(view_of_row(service, row).await?);
    }
    Ok(views)
}

/// A source as the interface shows it.
pub(crate) async fn source_view(
    service: &SyncService,
    source: SourceId,
) -> Result<SourceView, AppError> {
    view_of_row(service, service.home.source_row(source).await?).await
}

/// This process knows best how a source stands, the ledger knows the rest.
async fn view_of_row(service: &SyncService, row: SourceRow) -> Result<SourceView, AppError> {
    let completeness = match service.monitor.completeness(row.id) {
        Some(known) => known,
        None => compared(row.last_run.as_ref(), || service.home.reader.counts(row.id)).await?,
    };
    let (capabilities, unread) = kind_data(service, &row).await?;
    let state = service.monitor.state(row.id);
    Ok(SourceView {
        cross_check: service.cross_checks.last(&row).await?,
        reach: service.reach(row.id).await?,
        quarantined: service.home.reader.quarantined(row.id).await?,
        unread,
        capabilities,
        id: row.id,
        sync: state.unwrap_or_else(|| state_of(row.last_run.as_ref(), &service.home)),
        kind: row.kind,
        name: row.name,
        url: row.url,
        last_synced_at: row.last_complete_at,
        completeness,
    })
}

/// A source of a kind that only a newer version knows is shown too, as one that has nothing: an error
/// here would hide every other source with it. Its sync says what is wrong.
async fn kind_data(
    service: &SyncService,
    row: &SourceRow,
) -> Result<(SourceCapabilities, Vec<String>), AppError> {
    match service.drivers.of(row) {
        Ok(driver) => Ok((driver.capabilities(), driver.unread(row.id).await?)),
        Err(_) => Ok((SourceCapabilities::default(), Vec::new())),
    }
}

/// How the last run of an earlier process ended.
fn state_of(run: Option<&RunRow>, home: &UnlockedHome) -> SyncState {
    let Some(run) = run else {
        return SyncState::Never;
    };
    let at = run.ended_at.unwrap_or(run.started_at);
    match &run.outcome {
        Some(RunOutcome::Complete) => SyncState::Idle,
        Some(RunOutcome::Offline) => SyncState::Offline { since: at },
        Some(RunOutcome::SignInNeeded) => SyncState::SignInNeeded,
        Some(RunOutcome::OtherStore(_)) => SyncState::OtherStore,
        Some(RunOutcome::Failed(message)) => SyncState::Failed {
            failure: Failure::Recorded {
                text: message.clone(),
            },
            retryable: true,
        },
        // The process that has the home is at it.
        None if home.is_used_elsewhere() => SyncState::Running {
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
