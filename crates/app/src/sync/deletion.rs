//! Carries deletions for privacy to their servers: at once where the server can be reached, else before the next run
//! reads anything. What leaves this laptop is the server's own id of a conversation.

use crate::error::AppError;
use crate::explain::explain;
use crate::sync::service::SyncService;
use cache::{SourceRow, StoredDeletion};
use model::RemoteId;
use model::deletion::DeletionStage;
use sources::{Source, SourceError};

/// The store of a server that a source is of, as deletions and notes name it.
pub(crate) fn store_of(row: &SourceRow) -> &str {
    row.identity.as_deref().unwrap_or(&row.url)
}

impl SyncService {
    /// Tells the server of a source what it has not heard of yet. A deletion that cannot be carried waits on: what a
    /// run meets then it says itself.
    pub(crate) async fn carry_waiting(
        &self,
        row: &SourceRow,
        server: &dyn Source,
    ) -> Result<(), AppError> {
        let deletions = self.home.reader.deletions().await?.into_iter();
        let is_due =
            |it: &StoredDeletion| it.store == store_of(row) && it.state == DeletionStage::Waiting;
        for waiting in deletions.filter(is_due) {
            let id = RemoteId(waiting.conversation);
            if self.carry(row, server, &id).await? == DeletionStage::Waiting {
                break;
            }
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
}

/// Whether asking again would be answered alike. A sign-in that lapsed can be renewed, and a guest network left.
fn is_final(error: &SourceError) -> bool {
    matches!(
        error,
        SourceError::Forbidden { .. } | SourceError::Refused { .. }
    )
}
