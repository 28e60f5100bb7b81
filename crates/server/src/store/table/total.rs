//! Row counts, maintained: counting twelve million messages at each request would take seconds.

use crate::store::StoreError;
use crate::store::db::Connection;
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
        "UPDATE total SET conversations = conversations + ?, messages = messages + ?, \
         conversions = conversions + ?, leads = leads + ?",
    )
    .bind(delta.conversations)
    .bind(delta.messages)
    .bind(delta.conversions)
    .bind(delta.leads)
    .execute(&mut *connection)
    .await?;
    Ok(())
}

/// The counts.
pub(crate) async fn get(connection: &mut Connection) -> Result<Counts, StoreError> {
    let row = sqlx::query("SELECT conversations, messages, conversions, leads FROM total");
    let row = row.fetch_one(&mut *connection).await?;
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
        "SELECT (SELECT count(*) FROM message WHERE conversation = ?1), \
                (SELECT count(*) FROM conversion WHERE conversation = ?1), \
                (SELECT count(*) FROM lead WHERE conversation = ?1)",
    );
    let row = row.bind(conversation).fetch_one(&mut *connection).await?;
    Ok(Delta {
        conversations: -1,
        messages: -row.try_get::<i64, _>(0)?,
        conversions: -row.try_get::<i64, _>(1)?,
        leads: -row.try_get::<i64, _>(2)?,
    })
}
