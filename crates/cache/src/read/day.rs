//! The place of a day in a list that stands by a time. Nothing here writes.

use super::reader::CacheReader;
use crate::error::Result;
use crate::index::ConversationIndex;
use crate::index::entry::IndexEntry;
use chrono::{DateTime, Utc};
use model::ConversationId;
use model::request::{ListFilter, ListSort, SortDirection, SortKey};
use model::search::DaySpan;
use query::day_number;

impl CacheReader {
    /// The conversation at which a list comes to some days: the first of them, or where none is of these days the
    /// next one that the list goes on to, or else its last. None of an empty list, and of one that stands by
    /// something else than a time.
    ///
    /// # Errors
    /// [`crate::CacheError`] where the engine refuses.
    pub async fn conversation_of_day(
        &self,
        filter: &ListFilter,
        sort: ListSort,
        days: DaySpan,
        now: DateTime<Utc>,
    ) -> Result<Option<ConversationId>> {
        let day_of = match sort.by {
            SortKey::LastActivity => day_of_activity,
            SortKey::Started => |_: &ConversationIndex, entry: &IndexEntry| entry.day,
            SortKey::Messages | SortKey::Subject | SortKey::Customer => return Ok(None),
        };
        let results = self.results_of(filter, now).await?;
        let results = self.sorted(results, sort).await?;
        let found = self.shared.pass(move |index| {
            let is_there = |id: &&u32| {
                let day = index.present(**id).map(|entry| day_of(index, entry));
                day.is_some_and(|day| is_reached(day, days, sort.direction))
            };
            let ids = &results.selection.ids;
            ids.iter().find(is_there).or(ids.last()).copied()
        });
        Ok(found.await?.map(|id| ConversationId(id.into())))
    }
}

/// Whether a list that stands by days has come to these with this one.
fn is_reached(day: i32, days: DaySpan, direction: SortDirection) -> bool {
    match direction {
        SortDirection::Descending => days.last.is_none_or(|last| day <= day_number(last)),
        SortDirection::Ascending => days.first.is_none_or(|first| day >= day_number(first)),
    }
}

/// The day of the newest message, by the calendar of its space.
fn day_of_activity(index: &ConversationIndex, entry: &IndexEntry) -> i32 {
    let at = crate::time::instant(entry.last_activity);
    match index.space(entry.space) {
        Some(space) => space.calendar.day(at),
        None => insights::day_in_zone(at, "UTC"),
    }
}
