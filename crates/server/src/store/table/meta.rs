//! Small facts of the store as a whole.

use crate::store::StoreError;
use crate::store::db::DbConnection;

/// A fact; none where it was never set.
pub(crate) async fn get(
    connection: &mut DbConnection,
    name: &str,
) -> Result<Option<String>, StoreError> {
    let value = sqlx::query_scalar("SELECT value FROM meta WHERE name = $1").bind(name);
    Ok(value.fetch_optional(&mut *connection).await?)
}

/// Sets a fact.
pub(crate) async fn set(
    connection: &mut DbConnection,
    name: &str,
    value: &str,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO meta (name, value) VALUES ($1, $2) \
         ON CONFLICT (name) DO UPDATE SET value = excluded.value",
    )
    .bind(name)
    .bind(value)
    .execute(&mut *connection)
    .await?;
    Ok(())
}
