//! Customers that were merged into others, and whose their conversations were.

use crate::store::StoreError;
use crate::store::db::DbConnection;
use model::RemoteId;

/// The customer into which one was merged.
pub(crate) async fn into_of(
    connection: &mut DbConnection,
    id: &RemoteId,
) -> Result<Option<RemoteId>, StoreError> {
    let into =
        sqlx::query_scalar::<_, Option<String>>("SELECT merged_into FROM customer WHERE id = $1");
    let into = into.bind(id.as_str()).fetch_optional(connection).await?;
    Ok(into.flatten().map(RemoteId))
}

/// The customers that were merged into one.
pub(crate) async fn merged_with(
    connection: &mut DbConnection,
    id: &RemoteId,
) -> Result<Vec<RemoteId>, StoreError> {
    let ids = sqlx::query_scalar::<_, String>("SELECT id FROM customer WHERE merged_into = $1");
    let ids = ids.bind(id.as_str()).fetch_all(connection).await?;
    Ok(ids.into_iter().map(RemoteId).collect())
}

/// Says into which customer one is merged; none for one that stands by itself.
pub(crate) async fn set_into(
    connection: &mut DbConnection,
    id: &RemoteId,
    into: Option<&RemoteId>,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE customer SET merged_into = $1 WHERE id = $2")
        .bind(into.map(RemoteId::as_str))
        .bind(id.as_str())
        .execute(connection)
        .await?;
    Ok(())
}

/// The ids of a customer's conversations.
pub(crate) async fn conversations_of(
    connection: &mut DbConnection,
    customer: i64,
) -> Result<Vec<RemoteId>, StoreError> {
    let ids = sqlx::query_scalar::<_, String>(
        "SELECT id FROM conversation WHERE customer = $1 ORDER BY key",
    );
    let ids = ids.bind(customer).fetch_all(connection).await?;
    Ok(ids.into_iter().map(RemoteId).collect())
}

/// The ids of the conversations that were a customer's before it was merged.
pub(crate) async fn conversations_before(
    connection: &mut DbConnection,
    customer: &RemoteId,
) -> Result<Vec<RemoteId>, StoreError> {
    let ids = sqlx::query_scalar::<_, String>(
        "SELECT conversation.id FROM merged_conversation AS merged \
         JOIN conversation ON conversation.key = merged.conversation \
         WHERE merged.customer = $1 ORDER BY conversation.key",
    );
    let ids = ids.bind(customer.as_str()).fetch_all(connection).await?;
    Ok(ids.into_iter().map(RemoteId).collect())
}

/// Remembers whose a conversation was.
pub(crate) async fn remember(
    connection: &mut DbConnection,
    conversation: i64,
    customer: &RemoteId,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO merged_conversation (conversation, customer) VALUES ($1, $2) \
         ON CONFLICT (conversation) DO UPDATE SET customer = excluded.customer",
    )
    .bind(conversation)
    .bind(customer.as_str())
    .execute(connection)
    .await?;
    Ok(())
}

/// Forgets whose conversations were: they are the customer's own again.
pub(crate) async fn forget(
    connection: &mut DbConnection,
    customer: &RemoteId,
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM merged_conversation WHERE customer = $1")
        .bind(customer.as_str())
        .execute(connection)
        .await?;
    Ok(())
}

/// Forgets whose one conversation was.
pub(crate) async fn forget_conversation(
    connection: &mut DbConnection,
    conversation: i64,
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM merged_conversation WHERE conversation = $1")
        .bind(conversation)
        .execute(connection)
        .await?;
    Ok(())
}
