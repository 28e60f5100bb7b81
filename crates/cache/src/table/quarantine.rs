//! Rows that could not be stored, each with the reason. The page that they came in went on without
//! them; a good row of the same id takes them out again.

use crate::bulk::text_list;
use crate::error::Result;
use model::SourceId;
use sqlx::SqliteConnection;

/// A row that cannot be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct QuarantinedRow {
    pub(crate) kind: &'static str,
    /// The conversation's remote id for what hangs on one, else the row's own.
    pub(crate) owner: String,
    pub(crate) remote_id: String,
    pub(crate) reason: &'static str,
    pub(crate) raw: String,
}

/// Keeps a refused row.
pub(crate) async fn put(
    conn: &mut SqliteConnection,
    source: SourceId,
    refused: &QuarantinedRow,
) -> Result<()> {
    sqlx::query(
        "INSERT INTO quarantine (source_id, kind, owner, remote_id, reason, raw) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (source_id, kind, owner, remote_id)
         DO UPDATE SET reason = excluded.reason, raw = excluded.raw",
    )
    .bind(source.0)
    .bind(refused.kind)
    .bind(refused.owner.as_str())
    .bind(refused.remote_id.as_str())
    .bind(refused.reason)
    .bind(refused.raw.as_str())
    .execute(conn)
    .await?;
    Ok(())
}

/// Whether a source has any refused row: the usual answer is no, and saves the other questions.
pub(crate) async fn is_empty(conn: &mut SqliteConnection, source: SourceId) -> Result<bool> {
    let any: Option<i64> =
        sqlx::query_scalar("SELECT 1 FROM quarantine WHERE source_id = ? LIMIT 1")
            .bind(source.0)
            .fetch_optional(conn)
            .await?;
    Ok(any.is_none())
}

/// The refused conversations among these, as they came.
pub(crate) async fn conversations<'t>(
    conn: &mut SqliteConnection,
    source: SourceId,
    remote: impl IntoIterator<Item = &'t str>,
) -> Result<Vec<(String, String)>> {
    Ok(sqlx::query_as(
        "SELECT remote_id, raw FROM quarantine
         WHERE source_id = ? AND kind = 'conversation' AND owner IN (SELECT value FROM json_each(?))",
    )
    .bind(source.0)
    .bind(text_list(remote))
    .fetch_all(conn)
    .await?)
}

/// Lets one row go: it has arrived in good order.
pub(crate) async fn release(
    conn: &mut SqliteConnection,
    source: SourceId,
    kind: &'static str,
    owner: &str,
    remote: &str,
) -> Result<()> {
    sqlx::query(
        "DELETE FROM quarantine WHERE source_id = ? AND kind = ? AND owner = ? AND remote_id = ?",
    )
    .bind(source.0)
    .bind(kind)
    .bind(owner)
    .bind(remote)
    .execute(conn)
    .await?;
    Ok(())
}

/// Purges everything that belongs to these conversations, customers or spaces.
pub(crate) async fn purge<'t>(
    conn: &mut SqliteConnection,
    source: SourceId,
    owners: impl IntoIterator<Item = &'t str>,
) -> Result<()> {
    sqlx::query(
        "DELETE FROM quarantine WHERE source_id = ? AND owner IN (SELECT value FROM json_each(?))",
    )
    .bind(source.0)
    .bind(text_list(owners))
    .execute(conn)
    .await?;
    Ok(())
}

/// A row that was put aside, by name.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct QuarantineEntry {
    /// What it is: conversation, message, …
    pub kind: String,
    /// The conversation's remote id for what hangs on one, else the row's own.
    pub owner: String,
    /// Its remote id.
    pub id: String,
    /// Why it could not be used.
    pub reason: String,
}

/// Refused rows of a source, so many at most.
pub(crate) async fn entries(
    conn: &mut SqliteConnection,
    source: SourceId,
    most: u32,
) -> Result<Vec<QuarantineEntry>> {
    let rows: Vec<(String, String, String, String)> = sqlx::query_as(
        "SELECT kind, owner, remote_id, reason FROM quarantine
         WHERE source_id = ? ORDER BY kind, owner, remote_id LIMIT ?",
    )
    .bind(source.0)
    .bind(most)
    .fetch_all(conn)
    .await?;
    let named = |(kind, owner, id, reason)| QuarantineEntry {
        kind,
        owner,
        id,
        reason,
    };
    Ok(rows.into_iter().map(named).collect())
}

/// How many refused rows there are, by source and by the conversation that they are of.
pub(crate) async fn by_owner(conn: &mut SqliteConnection) -> Result<Vec<(SourceId, String, u64)>> {
    let rows: Vec<(i64, String, i64)> = sqlx::query_as(
        "SELECT source_id, owner, count(*) FROM quarantine
         WHERE kind NOT IN ('space', 'customer') GROUP BY source_id, owner ORDER BY source_id, owner",
    )
    .fetch_all(conn)
    .await?;
    let named =
        |(source, owner, rows): (i64, String, i64)| (SourceId(source), owner, rows.cast_unsigned());
    Ok(rows.into_iter().map(named).collect())
}

/// How many refused rows a source has.
pub(crate) async fn count(conn: &mut SqliteConnection, source: SourceId) -> Result<u64> {
    let count: i64 = sqlx::query_scalar("SELECT count(*) FROM quarantine WHERE source_id = ?")
        .bind(source.0)
        .fetch_one(conn)
        .await?;
    Ok(count.cast_unsigned())
}
