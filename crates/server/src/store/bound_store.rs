//! The store as a token sees it that is bound to spaces: what is out of its reach is not there. What each
//! question means stands with the question; here is what they have in common.

use super::table::reach::ReachKeys;
use super::table::{conversation, tombstone, total};
use super::{Store, StoreError};
use model::feed::RecordCounts;
use model::{Reach, RemoteId};

/// A store, as far as a token reaches.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BoundStore<'s> {
    pub(super) store: &'s Store,
    pub(super) reach: &'s Reach,
}

impl Store {
    /// The store as far as a token reaches.
    pub(crate) fn bound_to<'s>(&'s self, reach: &'s Reach) -> BoundStore<'s> {
        BoundStore { store: self, reach }
    }
}

impl BoundStore<'_> {
    /// What the store holds within reach. A bound token's is counted anew.
    ///
    /// # Errors
    /// The database failed or is busy.
    pub(crate) async fn counts(&self) -> Result<RecordCounts, StoreError> {
        if self.reach.is_everywhere() {
            return self.store.counts().await;
        }
        let mut view = self.store.begin_scan().await?;
        let reach = ReachKeys::of(&mut view, self.reach).await?;
        total::counted_within(&mut view, &reach).await
    }

    /// Whether a conversation is within reach, or was and is deleted: then who asks is told what became of
    /// it. Any other is not there for who asks.
    ///
    /// # Errors
    /// The database failed or is busy.
    pub(crate) async fn knows(&self, id: &RemoteId) -> Result<bool, StoreError> {
        let mut view = self.store.glance().await?;
        let reach = ReachKeys::of(&mut view, self.reach).await?;
        match conversation::by_id(&mut view, id).await? {
            Some(head) => Ok(reach.includes(head.space)),
            None => tombstone::was_within(&mut view, &reach, id).await,
        }
    }
}
