//! The practice space as a source while it is still being made: what is there is read first, and the
//! next conversations are made when nothing is left to read, so that rows are on the screen long before
//! the last one exists. It must not say that the end was reached while there is something to make.

use async_trait::async_trait;
use model::RemoteId;
use server::embedded::{PracticeError, PracticeGenerator};
use sources::{
    DaybookSource, LongPoll, ServerIdentity, Source, SourceBatch, SourceCapabilities, SourceError,
};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// The practice space's server, and who makes what it serves.
pub(crate) struct GrowingPracticeSource {
    server: DaybookSource,
    generator: PracticeGenerator,
    /// Conversations that were told as done.
    reported: AtomicU32,
}

impl GrowingPracticeSource {
    pub(crate) fn new(server: DaybookSource, generator: PracticeGenerator) -> Self {
        Self {
            server,
            generator,
            reported: AtomicU32::new(0),
        }
    }

    /// The same page, its progress in conversations: those still to be made are part of the rest.
    fn counted(&self, batch: SourceBatch) -> SourceBatch {
        let before = self.reported.load(Ordering::Relaxed);
        let now = match batch.remaining {
            Some(0) => self.generator.made().max(before + 1),
            _ => before + 1,
        };
        self.reported.store(now, Ordering::Relaxed);
        let to_come = self.generator.all().saturating_sub(now).max(1);
        SourceBatch {
            covered: u64::from(now - before),
            remaining: Some(u64::from(to_come)),
            ..batch
        }
    }
}

#[async_trait]
impl Source for GrowingPracticeSource {
    fn capabilities(&self) -> SourceCapabilities {
        self.server.capabilities()
    }

    fn streams(&self) -> Vec<String> {
        self.server.streams()
    }

    async fn identify(&self) -> Result<ServerIdentity, SourceError> {
        self.server.identify().await
    }

    async fn pull(&self, stream: &str, after: Option<&str>) -> Result<SourceBatch, SourceError> {
        if self.generator.made() == 0 {
            // There are places already, and no conversation: a page of those alone shows nothing.
            self.generator
                .make_more()
                .await
                .map_err(|error| not_made(&error))?;
        }
        loop {
            let is_whole = self.generator.is_whole();
            let batch = self.server.pull(stream, after).await?;
            if is_whole {
                return Ok(batch);
            }
            if batch.covered > 0 {
                return Ok(self.counted(batch));
            }
            self.generator
                .make_more()
                .await
                .map_err(|error| not_made(&error))?;
        }
    }

    async fn long_poll(&self, stream: &str, after: &str) -> Result<LongPoll, SourceError> {
        self.server.long_poll(stream, after).await
    }

    async fn dashboard(&self) -> Result<Option<model::metrics::ServerMetrics>, SourceError> {
        self.server.dashboard().await
    }

    async fn delete_conversation(&self, id: &RemoteId) -> Result<(), SourceError> {
        self.server.delete_conversation(id).await
    }

    fn pages_ahead(&self) -> usize {
        self.server.pages_ahead()
    }

    fn ask_for_less(&self) -> bool {
        self.server.ask_for_less()
    }

    fn introduces_itself(&self) -> bool {
        self.server.introduces_itself()
    }

    fn is_quick_to_reread(&self) -> bool {
        self.server.is_quick_to_reread()
    }

    fn has_told_all(&self, cursor: &str) -> bool {
        self.server.has_told_all(cursor)
    }

    async fn counts(&self) -> Result<Option<model::feed::RecordCounts>, SourceError> {
        self.server.counts().await
    }

    fn time_left(&self, remaining: u64) -> Option<Duration> {
        self.server.time_left(remaining)
    }
}

/// What goes wrong is at home: a full disk, or a file that was taken away.
fn not_made(error: &PracticeError) -> SourceError {
    tracing::warn!(%error, "the practice space cannot be made");
    SourceError::Refused {
        reason: "the practice space could not be made to its end, and is made anew by the next sync; check that the disk is not full".to_owned(),
    }
}
