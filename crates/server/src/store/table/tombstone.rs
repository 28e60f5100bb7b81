//! What is gone. No personal data.

use super::damage::{DamagedRow, RowStatements};
use super::reach::ReachKeys;
use super::{instant, micros, remote_id};
use crate::store::StoreError;
use crate::store::db::{DbConnection, DbRow, find_texts};
use crate::store::deletion_log::{DeletedSession, SessionDigest};
use chrono::{DateTime, Utc};
use model::RemoteId;
use model::record::{Tombstone, TombstoneKind};
use sqlx::{AssertSqlSafe, Row as _};

const CONVERSATION: &str = "conversation";
const CUSTOMER: &str = "customer";
const SPACE: &str = "space";

fn word(kind: TombstoneKind) -> &'static str {
    match kind {
        TombstoneKind::Conversation => CONVERSATION,
        TombstoneKind::Customer => CUSTOMER,
        TombstoneKind::Space => SPACE,
    }
}

fn kind(word: &str) -> sqlx::Result<TombstoneKind> {
    match word {
        CONVERSATION => Ok(TombstoneKind::Conversation),
        CUSTOMER => Ok(TombstoneKind::Customer),
        SPACE => Ok(TombstoneKind::Space),
        _ => Err(sqlx::Error::Decode("an unknown kind of tombstone".into())),
    }
}

/// Records that something is gone.
pub(crate) async fn insert(
    connection: &mut DbConnection,
    seq: i64,
    tombstone: &Tombstone,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO tombstone (seq, kind, id, deleted_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (kind, id) DO UPDATE SET seq = excluded.seq, deleted_at = excluded.deleted_at",
    )
    .bind(seq)
    .bind(word(tombstone.kind))
    .bind(tombstone.id.as_str())
    .bind(micros(tombstone.deleted_at))
    .execute(&mut *connection)
    .await?;
    Ok(())
}

/// What went in (after, upto], in commit order.
pub(crate) async fn in_range(
    connection: &mut DbConnection,
    after: i64,
    upto: i64,
) -> Result<Vec<Tombstone>, StoreError> {
    let rows = sqlx::query(
        "SELECT kind, id, deleted_at FROM tombstone WHERE seq > $1 AND seq <= $2 ORDER BY seq",
    );
    let rows = rows
        .bind(after)
        .bind(upto)
        .fetch_all(&mut *connection)
        .await?;
    rows.iter()
        .map(read)
        .collect::<sqlx::Result<_>>()
        .map_err(Into::into)
}

/// What went in (after, upto], as far as it was within reach. One that was damaged is named, unless only its
/// time was: that something is gone matters more than since when.
pub(crate) async fn within(
    connection: &mut DbConnection,
    reach: &ReachKeys,
    (after, upto): (i64, i64),
) -> Result<Vec<Result<Tombstone, DamagedRow>>, StoreError> {
    let known = match reach {
        ReachKeys::Everywhere => "1 = 1".to_owned(),
        ReachKeys::Spaces(_) => format!(
            "EXISTS (SELECT 1 FROM tombstone_space AS was WHERE was.kind = tombstone.kind \
                 AND was.id = tombstone.id AND {})",
            reach.condition("was.space")
        ),
    };
    let rest = format!("FROM tombstone WHERE seq > $1 AND seq <= $2 AND {known} ORDER BY seq");
    let statements = RowStatements {
        all: format!("SELECT kind, id, deleted_at {rest}").into(),
        numbers: format!("SELECT seq, seq {rest}").into(),
        one: "SELECT kind, id, deleted_at FROM tombstone WHERE seq = $1",
        id: "SELECT id FROM tombstone WHERE seq = $1",
    };
    statements.read(connection, &[after, upto], told).await
}

fn told(row: &DbRow) -> sqlx::Result<Tombstone> {
    Ok(Tombstone {
        kind: kind(row.try_get(0)?)?,
        id: remote_id(row, 1)?,
        deleted_at: instant(row, 2).unwrap_or(DateTime::UNIX_EPOCH),
    })
}

