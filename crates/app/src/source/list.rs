//! The sources of this home: list them, find one, remove one.

use crate::App;
use crate::error::AppError;
use crate::home::unlocked::UnlockedHome;
use cache::SourceRow;
use model::view::SourceView;
use model::{SourceId, SourceKind};

impl App {
    /// Every source, with its sync.
    ///
    /// # Errors
    /// [`AppError::Locked`] before unlocking; [`AppError::Cache`] when the store fails.
    pub async fn sources(&self) -> Result<Vec<SourceView>, AppError> {
        self.unlocked().await?.source_views().await
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

    /// Removes a source: its run is stopped, its rows leave the laptop, its token leaves the key
    /// store. The server is not touched.
    ///
    /// # Errors
    /// [`AppError::NoSource`] when there is none; [`AppError::Cache`] when the store fails.
    pub async fn remove_source(&self, source: SourceId) -> Result<(), AppError> {
        let open = self.unlocked().await?;
        let row = open.source_row(source).await?;
        // A round that begins meanwhile could renew its sign-in for a source that is no more.
        open.monitor.block(source).await;
        let removed = open.remove_row(source).await;
        if removed.is_err() {
            open.monitor.unblock(source);
        }
        removed?;
        open.forget_account(source).await;
        open.forget_token(source).await?;
        open.forget_nexudus(source).await?;
        open.forget_check(source).await?;
        if row.kind == SourceKind::Practice {
            open.stop_practice().await;
        }
        open.monitor.retire(source);
        Ok(())
    }
}

impl UnlockedHome {
    /// The source with this id.
    pub(crate) async fn source_row(&self, source: SourceId) -> Result<SourceRow, AppError> {
        self.reader
            .sources()
            .await?
            .into_iter()
            .find(|row| row.id == source)
            .ok_or(AppError::NoSource)
    }

    async fn remove_row(&self, source: SourceId) -> Result<(), AppError> {
        self.cross_checks.leave(source).await;
        Ok(self.writer.remove_source(source).await?)
    }

    /// Takes the token of a source out of the key store.
    async fn forget_token(&self, source: SourceId) -> Result<(), AppError> {
        self.ask_vault(move |vault| vault.delete_secret(&token_entry(source)))
            .await
    }
}

/// The name of a source's token in the key store.
pub(crate) fn token_entry(source: SourceId) -> String {
    format!("source/{source}/token")
}
