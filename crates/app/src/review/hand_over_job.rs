//! Handing over for a window: one at a time, beside everything else, told of while it goes on and stopped when somebody
//! asks. Where to is said by whoever holds the page, after a person chose it: no script of the page names a place.

use crate::error::AppError;
use crate::review::hand_over;
use crate::sync::monitor::SyncMonitor;
use crate::sync::service::SyncService;
use export::{ExistingTarget, ExportOrder, ExportWatch, ProductionOrder};
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
        state.stop = stop.clone();
        let watch = ExportWatch {
            stop,
            ..ExportWatch::default()
        };
        let job = Arc::clone(self);
        state.work = Some(tokio::spawn(async move {
            let work = perform(&service, order, target, &watch);
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
        let view = self.view()?;
        let path = Path::new(&view.path);
        match view.stage {
            HandOverStage::Exported(_) => path.parent().map(Path::to_path_buf),
            HandOverStage::Produced(_) => Some(path.to_path_buf()),
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
    })
}
