//! What the window remembers, in work.db.

use crate::error::Result;
use crate::table::salvaged::SalvagedTable;
use sqlx::SqliteConnection;

/// What of a damaged work.db is copied over its earlier generation.
pub(crate) const SALVAGED: SalvagedTable = SalvagedTable {
    from_either_end: [
        "SELECT json_array(key, json) FROM remembered ORDER BY key ASC",
        "SELECT json_array(key, json) FROM remembered ORDER BY key DESC",
    ],
    put: "INSERT OR REPLACE INTO remembered (key, json)
         SELECT row ->> 0, row ->> 1 FROM (SELECT ? AS row)
         WHERE row ->> 1 = '' OR json_valid(row ->> 1)",
};

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
