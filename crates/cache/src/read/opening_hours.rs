//! When spaces are open, read from work.db and found again in this cache, and how a conversation stands to that. What an
//! instant is to opening hours is decided in `insights`. Nothing here writes.

use super::reader::CacheReader;
use super::state::SharedState;
use crate::error::{CacheError, Result};
use crate::index::ConversationIndex;
use crate::index::bitmap::IdBitmap;
use crate::index::entry::IndexEntry;
use crate::table::opening_hours::SpaceKey;
use crate::table::space::CachedSpace;
use crate::table::{opening_hours, source, space};
use crate::time;
use insights::opening_standing;
use model::opening_hours::{OpeningHours, OpeningStanding, SpaceHours};
use model::{SourceId, SpaceId};
use sqlx::SqliteConnection;
use std::collections::HashMap;

/// When the spaces of this cache are open, by their local ids. One that is not here is one of which nobody said so.
#[derive(Debug, Default)]
pub(super) struct HoursBySpace(HashMap<u32, OpeningHours>);

impl HoursBySpace {
    /// How the start of a conversation stands to the hours of its space.
    #[inline]
    pub(super) fn standing(
        &self,
        index: &ConversationIndex,
        entry: &IndexEntry,
    ) -> OpeningStanding {
        let Some(space) = index.space(entry.space) else {
            return OpeningStanding::Unknown;
        };
        let hours = self.0.get(&entry.space);
        opening_standing(hours, space.calendar, time::instant(entry.started))
    }

    /// The conversations that stand so.
    pub(super) fn ids_with(&self, index: &ConversationIndex, wanted: OpeningStanding) -> IdBitmap {
        let mut found = IdBitmap::below(index.entries().len());
        for (id, entry) in (0_u32..).zip(index.entries()) {
            if entry.is_present() && self.standing(index, entry) == wanted {
                found.insert(id);
            }
        }
        found
    }
}

impl SharedState {
    /// When the spaces of this cache are open.
    pub(super) async fn opening_hours(&self) -> Result<HoursBySpace> {
        let spaces = self.spaces_with_hours().await?.into_iter();
        let known =
            spaces.filter_map(|(space, hours)| Some((u32::try_from(space.id).ok()?, hours?)));
        Ok(HoursBySpace(known.collect()))
    }

    /// Every space, and when it is open. The connection to work.db is never waited for by whoever holds a reader.
    async fn spaces_with_hours(&self) -> Result<Vec<(CachedSpace, Option<OpeningHours>)>> {
        let mut stored = {
            let mut work = self.work.lock().await;
            match work.readable()? {
                Some(work) => opening_hours::all(work).await?,
                None => HashMap::new(),
            }
        };
        let named = named_spaces(&mut *self.pool.lease().await?).await?;
        let with_hours = |(space, key): (CachedSpace, SpaceKey)| (space, stored.remove(&key));
        Ok(named.into_iter().map(with_hours).collect())
    }

    /// The lasting name of a space.
    ///
    /// # Errors
    /// [`CacheError::NotFound`] where it is not in the cache.
    pub(crate) async fn space_key(&self, id: SpaceId) -> Result<SpaceKey> {
        let named = named_spaces(&mut *self.pool.lease().await?).await?;
        let mut named = named.into_iter();
        let found = named.find(|(space, _)| space.id == id.0);
        found.map(|(_, key)| key).ok_or(CacheError::NotFound)
    }
}

/// Every space with its lasting name.
pub(super) async fn named_spaces(
    conn: &mut SqliteConnection,
) -> Result<Vec<(CachedSpace, SpaceKey)>> {
    let stores: HashMap<i64, String> = source::stores(conn)
        .await?
        .into_iter()
        .map(|(id, store)| (id.0, store))
        .collect();
    let named = |space: CachedSpace| {
        let key = SpaceKey {
            store: stores.get(&space.source_id)?.clone(),
            space: space.remote_id.clone(),
        };
        Some((space, key))
    };
    let spaces = space::all(conn).await?;
    Ok(spaces.into_iter().filter_map(named).collect())
}

impl CacheReader {
    /// Every space of the sources that are shown (none for all), and when it is open.
    ///
    /// # Errors
    /// [`CacheError`] where the engine refuses.
    pub async fn space_hours(&self, only: Option<&[SourceId]>) -> Result<Vec<SpaceHours>> {
        let mut spaces = self.shared.spaces_with_hours().await?;
        spaces
            .retain(|(space, _)| only.is_none_or(|only| only.contains(&SourceId(space.source_id))));
        let told = |(space, hours): (CachedSpace, Option<OpeningHours>)| SpaceHours {
            space: SpaceId(space.id),
            source: SourceId(space.source_id),
            name: space.shown_name(),
            time_zone: space.time_zone,
            hours,
        };
        Ok(spaces.into_iter().map(told).collect())
    }

    /// The server's id of a space's store, and of the space: the names that hold in any cache.
    ///
    /// # Errors
    /// [`CacheError::NotFound`] where it is not in the cache.
    pub async fn space_name(&self, space: SpaceId) -> Result<(String, String)> {
        let key = self.shared.space_key(space).await?;
        Ok((key.store, key.space))
    }
}
