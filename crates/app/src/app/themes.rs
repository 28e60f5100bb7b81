//! Themes: what is asked, whether it is answered alike, and what a manager makes of it. No network is touched here.

use crate::app::App;
use crate::error::AppError;
use crate::review::themes;
use crate::sync::world;
use model::theme::{
    MergeThemes, RenameTheme, SplitTheme, ThemeChange, ThemeDecision, ThemeDetail, ThemeRequest,
    ThemesRequest, ThemesView,
};

impl App {
    /// What the customers of a filter's conversations ask, in groups of near-same questions, in the world that is shown:
    /// the group with most conversations without an outcome first.
    ///
    /// # Errors
    /// [`AppError::Locked`] before unlocking; [`AppError::Cache`] when the store fails, as for every method here.
    pub async fn themes(&self, request: ThemesRequest) -> Result<ThemesView, AppError> {
        let service = self.unlocked().await?;
        let filter = world::within(&service, request.filter).await?;
        themes::themes(&service.home, &filter).await
    }

    /// One group of questions within a filter, by the id of any of its wordings: how it is asked, and how answered.
    ///
    /// # Errors
    /// [`AppError::NoTheme`] where nobody asks it there.
    pub async fn theme(&self, request: ThemeRequest) -> Result<ThemeDetail, AppError> {
        let service = self.unlocked().await?;
        let filter = world::within(&service, request.filter).await?;
        themes::theme(&service.home, &request.theme, &filter).await
    }

    /// A draft of an entry of frequent questions in Markdown, with its evidence and with people masked.
    ///
    /// # Errors
    /// As [`App::theme`]; [`AppError::AuditNotKept`] where the audit log takes no entry.
    pub async fn theme_faq(&self, request: ThemeRequest) -> Result<String, AppError> {
        let service = self.unlocked().await?;
        let filter = world::within(&service, request.filter).await?;
        themes::faq(&service.home, &request.theme, &filter).await
    }

    /// Gives a group of questions a name; without one it is called by its commonest wording.
    ///
    /// # Errors
    /// [`AppError::NoTheme`] where there is none; [`AppError::Invalid`] for a name that cannot be used.
    pub async fn rename_theme(&self, request: &RenameTheme) -> Result<ThemeChange, AppError> {
        let service = self.unlocked().await?;
        let shown = world::shown(&service).await?;
        themes::rename(&service.home, request, &shown.sources).await
    }

    /// Makes groups of questions a part of another one.
    ///
    /// # Errors
    /// [`AppError::NoTheme`] where one of them is not there.
    pub async fn merge_themes(&self, request: &MergeThemes) -> Result<ThemeChange, AppError> {
        let service = self.unlocked().await?;
        let shown = world::shown(&service).await?;
        themes::merge(&service.home, request, &shown.sources).await
    }

    /// Puts wordings of a group apart as one of their own, or takes back what was made a part of it.
    ///
    /// # Errors
    /// [`AppError::NoTheme`] where there is none; [`AppError::Invalid`] where nothing would be put apart, or all.
    pub async fn split_theme(&self, request: &SplitTheme) -> Result<ThemeChange, AppError> {
        let service = self.unlocked().await?;
        let shown = world::shown(&service).await?;
        themes::split(&service.home, request, &shown.sources).await
    }

    /// Takes a change of groups back.
    ///
    /// # Errors
    /// [`AppError::NoTheme`] where a decision names no wording.
    pub async fn restore_themes(&self, decisions: Vec<ThemeDecision>) -> Result<(), AppError> {
        themes::restore(&self.unlocked().await?.home, decisions).await
    }

    /// How far the reading is that themes wait for: conversations read, of how many.
    ///
    /// # Errors
    /// [`AppError::Locked`] before unlocking.
    pub async fn theme_progress(&self) -> Result<Option<(u64, u64)>, AppError> {
        Ok(self.unlocked().await?.home.reader.theme_progress())
    }
}
