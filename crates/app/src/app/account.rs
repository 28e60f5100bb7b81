//! The account behind a source: its page, what it may read, its rules, signing in and out. Which kinds of
//! source have one is for their drivers to say.

use crate::app::App;
use crate::app::sources::probe_view;
use crate::error::AppError;
use crate::review::status::source_view;
use model::SourceId;
use model::account::{AccountView, ChangeAccount};
use model::request::SignInNexudus;
use model::view::{ProbeView, SourceView};

impl App {
    /// A Nexudus account, as far as it is known here.
    ///
    /// # Errors
    /// [`AppError::NoSource`], and [`AppError::Invalid`] where the source is of another kind.
    pub async fn nexudus_account(&self, source: SourceId) -> Result<AccountView, AppError> {
        let service = self.unlocked().await?;
        let row = service.home.source_row(source).await?;
        let page = service.drivers.account_of(&row)?.page(&row).await?;
        Ok(AccountView {
            source: source_view(&service, source).await?,
            email: page.email,
            table: page.access.table,
            asked_at: page.asked_at,
            reads: page.access.reads,
            writes: page.access.writes,
            settings: page.settings,
            usual: page.usual,
        })
    }

    /// Asks a Nexudus account what it may read.
    ///
    /// # Errors
    /// [`AppError::Invalid`] where the source is of another kind; else as for a sync.
    pub async fn probe_nexudus(&self, source: SourceId) -> Result<ProbeView, AppError> {
        let service = self.unlocked().await?;
        let row = service.home.source_row(source).await?;
        service.drivers.account_of(&row)?.probe(&row).await?;
        probe_view(&service, source).await
    }

    /// Signs in again to a Nexudus account, and asks for its sync.
    ///
    /// # Errors
    /// As for [`App::connect_nexudus`]. The old sign-in stays where the new one is not accepted.
    pub async fn sign_in_nexudus(&self, request: SignInNexudus) -> Result<SourceView, AppError> {
        let service = self.unlocked().await?;
        let row = service.home.source_row(request.source).await?;
        let account = service.drivers.account_of(&row)?;
        account
            .sign_in(&row, request.password, request.totp)
            .await?;
        service.sync_soon();
        source_view(&service, row.id).await
    }

    /// Signs out: the tokens leave the key store, and what is on this laptop stays.
    ///
    /// # Errors
    /// [`AppError::NoSource`], [`AppError::Invalid`] where the source is of another kind, and
    /// [`AppError::Vault`] where the key store fails.
    pub async fn sign_out_nexudus(&self, source: SourceId) -> Result<SourceView, AppError> {
        let service = self.unlocked().await?;
        let row = service.home.source_row(source).await?;
        service.drivers.account_of(&row)?.sign_out(&row).await?;
        source_view(&service, source).await
    }

    /// The settings of a Nexudus source, as JSON.
    ///
    /// # Errors
    /// [`AppError::NoSource`], and [`AppError::Invalid`] where the source is of another kind.
    pub async fn nexudus_settings(&self, source: SourceId) -> Result<String, AppError> {
        let service = self.unlocked().await?;
        let row = service.home.source_row(source).await?;
        service.drivers.account_of(&row)?.settings(source).await
    }

    /// Changes the settings of a Nexudus source. A changed rule is applied by the next sync to what
    /// is on this laptop already; where a window runs, that sync begins now.
    ///
    /// # Errors
    /// [`AppError::Settings`] for settings that cannot be used; those before stay.
    pub async fn set_nexudus_settings(&self, source: SourceId, json: &str) -> Result<(), AppError> {
        let service = self.unlocked().await?;
        let row = service.home.source_row(source).await?;
        let account = service.drivers.account_of(&row)?;
        account.set_settings(source, json).await?;
        service.sync_soon();
        Ok(())
    }

    /// As [`App::set_nexudus_settings`], from a form.
    ///
    /// # Errors
    /// As there.
    pub async fn change_nexudus(&self, change: ChangeAccount) -> Result<(), AppError> {
        let json = serde_json::to_string(&change.settings).map_err(AppError::Json)?;
        self.set_nexudus_settings(change.source, &json).await
    }
}
