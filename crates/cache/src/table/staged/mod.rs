//! What a source keeps of the records that it read, and the words by which it finds them again.
//! Opaque here: nothing looks into a body.
//!
//! Many that are new lie in blocks, side by side; single ones, and those that came before there were
//! blocks, lie by themselves. Each is in one place: nothing lies by itself in the range of a block.

mod block;
mod range;

use crate::bulk::{BulkInsert, text_list};
use crate::error::{CacheError, Result};
use crate::from_row::from_row;
use block::{BlockEntry, StagedBlock};
use model::SourceId;
use model::feed::StagedRecord;
use sqlx::SqliteConnection;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

/// From so many on, new records go into blocks.
const FEWEST_PACKED: usize = 16;
/// Blocks read at a time by whoever walks.
const BLOCKS_AT_ONCE: u32 = 8;

const PUT: BulkInsert = BulkInsert {
    head: "INSERT INTO kept (source_id, entity, id, body, keys)",
    columns: 5,
    tail: "ON CONFLICT (source_id, entity, id)
        DO UPDATE SET body = excluded.body, keys = excluded.keys",
};
const PUT_KEY: BulkInsert = BulkInsert {
    head: "INSERT OR IGNORE INTO kept_key (source_id, key, entity, id)",
    columns: 4,
    tail: "",
};

struct CachedRecord {
    entity: String,
    id: String,
    body: String,
    keys: Option<String>,
}

from_row!(
    CachedRecord:
    entity,
    id,
    body,
    keys
);

/// What a page keeps, sorted out: of several with the same name the last one, by entity and id. It
/// needs no connection, and so can be made before the page is written.
#[derive(Debug, Default)]
pub(crate) struct GroupedRecords {
    of_entity: Vec<EntityGroup>,
}

/// What a page keeps of an entity: where it is in the page, and all of it in blocks, where it is many
/// and nothing goes.
#[derive(Debug)]
struct EntityGroup {
    places: Vec<usize>,
    blocks: Vec<StagedBlock>,
}

impl GroupedRecords {
    /// Sorts out.
    pub(crate) fn of(records: &[Arc<StagedRecord>]) -> Self {
        let name = |place: &usize| (&records[*place].entity, &records[*place].id);
        let mut places: Vec<usize> = (0..records.len()).collect();
        // A source that keeps many tells them in this order, each once.
        if !places.is_sorted_by(|one, other| name(one) < name(other)) {
            let last: HashMap<_, usize> =
                places.iter().map(|place| (name(place), *place)).collect();
            places = last.into_values().collect();
            places.sort_unstable_by_key(name);
        }
        let of_entity = places
            .chunk_by(|a, b| records[*a].entity == records[*b].entity)
            .map(|places| EntityGroup::of(places.to_vec(), records));
        Self {
            of_entity: of_entity.collect(),
        }
    }
}

impl EntityGroup {
    fn of(places: Vec<usize>, records: &[Arc<StagedRecord>]) -> Self {
        let entries: Vec<_> = places
            .iter()
            .filter_map(|place| BlockEntry::of(&records[*place]))
            .collect();
        let is_packed = entries.len() == places.len() && entries.len() >= FEWEST_PACKED;
        Self {
            blocks: if is_packed {
                block::pack(&entries)
            } else {
                Vec::new()
            },
            places,
        }
    }
}

/// Keeps records, or lets them go.
pub(crate) async fn put(
    conn: &mut SqliteConnection,
    source: SourceId,
    records: &[Arc<StagedRecord>],
    sorted: &GroupedRecords,
) -> Result<()> {
    for group in &sorted.of_entity {
        let places = group.places.iter();
        let of_one: Vec<&StagedRecord> = places.map(|place| &*records[*place]).collect();
        put_group(conn, source, &of_one, &group.blocks).await?;
        put_keys(conn, source, &of_one).await?;
    }
    Ok(())
}

