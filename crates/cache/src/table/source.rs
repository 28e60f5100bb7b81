//! Configured server accounts. A source's secret is in the key store and never comes here.

use crate::error::{CacheError, Result};
use crate::from_row::from_row;
use crate::table::run::{self, RunRow};
use crate::table::staged;
use chrono::{DateTime, Utc};
use model::{SourceId, SourceKind};
use sqlx::SqliteConnection;

/// A source to be added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewSource {
    /// What kind of server.
    pub kind: SourceKind,
    /// What the manager calls it; unique.
    pub name: String,
    /// Where it is.
    pub url: String,
}

/// A source, with where its sync stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceRow {
    /// Local id.
    pub id: SourceId,
    /// What kind of server.
    pub kind: SourceKind,
    /// What the manager calls it.
    pub name: String,
    /// Where it is.
    pub url: String,
    /// The server's own id of its store, once it was met.
    pub identity: Option<String>,
    /// The newest run, ended or not.
    pub last_run: Option<RunRow>,
    /// When a run last reached the end of the feed.
    pub last_complete_at: Option<DateTime<Utc>>,
    /// Whether a full re-sync began and has not ended: what it meets is being marked.
    pub full_pending: bool,
}

struct CachedSource {
    id: i64,
    kind: String,
    name: String,
    url: String,
    identity: Option<String>,
    sweeping: bool,
}

from_row!(
    CachedSource:
    id,
    kind,
    name,
    url,
    identity,
    sweeping
);

/// Every live source, in the order in which they were added.
pub(crate) async fn all(conn: &mut SqliteConnection) -> Result<Vec<SourceRow>> {
    let stored: Vec<CachedSource> = sqlx::query_as(
        "SELECT id, kind, name, url, identity, sweeping FROM source WHERE state = 'live' ORDER BY id",
    )
    .fetch_all(&mut *conn)
    .await?;
    let mut rows = Vec::with_capacity(stored.len());
    for source in stored {
        rows.push(with_runs(conn, source).await?);
    }
    Ok(rows)
}

/// The kind of every live source, in the order in which they were added.
pub(crate) async fn kinds(conn: &mut SqliteConnection) -> Result<Vec<(SourceId, SourceKind)>> {
    let stored: Vec<(i64, String)> =
        sqlx::query_as("SELECT id, kind FROM source WHERE state = 'live' ORDER BY id")
            .fetch_all(conn)
            .await?;
    let of = |(id, kind): (i64, String)| (SourceId(id), SourceKind::from(kind.as_str()));
    Ok(stored.into_iter().map(of).collect())
}

/// The store of every live source: its own id, or, of one that never answered, its address.
pub(crate) async fn stores(conn: &mut SqliteConnection) -> Result<Vec<(SourceId, String)>> {
    let stored: Vec<(i64, String)> =
        sqlx::query_as("SELECT id, coalesce(identity, url) FROM source WHERE state = 'live'")
            .fetch_all(conn)
            .await?;
    let of = |(id, store): (i64, String)| (SourceId(id), store);
    Ok(stored.into_iter().map(of).collect())
}

async fn with_runs(conn: &mut SqliteConnection, stored: CachedSource) -> Result<SourceRow> {
    let id = SourceId(stored.id);
    Ok(SourceRow {
        id,
        kind: SourceKind::from(stored.kind.as_str()),
        name: stored.name,
        url: stored.url,
        identity: stored.identity,
        last_run: run::last(conn, id).await?,
        last_complete_at: run::last_complete(conn, id).await?,
        full_pending: stored.sweeping,
    })
}

/// Adds a source. A name that another source has is refused.
pub(crate) async fn add(conn: &mut SqliteConnection, new: &NewSource) -> Result<SourceId> {
    let added = sqlx::query("INSERT INTO source (kind, name, url) VALUES (?, ?, ?) RETURNING id")
        .bind(new.kind.as_str())
        .bind(new.name.as_str())
        .bind(new.url.as_str())
        .fetch_one(conn)
        .await;
    match added {
        Ok(row) => Ok(SourceId(sqlx::Row::try_get(&row, 0)?)),
        Err(sqlx::Error::Database(error)) if error.is_unique_violation() => {
            Err(CacheError::NameTaken {
                name: new.name.clone(),
            })
        }
        Err(error) => Err(error.into()),
    }
}

