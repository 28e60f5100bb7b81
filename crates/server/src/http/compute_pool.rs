//! Work that computes for long: on threads of its own, so many at a time, with a deadline. Whoever asks
//! for anything else is answered meanwhile. It must not know what the work is.

use super::error::HttpError;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;

/// Threads for one kind of work.
#[derive(Clone, Debug)]
pub(crate) struct ComputePool {
    places: Arc<Semaphore>,
    patience: Duration,
}

impl ComputePool {
    /// Places for so many at a time; who is not done in time is told so.
    pub(crate) fn new(places: usize, patience: Duration) -> Self {
        Self {
            places: Arc::new(Semaphore::new(places)),
            patience,
        }
    }

    /// Does some work.
    ///
    /// # Errors
    /// It was not done in time, or it panicked. A place is taken until the work itself has ended.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, HttpError> {
        let places = self.places.clone();
        let done = async move {
            let place = places.acquire_owned().await;
            tokio::task::spawn_blocking(move || {
                let done = work();
                drop(place);
                done
            })
            .await
        };
        match tokio::time::timeout(self.patience, done).await {
            Ok(Ok(done)) => Ok(done),
            Ok(Err(_)) => {
                tracing::error!("what was asked for could not be computed");
                Err(HttpError::failed())
            }
            Err(_) => Err(HttpError::timed_out()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;

    const LONG: Duration = Duration::from_secs(60);

    #[tokio::test]
    async fn what_panics_or_takes_too_long_costs_its_own_answer_alone() {
        let pool = ComputePool::new(1, LONG);
        let failed = pool.run(|| panic!("as it should")).await.map(|(): ()| ());
        assert_eq!(failed.unwrap_err().code(), "internal");
        assert_eq!(pool.run(|| 1).await.unwrap(), 1);

        let hasty = ComputePool {
            patience: Duration::from_millis(20),
            ..pool.clone()
        };
        let (go, wait) = mpsc::channel::<()>();
        let late = hasty.run(move || wait.recv()).await;
        assert_eq!(late.unwrap_err().code(), "timed_out");
        // The thread is not done: who comes meanwhile waits, and no second thread is taken.
        let queued = hasty.run(|| 2).await;
        assert_eq!(queued.unwrap_err().code(), "timed_out");
        go.send(()).unwrap();
        assert_eq!(pool.run(|| 3).await.unwrap(), 3);
    }
}
