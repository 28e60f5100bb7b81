//! Time as the engine sees it: passed in, so that a test of an hour takes no time.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use std::time::Duration;

/// Tells the time and waits.
#[async_trait]
pub trait SyncClock: Send + Sync {
    /// The time now.
    fn now(&self) -> DateTime<Utc>;

    /// Waits so long. Dropping the future ends the wait.
    async fn sleep(&self, duration: Duration);
}
