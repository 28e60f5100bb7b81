//! What is new since the manager last looked: a message or an outcome from after the moment up to which its
//! source had been read then. Nothing here writes.

use super::reader::CacheReader;
use super::state::SharedState;
use crate::error::Result;
use crate::index::bitmap::IdBitmap;
use crate::index::entry_test::EntryTest;
use crate::table::child::conversion;
use crate::table::last_look::ReadUntil;
use crate::table::{last_look, source, space};
use crate::time;
use chrono::{DateTime, Utc};
use std::sync::atomic::Ordering;

impl CacheReader {
    /// Says when this store was opened: a look that nobody went on with for an hour before is over, also for
    /// whoever only reads.
    pub fn set_opened_at(&self, now: DateTime<Utc>) {
        let now = time::millis(now);
        self.shared.opened_at.store(now, Ordering::Relaxed);
    }
}

/// What a conversation's entry must fulfil to be new. Of a source that nobody has looked at, everything is.
pub(super) async fn is_new(shared: &SharedState) -> Result<EntryTest> {
    let before = before(shared).await?;
    let mut conn = shared.pool.lease().await?;
    let spaces = space::all(&mut conn).await?;
    let mut tests = Vec::new();
    for source in source::all(&mut conn).await? {
        let of_source = spaces.iter().filter(|it| it.source_id == source.id.0);
        let of_source = EntryTest::Spaces(IdBitmap::of_rows(of_source.map(|it| it.id)));
        tests.push(match before.get(&source.id.0) {
            None => of_source,
            Some(until) => {
                let outcomes = conversion::since(&mut conn, source.id, *until).await?;
                let outcomes = IdBitmap::of_rows(outcomes.into_iter());
                let is_active = EntryTest::ActiveSince(*until);
                let news = EntryTest::Any(vec![is_active, EntryTest::Among(outcomes)]);
                EntryTest::All(vec![of_source, news])
            }
        });
    }
    Ok(EntryTest::Any(tests))
}

async fn before(shared: &SharedState) -> Result<ReadUntil> {
    let mut work = shared.work.lock().await;
    Ok(match work.readable()? {
        Some(work) => {
            let opened_at = shared.opened_at.load(Ordering::Relaxed);
            let look = last_look::get(work).await?.settled(opened_at);
            look.before().clone()
        }
        None => ReadUntil::new(),
    })
}
