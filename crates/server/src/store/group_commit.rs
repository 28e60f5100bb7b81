//! Calls that wait for the pen together are granted together: one transaction, one wait for the disk,
//! an event each as if they had come alone. Nobody is acknowledged before the commit.

use super::transaction::WriteTransaction;
use super::write_lock::WriteGuard;
use super::{Store, StoreError, WriteStatus};
use chrono::{DateTime, Utc};
use futures::future::BoxFuture;
use model::RemoteId;
use model::record::MessageRecord;
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
        transaction: &mut WriteTransaction<'_>,
        now: DateTime<Utc>,
    ) -> impl Future<Output = Result<Self::Done, StoreError>> + Send;
}

/// Calls that wait for the pen.
#[derive(Default)]
pub(super) struct CommitQueue(Mutex<Vec<Box<dyn QueuedWrite>>>);

impl std::fmt::Debug for CommitQueue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Group").field(&self.waiting().len()).finish()
    }
}

/// A call that waits, whatever it is.
trait QueuedWrite: Send {
    fn conversation(&self) -> Option<&RemoteId>;

    /// Writes it, and keeps what it came to for later.
    fn attempt<'a, 'c>(
        &'a mut self,
        transaction: &'a mut WriteTransaction<'c>,
        now: DateTime<Utc>,
    ) -> BoxFuture<'a, Result<(), StoreError>>
    where
        'c: 'a;

    /// Says what it came to, or why it was refused.
    fn answer(self: Box<Self>, refused: Option<StoreError>);
}

struct PendingWrite<W: WriteRequest> {
    wish: W,
    done: Option<W::Done>,
    answer: oneshot::Sender<Result<W::Done, StoreError>>,
}

impl<W: WriteRequest> QueuedWrite for PendingWrite<W> {
    fn conversation(&self) -> Option<&RemoteId> {
        self.wish.conversation()
    }

