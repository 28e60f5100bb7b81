//! The feed's spine: one row per change, dense, in commit order.

use super::child::end_of;
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

/// Takes a number away, as damage does; how many rows are gone.
#[cfg(feature = "testing")]
pub(crate) async fn remove(connection: &mut DbConnection, seq: i64) -> Result<u64, StoreError> {
    let delete = sqlx::query("DELETE FROM event WHERE seq = $1").bind(seq);
    Ok(delete.execute(connection).await?.rows_affected())
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

/// What leads to the conversations of a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RangeTrace {
    /// Its changes.
    Events,
    /// The rows that say that they changed then: damage took changes away, and no row may go with them.
    Rows,
}

/// The range that one page of the feed covers.
pub(crate) struct EventRange {
    /// The last change in the page; the same as `after` when there is nothing newer.
    pub(crate) upto: i64,
    /// How its conversations are found.
    pub(crate) trace: RangeTrace,
    /// The newest change of all.
    pub(crate) last: i64,
}

/// How many numbers one page goes across a hole. What was changed there is told by its rows, each conversation
/// whole, and nothing says how many rows that is before they are read; a usual conversation has a dozen or two.
fn across_a_hole(limit: u32) -> i64 {
    i64::from(limit / 16).max(1)
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
         ) SELECT (SELECT max(seq) FROM walk), (SELECT max(seq) FROM event), \
             (SELECT min(seq) FROM event WHERE seq > $1)",
    );
    let row = row
        .bind(after)
        .bind(i64::from(limit))
        .fetch_one(&mut *connection)
        .await?;
    let (walked, behind) = (row.try_get(0)?, row.try_get(2)?);
    let (upto, trace) = match (walked, behind) {
        (Some(upto), _) => (upto, RangeTrace::Events),
        // Where damage made a hole the walk ends before it, and the next page crosses it: a reader must not
        // stand there for ever.
        (None, Some(behind)) => (
            i64::min(behind, after.saturating_add(across_a_hole(limit))),
            RangeTrace::Rows,
        ),
        (None, None) => (after, RangeTrace::Events),
    };
    Ok(EventRange {
        upto,
        trace,
        last: row.try_get::<Option<i64>, _>(1)?.unwrap_or(0),
    })
}

/// The text of the changes in (after, upto] that anybody chose the length of, in bytes, each beside the
/// number of its change. What else a row says is short. A head counts for each change of it.
macro_rules! texts {
    ($before:literal, $after:literal) => {
        concat!(
            $before,
            " FROM ( \
             SELECT place / 1048576 AS seq, octet_length(body) AS bytes FROM message \
               WHERE place > $1 AND place <= $2 \
             UNION ALL SELECT place / 1048576, octet_length(note) FROM lead \
               WHERE place > $1 AND place <= $2 \
             UNION ALL SELECT event.seq, coalesce(octet_length(c.subject), 0) \
                 + coalesce(octet_length(c.external_identifier), 0) \
                 + coalesce(octet_length(c.visitor_token), 0) + coalesce(octet_length(c.city), 0) \
                 + coalesce(octet_length(c.region), 0) + coalesce(octet_length(c.country), 0) \
                 + coalesce(octet_length(person.name), 0) + coalesce(octet_length(person.company), 0) \
                 + coalesce(octet_length(person.email), 0) \
                 + coalesce(octet_length(person.profile_url), 0) \
               FROM event CROSS JOIN conversation AS c \
               LEFT JOIN customer AS person ON person.key = c.customer \
               WHERE c.key = event.conversation AND event.seq > $3 AND event.seq <= $4 \
             UNION ALL SELECT seq, octet_length(name) + coalesce(octet_length(company), 0) \
                 + coalesce(octet_length(email), 0) + coalesce(octet_length(profile_url), 0) \
               FROM customer WHERE seq > $3 AND seq <= $4 \
             ) AS text",
            $after
        )
    };
}

/// The last change of (after, upto] up to which their texts hold at most so many bytes; at least the first.
pub(crate) async fn within_bytes(
    connection: &mut DbConnection,
    (after, upto): (i64, i64),
    most: i64,
) -> Result<i64, StoreError> {
    let places = (end_of(after) - 1, end_of(upto) - 1);
    let all =
        sqlx::query_scalar::<_, i64>(texts!("SELECT CAST(coalesce(sum(bytes), 0) AS BIGINT)", ""));
    let all = all.bind(places.0).bind(places.1).bind(after).bind(upto);
    // Nearly always: one number, from what the page is going to read anyhow.
    if all.fetch_one(&mut *connection).await? <= most {
        return Ok(upto);
    }
    let each = sqlx::query(texts!(
        "SELECT seq, CAST(coalesce(sum(bytes), 0) AS BIGINT)",
        " GROUP BY seq ORDER BY seq"
    ));
    let each = each.bind(places.0).bind(places.1).bind(after).bind(upto);
    let mut bytes = 0_i64;
    for row in each.fetch_all(&mut *connection).await? {
        bytes = bytes.saturating_add(row.try_get(1)?);
        if bytes > most {
            let seq = row.try_get::<i64, _>(0)?;
            return Ok((seq - 1).max(after + 1));
        }
    }
    Ok(upto)
}
