//! What syncs the sources of an unlocked home, and what it holds for that.
//!
//! It must not know a page: what is shown of a source is for `review`.

use crate::error::AppError;
use crate::home::unlocked::UnlockedHome;
use crate::source::driver::RunControl;
use crate::source::registry::SourceDrivers;
use crate::sync::cross_check::CrossChecks;
use crate::sync::erasure_attempt::ErasureAttempt;
use crate::sync::monitor::SyncMonitor;
use crate::sync::subscription::SourceSubscriptions;
use model::request::DataWorld;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::Notify;

/// What syncs the sources of an unlocked home.
pub(crate) struct SyncService {
    pub(crate) home: Arc<UnlockedHome>,
    pub(crate) drivers: Arc<SourceDrivers>,
    pub(crate) monitor: Arc<SyncMonitor>,
    pub(crate) cross_checks: Arc<CrossChecks>,
    /// Which sources are listened to between two rounds.
    pub(super) subscriptions: SourceSubscriptions,
    /// Wakes the schedule: somebody asked for a sync now.
    pub(super) wake: Notify,
    /// The world that somebody wants to see.
    world: Mutex<DataWorld>,
    /// Held by whoever deletes for privacy, so that a run does not do again what is being done.
    pub(crate) deleting: tokio::sync::Mutex<ErasureAttempt>,
}

impl SyncService {
    /// The service of a home. Nothing runs yet.
    pub(crate) fn new(home: Arc<UnlockedHome>, monitor: &Arc<SyncMonitor>) -> Arc<Self> {
        let runs = Arc::clone(monitor) as Arc<dyn RunControl>;
        let drivers = Arc::new(SourceDrivers::new(&home, runs));
        Arc::new(Self {
            cross_checks: CrossChecks::new(&home, &drivers, monitor),
            home,
            drivers,
            monitor: Arc::clone(monitor),
            subscriptions: SourceSubscriptions::default(),
            wake: Notify::new(),
            world: Mutex::default(),
            deleting: tokio::sync::Mutex::default(),
        })
    }

    /// The world that somebody wants to see.
    pub(crate) fn world(&self) -> DataWorld {
        *self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Goes to a world. A list that is open stays as it is until it is opened again.
    pub(crate) fn enter_world(&self, world: DataWorld) {
        *self.world.lock().unwrap_or_else(PoisonError::into_inner) = world;
    }

    /// Asks for a round of syncs, where a schedule runs.
    pub(crate) fn sync_soon(&self) {
        self.wake.notify_one();
    }

    /// Waits for the tasks, which are told to stop, and closes the store in order.
    pub(crate) async fn close(&self) {
        self.home.end_tasks().await;
        self.drivers.close().await;
        self.home.audit.end().await;
        self.home.writer.close().await;
    }

    /// Whether the home has no source yet.
    pub(crate) async fn has_no_source(&self) -> Result<bool, AppError> {
        Ok(self.home.reader.sources().await?.is_empty())
    }
}

impl std::fmt::Debug for SyncService {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SyncService")
            .field("home", &self.home)
            .finish_non_exhaustive()
    }
}
