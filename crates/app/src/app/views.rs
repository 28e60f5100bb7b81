//! The views of the list: what they show, and saving, changing, removing and handing over the manager's own.

use crate::app::App;
use crate::error::AppError;
use crate::review::views;
use model::SavedViewId;
use model::saved_view::{ChangeView, SavedView, ViewDraft, ViewLine};

impl App {
    /// The views of the list: those that every Daybook has, then the saved ones in their order.
    ///
    /// # Errors
    /// [`AppError::Locked`] before unlocking; [`AppError::Cache`] when the store fails.
    pub async fn views(&self) -> Result<Vec<ViewLine>, AppError> {
        let service = self.unlocked().await?;
        views::views(&service).await
    }

    /// Saves a view.
    ///
    /// # Errors
    /// [`AppError::Invalid`] where its name or its search cannot be used; [`AppError::Cache`] where another one
    /// has its name, or the store fails.
    pub async fn save_view(&self, draft: ViewDraft) -> Result<SavedView, AppError> {
        views::save_view(&self.unlocked().await?.home, draft).await
    }

    /// Makes a saved view another one, or moves it.
    ///
    /// # Errors
    /// As [`App::save_view`].
    pub async fn change_view(&self, request: ChangeView) -> Result<(), AppError> {
        views::change_view(&self.unlocked().await?.home, request).await
    }

    /// Removes a saved view, and answers what it was, so that it can be saved again.
    ///
    /// # Errors
    /// [`AppError::Cache`] where there is none, or the store fails.
    pub async fn remove_view(&self, view: SavedViewId) -> Result<ViewDraft, AppError> {
        views::remove_view(&self.unlocked().await?.home, view).await
    }

    /// A saved view as the text of a file for another Daybook.
    ///
    /// # Errors
    /// [`AppError::NoView`] where there is none.
    pub async fn export_view(&self, view: SavedViewId) -> Result<String, AppError> {
        views::export_view(&self.unlocked().await?.home, view).await
    }

    /// Saves the view of such a text.
    ///
    /// # Errors
    /// [`AppError::ViewFile`] for what is no such text; else as [`App::save_view`].
    pub async fn import_view(&self, text: &str) -> Result<SavedView, AppError> {
        views::import_view(&self.unlocked().await?.home, text).await
    }
}
