//! What a report is made of: numbers, rules, conversations and what is known, as they were counted elsewhere.

use crate::coverage::AuditAnchor;
use model::coverage::SourceCoverage;
use model::dashboard::DashboardView;
use model::rule::RuleView;
use model::view::ConversationRow;

/// What a report tells.
#[derive(Clone, Debug)]
pub struct ReportContent {
    /// The numbers.
    pub view: DashboardView,
    /// Every rule over the same conversations, what costs most first.
    pub causes: Vec<RuleView>,
    /// What to read.
    pub readings: Vec<ReportReading>,
    /// What is known of each source.
    pub coverage: Vec<SourceCoverage>,
    /// Where the audit log stands.
    pub anchor: Option<AuditAnchor>,
}

/// A conversation that is worth reading.
#[derive(Clone, Debug)]
pub struct ReportReading {
    /// Which.
    pub row: ConversationRow,
    /// The rule that holds of it, by name.
    pub why: String,
}
