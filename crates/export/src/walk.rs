//! A walk over a selection from end to end, a few conversations at a time: whoever writes them takes them from a short
//! queue, so that no more of them are in memory than that queue holds. It must not know what becomes of them.

use crate::error::{ExportError, Result};
use crate::line::ExportItem;
use cache::{CacheReader, HeldSelection};
use model::handover::ExportProgress;
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;

/// Heads that are read at once.
const HEADS: u32 = 500;
/// Whole conversations that are read at once: a long one has thousands of messages.
const WHOLE: u32 = 32;
/// Batches that wait to be written.
const WAITING: usize = 2;

/// How much of each conversation is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WalkDepth {
    Heads,
    Whole,
}

/// Who looks on: told how far it is, and able to stop it.
#[derive(Clone, Debug)]
pub struct ExportWatch {
    /// Stops it; nothing is then written.
    pub stop: CancellationToken,
    /// How far it is.
    pub progress: watch::Sender<ExportProgress>,
}

impl Default for ExportWatch {
    fn default() -> Self {
        Self {
            stop: CancellationToken::new(),
            progress: watch::Sender::default(),
        }
    }
}

/// Walks a selection; `write` runs on a thread of its own, since it waits for a disk, and takes the batches.
pub(crate) async fn walk<T: Send + 'static>(
    (reader, selection): (&CacheReader, &HeldSelection),
    depth: WalkDepth,
    watch: &ExportWatch,
    write: impl FnOnce(BatchQueue) -> Result<T> + Send + 'static,
) -> Result<T> {
    let (send, queue) = mpsc::channel(WAITING);
    let writing = tokio::task::spawn_blocking(move || write(BatchQueue(queue)));
    let fed = feed((reader, selection), depth, watch, &send).await;
    if fed.is_err() {
        // The writer must not take the end of a walk that failed for the end of the selection.
        let _writer_ended = send.send(Err(ExportError::Stopped)).await;
    }
    drop(send);
    let written = writing.await?;
    fed?;
    written
}

/// The batches of a walk, as they come.
pub(crate) struct BatchQueue(mpsc::Receiver<Result<Vec<ExportItem>>>);

impl BatchQueue {
    /// Hands on each conversation, until there are no more.
    pub(crate) fn for_each(
        &mut self,
        mut take: impl FnMut(&ExportItem) -> Result<()>,
    ) -> Result<()> {
        while let Some(batch) = self.0.blocking_recv() {
            batch?.iter().try_for_each(&mut take)?;
        }
        Ok(())
    }
}

async fn feed(
    (reader, selection): (&CacheReader, &HeldSelection),
    depth: WalkDepth,
    watch: &ExportWatch,
    send: &mpsc::Sender<Result<Vec<ExportItem>>>,
) -> Result<()> {
    let total = selection.total();
    let step = match depth {
        WalkDepth::Heads => HEADS,
        WalkDepth::Whole => WHOLE,
    };
    for start in (0..total).step_by(step as usize) {
        if watch.stop.is_cancelled() {
            return Err(ExportError::Stopped);
        }
        let batch = batch((reader, selection), depth, start, step).await?;
        if send.send(Ok(batch)).await.is_err() {
            // The writer ended, and says why.
            return Ok(());
        }
        watch.progress.send_replace(ExportProgress {
            done: u64::from(start.saturating_add(step).min(total)),
            total: total.into(),
        });
    }
    Ok(())
}

async fn batch(
    (reader, selection): (&CacheReader, &HeldSelection),
    depth: WalkDepth,
    start: u32,
    count: u32,
) -> Result<Vec<ExportItem>> {
    Ok(match depth {
        WalkDepth::Heads => {
            let rows = reader.selected_rows(selection, start, count).await?;
            let head = |row| ExportItem::Head(Box::new(row));
            rows.into_iter().map(head).collect()
        }
        WalkDepth::Whole => {
            let read = reader.selected_conversations(selection, start, count);
            let whole = |stored| ExportItem::Whole(Box::new(stored));
            read.await?.into_iter().map(whole).collect()
        }
    })
}
