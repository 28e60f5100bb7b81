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

/// Forgets the marks of a source. Walked by the marks: between two full re-syncs there are none, and every sync
/// asks for this.
pub(crate) async fn clear(conn: &mut SqliteConnection, source: SourceId) -> Result<()> {
    sqlx::query(
        "DELETE FROM met WHERE EXISTS (SELECT 1 FROM conversation
             WHERE conversation.id = met.conversation_id AND conversation.source_id = ?)",
    )
    .bind(source.0)
    .execute(conn)
    .await?;
    Ok(())
}

/// How many conversations of a source were seen, those that could not be kept included: they were told too.
pub(crate) async fn seen(conn: &mut SqliteConnection, source: SourceId) -> Result<u64> {
    let seen = sqlx::query_scalar::<_, i64>(
        "SELECT (SELECT count(*) FROM met JOIN conversation ON conversation.id = met.conversation_id
                 WHERE conversation.source_id = ?1)
              + (SELECT count(*) FROM quarantine WHERE source_id = ?1 AND kind = 'conversation')",
    );
    let seen = seen.bind(source.0).fetch_one(conn).await?;
    Ok(u64::try_from(seen).unwrap_or(0))
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
