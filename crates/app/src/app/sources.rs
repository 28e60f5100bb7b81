//! The sources of this home: list them, connect one, remove one, begin one anew.

use crate::app::App;
use crate::error::AppError;
use crate::home::audit_trail::facts;
use crate::review::status::{source_view, source_views};
use crate::source::driver::{ConnectionDraft, DraftCredential, PasswordDraft};
use crate::sync::service::SyncService;
use cache::SourceRow;
use model::request::{ConnectDaybook, ConnectNexudus, DataWorld};
use model::view::{ProbeView, SourceView};
use model::{AuditAction, SourceId};
use zeroize::Zeroizing;

impl App {
    /// Every source, with its sync.
    ///
    /// # Errors
    /// [`AppError::Locked`] before unlocking; [`AppError::Cache`] when the store fails.
    pub async fn sources(&self) -> Result<Vec<SourceView>, AppError> {
        let service = self.unlocked().await?;
        source_views(&service).await
    }

    /// The source of this name.
    ///
    /// # Errors
    /// [`AppError::NoSource`] when there is none.
    pub async fn source_named(&self, name: &str) -> Result<SourceView, AppError> {
        let name = name.trim();
        self.sources()
            .await?
            .into_iter()
            .find(|source| source.name == name)
            .ok_or(AppError::NoSource)
    }

    /// Connects a daybook-server, and asks for its first sync.
    ///
    /// # Errors
    /// [`AppError::Invalid`] for a name, address or token that cannot be used;
    /// [`cache::CacheError::NameTaken`] for a name that exists; [`AppError::AlreadyConnected`] for a server
    /// that is; [`AppError::Source`] when the server cannot
    /// be reached, is no Daybook server, or does not accept the token. Nothing is saved then.
    pub async fn connect_daybook(&self, request: ConnectDaybook) -> Result<SourceView, AppError> {
        let service = self.unlocked().await?;
        let draft = ConnectionDraft {
            name: request.name,
            url: request.url,
            credential: DraftCredential::Token(Zeroizing::new(request.token)),
        };
        let source = service.drivers.daybook()?.connect(draft).await?;
        service.enter_world(DataWorld::Real);
        service.sync_soon();
        source_view(&service, source).await
    }

    /// Connects a Nexudus account, says what it may read, and asks for its first sync.
    ///
    /// # Errors
    /// [`AppError::Invalid`] for a name, e-mail or password that cannot be used;
    /// [`AppError::AlreadyConnected`] for an account that is;
    /// [`AppError::SignIn`] where Nexudus does not accept the sign-in, or wants a code;
    /// [`AppError::Source`] where it cannot be reached, is none, or lets this account read nothing.
    /// Nothing is saved then.
    pub async fn connect_nexudus(&self, request: ConnectNexudus) -> Result<ProbeView, AppError> {
        let service = self.unlocked().await?;
        let draft = ConnectionDraft {
            name: request.name,
            url: request.url,
            credential: DraftCredential::Password(PasswordDraft {
                email: request.email,
                password: request.password,
                totp: request.totp,
            }),
        };
        let source = service.drivers.nexudus()?.connect(draft).await?;
        service.enter_world(DataWorld::Real);
        service.sync_soon();
        probe_view(&service, source).await
    }

    /// Opens the practice space: starts its server, adds it as a source if it is not one yet, and
    /// asks for its sync.
    ///
    /// # Errors
    /// [`AppError::Practice`] when the embedded server cannot start; [`AppError::Cache`] when the
    /// store fails.
    pub async fn open_practice(&self) -> Result<SourceView, AppError> {
        let service = self.unlocked().await?;
        let source = service.drivers.practice().add().await?;
        // Whoever opens it wants to see it, beside real sources too.
        service.enter_world(DataWorld::Practice);
        service.sync_soon();
        source_view(&service, source).await
    }

    /// Removes a source: its run is stopped, its rows leave the laptop, its token leaves the key
    /// store. The server is not touched.
    ///
    /// # Errors
    /// [`AppError::NoSource`] when there is none; [`AppError::Cache`] when the store fails.
    pub async fn remove_source(&self, source: SourceId) -> Result<(), AppError> {
        let service = self.unlocked().await?;
        let row = service.home.source_row(source).await?;
        service.remove_source(source).await?;
        note_deleted(&service, &row, "source_removed").await;
        Ok(())
    }

    /// Empties a source and has it begin anew with the store that answers at its address. The rows come
    /// with the next sync, which is asked for. How many conversations left this laptop.
    ///
    /// # Errors
    /// [`AppError::Source`] where the server cannot be reached or does not accept the token,
    /// [`AppError::Invalid`] where it is the same store as ever, [`AppError::AlreadyConnected`] where
    /// another source reads it: nothing was changed then. [`AppError::AlreadySyncing`] where a sync began
    /// meanwhile; [`AppError::Cache`] when the store here fails.
    pub async fn reset_source(&self, source: SourceId) -> Result<u64, AppError> {
        let service = self.unlocked().await?;
        let row = service.home.source_row(source).await?;
        let gone = service.reset_source(source).await?;
        note_deleted(&service, &row, "source_begun_anew").await;
        Ok(gone)
    }
}

/// What the account behind a source may read, as last found, and what was sent to find it.
pub(super) async fn probe_view(
    service: &SyncService,
    source: SourceId,
) -> Result<ProbeView, AppError> {
    let row = service.home.source_row(source).await?;
    let account = service.drivers.account_of(&row)?;
    let access = account.access_table(source).await?;
    Ok(ProbeView {
        source: source_view(service, source).await?,
        table: access.table,
        reads: access.reads,
        writes: access.writes,
    })
}

/// What left this laptop is told by the store that it came from.
async fn note_deleted(service: &SyncService, row: &SourceRow, kind: &str) {
    let deleted = facts([
        ("kind", kind.into()),
        ("source", row.id.0.into()),
        ("store", row.identity.clone().into()),
    ]);
    let home = &service.home;
    home.audit
        .note(home.now(), AuditAction::Delete, deleted)
        .await;
}
