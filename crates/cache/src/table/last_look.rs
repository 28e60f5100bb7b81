//! Up to when each source had been read when the manager last looked, in work.db. What came since is told from
//! there, and not from a clock: a message of Friday noon that a laptop first brings on Monday is new on Monday.
//!
//! It must not decide what is shown: it only keeps instants.

use super::setting;
use crate::error::Result;
use serde::{Deserialize, Serialize};
use sqlx::SqliteConnection;
use std::collections::BTreeMap;

/// The entry in work.db.
const ENTRY: &str = "last_look";
/// Milliseconds of absence that end a look. A restart, or a meeting, is no look of its own.
const ABSENCE: i64 = 60 * 60 * 1000;

/// By the local id of a source, the beginning of the last sync that brought all of it, in milliseconds. What the
/// server got while that sync ran may be missing from it.
pub(crate) type ReadUntil = BTreeMap<i64, i64>;

/// The last look and the one that goes on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct LastLook {
    /// What was here when the last look ended.
    before: ReadUntil,
    /// What has been here in the one that goes on.
    seen: ReadUntil,
    /// When somebody was last seen looking, in milliseconds; none before the first time.
    at: Option<i64>,
}

impl LastLook {
    /// The same, with a look ended that nobody went on with for an hour. Twice is as once.
    pub(crate) fn settled(mut self, now: i64) -> Self {
        if self.at.is_some_and(|at| now.saturating_sub(at) > ABSENCE) {
            self.before.clone_from(&self.seen);
        }
        self
    }

    /// Somebody looks now, and this is here.
    pub(crate) fn with_look(self, now: i64, seen: ReadUntil) -> Self {
        let mut look = self.settled(now);
        // A cache that was made anew knows of no sync yet; what was seen of it stays seen.
        look.seen.extend(seen);
        look.at = Some(now);
        look
    }

    /// Up to when each source had been read when the last look ended.
    pub(crate) fn before(&self) -> &ReadUntil {
        &self.before
    }
}

/// What is kept. An entry that cannot be read is as none: then everything is new.
pub(crate) async fn get(conn: &mut SqliteConnection) -> Result<LastLook> {
    let json = setting::get(conn, ENTRY).await?;
    let read = json.and_then(|json| serde_json::from_str(&json).ok());
    Ok(read.unwrap_or_default())
}

/// Keeps it.
pub(crate) async fn put(conn: &mut SqliteConnection, look: &LastLook) -> Result<()> {
    let json = serde_json::to_string(look)?;
    setting::put(conn, ENTRY, &json).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn until(at: i64) -> ReadUntil {
        BTreeMap::from([(1, at)])
    }

    #[test]
    fn a_look_ends_after_an_hour_of_absence_and_not_with_a_restart() {
        let first = LastLook::default().with_look(0, until(10));
        assert!(first.before().is_empty(), "everything is new at first");
        let restarted = first.with_look(ABSENCE, until(20));
        assert!(restarted.before().is_empty(), "an hour is no absence yet");
        let later = restarted.with_look(2 * ABSENCE + 1, until(30));
        assert_eq!(*later.before(), until(20), "what was here at its end");
        let goes_on = later.with_look(2 * ABSENCE + 2, until(40));
        assert_eq!(*goes_on.before(), until(20), "the look goes on");
    }

    #[test]
    fn settling_twice_is_settling_once() {
        let look = LastLook::default().with_look(0, until(10));
        let settled = look.settled(ABSENCE + 1);
        assert_eq!(*settled.before(), until(10));
        assert_eq!(settled.clone().settled(ABSENCE * 9), settled);
    }
}
