//! The one row of counters that only grow.

use crate::error::Result;
use sqlx::SqliteConnection;

/// The generation that stands in the store.
pub(crate) async fn generation(conn: &mut SqliteConnection) -> Result<u64> {
    let stored: i64 = sqlx::query_scalar("SELECT generation FROM meta WHERE only = 1")
        .fetch_one(conn)
        .await?;
    Ok(stored.cast_unsigned())
}

/// Moves the generation on and returns the new one.
pub(crate) async fn advance(conn: &mut SqliteConnection) -> Result<u64> {
    let moved: i64 = sqlx::query_scalar(
        "UPDATE meta SET generation = generation + 1 WHERE only = 1 RETURNING generation",
    )
    .fetch_one(conn)
    .await?;
    Ok(moved.cast_unsigned())
}

/// Takes `count` fresh conversation ids; returns the first of them.
pub(crate) async fn take_conversation_ids(
    conn: &mut SqliteConnection,
    count: usize,
) -> Result<i64> {
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    let after: i64 = sqlx::query_scalar(
        "UPDATE meta SET next_conversation = next_conversation + ? WHERE only = 1 RETURNING next_conversation",
    )
    .bind(count)
    .fetch_one(conn)
    .await?;
    Ok(after - count)
}

/// What the full-text index owes since its segments were last merged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct MergeDebt {
    /// Documents indexed.
    pub(crate) unmerged: i64,
    /// Whether terms of purged conversations may still lie in a segment.
    pub(crate) purged: bool,
}

/// Reads the debt.
pub(crate) async fn debt(conn: &mut SqliteConnection) -> Result<MergeDebt> {
    let (unmerged, purged) = sqlx::query_as("SELECT unmerged, purged FROM meta WHERE only = 1")
        .fetch_one(conn)
        .await?;
    Ok(MergeDebt { unmerged, purged })
}

/// Adds to the debt.
pub(crate) async fn owe(conn: &mut SqliteConnection, more: MergeDebt) -> Result<()> {
    sqlx::query("UPDATE meta SET unmerged = unmerged + ?, purged = max(purged, ?) WHERE only = 1")
        .bind(more.unmerged)
        .bind(more.purged)
        .execute(conn)
        .await?;
    Ok(())
}

/// The debt is paid.
pub(crate) async fn settle(conn: &mut SqliteConnection) -> Result<()> {
    sqlx::query("UPDATE meta SET unmerged = 0, purged = 0 WHERE only = 1")
        .execute(conn)
        .await?;
    Ok(())
}

/// The first conversation whose document is still to be made again; none where all are made.
pub(crate) async fn reindex_from(conn: &mut SqliteConnection) -> Result<Option<i64>> {
    let from = sqlx::query_scalar("SELECT reindex_from FROM meta WHERE only = 1");
    Ok(from.fetch_one(conn).await?)
}

/// Moves it on.
pub(crate) async fn set_reindex_from(conn: &mut SqliteConnection, from: Option<i64>) -> Result<()> {
    sqlx::query("UPDATE meta SET reindex_from = ? WHERE only = 1")
        .bind(from)
        .execute(conn)
        .await?;
    Ok(())
}
