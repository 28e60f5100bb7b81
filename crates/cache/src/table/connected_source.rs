//! The list of sources in work.db: a copy of what cache.db has of it, from which a cache that was lost is
//! begun again. A source's secret is in the key store and never comes here.

use crate::error::Result;
use crate::from_row::from_row;
use sqlx::SqliteConnection;

/// A source, as far as the manager made it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ConnectedSource {
    pub(crate) id: i64,
    pub(crate) kind: String,
    pub(crate) name: String,
    pub(crate) url: String,
    pub(crate) identity: Option<String>,
}

from_row!(
    ConnectedSource:
    id,
    kind,
    name,
    url,
    identity
);

/// The list in work.db.
pub(crate) async fn kept(work: &mut SqliteConnection) -> Result<Vec<ConnectedSource>> {
    let sql = "SELECT id, kind, name, url, identity FROM connected_source ORDER BY id";
    Ok(sqlx::query_as(sql).fetch_all(work).await?)
}

/// The list in cache.db.
pub(crate) async fn cached(cache: &mut SqliteConnection) -> Result<Vec<ConnectedSource>> {
    let sql = "SELECT id, kind, name, url, identity FROM source WHERE state = 'live' ORDER BY id";
    Ok(sqlx::query_as(sql).fetch_all(cache).await?)
}

/// Whether a source was ever added to this cache.db, be it that it was removed since.
pub(crate) async fn was_ever_cached(cache: &mut SqliteConnection) -> Result<bool> {
    let sql = "SELECT seq FROM sqlite_sequence WHERE name = 'source'";
    let last: Option<i64> = sqlx::query_scalar(sql).fetch_optional(cache).await?;
    Ok(last.is_some())
}

/// Makes the list in work.db this one.
pub(crate) async fn keep(work: &mut SqliteConnection, list: &[ConnectedSource]) -> Result<()> {
    if kept(work).await? == list {
        return Ok(());
    }
    sqlx::query("DELETE FROM connected_source")
        .execute(&mut *work)
        .await?;
    for source in list {
        sqlx::query(
            "INSERT INTO connected_source (id, kind, name, url, identity) VALUES (?, ?, ?, ?, ?)",
        )
        .bind(source.id)
        .bind(source.kind.as_str())
        .bind(source.name.as_str())
        .bind(source.url.as_str())
        .bind(source.identity.as_deref())
        .execute(&mut *work)
        .await?;
    }
    Ok(())
}

/// Puts the list into a cache.db that has none.
pub(crate) async fn restore(cache: &mut SqliteConnection, list: &[ConnectedSource]) -> Result<()> {
    for source in list {
        sqlx::query("INSERT INTO source (id, kind, name, url, identity) VALUES (?, ?, ?, ?, ?)")
            .bind(source.id)
            .bind(source.kind.as_str())
            .bind(source.name.as_str())
            .bind(source.url.as_str())
            .bind(source.identity.as_deref())
            .execute(&mut *cache)
            .await?;
    }
    Ok(())
}

/// Whether cache.db was ever made.
pub(crate) async fn is_cache_made(work: &mut SqliteConnection) -> Result<bool> {
    let sql = "SELECT cache_made FROM companion WHERE only = 1";
    Ok(sqlx::query_scalar(sql).fetch_one(work).await?)
}

/// Notes that it was.
pub(crate) async fn note_cache_made(work: &mut SqliteConnection) -> Result<()> {
    sqlx::query("UPDATE companion SET cache_made = 1 WHERE only = 1 AND cache_made = 0")
        .execute(work)
        .await?;
    Ok(())
}
