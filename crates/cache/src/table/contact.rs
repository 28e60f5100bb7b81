//! By what the person of a conversation is known: the customer, and every address and number that stands in its
//! head or was captured in it.

use crate::bulk::id_list;
use crate::error::Result;
use crate::from_row::from_row;
use futures::TryStreamExt;
use sqlx::SqliteConnection;

/// The head of a conversation, as far as it names a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PersonKeys {
    pub(crate) id: i64,
    pub(crate) source_id: i64,
    pub(crate) customer_id: Option<i64>,
    pub(crate) email: Option<String>,
    pub(crate) identifier: Option<String>,
    pub(crate) channel: Option<String>,
    pub(crate) time_zone: Option<String>,
}

from_row!(PersonKeys: id, source_id, customer_id, email, identifier, channel, time_zone);

/// Contact details that were captured in a conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CapturedContact {
    pub(crate) id: i64,
    pub(crate) email: Option<String>,
    pub(crate) phone: Option<String>,
}

from_row!(CapturedContact: id, email, phone);

/// The heads of some conversations, in no order.
pub(crate) async fn keys(
    conn: &mut SqliteConnection,
    ids: impl IntoIterator<Item = i64>,
) -> Result<Vec<PersonKeys>> {
    Ok(sqlx::query_as(
        "SELECT conversation.id, conversation.source_id, conversation.customer_id, customer.email,
                conversation.external_identifier AS identifier, channel.name AS channel,
                space.time_zone AS time_zone
         FROM conversation
         LEFT JOIN customer ON customer.id = conversation.customer_id
         LEFT JOIN channel ON channel.code = conversation.channel
         LEFT JOIN space ON space.id = conversation.space_id
         WHERE conversation.id IN (SELECT value FROM json_each(?))",
    )
    .bind(id_list(ids))
    .fetch_all(conn)
    .await?)
}

/// What was captured in some conversations, in no order.
pub(crate) async fn captured(
    conn: &mut SqliteConnection,
    ids: impl IntoIterator<Item = i64>,
) -> Result<Vec<CapturedContact>> {
    Ok(sqlx::query_as(
        "SELECT conversation_id AS id, email, phone FROM lead
         WHERE conversation_id IN (SELECT value FROM json_each(?))",
    )
    .bind(id_list(ids))
    .fetch_all(conn)
    .await?)
}

/// Hands over the heads of all conversations.
pub(crate) async fn each(
    conn: &mut SqliteConnection,
    mut take: impl FnMut(PersonKeys),
) -> Result<()> {
    let question =
        "SELECT conversation.id, conversation.source_id, conversation.customer_id, customer.email,
                conversation.external_identifier AS identifier, channel.name AS channel,
                space.time_zone AS time_zone
         FROM conversation
         LEFT JOIN customer ON customer.id = conversation.customer_id
         LEFT JOIN channel ON channel.code = conversation.channel
         LEFT JOIN space ON space.id = conversation.space_id";
    let mut rows = sqlx::query_as::<_, PersonKeys>(question).fetch(conn);
    while let Some(row) = rows.try_next().await? {
        take(row);
    }
    Ok(())
}

/// What was captured in all conversations, in no order.
pub(crate) async fn all_captured(conn: &mut SqliteConnection) -> Result<Vec<CapturedContact>> {
    Ok(
        sqlx::query_as("SELECT conversation_id AS id, email, phone FROM lead")
            .fetch_all(conn)
            .await?,
    )
}
