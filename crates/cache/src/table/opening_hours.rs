//! When spaces are open, as the manager says, in work.db. Nothing of it is in cache.db.

use crate::error::{CacheError, Result};
use crate::table::salvaged::SalvagedTable;
use model::opening_hours::OpeningHours;
use sqlx::SqliteConnection;
use std::collections::HashMap;

/// What of a damaged work.db is copied over its earlier generation.
pub(crate) const SALVAGED: SalvagedTable = SalvagedTable {
    from_either_end: [
        "SELECT json_array(store, space, hours) FROM opening_hours ORDER BY store, space",
        "SELECT json_array(store, space, hours) FROM opening_hours
         ORDER BY store DESC, space DESC",
    ],
    put: "INSERT OR REPLACE INTO opening_hours (store, space, hours)
         SELECT row ->> 0, row ->> 1, row ->> 2 FROM (SELECT ? AS row)",
};

/// The name of a space that holds in any cache.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct SpaceKey {
    /// The server's own id of its store.
    pub(crate) store: String,
    /// The server's id of the space.
    pub(crate) space: String,
}

/// Everything that was said of spaces.
pub(crate) async fn all(work: &mut SqliteConnection) -> Result<HashMap<SpaceKey, OpeningHours>> {
    let rows: Vec<(String, String, String)> =
        sqlx::query_as("SELECT store, space, hours FROM opening_hours")
            .fetch_all(work)
            .await?;
    let read = |(store, space, hours): (String, String, String)| {
        Ok((SpaceKey { store, space }, read_hours(&hours)?))
    };
    rows.into_iter().map(read).collect()
}

/// When a space is open; none where nobody said so.
pub(crate) async fn of(
    work: &mut SqliteConnection,
    key: &SpaceKey,
) -> Result<Option<OpeningHours>> {
    let hours: Option<String> =
        sqlx::query_scalar("SELECT hours FROM opening_hours WHERE store = ? AND space = ?")
            .bind(key.store.as_str())
            .bind(key.space.as_str())
            .fetch_optional(work)
            .await?;
    hours.as_deref().map(read_hours).transpose()
}

/// Says when a space is open; none forgets what was said.
pub(crate) async fn put(
    work: &mut SqliteConnection,
    key: &SpaceKey,
    hours: Option<&OpeningHours>,
) -> Result<()> {
    let asked = match hours {
        Some(hours) => sqlx::query(
            "INSERT OR REPLACE INTO opening_hours (hours, store, space) VALUES (?, ?, ?)",
        )
        .bind(hours.to_string()),
        None => sqlx::query("DELETE FROM opening_hours WHERE store = ? AND space = ?"),
    };
    asked
        .bind(key.store.as_str())
        .bind(key.space.as_str())
        .execute(work)
        .await?;
    Ok(())
}

fn read_hours(text: &str) -> Result<OpeningHours> {
    text.parse().map_err(|_| CacheError::Damaged {
        what: "the opening hours of a space",
    })
}
