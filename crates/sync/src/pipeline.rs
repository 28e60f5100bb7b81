//! The pipeline: a page is fetched, then read, then kept, and each of the three steps is at work on another
//! page meanwhile. Pages leave it in the order of the feed, and what failed leaves it after every page
//! that came before. It must not know why a page is asked for, or what is done with it.

use crate::SyncError;
use cache::PreparedChanges;
use futures::future::BoxFuture;
use sources::{ServerStanding, SourceBatch, SourceError};
use std::sync::Arc;
use tokio::sync::Semaphore;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// A page that has arrived and was read.
pub(crate) struct FetchedBatch {
    pub(crate) page: PreparedChanges,
    pub(crate) next: String,
    pub(crate) covered: u64,
    pub(crate) remaining: Option<u64>,
    pub(crate) standing: ServerStanding,
}

/// Where pages come in.
pub(crate) struct PipelineSender {
    permits: Arc<Semaphore>,
    pages: UnboundedSender<Result<FetchedBatch, SyncError>>,
}

/// Where pages go out.
pub(crate) struct PipelineReceiver {
    permits: Arc<Semaphore>,
    /// Places that open when the first page has been kept: until then the computer is for that one,
    /// because somebody waits to see it.
    more_permits: usize,
    taken: usize,
    pages: UnboundedReceiver<Result<FetchedBatch, SyncError>>,
}

/// A pipeline with room for so many pages.
pub(crate) fn pipeline(places: usize) -> (PipelineSender, PipelineReceiver) {
    let more_places = places.saturating_sub(1);
    let places = Arc::new(Semaphore::new(1));
    let (pages_in, pages_out) = unbounded_channel();
    let sender = PipelineSender {
        permits: Arc::clone(&places),
        pages: pages_in,
    };
    let receiver = PipelineReceiver {
        permits: places,
        more_permits: more_places,
        taken: 0,
        pages: pages_out,
    };
    (sender, receiver)
}

impl PipelineSender {
    /// Brings pages, one after the other, until the last or the first that failed. `fetch` asks for what
    /// comes after a cursor.
    pub(crate) async fn fetch_loop<'f>(
        self,
        after: Option<String>,
        fetch: impl Fn(Option<String>) -> BoxFuture<'f, Result<SourceBatch, SyncError>>,
    ) {
        let Self {
            permits: places,
            pages,
        } = self;
        let (fetched, unread) = unbounded_channel();
        futures::join!(
            fetch_all(&places, after, fetch, fetched),
            read_all(unread, pages)
        );
    }
}

async fn fetch_all<'f>(
    places: &Semaphore,
    mut after: Option<String>,
    fetch: impl Fn(Option<String>) -> BoxFuture<'f, Result<SourceBatch, SyncError>>,
    fetched: UnboundedSender<Result<SourceBatch, SyncError>>,
) {
    while let Ok(place) = places.acquire().await {
        // Given back where the page leaves the pipeline.
        place.forget();
        let batch = fetch(after.take()).await;
        let is_last = batch.as_ref().map_or(true, SourceBatch::is_last);
        after = batch.as_ref().ok().map(|batch| batch.next.clone());
        if fetched.send(batch).is_err() || is_last {
            return;
        }
    }
}

/// Reads pages on a thread of its own, one at a time.
async fn read_all(
    mut unread: UnboundedReceiver<Result<SourceBatch, SyncError>>,
    pages: UnboundedSender<Result<FetchedBatch, SyncError>>,
) {
    while let Some(batch) = unread.recv().await {
        let arrived = match batch {
            Ok(batch) => read(batch).await,
            Err(error) => Err(error),
        };
        if pages.send(arrived).is_err() {
            return;
        }
    }
}

async fn read(batch: SourceBatch) -> Result<FetchedBatch, SyncError> {
    let SourceBatch {
        changes,
        next,
        covered,
        remaining,
        standing,
    } = batch;
    let page = tokio::task::spawn_blocking(move || PreparedChanges::read(changes))
        .await
        .map_err(|_| SourceError::Malformed {
            detail: "it could not be read to its end".to_owned(),
        })?;
    Ok(FetchedBatch {
        page,
        next,
        covered,
        remaining,
        standing,
    })
}

impl PipelineReceiver {
    /// Waits for the next page and makes room for another; none after the last.
    pub(crate) async fn next(&mut self) -> Option<Result<FetchedBatch, SyncError>> {
        if self.taken == 1 {
            self.permits.add_permits(self.more_permits);
        }
        let arrived = self.pages.recv().await;
        self.taken += 1;
        self.permits.add_permits(1);
        arrived
    }
}
