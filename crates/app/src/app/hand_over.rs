//! What leaves the laptop, and the log of what was done on it. No network is touched here.

use crate::app::App;
use crate::error::AppError;
use crate::review::{hand_over, report};
use cache::SqlLimits;
use export::{ExportOrder, ExportWatch, ProductionOrder, ReportOrder};
use model::audit::{AuditCheck, AuditEntry, SqlTable};
use model::handover::{
    ExportResult, HandOverOrder, HandOverPreview, HandOverView, ProductionResult,
};
use std::path::PathBuf;

/// Entries of the log in one answer.
const ENTRIES_MOST: u32 = 1_000;

impl App {
    /// Exports what a filter selects in the world that is shown, into a file or a folder that is named. The audit log
    /// says of it before it is there.
    ///
    /// # Errors
    /// [`AppError::Export`] where the place cannot be used or somebody stopped it: nothing is then left behind;
    /// [`AppError::AuditNotKept`] where the log takes no entry; else as [`App::open_list`].
    pub async fn export_to(
        &self,
        order: ExportOrder,
        watch: &ExportWatch,
    ) -> Result<ExportResult, AppError> {
        let service = self.unlocked().await?;
        hand_over::export_to(&service, order, watch).await
    }

    /// Makes a production set of what a filter selects in the world that is shown: a folder that proves itself.
    ///
    /// # Errors
    /// As [`App::export_to`]; [`AppError::Vault`] where the signing key cannot be kept or read.
    pub async fn produce(
        &self,
        order: ProductionOrder,
        watch: &ExportWatch,
    ) -> Result<ProductionResult, AppError> {
        let service = self.unlocked().await?;
        hand_over::produce(&service, order, watch).await
    }

    /// Makes the report of a period of what a filter selects in the world that is shown, people masked.
    ///
    /// # Errors
    /// As [`App::export_to`].
    pub async fn report(
        &self,
        order: ReportOrder,
        watch: &ExportWatch,
    ) -> Result<ExportResult, AppError> {
        let service = self.unlocked().await?;
        report::report(&service, order, watch).await
    }

    /// What would be handed over: how much, and the beginning of it.
    ///
    /// # Errors
    /// As [`App::export_to`].
    pub async fn preview_hand_over(
        &self,
        order: HandOverOrder,
    ) -> Result<HandOverPreview, AppError> {
        let service = self.unlocked().await?;
        match &order {
            HandOverOrder::Report(request) => report::preview(&service, request).await,
            _ => hand_over::preview(&service, order).await,
        }
    }

    /// What a file or a folder is called where nobody calls it otherwise.
    #[must_use]
    pub fn hand_over_name(&self, order: &HandOverOrder) -> String {
        let day = self.inner.options.clock.now().date_naive();
        match (order, order.file_ending()) {
            // No name of a file names anybody: it stands in lists of recent files.
            (HandOverOrder::Person(_), _) => format!("daybook-person-{day}"),
            (HandOverOrder::Report(_), Some(ending)) => format!("daybook-report-{day}.{ending}"),
            (_, Some(ending)) => format!("daybook-{day}.{ending}"),
            (_, None) => format!("daybook-{day}"),
        }
    }

    /// Begins to hand over for a window, and answers at once. What an export wrote at that place is replaced: the person
    /// who chose it said so.
    ///
    /// # Errors
    /// [`AppError::HandOverRuns`] while another one runs; [`AppError::Locked`] before unlocking. What fails later is told
    /// by [`App::hand_over_view`].
    pub async fn begin_hand_over(
        &self,
        order: HandOverOrder,
        target: PathBuf,
    ) -> Result<HandOverView, AppError> {
        let service = self.unlocked().await?;
        let stop = self.inner.root.child_token();
        self.inner.hand_over.begin(service, stop, order, target)
    }

    /// How the last hand-over stands; none where nothing was handed over since the start.
    ///
    /// # Errors
    /// None: a window that asks gets an answer.
    #[expect(clippy::unused_async, reason = "every command of the table is awaited")]
    pub async fn hand_over_view(&self) -> Result<Option<HandOverView>, AppError> {
        Ok(self.inner.hand_over.view())
    }

    /// Asks the one that runs to stop; nothing of it is then in its place.
    ///
    /// # Errors
    /// None.
    #[expect(clippy::unused_async, reason = "every command of the table is awaited")]
    pub async fn stop_hand_over(&self) -> Result<(), AppError> {
        self.inner.hand_over.stop();
        Ok(())
    }

    /// The folder in which the last result lies; none where none does.
    #[must_use]
    pub fn handed_over_folder(&self) -> Option<PathBuf> {
        self.inner.hand_over.folder()
    }

    /// Asks an auditor's question over the documented views of the world that is shown, within limits. The audit log
    /// says that something is asked, by a keyed hash.
    ///
    /// # Errors
    /// [`AppError::Cache`] for what is no single SELECT over the views or takes too long, or where the store fails;
    /// [`AppError::AuditNotKept`] where the log takes no entry.
    pub async fn ask_sql(&self, sql: &str, limits: SqlLimits) -> Result<SqlTable, AppError> {
        let service = self.unlocked().await?;
        hand_over::ask_sql(&service, sql, limits).await
    }

    /// Entries of the audit log after a number, at most 1,000 at once.
    ///
    /// # Errors
    /// [`AppError::Locked`] before unlocking; [`AppError::Cache`] when the store fails.
    pub async fn audit_entries(&self, after: u64) -> Result<Vec<AuditEntry>, AppError> {
        let service = self.unlocked().await?;
        let reader = &service.home.reader;
        Ok(reader.audit_entries(after, ENTRIES_MOST).await?)
    }

    /// The same for a window: an empty head is none.
    ///
    /// # Errors
    /// As [`App::verify_audit`].
    pub async fn check_audit(&self, head: &str) -> Result<AuditCheck, AppError> {
        let head = head.trim().to_lowercase();
        self.verify_audit(Some(head.as_str()).filter(|head| !head.is_empty()))
            .await
    }

    /// Looks at every entry of the audit log, and for a head that was noted elsewhere.
    ///
    /// # Errors
    /// As [`App::audit_entries`]. A log that was changed is an answer.
    pub async fn verify_audit(&self, noted: Option<&str>) -> Result<AuditCheck, AppError> {
        let service = self.unlocked().await?;
        hand_over::verify_audit(&service.home, noted).await
    }
}
