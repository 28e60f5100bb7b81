//! Deletion for privacy: asked for here, carried to the server, and purged from this laptop.

use crate::app::App;
use crate::error::{AppError, InputRefusal};
use crate::explain::explain;
use crate::source::driver::RunControl as _;
use crate::sync::deletion::{is_of, store_of};
use crate::sync::erasure_attempt::ErasureAttempt;
use crate::sync::service::SyncService;
use cache::{SourceRow, StoredDeletion};
use model::deletion::{
    DELETED_MOST, DeletionLine, DeletionName, DeletionPreview, DeletionReport, DeletionRequest,
    DeletionStage, SHOWN_MOST,
};
use model::{ConversationId, RemoteId};
use sources::Source;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The conversations of one source that are to go.
struct SourceDeletion {
    row: SourceRow,
    conversations: Vec<RemoteId>,
}

impl App {
    /// What a deletion would take away.
    ///
    /// # Errors
    /// [`AppError::Invalid`] where nothing or too much would go; [`AppError::NoConversation`] where one is not on this
    /// laptop; [`AppError::Locked`] before unlocking; [`AppError::Cache`] when the store fails, as for every method
    /// here.
    pub async fn deletion_preview(
        &self,
        request: DeletionRequest,
    ) -> Result<DeletionPreview, AppError> {
        let service = self.unlocked().await?;
        let ids = checked(&request)?;
        let sources = by_source(&service, &ids).await?;
        let unable = sources.iter().filter(|it| !can_delete(&service, &it.row));
        let reader = &service.home.reader;
        let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        Ok(DeletionPreview {
            conversations: count(ids.len()),
            first: reader.rows_of(&ids[..ids.len().min(SHOWN_MOST)]).await?,
            messages: reader.messages_in(&ids).await?,
            noted: count(reader.noted_among(&ids).await?),
            set_aside: count(service.home.writer.set_aside_files().len()),
            unable: unable.map(|it| it.row.name.clone()).collect(),
        })
    }

    /// Deletes conversations: at their servers, or as soon as these can be reached, and everywhere on this laptop with
    /// all that was noted about them. Where a server refuses at once, the conversation stays in both places.
    ///
    /// # Errors
    /// As [`App::deletion_preview`]; [`AppError::Invalid`] where a source cannot delete. Nothing is deleted then.
    pub async fn delete_conversations(
        &self,
        request: DeletionRequest,
    ) -> Result<DeletionReport, AppError> {
        let service = self.unlocked().await?;
        let ids = checked(&request)?;
        let sources = by_source(&service, &ids).await?;
        if sources.iter().any(|it| !can_delete(&service, &it.row)) {
            return Err(InputRefusal::DeletionUnsupported.into());
        }
        let mut attempt = service.deleting.lock().await;
        // Written down first, so that no end of this process forgets what was asked.
        for deletion in &sources {
            let named = deletion.conversations.iter().cloned();
            let named = named.map(|id| (store_of(&deletion.row).to_owned(), id));
            let writer = &service.home.writer;
            writer
                .ask_deletion(named.collect(), service.home.now())
                .await?;
        }
        let mut report = DeletionReport::default();
        for deletion in sources {
            // What fails of one source is no reason to leave the others half done; the first fault is told.
            if let Err(error) = delete_of(&service, deletion, &mut report, &mut attempt).await {
                report.unfinished.get_or_insert_with(|| explain(&error));
            }
        }
        service.monitor.note_status();
        Ok(report)
    }

    /// Every deletion, the newest first.
    ///
    /// # Errors
    /// As [`App::deletion_preview`].
    pub async fn deletions(&self) -> Result<Vec<DeletionLine>, AppError> {
        let service = self.unlocked().await?;
        let rows = service.home.reader.sources().await?;
        let stored = service.home.reader.deletions().await?;
        Ok(stored.into_iter().map(|it| line(it, &rows)).collect())
    }

