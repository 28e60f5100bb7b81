//! What the connector kept between two runs, read out of the cache, where it lies beside the rows.

use ::nexudus::StagingStore;
use async_trait::async_trait;
use cache::CacheReader;
use model::SourceId;
use model::feed::StagedRecord;
use sources::SourceError;

/// What was kept lies in the cache, beside the rows.
pub(super) struct CacheStagingStore {
    reader: CacheReader,
    source: SourceId,
}

impl CacheStagingStore {
    pub(super) fn new(reader: CacheReader, source: SourceId) -> Self {
        Self { reader, source }
    }
}

fn unread(error: &cache::CacheError) -> SourceError {
    tracing::warn!(%error, "the store did not answer a source");
    SourceError::Refused {
        reason: "the store on this laptop did not answer".to_owned(),
    }
}

#[async_trait]
impl StagingStore for CacheStagingStore {
    async fn by_id(&self, entity: &str, ids: &[String]) -> Result<Vec<StagedRecord>, SourceError> {
        let found = self.reader.staged(self.source, entity, ids).await;
        found.map_err(|error| unread(&error))
    }

    async fn by_key(
        &self,
        entity: &str,
        keys: &[String],
    ) -> Result<Vec<StagedRecord>, SourceError> {
        let found = self.reader.staged_by_key(self.source, entity, keys).await;
        found.map_err(|error| unread(&error))
    }

    async fn after(
        &self,
        entity: &str,
        after: &str,
        limit: u32,
    ) -> Result<Vec<StagedRecord>, SourceError> {
        let some = self
            .reader
            .staged_after(self.source, entity, after, limit)
            .await;
        some.map_err(|error| unread(&error))
    }

    async fn count(&self, entity: &str) -> Result<u64, SourceError> {
        let count = self.reader.staged_count(self.source, entity).await;
        count.map_err(|error| unread(&error))
    }
}

/// While an account is only tried, nothing is kept anywhere.
pub(super) struct NullStagingStore;

#[async_trait]
impl StagingStore for NullStagingStore {
    async fn by_id(&self, _: &str, _: &[String]) -> Result<Vec<StagedRecord>, SourceError> {
        Ok(Vec::new())
    }

    async fn by_key(&self, _: &str, _: &[String]) -> Result<Vec<StagedRecord>, SourceError> {
        Ok(Vec::new())
    }

    async fn after(&self, _: &str, _: &str, _: u32) -> Result<Vec<StagedRecord>, SourceError> {
        Ok(Vec::new())
    }

    async fn count(&self, _: &str) -> Result<u64, SourceError> {
        Ok(0)
    }
}
