//! Row counts, maintained: counting twelve million messages at each request would take seconds.

use super::reach::ReachKeys;
use crate::store::StoreError;
use crate::store::db::{DatabaseEngine, DbConnection, DbRow};
use model::feed::RecordCounts;
use sqlx::{AssertSqlSafe, Row as _};

/// By how much a transaction changes the counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct CountDelta {
    /// Conversations.
    pub(crate) conversations: i64,
    /// Messages.
    pub(crate) messages: i64,
    /// Outcomes.
    pub(crate) conversions: i64,
    /// Leads.
    pub(crate) leads: i64,
}

/// Applies the changes of a transaction, and says which key was the last that it gave away.
pub(crate) async fn add(
    connection: &mut DbConnection,
    delta: CountDelta,
    last_key: i64,
) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE total SET conversations = conversations + $1, messages = messages + $2, \
         conversions = conversions + $3, leads = leads + $4, last_conversation_key = $5",
    )
    .bind(delta.conversations)
    .bind(delta.messages)
    .bind(delta.conversions)
    .bind(delta.leads)
    .bind(last_key)
    .execute(&mut *connection)
    .await?;
    Ok(())
}

/// Takes the right to write away from other processes, until the transaction ends. On SQLite the
/// transaction itself did so when it began.
pub(crate) async fn lock(
    connection: &mut DbConnection,
    engine: DatabaseEngine,
) -> Result<(), StoreError> {
    if engine == DatabaseEngine::Postgres {
        sqlx::query("SELECT one FROM total WHERE one = 1 FOR UPDATE")
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

/// Where a transaction begins.
pub(crate) struct SequenceStart {
    /// The newest change; 0 in an empty store.
    pub(crate) last_seq: i64,
    /// The last key that a conversation was given. Keys are never used again, so that an old event cannot
    /// come to mean another conversation.
    pub(crate) last_key: i64,
}

/// Where a transaction begins that has taken the right to write.
pub(crate) async fn start(connection: &mut DbConnection) -> Result<SequenceStart, StoreError> {
    let row = sqlx::query(
        "SELECT last_conversation_key, (SELECT coalesce(max(seq), 0) FROM event) FROM total",
    );
    let row = row.fetch_one(&mut *connection).await?;
    Ok(SequenceStart {
        last_key: row.try_get(0)?,
        last_seq: row.try_get(1)?,
    })
}

/// The counts.
pub(crate) async fn get(connection: &mut DbConnection) -> Result<RecordCounts, StoreError> {
    let row = sqlx::query("SELECT conversations, messages, conversions, leads FROM total");
    read(&row.fetch_one(&mut *connection).await?)
}

/// The same, counted anew: it reads everything.
pub(crate) async fn counted(connection: &mut DbConnection) -> Result<RecordCounts, StoreError> {
    let row = sqlx::query(
        "SELECT (SELECT count(*) FROM conversation), (SELECT count(*) FROM message), \
                (SELECT count(*) FROM conversion), (SELECT count(*) FROM lead)",
    );
    read(&row.fetch_one(&mut *connection).await?)
}

/// The counts of what lies within reach. It reads all of that.
pub(crate) async fn counted_within(
    connection: &mut DbConnection,
    reach: &ReachKeys,
) -> Result<RecordCounts, StoreError> {
    let within = reach.condition("conversation.space");
    let of = |table: &str| {
        format!(
            "(SELECT count(*) FROM {table} JOIN conversation ON conversation.key = {table}.conversation \
             WHERE {within})"
        )
    };
    let sql = format!(
        "SELECT (SELECT count(*) FROM conversation WHERE {within}), {}, {}, {}",
        of("message"),
        of("conversion"),
        of("lead")
    );
    let row = sqlx::query(AssertSqlSafe(sql)).persistent(false);
    read(&row.fetch_one(&mut *connection).await?)
}

fn read(row: &DbRow) -> Result<RecordCounts, StoreError> {
    let count = |at: usize| {
        row.try_get::<i64, _>(at)
            .map(|value| u64::try_from(value).unwrap_or_default())
    };
    Ok(RecordCounts {
        conversations: count(0)?,
        messages: count(1)?,
        conversions: count(2)?,
        leads: count(3)?,
    })
}

/// What hangs on one conversation, negative: what its deletion takes away.
pub(crate) async fn of_conversation(
    connection: &mut DbConnection,
    conversation: i64,
) -> Result<CountDelta, StoreError> {
    let row = sqlx::query(
        "SELECT (SELECT count(*) FROM message WHERE conversation = $1), \
                (SELECT count(*) FROM conversion WHERE conversation = $1), \
                (SELECT count(*) FROM lead WHERE conversation = $1)",
    );
    let row = row.bind(conversation).fetch_one(&mut *connection).await?;
    Ok(CountDelta {
        conversations: -1,
        messages: -row.try_get::<i64, _>(0)?,
        conversions: -row.try_get::<i64, _>(1)?,
        leads: -row.try_get::<i64, _>(2)?,
    })
}
