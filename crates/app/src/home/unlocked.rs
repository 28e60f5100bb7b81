//! An unlocked home: the folder, the secrets and the two ends of the cache, and who ends what runs in it.
//!
//! It must not know a kind of server or a use case; it only holds what all of them stand on.

use crate::error::AppError;
use crate::home::folder::HomeFolder;
use crate::home::options::AppOptions;
use ::sync::SyncClock;
use cache::{CacheKey, CacheReader, CacheWriter, SourceRow};
use model::SourceId;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use vault::{Vault, VaultSecret};

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
    pub(crate) folder: HomeFolder,
    pub(crate) options: AppOptions,
    pub(crate) access: HomeAccess,
    pub(crate) vault: Arc<Vault>,
    pub(crate) reader: CacheReader,
    pub(crate) writer: CacheWriter,
    /// The parent of every background task.
    pub(crate) root: CancellationToken,
    pub(crate) tasks: TaskTracker,
}

impl UnlockedHome {
    /// Opens the databases of the home with the vault's key.
    pub(crate) async fn new(
        folder: &HomeFolder,
        options: &AppOptions,
        vault: Vault,
        root: &CancellationToken,
        access: HomeAccess,
    ) -> Result<Arc<Self>, AppError> {
        let vault = Arc::new(vault);
        let key = on_a_thread(&vault, |vault| vault.database_key()).await?;
        let (writer, reader) = cache::open(folder.root(), &CacheKey::from_bytes(*key)).await?;
        let home = Arc::new(Self {
            folder: folder.clone(),
            options: options.clone(),
            access,
            vault,
            reader,
            writer,
            root: root.clone(),
            tasks: TaskTracker::new(),
        });
        if access == HomeAccess::Exclusive {
            home.insist_on_writing().await?;
        }
        Ok(home)
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

    /// The source with this id.
    pub(crate) async fn source_row(&self, source: SourceId) -> Result<SourceRow, AppError> {
        self.reader
            .sources()
            .await?
            .into_iter()
            .find(|row| row.id == source)
            .ok_or(AppError::NoSource)
    }

    /// What the key store keeps for a source: a token, or a sign-in.
    pub(crate) async fn source_secret(
        &self,
        source: SourceId,
    ) -> Result<Option<VaultSecret>, AppError> {
        self.ask_vault(move |vault| vault.secret(&secret_entry(source)))
            .await
    }

    /// Keeps the secret of a source in the key store, over an older one.
    pub(crate) async fn keep_source_secret(
        &self,
        source: SourceId,
        secret: VaultSecret,
    ) -> Result<(), AppError> {
        self.ask_vault(move |vault| vault.set_secret(&secret_entry(source), &secret))
            .await
    }

    /// Takes the secret of a source out of the key store.
    pub(crate) async fn forget_source_secret(&self, source: SourceId) -> Result<(), AppError> {
        self.ask_vault(move |vault| vault.delete_secret(&secret_entry(source)))
            .await
    }

    /// Empties an entry of the manager's own file, if it has one: there is no deleting there.
    pub(crate) async fn forget_setting(&self, key: &str) -> Result<(), AppError> {
        if self.reader.recall(key).await?.is_some() {
            self.writer.remember(key, "").await?;
        }
        Ok(())
    }

    /// Asks the vault on a thread where waiting is allowed: key stores answer over a bus, and a
    /// passphrase takes a deliberate while.
    async fn ask_vault<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Vault) -> Result<T, vault::VaultError> + Send + 'static,
    ) -> Result<T, AppError> {
        on_a_thread(&self.vault, question).await
    }

    /// Tells the tasks to stop, and waits for them.
    pub(crate) async fn end_tasks(&self) {
        self.root.cancel();
        self.tasks.close();
        self.tasks.wait().await;
    }
}

impl std::fmt::Debug for UnlockedHome {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("UnlockedHome")
            .field("folder", &self.folder)
            .finish_non_exhaustive()
    }
}

/// The name of a source's secret in the key store.
pub(crate) fn secret_entry(source: SourceId) -> String {
    format!("source/{source}/token")
}

async fn on_a_thread<T: Send + 'static>(
    vault: &Arc<Vault>,
    question: impl FnOnce(&Vault) -> Result<T, vault::VaultError> + Send + 'static,
) -> Result<T, AppError> {
    let vault = Arc::clone(vault);
    Ok(tokio::task::spawn_blocking(move || question(&vault)).await??)
}
