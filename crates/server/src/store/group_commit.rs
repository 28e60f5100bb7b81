//! Calls that wait for the pen together are granted together: one transaction, one wait for the disk,
//! an event each as if they had come alone. Nobody is acknowledged before the commit.

use super::StoreError;
use super::transaction::StoreTransaction;
use super::write_lock::WriteGuard;
use chrono::{DateTime, Utc};
use futures::future::BoxFuture;
use model::RemoteId;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::oneshot;

/// What somebody wants to be written. Where the store refuses it by its own rules, nothing of it may have
/// been written.
pub(super) trait WriteRequest: Send + Sync + 'static {
    /// What it comes to.
    type Done: Send + 'static;

    /// The conversation that it asks for first, so that one question finds those of all.
    fn conversation(&self) -> Option<&RemoteId>;

    /// Writes it.
    fn execute(
        &self,
        transaction: &mut StoreTransaction<'_>,
        now: DateTime<Utc>,
    ) -> impl Future<Output = Result<Self::Done, StoreError>> + Send;
}

/// Calls that wait for the pen.
#[derive(Default)]
pub(super) struct CommitQueue(Mutex<Vec<Box<dyn QueuedWrite>>>);

impl std::fmt::Debug for CommitQueue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("CommitQueue")
            .field(&self.waiting().len())
            .finish()
    }
}

/// A call that waits, whatever it is.
pub(super) trait QueuedWrite: Send {
    fn conversation(&self) -> Option<&RemoteId>;

    /// Writes it, and keeps what it came to for later.
    fn attempt<'a, 'c>(
        &'a mut self,
        transaction: &'a mut StoreTransaction<'c>,
        now: DateTime<Utc>,
    ) -> BoxFuture<'a, Result<(), StoreError>>
    where
        'c: 'a;

    /// Says what it came to, or why it was refused.
    fn answer(self: Box<Self>, refused: Option<StoreError>);
}

pub(super) struct PendingWrite<W: WriteRequest> {
    pub(super) wish: W,
    pub(super) done: Option<W::Done>,
    pub(super) answer: oneshot::Sender<Result<W::Done, StoreError>>,
}

impl<W: WriteRequest> QueuedWrite for PendingWrite<W> {
    fn conversation(&self) -> Option<&RemoteId> {
        self.wish.conversation()
    }

    fn attempt<'a, 'c>(
        &'a mut self,
        transaction: &'a mut StoreTransaction<'c>,
        now: DateTime<Utc>,
    ) -> BoxFuture<'a, Result<(), StoreError>>
    where
        'c: 'a,
    {
        Box::pin(async move {
            self.done = Some(self.wish.execute(transaction, now).await?);
            Ok(())
        })
    }

    fn answer(self: Box<Self>, refused: Option<StoreError>) {
        let answer = match (refused, self.done) {
            (Some(error), _) => Err(error),
            (None, done) => done.ok_or(StoreError::Busy),
        };
        // Who has gone away needs no answer.
        let _ = self.answer.send(answer);
    }
}

impl CommitQueue {
    /// Queues up; whether it is the first, who fetches the pen.
    pub(super) fn join(&self, call: Box<dyn QueuedWrite>) -> bool {
        let mut waiting = self.waiting();
        waiting.push(call);
        waiting.len() == 1
    }

    /// All who wait; who comes after them is the first again.
    pub(super) fn take(&self) -> Vec<Box<dyn QueuedWrite>> {
        std::mem::take(&mut *self.waiting())
    }

    fn waiting(&self) -> MutexGuard<'_, Vec<Box<dyn QueuedWrite>>> {
        // The queue is whole after every step: a panic elsewhere does not spoil it.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Writes all of them in one transaction and answers. Where that did not work it gives them back, with
/// nothing written; but who was alone has the answer.
pub(super) async fn write_together(
    pen: &mut WriteGuard,
    mut calls: Vec<Box<dyn QueuedWrite>>,
    now: DateTime<Utc>,
) -> Vec<Box<dyn QueuedWrite>> {
    match try_together(pen, &mut calls, now).await {
        Ok(refusals) => {
            for (call, refused) in calls.drain(..).zip(refusals) {
                call.answer(refused);
            }
        }
        Err(error) if calls.len() == 1 => {
            if let Some(call) = calls.pop() {
                call.answer(Some(error));
            }
        }
        Err(error) => tracing::debug!(%error, "calls are written one by one"),
    }
    calls
}

/// What is refused before anything is written spoils nothing for the others. Any other failure does.
async fn try_together(
    pen: &mut WriteGuard,
    calls: &mut [Box<dyn QueuedWrite>],
    now: DateTime<Utc>,
) -> Result<Vec<Option<StoreError>>, StoreError> {
    let mut transaction = StoreTransaction::begin(pen.connection()?).await?;
    let asked_for = calls.iter().filter_map(|call| call.conversation());
    let asked_for = asked_for.collect::<Vec<_>>();
    if asked_for.len() > 1 {
        transaction.meet(&asked_for).await?;
    }
    let mut refusals = Vec::with_capacity(calls.len());
    for call in calls {
        let before = transaction.last_seq();
        let refused = call.attempt(&mut transaction, now).await.err();
        let written = transaction.last_seq() != before;
        match refused {
            Some(error) if written || !is_refusal(&error) => return Err(error),
            refused => refusals.push(refused),
        }
    }
    transaction.commit().await?;
    Ok(refusals)
}

/// Whether the store says no by its own rules, and not because the database failed.
fn is_refusal(error: &StoreError) -> bool {
    matches!(
        error,
        StoreError::NotFound { .. }
            | StoreError::Ended(_)
            | StoreError::Conflict
            | StoreError::Deleted(_)
            | StoreError::SessionDeleted
            | StoreError::PersonDeleted
            | StoreError::UnknownSpace(_)
            | StoreError::UnknownCustomer(_)
    )
}
