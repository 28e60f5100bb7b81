//! Writing when spaces are open, in work.db.

use super::cache_writer::CacheWriter;
use crate::error::Result;
use crate::table::opening_hours;
use model::SpaceId;
use model::opening_hours::OpeningHours;

impl CacheWriter {
    /// Says when a space is open, none that it is not known, and answers what was said before.
    ///
    /// # Errors
    /// [`crate::CacheError::NotFound`] where the space is not in the cache; [`crate::CacheError::InUse`] where another
    /// process writes.
    pub async fn set_opening_hours(
        &self,
        space: SpaceId,
        hours: Option<OpeningHours>,
    ) -> Result<Option<OpeningHours>> {
        self.require_lock()?;
        let key = self.inner.shared.space_key(space).await?;
        self.unhurried(move |writer| async move {
            let mut work = writer.inner.shared.work.lock().await;
            let work = work.writable()?;
            let before = opening_hours::of(work, &key).await?;
            let put = opening_hours::put(work, &key, hours.as_ref()).await;
            // Searches may ask for it, and what they found before is asked anew.
            writer.inner.shared.marks.touch();
            put.map(|()| before)
        })
        .await
    }
}
