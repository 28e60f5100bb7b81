//! For tests: a source that says what it was told to say, and a clock that never makes anybody wait.

use crate::SyncClock;
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use model::feed::{ChangeSet, RecordCounts};
use model::{Reach, Role};
use sources::{
    ServerIdentity, ServerStanding, Source, SourceBatch, SourceCapabilities, SourceError,
};
use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// A source in memory. Replies are given in the order in which they were added; without one left, a
/// pull says that nothing is new, and the counts are the last ones.
#[derive(Default)]
pub struct ScriptedSource {
    script: Mutex<Script>,
}

#[derive(Default)]
struct Script {
    identity: String,
    hellos: VecDeque<SourceError>,
    pulls: VecDeque<Result<SourceBatch, SourceError>>,
    counts: VecDeque<Result<Option<RecordCounts>, SourceError>>,
    last_counts: Option<RecordCounts>,
    asked: Vec<Option<String>>,
    is_half_blind: bool,
    /// How often less can still be asked for.
    smaller: u32,
}

impl ScriptedSource {
    /// A source of this identity that has nothing yet.
    #[must_use]
    pub fn new(identity: &str) -> Self {
        let script = Script {
            identity: identity.to_owned(),
            ..Script::default()
        };
        Self {
            script: Mutex::new(script),
        }
    }

    /// The next greeting fails so.
    pub fn refuse_greeting(&self, error: SourceError) {
        self.script().hellos.push_back(error);
    }

    /// The next pull is answered so.
    pub fn answer(&self, reply: Result<SourceBatch, SourceError>) {
        self.script().pulls.push_back(reply);
    }

    /// The next count is answered so.
    pub fn count(&self, reply: Result<Option<RecordCounts>, SourceError>) {
        self.script().counts.push_back(reply);
    }

    /// From now on another store answers.
    pub fn become_another(&self, identity: &str) {
        identity.clone_into(&mut self.script().identity);
    }

    /// From now on a part of what is there cannot be read.
    pub fn become_half_blind(&self) {
        self.script().is_half_blind = true;
    }

    /// From now on less can be asked for, so often.
    pub fn become_divisible(&self, times: u32) {
        self.script().smaller = times;
    }

    /// The cursors that were asked after, in order.
    #[must_use]
    pub fn asked(&self) -> Vec<Option<String>> {
        self.script().asked.clone()
    }

    fn script(&self) -> MutexGuard<'_, Script> {
        self.script.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Source for ScriptedSource {
    fn capabilities(&self) -> SourceCapabilities {
        SourceCapabilities {
            status: true,
            leads: true,
            tickets: true,
            inbox: true,
            deletion: false,
            place: true,
            ..SourceCapabilities::default()
        }
    }

    fn streams(&self) -> Vec<String> {
        vec!["changes".to_owned()]
    }

    async fn identify(&self) -> Result<ServerIdentity, SourceError> {
        let mut script = self.script();
        match script.hellos.pop_front() {
            Some(error) => Err(error),
            None => Ok(ServerIdentity {
                identity: script.identity.clone(),
                role: Role::Read,
                reach: Reach::Everywhere,
                version: "0".to_owned(),
            }),
        }
    }

    async fn pull(&self, _: &str, after: Option<&str>) -> Result<SourceBatch, SourceError> {
        let mut script = self.script();
        script.asked.push(after.map(str::to_owned));
        script.pulls.pop_front().unwrap_or_else(|| {
            let next = after.unwrap_or("start").to_owned();
            Ok(SourceBatch {
                changes: ChangeSet::default(),
                next,
                covered: 0,
                remaining: Some(0),
                standing: ServerStanding::default(),
            })
        })
    }

    fn ask_for_less(&self) -> bool {
        let mut script = self.script();
        let can = script.smaller > 0;
        script.smaller = script.smaller.saturating_sub(1);
        can
    }

    fn has_told_all(&self, _: &str) -> bool {
        !self.script().is_half_blind
    }

    async fn counts(&self) -> Result<Option<RecordCounts>, SourceError> {
        let mut script = self.script();
        let reply = script.counts.pop_front().unwrap_or(Ok(script.last_counts));
        if let Ok(counts) = reply {
            script.last_counts = counts;
        }
        reply
    }
}

/// A clock that stands still but for the waits, which pass at once and are written down.
pub struct FrozenClock {
    now: Mutex<DateTime<Utc>>,
    waits: Mutex<Vec<Duration>>,
}

impl FrozenClock {
    /// A clock that shows this time.
    #[must_use]
    pub fn at(now: DateTime<Utc>) -> Self {
        Self {
            now: Mutex::new(now),
            waits: Mutex::default(),
        }
    }

    /// The waits so far.
    #[must_use]
    pub fn waits(&self) -> Vec<Duration> {
        self.waits
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

#[async_trait]
impl SyncClock for FrozenClock {
    fn now(&self) -> DateTime<Utc> {
        *self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn sleep(&self, duration: Duration) {
        *self.now.lock().unwrap_or_else(PoisonError::into_inner) += duration;
        self.waits
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(duration);
        tokio::task::yield_now().await;
    }
}
