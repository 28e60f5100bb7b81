//! What is gone, kept so that a late duplicate of it does not bring it back. No personal data.

use crate::bulk::{BulkInsert, text_list};
use crate::error::Result;
use crate::time;
use model::SourceId;
use model::record::{Tombstone, TombstoneKind};
use sqlx::SqliteConnection;
use std::collections::HashSet;

const PUT: BulkInsert = BulkInsert {
    head: "INSERT OR IGNORE INTO tombstone (source_id, kind, remote_id, deleted_at)",
    columns: 4,
    tail: "",
};

/// The word of a kind in the store.
fn word(kind: TombstoneKind) -> &'static str {
    match kind {
        TombstoneKind::Conversation => "conversation",
        TombstoneKind::Customer => "customer",
        TombstoneKind::Space => "space",
    }
}

/// Keeps tombstones; one that is kept already stays as it is.
pub(crate) async fn put(
    conn: &mut SqliteConnection,
    source: SourceId,
    tombstones: &[Tombstone],
) -> Result<()> {
    PUT.run(conn, tombstones, |statement, tombstone| {
        statement
            .bind(source.0)
            .bind(word(tombstone.kind))
            .bind(tombstone.id.as_str())
            .bind(time::millis(tombstone.deleted_at))
    })
    .await
}

/// Forgets that a conversation is gone: it comes back if it is told again.
pub(crate) async fn lift(
    conn: &mut SqliteConnection,
    source: SourceId,
    conversation: &str,
) -> Result<()> {
    sqlx::query("DELETE FROM tombstone WHERE source_id = ? AND kind = ? AND remote_id = ?")
        .bind(source.0)
        .bind(word(TombstoneKind::Conversation))
        .bind(conversation)
        .execute(conn)
        .await?;
    Ok(())
}

/// How many conversations of a source are gone.
pub(crate) async fn conversations(conn: &mut SqliteConnection, source: SourceId) -> Result<u64> {
    let count: i64 =
        sqlx::query_scalar("SELECT count(*) FROM tombstone WHERE source_id = ? AND kind = ?")
            .bind(source.0)
            .bind(word(TombstoneKind::Conversation))
            .fetch_one(conn)
            .await?;
    Ok(count.cast_unsigned())
}

/// Which of these ids are gone.
pub(crate) async fn among<'t>(
    conn: &mut SqliteConnection,
    source: SourceId,
    kind: TombstoneKind,
    remote: impl IntoIterator<Item = &'t str>,
) -> Result<HashSet<String>> {
    let gone: Vec<String> = sqlx::query_scalar(
        "SELECT remote_id FROM tombstone
         WHERE source_id = ? AND kind = ? AND remote_id IN (SELECT value FROM json_each(?))",
    )
    .bind(source.0)
    .bind(word(kind))
    .bind(text_list(remote))
    .fetch_all(conn)
    .await?;
    Ok(gone.into_iter().collect())
}
