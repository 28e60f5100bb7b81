//! The application's clock, for the pace of an account, and who is told of waits.

use crate::source::driver::RunControl;
use ::nexudus::RateClock;
use ::sync::SyncClock;
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use model::SourceId;
use std::sync::Arc;
use std::time::Duration;

/// The application's clock, for the pace of an account.
pub(super) struct AppRateClock {
    pub(super) clock: Arc<dyn SyncClock>,
    /// Whose run is shown to wait; absent while an account is only tried.
    pub(super) observed: Option<(Arc<dyn RunControl>, SourceId)>,
}

#[async_trait]
impl RateClock for AppRateClock {
    fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    async fn sleep(&self, duration: Duration) {
        self.clock.sleep(duration).await;
    }

    fn asked_to_wait(&self, until: DateTime<Utc>) {
        if let Some((runs, source)) = &self.observed {
            runs.note_wait(*source, until);
        }
    }
}