/// Whether a conversation that is gone was within reach.
pub(crate) async fn was_within(
    connection: &mut DbConnection,
    reach: &ReachKeys,
    id: &RemoteId,
) -> Result<bool, StoreError> {
    let sql = format!(
        "SELECT 1 FROM tombstone JOIN tombstone_space AS was \
             ON was.kind = tombstone.kind AND was.id = tombstone.id \
         WHERE tombstone.kind = 'conversation' AND tombstone.id = $1 AND {}",
        reach.condition("was.space")
    );
    let found = sqlx::query(AssertSqlSafe(sql)).bind(id.as_str());
    let found = found.persistent(false).fetch_optional(connection).await?;
    Ok(found.is_some())
}

/// Remembers that something is, or was, in a space: whoever reads that space is told when it is gone.
pub(crate) async fn remember_space(
    connection: &mut DbConnection,
    kind: TombstoneKind,
    id: &RemoteId,
    space: i64,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO tombstone_space (kind, id, space) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
    )
    .bind(word(kind))
    .bind(id.as_str())
    .bind(space)
    .execute(connection)
    .await?;
    Ok(())
}

fn read(row: &DbRow) -> sqlx::Result<Tombstone> {
    Ok(Tombstone {
        kind: kind(row.try_get(0)?)?,
        id: remote_id(row, 1)?,
        deleted_at: instant(row, 2)?,
    })
}

/// Those of `ids` whose conversation was deleted.
pub(crate) async fn deleted(
    connection: &mut DbConnection,
    ids: &[&str],
) -> Result<Vec<RemoteId>, StoreError> {
    let ids = find_texts::<String>(connection, ids.iter().copied(), |ids| {
        format!("SELECT id FROM tombstone WHERE kind = 'conversation' AND id IN ({ids})")
    });
    Ok(ids.await?.into_iter().map(RemoteId).collect())
}

/// Those of `ids` whose customer was deleted.
pub(crate) async fn customers(
    connection: &mut DbConnection,
    ids: &[&str],
) -> Result<Vec<RemoteId>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let ids = find_texts::<String>(connection, ids.iter().copied(), |ids| {
        format!("SELECT id FROM tombstone WHERE kind = 'customer' AND id IN ({ids})")
    });
    Ok(ids.await?.into_iter().map(RemoteId).collect())
}

/// Remembers that a session is gone, by its digest alone.
pub(crate) async fn bury_session(
    connection: &mut DbConnection,
    session: &SessionDigest,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO gone_session (digest, deleted_at) VALUES ($1, $2) ON CONFLICT (digest) DO NOTHING",
    )
    .bind(session.as_str())
    .bind(micros(at))
    .execute(connection)
    .await?;
    Ok(())
}

/// Whether a session was deleted.
pub(crate) async fn is_session(
    connection: &mut DbConnection,
    session_id: &str,
) -> Result<bool, StoreError> {
    let digest = SessionDigest::of(session_id);
    let found = sqlx::query("SELECT 1 FROM gone_session WHERE digest = $1").bind(digest.as_str());
    Ok(found.fetch_optional(connection).await?.is_some())
}

/// Every session that was deleted, the oldest first.
pub(crate) async fn sessions(
    connection: &mut DbConnection,
) -> Result<Vec<DeletedSession>, StoreError> {
    let rows =
        sqlx::query("SELECT digest, deleted_at FROM gone_session ORDER BY deleted_at, digest");
    let rows = rows.fetch_all(connection).await?;
    let read = |row: &DbRow| {
        let session = SessionDigest::try_from(row.try_get::<String, _>(0)?);
        Ok(DeletedSession {
            session: session.map_err(|error| sqlx::Error::Decode(error.into()))?,
            deleted_at: instant(row, 1)?,
        })
    };
    let sessions = rows.iter().map(read).collect::<sqlx::Result<_>>();
    sessions.map_err(Into::into)
}
