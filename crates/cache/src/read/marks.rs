//! What the manager noted, read from work.db once and found again in this cache: the names in work.db are the
//! server's own, and the local ids are looked up anew in each generation of the cache. Nothing here writes.

use super::reader::CacheReader;
use super::state::SharedState;
use crate::error::{CacheError, Result};
use crate::index::marked::{FoundMarks, MarkKey, StoredMarks};
use crate::table::{conversation, mark, message, meta, source};
use model::marks::TagCount;
use model::{ConversationId, MessageId, SourceId};
use sqlx::SqliteConnection;
use std::collections::HashMap;
use std::sync::Arc;

impl SharedState {
    /// What is noted about the conversations of this cache.
    pub(crate) async fn marks(&self) -> Result<Arc<FoundMarks>> {
        // The connection to work.db is never waited for by whoever holds a reader.
        let (stored, version) = self.stored_marks().await?;
        if stored.is_empty() {
            return Ok(Arc::default());
        }
        let mut conn = self.pool.lease().await?;
        let generation = meta::generation(&mut conn).await?;
        if let Some(found) = self.marks.found(generation) {
            return Ok(found);
        }
        let by_id = find(&mut conn, &stored).await?;
        let found = Arc::new(FoundMarks {
            version,
            generation,
            by_id,
        });
        self.marks.hold_found(&found);
        Ok(found)
    }

    async fn stored_marks(&self) -> Result<(Arc<StoredMarks>, u64)> {
        if let Some(stored) = self.marks.stored() {
            return Ok(stored);
        }
        let mut work = self.work.lock().await;
        // Somebody else may have read them while this one waited.
        if self.marks.stored().is_none() {
            let stored = match work.readable()? {
                Some(work) => mark::all(work).await?,
                None => HashMap::new(),
            };
            self.marks.hold(stored);
        }
        self.marks.stored().ok_or(CacheError::Closed)
    }

    /// The lasting name of a conversation.
    ///
    /// # Errors
    /// [`CacheError::NotFound`] where it is not in the cache.
    pub(crate) async fn mark_key(&self, id: ConversationId) -> Result<MarkKey> {
        let name = conversation::lasting_name(&mut *self.pool.lease().await?, id.0).await?;
        let (store, conversation) = name.ok_or(CacheError::NotFound)?;
        Ok(MarkKey::new(store, conversation))
    }

    /// The server's id of a message.
    ///
    /// # Errors
    /// [`CacheError::NotFound`] where it is not in the cache.
    pub(crate) async fn message_name(&self, id: MessageId) -> Result<String> {
        let name = message::remote_id(&mut *self.pool.lease().await?, id.0).await?;
        name.ok_or(CacheError::NotFound)
    }
}

/// The local ids of what is noted.
async fn find(
    conn: &mut SqliteConnection,
    stored: &StoredMarks,
) -> Result<HashMap<u32, Arc<crate::index::marked::MarkedConversation>>> {
    let mut by_id = HashMap::with_capacity(stored.len());
    for (id, store) in source::stores(conn).await? {
        let of_store = stored.keys().filter(|key| key.store == store);
        let names = of_store.map(|key| key.conversation.as_str());
        for (local, conversation) in conversation::ids_by_remote(conn, id, names).await? {
            let key = MarkKey::new(store.clone(), conversation);
            if let (Ok(local), Some(marked)) = (u32::try_from(local), stored.get(&key)) {
                by_id.insert(local, Arc::clone(marked));
            }
        }
    }
    Ok(by_id)
}

impl CacheReader {
    /// The tags of the conversations of the sources that are shown (none for all), the most used first.
    ///
    /// # Errors
    /// [`CacheError`] where the engine refuses.
    pub async fn tags(&self, only: Option<&[SourceId]>) -> Result<Vec<TagCount>> {
        let found = self.shared.marks().await?;
        self.shared
            .pass(|index| {
                let shown = index.spaces_of(only);
                found.tags(|id| {
                    let entry = index.entries().get(id as usize);
                    let space = entry.filter(|entry| entry.is_present());
                    let space = space.and_then(|entry| shown.get(entry.space as usize));
                    space.is_some_and(|is_shown| *is_shown)
                })
            })
            .await
    }
}
