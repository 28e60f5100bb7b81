//! Words that wait for the pen together are written together: one transaction, one wait for the disk,
//! an event each as if they had come alone. Nobody is acknowledged before the commit.

use super::pen::Pen;
use super::transaction::Transaction;
use super::{Outcome, Store, StoreError};
use chrono::{DateTime, Utc};
use model::RemoteId;
use model::record::MessageRecord;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::oneshot;

/// Words that wait for the pen.
#[derive(Debug, Default)]
pub(super) struct Group(Mutex<Vec<Word>>);

/// What somebody wants to add to a conversation.
#[derive(Debug)]
struct Word {
    conversation: RemoteId,
    messages: Vec<MessageRecord>,
    answer: oneshot::Sender<Result<Outcome, StoreError>>,
}

impl Group {
    /// Queues up; whether it is the first, who fetches the pen.
    fn join(&self, word: Word) -> bool {
        let mut waiting = self.waiting();
        waiting.push(word);
        waiting.len() == 1
    }

    /// All who wait; who comes after them is the first again.
    fn take(&self) -> Vec<Word> {
        std::mem::take(&mut *self.waiting())
    }

    fn waiting(&self) -> MutexGuard<'_, Vec<Word>> {
        // The queue is whole after every step: a panic elsewhere does not spoil it.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
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
    ) -> Result<Outcome, StoreError> {
        let (answer, answered) = oneshot::channel();
        let first = self.0.group.join(Word {
            conversation: id.clone(),
            messages: messages.to_vec(),
            answer,
        });
        if first {
            // Not the caller's own errand: the others' words depend on it too.
            tokio::spawn(self.clone().write_group());
        }
        // Nobody answers where the runtime ends meanwhile.
        answered.await.unwrap_or(Err(StoreError::Busy))
    }

    /// Fetches the pen for those who wait for it, and writes what they have to say.
    async fn write_group(self) {
        let pen = self.pen().await;
        let words = self.0.group.take();
        let alone = match pen {
            Ok(mut pen) => write_together(&mut pen, words, self.clock().now()).await,
            Err(_) => words,
        };
        // One by one each gets the answer that is its own, whatever went wrong.
        for word in alone {
            let written = self.append_alone(&word).await;
            // Who has gone away needs no answer.
            let _ = word.answer.send(written);
        }
    }

    async fn append_alone(&self, word: &Word) -> Result<Outcome, StoreError> {
        let mut pen = self.pen().await?;
        let mut transaction = Transaction::begin(pen.connection()?).await?;
        let outcome = transaction
            .append(&word.conversation, &word.messages, self.clock().now())
            .await?;
        transaction.commit().await?;
        Ok(outcome)
    }
}

/// Writes all of them in one transaction and answers. Where that did not work it gives them back, with
/// nothing written; but who was alone has the answer.
async fn write_together(pen: &mut Pen, mut words: Vec<Word>, now: DateTime<Utc>) -> Vec<Word> {
    match try_together(pen, &words, now).await {
        Ok(answers) => {
            for (word, answer) in words.drain(..).zip(answers) {
                let _ = word.answer.send(answer);
            }
        }
        Err(error) if words.len() == 1 => {
            if let Some(word) = words.pop() {
                let _ = word.answer.send(Err(error));
            }
        }
        Err(error) => tracing::debug!(%error, "words are written one by one"),
    }
    words
}

/// What is refused before anything is written spoils nothing for the others. Any other failure does.
async fn try_together(
    pen: &mut Pen,
    words: &[Word],
    now: DateTime<Utc>,
) -> Result<Vec<Result<Outcome, StoreError>>, StoreError> {
    let mut transaction = Transaction::begin(pen.connection()?).await?;
    let mut answers = Vec::with_capacity(words.len());
    for word in words {
        let before = transaction.last_seq();
        let answer = transaction
            .append(&word.conversation, &word.messages, now)
            .await;
        let written = transaction.last_seq() != before;
        match answer {
            Err(error) if written || !is_refusal(&error) => return Err(error),
            answer => answers.push(answer),
        }
    }
    transaction.commit().await?;
    Ok(answers)
}

/// Whether the store says no by its own rules, and not because the database failed.
fn is_refusal(error: &StoreError) -> bool {
    matches!(
        error,
        StoreError::NotFound { .. } | StoreError::Ended(_) | StoreError::Conflict
    )
}
