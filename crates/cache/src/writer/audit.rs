//! Adding to the audit log, in work.db: each entry whole or not at all, and on the disk when it is answered.

use super::cache_writer::CacheWriter;
use super::source_list::{begin, end};
use crate::audit_chain::AuditDraft;
use crate::audit_seal::{AuditSeal, WaitingEntry, done_with};
use crate::error::Result;
use crate::table::audit;
use crate::time;
use chrono::{DateTime, Utc};
use model::AuditAction;
use model::audit::AuditEntry;
use sqlx::SqliteConnection;
use std::path::Path;

impl CacheWriter {
    /// Adds an entry at the end of the log. Whoever leaves does not cut it off.
    ///
    /// # Errors
    /// [`crate::CacheError::InUse`] where another process writes: [`AuditSeal::leave`] is for those who only read.
    pub async fn append_audit(&self, draft: AuditDraft) -> Result<AuditEntry> {
        self.require_lock()?;
        self.unhurried(move |writer| async move {
            let mut work = writer.inner.shared.work.lock().await;
            let work = work.writable()?;
            begin(work).await?;
            let added = audit::append(work, draft).await;
            end(work, added).await
        })
        .await
    }

    /// Takes the entries that wait in a folder into the log, by time. A file that does not open is told as an entry
    /// of its own, since somebody touched it. Answers how many were taken.
    ///
    /// # Errors
    /// As [`Self::append_audit`]; the files stay until their entries are on the disk.
    pub async fn take_in_audit(&self, seal: &AuditSeal, dir: &Path) -> Result<u64> {
        self.require_lock()?;
        let waiting = seal.read_waiting(dir);
        if waiting.is_empty() {
            return Ok(0);
        }
        let mut work = self.inner.shared.work.lock().await;
        let conn = work.writable()?;
        begin(conn).await?;
        let taken = append_all(conn, &waiting).await;
        end(conn, taken).await?;
        for one in &waiting {
            // What stays is taken once more at the next opening: an entry twice is no entry lost.
            let _ = done_with(one);
        }
        Ok(waiting.len() as u64)
    }
}

async fn append_all(work: &mut SqliteConnection, waiting: &[WaitingEntry]) -> Result<()> {
    let mut at = None;
    for one in waiting {
        let draft = match one {
            WaitingEntry::Sound(_, draft) => draft.clone(),
            WaitingEntry::Unreadable(path) => unreadable(path, at),
        };
        at = Some(draft.at);
        audit::append(work, draft).await?;
    }
    Ok(())
}

/// Its name begins with its time; where that was touched too, the time of the entry before it stands.
fn unreadable(path: &Path, before: Option<DateTime<Utc>>) -> AuditDraft {
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    let millis = name.split('-').next().and_then(|text| text.parse().ok());
    let what = serde_json::json!({ "file": name, "state": "unreadable" });
    AuditDraft {
        at: millis.map(time::instant).or(before).unwrap_or_default(),
        who: String::new(),
        action: AuditAction::Other("waiting_entry".to_owned()),
        what: what.to_string(),
    }
}
