//! Carries deletions for privacy to their servers: at once where the server can be reached, else before the next run
//! reads anything. What leaves this laptop is the server's own id of a conversation.

use crate::error::AppError;
use crate::explain::explain;
use crate::home::audit_trail::facts;
use crate::sync::erasure_attempt::ErasureAttempt;
use crate::sync::service::SyncService;
use cache::{SourceRow, StoredDeletion};
use model::deletion::DeletionStage;
use model::{AuditAction, RemoteId};
use sources::{Source, SourceError};

/// The store of a server that a source is of, as deletions and notes name it.
pub(crate) fn store_of(row: &SourceRow) -> &str {
    row.identity.as_deref().unwrap_or(&row.url)
}

impl SyncService {
    /// What of deletions is still to be done for a source: what its cache may have forgotten is kept away, its server
    /// is told what it has not heard of yet, and what was not overwritten is. Nothing of it is done twice at once.
    pub(crate) async fn end_deletions(
        &self,
        row: &SourceRow,
        server: &dyn Source,
    ) -> Result<(), AppError> {
        let mut attempt = self.deleting.lock().await;
        let of_store = self.deletions_of(row).await?;
        if of_store.is_empty() {
            return Ok(());
        }
        let writer = &self.home.writer;
        let gone = names(&of_store, is_gone_here);
        writer.bury(row.id, &gone, self.home.now()).await?;
        self.carry_waiting(row, server, &of_store).await?;
        let unerased = names(&self.deletions_of(row).await?, |it| {
            it.erased_at.is_none() && !matches!(it.state, DeletionStage::Refused { .. })
        });
        if unerased.is_empty() || !attempt.is_due(self.home.now()) {
            return Ok(());
        }
        // A disk that is full keeps no sync out: that what was deleted is not overwritten yet stands in its list.
        if let Err(error) = self.erase(row, unerased, &mut attempt).await {
            tracing::warn!(source = %row.id, %error, "what was deleted is not overwritten yet");
        }
        Ok(())
    }

    /// Takes conversations away for ever, and writes in the audit log that they went.
    pub(crate) async fn erase(
        &self,
        row: &SourceRow,
        gone: Vec<RemoteId>,
        attempt: &mut ErasureAttempt,
    ) -> Result<(), AppError> {
        let now = self.home.now();
        attempt.fail(now);
        self.home.writer.erase(row.id, gone.clone(), now).await?;
        attempt.succeed();
        self.note_deleted(row, &gone).await;
        Ok(())
    }

    async fn deletions_of(&self, row: &SourceRow) -> Result<Vec<StoredDeletion>, AppError> {
        let mut all = self.home.reader.deletions().await?;
        all.retain(|it| it.store == store_of(row));
        Ok(all)
    }

    /// A deletion that cannot be carried waits on: what a run meets then it says itself. Another store that answers at
    /// the address is told nothing: its ids may be the same.
    async fn carry_waiting(
        &self,
        row: &SourceRow,
        server: &dyn Source,
        deletions: &[StoredDeletion],
    ) -> Result<(), AppError> {
        let waiting = names(deletions, |it| it.state == DeletionStage::Waiting);
        if waiting.is_empty() || !is_of(server, row).await {
            return Ok(());
        }
        for id in waiting {
            self.carry(row, server, &id).await?;
        }
        Ok(())
    }

    /// Has a server delete a conversation, and writes down what it said.
    pub(crate) async fn carry(
        &self,
        row: &SourceRow,
        server: &dyn Source,
        id: &RemoteId,
    ) -> Result<DeletionStage, AppError> {
        let state = match server.delete_conversation(id).await {
            Ok(()) => DeletionStage::Carried {
                at: self.home.now(),
            },
            Err(error) if is_final(&error) => DeletionStage::Refused {
                failure: explain(&AppError::Source(error)),
            },
            Err(error) => {
                tracing::info!(source = %row.id, %error, "a deletion waits for its server");
                DeletionStage::Waiting
            }
        };
        if state != DeletionStage::Waiting {
            let settled = state.clone();
            let store = store_of(row).to_owned();
            let writer = &self.home.writer;
            writer.settle_deletion(store, id.clone(), settled).await?;
        }
        Ok(state)
    }

    /// Each is an entry by the id that its server knows: whoever audits sees what went, and not what was in it.
    async fn note_deleted(&self, row: &SourceRow, gone: &[RemoteId]) {
        for id in gone {
            let deleted = facts([
                ("kind", "conversation".into()),
                ("store", store_of(row).to_owned().into()),
                ("conversation", id.0.clone().into()),
            ]);
            let (audit, now) = (&self.home.audit, self.home.now());
            audit.note(now, AuditAction::Delete, deleted).await;
        }
    }
}

/// Whether the server of a source is the one that its conversations came from.
pub(crate) async fn is_of(server: &dyn Source, row: &SourceRow) -> bool {
    let hello = server.identify().await;
    hello.is_ok_and(|hello| row.identity.as_deref() == Some(hello.identity.as_str()))
}

/// What was refused before anything was erased is here as it is there.
fn is_gone_here(deletion: &StoredDeletion) -> bool {
    deletion.erased_at.is_some() || !matches!(deletion.state, DeletionStage::Refused { .. })
}

fn names(deletions: &[StoredDeletion], which: impl Fn(&StoredDeletion) -> bool) -> Vec<RemoteId> {
    let some = deletions.iter().filter(|it| which(it));
    some.map(|it| RemoteId(it.conversation.clone())).collect()
}

/// Whether asking again would be answered alike. A sign-in that lapsed can be renewed, and a guest network left.
fn is_final(error: &SourceError) -> bool {
    matches!(
        error,
        SourceError::Forbidden { .. } | SourceError::Refused { .. }
    )
}
