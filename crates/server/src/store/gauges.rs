//! How full the store is, for the operator's gauges. It must stay cheap: it is asked every few seconds.

use super::{Store, StoreError};
use crate::store::db::DbConnection;
use crate::store::table::{event, total};
use crate::telemetry::StoreGauges;
use std::sync::atomic::Ordering;

impl Store {
    /// The store's own levels, as one consistent view.
    ///
    /// # Errors
    /// The database failed or is busy.
    pub async fn levels(&self) -> Result<StoreGauges, StoreError> {
        let mut view = self.glance().await?;
        let counts = total::get(&mut view).await?;
        Ok(StoreGauges {
            conversations: counts.conversations,
            messages: counts.messages,
            dead_letters: count(
                &mut view,
                "SELECT count(*) FROM dead_letter WHERE replayed_at IS NULL",
            )
            .await?,
            dead_letters_expired: self.0.expired_letters.load(Ordering::Relaxed),
            transcripts_waiting: count(
                &mut view,
                "SELECT count(*) FROM transcript WHERE sent_at IS NULL AND failed_at IS NULL",
            )
            .await?,
            feed_position: unsigned(event::last(&mut view).await?),
            feed_waiting: self.waiting() as u64,
            feed_unreadable: self.0.unreadable.count(),
        })
    }
}

async fn count(connection: &mut DbConnection, sql: &'static str) -> Result<u64, StoreError> {
    let count = sqlx::query_scalar::<_, i64>(sql);
    Ok(unsigned(count.fetch_one(connection).await?))
}

fn unsigned(number: i64) -> u64 {
    u64::try_from(number).unwrap_or_default()
}
