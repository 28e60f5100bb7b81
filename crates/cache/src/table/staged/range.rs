//! Where blocks of kept records lie: by ranges of ids that do not meet.

use super::block::StagedBlock;
use crate::bulk::{BulkInsert, text_list};
use crate::error::Result;
use crate::from_row::from_row;
use model::SourceId;
use sqlx::SqliteConnection;

const PUT: BulkInsert = BulkInsert {
    head: "INSERT INTO kept_block (source_id, entity, first_id, last_id, records, body)",
    columns: 6,
    tail: "",
};

/// A block as it lies there.
pub(super) struct StoredBlock {
    pub(super) id: i64,
    pub(super) first_id: String,
    pub(super) last_id: String,
    pub(super) body: Vec<u8>,
}

from_row!(
    StoredBlock:
    id,
    first_id,
    last_id,
    body
);

/// Adds blocks.
pub(super) async fn put(
    conn: &mut SqliteConnection,
    source: SourceId,
    entity: &str,
    blocks: &[StagedBlock],
) -> Result<()> {
    PUT.run(conn, blocks, |statement, block| {
        statement
            .bind(source.0)
            .bind(entity.to_owned())
            .bind(block.first.clone())
            .bind(block.last.clone())
            .bind(block.records)
            .bind(block.bytes.clone())
    })
    .await
}

/// Puts others in the place of a block; its range stays theirs.
pub(super) async fn replace(
    conn: &mut SqliteConnection,
    source: SourceId,
    entity: &str,
    before: &StoredBlock,
    mut blocks: Vec<StagedBlock>,
) -> Result<()> {
    sqlx::query("DELETE FROM kept_block WHERE id = ?")
        .bind(before.id)
        .execute(&mut *conn)
        .await?;
    if let Some(block) = blocks.first_mut() {
        block.first.clone_from(&before.first_id);
    }
    if let Some(block) = blocks.last_mut() {
        block.last.clone_from(&before.last_id);
    }
    put(conn, source, entity, &blocks).await
}

/// The blocks in whose range any of these ids is, in their order.
pub(super) async fn covering<'t>(
    conn: &mut SqliteConnection,
    source: SourceId,
    entity: &str,
    ids: impl IntoIterator<Item = &'t str>,
) -> Result<Vec<StoredBlock>> {
    Ok(sqlx::query_as(
        "SELECT id, first_id, last_id, body FROM kept_block WHERE id IN (
             SELECT (SELECT CASE WHEN near.last_id >= wanted.value THEN near.id END
                     FROM kept_block AS near
                     WHERE near.source_id = ?2 AND near.entity = ?3
                         AND near.first_id <= wanted.value
                     ORDER BY near.first_id DESC LIMIT 1)
             FROM json_each(?1) AS wanted)
         ORDER BY first_id",
    )
    .bind(text_list(ids))
    .bind(source.0)
    .bind(entity)
    .fetch_all(conn)
    .await?)
}

/// Some blocks that can hold ids after one, in their order.
pub(super) async fn after(
    conn: &mut SqliteConnection,
    source: SourceId,
    entity: &str,
    after: &str,
    limit: u32,
) -> Result<Vec<StoredBlock>> {
    Ok(sqlx::query_as(
        "SELECT id, first_id, last_id, body FROM kept_block
         WHERE source_id = ?1 AND entity = ?2 AND last_id > ?3 AND first_id >= coalesce(
             (SELECT max(first_id) FROM kept_block
              WHERE source_id = ?1 AND entity = ?2 AND first_id <= ?3), '')
         ORDER BY first_id LIMIT ?4",
    )
    .bind(source.0)
    .bind(entity)
    .bind(after)
    .bind(limit)
    .fetch_all(conn)
    .await?)
}

/// The end of the last range.
pub(super) async fn last_id(
    conn: &mut SqliteConnection,
    source: SourceId,
    entity: &str,
) -> Result<Option<String>> {
    Ok(sqlx::query_scalar(
        "SELECT last_id FROM kept_block WHERE source_id = ? AND entity = ?
         ORDER BY first_id DESC LIMIT 1",
    )
    .bind(source.0)
    .bind(entity)
    .fetch_optional(conn)
    .await?)
}

/// How many records all blocks of an entity hold.
pub(super) async fn count(
    conn: &mut SqliteConnection,
    source: SourceId,
    entity: &str,
) -> Result<i64> {
    Ok(sqlx::query_scalar(
        "SELECT coalesce(sum(records), 0) FROM kept_block WHERE source_id = ? AND entity = ?",
    )
    .bind(source.0)
    .bind(entity)
    .fetch_one(conn)
    .await?)
}
