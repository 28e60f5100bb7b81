//! What is known of the runs: which source syncs now, how far it is, how the last run ended, and
//! when the next may begin. It also tells the window, at most a few times a second.
//!
//! It must not sync, and it must not touch the cache.

use crate::source::driver::RunControl;
use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use model::event::{AppEvent, ProgressStep};
use model::view::SyncState;
use model::{SourceId, view::Completeness};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::{broadcast, watch};
use tokio_util::sync::CancellationToken;

/// Progress is sent at most this often: the eye sees no more, and the window has other work.
const PROGRESS_EVERY: Duration = Duration::from_millis(250);
/// Events kept for a listener that is slow. One that lags further asks for the whole status.
const EVENTS_KEPT: usize = 256;
/// The first pause after a run that failed.
const FIRST_PAUSE: TimeDelta = TimeDelta::seconds(60);
/// The longest pause: a laptop that comes back to the network is in step within this time.
const LONGEST_PAUSE: TimeDelta = TimeDelta::minutes(10);

/// What is known of the runs of every source.
#[derive(Debug)]
pub(crate) struct SyncMonitor {
    sources: Mutex<HashMap<SourceId, MonitoredSource>>,
    running: watch::Sender<usize>,
    events: broadcast::Sender<AppEvent>,
}

/// What is known of the runs of one source.
#[derive(Debug, Default)]
struct MonitoredSource {
    active: Option<ActiveRun>,
    ended: Option<SyncState>,
    completeness: Option<Completeness>,
    failures: u32,
    not_before: Option<DateTime<Utc>>,
    /// The source is being removed: no run of it begins any more.
    is_removed: bool,
}

#[derive(Debug)]
struct ActiveRun {
    cancel: CancellationToken,
    done: u64,
    total: Option<u64>,
    left: Option<Duration>,
    waits_until: Option<DateTime<Utc>>,
    published_at: Instant,
}

/// A run that is under way. Dropping it ends it in the monitor, so that no panic and no early return
/// leaves a source "at work" for ever.
#[derive(Debug)]
pub(crate) struct RunHandle {
    monitor: Arc<SyncMonitor>,
    source: SourceId,
    /// Stops the run at the next safe point.
    pub(crate) cancel: CancellationToken,
}

