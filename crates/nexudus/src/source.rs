//! Nexudus as a source: an operator's account, read through the REST API. Read-only by construction
//! ([`ReadOnlyClient`] can send GET and nothing else; a sign-in is the one exception, in `auth`).
//!
//! What is documented is relied on; what is inferred (paths, fields, what ties an outcome to a
//! conversation) is data that can be changed, checked on arrival, and never trusted alone. A record
//! that may not be read never stops the others.
//!
//! One stream: a pass lists each kind of record by `UpdatedOn`, fills what lists leave out, derives
//! conversations and outcomes, and now and then compares everything by id. Its position and what is
//! kept for the next pass travel with the rows.

use crate::api::address::api_address;
use crate::api::client::{ReadOnlyClient, RequestTally};
use crate::api::rate_limit::RateLimiter;
use crate::api::session::SignIn;
use crate::entity::Entity;
use crate::pass::checkpoint::{CountGap, SyncCheckpoint};
use crate::pass::runner::PassRunner;
use crate::read::endpoint::EndpointProbe;
use crate::read::reader::RecordReader;
use crate::settings::NexudusSettings;
use crate::staging::store::{PendingRecords, StagingStore, name};
use async_trait::async_trait;
use model::capability::SignInMethod;
use model::feed::RecordCounts;
use model::{Reach, Role};
use sources::http::TimeLimits;
use sources::{ServerIdentity, Source, SourceBatch, SourceCapabilities, SourceError};
use std::collections::{BTreeMap, VecDeque};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::sync::Mutex;
use tokio::task::JoinSet;

/// The one stream.
const STREAM: &str = "records";
/// Rows asked for at a time. The vendor's own default is 25 and its limit is not documented; others'
/// programs ask for 500. What comes is believed, not what was asked for.
const PAGE_ROWS: NonZeroU32 = NonZeroU32::new(500).unwrap();
/// Rows of a batch: the full-text index likes to be fed some hundred conversations at a time.
const BATCH_ROWS: u64 = 10_000;
/// Batches that may be on their way or read while one is written.
const PAGES_AHEAD: usize = 2;
/// Batches that may not be committed yet when another one is made, and one more.
const MOST_HANDED: usize = PAGES_AHEAD + 2;

/// What makes a Nexudus source.
pub struct NexudusConfig {
    /// The API's base, or the host alone.
    pub url: String,
    /// The account, as far as it tells one store from another.
    pub account: String,
    /// The sign-in, one for all that this process asks of the account.
    pub sign_in: SignIn,
    /// What was kept.
    pub shelf: Arc<dyn StagingStore>,
    /// How fast to ask.
    pub pace: RateLimiter,
    /// What the operator changed.
    pub settings: NexudusSettings,
}

/// A Nexudus account. Clones are the same one.
#[derive(Clone)]
pub struct NexudusSource {
    runner: PassRunner,
    identity: String,
    /// The batches that were handed out last and may not be committed yet.
    handed: Arc<Mutex<HandedBatches>>,
}

/// What the last batches keep, the newest first, as long as each goes on from the one before.
#[derive(Default)]
struct HandedBatches {
    next: String,
    pending: VecDeque<Arc<PendingRecords>>,
}

/// Makes a source. Nothing is sent yet.
///
/// # Errors
/// [`SourceError::BadUrl`] unless the address is https, or http on this machine;
/// [`SourceError::Refused`] for settings that cannot be used.
pub fn nexudus(config: NexudusConfig) -> Result<NexudusSource, SourceError> {
    nexudus_with(config, TimeLimits::USUAL)
}

/// A source that runs out of patience at once, for tests of slowness.
///
/// # Errors
/// As for [`nexudus`].
#[cfg(feature = "testing")]
pub fn hasty_nexudus(config: NexudusConfig) -> Result<NexudusSource, SourceError> {
    let patience = TimeLimits {
        connect: Duration::from_secs(10),
        read: Duration::from_millis(500),
        answer: Duration::from_millis(800),
    };
    nexudus_with(config, patience)
}

