//! What the manager writes at days of the trend. No network is touched here, and no server is told.

use crate::app::App;
use crate::error::AppError;
use crate::review::annotations;
use crate::sync::service::SyncService;
use crate::sync::world;
use chrono::NaiveDate;
use model::AnnotationId;
use model::annotation::{
    AnnotationDraft, BeforeAfterRequest, BeforeAfterView, ChangeAnnotation, StoredAnnotation,
    TrendAnnotation,
};
use model::request::DataWorld;

impl App {
    /// The annotations of the world that is shown, by day.
    ///
    /// # Errors
    /// [`AppError::Locked`] before unlocking; [`AppError::Cache`] when the store fails, as for every method here.
    pub async fn annotations(&self) -> Result<Vec<TrendAnnotation>, AppError> {
        let service = self.unlocked().await?;
        let world = shown(&service).await?;
        annotations::annotations(&service.home, world).await
    }

    /// Writes an annotation.
    ///
    /// # Errors
    /// [`AppError::Invalid`] where its words cannot be used; [`AppError::NoSpace`] where there is no such space.
    pub async fn add_annotation(
        &self,
        draft: AnnotationDraft,
    ) -> Result<TrendAnnotation, AppError> {
        let service = self.unlocked().await?;
        let world = shown(&service).await?;
        annotations::add(&service.home, world, &draft).await
    }

    /// Makes an annotation another one, and answers what has it back as it was.
    ///
    /// # Errors
    /// [`AppError::NoAnnotation`] where there is none; else as [`App::add_annotation`].
    pub async fn change_annotation(
        &self,
        request: ChangeAnnotation,
    ) -> Result<StoredAnnotation, AppError> {
        let service = self.unlocked().await?;
        let world = shown(&service).await?;
        annotations::change(&service.home, world, &request).await
    }

    /// Takes an annotation away, and answers what has it back.
    ///
    /// # Errors
    /// [`AppError::NoAnnotation`] where there is none.
    pub async fn remove_annotation(
        &self,
        annotation: AnnotationId,
    ) -> Result<StoredAnnotation, AppError> {
        annotations::remove(&self.unlocked().await?.home, annotation).await
    }

    /// Has an annotation as it was.
    ///
    /// # Errors
    /// [`AppError::Invalid`] where its words cannot be used.
    pub async fn restore_annotation(&self, kept: StoredAnnotation) -> Result<(), AppError> {
        annotations::restore(&self.unlocked().await?.home, kept).await
    }

    /// As many days before an annotation as after it, of the conversations of a filter.
    ///
    /// # Errors
    /// [`AppError::NoAnnotation`] where there is none; [`AppError::Invalid`] where its day has not come yet;
    /// [`AppError::NoSpace`] where its space is not on this laptop.
    pub async fn before_after(
        &self,
        request: BeforeAfterRequest,
    ) -> Result<BeforeAfterView, AppError> {
        let service = self.unlocked().await?;
        let shown = shown(&service).await?;
        let filter = world::within(&service, request.filter).await?;
        let request = BeforeAfterRequest { filter, ..request };
        annotations::before_after(&service.home, shown, request).await
    }

    /// The day that somebody names.
    ///
    /// # Errors
    /// [`AppError::Invalid`] where it is none.
    pub async fn named_day(&self, text: &str) -> Result<NaiveDate, AppError> {
        annotations::named_day(&self.unlocked().await?.home, text).await
    }
}

async fn shown(service: &SyncService) -> Result<DataWorld, AppError> {
    Ok(world::shown(service).await?.view.shown)
}
