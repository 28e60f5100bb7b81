//! One page of changes into rows, full text, aggregates and index, inside the caller's transaction.
//!
//! The order matters: spaces, customers, conversations with what hangs on them, purges; full text
//! comes last, because a multi-row statement after it would break its work into small segments.
//! What did not change is not written. Nothing here begins or ends a transaction.

use super::outcome_history::PageOrigin;
use super::prepared::PreparedMessages;
use super::purge::{self, PurgedConversations};
use super::report::{CommitSummary, IndexWork};
use super::validate::{self, ValidatedChanges};
use super::{document, references, relocate, retract, rows};
use crate::error::Result;
use crate::table::{counts, meta, packed_index, quarantine, source, staged, sweep, tombstone};
use model::feed::ChangeSet;
use model::{RemoteId, SourceId};
use sqlx::SqliteConnection;

/// Applies a page.
pub(crate) async fn apply_changes(
    conn: &mut SqliteConnection,
    source: SourceId,
    changes: &ChangeSet,
    prepared: &PreparedMessages,
) -> Result<CommitSummary> {
    let mut outcome = CommitSummary::default();
    let changes = relocate::relocate(conn, source, changes).await?;
    let changes = changes.as_ref();
    let mut validated = validate::validate(conn, source, changes).await?;
    let mut references = references::resolve(conn, source, &mut validated, &mut outcome).await?;
    let retracted = retract::apply(conn, source, changes, &mut outcome).await?;
    let written = rows::write(
        conn,
        source,
        &mut validated,
        prepared,
        &mut references,
        (&retracted, PageOrigin::of(changes)),
        &mut outcome,
    )
    .await?;
    outcome.delta.channels = references.into_channels();
    mark_seen(conn, source, &written).await?;
    let purged = delete_tombstoned(conn, source, &validated, &mut outcome).await?;
    quarantine_rejected(conn, source, &validated, &mut outcome).await?;
    stage_records(conn, source, changes, prepared).await?;
    write_index(conn, &mut outcome).await?;
    document::index(conn, written, &purged).await?;
    counts::add(conn, source, outcome.counts).await?;
    Ok(outcome)
}

/// Keeps what the source wants kept.
async fn stage_records(
    conn: &mut SqliteConnection,
    source: SourceId,
    changes: &ChangeSet,
    prepared: &PreparedMessages,
) -> Result<()> {
    match &prepared.staged {
        Some(sorted) => staged::put(conn, source, &changes.staged, sorted).await,
        None => {
            let sorted = staged::GroupedRecords::of(&changes.staged);
            staged::put(conn, source, &changes.staged, &sorted).await
        }
    }
}

/// Keeps the page's tombstones and purges what they name.
async fn delete_tombstoned(
    conn: &mut SqliteConnection,
    source: SourceId,
    validated: &ValidatedChanges<'_>,
    outcome: &mut CommitSummary,
) -> Result<PurgedConversations> {
    if validated.tombstones.is_empty() && validated.absent.is_empty() {
        return Ok(PurgedConversations::default());
    }
    tombstone::put(conn, source, validated.tombstones).await?;
    let buried = validated.tombstones.iter().map(|tombstone| &tombstone.id);
    let gone = buried.chain(validated.absent).map(RemoteId::as_str);
    quarantine::purge(conn, source, gone).await?;
    purge::apply(conn, source, validated, outcome).await
}

/// Puts aside what could not be stored.
async fn quarantine_rejected(
    conn: &mut SqliteConnection,
    source: SourceId,
    validated: &ValidatedChanges<'_>,
    outcome: &mut CommitSummary,
) -> Result<()> {
    for refused in &validated.refused {
        quarantine::put(conn, source, refused).await?;
    }
    outcome.quarantined = u32::try_from(validated.refused.len()).unwrap_or(u32::MAX);
    Ok(())
}

/// While a full re-sync runs, what the page named is marked.
async fn mark_seen(
    conn: &mut SqliteConnection,
    source: SourceId,
    written: &IndexWork,
) -> Result<()> {
    if !source::is_sweeping(conn, source).await? {
        return Ok(());
    }
    sweep::mark_seen(conn, &written.seen).await
}

/// Writes the index's records, and moves the generation on if anything can be seen.
async fn write_index(conn: &mut SqliteConnection, outcome: &mut CommitSummary) -> Result<()> {
    if !outcome.delta.patches.is_empty() {
        outcome.is_visible = true;
        packed_index::patch(conn, &outcome.delta.patches).await?;
    }
    outcome.delta.generation = if outcome.is_visible {
        meta::advance(conn).await?
    } else {
        meta::generation(conn).await?
    };
    Ok(())
}
