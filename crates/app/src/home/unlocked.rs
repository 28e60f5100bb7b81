//! An unlocked home: the secrets, the two ends of the cache, the embedded server, the tasks.
//!
//! It must not decide what a use case does; it only holds what the use cases need.

use crate::error::AppError;
use crate::home::folder::HomeFolder;
use crate::home::options::AppOptions;
use crate::sync::monitor::SyncMonitor;
use cache::{CacheKey, CacheReader, CacheWriter};
use server::embedded::PracticeServer;
use std::sync::Arc;
use sync::SyncClock;
use tokio::sync::{Mutex, Notify};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use vault::Vault;

/// When the home was last opened for writing, in the manager's own file.
const LAST_OPENED: &str = "last_opened";

/// Whose the home is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HomeAccess {
    /// This process's.
    Exclusive,
    /// Another process's; this one only reads.
    ReadOnly,
}

/// An unlocked home.
pub(crate) struct UnlockedHome {
    pub(crate) home: HomeFolder,
    pub(crate) options: AppOptions,
    pub(crate) access: HomeAccess,
    pub(crate) vault: Arc<Vault>,
    pub(crate) reader: CacheReader,
    pub(crate) writer: CacheWriter,
    pub(crate) monitor: Arc<SyncMonitor>,
    /// The embedded server, while it runs.
    pub(crate) practice: Mutex<Option<PracticeServer>>,
    /// Held while the practice space becomes a source.
    pub(crate) practice_turn: Mutex<()>,
    /// What this process remembers of its Nexudus accounts.
    pub(crate) nexudus: crate::source::nexudus::sign_in::NexudusSessions,
    /// Wakes the schedule: somebody asked for a sync now.
    pub(crate) wake: Notify,
    /// What this process remembers of its comparisons of numbers.
    pub(crate) cross_checks: crate::sync::cross_check::CrossChecks,
    /// Which sources are listened to between two rounds.
    pub(crate) subscriptions: crate::sync::long_poll::Subscriptions,
    pub(crate) root: CancellationToken,
    pub(crate) tasks: TaskTracker,
}

impl UnlockedHome {
    /// Opens the databases of the home with the vault's key.
    pub(crate) async fn new(
        home: &HomeFolder,
        options: &AppOptions,
        vault: Vault,
        board: &Arc<SyncMonitor>,
        root: &CancellationToken,
        seat: HomeAccess,
    ) -> Result<Arc<Self>, AppError> {
        let vault = Arc::new(vault);
        let key = on_a_thread(&vault, |vault| vault.database_key()).await?;
        let (writer, reader) = cache::open(home.root(), &CacheKey::from_bytes(*key)).await?;
        let open = Arc::new(Self {
            home: home.clone(),
            options: options.clone(),
            access: seat,
            vault,
            reader,
            writer,
            monitor: Arc::clone(board),
            practice: Mutex::default(),
            practice_turn: Mutex::default(),
            nexudus: crate::source::nexudus::sign_in::NexudusSessions::default(),
            wake: Notify::new(),
            cross_checks: crate::sync::cross_check::CrossChecks::default(),
            subscriptions: crate::sync::long_poll::Subscriptions::default(),
            root: root.clone(),
            tasks: TaskTracker::new(),
        });
        if seat == HomeAccess::Exclusive {
            open.insist_on_writing().await?;
        }
        Ok(open)
    }

    /// A reader that was quicker holds the store's own lock for a moment. A window that opened just
    /// then could never write; it is better to say so now than at the first sync.
    async fn insist_on_writing(&self) -> Result<(), AppError> {
        let noted = self
            .writer
            .remember(LAST_OPENED, &format!("\"{}\"", self.now().to_rfc3339()))
            .await;
        if noted.is_err() {
            self.writer.close().await;
        }
        Ok(noted?)
    }

    /// Now, by the clock that was handed in.
    pub(crate) fn now(&self) -> chrono::DateTime<chrono::Utc> {
        self.options.clock.now()
    }

    /// The clock that was handed in.
    pub(crate) fn clock(&self) -> Arc<dyn SyncClock> {
        Arc::clone(&self.options.clock)
    }

    /// Asks the vault on a thread where waiting is allowed: key stores answer over a bus, and a
    /// passphrase takes a deliberate while.
    pub(crate) async fn ask_vault<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Vault) -> Result<T, vault::VaultError> + Send + 'static,
    ) -> Result<T, AppError> {
        on_a_thread(&self.vault, question).await
    }

    /// Waits for the tasks, which were told to stop, and closes the store in order.
    pub(crate) async fn close(&self) {
        self.root.cancel();
        self.tasks.close();
        self.tasks.wait().await;
        self.nexudus.settle().await;
        self.stop_practice().await;
        self.writer.close().await;
    }
}

impl std::fmt::Debug for UnlockedHome {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Open")
            .field("home", &self.home)
            .finish_non_exhaustive()
    }
}

async fn on_a_thread<T: Send + 'static>(
    vault: &Arc<Vault>,
    question: impl FnOnce(&Vault) -> Result<T, vault::VaultError> + Send + 'static,
) -> Result<T, AppError> {
    let vault = Arc::clone(vault);
    Ok(tokio::task::spawn_blocking(move || question(&vault)).await??)
}
