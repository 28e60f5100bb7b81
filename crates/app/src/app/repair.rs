//! A way out of damage: the cache is what can be downloaded again, so a damaged one is put aside and made
//! anew, with the sources that the manager's own file keeps. What the manager made is not touched.

use crate::app::App;
use crate::error::{AppError, InputRefusal};
use crate::home::options::{AppOptions, KeyStorage};
use crate::home::unlocked::database_key;
use cache::CacheKey;
use model::view::{StartupStage, StartupView};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use vault::{Vault, VaultError, VaultSecret};
use zeroize::Zeroizing;

/// What a repair found and did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RepairReport {
    /// Where the damaged cache was put; none where every page was as it was written.
    pub set_aside: Option<PathBuf>,
}

/// Where the secrets of a home will be.
enum NewSecrets {
    OsKeyStore,
    Behind(Zeroizing<String>),
}

impl NewSecrets {
    /// The road that this process may take; none where a passphrase is needed and none was handed in.
    fn of(options: &AppOptions) -> Option<Self> {
        if options.key_storage == KeyStorage::OsFirst && Vault::has_os_store() {
            return Some(Self::OsKeyStore);
        }
        options.passphrase.clone().map(Self::Behind)
    }

    fn make(&self, root: &Path) -> Result<Vault, VaultError> {
        match self {
            Self::OsKeyStore => Vault::open_os(root),
            Self::Behind(passphrase) => Vault::create_passphrase(root, passphrase),
        }
    }
}

impl App {
    /// Puts a damaged cache aside, opens a new one, and asks for a sync.
    ///
    /// # Errors
    /// As [`App::mend`].
    pub async fn repair(&self) -> Result<StartupView, AppError> {
        self.mend().await?;
        let view = self.startup().await?;
        if view.stage == StartupStage::Ready {
            self.sync_now().await?;
        }
        Ok(view)
    }

    /// Looks at every page of the cache, puts a damaged one aside, and opens a new one. Runs are stopped
    /// first.
    ///
    /// # Errors
    /// [`AppError::Locked`] where nobody unlocked the home; [`AppError::HomeInUse`] where another process
    /// has it; [`AppError::Open`] where the new cache cannot be made.
    pub async fn mend(&self) -> Result<RepairReport, AppError> {
        self.take_possession()?;
        let mut slot = self.inner.unlocked.write().await;
        if let Some(service) = slot.take() {
            service.close().await;
        }
        let vault = self.vault_for_repair().await?;
        let key = database_key(&vault).await?;
        let set_aside = cache::repair(self.inner.home.root(), &key).await?;
        self.enter(&mut slot, vault).await?;
        Ok(RepairReport { set_aside })
    }

    /// Where a full sync finds a page that is not as it was written, the cache is made anew first.
    pub(super) async fn heal(&self) -> Result<(), AppError> {
        if self.unlocked().await?.home.writer.is_sound().await? {
            return Ok(());
        }
        tracing::warn!("the cache is damaged, and is made anew");
        self.mend().await.map(drop)
    }

    /// The key of this home on paper. Whoever has it opens what is stored here.
    ///
    /// # Errors
    /// [`AppError::Locked`] before unlocking; [`AppError::Vault`] where the key store refuses.
    pub async fn recovery_key(&self) -> Result<VaultSecret, AppError> {
        let service = self.unlocked().await?;
        service.home.ask_vault(Vault::recovery_key).await
    }

    /// Opens a home whose secrets are lost with its key on paper: the secrets that are there are put aside,
    /// and new ones keep that key. Tokens and sign-ins were in the old ones, and are asked for again.
    ///
    /// # Errors
    /// [`VaultError::NoRecoveryKey`] where it is none, [`InputRefusal::OtherRecoveryKey`] where it opens
    /// nothing here, [`AppError::Locked`] where no key store answers and no passphrase was handed in:
    /// nothing was changed then.
    pub async fn recover(&self, written: &str) -> Result<StartupView, AppError> {
        self.take_possession()?;
        let key = vault::read_recovery_key(written)?;
        let root = self.inner.home.root();
        if !cache::opens_with(root, &CacheKey::from_bytes(*key)).await {
            return Err(InputRefusal::OtherRecoveryKey.into());
        }
        let mut slot = self.inner.unlocked.write().await;
        if let Some(service) = slot.take() {
            service.close().await;
        }
        let home = NewSecrets::of(&self.inner.options).ok_or(AppError::Locked)?;
        let stamp = self.inner.options.clock.now().format("%Y%m%dT%H%M%SZ");
        Vault::retire(root, &format!("retired-{stamp}"))?;
        let root = root.to_path_buf();
        let making = tokio::task::spawn_blocking(move || {
            let vault = home.make(&root)?;
            vault.adopt_database_key(&key)?;
            Ok::<_, VaultError>(vault)
        });
        let vault = making.await??;
        self.enter(&mut slot, Arc::new(vault)).await
    }

    async fn vault_for_repair(&self) -> Result<Arc<Vault>, AppError> {
        let kept = self.kept_vault().clone();
        match kept {
            Some(vault) => Ok(vault),
            None => {
                let unlocked = self.unlock_unasked().await?;
                unlocked.map(Arc::new).map_err(|_stage| AppError::Locked)
            }
        }
    }
}
