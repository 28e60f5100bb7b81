//! What asks Nexudus for records: the client, what an operator changed, and what was learnt of the answers.
//! It must not keep a record or decide what one means.

use crate::api::client::ReadOnlyClient;
use crate::read::reader_state::ReadState;
use crate::settings::NexudusSettings;
use std::num::NonZeroU32;
use std::sync::Arc;

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

    /// Gives up what is being read ahead.
    pub(crate) async fn forget_ahead(&self) {
        *self.state.ahead.lock().await = None;
    }
}
