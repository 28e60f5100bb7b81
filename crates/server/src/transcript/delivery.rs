//! Works the queue of transcripts: claims what is due, sends it, and says how that went. What one
//! mail server refuses for now waits longer each time; what it refuses for good is given up.

use super::content::TranscriptContent;
use super::smtp::{MailEnvelope, MailError, SmtpMailer};
use crate::store::{AttemptResult, ClaimedTranscript, UnreadableTranscript};
use crate::{ServerSettings, Store, StoreError};
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How long it may take to write a transcript down: a long one takes a second.
const WRITE_TIME: Duration = Duration::from_secs(60);
const MINUTE: Duration = Duration::from_secs(60);
/// The wait after each attempt; when they are used up, the transcript is given up. A day in all: a
/// mail server that is mended the next morning still gets it.
const WAITS: [Duration; 8] = [
    MINUTE,
    MINUTE.saturating_mul(5),
    MINUTE.saturating_mul(15),
    MINUTE.saturating_mul(60),
    MINUTE.saturating_mul(120),
    MINUTE.saturating_mul(240),
    MINUTE.saturating_mul(360),
    MINUTE.saturating_mul(720),
];

/// Sends the transcripts of a store.
#[derive(Clone, Debug)]
pub struct TranscriptSender {
    store: Store,
    settings: Arc<ServerSettings>,
    post: SmtpMailer,
    stop: CancellationToken,
}

/// What a round came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DeliveryRound {
    /// Taken by the mail server.
    pub sent: u32,
    /// Not taken now; tried again.
    pub postponed: u32,
    /// Never to be taken.
    pub given_up: u32,
    /// Deleted for privacy before they were sent.
    pub withdrawn: u32,
}

impl TranscriptSender {
    /// A courier for a store; none where the settings name no mail server. A cancelled `stop` ends a
    /// round after the mail under way.
    ///
    /// # Errors
    /// The settings of the mail server cannot be used.
    pub fn new(
        store: Store,
        settings: &Arc<ServerSettings>,
        stop: CancellationToken,
    ) -> Result<Option<Self>, MailError> {
        let Some(smtp) = &settings.smtp else {
            return Ok(None);
        };
        Ok(Some(Self {
            store,
            settings: settings.clone(),
            post: SmtpMailer::new(smtp)?,
            stop,
        }))
    }

    /// Sends everything that is due, one after the other.
    ///
    /// # Errors
    /// The store failed. What was not settled is tried again later.
    pub async fn deliver_due(&self) -> Result<DeliveryRound, StoreError> {
        let mut delivered = DeliveryRound::default();
        while !self.stop.is_cancelled() {
            let Some(due) = self.store.claim_transcript().await? else {
                break;
            };
            if !self.deliver(&due, &mut delivered).await? {
                break;
            }
        }
        Ok(delivered)
    }

    /// Sends one transcript, unless it was deleted meanwhile; whether the next one is worth a try.
    pub(super) async fn deliver(
        &self,
        due: &ClaimedTranscript,
        delivered: &mut DeliveryRound,
    ) -> Result<bool, StoreError> {
        let letter = self.write(due).await;
        // Asked as late as can be: what was deleted for privacy since it was claimed is not sent.
        if !self.store.is_transcript_wanted(&due.id).await? {
            delivered.withdrawn += 1;
            return Ok(true);
        }
        let sent = self.send(due, letter).await;
        self.settle(due, &sent, delivered).await?;
        // A server that is down costs one attempt of one transcript, not one of each.
        Ok(!sent.is_err_and(|error| error.is_about_the_server()))
    }

    /// Writes it down on a thread of its own, within a time. What panics or takes longer never will be.
    async fn write(&self, due: &ClaimedTranscript) -> Result<TranscriptContent, MailError> {
        let page = due.content.clone().map_err(|why| match why {
            UnreadableTranscript::Conversation => MailError::Unreadable,
            UnreadableTranscript::NeverEnds => MailError::NeverEnds,
        })?;
        let brand = self.settings.brand.clone();
        let writing = tokio::task::spawn_blocking(move || TranscriptContent::of(&page, &brand));
        let letter = tokio::time::timeout(WRITE_TIME, writing).await;
        let letter = letter.map_err(|_| MailError::NeverEnds)?;
        letter.map_err(|_| MailError::Unwritable)
    }

    async fn send(
        &self,
        due: &ClaimedTranscript,
        letter: Result<TranscriptContent, MailError>,
    ) -> Result<(), MailError> {
        let letter = letter?;
        let envelope = MailEnvelope {
            id: &due.id,
            to: &due.email,
            at: self.store.clock().now(),
        };
        self.post.send(&letter, envelope).await
    }

    async fn settle(
        &self,
        due: &ClaimedTranscript,
        sent: &Result<(), MailError>,
        delivered: &mut DeliveryRound,
    ) -> Result<(), StoreError> {
        let Err(error) = sent else {
            delivered.sent += 1;
            return self
                .store
                .settle_transcript(&due.id, AttemptResult::Sent)
                .await;
        };
        let words = error.to_string();
        let wait = wait_after(due.attempt).filter(|_| error.is_retryable());
        let (attempt, transcript) = (due.attempt, due.id.as_str());
        let settled = match wait {
            Some(wait) => {
                delivered.postponed += 1;
                tracing::warn!(transcript, attempt, %error, "a transcript was not taken; it is tried again");
                AttemptResult::Again(wait, &words)
            }
            None => {
                delivered.given_up += 1;
                tracing::error!(transcript, attempt, %error, "a transcript is given up");
                AttemptResult::GivenUp(&words)
            }
        };
        self.store.settle_transcript(&due.id, settled).await
    }
}

/// How long to wait after this attempt, from 1; none after the last.
fn wait_after(attempt: u32) -> Option<Duration> {
    let nth = usize::try_from(attempt.saturating_sub(1)).ok()?;
    WAITS.get(nth).copied()
}
