//! What this laptop counts beside what the server counts: two programs, two stores, one definition.
//! It changes nothing on either side, no sync waits for it, and it ends with the application.

use crate::error::AppError;
use crate::home::unlocked::UnlockedHome;
use crate::source::registry::SourceDrivers;
use crate::sync::monitor::SyncMonitor;
use cache::SourceRow;
use chrono::{DateTime, TimeDelta, Utc};
use model::SourceId;
use model::event::AppEvent;
use model::metrics::{MetricComparison, ServerMetrics};
use model::request::ListFilter;
use model::view::{CrossCheck, CrossCheckFreshness};
use sources::{Source, SourceError};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio_util::sync::CancellationToken;

/// Unasked, numbers that agreed are compared again after this long: a server with a million
/// conversations counts for seconds.
const AGAIN_AFTER: TimeDelta = TimeDelta::minutes(10);
/// Unasked, a difference and a failure are looked at again after this long: the next sync may settle it.
const AGAIN_SOON: TimeDelta = TimeDelta::minutes(1);
/// How often rows may arrive while the server counts before it is called what it is: not in step.
const TRIES: u32 = 3;

/// Compares the numbers of sources with their servers', and remembers what was found.
pub(crate) struct CrossChecks {
    home: Arc<UnlockedHome>,
    drivers: Arc<SourceDrivers>,
    monitor: Arc<SyncMonitor>,
    by_source: Mutex<HashMap<SourceId, Arc<CrossCheckState>>>,
}

/// The comparisons of one source.
#[derive(Debug, Default)]
struct CrossCheckState {
    /// Held while one runs.
    turn: tokio::sync::Mutex<()>,
    /// Ends what runs: the source goes.
    gone: CancellationToken,
    last_comparison: Mutex<LastComparison>,
}

#[derive(Debug, Default)]
struct LastComparison {
    last: Option<CrossCheck>,
    not_before: Option<DateTime<Utc>>,
}

impl CrossChecks {
    pub(crate) fn new(
        home: &Arc<UnlockedHome>,
        drivers: &Arc<SourceDrivers>,
        monitor: &Arc<SyncMonitor>,
    ) -> Arc<Self> {
        Arc::new(Self {
            home: Arc::clone(home),
            drivers: Arc::clone(drivers),
            monitor: Arc::clone(monitor),
            by_source: Mutex::default(),
        })
    }

    fn of(&self, source: SourceId) -> Arc<CrossCheckState> {
        Arc::clone(held(&self.by_source).entry(source).or_default())
    }

    /// Ends the comparisons of a source, and waits until none runs.
    pub(crate) async fn leave(&self, source: SourceId) {
        let left = held(&self.by_source).remove(&source);
        if let Some(check) = left {
            check.gone.cancel();
            let _none_runs = check.turn.lock().await;
        }
    }
}

impl CrossCheckState {
    /// Whether it is time to compare unasked.
    fn is_due(&self, now: DateTime<Utc>) -> bool {
        held(&self.last_comparison)
            .not_before
            .is_none_or(|at| at <= now)
    }

    fn last(&self) -> Option<CrossCheck> {
        held(&self.last_comparison).last.clone()
    }

    fn note(&self, found: CrossCheck, now: DateTime<Utc>) {
        let mut known = held(&self.last_comparison);
        known.not_before = Some(now + rest_after(&found));
        known.last = Some(found);
    }

    fn rest(&self, until: DateTime<Utc>) {
        held(&self.last_comparison).not_before = Some(until);
    }
}

/// How long what was found stands before it is looked at again unasked.
fn rest_after(found: &CrossCheck) -> TimeDelta {
    match found {
        CrossCheck::Compared { numbers, .. } if !numbers.iter().all(MetricComparison::agrees) => {
            AGAIN_SOON
        }
        _ => AGAIN_AFTER,
    }
}

