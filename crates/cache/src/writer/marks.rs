//! Writing what the manager noted, in work.db. A caller that leaves does not cut a change off: what is held of the
//! marks in memory would then not be what is stored.

use super::cache_writer::CacheWriter;
use crate::error::{CacheError, Result};
use crate::index::marked::MarkKey;
use crate::table::mark;
use chrono::{DateTime, Utc};
use model::marks::{FlagMessage, MarksChanged, MessageFlag, MessageFlagged, SetMarks};
use model::{ConversationId, MessageId};
use sqlx::SqliteConnection;

impl CacheWriter {
    /// Changes what is noted about a conversation. Texts are kept as they are given.
    ///
    /// # Errors
    /// [`CacheError::NotFound`] where the conversation is not in the cache; [`CacheError::InUse`] where another
    /// process writes.
    pub async fn set_marks(&self, set: SetMarks, at: DateTime<Utc>) -> Result<MarksChanged> {
        self.require_lock()?;
        let key = self.inner.shared.mark_key(set.conversation).await?;
        self.unhurried(move |writer| async move { writer.set_marks_of(key, set, at).await })
            .await
    }

    /// Flags a message, or takes its flag away. Texts are kept as they are given.
    ///
    /// # Errors
    /// As [`Self::set_marks`].
    pub async fn flag_message(&self, set: FlagMessage) -> Result<MessageFlagged> {
        self.require_lock()?;
        let conversation = conversation_of(set.message);
        let key = self.inner.shared.mark_key(conversation).await?;
        let message = self.inner.shared.message_name(set.message).await?;
        self.unhurried(move |writer| async move { writer.flag_of(key, message, set).await })
            .await
    }

    pub(super) async fn unhurried<
        T: Send + 'static,
        F: Future<Output = Result<T>> + Send + 'static,
    >(
        &self,
        change: impl FnOnce(Self) -> F,
    ) -> Result<T> {
        let ended = tokio::spawn(change(self.clone())).await;
        ended.unwrap_or(Err(CacheError::Closed))
    }

    async fn set_marks_of(
        &self,
        key: MarkKey,
        set: SetMarks,
        at: DateTime<Utc>,
    ) -> Result<MarksChanged> {
        let mut work = self.inner.shared.work.lock().await;
        let work = work.writable()?;
        let mut marked = mark::of(work, &key).await?;
        let undo = marked.marks.apply(&set.changes, at);
        let done = mark::put(work, &key, &marked.marks).await;
        self.hold(work, key, set.conversation, done).await?;
        Ok(MarksChanged {
            conversation: set.conversation,
            marks: marked.marks,
            undo,
        })
    }

    async fn flag_of(
        &self,
        key: MarkKey,
        message: String,
        set: FlagMessage,
    ) -> Result<MessageFlagged> {
        let mut work = self.inner.shared.work.lock().await;
        let work = work.writable()?;
        let before: Option<MessageFlag> = mark::of(work, &key).await?.flags.remove(&message);
        let done = mark::put_flag(work, &key, &message, set.flag.as_ref()).await;
        self.hold(work, key, conversation_of(set.message), done)
            .await?;
        Ok(MessageFlagged {
            message: set.message,
            flag: set.flag,
            before,
        })
    }

    /// Holds what is stored of a conversation now. Where it is not known how a change ended, all is read again.
    async fn hold(
        &self,
        work: &mut SqliteConnection,
        key: MarkKey,
        conversation: ConversationId,
        done: Result<()>,
    ) -> Result<()> {
        let marks = &self.inner.shared.marks;
        let stored = match done {
            Ok(()) => mark::of(work, &key).await,
            Err(error) => Err(error),
        };
        match (stored, u32::try_from(conversation.0)) {
            (Ok(stored), Ok(id)) => {
                marks.replace(key, id, stored);
                Ok(())
            }
            (Ok(_), Err(_)) => Err(CacheError::NotFound),
            (Err(error), _) => {
                marks.distrust();
                Err(error)
            }
        }
    }
}

fn conversation_of(message: MessageId) -> ConversationId {
    ConversationId(message.0 >> crate::table::message::ORDINAL_BITS)
}
