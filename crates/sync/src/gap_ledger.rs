//! How many runs in a row ended with a gap that nothing explained. It is kept where a cursor is, so that it
//! goes with the source.

use crate::SyncError;
use cache::{CacheReader, CacheWriter};
use model::SourceId;
use model::feed::ChangeSet;

/// The stream under which the number stands. No source has one of this name.
const STREAM: &str = "daybook:gap";

/// The number of runs with a gap of one source.
pub(crate) struct GapLedger<'a> {
    source: SourceId,
    reader: &'a CacheReader,
    writer: &'a CacheWriter,
}

impl<'a> GapLedger<'a> {
    pub(crate) fn new(source: SourceId, reader: &'a CacheReader, writer: &'a CacheWriter) -> Self {
        Self {
            source,
            reader,
            writer,
        }
    }

    /// How many runs before this one ended so.
    pub(crate) async fn runs_with_gap(&self) -> Result<u32, SyncError> {
        let held = self.reader.cursor(self.source, STREAM).await?;
        Ok(held.and_then(|text| text.parse().ok()).unwrap_or(0))
    }

    /// Keeps how many runs ended so, this one included.
    pub(crate) async fn note(&self, runs: u32) -> Result<(), SyncError> {
        let (nothing, runs) = (ChangeSet::default(), runs.to_string());
        let kept = self.writer.commit(self.source, STREAM, &nothing, &runs);
        kept.await?;
        Ok(())
    }
}
