//! What the window remembers, in work.db.

use crate::error::Result;
use sqlx::SqliteConnection;

/// The value of a key.
pub(crate) async fn get(conn: &mut SqliteConnection, key: &str) -> Result<Option<String>> {
    Ok(
        sqlx::query_scalar("SELECT json FROM remembered WHERE key = ?")
            .bind(key)
            .fetch_optional(conn)
            .await?,
    )
}

/// Keeps a value.
pub(crate) async fn put(conn: &mut SqliteConnection, key: &str, json: &str) -> Result<()> {
    sqlx::query(
        "INSERT INTO remembered (key, json) VALUES (?, ?)
         ON CONFLICT (key) DO UPDATE SET json = excluded.json WHERE remembered.json <> excluded.json",
    )
    .bind(key)
    .bind(json)
    .execute(conn)
    .await?;
    Ok(())
}