impl SyncMonitor {
    /// A monitor of nothing yet.
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self {
            sources: Mutex::default(),
            running: watch::Sender::new(0),
            events: broadcast::Sender::new(EVENTS_KEPT),
        })
    }

    /// Everything that is announced from now on.
    pub(crate) fn subscribe(&self) -> broadcast::Receiver<AppEvent> {
        self.events.subscribe()
    }

    /// Announces something. Nobody listening is fine.
    pub(crate) fn publish(&self, event: AppEvent) {
        let _nobody_listens = self.events.send(event);
    }

    /// Begins a run; `None` when the source already syncs, or is being removed.
    pub(crate) fn begin(
        self: &Arc<Self>,
        source: SourceId,
        root: &CancellationToken,
    ) -> Option<RunHandle> {
        let cancel = root.child_token();
        {
            let mut entries = self.entries();
            let entry = entries.entry(source).or_default();
            if entry.active.is_some() || entry.is_removed {
                return None;
            }
            entry.active = Some(ActiveRun {
                cancel: cancel.clone(),
                done: 0,
                total: None,
                left: None,
                waits_until: None,
                published_at: Instant::now(),
            });
        }
        self.running.send_modify(|count| *count += 1);
        self.publish(AppEvent::Progress {
            source,
            step: ProgressStep::Begin,
        });
        self.publish(AppEvent::StatusChanged);
        Some(RunHandle {
            monitor: Arc::clone(self),
            source,
            cancel,
        })
    }

    /// Whether a run is under way.
    pub(crate) fn is_running(&self) -> bool {
        *self.running.borrow() > 0
    }

    /// Asks every run to stop at its next safe point.
    pub(crate) fn cancel_all(&self) {
        self.entries()
            .values()
            .filter_map(|entry| entry.active.as_ref())
            .for_each(|run| run.cancel.cancel());
    }

    /// Asks the run of one source to stop, and waits until it has.
    pub(crate) async fn stop(&self, source: SourceId) {
        let mut running = self.running.subscribe();
        loop {
            let cancel = self
                .entries()
                .get(&source)
                .and_then(|entry| entry.active.as_ref())
                .map(|run| run.cancel.clone());
            let Some(cancel) = cancel else { return };
            cancel.cancel();
            if running.changed().await.is_err() {
                return;
            }
        }
    }

    /// Lets no run of a source begin any more, and waits until the one under way has stopped.
    pub(crate) async fn block(&self, source: SourceId) {
        self.entries().entry(source).or_default().is_removed = true;
        self.stop(source).await;
    }

    /// Lets runs of a source begin again: it could not be removed.
    pub(crate) fn unblock(&self, source: SourceId) {
        self.entries().entry(source).or_default().is_removed = false;
    }

    /// What the source does now, or how its last run of this process ended.
    pub(crate) fn state(&self, source: SourceId) -> Option<SyncState> {
        let entries = self.entries();
        let entry = entries.get(&source)?;
        match &entry.active {
            Some(run) => Some(SyncState::Running {
                done: run.done,
                total: run.total,
                left: run.left.map(|left| left.as_secs()),
                waits_until: run.waits_until,
            }),
            None => entry.ended.clone(),
        }
    }

    /// About how long the run will go on, where that is known.
    pub(crate) fn time_left(&self, source: SourceId) -> Option<Duration> {
        self.entries().get(&source)?.active.as_ref()?.left
    }

    /// Notes until when the server asked the run of a source to wait.
    pub(crate) fn note_wait_until(&self, source: SourceId, until: DateTime<Utc>) {
        if let Some(run) = self
            .entries()
            .get_mut(&source)
            .and_then(|entry| entry.active.as_mut())
        {
            run.waits_until = Some(until);
        }
        self.publish(AppEvent::StatusChanged);
    }

    /// The last comparison with the server that this process made.
    pub(crate) fn completeness(&self, source: SourceId) -> Option<Completeness> {
        self.entries()
            .get(&source)
            .and_then(|entry| entry.completeness.clone())
    }

    /// Whether the source may sync unasked: it does not sync now, and no pause runs.
    pub(crate) fn is_due(&self, source: SourceId, now: DateTime<Utc>) -> bool {
        match self.entries().get(&source) {
            None => true,
            Some(entry) => entry.active.is_none() && entry.not_before.is_none_or(|at| at <= now),
        }
    }

    /// Forgets how the runs of a source went.
    pub(crate) fn forget(&self, source: SourceId) {
        self.entries().remove(&source);
        self.publish(AppEvent::StatusChanged);
    }

    /// Forgets a source that was removed, but for that: whoever read its row before could still begin.
    /// No other source ever has its id.
    pub(crate) fn retire(&self, source: SourceId) {
        let gone = MonitoredSource {
            is_removed: true,
            ..MonitoredSource::default()
        };
        self.entries().insert(source, gone);
        self.publish(AppEvent::StatusChanged);
    }

    fn entries(&self) -> MutexGuard<'_, HashMap<SourceId, MonitoredSource>> {
        // A panic elsewhere cannot leave these plain values half changed.
        self.sources.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl RunHandle {
    /// Notes about how long the run will go on.
    pub(crate) fn note_left(&self, left: Option<Duration>) {
        let mut entries = self.monitor.entries();
        let entry = entries.get_mut(&self.source);
        if let Some(run) = entry.and_then(|entry| entry.active.as_mut()) {
            run.left = left;
        }
    }

    /// Notes how far the run is, and tells the window when it is time again, or when a wait is over.
    pub(crate) fn report(&self, done: u64, total: Option<u64>, now: DateTime<Utc>) {
        let mut entries = self.monitor.entries();
        let Some(run) = entries
            .get_mut(&self.source)
            .and_then(|entry| entry.active.as_mut())
        else {
            return;
        };
        (run.done, run.total) = (done, total);
        // Pages are kept while the next one waits, so a report alone does not end a wait.
        let waited = run.waits_until.take_if(|until| *until <= now).is_some();
        if run.published_at.elapsed() < PROGRESS_EVERY && !waited {
            return;
        }
        run.published_at = Instant::now();
        drop(entries);
        self.monitor.publish(AppEvent::Progress {
            source: self.source,
            step: ProgressStep::Report { done, total },
        });
    }

    /// Notes a good end.
    pub(crate) fn succeeded(&self, completeness: Completeness) {
        self.note(|entry| {
            entry.ended = Some(SyncState::Idle);
            entry.completeness = Some(completeness);
            (entry.failures, entry.not_before) = (0, None);
        });
    }

    /// Notes an end that the manager asked for. It does not begin again behind the manager's back:
    /// the longest pause passes first, unless a sync is asked for.
    pub(crate) fn stopped(&self, now: DateTime<Utc>) {
        self.note(|entry| {
            entry.ended = Some(SyncState::Stopped);
            entry.not_before = Some(now + LONGEST_PAUSE);
        });
    }

    /// Notes a bad end; the next run waits longer after each, and at least as long as the server asked.
    pub(crate) fn failed(&self, state: SyncState, now: DateTime<Utc>, asked: Option<Duration>) {
        self.note(|entry| {
            entry.ended = Some(keep_since(entry.ended.take(), state));
            entry.failures = entry.failures.saturating_add(1);
            entry.not_before = Some(now + pause(entry.failures, asked));
        });
    }

    fn note(&self, change: impl FnOnce(&mut MonitoredSource)) {
        if let Some(entry) = self.monitor.entries().get_mut(&self.source) {
            change(entry);
        }
    }
}

