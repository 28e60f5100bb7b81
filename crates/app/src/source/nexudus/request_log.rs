//! How fast an account may be asked, and how much was sent: the limits outlive a process, and what was
//! sent is shown on the account's page.

use crate::error::AppError;
use crate::home::options::NexudusLimits;
use crate::source::nexudus::driver::NexudusDriver;
use crate::source::nexudus::rate_clock::AppRateClock;
use crate::source::nexudus::sessions::held;
use crate::source::nexudus::setting_keys::{pace_key, totals_key};
use ::nexudus::{RateClock, RateLimiter, RequestTally};
use cache::SourceRow;
use model::SourceId;
use serde::{Deserialize, Serialize};
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

/// How often it is noted during a run what was sent: a process that is killed forgets no more.
const NOTE_EVERY: Duration = Duration::from_secs(60);

/// What was sent since the source was connected.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub(super) struct RequestTotals {
    pub(super) reads: u64,
    pub(super) writes: u64,
}

impl NexudusDriver {
    /// The pace of an account: none for plain http, which only leads to this machine, where no Nexudus
    /// counts; unless it is said that one does.
    pub(super) fn pace(&self, url: &str, email: &str) -> RateLimiter {
        let key = format!("{url} {}", email.trim().to_lowercase());
        let mut paces = held(&self.sessions.paces);
        let pace = paces.entry(key).or_insert_with(|| {
            let timer = self.timer(None);
            let limits = self.home.options.limits;
            if url.starts_with("http://") && limits == NexudusLimits::WhereTheyCount {
                RateLimiter::unlimited(timer)
            } else {
                RateLimiter::documented(timer)
            }
        });
        pace.clone()
    }

    /// The pace of a source, with what earlier processes sent, and with the status told of waits.
    pub(super) async fn pace_of(
        &self,
        row: &SourceRow,
        email: &str,
    ) -> Result<RateLimiter, AppError> {
        if let Some(pace) = held(&self.sessions.recalled).get(&row.id) {
            return Ok(pace.clone());
        }
        let memory = self.home.reader.recall(&pace_key(row.id)).await?;
        let pace = self.pace(&row.url, email).told_to(self.timer(Some(row.id)));
        let mut recalled = held(&self.sessions.recalled);
        let pace = recalled.entry(row.id).or_insert_with(|| {
            pace.recall(&memory.unwrap_or_default());
            pace
        });
        Ok(pace.clone())
    }

    fn timer(&self, source: Option<SourceId>) -> Arc<dyn RateClock> {
        Arc::new(AppRateClock {
            clock: self.home.clock(),
            observed: source.map(|source| (Arc::clone(&self.runs), source)),
        })
    }

    /// Ends what the run of a source sends with, and adds it to what was sent before.
    pub(super) async fn count_run(&self, source: SourceId) -> Result<(), AppError> {
        let Some(running) = self.sessions.run_of(source) else {
            return Ok(());
        };
        let tally = running.end().await;
        // A page that looks now counts it either as running or as noted.
        let _counting = self.sessions.counting.lock().await;
        let added = self.add(source, tally).await;
        held(&self.sessions.running).remove(&source);
        added
    }

    /// Adds to what was sent, and notes when it was.
    pub(super) async fn add_sent(
        &self,
        source: SourceId,
        tally: RequestTally,
    ) -> Result<(), AppError> {
        let _counting = self.sessions.counting.lock().await;
        self.add(source, tally).await
    }

    async fn add(&self, source: SourceId, tally: RequestTally) -> Result<(), AppError> {
        let mut totals = self.totals_before(source).await?;
        totals.reads += tally.reads;
        totals.writes += tally.writes;
        let json = serde_json::to_string(&totals).map_err(AppError::Json)?;
        let key = totals_key(source);
        self.home.writer.remember(&key, &json).await?;
        self.note_pace(source).await
    }

    /// Notes, while a run goes on, when its requests were sent. It has no end.
    pub(super) async fn keep_noting_pace(&self, source: SourceId) -> Infallible {
        loop {
            tokio::time::sleep(NOTE_EVERY).await;
            if let Err(error) = self.note_pace(source).await {
                tracing::warn!(%source, %error, "what was sent was not noted");
            }
        }
    }

    /// Notes when requests were sent.
    pub(super) async fn note_pace(&self, source: SourceId) -> Result<(), AppError> {
        let memory = held(&self.sessions.recalled)
            .get(&source)
            .map(RateLimiter::memory)
            .filter(|memory| !memory.is_empty());
        match memory {
            Some(memory) => Ok(self
                .home
                .writer
                .remember(&pace_key(source), &memory)
                .await?),
            None => Ok(()),
        }
    }

    /// What was sent until now, by the run under way too.
    pub(super) async fn totals(&self, source: SourceId) -> Result<RequestTotals, AppError> {
        let _counting = self.sessions.counting.lock().await;
        let before = self.totals_before(source).await?;
        let running = self.sessions.run_of(source);
        let running = running.map(|running| running.client().tally());
        let running = running.unwrap_or_default();
        Ok(RequestTotals {
            reads: before.reads + running.reads,
            writes: before.writes + running.writes,
        })
    }

    async fn totals_before(&self, source: SourceId) -> Result<RequestTotals, AppError> {
        let json = self.home.reader.recall(&totals_key(source)).await?;
        Ok(json
            .and_then(|json| serde_json::from_str(&json).ok())
            .unwrap_or_default())
    }
}
