//! What a source kept of its records, for that source's own later use.

use super::reader::CacheReader;
use crate::error::Result;
use crate::table::staged;
use model::SourceId;
use model::feed::StagedRecord;

impl CacheReader {
    /// The kept records of these ids; those that are not kept are left out.
    ///
    /// # Errors
    /// [`crate::CacheError`] where the engine refuses.
    pub async fn staged(
        &self,
        source: SourceId,
        entity: &str,
        ids: &[String],
    ) -> Result<Vec<StagedRecord>> {
        let mut conn = self.shared.pool.lease().await?;
        let records = staged::by_id(&mut conn, source, entity, ids).await?;
        conn.whole(records).await
    }

    /// The kept records of an entity that have any of these keys, each once, by id.
    ///
    /// # Errors
    /// [`crate::CacheError`] where the engine refuses.
    pub async fn staged_by_key(
        &self,
        source: SourceId,
        entity: &str,
        keys: &[String],
    ) -> Result<Vec<StagedRecord>> {
        let mut conn = self.shared.pool.lease().await?;
        let keys = keys.iter().map(String::as_str);
        let records = staged::by_key(&mut conn, source, entity, keys).await?;
        conn.whole(records).await
    }

    /// Some kept records of an entity after an id, by id; at most `limit`.
    ///
    /// # Errors
    /// [`crate::CacheError`] where the engine refuses.
    pub async fn staged_after(
        &self,
        source: SourceId,
        entity: &str,
        after: &str,
        limit: u32,
    ) -> Result<Vec<StagedRecord>> {
        let mut conn = self.shared.pool.lease().await?;
        let records = staged::after(&mut conn, source, entity, after, limit).await?;
        conn.whole(records).await
    }

    /// How many records of an entity are kept.
    ///
    /// # Errors
    /// [`crate::CacheError`] where the engine refuses.
    pub async fn staged_count(&self, source: SourceId, entity: &str) -> Result<u64> {
        staged::count(&mut *self.shared.pool.lease().await?, source, entity).await
    }
}
