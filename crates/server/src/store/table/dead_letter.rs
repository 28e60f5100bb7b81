//! Deliveries of outcomes whose session nobody knew, kept until an operator replays or drops them.

use super::token::TokenId;
use super::{instant, instant_if_any, micros};
use crate::store::StoreError;
use crate::store::db::{DbConnection, DbRow};
use crate::store::deletion_log::SessionDigest;
use chrono::{DateTime, Utc};
use sqlx::Row as _;
use std::collections::HashSet;

/// A delivery that could not be recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeadLetter {
    /// Its number.
    pub id: i64,
    /// When it first came.
    pub received_at: DateTime<Utc>,
    /// By which way: `api`, or a webhook's name.
    pub origin: String,
    /// The token that it came with, where that is bound to spaces; else it may be of any.
    pub token: Option<TokenId>,
    /// The session that nobody knew.
    pub session_id: String,
    /// What was delivered, as JSON.
    pub payload: String,
    /// Why it could not be recorded.
    pub reason: String,
    /// How often it was tried.
    pub attempts: u64,
    /// When it was recorded after all.
    pub replayed_at: Option<DateTime<Utc>>,
}

/// A letter on its way into the store.
pub(crate) struct NewDeadLetter<'a> {
    pub(crate) origin: &'a str,
    pub(crate) token: Option<TokenId>,
    pub(crate) session_id: &'a str,
    pub(crate) payload: &'a str,
    pub(crate) reason: &'a str,
}

const COLUMNS: &str =
    "id, received_at, origin, session_id, payload, reason, attempts, replayed_at, token";

/// Keeps a letter; the same one delivered again only counts another attempt, and is of any space once it came
/// from somebody who reaches every space. Its number.
pub(crate) async fn keep(
    connection: &mut DbConnection,
    letter: &NewDeadLetter<'_>,
    at: DateTime<Utc>,
) -> Result<i64, StoreError> {
    use sha2::Digest as _;
    let digest = hex::encode(sha2::Sha256::digest(letter.payload.as_bytes()));
    let id = sqlx::query_scalar::<_, i64>(
        "INSERT INTO dead_letter \
             (received_at, origin, session_id, digest, payload, reason, attempts, token) \
         VALUES ($1, $2, $3, $4, $5, $6, 1, $7) \
         ON CONFLICT (origin, digest) WHERE replayed_at IS NULL \
             DO UPDATE SET attempts = dead_letter.attempts + 1, \
                 token = CASE WHEN excluded.token IS NULL THEN NULL ELSE dead_letter.token END \
         RETURNING id",
    );
    let id = id
        .bind(micros(at))
        .bind(letter.origin)
        .bind(letter.session_id)
        .bind(digest)
        .bind(letter.payload)
        .bind(letter.reason)
        .bind(letter.token.map(|it| it.0));
    Ok(id.fetch_one(connection).await?)
}

/// A letter by its number.
pub(crate) async fn get(
    connection: &mut DbConnection,
    id: i64,
) -> Result<Option<DeadLetter>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM dead_letter WHERE id = $1");
    let row = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(id);
    let row = row.fetch_optional(connection).await?;
    row.as_ref().map(read).transpose().map_err(Into::into)
}

/// Letters after a number, oldest first.
pub(crate) async fn after(
    connection: &mut DbConnection,
    after: i64,
    limit: u32,
) -> Result<Vec<DeadLetter>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM dead_letter WHERE id > $1 ORDER BY id LIMIT $2");
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql))
        .bind(after)
        .bind(i64::from(limit))
        .fetch_all(connection)
        .await?;
    let letters = rows.iter().map(read).collect::<sqlx::Result<_>>();
    letters.map_err(Into::into)
}

/// Says that a letter was tried again, and whether it was recorded.
pub(crate) async fn tried(
    connection: &mut DbConnection,
    id: i64,
    replayed_at: Option<DateTime<Utc>>,
) -> Result<(), StoreError> {
    // What was recorded is in its conversation and its record: the letter need not say it again.
    let sql = match replayed_at {
        Some(_) => {
            "UPDATE dead_letter SET attempts = attempts + 1, replayed_at = $1, payload = 'null' \
             WHERE id = $2"
        }
        None => "UPDATE dead_letter SET attempts = attempts + 1, replayed_at = $1 WHERE id = $2",
    };
    sqlx::query(sql)
        .bind(replayed_at.map(micros))
        .bind(id)
        .execute(connection)
        .await?;
    Ok(())
}

/// Removes a letter; whether there was one.
pub(crate) async fn delete(connection: &mut DbConnection, id: i64) -> Result<bool, StoreError> {
    let done = sqlx::query("DELETE FROM dead_letter WHERE id = $1").bind(id);
    Ok(done.execute(connection).await?.rows_affected() > 0)
}

/// Removes the letters of a session; how many there were.
pub(crate) async fn delete_session(
    connection: &mut DbConnection,
    session_id: &str,
) -> Result<u64, StoreError> {
    let done = sqlx::query("DELETE FROM dead_letter WHERE session_id = $1").bind(session_id);
    Ok(done.execute(connection).await?.rows_affected())
}

/// Removes the oldest letters that came before an instant, so many at once; how many there were.
pub(crate) async fn delete_before(
    connection: &mut DbConnection,
    before: DateTime<Utc>,
    most: i64,
) -> Result<u64, StoreError> {
    let done = sqlx::query(
        "DELETE FROM dead_letter WHERE id IN (SELECT id FROM dead_letter WHERE received_at < $1 \
             ORDER BY received_at LIMIT $2)",
    );
    let done = done.bind(micros(before)).bind(most);
    Ok(done.execute(connection).await?.rows_affected())
}

/// Removes the letters of sessions of which only the digests are known; how many there were.
pub(crate) async fn delete_sessions(
    connection: &mut DbConnection,
    gone: &HashSet<&SessionDigest>,
) -> Result<u64, StoreError> {
    let held = sqlx::query_scalar::<_, String>("SELECT DISTINCT session_id FROM dead_letter");
    let mut deleted = 0;
    for session_id in held.fetch_all(&mut *connection).await? {
        if gone.contains(&SessionDigest::of(&session_id)) {
            deleted += delete_session(connection, &session_id).await?;
        }
    }
    Ok(deleted)
}

fn read(row: &DbRow) -> sqlx::Result<DeadLetter> {
    Ok(DeadLetter {
        id: row.try_get(0)?,
        received_at: instant(row, 1)?,
        origin: row.try_get(2)?,
        session_id: row.try_get(3)?,
        payload: row.try_get(4)?,
        reason: row.try_get(5)?,
        attempts: u64::try_from(row.try_get::<i64, _>(6)?).unwrap_or_default(),
        replayed_at: instant_if_any(row, 7)?,
        token: row.try_get::<Option<i64>, _>(8)?.map(TokenId),
    })
}