impl CrossChecks {
    /// The numbers of a source beside its server's. Nothing is remembered of it.
    pub(crate) async fn differences(
        &self,
        source: SourceId,
    ) -> Result<Option<Vec<MetricComparison>>, AppError> {
        let row = self.home.source_row(source).await?;
        let Some(server) = self.counting_server(&row).await? else {
            return Ok(None);
        };
        let there = server.dashboard().await?;
        let here = self.counted_here(source).await?;
        Ok(there.map(|there| here.compare(&there)))
    }

    /// Compares the numbers of a source with its server's now, and remembers what was found.
    pub(crate) async fn compare_now(&self, source: SourceId) -> Result<CrossCheck, AppError> {
        let check = self.of(source);
        let compared = async {
            let _turn = check.turn.lock().await;
            self.compare(source, &check).await
        };
        self.unless_it_ends(&check, compared)
            .await
            .unwrap_or(Err(AppError::Stopped))
    }

    /// Compares the numbers of a source after a sync, in the background and not too often.
    pub(crate) fn compare_soon(self: &Arc<Self>, source: SourceId) {
        let (checks, check) = (Arc::clone(self), self.of(source));
        self.home.tasks.spawn(async move {
            let Ok(_turn) = check.turn.try_lock() else {
                return;
            };
            if !check.is_due(checks.home.now()) {
                return;
            }
            let compared = checks.compare(source, &check);
            if let Some(Err(error)) = checks.unless_it_ends(&check, compared).await {
                // What was found before stays, with its time.
                tracing::debug!(%source, %error, "the numbers were not compared");
                check.rest(checks.home.now() + AGAIN_SOON);
            }
        });
    }

    async fn unless_it_ends<T>(
        &self,
        check: &CrossCheckState,
        work: impl Future<Output = T>,
    ) -> Option<T> {
        let work = check.gone.run_until_cancelled(work);
        self.home.root.run_until_cancelled(work).await.flatten()
    }

    /// What was found last: by this process, or by an earlier one.
    pub(crate) async fn last(&self, row: &SourceRow) -> Result<CrossCheck, AppError> {
        let offered = self.drivers.of(row).map(|driver| driver.capabilities());
        if !offered.is_ok_and(|has| has.own_numbers) {
            return Ok(CrossCheck::NotOffered);
        }
        let check = self.of(row.id);
        if let Some(last) = check.last() {
            return Ok(last);
        }
        let json = self.home.reader.recall(&check_key(row.id)).await?;
        // A text of another version is as good as none.
        let last: CrossCheck = json
            .and_then(|json| serde_json::from_str(&json).ok())
            .unwrap_or_default();
        held(&check.last_comparison)
            .last
            .get_or_insert(last.clone());
        Ok(last)
    }

    /// Forgets what was found for a source that is gone.
    pub(crate) async fn forget(&self, source: SourceId) -> Result<(), AppError> {
        self.home.forget_setting(&check_key(source)).await
    }

    async fn compare(
        &self,
        source: SourceId,
        check: &CrossCheckState,
    ) -> Result<CrossCheck, AppError> {
        let row = self.home.source_row(source).await?;
        let found = self.look(&row).await?;
        let json = serde_json::to_string(&found).map_err(AppError::Json)?;
        self.home.writer.remember(&check_key(source), &json).await?;
        check.note(found.clone(), self.home.now());
        self.monitor.publish(AppEvent::StatusChanged);
        Ok(found)
    }

    async fn look(&self, row: &SourceRow) -> Result<CrossCheck, AppError> {
        let Some(server) = self.counting_server(row).await? else {
            return Ok(CrossCheck::NotOffered);
        };
        let compared = self.counted_on_both(row.id, server.as_ref()).await;
        let checked_at = self.home.now();
        match compared {
            Ok(Some((numbers, standing))) => Ok(CrossCheck::Compared {
                numbers,
                standing,
                checked_at,
            }),
            Ok(None) => Ok(CrossCheck::NotOffered),
            Err(AppError::Source(SourceError::Forbidden { .. })) => {
                Ok(CrossCheck::NotPermitted { checked_at })
            }
            Err(error) => Err(error),
        }
    }

