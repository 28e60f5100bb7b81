//! The audit log, as it is looked at.

use super::dialog::{DialogKind, DialogState};
use super::notices::NoticesState;
use crate::ipc;
use leptos::prelude::*;
use model::audit::{AuditCheck, AuditEntry};

/// Entries that are shown: the newest.
const SHOWN: u64 = 200;

/// What is known of the log.
#[derive(Clone, Copy)]
pub(crate) struct AuditState {
    /// The newest entries, the newest first.
    pub(crate) entries: RwSignal<Vec<AuditEntry>>,
    /// What came of looking at every entry.
    pub(crate) check: RwSignal<Option<AuditCheck>>,
    /// Whether an answer is awaited.
    pub(crate) is_busy: RwSignal<bool>,
    notices: NoticesState,
    dialogs: DialogState,
}

impl AuditState {
    /// Nothing is known yet.
    pub(super) fn new(notices: NoticesState, dialogs: DialogState) -> Self {
        Self {
            entries: RwSignal::new(Vec::new()),
            check: RwSignal::new(None),
            is_busy: RwSignal::new(false),
            notices,
            dialogs,
        }
    }

    /// Opens the log.
    pub(crate) fn show(self) {
        self.check.set(None);
        self.entries.set(Vec::new());
        self.dialogs.open(DialogKind::Audit);
        self.verify(String::new());
    }

    /// Looks at every entry, and for a head that was noted elsewhere.
    pub(crate) fn verify(self, head: String) {
        self.is_busy.set(true);
        self.notices.run(async move {
            let answer = self.looked(head).await;
            self.is_busy.set(false);
            answer
        });
    }

    async fn looked(self, head: String) -> Result<(), model::failure::Failure> {
        let check = ipc::check_audit(head).await?;
        let after = check.entries.saturating_sub(SHOWN);
        let mut entries = ipc::audit_entries(after).await?;
        entries.reverse();
        self.entries.set(entries);
        self.check.set(Some(check));
        Ok(())
    }
}
