//! Row counts, maintained: counting twelve million messages at each request would take seconds.

use crate::store::StoreError;
use crate::store::db::{Connection, DbRow, Engine};
use model::feed::Counts;
use sqlx::Row as _;

/// By how much a transaction changes the counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Delta {
    /// Conversations.
    pub(crate) conversations: i64,
    /// Messages.
    pub(crate) messages: i64,
    /// Outcomes.
    pub(crate) conversions: i64,
    /// Leads.
    pub(crate) leads: i64,
}

/// Applies the changes of a transaction.
pub(crate) async fn add(connection: &mut Connection, delta: Delta) -> Result<(), StoreError> {
    if delta == Delta::default() {
        return Ok(());
    }
    sqlx::query(
        "UPDATE total SET conversations = conversations + $1, messages = messages + $2, \
         conversions = conversions + $3, leads = leads + $4",
    )
    .bind(delta.conversations)
    .bind(delta.messages)
    .bind(delta.conversions)
    .bind(delta.leads)
    .execute(&mut *connection)
    .await?;
    Ok(())
}

/// Takes the right to write away from other processes, until the transaction ends. On SQLite the
/// transaction itself did so when it began.
pub(crate) async fn lock(connection: &mut Connection, engine: Engine) -> Result<(), StoreError> {
    if engine == Engine::Postgres {
        sqlx::query("SELECT one FROM total WHERE one = 1 FOR UPDATE")
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

/// Keys for so many new conversations; the first of them. Keys are never used again, so that an old
/// event cannot come to mean another conversation.
pub(crate) async fn take_keys(
    connection: &mut Connection,
    count: usize,
) -> Result<i64, StoreError> {
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    let last = sqlx::query_scalar::<_, i64>(
        "UPDATE total SET last_conversation_key = last_conversation_key + $1 \
         RETURNING last_conversation_key",
    );
    let last = last.bind(count).fetch_one(&mut *connection).await?;
    Ok(last - count + 1)
}

/// The counts.
pub(crate) async fn get(connection: &mut Connection) -> Result<Counts, StoreError> {
    let row = sqlx::query("SELECT conversations, messages, conversions, leads FROM total");
    read(&row.fetch_one(&mut *connection).await?)
}

/// The same, counted anew: it reads everything.
pub(crate) async fn counted(connection: &mut Connection) -> Result<Counts, StoreError> {
    let row = sqlx::query(
        "SELECT (SELECT count(*) FROM conversation), (SELECT count(*) FROM message), \
                (SELECT count(*) FROM conversion), (SELECT count(*) FROM lead)",
    );
    read(&row.fetch_one(&mut *connection).await?)
}

fn read(row: &DbRow) -> Result<Counts, StoreError> {
    let count = |at: usize| {
        row.try_get::<i64, _>(at)
            .map(|value| u64::try_from(value).unwrap_or_default())
    };
    Ok(Counts {
        conversations: count(0)?,
        messages: count(1)?,
        conversions: count(2)?,
        leads: count(3)?,
    })
}

/// What hangs on one conversation, negative: what its deletion takes away.
pub(crate) async fn of_conversation(
    connection: &mut Connection,
    conversation: i64,
) -> Result<Delta, StoreError> {
    let row = sqlx::query(
        "SELECT (SELECT count(*) FROM message WHERE conversation = $1), \
                (SELECT count(*) FROM conversion WHERE conversation = $1), \
                (SELECT count(*) FROM lead WHERE conversation = $1)",
    );
    let row = row.bind(conversation).fetch_one(&mut *connection).await?;
    Ok(Delta {
        conversations: -1,
        messages: -row.try_get::<i64, _>(0)?,
        conversions: -row.try_get::<i64, _>(1)?,
        leads: -row.try_get::<i64, _>(2)?,
    })
}