fn nexudus_with(config: NexudusConfig, patience: TimeLimits) -> Result<NexudusSource, SourceError> {
    config.settings.check()?;
    let address = api_address(&config.url)?;
    let identity = format!(
        "nexudus {} {}",
        address.origin(),
        config.account.trim().to_lowercase()
    );
    let client = ReadOnlyClient::new(address, config.sign_in, config.pace, patience)?;
    let reader = RecordReader {
        client: Arc::new(client),
        settings: Arc::new(config.settings),
        page_rows: PAGE_ROWS,
        batch_rows: BATCH_ROWS,
        state: Arc::default(),
    };
    Ok(NexudusSource {
        runner: PassRunner {
            reader,
            shelf: config.shelf,
            state: Arc::default(),
        },
        identity,
        handed: Arc::default(),
    })
}

impl NexudusSource {
    /// Asks for pages, and makes batches, of so many rows: for a slow link, and for tests.
    #[must_use]
    pub fn with_page_rows(self, rows: NonZeroU32) -> Self {
        self.with_rows(rows, rows)
    }

    /// Asks for pages of so many rows, and makes batches of so many. Pages are asked for one by one
    /// where a batch is no larger.
    #[must_use]
    pub fn with_rows(mut self, of_page: NonZeroU32, of_batch: NonZeroU32) -> Self {
        self.runner.reader.page_rows = of_page;
        self.runner.reader.batch_rows = u64::from(of_batch.get());
        self
    }

    /// The client, to see what it sent.
    #[must_use]
    pub fn client(&self) -> &ReadOnlyClient {
        &self.runner.reader.client
    }

    /// Ends it: what was being read ahead is given up, nothing leaves from here on, and what was sent
    /// is said. Whoever made a source for one run closes it after that run.
    pub async fn end(&self) -> RequestTally {
        let tally = self.client().close();
        let ahead = self.runner.reader.state.ahead.lock().await.take();
        if let Some(mut ahead) = ahead {
            ahead.coming.shutdown().await;
        }
        tally
    }

    /// Asks for one row of everything: what the account may read. What is refused never stops the rest.
    ///
    /// # Errors
    /// What concerns all of it: no connection, a lapsed sign-in, a server that asks for patience.
    pub async fn probe(&self) -> Result<Vec<EndpointProbe>, SourceError> {
        self.runner.reader.probe().await
    }

    /// The table as it was at the last pass; `None` before the first one.
    ///
    /// # Errors
    /// [`SourceError::Refused`] where the store fails.
    pub async fn probed(&self) -> Result<Option<Vec<EndpointProbe>>, SourceError> {
        let kept = self.shelf().by_id(name::PROBE, &["1".to_owned()]).await?;
        let body = kept.into_iter().next().and_then(|record| record.body);
        Ok(body.and_then(|body| serde_json::from_str(&body).ok()))
    }

    fn shelf(&self) -> &dyn StagingStore {
        &*self.runner.shelf
    }

    /// Of the lists that were asked for so far, which could be read, and their records as well.
    pub async fn access(&self) -> BTreeMap<Entity, bool> {
        self.runner.state.access.lock().await.clone()
    }

    /// What sessions and messages there are, by what is kept: the comparison after a sync.
    async fn holds(&self) -> Result<(u64, u64), SourceError> {
        let sessions = self.shelf().count(Entity::Sessions.name()).await?;
        let messages = self.shelf().count(Entity::Messages.name()).await?;
        Ok((sessions, messages))
    }
}

impl std::fmt::Debug for NexudusSource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NexudusSource").finish_non_exhaustive()
    }
}

/// What a Nexudus account has.
#[must_use]
pub fn capabilities() -> SourceCapabilities {
    SourceCapabilities {
        tickets: true,
        inbox: true,
        sign_in: SignInMethod::Password,
        account_page: true,
        probe: true,
        service: Some("Nexudus".to_owned()),
        ..SourceCapabilities::default()
    }
}

#[async_trait]
impl Source for NexudusSource {
    fn capabilities(&self) -> SourceCapabilities {
        capabilities()
    }

    fn streams(&self) -> Vec<String> {
        vec![STREAM.to_owned()]
    }

