//! Handing over for a window: one at a time, beside everything else, told of while it goes on and stopped when somebody
//! asks. Where to is said by whoever holds the page, after a person chose it: no script of the page names a place.

use crate::error::AppError;
use crate::review::{hand_over, person, report};
use crate::sync::monitor::SyncMonitor;
use crate::sync::service::SyncService;
use export::{ExistingTarget, ExportOrder, ExportWatch, ProductionOrder, ReportOrder};
use model::event::AppEvent;
use model::failure::Failure;
use model::handover::{ExportProgress, HandOverOrder, HandOverStage, HandOverView};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// The window is told at most this often: the eye sees no more.
const TOLD_EVERY: Duration = Duration::from_millis(200);

/// The hand-over that runs, or the last one.
#[derive(Debug)]
pub(crate) struct HandOverJob {
    state: Mutex<HandOverJobState>,
    monitor: Arc<SyncMonitor>,
}

#[derive(Debug, Default)]
struct HandOverJobState {
    view: Option<HandOverView>,
    /// Where it will be, or is. What is told of it is words: a name need not be one.
    target: PathBuf,
    stop: CancellationToken,
    work: Option<JoinHandle<()>>,
}

impl HandOverJob {
    /// Nothing was handed over yet.
    pub(crate) fn new(monitor: Arc<SyncMonitor>) -> Arc<Self> {
        Arc::new(Self {
            state: Mutex::default(),
            monitor,
        })
    }

    /// Begins, and answers at once. What an export wrote at that place is replaced: the person who chose it said so.
    pub(crate) fn begin(
        self: &Arc<Self>,
        service: Arc<SyncService>,
        stop: CancellationToken,
        order: HandOverOrder,
        target: PathBuf,
    ) -> Result<HandOverView, AppError> {
        let place = target.clone();
        let work = |watch| async move { perform(&service, order, place, &watch).await };
        self.start(stop, target, work)
    }

    /// Begins some work, which ends as failed wherever it breaks off.
    fn start<W, F>(
        self: &Arc<Self>,
        stop: CancellationToken,
        target: PathBuf,
        work: W,
    ) -> Result<HandOverView, AppError>
    where
        W: FnOnce(ExportWatch) -> F,
        F: Future<Output = Result<HandOverStage, AppError>> + Send + 'static,
    {
        let mut state = self.state();
        let last = state.view.as_ref();
        if last.is_some_and(HandOverView::is_running) {
            return Err(AppError::HandOverRuns);
        }
        let view = HandOverView {
            number: last.map_or(0, |view| view.number) + 1,
            path: target.display().to_string(),
            stage: HandOverStage::Running(ExportProgress::default()),
        };
        state.view = Some(view.clone());
        state.target = target;
        state.stop = stop.clone();
        let watch = ExportWatch {
            stop,
            ..ExportWatch::default()
        };
        let running = RunningHandOver(Arc::clone(self));
        let work = work(watch.clone());
        state.work = Some(tokio::spawn(async move {
            let job = &running.0;
            let stage = job.followed(work, &watch).await.unwrap_or_else(|error| {
                tracing::warn!(%error, "nothing was handed over");
                HandOverStage::Failed(Failure::from(error))
            });
            job.settle(stage);
        }));
        Ok(view)
    }

    /// How the last one stands; none where nothing was handed over since the start.
    pub(crate) fn view(&self) -> Option<HandOverView> {
        self.state().view.clone()
    }

    /// Asks the one that runs to stop.
    pub(crate) fn stop(&self) {
        self.state().stop.cancel();
    }

    /// Stops what runs and waits until it has: nothing is then left beside its place.
    pub(crate) async fn close(&self) {
        self.stop();
        let work = self.state().work.take();
        if let Some(work) = work {
            // A task that ended badly has ended.
            let _ended = work.await;
        }
    }

    /// The folder in which the last result lies; none where none does.
    pub(crate) fn folder(&self) -> Option<PathBuf> {
        let state = self.state();
        match state.view.as_ref()?.stage {
            HandOverStage::Exported(_) => state.target.parent().map(Path::to_path_buf),
            HandOverStage::Produced(_) => Some(state.target.clone()),
            HandOverStage::Running(_) | HandOverStage::Failed(_) => None,
        }
    }

