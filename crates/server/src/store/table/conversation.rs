//! Heads of conversations.

use super::damage::{DamagedRow, RowStatements};
use super::event::RangeTrace;
use super::{instant, instant_if_any, micros, remote_id};
use crate::store::StoreError;
use crate::store::db::{
    DbConnection, DbRow, MultiRowInsert, StatementBinds, find_texts, placeholders,
};
use chrono::{DateTime, Utc};
use model::identity::lookup_key;
use model::record::{ConversationRecord, GeoPlace};
use model::{Channel, RemoteId, Status};
use sqlx::{AssertSqlSafe, Row as _};

/// A head with the store's own keys.
#[derive(Clone, Debug)]
pub(crate) struct ConversationHead {
    /// The conversation's key.
    pub(crate) key: i64,
    /// The key of its space.
    pub(crate) space: i64,
    /// The key of its customer.
    pub(crate) customer: Option<i64>,
    /// The record.
    pub(crate) record: ConversationRecord,
}

/// A head on its way into the store.
pub(crate) struct HeadRow<'a> {
    /// The event that writes it.
    pub(crate) seq: i64,
    /// The conversation's key.
    pub(crate) key: i64,
    /// The key of its space.
    pub(crate) space: i64,
    /// The key of its customer.
    pub(crate) customer: Option<i64>,
    /// What the channel calls the exchange, where that is being said now.
    pub(crate) thread: Option<&'a str>,
    /// Who ended it, where that is being said now.
    pub(crate) ended_by: Option<&'a str>,
    /// The record.
    pub(crate) record: &'a ConversationRecord,
}

/// The columns of a head and the tables they come from.
macro_rules! select {
    ($from:literal, $rest:literal) => {
        concat!(
            "SELECT c.key, c.space, c.customer, c.id, c.session_id, space.id, c.channel, c.origin, \
             c.subject, customer.id, c.external_identifier, c.visitor_token, c.city, c.region, \
             c.country, c.status, c.escalation, c.started_at, c.last_activity_at, c.ended_at FROM ",
            $from,
            " JOIN space ON space.key = c.space LEFT JOIN customer ON customer.key = c.customer ",
            $rest
        )
    };
}

fn read(row: &DbRow) -> sqlx::Result<ConversationHead> {
    Ok(ConversationHead {
        key: row.try_get(0)?,
        space: row.try_get(1)?,
        customer: row.try_get(2)?,
        record: ConversationRecord {
            id: remote_id(row, 3)?,
            session_id: row.try_get(4)?,
            space_id: remote_id(row, 5)?,
            channel: super::open::<Channel>(row, 6)?,
            origin: super::open(row, 7)?,
            subject: row.try_get(8)?,
            customer_id: row.try_get::<Option<String>, _>(9)?.map(RemoteId),
            external_identifier: row.try_get(10)?,
            visitor_token: row.try_get(11)?,
            place: GeoPlace {
                city: row.try_get(12)?,
                region: row.try_get(13)?,
                country: row.try_get(14)?,
            },
            status: super::open_if_any(row, 15)?,
            escalation: super::open(row, 16)?,
            started_at: instant(row, 17)?,
            last_activity_at: instant(row, 18)?,
            ended_at: instant_if_any(row, 19)?,
        },
    })
}

/// A head is written over the one with the same key. What was said once of its thread and of its end stays.
const PUT: MultiRowInsert = MultiRowInsert {
    head: "INSERT INTO conversation (key, seq, space, customer, thread, ended_by, id, session_id, \
        channel, origin, subject, external_identifier, visitor_token, city, region, country, status, \
        escalation, started_at, last_activity_at, ended_at, identity) ",
    columns: 22,
    tail: " ON CONFLICT (key) DO UPDATE SET seq = excluded.seq, space = excluded.space, \
        customer = excluded.customer, thread = coalesce(excluded.thread, conversation.thread), \
        ended_by = coalesce(excluded.ended_by, conversation.ended_by), \
        session_id = excluded.session_id, channel = excluded.channel, origin = excluded.origin, \
        subject = excluded.subject, external_identifier = excluded.external_identifier, \
        visitor_token = excluded.visitor_token, city = excluded.city, region = excluded.region, \
        country = excluded.country, status = excluded.status, escalation = excluded.escalation, \
        started_at = excluded.started_at, last_activity_at = excluded.last_activity_at, \
        ended_at = excluded.ended_at, identity = excluded.identity",
};

