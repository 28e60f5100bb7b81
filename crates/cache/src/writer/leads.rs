//! Writing what became of calling leads, in work.db.

use super::cache_writer::CacheWriter;
use crate::error::{CacheError, Result};
use crate::table::child::lead;
use crate::table::follow_up;
use chrono::{DateTime, Utc};
use model::FollowUp;
use model::lead::{FollowUpChanged, SetFollowUp};

impl CacheWriter {
    /// Says what became of a lead.
    ///
    /// # Errors
    /// [`CacheError::NotFound`] where the lead is not in the cache; [`CacheError::InUse`] where another process
    /// writes.
    pub async fn set_follow_up(
        &self,
        set: SetFollowUp,
        at: DateTime<Utc>,
    ) -> Result<FollowUpChanged> {
        self.require_lock()?;
        let key = self.inner.shared.mark_key(set.conversation).await?;
        let mut conn = self.inner.shared.pool.lease().await?;
        let held = lead::details(&mut conn, [set.conversation.0]).await?;
        drop(conn);
        if !held.contains_key(&(set.conversation.0, set.lead.0.clone())) {
            return Err(CacheError::NotFound);
        }
        self.unhurried(move |writer| async move {
            let mut work = writer.inner.shared.work.lock().await;
            let work = work.writable()?;
            let before = follow_up::of(work, &key, &set.lead).await?;
            follow_up::put(work, &key, &set.lead, &(set.follow_up.clone(), at)).await?;
            Ok(FollowUpChanged {
                followed_up_at: (set.follow_up != FollowUp::Open).then_some(at),
                follow_up: set.follow_up,
                before,
            })
        })
        .await
    }
}
