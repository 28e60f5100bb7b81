//! An unlocked home: the folder, the secrets and the two ends of the cache, and who ends what runs in it.
//!
//! It must not know a kind of server or a use case; it only holds what all of them stand on.

use crate::error::AppError;
use crate::home::audit_trail::{AuditTrail, TrailAccess, facts};
use crate::home::folder::HomeFolder;
use crate::home::lock::HomeLock;
use crate::home::options::AppOptions;
use ::sync::SyncClock;
use cache::{CacheError, CacheKey, CacheReader, CacheWriter, SourceRow};
use model::{AuditAction, SourceId};
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
    pub(crate) audit: AuditTrail,
    /// The parent of every background task.
    pub(crate) root: CancellationToken,
    pub(crate) tasks: TaskTracker,
}

impl UnlockedHome {
    /// Opens the databases of the home with the vault's key.
    pub(crate) async fn new(
        folder: &HomeFolder,
        options: &AppOptions,
        vault: Arc<Vault>,
        root: &CancellationToken,
        access: HomeAccess,
    ) -> Result<Arc<Self>, AppError> {
        let key = database_key(&vault).await?;
        let (writer, reader) = match access {
            HomeAccess::Exclusive => cache::open(folder.root(), &key).await?,
            HomeAccess::ReadOnly => cache::open_beside(folder.root(), &key).await?,
        };
        if let Some(aside) = writer.mended_work() {
            tracing::warn!(aside = %aside.display(), "work.db was damaged and is mended; the damaged file was put aside");
        }
        let trail = match access {
            HomeAccess::Exclusive => TrailAccess::Writes,
            HomeAccess::ReadOnly => TrailAccess::Leaves,
        };
        let home = Arc::new(Self {
            audit: AuditTrail::new(&key, folder.root(), writer.clone(), trail),
            folder: folder.clone(),
            options: options.clone(),
            access,
            vault,
            reader,
            writer,
            // Its own, so that this home can be closed and opened again.
            root: root.child_token(),
            tasks: TaskTracker::new(),
        });
        home.reader.set_opened_at(home.now());
        if access == HomeAccess::Exclusive {
            home.insist_on_writing().await?;
            home.audit.take_in().await;
            let unlocked = facts([("version", env!("CARGO_PKG_VERSION").into())]);
            home.audit
                .note(home.now(), AuditAction::Unlock, unlocked)
                .await;
        }
        Ok(home)
    }

    /// Another process may have the store's own lock. A window that opened just then could never write; it
    /// is better to say so now than at the first sync. A full disk is no reason not to read.
    async fn insist_on_writing(&self) -> Result<(), AppError> {
        let noted = self
            .writer
            .remember(LAST_OPENED, &format!("\"{}\"", self.now().to_rfc3339()))
            .await;
        match noted {
            Ok(()) | Err(CacheError::Full) => Ok(()),
            Err(error) => {
                self.writer.close().await;
                Err(error.into())
            }
        }
    }

    /// Whether this process only reads while another one has the home.
    pub(crate) fn is_used_elsewhere(&self) -> bool {
        self.access == HomeAccess::ReadOnly && HomeLock::is_held(&self.folder)
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
        self.ask_vault(move |vault| {
            vault.delete_secret(&secret_entry(source))?;
            vault.delete_secret(&address_entry(source))
        })
        .await
    }

    /// Binds the secret of a source to its address: it is sent nowhere else.
    pub(crate) async fn bind_source_secret(
        &self,
        source: SourceId,
        url: &str,
    ) -> Result<(), AppError> {
        let address = VaultSecret::new(url.to_owned());
        self.ask_vault(move |vault| vault.set_secret(&address_entry(source), &address))
            .await
    }

    /// Whether the secret of a source is for the address that the row names. The files of a home may come
    /// from different days, or hands. A secret of before there were bounds is bound to where it is used now.
    pub(crate) async fn require_bound(&self, row: &SourceRow) -> Result<(), AppError> {
        let id = row.id;
        let bound = self
            .ask_vault(move |vault| vault.secret(&address_entry(id)))
            .await?;
        match bound {
            Some(address) if address.expose() == row.url => Ok(()),
            Some(_) => Err(AppError::BoundElsewhere(id)),
            None => self.bind_source_secret(id, &row.url).await,
        }
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
    pub(crate) async fn ask_vault<T: Send + 'static>(
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

/// The key of the databases.
pub(crate) async fn database_key(vault: &Arc<Vault>) -> Result<CacheKey, AppError> {
    let key = on_a_thread(vault, |vault| vault.database_key()).await?;
    Ok(CacheKey::from_bytes(*key))
}

/// The name of the address that a source's secret is bound to, sealed like the secret.
fn address_entry(source: SourceId) -> String {
    format!("source/{source}/address")
}

async fn on_a_thread<T: Send + 'static>(
    vault: &Arc<Vault>,
    question: impl FnOnce(&Vault) -> Result<T, vault::VaultError> + Send + 'static,
) -> Result<T, AppError> {
    let vault = Arc::clone(vault);
    Ok(tokio::task::spawn_blocking(move || question(&vault)).await??)
}
