//! What asks Nexudus for records: the client, what an operator changed, and what was learnt of the answers.
//! It must not keep a record or decide what one means.

use crate::api::client::ReadOnlyClient;
use crate::read::reader_state::ReadState;
use crate::settings::NexudusSettings;
use chrono::{DateTime, Utc};
use std::num::NonZeroU32;
use std::sync::{Arc, MutexGuard, PoisonError};

/// Reads records. Clones share what was learnt.
#[derive(Clone)]
pub(crate) struct RecordReader {
    pub(crate) client: Arc<ReadOnlyClient>,
    pub(crate) settings: Arc<NexudusSettings>,
    pub(crate) page_rows: NonZeroU32,
    pub(crate) batch_rows: u64,
    pub(crate) state: Arc<ReadState>,
}

impl RecordReader {
    /// Whether a batch holds several pages, so that they are asked for together and ahead.
    pub(crate) fn hurries(&self) -> bool {
        self.batch_rows > u64::from(self.page_rows.get())
    }

    /// By which clock times are judged that have not come yet: the server's as it showed last, or the
    /// laptop's. Either may be behind, and nothing is doubted that one of them has seen.
    pub(crate) fn latest_clock(&self) -> DateTime<Utc> {
        let own = self.client.pace().timer().now();
        (*self.server_time()).map_or(own, |server| server.max(own))
    }

    pub(crate) fn note_server_time(&self, date: Option<DateTime<Utc>>) {
        let mut last = self.server_time();
        *last = date.or(*last);
    }

    fn server_time(&self) -> MutexGuard<'_, Option<DateTime<Utc>>> {
        let server_time = &self.state.server_time;
        server_time.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Gives up what is being read ahead.
    pub(crate) async fn forget_ahead(&self) {
        *self.state.ahead.lock().await = None;
    }
}
