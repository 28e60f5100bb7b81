//! How far the token of a source reaches, as its server said at the last sync: a copy is whole that holds all
//! that its token shows, and the manager is told that this may not be everything.

use crate::error::AppError;
use crate::sync::service::SyncService;
use model::{Reach, SourceId};

impl SyncService {
    /// How far the token of a source reached at the last sync that came to its end.
    pub(crate) async fn reach(&self, source: SourceId) -> Result<Reach, AppError> {
        let json = self.home.reader.recall(&reach_key(source)).await?;
        // A text of another version is as good as none.
        let reach = json.and_then(|json| serde_json::from_str(&json).ok());
        Ok(reach.unwrap_or_default())
    }

    /// Notes how far it reaches, where that is otherwise than before.
    pub(crate) async fn note_reach(&self, source: SourceId, reach: &Reach) -> Result<(), AppError> {
        if self.reach(source).await? == *reach {
            return Ok(());
        }
        let json = serde_json::to_string(reach).map_err(AppError::Json)?;
        Ok(self.home.writer.remember(&reach_key(source), &json).await?)
    }

    /// Forgets it for a source that is gone.
    pub(crate) async fn forget_reach(&self, source: SourceId) -> Result<(), AppError> {
        self.home.forget_setting(&reach_key(source)).await
    }
}

fn reach_key(source: SourceId) -> String {
    format!("source/{source}/reach")
}
