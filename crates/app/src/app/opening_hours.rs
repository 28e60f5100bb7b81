//! When spaces are open, and the numbers inside and outside of that. No network is touched here, and no server is told.

use crate::app::App;
use crate::error::AppError;
use crate::review::opening_hours;
use crate::sync::world;
use model::SpaceId;
use model::after_hours::{AfterHoursRequest, AfterHoursView};
use model::opening_hours::{OpeningHoursChanged, SetOpeningHours, SpaceHours};

impl App {
    /// The spaces of the world that is shown, and when each is open.
    ///
    /// # Errors
    /// [`AppError::Locked`] before unlocking; [`AppError::Cache`] when the store fails, as for every method here.
    pub async fn opening_hours(&self) -> Result<Vec<SpaceHours>, AppError> {
        let service = self.unlocked().await?;
        let shown = world::shown(&service).await?;
        opening_hours::spaces(&service.home, &shown.sources).await
    }

    /// Says when a space is open, and answers what takes that back.
    ///
    /// # Errors
    /// [`AppError::Hours`] where the hours cannot be used; [`AppError::NoSpace`] where there is no such space.
    pub async fn set_opening_hours(
        &self,
        request: SetOpeningHours,
    ) -> Result<OpeningHoursChanged, AppError> {
        opening_hours::set(&self.unlocked().await?.home, request).await
    }

    /// The space of a name in the world that is shown.
    ///
    /// # Errors
    /// [`AppError::NoSpace`] where there is none; [`AppError::SpaceUnclear`] where there are several.
    pub async fn find_space(&self, name: &str) -> Result<SpaceId, AppError> {
        let service = self.unlocked().await?;
        let shown = world::shown(&service).await?;
        opening_hours::find_space(&service.home, &shown.sources, name).await
    }

    /// The numbers of a filter inside and outside of the opening hours of each conversation's space.
    ///
    /// # Errors
    /// As [`App::open_list`].
    pub async fn after_hours(
        &self,
        request: AfterHoursRequest,
    ) -> Result<AfterHoursView, AppError> {
        let service = self.unlocked().await?;
        let filter = world::within(&service, request.filter).await?;
        opening_hours::after_hours(&service.home, &AfterHoursRequest { filter }).await
    }
}
