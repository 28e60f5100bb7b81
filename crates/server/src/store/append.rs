//! Messages for active conversations, and whatever else is written together with what others want.

use super::group_commit::{PendingWrite, QueuedWrite, WriteRequest, write_together};
use super::transaction::StoreTransaction;
use super::write_summary::WriteStatus;
use super::{Store, StoreError};
use chrono::{DateTime, Utc};
use model::RemoteId;
use model::plausible_time::KeptTime;
use model::record::MessageRecord;
use tokio::sync::oneshot;

/// Whose clock says when something happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TimeOrigin {
    /// The sender's.
    Sender,
    /// Ours: the sender said nothing.
    Receiver,
}

impl TimeOrigin {
    /// The time of what is held already and comes again.
    pub(super) fn after(self, held: KeptTime, again: KeptTime) -> KeptTime {
        match self {
            Self::Sender => held.after(again),
            Self::Receiver => held,
        }
    }

    /// Whether what comes again says another time, and both can be.
    pub(super) fn disagrees(self, held: KeptTime, again: KeptTime) -> bool {
        self == Self::Sender && held.said.is_none() && again.said.is_none() && held != again
    }
}

/// Words for a conversation.
struct AppendMessages {
    conversation: RemoteId,
    messages: Vec<MessageRecord>,
    dated_by: TimeOrigin,
}

impl WriteRequest for AppendMessages {
    type Done = (Vec<MessageRecord>, WriteStatus);

    fn conversation(&self) -> Option<&RemoteId> {
        Some(&self.conversation)
    }

    async fn execute(
        &self,
        transaction: &mut StoreTransaction<'_>,
        now: DateTime<Utc>,
    ) -> Result<Self::Done, StoreError> {
        let Self {
            conversation,
            messages,
            dated_by,
        } = self;
        transaction
            .append(conversation, messages, *dated_by, now)
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
        let done = self.say(id, messages, TimeOrigin::Sender).await?;
        Ok(done.1)
    }

    /// The same; the messages as they are held. Delivered again a message keeps its time, unless that could
    /// not be and the new one can.
    ///
    /// # Errors
    /// As above.
    pub(crate) async fn say(
        &self,
        id: &RemoteId,
        messages: &[MessageRecord],
        dated_by: TimeOrigin,
    ) -> Result<(Vec<MessageRecord>, WriteStatus), StoreError> {
        let (conversation, messages) = (id.clone(), messages.to_vec());
        let words = AppendMessages {
            conversation,
            messages,
            dated_by,
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
        let mut transaction = StoreTransaction::begin(pen.connection()?).await?;
        call.attempt(&mut transaction, self.clock().now()).await?;
        transaction.commit().await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::store::{
        CustomerOwnership, ExchangeStart, NewOutcome, PersonDetails, SessionContinuity,
    };
    use model::record::{GeoPlace, SpaceRecord};
    use model::{BodyFormat, Channel, ConversionKind, Origin, Reach, Sender};
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
            reach: Reach::Everywhere,
            ownership: CustomerOwnership::Fixed,
        }
    }

    fn words(conversation: &str, id: &str) -> AppendMessages {
        AppendMessages {
            dated_by: TimeOrigin::Sender,
            conversation: conversation.into(),
            messages: vec![MessageRecord {
                id: id.into(),
                sender: Sender::Customer,
                sender_name: None,
                delivery: None,
                format: BodyFormat::Plain,
                body: "Hello".to_owned(),
                sent_at: DateTime::UNIX_EPOCH,
                time_said: None,
                earlier: Vec::new(),
            }],
        }
    }

    fn tour(session_id: &str, record: &str) -> NewOutcome {
        NewOutcome {
            session_id: session_id.to_owned(),
            kind: ConversionKind::Tour,
            record: record.into(),
            occurred_at: KeptTime {
                at: DateTime::UNIX_EPOCH,
                said: None,
            },
            dated_by: TimeOrigin::Sender,
            url: None,
            person: PersonDetails::default(),
            coworker: None,
            title: None,
            reach: Reach::Everywhere,
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
            outcomes.push(answer.await.unwrap().ok().map(|(_, status)| status));
        }
        let (new, known) = (Some(WriteStatus::Recorded), Some(WriteStatus::AlreadyKnown));
        assert_eq!(outcomes, [new, new, None, known]);
        let mut outcomes = Vec::new();
        for answer in toured {
            outcomes.push(answer.await.unwrap().ok().map(|tied| tied.status));
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