    /// Both sides at one moment: what the server says must be what was here before it was asked, or
    /// what is here after it answered. Else the laptop is behind, or the numbers differ.
    async fn counted_on_both(
        &self,
        source: SourceId,
        server: &dyn Source,
    ) -> Result<Option<(Vec<MetricComparison>, CrossCheckFreshness)>, AppError> {
        let mut here = self.counted_here(source).await?;
        let mut numbers = Vec::new();
        for _ in 0..TRIES {
            let Some(there) = server.dashboard().await? else {
                return Ok(None);
            };
            let before = std::mem::replace(&mut here, self.counted_here(source).await?);
            let one = [&before, &here].map(|side| side.compare(&there));
            if let Some(same) = one
                .iter()
                .find(|it| it.iter().all(MetricComparison::agrees))
            {
                return Ok(Some((same.clone(), CrossCheckFreshness::InStep)));
            }
            numbers = here.compare(&there);
            if self.has_news(source, server).await? {
                break;
            }
            if before == here {
                return Ok(Some((numbers, CrossCheckFreshness::InStep)));
            }
        }
        Ok(Some((numbers, CrossCheckFreshness::Behind)))
    }

    /// Whether the server has something that was not asked for yet.
    async fn has_news(&self, source: SourceId, server: &dyn Source) -> Result<bool, AppError> {
        for stream in server.streams() {
            let cursor = self.home.reader.cursor(source, &stream).await?;
            match server.pull(&stream, cursor.as_deref()).await {
                Ok(batch) if batch.covered == 0 => {}
                Ok(_) | Err(SourceError::CursorRejected) => return Ok(true),
                Err(error) => return Err(error.into()),
            }
        }
        Ok(false)
    }

    async fn counted_here(&self, source: SourceId) -> Result<ServerMetrics, AppError> {
        let filter = ListFilter {
            source: Some(source),
            ..ListFilter::default()
        };
        let metrics = self.home.reader.metrics(&filter, self.home.now()).await?;
        Ok(ServerMetrics::from(&metrics))
    }

    /// The server of a source, where that kind counts for itself. The others are not even greeted.
    async fn counting_server(&self, row: &SourceRow) -> Result<Option<Arc<dyn Source>>, AppError> {
        let driver = self.drivers.of(row)?;
        if driver.capabilities().own_numbers {
            return driver.open(row).await.map(Some);
        }
        Ok(None)
    }
}

fn check_key(source: SourceId) -> String {
    format!("source/{source}/cross_check")
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A panic elsewhere cannot leave these plain values half changed.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::metrics::MetricId;

    fn at(minute: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_790_000_000, 0).expect("a time") + TimeDelta::minutes(minute)
    }

    fn compared(there: f64, standing: CrossCheckFreshness) -> CrossCheck {
        CrossCheck::Compared {
            numbers: vec![MetricComparison {
                what: MetricId::Tours,
                here: Some(3.0),
                there: Some(there),
            }],
            standing,
            checked_at: at(0),
        }
    }

    #[test]
    fn what_agrees_rests_longer_than_what_differs() {
        let checked_at = at(0);
        let cases = [
            (
                compared(3.0, CrossCheckFreshness::InStep),
                [false, false, true],
            ),
            (
                compared(4.0, CrossCheckFreshness::InStep),
                [false, true, true],
            ),
            (
                compared(4.0, CrossCheckFreshness::Behind),
                [false, true, true],
            ),
            (
                CrossCheck::NotPermitted { checked_at },
                [false, false, true],
            ),
        ];
        for (found, expected) in cases {
            let check = CrossCheckState::default();
            assert!(check.is_due(at(0)), "the first is due at once");
            check.note(found.clone(), at(0));
            let due = [0, 1, 10].map(|minute| check.is_due(at(minute)));
            assert_eq!(due, expected, "{found:?}");
        }
    }
}