    /// Works, and tells how far it is meanwhile.
    async fn followed<T>(&self, work: impl Future<Output = T>, watch: &ExportWatch) -> T {
        let mut progress = watch.progress.subscribe();
        let tell = async {
            while progress.changed().await.is_ok() {
                let far = *progress.borrow_and_update();
                self.settle(HandOverStage::Running(far));
                tokio::time::sleep(TOLD_EVERY).await;
            }
            std::future::pending::<()>().await;
        };
        tokio::select! {
            done = work => done,
            () = tell => std::future::pending().await,
        }
    }

    fn settle(&self, stage: HandOverStage) {
        if let Some(view) = &mut self.state().view {
            view.stage = stage;
        }
        self.monitor.publish(AppEvent::HandOverChanged);
    }

    // What a panic left behind is a view of something that ended, so a poisoned lock is taken over.
    fn state(&self) -> MutexGuard<'_, HandOverJobState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What runs. Dropping it ends it in the view, so that no panic leaves a hand-over "at work" for ever, which would keep
/// the next one out.
struct RunningHandOver(Arc<HandOverJob>);

impl Drop for RunningHandOver {
    fn drop(&mut self) {
        let broke_off = self.0.view().is_some_and(|view| view.is_running());
        if broke_off {
            tracing::error!("a hand-over broke off");
            self.0.settle(HandOverStage::Failed(Failure::Internal));
        }
    }
}

async fn perform(
    service: &SyncService,
    order: HandOverOrder,
    target: PathBuf,
    watch: &ExportWatch,
) -> Result<HandOverStage, AppError> {
    let existing = ExistingTarget::Replaced;
    Ok(match order {
        HandOverOrder::Export(request) => {
            let order = ExportOrder {
                request,
                target,
                existing,
            };
            HandOverStage::Exported(hand_over::export_to(service, order, watch).await?)
        }
        HandOverOrder::Production(request) => {
            let order = ProductionOrder {
                filter: request.filter,
                sort: request.sort,
                masking: request.masking,
                system_messages: request.system_messages,
                target,
                existing,
            };
            HandOverStage::Produced(hand_over::produce(service, order, watch).await?)
        }
        HandOverOrder::Person(asked) => {
            let place = (target, existing);
            HandOverStage::Exported(person::export(service, asked, place, watch).await?)
        }
        HandOverOrder::Report(request) => {
            let order = ReportOrder {
                request,
                target,
                existing,
            };
            HandOverStage::Exported(report::report(service, order, watch).await?)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::handover::ProductionResult;

    fn job() -> Arc<HandOverJob> {
        HandOverJob::new(SyncMonitor::new())
    }

    /// Begins work and waits until its task has ended, however it does.
    async fn ended<F>(job: &Arc<HandOverJob>, target: &Path, work: F) -> HandOverView
    where
        F: Future<Output = Result<HandOverStage, AppError>> + Send + 'static,
    {
        let begun = job.start(CancellationToken::new(), target.to_owned(), |_| work);
        begun.expect("begins");
        let task = job.state().work.take().expect("a task");
        let _however = task.await;
        job.view().expect("a view")
    }

    fn produced() -> HandOverStage {
        HandOverStage::Produced(ProductionResult {
            path: String::new(),
            conversations: 1,
            messages: 1,
            pages: 1,
            masks: 0,
            public_key: String::new(),
        })
    }

    #[tokio::test]
    async fn what_breaks_off_has_failed_and_the_next_one_works() {
        let job = job();
        let target = Path::new("/somewhere/set");
        let view = ended(&job, target, async { panic!("a fault of ours") }).await;
        assert_eq!(view.stage, HandOverStage::Failed(Failure::Internal));
        assert_eq!(job.folder(), None);
        let view = ended(&job, target, async { Ok(produced()) }).await;
        assert_eq!((view.number, view.stage), (2, produced()));
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn a_folder_is_the_one_that_was_chosen_whatever_its_name() {
        use std::os::unix::ffi::OsStrExt;
        let name = std::ffi::OsStr::from_bytes(b"/somewhere/f\xfc\xdfe");
        let job = job();
        ended(&job, Path::new(name), async { Ok(produced()) }).await;
        assert_eq!(job.folder().as_deref(), Some(Path::new(name)));
    }
}
