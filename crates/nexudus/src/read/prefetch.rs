//! Reading ahead in a first pass: while some pages are taken, the next ones are asked for, read and
//! made whole. It must not decide which pages those are: a step that is not the one that was foreseen
//! is asked for anew.

use crate::read::list::FillScope;
use crate::read::list_progress::ListProgress;
use crate::read::reader::RecordReader;
use crate::read::reader_state::{CompletePages, ListOutcome, PagePrefetch};
use chrono::TimeDelta;
use sources::SourceError;
use std::collections::HashMap;
use std::sync::atomic::Ordering;
use tokio::task::JoinSet;

/// What was read longer ago, because a sync was left off meanwhile, is read again.
const FRESH: TimeDelta = TimeDelta::minutes(5);

impl RecordReader {
    /// The next pages of a list, with whole rows; the ones after them are asked for.
    pub(crate) async fn read_complete(
        &self,
        listing: ListProgress,
    ) -> Result<CompletePages, SourceError> {
        let ahead = self.state.ahead.lock().await.take();
        let foreseen = match ahead.filter(|ahead| ahead.from == listing) {
            Some(mut ahead) => ahead.coming.join_next().await.and_then(Result::ok),
            None => None,
        };
        let now = self.client.pace().timer().now();
        let is_usable = |came: &Result<CompletePages, SourceError>| {
            came.as_ref().is_ok_and(|whole| now - whole.came_at < FRESH)
        };
        let whole = match foreseen.filter(is_usable) {
            Some(whole) => whole?,
            // What failed is asked for again, now that it is wanted.
            None => self.fetch_complete(listing).await?,
        };
        if self.hurries() && matches!(whole.turned, ListOutcome::Rows(_, _, true)) {
            let (source, from) = (self.clone(), whole.listing.clone());
            let mut coming = JoinSet::new();
            let listing = from.clone();
            coming.spawn(async move { source.fetch_complete(listing).await });
            *self.state.ahead.lock().await = Some(PagePrefetch { from, coming });
        }
        Ok(whole)
    }

    async fn fetch_complete(
        &self,
        mut listing: ListProgress,
    ) -> Result<CompletePages, SourceError> {
        if self.only_looks_at(&listing)
            && let Some(whole) = self.read_by_id(listing.clone()).await?
        {
            return Ok(whole);
        }
        let turned = match self.read_pages(&mut listing, None, "").await? {
            ListOutcome::Rows(rows, count, more) => {
                let nothing = HashMap::new();
                let rows = self.complete_rows_with(&mut listing, rows, &nothing, FillScope::All);
                ListOutcome::Rows(rows.await?, count, more)
            }
            ListOutcome::Refused => ListOutcome::Refused,
        };
        Ok(CompletePages {
            listing,
            turned,
            came_at: self.client.pace().timer().now(),
        })
    }

    /// Whether every row of a list will be asked for by id anyway, as its first page has shown.
    fn only_looks_at(&self, listing: &ListProgress) -> bool {
        let is_filled = listing.whole != Some(true) || listing.entity.is_always_read();
        let by_id_tells_less = self.state.by_id_tells_less.load(Ordering::Relaxed);
        self.hurries() && listing.page > 1 && is_filled && !by_id_tells_less
    }

    /// Some pages whose rows are only looked at, and taken as they are by id. `None` where the lists tell
    /// what is not told by id: then both are read from now on, these pages among them.
    async fn read_by_id(
        &self,
        mut listing: ListProgress,
    ) -> Result<Option<CompletePages>, SourceError> {
        let ListOutcome::Rows(seen, count, more) = self.read_pages(&mut listing, None, "").await?
        else {
            return Ok(None);
        };
        let rows = self.seen_by_id(listing.entity, &seen).await?;
        if rows.is_none() {
            self.state.by_id_tells_less.store(true, Ordering::Relaxed);
        }
        Ok(rows.map(|rows| CompletePages {
            listing,
            turned: ListOutcome::Rows(rows, count, more),
            came_at: self.client.pace().timer().now(),
        }))
    }
}
