//! The packed facts of the conversations: 120 records of 32 bytes a row, one page of the file.
//! Derived from the heads and written with them; the spine in memory is loaded from here.

use crate::bulk::{Insert, id_list};
use crate::error::{CacheError, Result};
use crate::spine::fact::{Fact, WIDTH};
use futures::TryStreamExt;
use sqlx::SqliteConnection;
use std::collections::BTreeMap;

/// Records a row: as many as fit into one encrypted page.
pub(crate) const RECORDS: usize = 120;
const BYTES: usize = RECORDS * WIDTH;

const PUT: Insert = Insert {
    head: "INSERT OR REPLACE INTO spine (chunk, facts)",
    columns: 2,
    tail: "",
};

/// What becomes of a conversation's record.
pub(crate) type Patch = (u32, Option<Fact>);

/// Writes the records of some conversations. Rows that exist are read, patched and written back.
pub(crate) async fn patch(conn: &mut SqliteConnection, patches: &[Patch]) -> Result<()> {
    let mut chunks: BTreeMap<i64, Vec<u8>> = BTreeMap::new();
    let touched = patches.iter().map(|(id, _)| place(*id).0);
    for (chunk, facts) in read(conn, touched).await? {
        chunks.insert(chunk, facts);
    }
    for (id, fact) in patches {
        let (chunk, at) = place(*id);
        let facts = chunks.entry(chunk).or_default();
        facts.resize(BYTES, 0);
        facts[at..at + WIDTH].copy_from_slice(&fact.unwrap_or(Fact::ABSENT).to_bytes());
    }
    let rows: Vec<(i64, Vec<u8>)> = chunks.into_iter().collect();
    PUT.run(conn, &rows, |statement, (chunk, facts)| {
        statement.bind(*chunk).bind(facts.clone())
    })
    .await
}

/// Every record, by conversation id; records that are absent are blank.
pub(crate) async fn load(conn: &mut SqliteConnection) -> Result<Vec<Fact>> {
    let mut facts = Vec::new();
    let mut rows =
        sqlx::query_as::<_, (i64, Vec<u8>)>("SELECT chunk, facts FROM spine ORDER BY chunk")
            .fetch(conn);
    while let Some((chunk, bytes)) = rows.try_next().await? {
        let start =
            usize::try_from(chunk).map_err(|_| CacheError::Damaged { what: "spine" })? * RECORDS;
        facts.resize(start, Fact::ABSENT);
        facts.extend(bytes.chunks_exact(WIDTH).map(Fact::from_bytes));
    }
    Ok(facts)
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
        (id % RECORDS) * WIDTH,
    )
}
