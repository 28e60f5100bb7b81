//! What the application does with a Nexudus account as a source. The password is exchanged for tokens
//! and goes nowhere; the tokens lie in the key store alone.

use crate::error::AppError;
use crate::home::unlocked::UnlockedHome;
use crate::source::driver::{AccountDriver, ConnectionDraft, RunControl, RunEnd, SourceDriver};
use crate::source::nexudus::sessions::NexudusSessions;
use crate::source::nexudus::setting_keys::all_keys;
use crate::source::nexudus::staging::CacheStagingStore;
use ::nexudus::{NexudusConfig, NexudusSource, nexudus};
use async_trait::async_trait;
use cache::SourceRow;
use model::capability::SourceCapabilities;
use model::{SourceId, SourceKind};
use sources::Source;
use std::convert::Infallible;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// Nexudus accounts.
pub(crate) struct NexudusDriver {
    pub(super) home: Arc<UnlockedHome>,
    pub(super) kind: SourceKind,
    pub(super) runs: Arc<dyn RunControl>,
    /// What this process remembers of the accounts.
    pub(super) sessions: NexudusSessions,
}

impl NexudusDriver {
    pub(crate) fn new(
        home: Arc<UnlockedHome>,
        kind: SourceKind,
        runs: Arc<dyn RunControl>,
    ) -> Self {
        Self {
            home,
            kind,
            runs,
            sessions: NexudusSessions::default(),
        }
    }

    /// The account behind a source, signed in.
    pub(super) async fn signed_in(&self, row: &SourceRow) -> Result<NexudusSource, AppError> {
        self.home.require_bound(row).await?;
        let stored = self.stored_credential(row.id).await?;
        Ok(nexudus(NexudusConfig {
            url: row.url.clone(),
            sign_in: self.sign_in_of(row.id, &stored).await?,
            pace: self.pace_of(row, &stored.email).await?,
            account: stored.email,
            shelf: Arc::new(CacheStagingStore::new(self.home.reader.clone(), row.id)),
            settings: self.rules_of(row.id).await?,
        })?)
    }
}

#[async_trait]
impl SourceDriver for NexudusDriver {
    fn kind(&self) -> &SourceKind {
        &self.kind
    }

    fn capabilities(&self) -> SourceCapabilities {
        ::nexudus::capabilities()
    }

    async fn connect(&self, draft: ConnectionDraft) -> Result<SourceId, AppError> {
        self.connect_account(draft).await
    }

    async fn open(&self, row: &SourceRow) -> Result<Arc<dyn Source>, AppError> {
        let server = Arc::new(self.signed_in(row).await?);
        self.sessions.note_run(row.id, Arc::clone(&server));
        Ok(server)
    }

    async fn during_run(&self, source: SourceId) -> Infallible {
        self.keep_noting_pace(source).await
    }

    async fn after_run(
        &self,
        source: SourceId,
        end: RunEnd,
        cancel: &CancellationToken,
    ) -> Result<(), AppError> {
        if end == RunEnd::Complete {
            self.refresh_access(source, cancel).await;
        }
        self.count_run(source).await
    }

    async fn forget(&self, source: SourceId) -> Result<(), AppError> {
        self.forget_session(source).await;
        for key in all_keys(source) {
            self.home.forget_setting(&key).await?;
        }
        Ok(())
    }

    async fn unread(&self, source: SourceId) -> Result<Vec<String>, AppError> {
        self.unread_records(source).await
    }

    fn account(&self) -> Result<&dyn AccountDriver, AppError> {
        Ok(self)
    }

    async fn close(&self) {
        self.sessions.settle().await;
    }
}
