//! Startup and unlocking: where the application stands, and the road to an open store.
//!
//! The OS key store unlocks by itself. Where none answers, a passphrase does. There is no third road:
//! nothing is ever kept in the clear.

use crate::app::App;
use crate::error::{AppError, InputRefusal};
use crate::home::options::{FirstStart, KeyStorage};
use crate::home::unlocked::{HomeAccess, UnlockedHome};
use crate::review::window_state::window_state;
use crate::sync::service::SyncService;
use cache::OpenError;
use model::view::{StartupStage, StartupView};
use std::sync::atomic::Ordering;
use std::sync::{Arc, MutexGuard, PoisonError};
use vault::{Vault, VaultBackend, VaultError};
use zeroize::Zeroizing;

/// Shorter passphrases fall to guessing even behind argon2id.
const PASSPHRASE_MIN: usize = 8;

impl App {
    /// Where the application stands. Unlocks by itself where the OS key store answers, or where a
    /// passphrase was handed in at the start.
    ///
    /// # Errors
    /// [`AppError::Vault`] when the key store refuses or has lost the key; [`AppError::Open`] when
    /// the databases do not open.
    pub async fn startup(&self) -> Result<StartupView, AppError> {
        let mut slot = self.inner.unlocked.write().await;
        if let Some(service) = &*slot {
            return ready(service).await;
        }
        match self.unlock_unasked().await? {
            Ok(vault) => self.enter(&mut slot, Arc::new(vault)).await,
            Err(stage) => Ok(startup(stage, String::new())),
        }
    }

    /// Sets the passphrase of a new home, on a machine where no OS key store answers.
    ///
    /// # Errors
    /// [`AppError::Invalid`] when it is too short or the home has a key already.
    pub async fn choose_passphrase(
        &self,
        passphrase: Zeroizing<String>,
    ) -> Result<StartupView, AppError> {
        self.open_behind(passphrase, PassphraseUse::NewPassphrase)
            .await
    }

    /// Unlocks with the passphrase of this home.
    ///
    /// # Errors
    /// [`VaultError::WrongPassphrase`] when it is not the one.
    pub async fn unlock(&self, passphrase: Zeroizing<String>) -> Result<StartupView, AppError> {
        self.open_behind(passphrase, PassphraseUse::KnownPassphrase)
            .await
    }

    /// After the key was lost: sets the unreadable store aside and begins anew. The cache can be
    /// downloaded again and is deleted; the manager's own work is kept beside, under another name.
    ///
    /// # Errors
    /// [`AppError::Files`] when a file cannot be moved; then as [`App::startup`].
    pub async fn start_over(&self) -> Result<StartupView, AppError> {
        let slot = self.inner.unlocked.write().await;
        if slot.is_some() {
            return Err(InputRefusal::AlreadyProtected.into());
        }
        self.take_possession()?;
        cache::wipe_cache(self.inner.home.root()).await?;
        self.set_aside().await?;
        *self.kept_vault() = None;
        drop(slot);
        self.startup().await
    }

    async fn set_aside(&self) -> Result<(), AppError> {
        let stamp = self.inner.options.clock.now().format("%Y%m%dT%H%M%SZ");
        for path in self.inner.home.work_files() {
            if tokio::fs::try_exists(&path).await? {
                let mut aside = path.clone().into_os_string();
                aside.push(format!(".unreadable-{stamp}"));
                tokio::fs::rename(&path, aside).await?;
            }
        }
        Ok(Vault::retire(
            self.inner.home.root(),
            &format!("unreadable-{stamp}"),
        )?)
    }

    async fn open_behind(
        &self,
        passphrase: Zeroizing<String>,
        behind: PassphraseUse,
    ) -> Result<StartupView, AppError> {
        let mut slot = self.inner.unlocked.write().await;
        if let Some(service) = &*slot {
            return ready(service).await;
        }
        let vault = self.with_passphrase(passphrase, behind).await?;
        self.inner.is_locked.store(false, Ordering::SeqCst);
        self.enter(&mut slot, Arc::new(vault)).await
    }

    /// The vault, if it opens with nobody asked; else the stage at which somebody must be.
    pub(super) async fn unlock_unasked(&self) -> Result<Result<Vault, StartupStage>, AppError> {
        let backend = self.backend().await?;
        if self.is_locked() {
            return Ok(Err(unlocking(backend)));
        }
        let handed = self.inner.options.passphrase.clone();
        match (backend, handed) {
            (VaultBackend::OsKeyStore, _) => Ok(Ok(self.with_key_store().await?)),
            (VaultBackend::Passphrase { exists: true }, Some(handed)) => Ok(Ok(self
                .with_passphrase(handed, PassphraseUse::KnownPassphrase)
                .await?)),
            (VaultBackend::Passphrase { exists: false }, Some(handed)) => Ok(Ok(self
                .with_passphrase(handed, PassphraseUse::NewPassphrase)
                .await?)),
            (VaultBackend::Passphrase { exists: true }, None) => Ok(Err(StartupStage::Locked)),
            (VaultBackend::Passphrase { exists: false }, None) => {
                Ok(Err(StartupStage::ChoosePassphrase))
            }
        }
    }

