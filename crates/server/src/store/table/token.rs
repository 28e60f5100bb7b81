//! Access tokens: their hashes, never their text.

use super::{instant, instant_if_any, micros, open};
use crate::store::StoreError;
use crate::store::db::{DbConnection, DbRow};
use chrono::{DateTime, Utc};
use model::Role;
use sqlx::Row as _;
use std::fmt;

/// Which token; not secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TokenId(pub i64);

impl fmt::Display for TokenId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A token as an operator sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenRow {
    /// Which.
    pub id: TokenId,
    /// What it may do.
    pub role: Role,
    /// What the operator calls it.
    pub label: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// Since when it is refused, or from when on it will be.
    pub revoked_at: Option<DateTime<Utc>>,
}

/// Reserves the next id by writing a row with no usable hash: the id is part of the token's text.
pub(crate) async fn reserve(
    connection: &mut DbConnection,
    role: &Role,
    label: &str,
    (at, until): (DateTime<Utc>, Option<DateTime<Utc>>),
) -> Result<TokenId, StoreError> {
    let id = sqlx::query_scalar(
        "INSERT INTO token (hash, role, label, created_at, revoked_at) VALUES ($1, $2, $3, $4, $5) \
         RETURNING id",
    );
    let id = id
        .bind(&[] as &[u8])
        .bind(role.as_str())
        .bind(label)
        .bind(micros(at))
        .bind(until.map(micros));
    Ok(TokenId(id.fetch_one(&mut *connection).await?))
}

/// Sets the hash of a reserved token.
pub(crate) async fn set_hash(
    connection: &mut DbConnection,
    id: TokenId,
    hash: &[u8],
) -> Result<(), StoreError> {
    sqlx::query("UPDATE token SET hash = $1 WHERE id = $2")
        .bind(hash)
        .bind(id.0)
        .execute(&mut *connection)
        .await?;
    Ok(())
}

/// The hash and the role of a token that is not refused at this time.
pub(crate) async fn find(
    connection: &mut DbConnection,
    id: TokenId,
    now: DateTime<Utc>,
) -> Result<Option<(Vec<u8>, Role)>, StoreError> {
    let row = sqlx::query(
        "SELECT hash, role FROM token WHERE id = $1 AND (revoked_at IS NULL OR revoked_at > $2)",
    );
    let row = row.bind(id.0).bind(micros(now));
    let Some(row) = row.fetch_optional(&mut *connection).await? else {
        return Ok(None);
    };
    Ok(Some((row.try_get(0)?, open(&row, 1)?)))
}

/// Every token, oldest first.
pub(crate) async fn all(connection: &mut DbConnection) -> Result<Vec<TokenRow>, StoreError> {
    let rows = sqlx::query("SELECT id, role, label, created_at, revoked_at FROM token ORDER BY id");
    let rows = rows.fetch_all(&mut *connection).await?;
    rows.iter()
        .map(read)
        .collect::<sqlx::Result<_>>()
        .map_err(Into::into)
}

fn read(row: &DbRow) -> sqlx::Result<TokenRow> {
    Ok(TokenRow {
        id: TokenId(row.try_get(0)?),
        role: open(row, 1)?,
        label: row.try_get(2)?,
        created_at: instant(row, 3)?,
        revoked_at: instant_if_any(row, 4)?,
    })
}

/// Refuses a token from now on; whether there was such a token, revoked or not.
pub(crate) async fn revoke(
    connection: &mut DbConnection,
    id: TokenId,
    at: DateTime<Utc>,
) -> Result<bool, StoreError> {
    // One that was refused before stays so since then; one that would have run out later is refused now.
    let done = sqlx::query(
        "UPDATE token SET revoked_at = CASE WHEN revoked_at < $1 THEN revoked_at ELSE $1 END \
         WHERE id = $2",
    );
    let done = done
        .bind(micros(at))
        .bind(id.0)
        .execute(&mut *connection)
        .await?;
    Ok(done.rows_affected() > 0)
}

/// Refuses every token of a label from now on.
pub(crate) async fn revoke_labelled(
    connection: &mut DbConnection,
    label: &str,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE token SET revoked_at = $1 \
         WHERE label = $2 AND (revoked_at IS NULL OR revoked_at > $1)",
    )
    .bind(micros(at))
    .bind(label)
    .execute(&mut *connection)
    .await?;
    Ok(())
}
