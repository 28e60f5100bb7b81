//! A walk over a selection from end to end, a few conversations at a time: whoever writes them takes them from a short
//! queue, so that no more of them are in memory than that queue holds. It must not know what becomes of them.

use crate::error::{ExportError, Result};
use crate::line::ExportItem;
use cache::{CacheReader, HeldSelection};
use model::ConversationId;
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

impl ExportWatch {
    /// Whether it may go on.
    ///
    /// # Errors
    /// [`ExportError::Stopped`] where somebody stopped it.
    pub fn go_on(&self) -> Result<()> {
        if self.stop.is_cancelled() {
            Err(ExportError::Stopped)
        } else {
            Ok(())
        }
    }
}

/// Which conversations are walked.
#[derive(Clone, Copy, Debug)]
pub(crate) enum WalkScope<'s> {
    /// What a filter selected.
    Selection(&'s HeldSelection, WalkDepth),
    /// These, whole, with what the manager noted about them.
    Named(&'s [ConversationId]),
}

/// Walks conversations; `write` runs on a thread of its own, since it waits for a disk, and takes the batches.
pub(crate) async fn walk<T: Send + 'static>(
    reader: &CacheReader,
    scope: WalkScope<'_>,
    watch: &ExportWatch,
    write: impl FnOnce(BatchQueue) -> Result<T> + Send + 'static,
) -> Result<T> {
    let (send, queue) = mpsc::channel(WAITING);
    let queue = BatchQueue {
        batches: queue,
        watch: watch.clone(),
    };
    let writing = tokio::task::spawn_blocking(move || write(queue));
    let fed = feed(reader, scope, watch, &send).await;
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
pub(crate) struct BatchQueue {
    batches: mpsc::Receiver<Result<Vec<ExportItem>>>,
    watch: ExportWatch,
}

impl BatchQueue {
    /// Who looks on: what takes long within one conversation asks it too.
    pub(crate) fn watch(&self) -> ExportWatch {
        self.watch.clone()
    }

    /// Hands on each conversation, until there are no more or somebody stops it: a single one may take long.
    pub(crate) fn for_each(&mut self, take: impl FnMut(&ExportItem) -> Result<()>) -> Result<()> {
        each(&mut self.batches, &self.watch, take)
    }
}

fn each<T>(
    batches: &mut mpsc::Receiver<Result<Vec<T>>>,
    watch: &ExportWatch,
    mut take: impl FnMut(&T) -> Result<()>,
) -> Result<()> {
    while let Some(batch) = batches.blocking_recv() {
        for item in &batch? {
            watch.go_on()?;
            take(item)?;
        }
    }
    Ok(())
}

async fn feed(
    reader: &CacheReader,
    scope: WalkScope<'_>,
    watch: &ExportWatch,
    send: &mpsc::Sender<Result<Vec<ExportItem>>>,
) -> Result<()> {
    let (total, step) = (scope.total(), scope.step());
    for start in (0..total).step_by(step as usize) {
        watch.go_on()?;
        let batch = scope.batch(reader, start, step).await?;
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

impl WalkScope<'_> {
    fn total(&self) -> u32 {
        match self {
            Self::Selection(selection, _) => selection.total(),
            Self::Named(ids) => u32::try_from(ids.len()).unwrap_or(u32::MAX),
        }
    }

    const fn step(&self) -> u32 {
        match self {
            Self::Selection(_, WalkDepth::Heads) => HEADS,
            Self::Selection(_, WalkDepth::Whole) | Self::Named(_) => WHOLE,
        }
    }

    async fn batch(&self, reader: &CacheReader, start: u32, count: u32) -> Result<Vec<ExportItem>> {
        let whole = |stored| ExportItem::Whole(Box::new(stored));
        Ok(match self {
            Self::Selection(selection, WalkDepth::Heads) => {
                let rows = reader.selected_rows(selection, start, count).await?;
                let head = |row| ExportItem::Head(Box::new(row));
                rows.into_iter().map(head).collect()
            }
            Self::Selection(selection, WalkDepth::Whole) => {
                let read = reader.selected_conversations(selection, start, count);
                read.await?.into_iter().map(whole).collect()
            }
            Self::Named(ids) => {
                let mut read = Vec::new();
                for id in ids.iter().skip(start as usize).take(count as usize) {
                    read.extend(reader.conversation(*id).await?.map(whole));
                }
                read
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Walks five in two batches, and is stopped when so many were taken; how it ended, and how many were.
    fn walked(stopped_at: usize) -> (Result<()>, usize) {
        let watch = ExportWatch::default();
        let (send, mut batches) = mpsc::channel(WAITING);
        for batch in [vec![1, 2, 3], vec![4, 5]] {
            send.try_send(Ok(batch)).expect("there is room");
        }
        drop(send);
        let mut taken = 0;
        let ended = each(&mut batches, &watch, |_| {
            taken += 1;
            if taken == stopped_at {
                watch.stop.cancel();
            }
            Ok(())
        });
        (ended, taken)
    }

    #[test]
    fn what_is_stopped_goes_on_to_no_other_conversation() {
        for stopped_at in 1..5 {
            let (ended, taken) = walked(stopped_at);
            assert!(matches!(ended, Err(ExportError::Stopped)), "{stopped_at}");
            assert_eq!(taken, stopped_at);
        }
        let (ended, taken) = walked(usize::MAX);
        ended.expect("the next one goes to its end");
        assert_eq!(taken, 5);
    }
}
