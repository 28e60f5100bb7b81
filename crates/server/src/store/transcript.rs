//! The queue of transcripts: asked for, claimed for an attempt, settled. It is a table, so that it
//! outlives the process and may be worked by several servers. It must not know mail.

use super::db::DbConnection;
use super::records::{ConversationPage, page};
use super::table::conversation::{self, ConversationHead};
use super::table::reach::ReachKeys;
use super::table::transcript::{self, RecentTranscript, TranscriptRow};
use super::transaction::StoreTransaction;
use super::{Store, StoreError};
use crate::email_address::EmailAddress;
use chrono::{DateTime, TimeDelta, Utc};
use model::RemoteId;
use sha2::{Digest as _, Sha256};
use std::time::Duration;

/// How long a claimed transcript is left alone: longer than any attempt takes. If the process dies
/// during an attempt, the next one comes after this.
const CLAIM: TimeDelta = TimeDelta::minutes(10);

/// A transcript that somebody asks for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TranscriptRequest<'a> {
    /// The conversation.
    pub(crate) conversation: &'a RemoteId,
    /// Where it is to go.
    pub(crate) email: &'a EmailAddress,
    /// The client's own id of the request: asked for again with the same one, it is mailed once.
    pub(crate) id: Option<&'a RemoteId>,
    /// How many may be asked for in an hour.
    pub(crate) limits: TranscriptLimits,
}

/// How many transcripts may be asked for in an hour.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TranscriptLimits {
    /// Of a conversation, and to an address.
    pub(crate) each: u32,
    /// Of a space.
    pub(crate) space: u32,
    /// Of the server.
    pub(crate) server: u32,
}

impl TranscriptRequest<'_> {
    /// How long until one more passes every limit; none if it passes now.
    fn wait(
        &self,
        head: &ConversationHead,
        recent: &[RecentTranscript],
        now: DateTime<Utc>,
    ) -> Option<Duration> {
        let mailbox = self.email.mailbox();
        let of_conversation = |it: &&RecentTranscript| it.conversation == head.key;
        let to_mailbox = |it: &&RecentTranscript| EmailAddress::is_of(&it.email, &mailbox);
        let of_space = |it: &&RecentTranscript| it.space == head.space;
        let waits = [
            wait(recent.iter().filter(of_conversation), self.limits.each, now),
            wait(recent.iter().filter(to_mailbox), self.limits.each, now),
            wait(recent.iter().filter(of_space), self.limits.space, now),
            wait(recent.iter(), self.limits.server, now),
        ];
        waits.into_iter().flatten().max()
    }

    /// The id that the queue, the log and the mail know it by. A client's own id is not repeated there: it
    /// may be anything, and belongs to its conversation.
    fn queue_id(&self) -> String {
        let Some(id) = self.id else {
            return format!("{:032x}", rand::random::<u128>());
        };
        let mut digest = Sha256::new_with_prefix(self.conversation.as_str());
        digest.update([0]);
        digest.update(id.as_str());
        hex::encode(&digest.finalize()[..16])
    }
}

/// How a request for a transcript was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum TranscriptReceipt {
    /// It waits to be sent.
    Queued {
        /// Its id.
        id: String,
        /// When it was asked for.
        at: DateTime<Utc>,
    },
    /// Too many for this conversation, or to this address; after so long the next one passes.
    TooOften(Duration),
    /// Nobody said anything yet.
    NothingSaid,
}

/// A transcript that this process is to send now.
#[derive(Clone, Debug)]
pub(crate) struct ClaimedTranscript {
    /// Its id.
    pub(crate) id: String,
    /// Where it goes.
    pub(crate) email: String,
    /// Which attempt this is, from 1.
    pub(crate) attempt: u32,
    /// What it is of, where that can be read.
    pub(crate) content: Result<ConversationPage, UnreadableTranscript>,
}

/// Why a transcript is never written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum UnreadableTranscript {
    /// Its conversation cannot be read.
    Conversation,
    /// Two attempts in a row were begun and never ended: the process died of them.
    NeverEnds,
}