    /// Whether the operating system's key store unlocks this home.
    pub(super) async fn is_behind_key_store(&self) -> Result<bool, AppError> {
        Ok(self.backend().await? == VaultBackend::OsKeyStore)
    }

    async fn backend(&self) -> Result<VaultBackend, AppError> {
        let root = self.inner.home.root().to_path_buf();
        let exists = Vault::exists(&root);
        // A vault that is made anew here would not open what is stored, and stand where the old one has to
        // be put back.
        if !exists && self.inner.home.holds_a_store() {
            return Err(VaultError::Gone.into());
        }
        if self.inner.options.key_storage == KeyStorage::Passphrase {
            return Ok(VaultBackend::Passphrase { exists });
        }
        Ok(tokio::task::spawn_blocking(move || Vault::locate(&root)).await??)
    }

    async fn with_key_store(&self) -> Result<Vault, AppError> {
        let root = self.inner.home.root().to_path_buf();
        Ok(tokio::task::spawn_blocking(move || Vault::open_os(&root)).await??)
    }

    async fn with_passphrase(
        &self,
        passphrase: Zeroizing<String>,
        behind: PassphraseUse,
    ) -> Result<Vault, AppError> {
        // Whatever road it came on: typed, handed in by the environment, or from the window.
        let is_short = passphrase.chars().count() < PASSPHRASE_MIN;
        if behind == PassphraseUse::NewPassphrase && is_short {
            return Err(InputRefusal::PassphraseTooShort.into());
        }
        let root = self.inner.home.root().to_path_buf();
        let opening = move || match behind {
            PassphraseUse::KnownPassphrase => Vault::open_passphrase(&root, &passphrase),
            PassphraseUse::NewPassphrase => Vault::create_passphrase(&root, &passphrase),
        };
        let vault: Result<Vault, VaultError> = tokio::task::spawn_blocking(opening).await?;
        Ok(vault?)
    }

    /// Opens the store. Who only reads opens it as it is; where it must first be made, or brought up to
    /// date, the home is taken for that.
    async fn open_with(&self, vault: Arc<Vault>) -> Result<Arc<SyncService>, AppError> {
        *self.kept_vault() = Some(Arc::clone(&vault));
        let opened = match self.open_as(&vault, self.access()).await {
            Err(AppError::Open(OpenError::Unready)) => {
                self.take_possession()?;
                self.open_as(&vault, self.access()).await
            }
            opened => opened,
        };
        Ok(SyncService::new(opened?, &self.inner.monitor))
    }

    async fn open_as(
        &self,
        vault: &Arc<Vault>,
        access: HomeAccess,
    ) -> Result<Arc<UnlockedHome>, AppError> {
        let inner = &self.inner;
        let vault = Arc::clone(vault);
        UnlockedHome::new(&inner.home, &inner.options, vault, &inner.root, access).await
    }

    /// The secrets, where they were unlocked.
    pub(super) fn kept_vault(&self) -> MutexGuard<'_, Option<Arc<Vault>>> {
        self.inner
            .vault
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// The first moment of an open home: the background work begins, and the practice space opens
    /// by itself where that was asked for. Whoever else asks where the application stands waits for
    /// it, and is not told of a first start that is already over.
    pub(super) async fn enter(
        &self,
        slot: &mut Option<Arc<SyncService>>,
        vault: Arc<Vault>,
    ) -> Result<StartupView, AppError> {
        let service = slot.insert(self.open_with(vault).await?);
        service.start_background();
        let begun = ready(service).await?;
        let first_start = service.home.options.first_start;
        if begun.stage == StartupStage::FirstStart && first_start == FirstStart::Practice {
            service.drivers.practice().add().await?;
            service.sync_soon();
            return ready(service).await;
        }
        Ok(begun)
    }
}

/// How a home is unlocked that somebody locked.
const fn unlocking(backend: VaultBackend) -> StartupStage {
    match backend {
        VaultBackend::OsKeyStore => StartupStage::LockedByKeyStore,
        VaultBackend::Passphrase { .. } => StartupStage::Locked,
    }
}

async fn ready(service: &SyncService) -> Result<StartupView, AppError> {
    let stage = if service.has_no_source().await? {
        StartupStage::FirstStart
    } else {
        StartupStage::Ready
    };
    Ok(startup(stage, window_state(&service.home).await?))
}

/// Whether the passphrase is the home's already.
#[derive(Clone, Copy, PartialEq, Eq)]
enum PassphraseUse {
    KnownPassphrase,
    NewPassphrase,
}

fn startup(stage: StartupStage, remembered: String) -> StartupView {
    StartupView {
        stage,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        remembered,
    }
}
