//! Which driver a source has. This is the one place where the kind of a source is told apart: a new kind
//! is one line in [`SourceDrivers::new`].

use crate::error::AppError;
use crate::home::unlocked::UnlockedHome;
use crate::source::daybook::DaybookDriver;
use crate::source::driver::{AccountDriver, RunControl, SourceDriver};
use crate::source::nexudus::driver::NexudusDriver;
use crate::source::practice::driver::PracticeDriver;
use cache::SourceRow;
use model::SourceKind;
use std::sync::Arc;

/// The drivers of every kind that this version knows.
pub(crate) struct SourceDrivers {
    drivers: Vec<Arc<dyn SourceDriver>>,
    /// Once more by itself: it can be opened without anything typed.
    practice: Arc<PracticeDriver>,
}

impl SourceDrivers {
    /// The drivers of a home.
    pub(crate) fn new(home: &Arc<UnlockedHome>, runs: Arc<dyn RunControl>) -> Self {
        let home = || Arc::clone(home);
        let practice = Arc::new(PracticeDriver::new(home(), SourceKind::Practice));
        let drivers: Vec<Arc<dyn SourceDriver>> = vec![
            Arc::clone(&practice) as Arc<dyn SourceDriver>,
            Arc::new(DaybookDriver::new(home(), SourceKind::Daybook)),
            Arc::new(NexudusDriver::new(home(), SourceKind::Nexudus, runs)),
        ];
        Self { drivers, practice }
    }

    /// The driver of a source.
    ///
    /// # Errors
    /// [`AppError::UnknownKind`] where only a newer version knows its kind.
    pub(crate) fn of(&self, row: &SourceRow) -> Result<&dyn SourceDriver, AppError> {
        self.of_kind(&row.kind)
    }

    /// Whether a kind's conversations are invented. One that only a newer version knows is somebody's data
    /// until it says otherwise.
    pub(crate) fn invents(&self, kind: &SourceKind) -> bool {
        let driver = self.of_kind(kind);
        driver.is_ok_and(|driver| driver.capabilities().invented)
    }

    /// The account behind a source.
    pub(crate) fn account_of(&self, row: &SourceRow) -> Result<&dyn AccountDriver, AppError> {
        self.of(row)?.account()
    }

    /// The practice space.
    pub(crate) fn practice(&self) -> &PracticeDriver {
        &self.practice
    }

    /// What connects a daybook-server.
    pub(crate) fn daybook(&self) -> Result<&dyn SourceDriver, AppError> {
        self.of_kind(&SourceKind::Daybook)
    }

    /// What connects a Nexudus account.
    pub(crate) fn nexudus(&self) -> Result<&dyn SourceDriver, AppError> {
        self.of_kind(&SourceKind::Nexudus)
    }

    /// Ends what runs for the sources of every kind.
    pub(crate) async fn close(&self) {
        for driver in self.drivers.iter().rev() {
            driver.close().await;
        }
    }

    fn of_kind(&self, kind: &SourceKind) -> Result<&dyn SourceDriver, AppError> {
        let found = self.drivers.iter().find(|driver| driver.kind() == kind);
        found
            .map(|driver| driver.as_ref())
            .ok_or(AppError::UnknownKind)
    }
}