    async fn identify(&self) -> Result<ServerIdentity, SourceError> {
        self.runner.reader.verify_sign_in().await?;
        Ok(ServerIdentity {
            identity: self.identity.clone(),
            role: Role::Read,
            reach: Reach::Everywhere,
            version: "REST API".to_owned(),
        })
    }

    async fn pull(&self, stream: &str, after: Option<&str>) -> Result<SourceBatch, SourceError> {
        if stream != STREAM {
            return Err(SourceError::malformed(
                "this kind of server has no such stream",
            ));
        }
        let (source, after) = (self.clone(), after.map(str::to_owned));
        // On a task of its own: what is written meanwhile does not wait for what is read.
        let mut pulling = JoinSet::new();
        pulling.spawn(async move { source.go_on(after.as_deref()).await });
        let ended = pulling.join_next().await.and_then(Result::ok);
        ended.unwrap_or_else(|| Err(SourceError::malformed("it could not be read to its end")))
    }

    fn pages_ahead(&self) -> usize {
        PAGES_AHEAD
    }

    /// Conversations come from sessions and, where those are not to be read, from messages: with one
    /// of the two refused a pass cannot have met them all.
    fn has_told_all(&self, cursor: &str) -> bool {
        SyncCheckpoint::parse(cursor).is_ok_and(|position| position.has_read_all())
    }

    /// Sessions and messages as Nexudus counts them. Outcomes are derived here, so their number is
    /// that of what was derived: it finds rows that were lost on the way to the cache. What Nexudus does
    /// not count is not compared, and where that leaves nothing that differs, nothing is claimed.
    async fn counts(&self) -> Result<Option<RecordCounts>, SourceError> {
        let sessions = self.runner.reader.total(Entity::Sessions).await?;
        let messages = self.runner.reader.total(Entity::Messages).await?;
        let (kept_sessions, kept_messages) = self.holds().await?;
        let groups = self.shelf().count(name::GROUP).await?;
        let differs = sessions.is_some_and(|there| there != kept_sessions)
            || messages.is_some_and(|there| there != kept_messages);
        self.runner.state.differs.store(differs, Ordering::Relaxed);
        let more = |there: Option<u64>, kept: u64| {
            there.map_or(0, |there| there.cast_signed() - kept.cast_signed())
        };
        self.runner.state.note_gap(Some(CountGap {
            sessions: more(sessions, kept_sessions),
            messages: more(messages, kept_messages),
        }));
        // Conversations that are grouped from messages are as complete as these.
        let is_whole = messages.is_some() && (sessions.is_some() || kept_sessions == 0);
        if !is_whole && !differs {
            return Ok(None);
        }
        Ok(Some(RecordCounts {
            conversations: sessions.unwrap_or(kept_sessions) + groups,
            messages: messages.unwrap_or(kept_messages),
            conversions: self.shelf().count(name::OUTCOME).await?,
            leads: 0,
        }))
    }

    fn time_left(&self, remaining: u64) -> Option<Duration> {
        let requests = self.runner.state.requests_left();
        let requests =
            requests.unwrap_or(remaining.div_ceil(u64::from(self.runner.reader.page_rows.get())));
        self.client().pace().time_for(requests)
    }
}

impl NexudusSource {
    /// The batch after a cursor.
    async fn go_on(&self, after: Option<&str>) -> Result<SourceBatch, SourceError> {
        let position = after.map(SyncCheckpoint::parse).transpose()?;
        let handed = self.still_handed(after).await;
        if handed.is_empty() {
            self.runner.reader.forget_ahead().await;
        }
        let (batch, pending) = self.runner.advance(position, &handed).await?;
        let mut known = VecDeque::from(handed);
        known.push_front(Arc::new(pending));
        known.truncate(MOST_HANDED);
        *self.handed.lock().await = HandedBatches {
            next: batch.next.clone(),
            pending: known,
        };
        Ok(batch)
    }

    /// What was handed out and may not be committed yet: only if it is gone on from.
    async fn still_handed(&self, after: Option<&str>) -> Vec<Arc<PendingRecords>> {
        let handed = self.handed.lock().await;
        if after == Some(handed.next.as_str()) {
            handed.pending.iter().cloned().collect()
        } else {
            Vec::new()
        }
    }
}
