//! Work that a running server does by itself, again and again: each job has a period, a name for the
//! log, and an end. It must not know what the work is.

use futures::FutureExt as _;
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;
use tokio::task::JoinSet;
use tokio::time::{Instant, MissedTickBehavior};
use tokio_util::sync::CancellationToken;

/// Jobs that run until they are asked to finish. Dropping them cuts them short.
#[derive(Debug, Default)]
pub struct BackgroundJobs {
    stop: CancellationToken,
    running: JoinSet<()>,
}

impl BackgroundJobs {
    /// None yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Is cancelled when the jobs are asked to finish: for a job that waits by itself.
    #[must_use]
    pub fn stopping(&self) -> CancellationToken {
        self.stop.clone()
    }

    /// Runs a job at once and then once a period. A run that takes longer than the period delays the
    /// next one; a run that panics is logged, and the next one comes all the same.
    pub fn every<F, Run>(&mut self, name: &'static str, period: Duration, job: F)
    where
        F: Fn() -> Run + Send + 'static,
        Run: Future<Output = ()> + Send + 'static,
    {
        let stop = self.stop.clone();
        self.running.spawn(async move {
            let mut ticks = tokio::time::interval_at(Instant::now(), period);
            ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
            loop {
                tokio::select! {
                    biased;
                    () = stop.cancelled() => return,
                    _ = ticks.tick() => survive(name, job()).await,
                }
            }
        });
    }

    /// Runs a job at once, then once a period, and whenever the bell rings. A ring during a run brings
    /// one more run after it.
    pub fn every_or_rung<F, Run>(
        &mut self,
        name: &'static str,
        period: Duration,
        bell: Arc<Notify>,
        job: F,
    ) where
        F: Fn() -> Run + Send + 'static,
        Run: Future<Output = ()> + Send + 'static,
    {
        let stop = self.stop.clone();
        self.running.spawn(async move {
            while !stop.is_cancelled() {
                survive(name, job()).await;
                tokio::select! {
                    () = stop.cancelled() => return,
                    () = bell.notified() => {}
                    () = tokio::time::sleep(period) => {}
                }
            }
        });
    }

    /// Runs a job that ends by itself when [`BackgroundJobs::stopping`] is cancelled.
    pub fn start(&mut self, name: &'static str, job: impl Future<Output = ()> + Send + 'static) {
        self.running.spawn(survive(name, job));
    }

    /// Asks every job to finish, and waits for the runs under way, but no longer than `grace`.
    pub async fn finish(mut self, grace: Duration) {
        self.stop.cancel();
        let all = async { while self.running.join_next().await.is_some() {} };
        if tokio::time::timeout(grace, all).await.is_err() {
            tracing::warn!("a job did not finish in time and was cut short");
        }
    }
}

async fn survive(name: &'static str, run: impl Future<Output = ()>) {
    if AssertUnwindSafe(run).catch_unwind().await.is_err() {
        tracing::error!(job = name, "a job panicked");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU32, Ordering};
    use tokio::sync::mpsc;

    const LONG: Duration = Duration::from_secs(60);

    #[tokio::test]
    async fn a_job_runs_again_and_again_even_after_a_panic() {
        let (ran, mut runs) = mpsc::unbounded_channel();
        let count = Arc::new(AtomicU32::new(0));
        let mut jobs = BackgroundJobs::new();
        jobs.every("test", Duration::from_millis(1), move || {
            let (ran, nth) = (ran.clone(), count.fetch_add(1, Ordering::SeqCst));
            async move {
                assert_ne!(nth, 1, "the second run panics, as it should");
                let _ = ran.send(nth);
            }
        });
        assert_eq!(runs.recv().await, Some(0));
        assert_eq!(runs.recv().await, Some(2));
        jobs.finish(LONG).await;
        while runs.recv().await.is_some() {}
    }

    #[tokio::test]
    async fn a_bell_brings_a_run_long_before_the_period_is_over() {
        let (ran, mut runs) = mpsc::unbounded_channel();
        let bell = Arc::new(Notify::new());
        let mut jobs = BackgroundJobs::new();
        jobs.every_or_rung("test", LONG * 60, bell.clone(), move || {
            let ran = ran.clone();
            async move {
                let _ = ran.send(());
            }
        });
        assert_eq!(runs.recv().await, Some(()));
        for _ in 0..3 {
            bell.notify_one();
            assert_eq!(runs.recv().await, Some(()));
        }
        jobs.finish(LONG).await;
        assert_eq!(runs.recv().await, None);
    }

    #[tokio::test]
    async fn finishing_waits_for_the_run_under_way() {
        let (begun, go) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let done = Arc::new(AtomicU32::new(0));
        let mut jobs = BackgroundJobs::new();
        let shared = (begun.clone(), go.clone(), done.clone());
        jobs.every("test", LONG, move || {
            let (begun, go, done) = shared.clone();
            async move {
                begun.notify_one();
                go.notified().await;
                done.store(1, Ordering::SeqCst);
            }
        });
        begun.notified().await;
        let stopping = jobs.stopping();
        let finishing = tokio::spawn(jobs.finish(LONG));
        stopping.cancelled().await;
        go.notify_one();
        finishing.await.unwrap();
        assert_eq!(done.load(Ordering::SeqCst), 1);
    }
}
