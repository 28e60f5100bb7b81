//! Everything that this laptop holds on one person: shown, and written into a folder. No network is touched here.

use crate::app::App;
use crate::error::AppError;
use crate::review::person;
use export::{ExistingTarget, ExportWatch};
use model::handover::ExportResult;
use model::person::{PersonExport, PersonHoldings, PersonRequest};
use std::path::PathBuf;

impl App {
    /// What is held on a person in the world that is shown, with the reason why each conversation is theirs. Somebody of
    /// whom nothing is known has nothing.
    ///
    /// # Errors
    /// [`AppError::Invalid`] where what was typed is too long; [`AppError::Cache`] where the conversation that is asked
    /// about is not here, or the store fails; [`AppError::Locked`] before unlocking.
    pub async fn person_holdings(
        &self,
        request: PersonRequest,
    ) -> Result<PersonHoldings, AppError> {
        let service = self.unlocked().await?;
        person::holdings(&service, request).await
    }

    /// Writes what is held on a person into a folder, with a manifest beside it. The audit log says of it before it is
    /// there.
    ///
    /// # Errors
    /// [`AppError::NobodyKnown`] where nothing is held, or all of it is left out; else as [`App::export_to`].
    pub async fn export_person(
        &self,
        asked: PersonExport,
        place: (PathBuf, ExistingTarget),
        watch: &ExportWatch,
    ) -> Result<ExportResult, AppError> {
        let service = self.unlocked().await?;
        person::export(&service, asked, place, watch).await
    }
}
