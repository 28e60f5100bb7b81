//! The ledger of what is here, by source, day and channel: made whole of what is stored each time it is asked for, so
//! that it cannot fall behind it.

use super::reader::CacheReader;
use crate::error::Result;
use crate::index::ConversationIndex;
use crate::table::{conversation, quarantine, tombstone};
use chrono::{DateTime, NaiveDate, Utc};
use insights::date_of_day;
use model::request::ListFilter;
use model::{Channel, SourceId};
use std::collections::{BTreeMap, HashMap};

/// A day on a channel, of one source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldDay {
    /// Whose.
    pub source: SourceId,
    /// The day, by the calendar of the space.
    pub day: NaiveDate,
    /// The channel.
    pub channel: Channel,
    /// Conversations in scope that began on it.
    pub conversations: u64,
    /// Rows of these conversations that were put aside.
    pub set_aside: u64,
}

/// Counts of a day on a channel.
#[derive(Clone, Copy, Debug, Default)]
struct HeldCount {
    conversations: u64,
    set_aside: u64,
}

impl CacheReader {
    /// The days on which conversations of a filter began, by source and channel: the oldest day first.
    ///
    /// # Errors
    /// [`crate::CacheError`] where the engine refuses.
    pub async fn held_days(&self, filter: &ListFilter, now: DateTime<Utc>) -> Result<Vec<HeldDay>> {
        let scope = self.results_of(filter, now).await?;
        let set_aside = self.set_aside(filter.only.as_deref()).await?;
        let pass = |index: &ConversationIndex| {
            let mut days: BTreeMap<(i32, u16, i64), HeldCount> = BTreeMap::new();
            for id in scope.selection.ids.iter() {
                let Some(entry) = index.present(*id) else {
                    continue;
                };
                let source = index.space(entry.space).map_or(0, |space| space.source.0);
                let count = days.entry((entry.day, entry.channel, source)).or_default();
                count.conversations += 1;
                count.set_aside += set_aside.get(id).copied().unwrap_or_default();
            }
            let held = |((day, channel, source), count): (&(i32, u16, i64), &HeldCount)| {
                Some(HeldDay {
                    source: SourceId(*source),
                    day: date_of_day(*day)?,
                    channel: index.channels().get(usize::from(*channel))?.clone(),
                    conversations: count.conversations,
                    set_aside: count.set_aside,
                })
            };
            days.iter().filter_map(held).collect::<Vec<_>>()
        };
        self.shared.pass(pass).await
    }

    /// How many conversations of a source were deleted.
    ///
    /// # Errors
    /// [`crate::CacheError`] where the engine refuses.
    pub async fn purged(&self, source: SourceId) -> Result<u64> {
        let mut conn = self.shared.pool.lease().await?;
        tombstone::conversations(&mut conn, source).await
    }

    /// How many rows of each conversation that is here were put aside.
    async fn set_aside(&self, only: Option<&[SourceId]>) -> Result<HashMap<u32, u64>> {
        let mut conn = self.shared.pool.lease().await?;
        let mut set_aside = HashMap::new();
        for (source, owner, rows) in quarantine::by_owner(&mut conn).await? {
            if only.is_some_and(|only| !only.contains(&source)) {
                continue;
            }
            let here = conversation::ids_by_remote(&mut conn, source, [owner.as_str()]).await?;
            let here = here
                .into_iter()
                .filter_map(|(id, _)| u32::try_from(id).ok());
            set_aside.extend(here.map(|id| (id, rows)));
        }
        Ok(set_aside)
    }
}