impl Drop for RunHandle {
    fn drop(&mut self) {
        self.note(|entry| {
            entry.active = None;
            entry.ended.get_or_insert(SyncState::Stopped);
        });
        self.monitor
            .running
            .send_modify(|count| *count = count.saturating_sub(1));
        self.monitor.publish(AppEvent::Progress {
            source: self.source,
            step: ProgressStep::End,
        });
        self.monitor.publish(AppEvent::StatusChanged);
    }
}

/// "Offline since" is the beginning of the outage, not its latest confirmation.
fn keep_since(before: Option<SyncState>, after: SyncState) -> SyncState {
    match (before, after) {
        (Some(SyncState::Offline { since }), SyncState::Offline { .. }) => {
            SyncState::Offline { since }
        }
        (_, after) => after,
    }
}

fn pause(failures: u32, asked: Option<Duration>) -> TimeDelta {
    let doublings = failures.saturating_sub(1).min(8);
    let own = (FIRST_PAUSE * (1_i32 << doublings)).min(LONGEST_PAUSE);
    let asked = asked
        .and_then(|wait| TimeDelta::from_std(wait).ok())
        .unwrap_or_default();
    own.max(asked)
}

#[async_trait]
impl RunControl for SyncMonitor {
    fn note_wait(&self, source: SourceId, until: DateTime<Utc>) {
        self.note_wait_until(source, until);
    }

    fn note_signed_out(&self, source: SourceId) {
        self.entries().entry(source).or_default().ended = Some(SyncState::SignInNeeded);
        self.publish(AppEvent::StatusChanged);
    }

    fn note_status(&self) {
        self.publish(AppEvent::StatusChanged);
    }

