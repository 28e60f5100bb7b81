//! How full the store is, for the operator's gauges. It must stay cheap: it is asked every few seconds.

use super::{Store, StoreError};
use crate::observe::Levels;
use crate::store::table::{event, total};

impl Store {
    /// The store's own levels, as one consistent view.
    ///
    /// # Errors
    /// The database failed or is busy.
    pub(crate) async fn levels(&self) -> Result<Levels, StoreError> {
        let mut view = self.read().await?;
        let counts = total::get(&mut view).await?;
        Ok(Levels {
            conversations: counts.conversations,
            messages: counts.messages,
            feed_position: u64::try_from(event::last(&mut view).await?).unwrap_or_default(),
            ..Levels::default()
        })
    }
}
