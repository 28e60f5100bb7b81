//! Review queues. No network is touched here; what leaves the laptop leaves it as a file that somebody asked for.

use crate::app::App;
use crate::error::AppError;
use crate::review::{queue, queue_file};
use crate::sync::world;
use model::QueueId;
use model::review_queue::{
    AgreementView, DrawQueue, ExportQueue, QueueFile, QueueItemView, QueueView,
};

impl App {
    /// Draws a queue from what a filter selects in the world that is shown.
    ///
    /// # Errors
    /// [`AppError::Invalid`] where nothing or too much is selected, or the name cannot be used;
    /// [`AppError::Locked`] before unlocking; [`AppError::Cache`] when the store fails, as for every method here.
    pub async fn draw_queue(&self, request: DrawQueue) -> Result<QueueView, AppError> {
        let service = self.unlocked().await?;
        let filter = world::within(&service, request.filter).await?;
        queue::draw(&service.home, DrawQueue { filter, ..request }).await
    }

    /// Every queue, the newest first.
    ///
    /// # Errors
    /// As [`App::draw_queue`].
    pub async fn queues(&self) -> Result<Vec<QueueView>, AppError> {
        queue::queues(&self.unlocked().await?.home).await
    }

    /// The conversations of a queue, in their order.
    ///
    /// # Errors
    /// [`AppError::NoQueue`] where there is none.
    pub async fn queue_items(&self, queue: QueueId) -> Result<Vec<QueueItemView>, AppError> {
        queue::items(&self.unlocked().await?.home, queue).await
    }

    /// Takes a queue away. What was noted about its conversations stays.
    ///
    /// # Errors
    /// [`AppError::NoQueue`] where there is none.
    pub async fn remove_queue(&self, queue: QueueId) -> Result<(), AppError> {
        queue::remove(&self.unlocked().await?.home, queue).await
    }

    /// A queue with what was noted here, to be given to somebody else.
    ///
    /// # Errors
    /// [`AppError::NoQueue`] where there is none; [`AppError::Invalid`] for a name that cannot be used.
    pub async fn export_queue(&self, request: &ExportQueue) -> Result<QueueFile, AppError> {
        queue::export(&self.unlocked().await?.home, request).await
    }

    /// The same as a file in this home, for somebody else; answers where it is. A file that is there already stays,
    /// and the new one gets a number.
    ///
    /// # Errors
    /// As [`App::export_queue`]; [`AppError::Home`] where the file cannot be written.
    pub async fn export_queue_file(&self, request: &ExportQueue) -> Result<String, AppError> {
        let service = self.unlocked().await?;
        let file = queue::export(&service.home, request).await?;
        queue_file::write(&service.home, &file)
    }

    /// Opens the file of somebody else: the queue, if it is not here yet, and their marks beside the own ones.
    ///
    /// # Errors
    /// [`AppError::Invalid`] where the text is no such file.
    pub async fn import_queue(&self, text: &str) -> Result<QueueView, AppError> {
        queue::import(&self.unlocked().await?.home, text).await
    }

    /// How far each other reviewer of a queue agrees with what was noted here.
    ///
    /// # Errors
    /// [`AppError::NoQueue`] where there is none.
    pub async fn queue_agreement(&self, queue: QueueId) -> Result<Vec<AgreementView>, AppError> {
        queue::agreement(&self.unlocked().await?.home, queue).await
    }
}
