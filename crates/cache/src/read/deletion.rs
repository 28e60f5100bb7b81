//! Deletions for privacy: those that were asked for, and what one would take away. Nothing here writes.

use super::reader::CacheReader;
use super::rows::{self, RowHighlight};
use crate::bulk::id_list;
use crate::error::Result;
use crate::table::deletion::{self, StoredDeletion};
use model::ConversationId;
use model::view::ConversationRow;

impl CacheReader {
    /// Every deletion, the newest first.
    ///
    /// # Errors
    /// [`crate::CacheError`] where the engine refuses.
    pub async fn deletions(&self) -> Result<Vec<StoredDeletion>> {
        let mut work = self.shared.work.lock().await;
        match work.readable()? {
            Some(work) => deletion::all(work).await,
            None => Ok(Vec::new()),
        }
    }

    /// How many deletions wait for their servers.
    ///
    /// # Errors
    /// As [`Self::deletions`].
    pub async fn deletions_waiting(&self) -> Result<u32> {
        let mut work = self.shared.work.lock().await;
        match work.readable()? {
            Some(work) => deletion::waiting(work).await,
            None => Ok(0),
        }
    }

    /// The rows of conversations, as a list shows them.
    ///
    /// # Errors
    /// As [`Self::deletions`].
    pub async fn rows_of(&self, conversations: &[ConversationId]) -> Result<Vec<ConversationRow>> {
        let ids = conversations.iter();
        let ids: Vec<u32> = ids.filter_map(|id| u32::try_from(id.0).ok()).collect();
        rows::read(&self.shared.pool, &ids, RowHighlight::Nothing).await
    }

    /// How many messages conversations have.
    ///
    /// # Errors
    /// As [`Self::deletions`].
    pub async fn messages_in(&self, conversations: &[ConversationId]) -> Result<u64> {
        let ids = id_list(conversations.iter().map(|id| id.0));
        let mut conn = self.shared.pool.lease().await?;
        let count: i64 = sqlx::query_scalar(
            "SELECT coalesce(sum(messages), 0) FROM conversation
             WHERE id IN (SELECT value FROM json_each(?))",
        )
        .bind(ids)
        .fetch_one(&mut *conn)
        .await?;
        Ok(count.cast_unsigned())
    }

    /// About how many of these conversations the manager noted something.
    ///
    /// # Errors
    /// As [`Self::deletions`].
    pub async fn noted_among(&self, conversations: &[ConversationId]) -> Result<usize> {
        let marks = self.shared.marks().await?;
        let is_noted = |id: &&ConversationId| marks.of(id.0).is_some();
        Ok(conversations.iter().filter(is_noted).count())
    }
}
