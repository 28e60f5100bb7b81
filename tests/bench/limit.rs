//! The limit of a first sync: FTS5 alone, over the same text in the same order, with nothing
//! fetched, parsed, encrypted or stored beside it.

use crate::serve::{SEED, UNTIL};
use crate::{machine, sync_run};
use anyhow::Result;
use model::feed::ConversationChange;
use serde_json::json;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous};
use sqlx::{AssertSqlSafe, Connection};
use std::path::Path;
use std::time::Instant;

/// Rows in one statement: one trip to the connection's thread for all of them.
const ROWS: usize = 64;
/// Conversations in one transaction.
const BATCH: usize = 1_000;

/// Indexes the script's messages, one row a message.
pub(crate) async fn run(conversations: u32, file: &Path) -> Result<()> {
    remove(file);
    let options = SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Normal)
        .pragma("cache_size", "-65536");
    let mut connection = SqliteConnection::connect_with(&options).await?;
    let table = "CREATE VIRTUAL TABLE text USING fts5(body, content='', contentless_delete=1, \
                 tokenize='unicode61 remove_diacritics 2')";
    sqlx::query(table).execute(&mut connection).await?;
    let (messages, seconds) = index(&mut connection, conversations).await?;
    connection.close().await?;
    println!(
        "{}",
        json!({ "messages": messages, "seconds": seconds, "peak_bytes": machine::peak_memory() })
    );
    Ok(())
}

/// Removes an index, if there is one.
pub(crate) fn remove(file: &Path) {
    for end in ["db", "db-wal", "db-shm"] {
        drop(std::fs::remove_file(file.with_extension(end)));
    }
}

/// Only the index is timed: making the text is not its work.
async fn index(connection: &mut SqliteConnection, conversations: u32) -> Result<(u64, f64)> {
    let (_, script) = practice::script(SEED, conversations, UNTIL.parse()?);
    let (mut messages, mut milliseconds) = (0, 0.0);
    let mut batch = Vec::new();
    for change in script {
        batch.extend(texts(change));
        if batch.len() >= BATCH * 8 {
            milliseconds += timed(connection, &batch, messages).await?;
            messages += batch.len() as u64;
            batch.clear();
        }
    }
    milliseconds += timed(connection, &batch, messages).await?;
    Ok((messages + batch.len() as u64, milliseconds / 1_000.0))
}

fn texts(change: ConversationChange) -> impl Iterator<Item = String> {
    change
        .messages
        .into_iter()
        .map(|message| body::text(&message.format, &message.body).shown)
}

async fn timed(connection: &mut SqliteConnection, batch: &[String], first: u64) -> Result<f64> {
    let started = Instant::now();
    let mut transaction = connection.begin().await?;
    for (chunk, rows) in batch.chunks(ROWS).enumerate() {
        let places = vec!["(?,?)"; rows.len()].join(",");
        let sql = AssertSqlSafe(format!("INSERT INTO text(rowid, body) VALUES {places}"));
        let mut query = sqlx::query(sql);
        for (offset, text) in rows.iter().enumerate() {
            let rowid = first + (chunk * ROWS + offset) as u64 + 1;
            query = query.bind(i64::try_from(rowid)?).bind(text);
        }
        query.execute(&mut *transaction).await?;
    }
    transaction.commit().await?;
    Ok(sync_run::milliseconds(started))
}