    /// Forgets a deletion that its server refused, or whose source was removed before it heard of it. Where the source
    /// is here, the conversation comes back with the next full sync.
    ///
    /// # Errors
    /// As [`App::deletion_preview`]; [`AppError::NoConversation`] where there is no such deletion, or it is not to be
    /// forgotten.
    pub async fn withdraw_deletion(&self, deletion: DeletionName) -> Result<(), AppError> {
        let lines = self.deletions().await?.into_iter();
        let is_it = |line: &DeletionLine| line.name() == deletion && line.can_be_withdrawn();
        let line = lines
            .into_iter()
            .find(is_it)
            .ok_or(AppError::NoConversation)?;
        let service = self.unlocked().await?;
        let writer = &service.home.writer;
        let withdrawn = writer.withdraw_deletion(line.source, line.store, line.conversation);
        Ok(withdrawn.await?)
    }
}

fn checked(request: &DeletionRequest) -> Result<Vec<ConversationId>, AppError> {
    let ids: BTreeSet<ConversationId> = request.conversations.iter().copied().collect();
    if ids.is_empty() || ids.len() > DELETED_MOST {
        return Err(InputRefusal::DeletionTooLarge.into());
    }
    Ok(ids.into_iter().collect())
}

async fn by_source(
    service: &SyncService,
    ids: &[ConversationId],
) -> Result<Vec<SourceDeletion>, AppError> {
    let reader = &service.home.reader;
    let rows = reader.sources().await?.into_iter();
    let mut all: Vec<SourceDeletion> = rows
        .map(|row| SourceDeletion {
            row,
            conversations: Vec::new(),
        })
        .collect();
    for id in ids {
        let (store, conversation) = reader.lasting_name(*id).await?;
        let mut all = all.iter_mut();
        let of = all.find(|it| store_of(&it.row) == store);
        let of = of.ok_or(AppError::NoConversation)?;
        of.conversations.push(conversation);
    }
    all.retain(|it| !it.conversations.is_empty());
    Ok(all)
}

fn can_delete(service: &SyncService, row: &SourceRow) -> bool {
    let driver = service.drivers.of(row);
    driver.is_ok_and(|driver| driver.capabilities().deletion)
}

async fn delete_of(
    service: &SyncService,
    deletion: SourceDeletion,
    report: &mut DeletionReport,
    attempt: &mut ErasureAttempt,
) -> Result<(), AppError> {
    let SourceDeletion { row, conversations } = deletion;
    let mut server = reached(service, &row).await;
    let (mut gone, at) = (Vec::new(), service.home.now());
    for id in conversations {
        let state = match &server {
            Some(reached) => service.carry(&row, reached.as_ref(), &id).await?,
            None => DeletionStage::Waiting,
        };
        // Each of the others would wait as long for a server that cannot be reached.
        if state == DeletionStage::Waiting {
            server = None;
        }
        let line = DeletionLine {
            source: Some(row.id),
            store: store_of(&row).to_owned(),
            conversation: id.clone(),
            asked_at: at,
            state,
            erased_at: None,
        };
        if let DeletionStage::Refused { .. } = line.state {
            let withdrawn = service
                .home
                .writer
                .withdraw_deletion(None, line.store.clone(), id);
            withdrawn.await?;
            report.refused.push(line);
        } else {
            gone.push(id);
            report.deleted.push(line);
        }
    }
    if gone.is_empty() {
        return Ok(());
    }
    service.erase(&row, gone, attempt).await?;
    let erased = report.deleted.iter_mut();
    for line in erased.filter(|line| line.source == Some(row.id)) {
        line.erased_at = Some(at);
    }
    Ok(())
}

/// The server of a source, if it answers and is the one that the conversations came from.
async fn reached(service: &SyncService, row: &SourceRow) -> Option<Arc<dyn Source>> {
    let driver = service.drivers.of(row).ok()?;
    let server = driver.open(row).await.ok()?;
    is_of(server.as_ref(), row).await.then_some(server)
}

fn line(stored: StoredDeletion, rows: &[SourceRow]) -> DeletionLine {
    let source = rows.iter().find(|row| store_of(row) == stored.store);
    DeletionLine {
        source: source.map(|row| row.id),
        store: stored.store,
        conversation: RemoteId(stored.conversation),
        asked_at: stored.asked_at,
        state: stored.state,
        erased_at: stored.erased_at,
    }
}
