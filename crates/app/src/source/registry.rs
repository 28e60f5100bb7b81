//! Which driver a source has. This is the one place where the kind of a source is matched.

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
    practice: PracticeDriver,
    daybook: DaybookDriver,
    nexudus: NexudusDriver,
}

impl SourceDrivers {
    /// The drivers of a home.
    pub(crate) fn new(home: &Arc<UnlockedHome>, runs: Arc<dyn RunControl>) -> Self {
        Self {
            practice: PracticeDriver::new(Arc::clone(home), SourceKind::Practice),
            daybook: DaybookDriver::new(Arc::clone(home), SourceKind::Daybook),
            nexudus: NexudusDriver::new(Arc::clone(home), SourceKind::Nexudus, runs),
        }
    }

    /// The driver of a source.
    pub(crate) fn of(&self, row: &SourceRow) -> Result<&dyn SourceDriver, AppError> {
        match &row.kind {
            SourceKind::Practice => Ok(&self.practice),
            SourceKind::Daybook => Ok(&self.daybook),
            SourceKind::Nexudus => Ok(&self.nexudus),
            SourceKind::Other(_) => Err(AppError::UnknownKind),
        }
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
    pub(crate) fn daybook(&self) -> &dyn SourceDriver {
        &self.daybook
    }

    /// What connects a Nexudus account.
    pub(crate) fn nexudus(&self) -> &dyn SourceDriver {
        &self.nexudus
    }

    /// Ends what runs for the sources of every kind.
    pub(crate) async fn close(&self) {
        for driver in self.all() {
            driver.close().await;
        }
    }

    fn all(&self) -> [&dyn SourceDriver; 3] {
        [&self.nexudus, &self.practice, &self.daybook]
    }
}
