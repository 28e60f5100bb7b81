//! Writing when the manager looked, in work.db.

use super::cache_writer::CacheWriter;
use crate::error::Result;
use crate::table::{last_look, run};
use crate::time;
use chrono::{DateTime, Utc};

impl CacheWriter {
    /// Says that somebody looks at what is here. After an hour without it the look is over, and what comes then
    /// is new.
    ///
    /// # Errors
    /// [`crate::CacheError::InUse`] where another process writes.
    pub async fn look(&self, now: DateTime<Utc>) -> Result<()> {
        self.require_lock()?;
        let seen = run::read_until(&mut *self.inner.shared.pool.lease().await?).await?;
        let mut work = self.inner.shared.work.lock().await;
        let work = work.writable()?;
        let known = last_look::get(work).await?;
        let looked = known.clone().with_look(time::millis(now), seen);
        last_look::put(work, &looked).await?;
        if looked.before() != known.before() {
            // A search may ask for what is new since.
            self.inner.shared.marks.touch();
        }
        Ok(())
    }
}
