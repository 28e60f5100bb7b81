//! The report of a period, as it is asked for.

use crate::dashboard::DashboardPeriod;
use crate::request::ListFilter;
use serde::{Deserialize, Serialize};

/// What the file of a report is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReportFormat {
    /// Tagged PDF.
    #[default]
    Pdf,
    /// A page for a browser.
    Html,
}

impl ReportFormat {
    /// Its name, as manifests and the audit log say it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Html => "html",
        }
    }
}

/// Asks for a report.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportRequest {
    /// Of which conversations. Where its search asks for days, those are the period.
    pub filter: ListFilter,
    /// Of which days.
    pub period: DashboardPeriod,
    /// What the file is.
    pub format: ReportFormat,
}
