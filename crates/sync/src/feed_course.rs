//! The course of a feed that is pulled: whether its pages move on, and come to an end. Neither is known of
//! a single page, and a server that lies or is broken would be followed for ever.

use crate::SyncError;
use crate::pipeline::FetchedBatch;
use sources::SourceError;
use std::collections::HashSet;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;

/// Changes that may come beyond twice what the server had when the pull began: others write meanwhile. Who
/// writes more than that is caught up with by the next sync.
const SLACK: u64 = 20_000;

/// What was seen of a feed since a pull began.
#[derive(Debug, Default)]
pub(crate) struct FeedCourse {
    /// The cursors that pages gave, by their hash: pages are many, and a cursor may be long.
    cursors: HashSet<u64>,
    hasher: RandomState,
    /// What the first page said that there is.
    announced: Option<u64>,
    covered: u64,
}

impl FeedCourse {
    /// Looks at the next page, before it is kept.
    ///
    /// # Errors
    /// It leads back to where the feed was before, or the feed does not end.
    pub(crate) fn follow(&mut self, page: &FetchedBatch) -> Result<(), SyncError> {
        let Some(remaining) = page.remaining.filter(|remaining| *remaining > 0) else {
            // The last one, or of a server that counts nothing and has its own way to say the end.
            return Ok(());
        };
        if !self.cursors.insert(self.hasher.hash_one(&page.next)) {
            return Err(
                SourceError::malformed("its pages lead back to one that came before").into(),
            );
        }
        self.covered = self.covered.saturating_add(page.covered);
        let total = self.covered.saturating_add(remaining);
        let announced = *self.announced.get_or_insert(total);
        if self.covered > announced.saturating_mul(2).saturating_add(SLACK) {
            return Err(SyncError::EndlessFeed);
        }
        Ok(())
    }
}
