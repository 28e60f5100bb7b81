//! What this laptop counts beside what the server counts: two programs, two stores, one definition.
//! It changes nothing on either side.

use crate::App;
use crate::error::AppError;
use model::SourceId;
use model::metrics::{Compared, Dashboard};
use model::request::Filter;

impl App {
    /// Compares the dashboard's numbers of a source with those of its server. `None` where that kind of
    /// server has no numbers of its own. What came to the server since the last sync is a difference
    /// too.
    ///
    /// # Errors
    /// [`AppError::Source`] where the server cannot be asked; else as for [`App::metrics`].
    pub async fn cross_check(&self, source: SourceId) -> Result<Option<Vec<Compared>>, AppError> {
        let open = self.opened().await?;
        let row = open.source_row(source).await?;
        let server = open.server_of(&row).await?;
        let Some(there) = server.dashboard().await? else {
            return Ok(None);
        };
        let filter = Filter {
            source: Some(source),
            ..Filter::default()
        };
        let here = open.reader.metrics(&filter, open.now()).await?;
        Ok(Some(Dashboard::from(&here).compare(&there)))
    }
}