/// Whether a live source has this id.
pub(crate) async fn require(conn: &mut SqliteConnection, id: SourceId) -> Result<()> {
    let found: Option<i64> =
        sqlx::query_scalar("SELECT id FROM source WHERE id = ? AND state = 'live'")
            .bind(id.0)
            .fetch_optional(conn)
            .await?;
    found.map(|_| ()).ok_or(CacheError::NotFound)
}

/// Points a source to another address.
pub(crate) async fn set_url(conn: &mut SqliteConnection, id: SourceId, url: &str) -> Result<()> {
    sqlx::query("UPDATE source SET url = ? WHERE id = ?")
        .bind(url)
        .bind(id.0)
        .execute(conn)
        .await?;
    Ok(())
}

/// Keeps which store the server says it is.
pub(crate) async fn set_identity(
    conn: &mut SqliteConnection,
    id: SourceId,
    identity: &str,
) -> Result<()> {
    sqlx::query("UPDATE source SET identity = ? WHERE id = ?")
        .bind(identity)
        .bind(id.0)
        .execute(conn)
        .await?;
    Ok(())
}

/// Whether a full re-sync of this source marks what it meets.
pub(crate) async fn is_sweeping(conn: &mut SqliteConnection, id: SourceId) -> Result<bool> {
    let sweeping: Option<bool> = sqlx::query_scalar("SELECT sweeping FROM source WHERE id = ?")
        .bind(id.0)
        .fetch_optional(conn)
        .await?;
    Ok(sweeping.unwrap_or(false))
}

/// What a full re-sync does with this source.
#[derive(Clone, Copy)]
pub(crate) enum SweepMode {
    /// It marks what it meets.
    Marking,
    /// Nothing.
    Off,
}

/// Starts or ends the marking.
pub(crate) async fn set_sweep(
    conn: &mut SqliteConnection,
    id: SourceId,
    sweep: SweepMode,
) -> Result<()> {
    sqlx::query("UPDATE source SET sweeping = ? WHERE id = ?")
        .bind(matches!(sweep, SweepMode::Marking))
        .bind(id.0)
        .execute(conn)
        .await?;
    Ok(())
}

/// Hides a source at once; its rows are purged in steps afterwards.
pub(crate) async fn hide(conn: &mut SqliteConnection, id: SourceId) -> Result<()> {
    sqlx::query("UPDATE source SET state = 'removing' WHERE id = ?")
        .bind(id.0)
        .execute(conn)
        .await?;
    Ok(())
}

/// Sources whose purge was interrupted.
pub(crate) async fn hidden(conn: &mut SqliteConnection) -> Result<Vec<SourceId>> {
    let ids: Vec<i64> =
        sqlx::query_scalar("SELECT id FROM source WHERE state = 'removing' ORDER BY id")
            .fetch_all(conn)
            .await?;
    Ok(ids.into_iter().map(SourceId).collect())
}

/// Takes away the source itself and what is small, after its conversations went.
pub(crate) async fn delete(conn: &mut SqliteConnection, id: SourceId) -> Result<()> {
    empty(conn, id).await?;
    sqlx::query("DELETE FROM source WHERE id = ?")
        .bind(id.0)
        .execute(conn)
        .await?;
    Ok(())
}

/// Takes away what is small, after the conversations of a source went: it is as if it were new.
pub(crate) async fn empty(conn: &mut SqliteConnection, id: SourceId) -> Result<()> {
    staged::purge(conn, id).await?;
    for sql in [
        "DELETE FROM cursor WHERE source_id = ?",
        "DELETE FROM run WHERE source_id = ?",
        "DELETE FROM held WHERE source_id = ?",
        "DELETE FROM customer WHERE source_id = ?",
        "DELETE FROM space WHERE source_id = ?",
        "DELETE FROM tombstone WHERE source_id = ?",
        "DELETE FROM quarantine WHERE source_id = ?",
    ] {
        sqlx::query(sql).bind(id.0).execute(&mut *conn).await?;
    }
    Ok(())
}
