//! The one place that asks the operating system for the time. Everything else is handed a
//! [`SyncClock`](::sync::SyncClock), so that a test can stop it.

use chrono::{DateTime, Utc};
use std::time::Duration;

/// The operating system's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

#[async_trait::async_trait]
impl sync::SyncClock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the clock that everything else is handed"
    )]
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }

    async fn sleep(&self, duration: Duration) {
        tokio::time::sleep(duration).await;
    }
}
