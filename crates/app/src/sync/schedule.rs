//! The background work of an open home: syncs on start, on demand, at an interval and when a server has
//! news, and tells the window when rows changed.
//!
//! Every task here is owned by the unlocked home and ends with it.

use crate::error::AppError;
use crate::home::options::SyncSchedule;
use crate::home::wake_watch;
use crate::sync::service::SyncService;
use crate::sync::world;
use model::SourceId;
use model::event::AppEvent;
use model::request::DataWorld;
use std::sync::Arc;
use std::time::Duration;
use sync::SyncMode;
use tokio::time::{MissedTickBehavior, interval};

/// Changes of rows are gathered this long before the window hears of them: a first sync commits
/// many times a second, and a window that redraws as often is of no use.
const GATHER: Duration = Duration::from_millis(400);

/// Which sources a round takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SyncRound {
    /// Every one: somebody asked.
    All,
    /// Those that are not pausing after a failure.
    Due,
}

impl SyncService {
    /// Starts the background tasks. Each ends when the root is cancelled.
    pub(crate) fn start_background(self: &Arc<Self>) {
        let watcher = Arc::clone(self);
        self.home
            .tasks
            .spawn(async move { watcher.announce_changes().await });
        if let SyncSchedule::Every(period) = self.home.options.schedule {
            let watched = Arc::clone(self);
            self.home
                .tasks
                .spawn(async move { watched.tell_of_waking().await });
            let schedule = Arc::clone(self);
            self.home
                .tasks
                .spawn(async move { schedule.keep_syncing(period).await });
        }
    }

    async fn tell_of_waking(self: Arc<Self>) {
        let clock = self.home.clock();
        let tell = || self.monitor.publish(AppEvent::Woke);
        tokio::select! {
            () = self.home.root.cancelled() => {}
            () = wake_watch::tell_of_waking(&*clock, tell) => {}
        }
    }

    async fn keep_syncing(self: Arc<Self>, period: Duration) {
        let mut ticks = interval(period);
        // After a night's sleep one round is due, not five hundred.
        ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
        loop {
            let which = tokio::select! {
                () = self.home.root.cancelled() => return,
                _ = ticks.tick() => SyncRound::Due,
                () = self.wake.notified() => SyncRound::All,
            };
            if let Err(error) = self.start_runs(which).await {
                tracing::warn!(%error, "a round of syncs did not start");
            }
        }
    }

    /// Starts a run of each source that does not run already.
    pub(crate) async fn start_runs(self: &Arc<Self>, which: SyncRound) -> Result<(), AppError> {
        let now = self.home.now();
        for row in self.home.reader.sources().await? {
            if which == SyncRound::All || self.monitor.is_due(row.id, now) {
                self.start_run(row.id);
            }
        }
        Ok(())
    }

    fn start_run(self: &Arc<Self>, source: SourceId) {
        let service = Arc::clone(self);
        self.home.tasks.spawn(async move {
            // How it ended stands in the monitor and in the ledger; here it is only noted.
            match service.run(source, SyncMode::Incremental).await {
                Ok(report) => {
                    tracing::debug!(%source, report.batches, "synced");
                    service.cross_checks.compare_soon(source);
                    if service.home.options.schedule != SyncSchedule::OnDemand {
                        service.listen(source).await;
                    }
                }
                Err(AppError::AlreadySyncing) => {}
                Err(error) => tracing::info!(%source, %error, "a sync did not finish"),
            }
        });
    }

    async fn announce_changes(&self) {
        let mut generations = self.home.reader.watch();
        let mut known = self.conversations_here().await;
        loop {
            let changed = tokio::select! {
                () = self.home.root.cancelled() => return,
                changed = generations.changed() => changed,
            };
            if changed.is_err() {
                return;
            }
            tokio::select! {
                () = self.home.root.cancelled() => return,
                () = tokio::time::sleep(GATHER) => {}
            }
            let generation = *generations.borrow_and_update();
            let here = self.conversations_here().await;
            // In another world all of them are others, and none of them came just now.
            let new = match (here.0 == known.0).then(|| here.1.saturating_sub(known.1)) {
                Some(new) => u32::try_from(new).unwrap_or(u32::MAX),
                None => 0,
            };
            known = here;
            self.monitor.publish(AppEvent::DataChanged {
                generation,
                new_conversations: new,
            });
        }
    }

    /// The world that is shown, and its conversations.
    async fn conversations_here(&self) -> (DataWorld, u64) {
        let Ok(shown) = world::shown(self).await else {
            return (DataWorld::Real, 0);
        };
        let overview = self.home.reader.overview(Some(&shown.sources)).await;
        let conversations = overview.map_or(0, |overview| overview.conversations);
        (shown.view.shown, conversations)
    }
}