/// Keeps records of one entity, in the order of their ids; `packed` are all of them, or none.
async fn put_group(
    conn: &mut SqliteConnection,
    source: SourceId,
    records: &[&StagedRecord],
    packed: &[StagedBlock],
) -> Result<()> {
    let Some(first) = records.first() else {
        return Ok(());
    };
    let entity = first.entity.as_str();
    // Whatever comes after the last one is new, which in a first sync is nearly everything.
    let last = last_id(conn, source, entity).await?;
    let is_known = |record: &&StagedRecord| last.as_deref().is_some_and(|last| *record.id <= *last);
    let (known, new) = records.split_at(records.partition_point(is_known));
    let mut single = amend(conn, source, entity, known).await?;
    forget_keys(conn, source, entity, &single).await?;
    if new.len() < FEWEST_PACKED {
        single.extend(new);
    } else if known.is_empty() && !packed.is_empty() {
        range::put(conn, source, entity, packed).await?;
    } else {
        let entries: Vec<_> = new
            .iter()
            .filter_map(|record| BlockEntry::of(record))
            .collect();
        range::put(conn, source, entity, &block::pack(&entries)).await?;
    }
    write(conn, source, &single).await
}

/// Changes what is in blocks; answers those that are not in the range of any.
async fn amend<'r>(
    conn: &mut SqliteConnection,
    source: SourceId,
    entity: &str,
    known: &[&'r StagedRecord],
) -> Result<Vec<&'r StagedRecord>> {
    let mut single = Vec::with_capacity(known.len());
    let mut rest = known;
    if !known.is_empty() {
        let ids = known.iter().map(|record| record.id.as_str());
        for block in range::covering(conn, source, entity, ids).await? {
            let before = rest.partition_point(|record| record.id < block.first_id);
            let (alone, others) = rest.split_at(before);
            let (here, others) =
                others.split_at(others.partition_point(|record| record.id <= block.last_id));
            single.extend(alone);
            amend_block(conn, source, entity, &block, here).await?;
            rest = others;
        }
    }
    single.extend(rest);
    Ok(single)
}

async fn amend_block(
    conn: &mut SqliteConnection,
    source: SourceId,
    entity: &str,
    before: &range::StoredBlock,
    changed: &[&StagedRecord],
) -> Result<()> {
    let mut entries = BTreeMap::new();
    for entry in block::entries(&before.body) {
        let entry = entry?;
        entries.insert(entry.id, entry);
    }
    let mut gone = Vec::new();
    for record in changed {
        let old = match BlockEntry::of(record) {
            Some(entry) => entries.insert(entry.id, entry),
            None => entries.remove(record.id.as_str()),
        };
        let old = old.map(|old| old.keys).unwrap_or_default();
        let is_gone =
            |key: &&str| record.body.is_none() || !record.keys.iter().any(|one| one == key);
        let of_one = old.into_iter().filter(is_gone);
        gone.extend(of_one.map(|key| [key, record.id.as_str()]));
    }
    take_keys_back(conn, source, entity, &gone).await?;
    let entries: Vec<BlockEntry<'_>> = entries.into_values().collect();
    range::replace(conn, source, entity, before, block::pack_again(&entries)).await
}

/// Takes back these keys of these ids.
async fn take_keys_back(
    conn: &mut SqliteConnection,
    source: SourceId,
    entity: &str,
    gone: &[[&str; 2]],
) -> Result<()> {
    if gone.is_empty() {
        return Ok(());
    }
    sqlx::query(
        "DELETE FROM kept_key WHERE source_id = ?1 AND (key, entity, id) IN (
             SELECT gone.value ->> 0, ?2, gone.value ->> 1 FROM json_each(?3) AS gone)",
    )
    .bind(source.0)
    .bind(entity)
    .bind(serde_json::to_string(gone)?)
    .execute(conn)
    .await?;
    Ok(())
}

