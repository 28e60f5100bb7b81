//! Handing over what is shown: the export of a selection with what is known of its coverage, and its entry in the audit
//! log, which is there before the file is. No network is touched here.

use crate::error::{AppError, InputRefusal};
use crate::home::audit_trail::{AuditFacts, facts};
use crate::home::unlocked::{UnlockedHome, database_key};
use crate::review::list::check_search;
use crate::review::status;
use crate::sync::service::SyncService;
use crate::sync::world::{self, ShownWorld};
use cache::{CacheError, SqlLimits, SqlSession};
use export::{
    AuditAnchor, ExportOrder, ExportWatch, HandOverContext, PreparedExport, ProductionOrder,
    SigningKey, SourceSnapshot,
};
use model::audit::{AuditCheck, AuditEntry, SqlTable};
use model::handover::{
    ExportFormat, ExportMasking, ExportRequest, ExportResult, HandOverOrder, HandOverPreview,
    ProductionResult,
};
use model::request::{DataWorld, InferredOutcomes, ListFilter};
use model::view::{Completeness, SourceView};
use model::{AuditAction, Reach};
use serde_json::Value;
use vault::VaultSecret;

/// The name of the signing key in the key store.
pub(crate) const SIGNING_KEY: &str = "hand-over/signing-key";

/// Exports a selection of the world that is shown.
pub(crate) async fn export_to(
    service: &SyncService,
    order: ExportOrder,
    watch: &ExportWatch,
) -> Result<ExportResult, AppError> {
    check_search(&order.request.filter.text)?;
    let shown = wanted_world(service).await?;
    let context = context(service, &shown).await?;
    let mut order = order;
    order.request.filter = handed_over(order.request.filter, shown);
    let home = &service.home;
    let said = facts([
        ("kind", "export".into()),
        ("format", order.request.format.as_str().into()),
        ("search", searched(home, &order.request.filter)),
        ("masked", is_masked(order.request.masking)),
    ]);
    let prepared = export::prepare(&home.reader, order, &context, watch).await?;
    // Whoever stopped it meanwhile reads of no export in the log.
    watch.go_on()?;
    let anchor = noted(home, &prepared, said).await?;
    Ok(prepared.publish(anchor, watch)?)
}

/// A search leaves a keyed hash in the audit log, and no word.
fn searched(home: &UnlockedHome, filter: &ListFilter) -> Value {
    home.audit.keyed_hash(filter.text.trim()).into()
}

fn is_masked(masking: ExportMasking) -> Value {
    (masking == ExportMasking::Masked).into()
}

/// What would be handed over of the world that is shown.
pub(crate) async fn preview(
    service: &SyncService,
    order: HandOverOrder,
) -> Result<HandOverPreview, AppError> {
    let shown = wanted_world(service).await?;
    let mut request = match order {
        HandOverOrder::Export(request) => request,
        // The pages of a set are transcripts.
        HandOverOrder::Production(request) => ExportRequest {
            filter: request.filter,
            sort: request.sort,
            format: ExportFormat::Html,
            masking: request.masking,
            system_messages: request.system_messages,
            ..ExportRequest::default()
        },
        // What a person's file would be is looked at where its conversations are chosen; a report has a
        // look of its own.
        HandOverOrder::Person(_) | HandOverOrder::Report(_) => {
            return Ok(HandOverPreview::default());
        }
    };
    check_search(&request.filter.text)?;
    request.filter = handed_over(request.filter, shown);
    let home = &service.home;
    let mut seen = facts([
        ("kind", "preview".into()),
        ("search", searched(home, &request.filter)),
        ("masked", is_masked(request.masking)),
    ]);
    let preview = export::preview(&home.reader, request, home.now()).await?;
    seen.insert("conversations".to_owned(), preview.conversations.into());
    home.audit.note_view(home.now(), seen).await;
    Ok(preview)
}

/// A filter within a world. What is handed over counts confirmed outcomes, wherever the reader's switch is: its rows say
/// of each outcome whether it was inferred.
pub(super) fn handed_over(filter: ListFilter, shown: ShownWorld) -> ListFilter {
    ListFilter {
        only: Some(shown.sources),
        inferred: InferredOutcomes::Apart,
        ..filter
    }
}

/// The world that was asked for. Where there is no practice space, real data does not stand in for it. It is asked once
/// for each hand-over: somebody may go to the other world meanwhile.
pub(super) async fn wanted_world(service: &SyncService) -> Result<ShownWorld, AppError> {
    let wanted = service.world();
    let shown = world::of(service, wanted).await?;
    if wanted == DataWorld::Practice && shown.view.shown == DataWorld::Real {
        return Err(InputRefusal::NoPracticeSpace.into());
    }
    Ok(shown)
}

