//! Locations. A conversation may name a space that has not arrived: a placeholder stands for it
//! until it does, so that no conversation is refused.

use crate::bulk::text_list;
use crate::error::Result;
use crate::from_row::from_row;
use crate::index::conversation_index::SpaceEntry;
use crate::name_words::has_words;
use insights::SpaceCalendar;
use model::record::SpaceRecord;
use model::{SourceId, SpaceId};
use sqlx::SqliteConnection;

/// The zone of a space that has not arrived.
const UNKNOWN_ZONE: &str = "UTC";

/// A space.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CachedSpace {
    pub(crate) id: i64,
    pub(crate) source_id: i64,
    pub(crate) remote_id: String,
    pub(crate) name: Option<String>,
    pub(crate) time_zone: String,
}

from_row!(
    CachedSpace:
    id,
    source_id,
    remote_id,
    name,
    time_zone
);

impl CachedSpace {
    /// The space as the index holds it; none where its id is too great for the index.
    pub(crate) fn index_entry(&self) -> Option<(u32, SpaceEntry)> {
        let entry = SpaceEntry {
            source: SourceId(self.source_id),
            calendar: SpaceCalendar::of(&self.time_zone),
        };
        Some((u32::try_from(self.id).ok()?, entry))
    }

    /// The name to show: a placeholder has only its id.
    pub(crate) fn shown_name(&self) -> String {
        self.name.clone().unwrap_or_else(|| self.remote_id.clone())
    }

    /// Whether somebody means it by these words.
    pub(crate) fn is_named(&self, words: &str) -> bool {
        self.remote_id == words || has_words(&self.shown_name(), words)
    }

    /// Whether it says what the server says.
    pub(crate) fn agrees(&self, record: &SpaceRecord) -> bool {
        self.name.as_deref() == Some(record.name.as_str()) && self.time_zone == record.time_zone
    }
}

/// Every space of the live sources, by source and name.
pub(crate) async fn all(conn: &mut SqliteConnection) -> Result<Vec<CachedSpace>> {
    Ok(sqlx::query_as(
        "SELECT space.id, space.source_id, space.remote_id, space.name, space.time_zone
         FROM space JOIN source ON source.id = space.source_id AND source.state = 'live'
         ORDER BY space.source_id, space.name, space.id",
    )
    .fetch_all(conn)
    .await?)
}

/// The spaces of a source that have these remote ids.
pub(crate) async fn by_remote<'t>(
    conn: &mut SqliteConnection,
    source: SourceId,
    remote: impl IntoIterator<Item = &'t str>,
) -> Result<Vec<CachedSpace>> {
    Ok(sqlx::query_as(
        "SELECT id, source_id, remote_id, name, time_zone FROM space
         WHERE source_id = ? AND remote_id IN (SELECT value FROM json_each(?))",
    )
    .bind(source.0)
    .bind(text_list(remote))
    .fetch_all(conn)
    .await?)
}

/// Writes a space as the server says; returns it as stored.
pub(crate) async fn put(
    conn: &mut SqliteConnection,
    source: SourceId,
    record: &SpaceRecord,
) -> Result<CachedSpace> {
    Ok(sqlx::query_as(
        "INSERT INTO space (source_id, remote_id, name, time_zone) VALUES (?, ?, ?, ?)
         ON CONFLICT (source_id, remote_id) DO UPDATE SET name = excluded.name, time_zone = excluded.time_zone
         RETURNING id, source_id, remote_id, name, time_zone",
    )
    .bind(source.0)
    .bind(record.id.as_str())
    .bind(record.name.as_str())
    .bind(record.time_zone.as_str())
    .fetch_one(conn)
    .await?)
}

/// Writes a placeholder for a space that is only named.
pub(crate) async fn put_placeholder(
    conn: &mut SqliteConnection,
    source: SourceId,
    remote: &str,
) -> Result<CachedSpace> {
    Ok(sqlx::query_as(
        "INSERT INTO space (source_id, remote_id, name, time_zone) VALUES (?, ?, NULL, ?)
         RETURNING id, source_id, remote_id, name, time_zone",
    )
    .bind(source.0)
    .bind(remote)
    .bind(UNKNOWN_ZONE)
    .fetch_one(conn)
    .await?)
}

/// Takes a space away.
pub(crate) async fn delete(conn: &mut SqliteConnection, id: SpaceId) -> Result<()> {
    sqlx::query("DELETE FROM space WHERE id = ?")
        .bind(id.0)
        .execute(conn)
        .await?;
    Ok(())
}