/// Writes heads, each key once; an id or session that another key has is a conflict.
pub(crate) async fn put(
    connection: &mut DbConnection,
    heads: &[HeadRow<'_>],
) -> Result<(), StoreError> {
    let written = PUT.run(connection, heads, |binds, head| {
        binds.push_bind(head.key).push_bind(head.seq);
        binds.push_bind(head.space).push_bind(head.customer);
        binds.push_bind(head.thread).push_bind(head.ended_by);
        push(binds, head.record);
    });
    written.await.map(drop)
}

fn push(values: &mut StatementBinds, record: &ConversationRecord) {
    values
        .push_bind(record.id.as_str())
        .push_bind(record.session_id.as_str())
        .push_bind(record.channel.as_str())
        .push_bind(record.origin.as_str())
        .push_bind(record.subject.as_deref())
        .push_bind(record.external_identifier.as_deref())
        .push_bind(record.visitor_token.as_deref())
        .push_bind(record.place.city.as_deref())
        .push_bind(record.place.region.as_deref())
        .push_bind(record.place.country.as_deref())
        .push_bind(record.status.as_ref().map(Status::as_str))
        .push_bind(record.escalation.as_str())
        .push_bind(micros(record.started_at))
        .push_bind(micros(record.last_activity_at))
        .push_bind(record.ended_at.map(micros))
        .push_bind(record.external_identifier.as_deref().map(lookup_key));
}

/// Removes a conversation and, by cascade, all that hangs on it.
pub(crate) async fn delete(connection: &mut DbConnection, key: i64) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM conversation WHERE key = $1")
        .bind(key)
        .execute(&mut *connection)
        .await?;
    Ok(())
}

/// How many of `ids` the store holds.
pub(crate) async fn count_known(
    connection: &mut DbConnection,
    ids: &[&str],
) -> Result<i64, StoreError> {
    let count = find_texts::<i64>(connection, ids.iter().copied(), |ids| {
        format!("SELECT count(*) FROM conversation WHERE id IN ({ids})")
    });
    Ok(count.await?.first().copied().unwrap_or_default())
}

/// A head by the conversation's id.
pub(crate) async fn by_id(
    connection: &mut DbConnection,
    id: &RemoteId,
) -> Result<Option<ConversationHead>, StoreError> {
    let row = sqlx::query(select!("conversation AS c", "WHERE c.id = $1")).bind(id.as_str());
    let row = row.fetch_optional(&mut *connection).await?;
    row.as_ref().map(read).transpose().map_err(Into::into)
}

/// The heads of those of these conversations that the store holds.
pub(crate) async fn by_ids(
    connection: &mut DbConnection,
    ids: &[&RemoteId],
) -> Result<Vec<ConversationHead>, StoreError> {
    let wanted = placeholders(1, ids.len());
    let sql = format!(
        "{} ({wanted})",
        select!("conversation AS c", "WHERE c.id IN")
    );
    let mut query = sqlx::query(AssertSqlSafe(sql)).persistent(false);
    for id in ids {
        query = query.bind(id.as_str());
    }
    let rows = query.fetch_all(&mut *connection).await?;
    rows.iter()
        .map(read)
        .collect::<sqlx::Result<_>>()
        .map_err(Into::into)
}

/// A head by the session id.
pub(crate) async fn by_session(
    connection: &mut DbConnection,
    session: &str,
) -> Result<Option<ConversationHead>, StoreError> {
    let row = sqlx::query(select!("conversation AS c", "WHERE c.session_id = $1")).bind(session);
    let row = row.fetch_optional(&mut *connection).await?;
    row.as_ref().map(read).transpose().map_err(Into::into)
}

/// A head by its key.
pub(crate) async fn by_key(
    connection: &mut DbConnection,
    key: i64,
) -> Result<Option<ConversationHead>, StoreError> {
    let row = sqlx::query(select!("conversation AS c", "WHERE c.key = $1")).bind(key);
    let row = row.fetch_optional(&mut *connection).await?;
    row.as_ref().map(read).transpose().map_err(Into::into)
}

/// By what an open conversation is looked for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum ContinuationTrace<'a> {
    /// What a channel calls one exchange.
    Thread(&'a str, &'a Channel),
    /// The key of a number on WhatsApp: others may have it too.
    Number(&'a str),
    /// The key of a customer, on a channel.
    Customer(i64, &'a Channel),
}

/// How many open conversations of one trace are looked at: another subject, space or person may stand
/// before the one that goes on.
const MOST_OPEN: i64 = 50;

impl ContinuationTrace<'_> {
    /// Those open that spoke after `$1`, the last one first. Each has an index that leads to the open
    /// conversations of its own trace alone.
    pub(crate) fn sql(&self) -> &'static str {
        match self {
            Self::Thread(..) => select!(
                "conversation AS c",
                "WHERE c.thread = $3 AND c.channel = $4 AND c.status = 'active' \
                 AND c.last_activity_at > $1 ORDER BY c.last_activity_at DESC LIMIT $2"
            ),
            Self::Number(_) => select!(
                "conversation AS c",
                "WHERE c.identity = $3 AND c.channel = 'whatsapp' AND c.status = 'active' \
                 AND c.last_activity_at > $1 ORDER BY c.last_activity_at DESC LIMIT $2"
            ),
            Self::Customer(..) => select!(
                "conversation AS c",
                "WHERE c.customer = $3 AND c.channel = $4 AND c.status = 'active' \
                 AND c.last_activity_at > $1 ORDER BY c.last_activity_at DESC LIMIT $2"
            ),
        }
    }
}