/// What is said beside the rows.
pub(super) async fn context(
    service: &SyncService,
    shown: &ShownWorld,
) -> Result<HandOverContext, AppError> {
    let sources = status::source_views(service).await?.into_iter();
    let sources = sources.filter(|source| shown.sources.contains(&source.id));
    Ok(HandOverContext {
        made_at: service.home.now(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        world: shown.view.shown,
        sources: sources.map(snapshot).collect(),
    })
}

fn snapshot(source: SourceView) -> SourceSnapshot {
    let (completeness, missing) = match source.completeness {
        Completeness::Unknown => ("not compared", None),
        Completeness::Complete { .. } => ("complete", Some((0, 0))),
        Completeness::Gap {
            conversations,
            messages,
            ..
        } => ("gap", Some((conversations, messages))),
    };
    SourceSnapshot {
        name: source.name,
        kind: source.kind.to_string(),
        last_synced_at: source.last_synced_at,
        completeness: completeness.to_owned(),
        missing_conversations: missing.map(|it| it.0),
        missing_messages: missing.map(|it| it.1),
        unread: source.unread,
        only_spaces: match source.reach {
            Reach::Everywhere => None,
            reach @ Reach::Spaces(_) => Some(reach.listed()),
        },
        quarantined: source.quarantined,
    }
}

async fn noted(
    home: &UnlockedHome,
    prepared: &PreparedExport,
    said: AuditFacts,
) -> Result<Option<AuditAnchor>, AppError> {
    let mut exported = facts([
        ("conversations", prepared.conversations().into()),
        ("rows", prepared.rows().into()),
        ("sha256", prepared.sha256().into()),
    ]);
    exported.extend(said);
    let entry = home
        .audit
        .require(home.now(), AuditAction::Export, exported)
        .await;
    anchored(home, entry).await
}

/// Makes a production set of a selection of the world that is shown, signed with the home's key.
pub(crate) async fn produce(
    service: &SyncService,
    order: ProductionOrder,
    watch: &ExportWatch,
) -> Result<ProductionResult, AppError> {
    check_search(&order.filter.text)?;
    let shown = wanted_world(service).await?;
    let context = context(service, &shown).await?;
    let mut order = order;
    order.filter = handed_over(order.filter, shown);
    let home = &service.home;
    // A key that is not there, or not to be read, is found before anything is written.
    let key = signing_key(home).await?;
    let prepared = export::prepare_production(&home.reader, &order, context, watch).await?;
    watch.go_on()?;
    let produced = facts([
        ("kind", "production".into()),
        ("search", searched(home, &order.filter)),
        ("masked", is_masked(order.masking)),
        ("conversations", prepared.conversations().into()),
        ("pages", prepared.pages().into()),
        ("numbers_sha256", prepared.numbers_sha256()?.into()),
        ("public_key", key.public_key().into()),
    ]);
    let entry = home
        .audit
        .require(home.now(), AuditAction::Export, produced)
        .await;
    let anchor = anchored(home, entry).await?;
    let watch = watch.clone();
    let publish = move || prepared.publish(anchor.as_ref(), &key, &watch);
    let done = tokio::task::spawn_blocking(publish);
    Ok(done.await??)
}

/// The key that signs what this home hands over: made on first use, and kept with its other secrets.
pub(crate) async fn signing_key(home: &UnlockedHome) -> Result<SigningKey, AppError> {
    let kept = home.ask_vault(|vault| vault.secret(SIGNING_KEY)).await?;
    if let Some(kept) = kept {
        return Ok(SigningKey::from_text(kept.expose())?);
    }
    let made = SigningKey::generate()?;
    let secret = VaultSecret::new(made.to_text()?);
    home.ask_vault(move |vault| vault.set_secret(SIGNING_KEY, &secret))
        .await?;
    Ok(made)
}

/// Where the log stands now. Beside another program it stands where that one left it.
pub(crate) async fn anchored(
    home: &UnlockedHome,
    entry: Result<Option<AuditEntry>, CacheError>,
) -> Result<Option<AuditAnchor>, AppError> {
    let entry = entry.map_err(AppError::AuditNotKept)?;
    let head = match entry {
        Some(entry) => Some(entry),
        None => home.reader.audit_head().await?,
    };
    Ok(head.map(|entry| AuditAnchor {
        entry: entry.number,
        head: entry.hash,
    }))
}

/// Asks over the documented views. The log says of the question before it is asked: one that fails, or that is ended
/// from outside, was asked as well.
pub(crate) async fn ask_sql(
    service: &SyncService,
    sql: &str,
    limits: SqlLimits,
) -> Result<SqlTable, AppError> {
    let home = &service.home;
    let shown = wanted_world(service).await?;
    let key = database_key(&home.vault).await?;
    let question = facts([
        ("kind", "sql".into()),
        ("search", home.audit.keyed_hash(sql.trim()).into()),
    ]);
    home.audit
        .require(home.now(), AuditAction::Search, question)
        .await
        .map_err(AppError::AuditNotKept)?;
    let mut session = SqlSession::open(home.folder.root(), &key, &shown.sources).await?;
    let asked = session.ask(sql, limits).await;
    session.close().await;
    Ok(asked?)
}

/// Looks at the audit log.
pub(crate) async fn verify_audit(
    home: &UnlockedHome,
    noted: Option<&str>,
) -> Result<AuditCheck, AppError> {
    let check = home.reader.verify_audit(noted).await?;
    Ok(AuditCheck {
        waiting: home.audit.waiting(),
        ..check
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::SourceId;
    use model::view::WorldView;

    #[test]
    fn what_is_handed_over_is_of_one_world_and_counts_confirmed_outcomes() {
        let asked = ListFilter {
            text: "roof".to_owned(),
            inferred: InferredOutcomes::Counted,
            ..ListFilter::default()
        };
        let shown = ShownWorld {
            view: WorldView::default(),
            sources: vec![SourceId(2)],
        };
        let expected = ListFilter {
            text: "roof".to_owned(),
            only: Some(vec![SourceId(2)]),
            ..ListFilter::default()
        };
        assert_eq!(handed_over(asked, shown), expected);
    }
}
