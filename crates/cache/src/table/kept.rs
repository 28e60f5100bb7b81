//! What a source keeps of the records that it read, and the words by which it finds them again.
//! Opaque here: nothing in this file looks into a body.

use crate::bulk::{Insert, text_list};
use crate::error::Result;
use model::SourceId;
use model::feed::KeptRecord;
use sqlx::{FromRow, SqliteConnection};
use std::collections::HashMap;

const PUT: Insert = Insert {
    head: "INSERT INTO kept (source_id, entity, id, body, keys)",
    columns: 5,
    tail: "ON CONFLICT (source_id, entity, id)
        DO UPDATE SET body = excluded.body, keys = excluded.keys",
};
const PUT_KEY: Insert = Insert {
    head: "INSERT OR IGNORE INTO kept_key (source_id, key, entity, id)",
    columns: 4,
    tail: "",
};

#[derive(FromRow)]
struct Stored {
    entity: String,
    id: String,
    body: String,
    keys: Option<String>,
}

/// Keeps records, or lets them go. Of several with the same name the last one counts.
pub(crate) async fn put(
    conn: &mut SqliteConnection,
    source: SourceId,
    records: &[KeptRecord],
) -> Result<()> {
    if records.is_empty() {
        return Ok(());
    }
    let mut last: HashMap<(&str, &str), &KeptRecord> = HashMap::with_capacity(records.len());
    for record in records {
        last.insert((&record.entity, &record.id), record);
    }
    let mut records: Vec<&KeptRecord> = last.into_values().collect();
    records.sort_unstable_by_key(|record| (&record.entity, &record.id));
    forget_keys(conn, source, &records).await?;
    write(conn, source, &records).await
}

async fn write(
    conn: &mut SqliteConnection,
    source: SourceId,
    records: &[&KeptRecord],
) -> Result<()> {
    let (there, gone): (Vec<&KeptRecord>, Vec<&KeptRecord>) =
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
    .await?;
    let keys: Vec<(&KeptRecord, &String)> = there
        .iter()
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

/// Takes back the keys of those that are kept already under other ones.
async fn forget_keys(
    conn: &mut SqliteConnection,
    source: SourceId,
    records: &[&KeptRecord],
) -> Result<()> {
    for of_one in records.chunk_by(|a, b| a.entity == b.entity) {
        let entity = of_one[0].entity.as_str();
        // Whatever comes after the last one is new, which in a first sync is nearly everything.
        let last = last_id(conn, source, entity).await?;
        let ids: Vec<&str> = of_one
            .iter()
            .map(|record| record.id.as_str())
            .take_while(|id| last.as_deref().is_some_and(|last| *id <= last))
            .collect();
        if ids.is_empty() {
            continue;
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
        .bind(text_list(ids))
        .execute(&mut *conn)
        .await?;
    }
    Ok(())
}

async fn last_id(
    conn: &mut SqliteConnection,
    source: SourceId,
    entity: &str,
) -> Result<Option<String>> {
    Ok(
        sqlx::query_scalar("SELECT max(id) FROM kept WHERE source_id = ? AND entity = ?")
            .bind(source.0)
            .bind(entity)
            .fetch_one(conn)
            .await?,
    )
}

/// Those of these ids.
pub(crate) async fn by_id<'t>(
    conn: &mut SqliteConnection,
    source: SourceId,
    entity: &str,
    ids: impl IntoIterator<Item = &'t str>,
) -> Result<Vec<KeptRecord>> {
    let rows: Vec<Stored> = sqlx::query_as(
        "SELECT kept.entity, kept.id, kept.body, kept.keys
         FROM json_each(?) AS wanted CROSS JOIN kept
             ON kept.source_id = ? AND kept.entity = ? AND kept.id = wanted.value",
    )
    .bind(text_list(ids))
    .bind(source.0)
    .bind(entity)
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(Stored::into_record).collect())
}

/// Those of an entity that have any of these keys, each once, by id.
pub(crate) async fn by_key<'t>(
    conn: &mut SqliteConnection,
    source: SourceId,
    entity: &str,
    keys: impl IntoIterator<Item = &'t str>,
) -> Result<Vec<KeptRecord>> {
    let rows: Vec<Stored> = sqlx::query_as(
        "SELECT kept.entity, kept.id, kept.body, kept.keys FROM kept
         WHERE kept.source_id = ?1 AND kept.entity = ?2 AND kept.id IN (
             SELECT kept_key.id FROM json_each(?3) AS wanted CROSS JOIN kept_key
                 ON kept_key.source_id = ?1 AND kept_key.key = wanted.value
                 AND kept_key.entity = ?2)
         ORDER BY kept.id",
    )
    .bind(source.0)
    .bind(entity)
    .bind(text_list(keys))
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(Stored::into_record).collect())
}

/// Some of an entity, by id, after one.
pub(crate) async fn after(
    conn: &mut SqliteConnection,
    source: SourceId,
    entity: &str,
    after: &str,
    limit: u32,
) -> Result<Vec<KeptRecord>> {
    let rows: Vec<Stored> = sqlx::query_as(
        "SELECT entity, id, body, keys FROM kept
         WHERE source_id = ? AND entity = ? AND id > ? ORDER BY id LIMIT ?",
    )
    .bind(source.0)
    .bind(entity)
    .bind(after)
    .bind(limit)
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(Stored::into_record).collect())
}

/// How many of an entity.
pub(crate) async fn count(
    conn: &mut SqliteConnection,
    source: SourceId,
    entity: &str,
) -> Result<u64> {
    let count: i64 =
        sqlx::query_scalar("SELECT count(*) FROM kept WHERE source_id = ? AND entity = ?")
            .bind(source.0)
            .bind(entity)
            .fetch_one(conn)
            .await?;
    Ok(count.cast_unsigned())
}

impl Stored {
    fn into_record(self) -> KeptRecord {
        let keys = self
            .keys
            .and_then(|text| serde_json::from_str(&text).ok())
            .unwrap_or_default();
        KeptRecord {
            entity: self.entity,
            id: self.id,
            body: Some(self.body),
            keys,
        }
    }
}
