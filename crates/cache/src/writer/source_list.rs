//! The list of sources in both files: cache.db works with it, work.db keeps it, so that a cache that was
//! lost knows what to download. It is the same after each opening and after each change.

use super::connect::borrowed;
use crate::connection_close::OpeningConnection;
use crate::error::{CacheError, OpenError, Result};
use crate::schema;
use crate::table::connected_source::{self, ConnectedSource};
use sqlx::SqliteConnection;

/// Brings both lists together at an opening: a cache that never had a source takes those of work.db; else
/// the cache's list is the newer one.
pub(super) async fn reconcile(
    cache: &mut OpeningConnection,
    work: &mut OpeningConnection,
) -> std::result::Result<(), OpenError> {
    let cache = borrowed(cache, &schema::CACHE)?;
    let work = borrowed(work, &schema::WORK)?;
    let done = bring_together(cache, work).await;
    done.map_err(|error| match error {
        CacheError::Database(source) => schema::WORK.refused(source),
        CacheError::Full => OpenError::Full,
        _ => OpenError::Damaged {
            file: schema::CACHE.file,
        },
    })
}

async fn bring_together(cache: &mut SqliteConnection, work: &mut SqliteConnection) -> Result<()> {
    if connected_source::was_ever_cached(cache).await? {
        let list = connected_source::cached(cache).await?;
        keep(work, &list).await?;
    } else {
        let list = connected_source::kept(work).await?;
        restore(cache, &list).await?;
    }
    connected_source::note_cache_made(work).await
}

/// Makes the list in work.db this one, whole or not at all.
pub(super) async fn keep(work: &mut SqliteConnection, list: &[ConnectedSource]) -> Result<()> {
    begin(work).await?;
    let done = connected_source::keep(work, list).await;
    end(work, done).await
}

async fn restore(cache: &mut SqliteConnection, list: &[ConnectedSource]) -> Result<()> {
    begin(cache).await?;
    let done = connected_source::restore(cache, list).await;
    end(cache, done).await
}

/// Statements of our own, as for every transaction here (see `connection`).
pub(super) async fn begin(conn: &mut SqliteConnection) -> Result<()> {
    sqlx::raw_sql("BEGIN IMMEDIATE").execute(conn).await?;
    Ok(())
}

pub(super) async fn end<T>(conn: &mut SqliteConnection, done: Result<T>) -> Result<T> {
    let end = if done.is_ok() { "COMMIT" } else { "ROLLBACK" };
    let ended = sqlx::raw_sql(end).execute(&mut *conn).await;
    if done.is_ok() && ended.is_err() {
        // Usually the engine has done so by itself.
        let _ = sqlx::raw_sql("ROLLBACK").execute(conn).await;
    }
    let done = done?;
    ended?;
    Ok(done)
}
