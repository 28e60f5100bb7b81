//! What is gone. No personal data.

use super::{instant, micros, remote_id};
use crate::store::StoreError;
use crate::store::db::{Connection, DbRow, find_texts};
use model::RemoteId;
use model::record::{Tombstone, TombstoneKind};
use sqlx::Row as _;

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
    connection: &mut Connection,
    seq: i64,
    tombstone: &Tombstone,
) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO tombstone (seq, kind, id, deleted_at) VALUES ($1, $2, $3, $4)")
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
    connection: &mut Connection,
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

fn read(row: &DbRow) -> sqlx::Result<Tombstone> {
    Ok(Tombstone {
        kind: kind(row.try_get(0)?)?,
        id: remote_id(row, 1)?,
        deleted_at: instant(row, 2)?,
    })
}

/// Those of `ids` whose conversation was deleted.
pub(crate) async fn deleted(
    connection: &mut Connection,
    ids: &[&str],
) -> Result<Vec<RemoteId>, StoreError> {
    let ids = find_texts::<String>(connection, ids.iter().copied(), |ids| {
        format!("SELECT id FROM tombstone WHERE kind = 'conversation' AND id IN ({ids})")
    });
    Ok(ids.await?.into_iter().map(RemoteId).collect())
}

/// Whether this customer was deleted.
pub(crate) async fn is_customer(
    connection: &mut Connection,
    id: &RemoteId,
) -> Result<bool, StoreError> {
    let found = sqlx::query("SELECT 1 FROM tombstone WHERE kind = $1 AND id = $2")
        .bind(CUSTOMER)
        .bind(id.as_str());
    Ok(found.fetch_optional(connection).await?.is_some())
}
