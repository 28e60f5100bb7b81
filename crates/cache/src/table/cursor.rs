//! Where each stream of a source stands. Moved only in the transaction of the rows it covers.

use crate::error::Result;
use model::SourceId;
use sqlx::SqliteConnection;

/// The position of a stream; none before its first page.
pub(crate) async fn get(
    conn: &mut SqliteConnection,
    source: SourceId,
    stream: &str,
) -> Result<Option<String>> {
    Ok(
        sqlx::query_scalar("SELECT position FROM cursor WHERE source_id = ? AND stream = ?")
            .bind(source.0)
            .bind(stream)
            .fetch_optional(conn)
            .await?,
    )
}

/// Moves a stream.
pub(crate) async fn put(
    conn: &mut SqliteConnection,
    source: SourceId,
    stream: &str,
    position: &str,
) -> Result<()> {
    sqlx::query(
        "INSERT INTO cursor (source_id, stream, position) VALUES (?, ?, ?)
         ON CONFLICT (source_id, stream) DO UPDATE SET position = excluded.position",
    )
    .bind(source.0)
    .bind(stream)
    .bind(position)
    .execute(conn)
    .await?;
    Ok(())
}

/// Forgets every position of a source, so that its next sync starts at the beginning.
pub(crate) async fn clear(conn: &mut SqliteConnection, source: SourceId) -> Result<()> {
    sqlx::query("DELETE FROM cursor WHERE source_id = ?")
        .bind(source.0)
        .execute(conn)
        .await?;
    Ok(())
}
