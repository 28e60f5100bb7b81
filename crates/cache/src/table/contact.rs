//! By what the person of a conversation is known: the customer, and every address and number that stands in its
//! head or was captured in it.

use crate::bulk::id_list;
use crate::error::Result;
use crate::from_row::from_row;
use futures::TryStreamExt;
use model::SourceId;
use sqlx::SqliteConnection;

/// The head of a conversation, as far as it names a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PersonKeys {
    pub(crate) id: i64,
    pub(crate) source_id: i64,
    pub(crate) remote_id: String,
    pub(crate) session_id: String,
    pub(crate) leads: i64,
    pub(crate) customer_id: Option<i64>,
    pub(crate) customer_remote: Option<String>,
    pub(crate) name: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) identifier: Option<String>,
    pub(crate) visitor_token: Option<String>,
    pub(crate) channel: Option<String>,
    pub(crate) time_zone: Option<String>,
}

from_row!(
    PersonKeys:
    id,
    source_id,
    remote_id,
    session_id,
    leads,
    customer_id,
    customer_remote,
    name,
    email,
    identifier,
    visitor_token,
    channel,
    time_zone
);

/// Contact details that were captured in a conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CapturedContact {
    pub(crate) id: i64,
    pub(crate) name: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) phone: Option<String>,
}

from_row!(CapturedContact: id, name, email, phone);

macro_rules! heads {
    () => {
        "SELECT conversation.id, conversation.source_id, conversation.remote_id, conversation.session_id,
                conversation.leads, conversation.customer_id, customer.remote_id AS customer_remote,
                customer.name, customer.email, conversation.external_identifier AS identifier,
                conversation.visitor_token, channel.name AS channel, space.time_zone AS time_zone
         FROM conversation
         LEFT JOIN customer ON customer.id = conversation.customer_id
         LEFT JOIN channel ON channel.code = conversation.channel
         LEFT JOIN space ON space.id = conversation.space_id "
    };
}

/// The heads of some conversations, in no order.
pub(crate) async fn keys(
    conn: &mut SqliteConnection,
    ids: impl IntoIterator<Item = i64>,
) -> Result<Vec<PersonKeys>> {
    Ok(sqlx::query_as(concat!(
        heads!(),
        "WHERE conversation.id IN (SELECT value FROM json_each(?))"
    ))
    .bind(id_list(ids))
    .fetch_all(conn)
    .await?)
}

/// The heads of at most so many conversations of these sources behind an id, by their ids.
pub(crate) async fn keys_after(
    conn: &mut SqliteConnection,
    sources: &[SourceId],
    after: i64,
    most: u32,
) -> Result<Vec<PersonKeys>> {
    Ok(sqlx::query_as(concat!(
        heads!(),
        "WHERE conversation.id > ? AND conversation.source_id IN (SELECT value FROM json_each(?))
         ORDER BY conversation.id LIMIT ?"
    ))
    .bind(after)
    .bind(id_list(sources.iter().map(|source| source.0)))
    .bind(most)
    .fetch_all(conn)
    .await?)
}

/// What was captured in some conversations, in no order.
pub(crate) async fn captured(
    conn: &mut SqliteConnection,
    ids: impl IntoIterator<Item = i64>,
) -> Result<Vec<CapturedContact>> {
    Ok(sqlx::query_as(
        "SELECT conversation_id AS id, name, email, phone FROM lead
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
    let mut rows = sqlx::query_as::<_, PersonKeys>(heads!()).fetch(conn);
    while let Some(row) = rows.try_next().await? {
        take(row);
    }
    Ok(())
}

/// What was captured in all conversations, in no order.
pub(crate) async fn all_captured(conn: &mut SqliteConnection) -> Result<Vec<CapturedContact>> {
    Ok(
        sqlx::query_as("SELECT conversation_id AS id, name, email, phone FROM lead")
            .fetch_all(conn)
            .await?,
    )
}