/// Writes records, each by itself.
async fn write(
    conn: &mut SqliteConnection,
    source: SourceId,
    records: &[&StagedRecord],
) -> Result<()> {
    let (there, gone): (Vec<&StagedRecord>, Vec<&StagedRecord>) =
        records.iter().partition(|record| record.body.is_some());
    for record in gone {
        sqlx::query("DELETE FROM kept WHERE source_id = ? AND entity = ? AND id = ?")
            .bind(source.0)
            .bind(record.entity.as_str())
            .bind(record.id.as_str())
            .execute(&mut *conn)
            .await?;
    }
    PUT.run(conn, &there, |statement, record| {
        let keys =
            (!record.keys.is_empty()).then(|| text_list(record.keys.iter().map(String::as_str)));
        statement
            .bind(source.0)
            .bind(record.entity.as_str())
            .bind(record.id.as_str())
            .bind(record.body.as_deref().unwrap_or_default())
            .bind(keys)
    })
    .await
}

async fn put_keys(
    conn: &mut SqliteConnection,
    source: SourceId,
    records: &[&StagedRecord],
) -> Result<()> {
    let there = records.iter().filter(|record| record.body.is_some());
    let keys: Vec<(&StagedRecord, &String)> = there
        .flat_map(|record| record.keys.iter().map(move |key| (*record, key)))
        .collect();
    PUT_KEY
        .run(conn, &keys, |statement, (record, key)| {
            statement
                .bind(source.0)
                .bind(key.as_str())
                .bind(record.entity.as_str())
                .bind(record.id.as_str())
        })
        .await
}

/// Takes back the keys of those that are kept already, each by itself, under other ones.
async fn forget_keys(
    conn: &mut SqliteConnection,
    source: SourceId,
    entity: &str,
    records: &[&StagedRecord],
) -> Result<()> {
    if records.is_empty() {
        return Ok(());
    }
    sqlx::query(
        "DELETE FROM kept_key WHERE source_id = ?1 AND (key, entity, id) IN (
             SELECT old.value, kept.entity, kept.id
             FROM json_each(?3) AS wanted
             JOIN kept ON kept.source_id = ?1 AND kept.entity = ?2 AND kept.id = wanted.value
             JOIN json_each(kept.keys) AS old
             WHERE kept.keys IS NOT NULL)",
    )
    .bind(source.0)
    .bind(entity)
    .bind(text_list(records.iter().map(|record| record.id.as_str())))
    .execute(conn)
    .await?;
    Ok(())
}

async fn last_id(
    conn: &mut SqliteConnection,
    source: SourceId,
    entity: &str,
) -> Result<Option<String>> {
    let single: Option<String> =
        sqlx::query_scalar("SELECT max(id) FROM kept WHERE source_id = ? AND entity = ?")
            .bind(source.0)
            .bind(entity)
            .fetch_one(&mut *conn)
            .await?;
    Ok(single.max(range::last_id(conn, source, entity).await?))
}

/// Those of these ids.
pub(crate) async fn by_id(
    conn: &mut SqliteConnection,
    source: SourceId,
    entity: &str,
    ids: &[String],
) -> Result<Vec<StagedRecord>> {
    let ids = || ids.iter().map(String::as_str);
    let rows: Vec<CachedRecord> = sqlx::query_as(
        "SELECT kept.entity, kept.id, kept.body, kept.keys
         FROM json_each(?) AS wanted CROSS JOIN kept
             ON kept.source_id = ? AND kept.entity = ? AND kept.id = wanted.value",
    )
    .bind(text_list(ids()))
    .bind(source.0)
    .bind(entity)
    .fetch_all(&mut *conn)
    .await?;
    let records: Result<Vec<StagedRecord>> =
        rows.into_iter().map(CachedRecord::into_record).collect();
    let mut found = records?;
    let blocks = range::covering(conn, source, entity, ids()).await?;
    let wanted: HashSet<&str> = ids().collect();
    for entry in blocks.iter().flat_map(|block| block::entries(&block.body)) {
        let entry = entry?;
        if wanted.contains(entry.id) {
            found.push(entry.to_record(entity));
        }
    }
    Ok(found)
}

