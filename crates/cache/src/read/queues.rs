//! Review queues: what is in them, how far they are reviewed here, and what others noted. Nothing here writes.

use super::reader::CacheReader;
use super::state::SharedState;
use crate::error::Result;
use crate::index::marked::{MarkKey, MarkedConversation};
use crate::table::{conversation, queue, source};
use model::review_queue::{QueueFlag, QueueHead, QueueMarks};
use model::{ConversationId, QueueId, RemoteId};
use std::collections::HashMap;

/// A conversation of a queue, with what was noted here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueueItem {
    /// The server's own id of its store.
    pub store: String,
    /// The server's id.
    pub remote_id: RemoteId,
    /// Local id, where it is on this laptop.
    pub conversation: Option<ConversationId>,
    /// What was noted here.
    pub marks: QueueMarks,
}

impl CacheReader {
    /// Every queue, in the order in which they were drawn or opened.
    ///
    /// # Errors
    /// [`crate::CacheError`] where the engine refuses, as for every read here.
    pub async fn queues(&self) -> Result<Vec<(QueueId, QueueHead)>> {
        let mut work = self.shared.work.lock().await;
        match work.readable()? {
            Some(work) => queue::all(work).await,
            None => Ok(Vec::new()),
        }
    }

    /// The conversations of a queue, in their order, with what was noted here.
    ///
    /// # Errors
    /// [`crate::CacheError`] where the engine refuses.
    pub async fn queue_items(&self, id: QueueId) -> Result<Vec<QueueItem>> {
        let keys = {
            let mut work = self.shared.work.lock().await;
            match work.readable()? {
                Some(work) => queue::items(work, id).await?,
                None => Vec::new(),
            }
        };
        let marks = self.shared.marks().await?;
        let local = local_ids(&self.shared, &keys).await?;
        let item = |key: MarkKey| {
            let conversation = local.get(&key).copied();
            let marked = conversation.and_then(|id| marks.of(id));
            QueueItem {
                marks: marked.map(for_queue).unwrap_or_default(),
                conversation: conversation.map(ConversationId),
                store: key.store,
                remote_id: RemoteId(key.conversation),
            }
        };
        Ok(keys.into_iter().map(item).collect())
    }

    /// Others who reviewed a queue, by name.
    ///
    /// # Errors
    /// [`crate::CacheError`] where the engine refuses.
    pub async fn queue_reviewers(&self, id: QueueId) -> Result<Vec<String>> {
        let mut work = self.shared.work.lock().await;
        match work.readable()? {
            Some(work) => queue::reviewers(work, id).await,
            None => Ok(Vec::new()),
        }
    }

    /// What another reviewer noted, by store and the server's id of the conversation.
    ///
    /// # Errors
    /// [`crate::CacheError`] where the engine refuses.
    pub async fn other_review(
        &self,
        id: QueueId,
        reviewer: &str,
    ) -> Result<HashMap<(String, RemoteId), QueueMarks>> {
        let mut work = self.shared.work.lock().await;
        let review = match work.readable()? {
            Some(work) => queue::review(work, id, reviewer).await?,
            None => Vec::new(),
        };
        let named =
            |(key, marks): (MarkKey, QueueMarks)| ((key.store, RemoteId(key.conversation)), marks);
        Ok(review.into_iter().map(named).collect())
    }

    /// The lasting name of a conversation: its store, and the server's id.
    ///
    /// # Errors
    /// [`crate::CacheError::NotFound`] where it is not in the cache.
    pub async fn lasting_name(&self, id: ConversationId) -> Result<(String, RemoteId)> {
        let key = self.shared.mark_key(id).await?;
        Ok((key.store, RemoteId(key.conversation)))
    }
}

/// The conversations of a queue that are in the cache, ascending; none where no queue has the name.
pub(super) async fn ids_in(shared: &SharedState, name: &str) -> Result<Vec<u32>> {
    let keys = {
        let mut work = shared.work.lock().await;
        let Some(work) = work.readable()? else {
            return Ok(Vec::new());
        };
        let mut queues = queue::all(work).await?.into_iter();
        let named = queues.find(|(_, head)| head.name.to_lowercase() == name.to_lowercase());
        match named {
            Some((id, _)) => queue::items(work, id).await?,
            None => Vec::new(),
        }
    };
    let local = local_ids(shared, &keys).await?;
    let ids = local.into_values().filter_map(|id| u32::try_from(id).ok());
    let mut ids: Vec<u32> = ids.collect();
    ids.sort_unstable();
    Ok(ids)
}

async fn local_ids(shared: &SharedState, keys: &[MarkKey]) -> Result<HashMap<MarkKey, i64>> {
    let mut conn = shared.pool.lease().await?;
    let mut local = HashMap::with_capacity(keys.len());
    for (id, store) in source::stores(&mut conn).await? {
        let of_store = keys.iter().filter(|key| key.store == store);
        let names = of_store.map(|key| key.conversation.as_str());
        for (found, name) in conversation::ids_by_remote(&mut conn, id, names).await? {
            local.insert(MarkKey::new(store.clone(), name), found);
        }
    }
    Ok(local)
}

/// What is noted, as far as it leaves the laptop.
fn for_queue(marked: &MarkedConversation) -> QueueMarks {
    let flag = |(message, flag): (&String, &model::marks::MessageFlag)| QueueFlag {
        message: RemoteId(message.clone()),
        kind: flag.kind.clone(),
    };
    QueueMarks {
        starred: marked.marks.starred,
        reviewed_at: marked.marks.reviewed_at,
        rating: marked.marks.rating,
        tags: marked.marks.tags.clone(),
        flags: marked.flags.iter().map(flag).collect(),
    }
}
