//! The application as one value: cheap to clone, and the owner of everything that runs.
//!
//! Dropping the last clone stops every background task at its next safe point; [`App::close`] also
//! waits for them and closes the store in order.

mod account;
mod annotations;
pub(crate) mod command;
mod deletion;
mod forgetting;
mod hand_over;
mod leads;
mod locking;
mod marking;
mod numbers;
mod opening_hours;
pub(crate) mod outward;
mod person;
#[cfg(test)]
mod practice_tests;
mod queues;
mod reading;
pub(crate) mod repair;
mod rules;
mod sources;
mod startup;
mod syncing;
mod themes;
#[cfg(test)]
mod unknown_kind_tests;
mod views;

use crate::error::AppError;
use crate::home::folder::HomeFolder;
use crate::home::lock::{HomeLock, LockError};
use crate::home::options::{AppOptions, HomeSharing};
use crate::home::unlocked::HomeAccess;
use crate::review::hand_over_job::HandOverJob;
use crate::sync::monitor::SyncMonitor;
use crate::sync::service::SyncService;
use model::event::AppEvent;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, OnceLock};
use tokio::sync::{RwLock, broadcast, watch};
use tokio_util::sync::{CancellationToken, DropGuard};
use vault::Vault;

/// The application.
#[derive(Clone, Debug)]
pub struct App {
    pub(crate) inner: Arc<AppShared>,
}

/// What the clones share.
#[derive(Debug)]
pub(crate) struct AppShared {
    pub(crate) home: HomeFolder,
    pub(crate) options: AppOptions,
    pub(crate) monitor: Arc<SyncMonitor>,
    /// Counts the questions to the dashboard: the newest one alone is answered.
    pub(crate) dashboards: watch::Sender<u64>,
    /// What the window hands over.
    pub(crate) hand_over: Arc<HandOverJob>,
    /// What is there once the home is unlocked. The lock is held for writing only while unlocking
    /// and closing.
    pub(crate) unlocked: RwLock<Option<Arc<SyncService>>>,
    /// The parent of every background task.
    pub(crate) root: CancellationToken,
    _stop: DropGuard,
    /// Absent where this process only reads. Who reads needs it where the store must first be made.
    pub(crate) lock: OnceLock<HomeLock>,
    /// Whether somebody locked it: then nothing opens by itself.
    pub(crate) is_locked: AtomicBool,
    /// The secrets, once they were unlocked: a store that does not open can be repaired with them.
    pub(crate) vault: Mutex<Option<Arc<Vault>>>,
}

impl App {
    /// Takes possession of a home: makes its folders and locks it for this process, unless it is only to
    /// read. Nothing is unlocked yet.
    ///
    /// # Errors
    /// [`AppError::HomeInUse`] when another process has it; [`AppError::Home`] or
    /// [`AppError::Files`] when the folder cannot be used.
    pub fn locate(home: HomeFolder, options: AppOptions) -> Result<Self, AppError> {
        let lock = match options.sharing {
            HomeSharing::Refuse => OnceLock::from(take_home(&home)?),
            HomeSharing::ReadBeside => OnceLock::new(),
        };
        let root = CancellationToken::new();
        let stop = root.clone().drop_guard();
        let monitor = SyncMonitor::new();
        let inner = AppShared {
            home,
            options,
            hand_over: HandOverJob::new(Arc::clone(&monitor)),
            monitor,
            dashboards: watch::Sender::new(0),
            unlocked: RwLock::default(),
            root,
            _stop: stop,
            lock,
            is_locked: AtomicBool::new(false),
            vault: Mutex::default(),
        };
        Ok(Self {
            inner: Arc::new(inner),
        })
    }

    /// Everything that changes from now on.
    #[must_use]
    pub fn events(&self) -> broadcast::Receiver<AppEvent> {
        self.inner.monitor.subscribe()
    }

    /// Stops every run at its next safe point, waits for it, and closes the store: readers first,
    /// then the writer, which folds the write-ahead log into the file.
    pub async fn close(&self) {
        self.inner.root.cancel();
        self.inner.hand_over.close().await;
        let service = self.inner.unlocked.write().await.take();
        if let Some(service) = service {
            service.close().await;
        }
    }

    /// Whose the home is.
    pub(crate) fn access(&self) -> HomeAccess {
        if self.inner.lock.get().is_some() {
            HomeAccess::Exclusive
        } else {
            HomeAccess::ReadOnly
        }
    }

    /// Takes possession of the home after all.
    pub(crate) fn take_possession(&self) -> Result<(), AppError> {
        if self.inner.lock.get().is_none() {
            let _taken_meanwhile = self.inner.lock.set(take_home(&self.inner.home)?);
        }
        Ok(())
    }

    /// What is there once the home is unlocked.
    pub(crate) async fn unlocked(&self) -> Result<Arc<SyncService>, AppError> {
        self.inner
            .unlocked
            .read()
            .await
            .clone()
            .ok_or(AppError::Locked)
    }
}

/// Makes the folders of a home and takes it for this process.
fn take_home(home: &HomeFolder) -> Result<HomeLock, AppError> {
    home.prepare()?;
    HomeLock::take(home).map_err(|error| match error {
        LockError::Held => AppError::HomeInUse,
        LockError::Io(error) => AppError::Files(error),
    })
}