/// Those of an entity that have any of these keys, each once, by id.
pub(crate) async fn by_key<'t>(
    conn: &mut SqliteConnection,
    source: SourceId,
    entity: &str,
    keys: impl IntoIterator<Item = &'t str>,
) -> Result<Vec<StagedRecord>> {
    let ids: Vec<String> = sqlx::query_scalar(
        "SELECT DISTINCT kept_key.id FROM json_each(?3) AS wanted CROSS JOIN kept_key
             ON kept_key.source_id = ?1 AND kept_key.key = wanted.value AND kept_key.entity = ?2",
    )
    .bind(source.0)
    .bind(entity)
    .bind(text_list(keys))
    .fetch_all(&mut *conn)
    .await?;
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut found = by_id(conn, source, entity, &ids).await?;
    found.sort_unstable_by(|one, other| one.id.cmp(&other.id));
    Ok(found)
}

/// Some of an entity, by id, after one.
pub(crate) async fn after(
    conn: &mut SqliteConnection,
    source: SourceId,
    entity: &str,
    after: &str,
    limit: u32,
) -> Result<Vec<StagedRecord>> {
    let rows: Vec<CachedRecord> = sqlx::query_as(
        "SELECT entity, id, body, keys FROM kept
         WHERE source_id = ? AND entity = ? AND id > ? ORDER BY id LIMIT ?",
    )
    .bind(source.0)
    .bind(entity)
    .bind(after)
    .bind(limit)
    .fetch_all(&mut *conn)
    .await?;
    let records: Result<Vec<StagedRecord>> =
        rows.into_iter().map(CachedRecord::into_record).collect();
    let mut found = records?;
    found.extend(in_blocks_after(conn, source, entity, after, limit as usize).await?);
    found.sort_unstable_by(|one, other| one.id.cmp(&other.id));
    found.truncate(limit as usize);
    Ok(found)
}

/// At least so many of those in blocks after an id, or all of them.
async fn in_blocks_after(
    conn: &mut SqliteConnection,
    source: SourceId,
    entity: &str,
    after: &str,
    limit: usize,
) -> Result<Vec<StagedRecord>> {
    let (mut found, mut from) = (Vec::new(), after.to_owned());
    while found.len() < limit {
        let blocks = range::after(conn, source, entity, &from, BLOCKS_AT_ONCE).await?;
        let Some(last) = blocks.last() else { break };
        from.clone_from(&last.last_id);
        for entry in blocks.iter().flat_map(|block| block::entries(&block.body)) {
            let entry = entry?;
            if entry.id > after {
                found.push(entry.to_record(entity));
            }
        }
    }
    Ok(found)
}

/// How many of an entity.
pub(crate) async fn count(
    conn: &mut SqliteConnection,
    source: SourceId,
    entity: &str,
) -> Result<u64> {
    let single: i64 =
        sqlx::query_scalar("SELECT count(*) FROM kept WHERE source_id = ? AND entity = ?")
            .bind(source.0)
            .bind(entity)
            .fetch_one(&mut *conn)
            .await?;
    let packed = range::count(conn, source, entity).await?;
    Ok((single + packed).cast_unsigned())
}

/// Forgets all that a source kept.
pub(crate) async fn purge(conn: &mut SqliteConnection, source: SourceId) -> Result<()> {
    for sql in [
        "DELETE FROM kept_key WHERE source_id = ?",
        "DELETE FROM kept_block WHERE source_id = ?",
        "DELETE FROM kept WHERE source_id = ?",
    ] {
        sqlx::query(sql).bind(source.0).execute(&mut *conn).await?;
    }
    Ok(())
}

impl CachedRecord {
    fn into_record(self) -> Result<StagedRecord> {
        let keys = match self.keys {
            Some(text) => {
                serde_json::from_str(&text).map_err(|_| CacheError::Damaged { what: "keys" })?
            }
            None => Vec::new(),
        };
        Ok(StagedRecord {
            entity: self.entity,
            id: self.id,
            body: Some(self.body),
            keys,
        })
    }
}
