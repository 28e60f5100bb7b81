//! The audit log, read and looked at. Nothing here writes.

use super::reader::CacheReader;
use crate::error::Result;
use crate::table::audit;
use model::audit::{AuditCheck, AuditEntry, AuditFault};

impl CacheReader {
    /// Entries after a number, in their order, so many at most.
    ///
    /// # Errors
    /// [`crate::CacheError`] where the engine refuses, as for every read here.
    pub async fn audit_entries(&self, after: u64, most: u32) -> Result<Vec<AuditEntry>> {
        let mut work = self.shared.work.lock().await;
        match work.readable()? {
            Some(work) => audit::after(work, after, most).await,
            None => Ok(Vec::new()),
        }
    }

    /// The last entry; none before the first.
    ///
    /// # Errors
    /// [`crate::CacheError`] where the engine refuses.
    pub async fn audit_head(&self) -> Result<Option<AuditEntry>> {
        let mut work = self.shared.work.lock().await;
        match work.readable()? {
            Some(work) => audit::last(work).await,
            None => Ok(None),
        }
    }

    /// Looks at every entry and says what the first fault is. A head that was noted elsewhere must stand in the log.
    ///
    /// # Errors
    /// [`crate::CacheError`] where the engine refuses.
    pub async fn verify_audit(&self, noted: Option<&str>) -> Result<AuditCheck> {
        let mut work = self.shared.work.lock().await;
        let (walked, anchored_at) = match work.readable()? {
            Some(work) => audit::walk(work, noted).await?,
            None => Default::default(),
        };
        let is_unknown = noted.is_some() && anchored_at.is_none();
        let fault = walked
            .fault
            .or_else(|| is_unknown.then_some(AuditFault::AnchorUnknown));
        Ok(AuditCheck {
            entries: walked.entries,
            head: walked.head,
            anchored_at,
            waiting: 0,
            fault,
        })
    }
}
