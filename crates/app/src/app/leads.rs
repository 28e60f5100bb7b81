//! Leads, and what became of calling them. No network is touched here, and no server is told.

use crate::app::App;
use crate::app::marking::note_marked;
use crate::error::AppError;
use crate::review::list;
use crate::sync::world;
use model::lead::{FollowUpChanged, LeadsPage, LeadsRequest, SetFollowUp};

impl App {
    /// Leads of the conversations that a filter selects in the world that is shown, the newest first.
    ///
    /// # Errors
    /// [`AppError::Invalid`] for a monstrous search; [`AppError::Locked`] before unlocking;
    /// [`AppError::Cache`] when the store fails.
    pub async fn leads(&self, request: LeadsRequest) -> Result<LeadsPage, AppError> {
        let service = self.unlocked().await?;
        let filter = world::within(&service, request.filter).await?;
        list::leads(&service.home, &LeadsRequest { filter, ..request }).await
    }

    /// Says what became of a lead.
    ///
    /// # Errors
    /// As [`App::leads`]; a lead that is not on this laptop is one of the store's.
    pub async fn set_follow_up(&self, request: SetFollowUp) -> Result<FollowUpChanged, AppError> {
        let home = &self.unlocked().await?.home;
        let conversation = request.conversation;
        let changed = home.writer.set_follow_up(request, home.now()).await?;
        note_marked(home, conversation, "follow_up").await?;
        Ok(changed)
    }
}