/// How an attempt ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AttemptResult<'a> {
    /// The mail server took it.
    Sent,
    /// It did not; again after so long. The words hold no address.
    Again(Duration, &'a str),
    /// It never will. The words hold no address.
    GivenUp(&'a str),
}

impl Store {
    /// Asks for a transcript, unless as many as may be were asked for this conversation, or to this
    /// address, within the last hour. What was asked for under the same id is the same transcript.
    ///
    /// # Errors
    /// There is no such conversation, the id is taken by a transcript to another address, or the
    /// database failed.
    pub(crate) async fn request_transcript(
        &self,
        wanted: &TranscriptRequest<'_>,
    ) -> Result<TranscriptReceipt, StoreError> {
        let now = self.clock().now();
        let mut pen = self.lock_for_write().await?;
        let mut transaction = StoreTransaction::begin(pen.connection()?).await?;
        let connection = transaction.connection();
        let Some(head) = conversation::by_id(connection, wanted.conversation).await? else {
            return Err(StoreError::NotFound {
                what: "conversation",
                id: wanted.conversation.to_string(),
            });
        };
        let (id, email) = (wanted.queue_id(), wanted.email.as_str());
        if let Some((to, at)) = transcript::asked_before(connection, &id).await? {
            return if to == email {
                Ok(TranscriptReceipt::Queued { id, at })
            } else {
                Err(StoreError::Conflict)
            };
        }
        let recent = transcript::since(connection, now - transcript::LIMIT_WINDOW).await?;
        if let Some(wait) = wanted.wait(&head, &recent, now) {
            return Ok(TranscriptReceipt::TooOften(wait));
        }
        if !was_anything_said(connection, head.key).await? {
            return Ok(TranscriptReceipt::NothingSaid);
        }
        let request = TranscriptRow {
            id: &id,
            conversation: head.key,
            email,
            at: now,
        };
        transcript::insert(connection, &request).await?;
        transaction.commit().await?;
        Ok(TranscriptReceipt::Queued { id, at: now })
    }

    /// Takes the transcript that has been due for longest, so that nobody else takes it meanwhile.
    ///
    /// # Errors
    /// The database failed.
    pub(crate) async fn claim_transcript(&self) -> Result<Option<ClaimedTranscript>, StoreError> {
        let now = self.clock().now();
        // Mostly there is none, and then the right to write need not be waited for.
        let none = transcript::first_due(&mut *self.read().await?, now).await?;
        if none.is_none() {
            return Ok(None);
        }
        let mut pen = self.lock_for_write().await?;
        let mut transaction = StoreTransaction::begin(pen.connection()?).await?;
        let connection = transaction.connection();
        let Some(waiting) = transcript::first_due(connection, now).await? else {
            return Ok(None);
        };
        // Committed before the conversation is read: whatever that does, the attempt was made.
        transcript::begin_attempt(connection, &waiting, now + CLAIM).await?;
        transaction.commit().await?;
        drop(pen);
        let content = if waiting.has_ended_nowhere() {
            Err(UnreadableTranscript::NeverEnds)
        } else {
            match page(
                &mut *self.read().await?,
                &ReachKeys::Everywhere,
                waiting.conversation,
            )
            .await
            {
                Ok(Some(page)) => Ok(page),
                Ok(None) => return Ok(None),
                Err(error) if error.is_retryable() => return Err(error),
                Err(error) => {
                    tracing::error!(%error, "a conversation cannot be read");
                    Err(UnreadableTranscript::Conversation)
                }
            }
        };
        Ok(Some(ClaimedTranscript {
            id: waiting.id,
            email: waiting.email,
            attempt: u32::try_from(waiting.attempts + 1).unwrap_or(u32::MAX),
            content,
        }))
    }

    /// Whether a transcript that was claimed is still to be sent: its conversation may have been deleted
    /// for privacy meanwhile, and it with it.
    ///
    /// # Errors
    /// The database failed or is busy.
    pub(crate) async fn is_transcript_wanted(&self, id: &str) -> Result<bool, StoreError> {
        let held = transcript::asked_before(&mut *self.glance().await?, id).await?;
        Ok(held.is_some())
    }

    /// Says how an attempt ended. A transcript that was deleted meanwhile stays deleted.
    ///
    /// # Errors
    /// The database failed.
    pub(crate) async fn settle_transcript(
        &self,
        id: &str,
        settled: AttemptResult<'_>,
    ) -> Result<(), StoreError> {
        let now = self.clock().now();
        let mut pen = self.lock_for_write().await?;
        let connection = pen.connection()?;
        match settled {
            AttemptResult::Sent => transcript::sent(connection, id, now).await,
            AttemptResult::Again(wait, error) => {
                let wait = TimeDelta::from_std(wait).unwrap_or(CLAIM);
                transcript::postponed(connection, id, now + wait, error).await
            }
            AttemptResult::GivenUp(error) => transcript::given_up(connection, id, now, error).await,
        }
    }
}

/// How long until one more of these passes, the first of them first; none if it passes now.
fn wait<'r>(
    recent: impl Iterator<Item = &'r RecentTranscript>,
    most: u32,
    now: DateTime<Utc>,
) -> Option<Duration> {
    let all = recent.map(|it| it.at).collect::<Vec<_>>();
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    // The one that must be an hour old before there is room.
    let in_the_way = all.len().checked_sub(most)?;
    let free = *all.get(in_the_way)? + transcript::LIMIT_WINDOW - now;
    Some(free.to_std().unwrap_or_default())
}

/// Whether there is a message that a transcript would hold.
async fn was_anything_said(
    connection: &mut DbConnection,
    conversation: i64,
) -> Result<bool, StoreError> {
    let found = sqlx::query_scalar::<_, i64>(
        "SELECT place FROM message WHERE conversation = $1 \
         AND sender IN ('customer', 'ai_agent', 'operator') LIMIT 1",
    );
    let found = found.bind(conversation).fetch_optional(connection).await?;
    Ok(found.is_some())
}
