//! What the manager wrote at days of the trend, read from work.db and found again in this cache. Nothing here writes.

use super::opening_hours::named_spaces;
use super::reader::CacheReader;
use crate::error::Result;
use crate::table::annotation;
use crate::table::opening_hours::SpaceKey;
use model::SpaceId;
use model::annotation::{AnnotatedSpace, StoredAnnotation, TrendAnnotation};
use model::request::DataWorld;
use std::collections::HashMap;

impl CacheReader {
    /// The annotations of a world, by day.
    ///
    /// # Errors
    /// [`crate::CacheError`] where the engine refuses.
    pub async fn annotations(&self, world: DataWorld) -> Result<Vec<TrendAnnotation>> {
        let stored = {
            // The connection to work.db is never waited for by whoever holds a reader.
            let mut work = self.shared.work.lock().await;
            match work.readable()? {
                Some(work) => annotation::all(work).await?,
                None => Vec::new(),
            }
        };
        let named = named_spaces(&mut *self.shared.pool.lease().await?).await?;
        let ids: HashMap<SpaceKey, SpaceId> = named
            .into_iter()
            .map(|(space, key)| (key, SpaceId(space.id)))
            .collect();
        let of_world = stored.into_iter().filter(|one| one.world == world);
        Ok(of_world.map(|one| found_here(one, &ids)).collect())
    }
}

fn found_here(stored: StoredAnnotation, ids: &HashMap<SpaceKey, SpaceId>) -> TrendAnnotation {
    let space = match stored.space {
        None => AnnotatedSpace::Every,
        Some((store, space)) => {
            let id = ids.get(&SpaceKey { store, space });
            id.map_or(AnnotatedSpace::Absent, |id| AnnotatedSpace::One(*id))
        }
    };
    TrendAnnotation {
        id: stored.id,
        day: stored.day,
        words: stored.words,
        space,
    }
}
