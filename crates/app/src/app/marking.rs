//! Noting things about what is on this laptop. No network is touched here, and no server is told.

use crate::app::App;
use crate::error::AppError;
use crate::review::marks;
use crate::sync::world;
use model::marks::{FlagMessage, MarksChanged, MessageFlagged, SetMarks, TagCount};

impl App {
    /// Changes what is noted about a conversation: all of the changes, or none.
    ///
    /// # Errors
    /// [`AppError::Invalid`] for a tag or a note that cannot be kept; [`AppError::NoConversation`] when it is not
    /// on this laptop; [`AppError::Locked`] before unlocking; [`AppError::Cache`] when the store fails.
    pub async fn set_marks(&self, request: SetMarks) -> Result<MarksChanged, AppError> {
        marks::set_marks(&self.unlocked().await?.home, request).await
    }

    /// Flags a message, or takes its flag away.
    ///
    /// # Errors
    /// As [`App::set_marks`].
    pub async fn flag_message(&self, request: FlagMessage) -> Result<MessageFlagged, AppError> {
        marks::flag_message(&self.unlocked().await?.home, request).await
    }

    /// The tags of the world that is shown, the most used first.
    ///
    /// # Errors
    /// [`AppError::Locked`] before unlocking; [`AppError::Cache`] when the store fails.
    pub async fn tags(&self) -> Result<Vec<TagCount>, AppError> {
        let service = self.unlocked().await?;
        let shown = world::shown(&service).await?;
        Ok(service.home.reader.tags(Some(&shown.sources)).await?)
    }
}
