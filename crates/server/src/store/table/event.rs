//! The feed's spine: one row per change, dense, in commit order.

use crate::store::StoreError;
use crate::store::db::{DbConnection, MultiRowInsert, StatementBinds};
use sqlx::Row as _;

/// One change.
pub(crate) struct FeedEvent {
    /// Its place in the order of commits.
    pub(crate) seq: i64,
    /// The key of the conversation that changed; none for spaces and customers.
    pub(crate) conversation: Option<i64>,
    /// Rows that it wrote.
    pub(crate) rows: usize,
}

/// The newest change; 0 in an empty store.
pub(crate) async fn last(connection: &mut DbConnection) -> Result<i64, StoreError> {
    let last = sqlx::query_scalar::<_, Option<i64>>("SELECT max(seq) FROM event");
    Ok(last.fetch_one(&mut *connection).await?.unwrap_or(0))
}

/// Whether every number from 1 to the newest is there, once.
pub(crate) async fn is_dense(connection: &mut DbConnection) -> Result<bool, StoreError> {
    let row =
        sqlx::query("SELECT count(*), coalesce(min(seq), 1), coalesce(max(seq), 0) FROM event");
    let row = row.fetch_one(&mut *connection).await?;
    let (count, first, last) = (
        row.try_get::<i64, _>(0)?,
        row.try_get::<i64, _>(1)?,
        row.try_get::<i64, _>(2)?,
    );
    Ok(first == 1 && count == last)
}

/// Records changes.
pub(crate) async fn insert(
    connection: &mut DbConnection,
    events: &[FeedEvent],
) -> Result<(), StoreError> {
    const INSERT: MultiRowInsert = MultiRowInsert {
        head: "INSERT INTO event (seq, conversation, row_count) ",
        columns: 3,
        tail: "",
    };
    let bind = |binds: &mut StatementBinds, event: &FeedEvent| {
        let rows = i64::try_from(event.rows).unwrap_or(i64::MAX);
        binds
            .push_bind(event.seq)
            .push_bind(event.conversation)
            .push_bind(rows);
    };
    INSERT.run(connection, events, bind).await.map(drop)
}

/// The range that one page of the feed covers.
pub(crate) struct EventRange {
    /// The last change in the page; the same as `after` when there is nothing newer.
    pub(crate) upto: i64,
    /// The newest change of all.
    pub(crate) last: i64,
}

/// Walks from `after` until the changes hold `limit` rows. The walk relies on seq being dense; it
/// reads no more events than the page holds, wherever in the feed the page lies.
pub(crate) async fn range(
    connection: &mut DbConnection,
    after: i64,
    limit: u32,
) -> Result<EventRange, StoreError> {
    let row = sqlx::query(
        "WITH RECURSIVE walk (seq, total) AS ( \
             SELECT seq, row_count FROM event WHERE seq = $1 + 1 \
             UNION ALL \
             SELECT event.seq, walk.total + event.row_count \
             FROM walk JOIN event ON event.seq = walk.seq + 1 WHERE walk.total < $2 \
         ) SELECT (SELECT max(seq) FROM walk), (SELECT max(seq) FROM event)",
    );
    let row = row
        .bind(after)
        .bind(i64::from(limit))
        .fetch_one(&mut *connection)
        .await?;
    let upto = row.try_get::<Option<i64>, _>(0)?.unwrap_or(after);
    Ok(EventRange {
        upto,
        last: row.try_get::<Option<i64>, _>(1)?.unwrap_or(0),
    })
}
