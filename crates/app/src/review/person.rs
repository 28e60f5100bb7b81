//! Everything that is held on one person: looked up by the one rule of identity within the world that is shown, told to
//! the audit log without a word of it, and written into a folder. What is erased goes the way of every deletion.

use crate::error::AppError;
use crate::home::audit_trail::{AuditFacts, facts};
use crate::review::conversation::find_conversation;
use crate::review::hand_over::{anchored, context, wanted_world};
use crate::review::list::check_search;
use crate::sync::service::SyncService;
use export::{ExistingTarget, ExportWatch, PersonOrder};
use model::handover::ExportResult;
use model::identity::{ContactIdentity, NumberHome};
use model::person::{OwnNotes, PersonExport, PersonHoldings, PersonQuestion, PersonRequest};
use model::{AuditAction, ConversationId, SourceId};
use std::path::PathBuf;

/// What is held on a person. Whoever is not known here has nothing.
pub(crate) async fn holdings(
    service: &SyncService,
    request: PersonRequest,
) -> Result<PersonHoldings, AppError> {
    let shown = wanted_world(service).await?;
    let (request, holdings) = found(service, request, &shown.sources).await?;
    let home = &service.home;
    let count = holdings.conversations.len();
    let mut seen = asked_facts(service, &request.who).await?;
    seen.insert("conversations".to_owned(), count.into());
    home.audit.note_view(home.now(), seen).await;
    Ok(holdings)
}

async fn found(
    service: &SyncService,
    request: PersonRequest,
    sources: &[SourceId],
) -> Result<(PersonRequest, PersonHoldings), AppError> {
    if let PersonQuestion::Writing(text) = &request.who {
        check_search(text)?;
    }
    let reader = &service.home.reader;
    let holdings = reader.person_holdings(&request, sources).await?;
    let local_id = match &request.who {
        PersonQuestion::Writing(text) if holdings.conversations.is_empty() => {
            local_conversation(service, text).await?
        }
        _ => None,
    };
    let Some(id) = local_id else {
        return Ok((request, holdings));
    };
    let request = PersonRequest {
        who: PersonQuestion::Conversation(id),
        ..request
    };
    let holdings = reader.person_holdings(&request, sources).await?;
    Ok((request, holdings))
}

/// A conversation by its id on this laptop, where nothing else has that id.
async fn local_conversation(
    service: &SyncService,
    text: &str,
) -> Result<Option<ConversationId>, AppError> {
    match find_conversation(&service.home, text.trim()).await {
        Ok(id) => Ok(Some(id)),
        Err(AppError::NoConversation) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Who was asked for, without a word: two writings of one number are one hash.
async fn asked_facts(service: &SyncService, who: &PersonQuestion) -> Result<AuditFacts, AppError> {
    let home = &service.home;
    let kind = ("kind", "person".into());
    Ok(match who {
        PersonQuestion::Writing(text) => {
            let identity = ContactIdentity::read(text, NumberHome::NOWHERE);
            let hash = home.audit.keyed_hash(identity.as_str());
            facts([kind, ("person", hash.into())])
        }
        PersonQuestion::Conversation(id) => {
            let (store, conversation) = home.reader.lasting_name(*id).await?;
            facts([
                kind,
                ("store", store.into()),
                ("conversation", conversation.0.into()),
            ])
        }
    })
}

/// Writes what is held on a person into a folder.
pub(crate) async fn export(
    service: &SyncService,
    asked: PersonExport,
    (target, existing): (PathBuf, ExistingTarget),
    watch: &ExportWatch,
) -> Result<ExportResult, AppError> {
    let shown = wanted_world(service).await?;
    let (request, holdings) = found(service, asked.request, &shown.sources).await?;
    let totals = holdings.totals();
    if totals.conversations == 0 {
        return Err(AppError::NobodyKnown);
    }
    let order = PersonOrder {
        asked: asked_words(service, &request.who).await?,
        holdings,
        notes: asked.notes,
        target,
        existing,
    };
    let context = context(service, &shown).await?;
    let home = &service.home;
    let prepared = export::prepare_person(&home.reader, order, &context, watch).await?;
    // Whoever stopped it meanwhile reads of no export in the log.
    watch.go_on()?;
    let mut said = asked_facts(service, &request.who).await?;
    said.extend(facts([
        ("conversations", prepared.conversations().into()),
        ("left_out", totals.left_out.into()),
        ("messages", prepared.rows().into()),
        ("notes", (asked.notes == OwnNotes::Included).into()),
        ("sha256", prepared.sha256().into()),
    ]));
    let entry = home.audit.require(home.now(), AuditAction::Export, said);
    let anchor = anchored(home, entry.await).await?;
    Ok(prepared.publish(anchor, watch)?)
}

/// Who was asked for, as the manifest beside the file says it.
async fn asked_words(service: &SyncService, who: &PersonQuestion) -> Result<String, AppError> {
    Ok(match who {
        PersonQuestion::Writing(text) => text.trim().to_owned(),
        PersonQuestion::Conversation(id) => {
            let (_, conversation) = service.home.reader.lasting_name(*id).await?;
            conversation.to_string()
        }
    })
}
