//! The packed entries of the conversations: 120 records of 32 bytes a row, one page of the file.
//! Derived from the heads and written with them; the index in memory is loaded from here.

use crate::bulk::{BulkInsert, id_list};
use crate::error::{CacheError, Result};
use crate::index::entry::{ENTRY_BYTES, IndexEntry, IndexPatch};
use futures::TryStreamExt;
use sqlx::SqliteConnection;
use std::collections::BTreeMap;

/// Records a row: as many as fit into one encrypted page.
pub(crate) const RECORDS: usize = 120;
const BYTES: usize = RECORDS * ENTRY_BYTES;

const PUT: BulkInsert = BulkInsert {
    head: "INSERT OR REPLACE INTO spine (chunk, facts)",
    columns: 2,
    tail: "",
};

/// Writes the records of some conversations. Rows that exist are read, patched and written back.
pub(crate) async fn patch(conn: &mut SqliteConnection, patches: &[IndexPatch]) -> Result<()> {
    let mut chunks: BTreeMap<i64, Vec<u8>> = BTreeMap::new();
    let touched = patches.iter().map(|(id, _)| place(*id).0);
    for (chunk, entries) in read(conn, touched).await? {
        chunks.insert(chunk, entries);
    }
    for (id, entry) in patches {
        let (chunk, at) = place(*id);
        let entries = chunks.entry(chunk).or_default();
        entries.resize(BYTES, 0);
        entries[at..at + ENTRY_BYTES]
            .copy_from_slice(&entry.unwrap_or(IndexEntry::ABSENT).to_bytes());
    }
    let rows: Vec<(i64, Vec<u8>)> = chunks.into_iter().collect();
    PUT.run(conn, &rows, |statement, (chunk, entries)| {
        statement.bind(*chunk).bind(entries.clone())
    })
    .await
}

/// Every record, by conversation id; records that are absent are blank.
pub(crate) async fn load(conn: &mut SqliteConnection) -> Result<Vec<IndexEntry>> {
    let mut entries = Vec::new();
    let mut rows =
        sqlx::query_as::<_, (i64, Vec<u8>)>("SELECT chunk, facts FROM spine ORDER BY chunk")
            .fetch(conn);
    while let Some((chunk, bytes)) = rows.try_next().await? {
        let start =
            usize::try_from(chunk).map_err(|_| CacheError::Damaged { what: "spine" })? * RECORDS;
        entries.resize(start, IndexEntry::ABSENT);
        entries.extend(bytes.chunks_exact(ENTRY_BYTES).map(IndexEntry::from_bytes));
    }
    Ok(entries)
}

/// The records of the conversations of a space; the index in memory may not be loaded.
pub(crate) async fn of_space(
    conn: &mut SqliteConnection,
    space: i64,
) -> Result<Vec<(u32, IndexEntry)>> {
    let is_there = |entry: &IndexEntry| entry.is_present() && i64::from(entry.space) == space;
    let entries = load(conn).await?;
    Ok((0_u32..)
        .zip(entries)
        .filter(|(_, entry)| is_there(entry))
        .collect())
}

async fn read(
    conn: &mut SqliteConnection,
    chunks: impl Iterator<Item = i64>,
) -> Result<Vec<(i64, Vec<u8>)>> {
    let mut wanted: Vec<i64> = chunks.collect();
    wanted.sort_unstable();
    wanted.dedup();
    Ok(sqlx::query_as(
        "SELECT chunk, facts FROM spine WHERE chunk IN (SELECT value FROM json_each(?))",
    )
    .bind(id_list(wanted))
    .fetch_all(conn)
    .await?)
}

fn place(id: u32) -> (i64, usize) {
    let id = id as usize;
    (
        i64::try_from(id / RECORDS).unwrap_or(i64::MAX),
        (id % RECORDS) * ENTRY_BYTES,
    )
}