/// The open conversations of a trace that spoke after `since`, the last one first.
pub(crate) async fn open(
    connection: &mut DbConnection,
    trace: &ContinuationTrace<'_>,
    since: Option<DateTime<Utc>>,
) -> Result<Vec<ConversationHead>, StoreError> {
    let query = sqlx::query(trace.sql())
        .bind(since.map_or(i64::MIN, micros))
        .bind(MOST_OPEN);
    let query = match trace {
        ContinuationTrace::Thread(thread, channel) => query.bind(*thread).bind(channel.as_str()),
        ContinuationTrace::Number(number) => query.bind(*number),
        ContinuationTrace::Customer(key, channel) => query.bind(*key).bind(channel.as_str()),
    };
    let rows = query.fetch_all(&mut *connection).await?;
    rows.iter()
        .map(read)
        .collect::<sqlx::Result<_>>()
        .map_err(Into::into)
}

/// The newest conversations of a customer.
pub(crate) async fn of_customer(
    connection: &mut DbConnection,
    customer: i64,
    limit: u32,
) -> Result<Vec<ConversationHead>, StoreError> {
    let rows = sqlx::query(select!(
        "conversation AS c",
        "WHERE c.customer = $1 ORDER BY c.last_activity_at DESC LIMIT $2"
    ));
    let rows = rows
        .bind(customer)
        .bind(i64::from(limit))
        .fetch_all(&mut *connection)
        .await?;
    rows.iter()
        .map(read)
        .collect::<sqlx::Result<_>>()
        .map_err(Into::into)
}

/// The conversations of the changes in (after, upto], each with its first one.
const TOUCHED_BY_EVENTS: &str = "SELECT conversation, min(seq) AS first FROM event \
     WHERE seq > $1 AND seq <= $2 AND conversation IS NOT NULL GROUP BY conversation";

/// The same out of what says of itself that it changed then, where changes are missing.
const TOUCHED_BY_ROWS: &str = "SELECT conversation, min(seq) AS first FROM ( \
       SELECT conversation, seq FROM event \
       WHERE seq > $1 AND seq <= $2 AND conversation IS NOT NULL \
       UNION ALL SELECT key, seq FROM conversation WHERE seq > $1 AND seq <= $2 \
       UNION ALL SELECT conversation, place / 1048576 FROM message \
       WHERE place >= ($1 + 1) * 1048576 AND place < ($2 + 1) * 1048576 \
       UNION ALL SELECT conversation, place / 1048576 FROM conversion \
       WHERE place >= ($1 + 1) * 1048576 AND place < ($2 + 1) * 1048576 \
       UNION ALL SELECT conversation, place / 1048576 FROM lead \
       WHERE place >= ($1 + 1) * 1048576 AND place < ($2 + 1) * 1048576 \
       UNION ALL SELECT conversation, place / 1048576 FROM ticket \
       WHERE place >= ($1 + 1) * 1048576 AND place < ($2 + 1) * 1048576 \
       UNION ALL SELECT conversation, place / 1048576 FROM inbox_item \
       WHERE place >= ($1 + 1) * 1048576 AND place < ($2 + 1) * 1048576 \
     ) AS changed GROUP BY conversation";

/// The conversations touched in (after, upto], as they are now, in the order of their first change
/// in the range. Those that are gone since are left out: a tombstone speaks for them. One that was damaged
/// is named: it must not take the others with it.
pub(crate) async fn in_range(
    connection: &mut DbConnection,
    trace: RangeTrace,
    (after, upto): (i64, i64),
) -> Result<Vec<Result<ConversationHead, DamagedRow>>, StoreError> {
    let touched = match trace {
        RangeTrace::Events => TOUCHED_BY_EVENTS,
        RangeTrace::Rows => TOUCHED_BY_ROWS,
    };
    // CROSS JOIN fixes the order of the loops: the few conversations of the range first.
    let heads = select!(
        "(TOUCHED) AS touched CROSS JOIN conversation AS c",
        "WHERE c.key = touched.conversation ORDER BY touched.first"
    );
    let numbers = "SELECT c.key, c.space FROM (TOUCHED) AS touched CROSS JOIN conversation AS c \
         WHERE c.key = touched.conversation ORDER BY touched.first";
    let statements = RowStatements {
        all: heads.replace("TOUCHED", touched).into(),
        numbers: numbers.replace("TOUCHED", touched).into(),
        one: select!("conversation AS c", "WHERE c.key = $1"),
        id: "SELECT id FROM conversation WHERE key = $1",
    };
    statements.read(connection, &[after, upto], read).await
}
