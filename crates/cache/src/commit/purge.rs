//! Taking conversations away whole: rows, counts, index, full text, quarantine. The one road for
//! tombstones, swept conversations and removed sources.

use super::report::CommitSummary;
use super::validate::ValidatedChanges;
use crate::bulk::id_list;
use crate::error::Result;
use crate::table::{
    child, conversation, counts, customer, message, packed_index, quarantine, question, space,
};
use model::record::TombstoneKind;
use model::{RemoteId, SourceId, SpaceId};
use sqlx::SqliteConnection;
use std::collections::BTreeSet;

/// What went, and what must be indexed again because of it.
#[derive(Debug, Default)]
pub(crate) struct PurgedConversations {
    pub(crate) conversations: BTreeSet<i64>,
    pub(crate) reindex: BTreeSet<i64>,
}

/// Purges what a page's tombstones name, and what is no longer found.
pub(crate) async fn apply(
    conn: &mut SqliteConnection,
    source: SourceId,
    validated: &ValidatedChanges<'_>,
    outcome: &mut CommitSummary,
) -> Result<PurgedConversations> {
    let of_kind = |kind: TombstoneKind| {
        validated
            .tombstones
            .iter()
            .filter(move |one| one.kind == kind)
            .map(|one| one.id.as_str())
    };
    let absent = validated.absent.iter().map(RemoteId::as_str);
    let gone = of_kind(TombstoneKind::Conversation).chain(absent);
    let named = conversation::by_remote(conn, source, gone).await?;
    let mut purged = PurgedConversations {
        conversations: named.iter().map(|row| row.id).collect(),
        ..PurgedConversations::default()
    };
    let spaces = space::by_remote(conn, source, of_kind(TombstoneKind::Space)).await?;
    for row in &spaces {
        let in_space = packed_index::of_space(conn, row.id).await?;
        purged
            .conversations
            .extend(in_space.into_iter().map(|(id, _)| i64::from(id)));
    }
    purged.reindex = forget_customers(conn, source, of_kind(TombstoneKind::Customer)).await?;
    let nameless = purged
        .reindex
        .iter()
        .filter_map(|id| u32::try_from(*id).ok());
    outcome.delta.renamed.extend(nameless);
    outcome.is_visible |= !purged.reindex.is_empty() || !spaces.is_empty();
    rows(conn, source, &purged.conversations, outcome).await?;
    for row in spaces {
        space::delete(conn, SpaceId(row.id)).await?;
    }
    Ok(purged)
}

/// A customer goes; the conversations that remain have none.
async fn forget_customers<'t>(
    conn: &mut SqliteConnection,
    source: SourceId,
    remote: impl Iterator<Item = &'t str>,
) -> Result<BTreeSet<i64>> {
    let gone = customer::by_remote(conn, source, remote).await?;
    let ids: Vec<i64> = gone.iter().map(|row| row.id).collect();
    if ids.is_empty() {
        return Ok(BTreeSet::new());
    }
    let left = conversation::of_customers(conn, &ids).await?;
    conversation::forget_customers(conn, &ids).await?;
    customer::delete(conn, &ids).await?;
    Ok(left.into_iter().collect())
}

/// Deletes conversations' rows, and notes it for counts and index. Full text is the caller's last step.
pub(crate) async fn rows(
    conn: &mut SqliteConnection,
    source: SourceId,
    ids: &BTreeSet<i64>,
    outcome: &mut CommitSummary,
) -> Result<()> {
    for id in ids {
        let messages = message::purge(conn, *id).await?;
        question::purge(conn, *id).await?;
        let (conversions, leads) = child::purge(conn, *id).await?;
        outcome.counts += counts::CountsDelta {
            conversations: -1,
            messages: -messages,
            conversions: -conversions,
            leads: -leads,
        };
        outcome
            .delta
            .patches
            .extend(u32::try_from(*id).ok().map(|id| (id, None)));
    }
    if !ids.is_empty() {
        outcome.is_visible = true;
        forget_heads(conn, source, ids).await?;
    }
    Ok(())
}

async fn forget_heads(
    conn: &mut SqliteConnection,
    source: SourceId,
    ids: &BTreeSet<i64>,
) -> Result<()> {
    let heads = conversation::by_id(conn, ids.iter().copied()).await?;
    quarantine::purge(conn, source, heads.iter().map(|row| row.remote_id.as_str())).await?;
    for id in ids {
        conversation::delete(conn, *id).await?;
    }
    sqlx::query("DELETE FROM met WHERE conversation_id IN (SELECT value FROM json_each(?))")
        .bind(id_list(ids.iter().copied()))
        .execute(conn)
        .await?;
    Ok(())
}
