//! Between two rounds of syncs: a server that can be waited on says when something is new, and the
//! laptop has it a moment later without asking again and again.
//!
//! It must not decide when a round is due: whoever cannot listen is synced at the usual interval.

use crate::error::AppError;
use crate::home::unlocked::UnlockedHome;
use model::{SourceId, SourceKind};
use sources::News;
use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use sync::SyncMode;

/// How long to leave a source alone that somebody else syncs at this moment.
const ANOTHERS_TURN: Duration = Duration::from_secs(1);

/// Which sources are listened to.
#[derive(Debug, Default)]
pub(crate) struct Subscriptions(Mutex<HashSet<SourceId>>);

/// Listens to one source. Dropped, somebody else may.
struct Subscription<'a> {
    subscriptions: &'a Subscriptions,
    source: SourceId,
}

impl Subscriptions {
    /// The one ear for a source, if it is free.
    fn take(&self, source: SourceId) -> Option<Subscription<'_>> {
        let mut taken = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        taken.insert(source).then_some(Subscription {
            subscriptions: self,
            source,
        })
    }
}

impl Drop for Subscription<'_> {
    fn drop(&mut self) {
        let mut taken = self
            .subscriptions
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        taken.remove(&self.source);
    }
}

impl UnlockedHome {
    /// Syncs a source whenever its server says that something is new, until that does not work any
    /// more; then it is for the next round to begin again.
    pub(crate) async fn listen(self: &Arc<Self>, source: SourceId) {
        let Some(_ear) = self.subscriptions.take(source) else {
            return;
        };
        let listening = async { while let Ok(true) = self.sync_on_news(source).await {} };
        self.root.run_until_cancelled(listening).await;
    }

    /// Waits for news once and syncs them; whether to go on.
    async fn sync_on_news(self: &Arc<Self>, source: SourceId) -> Result<bool, AppError> {
        match self.wait_for_news(source).await? {
            News::Deaf => return Ok(false),
            News::Silence => return Ok(true),
            News::Heard => {}
        }
        match self.run(source, SyncMode::Incremental).await {
            Err(AppError::AlreadySyncing) => tokio::time::sleep(ANOTHERS_TURN).await,
            ended => {
                ended?;
                self.compare_soon(source);
            }
        }
        Ok(true)
    }

    async fn wait_for_news(&self, source: SourceId) -> Result<News, AppError> {
        let row = self.source_row(source).await?;
        if row.kind != SourceKind::Daybook {
            return Ok(News::Deaf);
        }
        let server = self.daybook_server(row.id, &row.url).await?;
        let Some(stream) = server.streams().pop() else {
            return Ok(News::Deaf);
        };
        match self.reader.cursor(source, &stream).await? {
            Some(cursor) => Ok(server.news(&stream, &cursor).await?),
            None => Ok(News::Deaf),
        }
    }
}
