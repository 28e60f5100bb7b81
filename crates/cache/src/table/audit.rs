//! The audit log, in work.db: entries are added and read, and nothing else.

use crate::audit_chain::{AuditDraft, ChainWalk, NOTHING};
use crate::error::Result;
use crate::table::salvaged::SalvagedTable;
use crate::time;
use futures::TryStreamExt;
use model::AuditAction;
use model::audit::AuditEntry;
use sqlx::SqliteConnection;

/// What of a damaged work.db is copied over its earlier generation: what that one has too stays as it has it.
pub(crate) const SALVAGED: SalvagedTable = SalvagedTable {
    from_either_end: [
        "SELECT json_array(number, at, who, action, what, previous, hash) FROM audit_entry ORDER BY number",
        "SELECT json_array(number, at, who, action, what, previous, hash) FROM audit_entry
         ORDER BY number DESC",
    ],
    put: "INSERT OR IGNORE INTO audit_entry (number, at, who, action, what, previous, hash)
         SELECT row ->> 0, row ->> 1, row ->> 2, row ->> 3, row ->> 4, row ->> 5, row ->> 6
         FROM (SELECT ? AS row)",
};

const IN_ORDER: &str =
    "SELECT number, at, who, action, what, previous, hash FROM audit_entry ORDER BY number";

type AuditRow = (i64, i64, String, String, String, String, String);

fn entry((number, at, who, action, what, previous, hash): AuditRow) -> AuditEntry {
    AuditEntry {
        number: number.cast_unsigned(),
        at: time::instant(at),
        who,
        action: AuditAction::from(action.as_str()),
        what,
        previous,
        hash,
    }
}

/// Adds an entry at the end.
pub(crate) async fn append(work: &mut SqliteConnection, draft: AuditDraft) -> Result<AuditEntry> {
    let last = last(work).await?;
    let (number, previous) =
        last.map_or((1, NOTHING.to_owned()), |last| (last.number + 1, last.hash));
    let entry = draft.chained(number, previous);
    sqlx::query(
        "INSERT INTO audit_entry (number, at, who, action, what, previous, hash)
         VALUES (?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(entry.number.cast_signed())
    .bind(time::millis(entry.at))
    .bind(entry.who.as_str())
    .bind(entry.action.as_str())
    .bind(entry.what.as_str())
    .bind(entry.previous.as_str())
    .bind(entry.hash.as_str())
    .execute(work)
    .await?;
    Ok(entry)
}

/// The last entry.
pub(crate) async fn last(work: &mut SqliteConnection) -> Result<Option<AuditEntry>> {
    let sql = "SELECT number, at, who, action, what, previous, hash FROM audit_entry
        ORDER BY number DESC LIMIT 1";
    let row: Option<AuditRow> = sqlx::query_as(sql).fetch_optional(work).await?;
    Ok(row.map(entry))
}

/// Entries after a number, by their numbers, so many at most.
pub(crate) async fn after(
    work: &mut SqliteConnection,
    number: u64,
    most: u32,
) -> Result<Vec<AuditEntry>> {
    let sql = "SELECT number, at, who, action, what, previous, hash FROM audit_entry
        WHERE number > ? ORDER BY number LIMIT ?";
    let rows: Vec<AuditRow> = sqlx::query_as(sql)
        .bind(number.cast_signed())
        .bind(most)
        .fetch_all(work)
        .await?;
    Ok(rows.into_iter().map(entry).collect())
}

/// Walks all entries and compares their end with the head; answers the number of an entry that has a given hash.
pub(crate) async fn walk(
    work: &mut SqliteConnection,
    anchor: Option<&str>,
) -> Result<(ChainWalk, Option<u64>)> {
    let mut walked = ChainWalk::default();
    let mut anchored = None;
    {
        let mut rows = sqlx::query_as::<_, AuditRow>(IN_ORDER).fetch(&mut *work);
        while let Some(row) = rows.try_next().await? {
            let entry = entry(row);
            if anchor == Some(entry.hash.as_str()) {
                anchored = Some(entry.number);
            }
            walked.take(&entry);
        }
    }
    let head: Option<(i64, String)> = sqlx::query_as("SELECT number, hash FROM audit_head")
        .fetch_optional(work)
        .await?;
    walked.end(head.map(|(number, hash)| (number.cast_unsigned(), hash)));
    Ok((walked, anchored))
}
