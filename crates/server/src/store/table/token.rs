//! Access tokens: their hashes, never their text; and the spaces that they are bound to.

use super::{instant, instant_if_any, micros, open};
use crate::store::StoreError;
use crate::store::db::{DbConnection, DbRow};
use chrono::{DateTime, TimeDelta, Utc};
use model::{Reach, RemoteId, Role};
use sqlx::Row as _;
use std::collections::BTreeSet;
use std::fmt;

/// What stands for a token that reaches every space, and for one that is bound to some.
const EVERYWHERE: &str = "everywhere";
const SPACES: &str = "spaces";

/// Which token; not secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TokenId(pub i64);

impl fmt::Display for TokenId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A token that is to be made.
#[derive(Clone, Debug)]
pub struct NewToken {
    /// What it may do.
    pub role: Role,
    /// What the operator calls it; empty for nothing.
    pub label: String,
    /// After how long it is refused; none for never.
    pub lasting: Option<TimeDelta>,
    /// Where it may.
    pub reach: Reach,
}

impl NewToken {
    /// A token of a role, for every space and until it is revoked.
    #[must_use]
    pub fn of(role: Role) -> Self {
        Self {
            role,
            label: String::new(),
            lasting: None,
            reach: Reach::Everywhere,
        }
    }
}

/// What a token lets one do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenRight {
    /// Which token.
    pub token: TokenId,
    /// What.
    pub role: Role,
    /// Where.
    pub reach: Reach,
}

/// A token as an operator sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenRow {
    /// Which.
    pub id: TokenId,
    /// What it may do.
    pub role: Role,
    /// Where it may.
    pub reach: Reach,
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
    new: &NewToken,
    (at, until): (DateTime<Utc>, Option<DateTime<Utc>>),
) -> Result<TokenId, StoreError> {
    let reach = match new.reach {
        Reach::Everywhere => EVERYWHERE,
        Reach::Spaces(_) => SPACES,
    };
    let id = sqlx::query_scalar(
        "INSERT INTO token (hash, role, label, created_at, revoked_at, reach) \
         VALUES ($1, $2, $3, $4, $5, $6) RETURNING id",
    );
    let id = id
        .bind(&[] as &[u8])
        .bind(new.role.as_str())
        .bind(new.label.as_str())
        .bind(micros(at))
        .bind(until.map(micros))
        .bind(reach);
    Ok(TokenId(id.fetch_one(&mut *connection).await?))
}

/// Binds a token to a space, by its key.
pub(crate) async fn bind_to(
    connection: &mut DbConnection,
    id: TokenId,
    space: i64,
) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO token_space (token, space) VALUES ($1, $2)")
        .bind(id.0)
        .bind(space)
        .execute(&mut *connection)
        .await?;
    Ok(())
}

/// Where a token reaches.
pub(crate) async fn reach_of(
    connection: &mut DbConnection,
    id: TokenId,
) -> Result<Reach, StoreError> {
    let word = sqlx::query_scalar::<_, String>("SELECT reach FROM token WHERE id = $1");
    let word = word.bind(id.0).fetch_optional(&mut *connection).await?;
    if word.as_deref() == Some(EVERYWHERE) {
        return Ok(Reach::Everywhere);
    }
    // A word that this version does not know is no reason to open every space.
    let spaces = sqlx::query_scalar::<_, String>(
        "SELECT space.id FROM token_space JOIN space ON space.key = token_space.space \
         WHERE token_space.token = $1",
    );
    let spaces = spaces.bind(id.0).fetch_all(&mut *connection).await?;
    Ok(Reach::Spaces(spaces.into_iter().map(RemoteId).collect()))
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

/// The hash and the grant of a token that is not refused at this time.
pub(crate) async fn find(
    connection: &mut DbConnection,
    id: TokenId,
    now: DateTime<Utc>,
) -> Result<Option<(Vec<u8>, TokenRight)>, StoreError> {
    let row = sqlx::query(
        "SELECT hash, role, reach FROM token \
         WHERE id = $1 AND (revoked_at IS NULL OR revoked_at > $2)",
    );
    let row = row.bind(id.0).bind(micros(now));
    let Some(row) = row.fetch_optional(&mut *connection).await? else {
        return Ok(None);
    };
    let grant = TokenRight {
        token: id,
        role: open(&row, 1)?,
        reach: match row.try_get::<&str, _>(2)? {
            EVERYWHERE => Reach::Everywhere,
            _ => reach_of(connection, id).await?,
        },
    };
    Ok(Some((row.try_get(0)?, grant)))
}

/// Every token, oldest first.
pub(crate) async fn all(connection: &mut DbConnection) -> Result<Vec<TokenRow>, StoreError> {
    let rows = sqlx::query("SELECT id, role, label, created_at, revoked_at FROM token ORDER BY id");
    let rows = rows.fetch_all(&mut *connection).await?;
    let mut tokens = rows.iter().map(read).collect::<sqlx::Result<Vec<_>>>()?;
    for token in &mut tokens {
        token.reach = reach_of(connection, token.id).await?;
    }
    Ok(tokens)
}

fn read(row: &DbRow) -> sqlx::Result<TokenRow> {
    Ok(TokenRow {
        id: TokenId(row.try_get(0)?),
        role: open(row, 1)?,
        reach: Reach::Spaces(BTreeSet::new()),
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
