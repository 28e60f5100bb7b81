//! One page of changes into rows, full text, aggregates and spine, inside the caller's transaction.
//!
//! The order matters: spaces, customers, conversations with what hangs on them, purges; full text
//! comes last, because a multi-row statement after it would break its work into small segments.
//! What did not change is not written. Nothing here begins or ends a transaction.

pub(crate) mod document;
pub(crate) mod gist;
pub(crate) mod intake;
pub(crate) mod purge;
pub(crate) mod reading;
pub(crate) mod retract;
pub(crate) mod rows;
pub(crate) mod ties;

use crate::error::Result;
use crate::spine::{self, Delta};
use crate::table::{held, kept, met, meta, quarantine, source, tombstone};
use intake::Intake;
use model::feed::ChangeSet;
use model::{RemoteId, SourceId};
use reading::Readings;
use sqlx::SqliteConnection;

/// What a page did.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    /// For the spine in memory, after the transaction.
    pub(crate) delta: Delta,
    pub(crate) held: held::Delta,
    pub(crate) new_conversations: u32,
    /// New or changed.
    pub(crate) conversations: u32,
    /// New or changed.
    pub(crate) messages: u32,
    pub(crate) quarantined: u32,
    /// Whether a reader can see any difference.
    pub(crate) is_visible: bool,
}

/// Applies a page.
pub(crate) async fn page(
    conn: &mut SqliteConnection,
    source: SourceId,
    changes: &ChangeSet,
    readings: &Readings,
) -> Result<Outcome> {
    let mut outcome = Outcome::default();
    let mut intake = intake::take(conn, source, changes).await?;
    let mut ties = ties::settle(conn, source, &mut intake, &mut outcome).await?;
    let retracted = retract::apply(conn, source, changes, &mut outcome).await?;
    let written = rows::write(
        conn,
        source,
        &mut intake,
        readings,
        &mut ties,
        &retracted,
        &mut outcome,
    )
    .await?;
    outcome.delta.channels = ties.into_channels();
    mark_met(conn, source, &written).await?;
    let purged = bury(conn, source, &intake, &mut outcome).await?;
    refuse(conn, source, &intake, &mut outcome).await?;
    keep(conn, source, changes, readings).await?;
    settle_spine(conn, &mut outcome).await?;
    document::index(conn, written, &purged).await?;
    held::add(conn, source, outcome.held).await?;
    Ok(outcome)
}

/// Keeps what the source wants kept.
async fn keep(
    conn: &mut SqliteConnection,
    source: SourceId,
    changes: &ChangeSet,
    readings: &Readings,
) -> Result<()> {
    match &readings.kept {
        Some(sorted) => kept::put(conn, source, &changes.staged, sorted).await,
        None => {
            let sorted = kept::Sorted::of(&changes.staged);
            kept::put(conn, source, &changes.staged, &sorted).await
        }
    }
}

/// Keeps the page's tombstones and purges what they name.
async fn bury(
    conn: &mut SqliteConnection,
    source: SourceId,
    intake: &Intake<'_>,
    outcome: &mut Outcome,
) -> Result<purge::Purged> {
    if intake.tombstones.is_empty() && intake.absent.is_empty() {
        return Ok(purge::Purged::default());
    }
    tombstone::put(conn, source, intake.tombstones).await?;
    let buried = intake.tombstones.iter().map(|tombstone| &tombstone.id);
    let gone = buried.chain(intake.absent).map(RemoteId::as_str);
    quarantine::purge(conn, source, gone).await?;
    purge::apply(conn, source, intake, outcome).await
}

/// Puts aside what could not be stored.
async fn refuse(
    conn: &mut SqliteConnection,
    source: SourceId,
    intake: &Intake<'_>,
    outcome: &mut Outcome,
) -> Result<()> {
    for refused in &intake.refused {
        quarantine::put(conn, source, refused).await?;
    }
    outcome.quarantined = u32::try_from(intake.refused.len()).unwrap_or(u32::MAX);
    Ok(())
}

/// While a full re-sync runs, what the page named is marked.
async fn mark_met(
    conn: &mut SqliteConnection,
    source: SourceId,
    written: &rows::Written,
) -> Result<()> {
    if !source::is_sweeping(conn, source).await? {
        return Ok(());
    }
    met::add(conn, &written.met).await
}

/// Writes the spine's records, and moves the generation on if anything can be seen.
async fn settle_spine(conn: &mut SqliteConnection, outcome: &mut Outcome) -> Result<()> {
    if !outcome.delta.patches.is_empty() {
        outcome.is_visible = true;
        crate::table::spine::patch(conn, &outcome.delta.patches).await?;
    }
    outcome.delta.generation = if outcome.is_visible {
        meta::advance(conn).await?
    } else {
        meta::generation(conn).await?
    };
    Ok(())
}

/// The records of the conversations of a space, from the table: the spine in memory may not be loaded.
pub(crate) async fn of_space(
    conn: &mut SqliteConnection,
    space: i64,
) -> Result<Vec<(u32, spine::fact::Fact)>> {
    let facts = crate::table::spine::load(conn).await?;
    let of_space = |fact: &spine::fact::Fact| fact.is_present() && i64::from(fact.space) == space;
    Ok((0_u32..)
        .zip(facts)
        .filter(|(_, fact)| of_space(fact))
        .collect())
}