    async fn stop_run(&self, source: SourceId) {
        self.stop(source).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: SourceId = SourceId(1);

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_790_000_000 + second, 0).expect("a time")
    }

    #[test]
    fn a_source_has_one_run_at_a_time() {
        let monitor = SyncMonitor::new();
        let root = CancellationToken::new();
        let run = monitor.begin(SOURCE, &root).expect("the first run");
        assert!(
            monitor.begin(SOURCE, &root).is_none(),
            "a second run at the same time"
        );
        drop(run);
        assert!(
            monitor.begin(SOURCE, &root).is_some(),
            "a run after the first ended"
        );
    }

    #[tokio::test]
    async fn a_source_that_leaves_begins_no_run_any_more() {
        let monitor = SyncMonitor::new();
        let root = CancellationToken::new();
        monitor.block(SOURCE).await;
        assert!(
            monitor.begin(SOURCE, &root).is_none(),
            "while it is removed"
        );
        monitor.unblock(SOURCE);
        assert!(monitor.begin(SOURCE, &root).is_some(), "it could not be");
        monitor.block(SOURCE).await;
        monitor.retire(SOURCE);
        assert!(
            monitor.begin(SOURCE, &root).is_none(),
            "by a round that had its row"
        );
        assert_eq!(monitor.state(SOURCE), None);
        assert!(monitor.begin(SourceId(2), &root).is_some());
    }

    #[test]
    fn pauses_grow_to_a_limit_and_honour_the_server() {
        let cases = [
            (1, None, 60),
            (2, None, 120),
            (4, None, 480),
            (5, None, 600),
            (4_000_000_000, None, 600),
            (1, Some(Duration::from_secs(5)), 60),
            (1, Some(Duration::from_secs(3600)), 3600),
        ];
        for (failures, asked, seconds) in cases {
            assert_eq!(
                pause(failures, asked).num_seconds(),
                seconds,
                "{failures} failures, asked {asked:?}"
            );
        }
    }

    #[test]
    fn a_failed_source_waits_and_a_good_run_clears_the_wait() {
        let monitor = SyncMonitor::new();
        let root = CancellationToken::new();
        monitor
            .begin(SOURCE, &root)
            .expect("a run")
            .failed(SyncState::SignInNeeded, at(0), None);
        assert!(!monitor.is_due(SOURCE, at(59)));
        assert!(monitor.is_due(SOURCE, at(60)));
        monitor
            .begin(SOURCE, &root)
            .expect("a run")
            .succeeded(Completeness::Unknown);
        assert!(monitor.is_due(SOURCE, at(1)));
        assert_eq!(monitor.state(SOURCE), Some(SyncState::Idle));
    }

    #[test]
    fn offline_counts_from_its_beginning() {
        let monitor = SyncMonitor::new();
        let root = CancellationToken::new();
        for second in [0, 100, 200] {
            monitor.begin(SOURCE, &root).expect("a run").failed(
                SyncState::Offline { since: at(second) },
                at(second),
                None,
            );
        }
        assert_eq!(
            monitor.state(SOURCE),
            Some(SyncState::Offline { since: at(0) })
        );
    }

    #[test]
    fn progress_is_announced_a_few_times_a_second_and_both_ends_always() {
        let monitor = SyncMonitor::new();
        let mut heard = monitor.subscribe();
        let run = monitor
            .begin(SOURCE, &CancellationToken::new())
            .expect("a run");
        (0..10_000).for_each(|done| run.report(done, None, at(0)));
        assert!(matches!(
            monitor.state(SOURCE),
            Some(SyncState::Running { done: 9_999, .. })
        ));
        drop(run);
        let mut steps = Vec::new();
        while let Ok(event) = heard.try_recv() {
            if let AppEvent::Progress { step, .. } = event {
                steps.push(step);
            }
        }
        assert_eq!(steps.first(), Some(&ProgressStep::Begin));
        assert_eq!(steps.last(), Some(&ProgressStep::End));
        assert!(steps.len() < 10, "{} events for one quick run", steps.len());
    }

    #[test]
    fn a_wait_is_shown_until_a_report_that_comes_after_it() {
        let monitor = SyncMonitor::new();
        let run = monitor
            .begin(SOURCE, &CancellationToken::new())
            .expect("a run");
        let waits = || match monitor.state(SOURCE) {
            Some(SyncState::Running { waits_until, .. }) => waits_until,
            other => panic!("{other:?}"),
        };
        monitor.note_wait_until(SOURCE, at(30));
        run.report(1, None, at(10));
        assert_eq!(waits(), Some(at(30)), "the page before was only kept");
        run.report(2, None, at(30));
        assert_eq!(waits(), None);
        drop(run);
        monitor.note_wait_until(SOURCE, at(90));
        assert_eq!(
            monitor.state(SOURCE),
            Some(SyncState::Stopped),
            "nothing runs"
        );
    }

    #[tokio::test]
    async fn stopping_waits_for_the_run_to_leave() {
        let monitor = SyncMonitor::new();
        let run = monitor
            .begin(SOURCE, &CancellationToken::new())
            .expect("a run");
        let waiting = tokio::spawn({
            let monitor = Arc::clone(&monitor);
            async move { monitor.stop(SOURCE).await }
        });
        run.cancel.cancelled().await;
        assert!(!waiting.is_finished());
        drop(run);
        waiting.await.expect("the wait ends");
    }
}
