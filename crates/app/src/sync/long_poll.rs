//! Between two rounds of syncs: a server that can be waited on says when something is new, and the
//! laptop has it a moment later without asking again and again.
//!
//! It must not decide when a round is due: whoever cannot listen is synced at the usual interval.

use crate::error::AppError;
use crate::sync::service::SyncService;
use ::sync::SyncMode;
use model::SourceId;
use sources::LongPoll;
use std::sync::Arc;
use std::time::Duration;

/// How long to leave a source alone that somebody else syncs at this moment.
const ANOTHERS_TURN: Duration = Duration::from_secs(1);

impl SyncService {
    /// Syncs a source whenever its server says that something is new, until that does not work any
    /// more; then it is for the next round to begin again.
    pub(crate) async fn listen(self: &Arc<Self>, source: SourceId) {
        let Some(_subscription) = self.subscriptions.take(source) else {
            return;
        };
        let listening = async { while let Ok(true) = self.sync_on_news(source).await {} };
        self.home.root.run_until_cancelled(listening).await;
    }

    /// Waits for news once and syncs them; whether to go on.
    async fn sync_on_news(self: &Arc<Self>, source: SourceId) -> Result<bool, AppError> {
        match self.wait_for_news(source).await? {
            LongPoll::Unsupported => return Ok(false),
            LongPoll::TimedOut => return Ok(true),
            LongPoll::Changed => {}
        }
        match self.run(source, SyncMode::Incremental).await {
            Err(AppError::AlreadySyncing) => tokio::time::sleep(ANOTHERS_TURN).await,
            ended => {
                ended?;
                self.cross_checks.compare_soon(source);
            }
        }
        Ok(true)
    }

    async fn wait_for_news(&self, source: SourceId) -> Result<LongPoll, AppError> {
        let row = self.home.source_row(source).await?;
        let driver = self.drivers.of(&row)?;
        if !driver.capabilities().long_poll {
            return Ok(LongPoll::Unsupported);
        }
        let server = driver.open(&row).await?;
        let Some(stream) = server.streams().pop() else {
            return Ok(LongPoll::Unsupported);
        };
        match self.home.reader.cursor(source, &stream).await? {
            Some(cursor) => Ok(server.long_poll(&stream, &cursor).await?),
            None => Ok(LongPoll::Unsupported),
        }
    }
}
