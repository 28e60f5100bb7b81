//! All conversations in the order of a text. It is derived from the store when it is first asked for, and
//! mended where conversations changed since: what changed is looked up between what did not, so that
//! the texts themselves need not be held. Nobody who does not sort by a text pays for it.

use super::collation;
use super::followed_reading::{FollowedReading, WholeReading};
use crate::error::Result;
use crate::index::IndexDelta;
use crate::index::bitmap::IdBitmap;
use crate::table::sort_text::{self, SortText};
use sqlx::SqliteConnection;
use std::collections::HashMap;
use std::sync::Arc;

/// A text as it is compared, and whose it is: no two are alike.
type KeyedText = (Box<[u8]>, u32);

/// The orders of every text.
#[derive(Debug, Default)]
pub(crate) struct TextOrders {
    titles: TextOrder,
    persons: TextOrder,
}

/// The order of one text. Conversations without it are not in it.
type TextOrder = FollowedReading<Vec<u32>>;

impl TextOrders {
    /// Notes what a commit changed.
    pub(super) fn note(&self, delta: &IndexDelta) {
        let patched = delta.patches.iter().map(|(id, _)| *id);
        let moved = patched.chain(delta.renamed.iter().copied());
        for order in [&self.titles, &self.persons] {
            order.note(moved.clone());
        }
    }

    /// All is read anew, since a commit may have been missed.
    pub(super) fn distrust(&self) {
        self.titles.distrust();
        self.persons.distrust();
    }

    /// The conversations that have the text, the beginning of the alphabet first.
    pub(super) async fn of(
        &self,
        conn: &mut SqliteConnection,
        text: SortText,
    ) -> Result<Arc<Vec<u32>>> {
        let order = match text {
            SortText::Title => &self.titles,
            SortText::Person => &self.persons,
        };
        order.settled(conn, &TextReading(text)).await
    }
}

/// How the order of a text is read and mended.
struct TextReading(SortText);

impl WholeReading for TextReading {
    type Value = Vec<u32>;

    const MENDED_MOST: usize = 2_000;

    async fn read(&self, conn: &mut SqliteConnection) -> Result<Vec<u32>> {
        read(conn, self.0).await
    }

    async fn mended(
        &self,
        conn: &mut SqliteConnection,
        before: Arc<Vec<u32>>,
        moved: &[u32],
    ) -> Result<Arc<Vec<u32>>> {
        Ok(Arc::new(mended(conn, self.0, &before, moved).await?))
    }
}

async fn read(conn: &mut SqliteConnection, text: SortText) -> Result<Vec<u32>> {
    let mut keyed: Vec<KeyedText> = Vec::new();
    sort_text::each(conn, text, |id, text| {
        keyed.extend(collation::key(text).map(|key| (key, id)));
    })
    .await?;
    keyed.sort_unstable();
    Ok(keyed.into_iter().map(|(_, id)| id).collect())
}

async fn keyed_texts(
    conn: &mut SqliteConnection,
    text: SortText,
    ids: &[u32],
) -> Result<HashMap<u32, Box<[u8]>>> {
    let mut keyed = HashMap::with_capacity(ids.len());
    sort_text::of(conn, text, ids, |id, text| {
        keyed.extend(collation::key(text).map(|key| (id, key)));
    })
    .await?;
    Ok(keyed)
}

/// The order with what moved in its new place.
async fn mended(
    conn: &mut SqliteConnection,
    text: SortText,
    before: &[u32],
    moved: &[u32],
) -> Result<Vec<u32>> {
    let end = moved.last().map_or(0, |last| *last as usize + 1);
    let gone_from_place = IdBitmap::of(moved, end);
    let staying: Vec<u32> = before
        .iter()
        .copied()
        .filter(|id| !gone_from_place.contains(*id))
        .collect();
    let fresh = keyed_texts(conn, text, moved).await?;
    let mut fresh: Vec<KeyedText> = fresh.into_iter().map(|(id, key)| (key, id)).collect();
    fresh.sort_unstable();
    let places = places(conn, text, &staying, &fresh).await?;
    Ok(merged(&staying, fresh.iter().map(|(_, id)| *id), &places))
}

/// How many of those that stay stand before each of the others. All are looked up side by side, so that a
/// step of the search is one question to the store.
async fn places(
    conn: &mut SqliteConnection,
    text: SortText,
    staying: &[u32],
    fresh: &[KeyedText],
) -> Result<Vec<usize>> {
    let mut between: Vec<(usize, usize)> = vec![(0, staying.len()); fresh.len()];
    loop {
        let middles: Vec<Option<u32>> = between
            .iter()
            .map(|(low, high)| (low < high).then(|| staying[low.midpoint(*high)]))
            .collect();
        let asked: Vec<u32> = middles.iter().flatten().copied().collect();
        if asked.is_empty() {
            return Ok(between.into_iter().map(|(low, _)| low).collect());
        }
        let known = keyed_texts(conn, text, &asked).await?;
        for ((range, middle), (key, id)) in between.iter_mut().zip(middles).zip(fresh) {
            let Some(middle) = middle else { continue };
            let at = range.0.midpoint(range.1);
            // One that has gone meanwhile is mended next time, and stands anywhere until then.
            let stands_before = known
                .get(&middle)
                .is_some_and(|other| (other, &middle) < (key, id));
            if stands_before {
                range.0 = at + 1;
            } else {
                range.1 = at;
            }
        }
    }
}

fn merged(staying: &[u32], fresh: impl Iterator<Item = u32>, places: &[usize]) -> Vec<u32> {
    let mut merged = Vec::with_capacity(staying.len() + places.len());
    let mut done = 0;
    for (id, place) in fresh.zip(places) {
        // Both are in order, so that no place lies before the one that was filled last.
        merged.extend_from_slice(staying.get(done..*place).unwrap_or_default());
        merged.push(id);
        done = done.max(*place);
    }
    merged.extend_from_slice(staying.get(done..).unwrap_or_default());
    merged
}