    fn attempt<'a, 'c>(
        &'a mut self,
        transaction: &'a mut WriteTransaction<'c>,
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
    fn join(&self, call: Box<dyn QueuedWrite>) -> bool {
        let mut waiting = self.waiting();
        waiting.push(call);
        waiting.len() == 1
    }

    /// All who wait; who comes after them is the first again.
    fn take(&self) -> Vec<Box<dyn QueuedWrite>> {
        std::mem::take(&mut *self.waiting())
    }

    fn waiting(&self) -> MutexGuard<'_, Vec<Box<dyn QueuedWrite>>> {
        // The queue is whole after every step: a panic elsewhere does not spoil it.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Words for a conversation.
struct AppendMessages {
    conversation: RemoteId,
    messages: Vec<MessageRecord>,
}

impl WriteRequest for AppendMessages {
    type Done = WriteStatus;

    fn conversation(&self) -> Option<&RemoteId> {
        Some(&self.conversation)
    }

    async fn execute(
        &self,
        transaction: &mut WriteTransaction<'_>,
        now: DateTime<Utc>,
    ) -> Result<WriteStatus, StoreError> {
        transaction
            .append(&self.conversation, &self.messages, now)
            .await
    }
}

impl Store {
    /// Adds messages to an active conversation, in one event. A message whose id is there already
    /// counts once, if it says the same. A caller that goes away may have its words written.
    ///
    /// # Errors
    /// There is no such conversation, it has ended, or an id is taken by another message.
    pub async fn append_messages(
        &self,
        id: &RemoteId,
        messages: &[MessageRecord],
    ) -> Result<WriteStatus, StoreError> {
        let (conversation, messages) = (id.clone(), messages.to_vec());
        let words = AppendMessages {
            conversation,
            messages,
        };
        self.commit_grouped(words).await
    }

    /// Writes what somebody wants together with what others want. A caller that goes away may have it
    /// written.
    pub(super) async fn commit_grouped<W: WriteRequest>(
        &self,
        wish: W,
    ) -> Result<W::Done, StoreError> {
        let (answer, answered) = oneshot::channel();
        let first = self.0.group.join(Box::new(PendingWrite {
            wish,
            done: None,
            answer,
        }));
        if first {
            // Not the caller's own errand: the others' calls depend on it too.
            tokio::spawn(self.clone().write_group());
        }
        // Nobody answers where the runtime ends meanwhile.
        answered.await.unwrap_or(Err(StoreError::Busy))
    }

    /// Fetches the pen for those who wait for it, and writes what they want.
    async fn write_group(self) {
        let pen = self.lock_for_write().await;
        let calls = self.0.group.take();
        let alone = match pen {
            Ok(mut pen) => write_together(&mut pen, calls, self.clock().now()).await,
            Err(_) => calls,
        };
        // One by one each gets the answer that is its own, whatever went wrong.
        for mut call in alone {
            let refused = self.write_alone(call.as_mut()).await.err();
            call.answer(refused);
        }
    }

    async fn write_alone(&self, call: &mut dyn QueuedWrite) -> Result<(), StoreError> {
        let mut pen = self.lock_for_write().await?;
        let mut transaction = WriteTransaction::begin(pen.connection()?).await?;
        call.attempt(&mut transaction, self.clock().now()).await?;
        transaction.commit().await
    }
}

/// Writes all of them in one transaction and answers. Where that did not work it gives them back, with
/// nothing written; but who was alone has the answer.
async fn write_together(
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
    let mut transaction = WriteTransaction::begin(pen.connection()?).await?;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{ExchangeStart, NewOutcome, PersonDetails, SessionContinuity};
    use model::record::{GeoPlace, SpaceRecord};
    use model::{BodyFormat, Channel, ConversionKind, Origin, Sender};
    use tempfile::TempDir;

    /// A store with a space, and the open conversation `old` in its thread `t`, whose session is `old`.
    async fn store() -> (TempDir, Store) {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("store.db")).await.unwrap();
        let space = SpaceRecord {
            id: "s".into(),
            name: "S".to_owned(),
            time_zone: "UTC".to_owned(),
        };
        store.put_spaces(&[space]).await.unwrap();
        let old = beginning("old", Some("t"));
        store.begin_session(&old).await.unwrap();
        (folder, store)
    }

    /// An exchange whose conversation and session are called the same.
    fn beginning(id: &str, thread: Option<&str>) -> ExchangeStart {
        ExchangeStart {
            id: Some(id.into()),
            session_id: Some(id.to_owned()),
            space: "s".into(),
            channel: Channel::Chat,
            origin: Origin::Inbound,
            subject: None,
            thread: thread.map(str::to_owned),
            customer: None,
            external_identifier: None,
            visitor_token: None,
            place: GeoPlace::default(),
        }
    }

    fn words(conversation: &str, id: &str) -> AppendMessages {
        AppendMessages {
            conversation: conversation.into(),
            messages: vec![MessageRecord {
                id: id.into(),
                sender: Sender::Customer,
                sender_name: None,
                delivery: None,
                format: BodyFormat::Plain,
                body: "Hello".to_owned(),
                sent_at: DateTime::UNIX_EPOCH,
            }],
        }
    }

    fn tour(session_id: &str, record: &str) -> NewOutcome {
        NewOutcome {
            session_id: session_id.to_owned(),
            kind: ConversionKind::Tour,
            record: record.into(),
            occurred_at: DateTime::UNIX_EPOCH,
            url: None,
            person: PersonDetails::default(),
            coworker: None,
            title: None,
        }
    }

    type Answers<T> = oneshot::Receiver<Result<T, StoreError>>;

    /// Queues a call up.
    fn ask<W: WriteRequest>(calls: &mut Vec<Box<dyn QueuedWrite>>, wish: W) -> Answers<W::Done> {
        let (answer, answered) = oneshot::channel();
        calls.push(Box::new(PendingWrite {
            wish,
            done: None,
            answer,
        }));
        answered
    }

    /// Grants them in one transaction; how many were given back.
    async fn grant(store: &Store, calls: Vec<Box<dyn QueuedWrite>>) -> usize {
        let mut pen = store.lock_for_write().await.unwrap();
        let now = store.clock().now();
        write_together(&mut pen, calls, now).await.len()
    }

    async fn begun(
        answer: Answers<(model::record::ConversationRecord, SessionContinuity)>,
    ) -> String {
        match answer.await.unwrap() {
            Ok((record, SessionContinuity::Begun)) => format!("begins {}", record.id),
            Ok((record, SessionContinuity::Continued)) => format!("continues {}", record.id),
            Err(error) => error.to_string(),
        }
    }

    #[tokio::test]
    async fn calls_of_every_kind_share_a_transaction_and_see_one_another() {
        let (_folder, store) = store().await;
        let mut calls = Vec::new();
        let nobody = |id: &str| ExchangeStart {
            id: None,
            session_id: None,
            ..beginning(id, Some("w"))
        };
        let elsewhere = ExchangeStart {
            space: "nowhere".into(),
            ..beginning("lost", None)
        };
        let stranger = ExchangeStart {
            customer: Some("nobody".into()),
            ..beginning("lost", None)
        };
        let beginnings = [
            beginning("new", Some("w")),
            nobody("same window"),
            beginning("other", Some("t")),
            elsewhere,
            stranger,
            beginning("alone", None),
            beginning("alone", None),
        ]
        .map(|it| ask(&mut calls, it));
        let said = ["new", "old", "nowhere"].map(|id| ask(&mut calls, words(id, "m")));
        let again = ask(&mut calls, words("new", "m"));
        let toured = ["new", "new", "unheard"].map(|id| ask(&mut calls, tour(id, "r")));
        assert_eq!(grant(&store, calls).await, 0, "nothing is left to go alone");

        let expected = [
            "begins new",
            "continues new",
            "continues old",
            "there is no space nowhere; put it first",
            "there is no customer nobody; put it first",
            "begins alone",
            "continues alone",
        ];
        for (answer, expected) in beginnings.into_iter().zip(expected) {
            assert_eq!(begun(answer).await, expected);
        }
        let mut outcomes = Vec::new();
        for answer in said.into_iter().chain([again]) {
            outcomes.push(answer.await.unwrap().ok());
        }
        let (new, known) = (Some(WriteStatus::Recorded), Some(WriteStatus::AlreadyKnown));
        assert_eq!(outcomes, [new, new, None, known]);
        let mut outcomes = Vec::new();
        for answer in toured {
            outcomes.push(answer.await.unwrap().ok().map(|(_, outcome)| outcome));
        }
        assert_eq!(outcomes, [new, known, None]);
        let counts = store.counts().await.unwrap();
        assert_eq!((counts.conversations, counts.messages), (3, 2));
        store.verify().await.unwrap();
    }

    #[tokio::test]
    async fn what_the_database_refuses_spoils_nothing_for_the_others() {
        let (_folder, store) = store().await;
        let taken = |id: &str| ExchangeStart {
            session_id: Some("one".to_owned()),
            ..beginning(id, None)
        };
        let mut calls = Vec::new();
        let answers = ["a", "b", "c"].map(|id| ask(&mut calls, taken(id)));
        assert_eq!(grant(&store, calls).await, 3, "all of them are to go alone");
        assert_eq!(store.counts().await.unwrap().conversations, 1);
        drop(answers);
        let asked = ["a", "b", "c"].map(|id| store.commit_grouped(taken(id)));
        let answers = futures::future::join_all(asked).await;
        let begun = answers.iter().filter(|it| it.is_ok()).count();
        assert_eq!(begun, 1, "{answers:?}");
        let others = answers.iter().filter(|it| it.is_err());
        for refused in others {
            assert!(matches!(refused, Err(StoreError::Conflict)), "{refused:?}");
        }
        assert_eq!(store.counts().await.unwrap().conversations, 2);
        store.verify().await.unwrap();
    }
}
