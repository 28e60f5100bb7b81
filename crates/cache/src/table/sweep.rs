//! What a full re-sync has seen so far: mark and sweep. What it did not see is gone at the server.

use crate::bulk::BulkInsert;
use crate::error::Result;
use model::SourceId;
use sqlx::SqliteConnection;

const PUT: BulkInsert = BulkInsert {
    head: "INSERT OR IGNORE INTO met (conversation_id)",
    columns: 1,
    tail: "",
};

/// Marks conversations as seen.
pub(crate) async fn mark_seen(conn: &mut SqliteConnection, ids: &[i64]) -> Result<()> {
    PUT.run(conn, ids, |statement, id| statement.bind(*id))
        .await
}

/// Forgets the marks of a source.
pub(crate) async fn clear(conn: &mut SqliteConnection, source: SourceId) -> Result<()> {
    sqlx::query(
        "DELETE FROM met WHERE conversation_id IN (SELECT id FROM conversation WHERE source_id = ?)",
    )
    .bind(source.0)
    .execute(conn)
    .await?;
    Ok(())
}

/// Some conversations of a source that were not seen, lowest ids first.
pub(crate) async fn unseen(
    conn: &mut SqliteConnection,
    source: SourceId,
    limit: i64,
) -> Result<Vec<i64>> {
    Ok(sqlx::query_scalar(
        "SELECT id FROM conversation
         WHERE source_id = ? AND NOT EXISTS (SELECT 1 FROM met WHERE met.conversation_id = conversation.id)
         ORDER BY id LIMIT ?",
    )
    .bind(source.0)
    .bind(limit)
    .fetch_all(conn)
    .await?)
}
