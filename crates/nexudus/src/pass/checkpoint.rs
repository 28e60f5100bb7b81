//! Where a source's reading stands, as one text: watermarks of what was read, and how far a pass is.
//! It travels with the rows that it covers, so it holds no personal data and no secret.

use crate::entity::Entity;
use crate::read::list_progress::ListProgress;
use crate::staging::keys::KEY_VERSION;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sources::SourceError;
use std::collections::{BTreeMap, BTreeSet};

/// What a position of ours begins with.
const PREFIX: &str = "nexudus/3 ";
/// What one of an earlier version begins with: conversations were not kept as they were told then.
const EARLIER_PREFIX: &str = "nexudus/2 ";

/// A position.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SyncCheckpoint {
    /// For each entity the server's own time up to which its changes are here.
    pub(crate) marks: BTreeMap<Entity, DateTime<Utc>>,
    /// Whether a filter's time is read in the zone in which records are told: learnt by asking for a
    /// record by its own time, and by the minute after. Absent while it is not known.
    #[serde(default)]
    pub(crate) one_clock: Option<bool>,
    /// What could not be read in the last pass.
    pub(crate) refused: BTreeSet<Entity>,
    /// What could be listed and not read by id, and a record to try it with.
    #[serde(default)]
    pub(crate) unread: BTreeMap<Entity, i64>,
    /// What is read by id alone and could not be read when it was needed.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub(crate) closed: BTreeSet<Entity>,
    /// When that was asked for last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) asked_at: Option<DateTime<Utc>>,
    /// What can be read by now, and was not applied to what is here.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub(crate) opened: BTreeSet<Entity>,
    /// When everything was last compared by id.
    pub(crate) compared_at: Option<DateTime<Utc>>,
    /// By how much the counts differed when everything was compared last, if that explained nothing:
    /// for the same difference it is not compared again before it is due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) unexplained: Option<CountGap>,
    /// What outcomes were derived by.
    pub(crate) rules: String,
    /// Whether every row lies under the keys of this version, and every conversation is kept as it was
    /// told. What an earlier version left is staged again, once, before anything is read.
    #[serde(default)]
    pub(crate) keyed: bool,
    /// The version of those keys; none before they had one.
    #[serde(default)]
    pub(crate) key_version: u32,
    /// Tells a position from the one before where nothing else does, so that a batch that was lost is not
    /// taken for one that was handed out.
    #[serde(default, skip_serializing_if = "is_first")]
    pub(crate) turn: u64,
    /// The pass under way.
    pub(crate) pass: Option<PassProgress>,
}

fn is_first(turn: &u64) -> bool {
    *turn == 0
}

/// By how much more there is than here; less where it is negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CountGap {
    pub(crate) sessions: i64,
    pub(crate) messages: i64,
}

/// A pass over everything.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PassProgress {
    /// Nothing that is here already counts: everything is told.
    pub(crate) is_fresh: bool,
    pub(crate) phase: PassPhase,
    /// Rows covered so far.
    pub(crate) done: u64,
    /// Rows to cover, as the server said at the beginning; absent in a pass over changes.
    pub(crate) total: Option<u64>,
}

/// What a pass does now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "t", rename_all = "snake_case")]
pub(crate) enum PassPhase {
    /// Reads a list.
    List(ListProgress),
    /// Tells the conversations that the pass has not told yet.
    Heads {
        /// After this one.
        after: String,
    },
    /// Derives outcomes again, by other rules.
    Derive {
        /// Of what.
        entity: Entity,
        /// After this one.
        after: String,
    },
    /// Compares ids: reads those that there are.
    Compare(ListProgress),
    /// Compares ids: looks for those that there are no more.
    Gone {
        /// Of what.
        entity: Entity,
        /// After this one.
        after: String,
    },
    /// Compares what is read by id alone.
    Beside {
        /// After this one.
        after: String,
    },
    /// Stages again what an earlier version kept.
    #[serde(alias = "mend")]
    Restage {
        /// Of what.
        #[serde(default)]
        part: RestagePart,
        /// After this one.
        after: String,
    },
}

/// What is staged again, in this order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RestagePart {
    #[default]
    Actions,
    Notes,
    Messages,
    Coworkers,
    Sessions,
    Groups,
    Visitors,
    Contracts,
    Bookings,
    Products,
}

impl SyncCheckpoint {
    pub(crate) fn parse(text: &str) -> Result<Self, SourceError> {
        let read = |json: &str| serde_json::from_str::<Self>(json).ok();
        let earlier = |json: &str| {
            let position = read(json)?;
            let keyed = false;
            Some(Self { keyed, ..position })
        };
        let own = text.strip_prefix(PREFIX).and_then(read);
        own.or_else(|| text.strip_prefix(EARLIER_PREFIX).and_then(earlier))
            .ok_or(SourceError::CursorRejected)
    }

    /// Whether every row lies under the keys of this version.
    pub(crate) fn is_keyed(&self) -> bool {
        self.keyed && self.key_version == KEY_VERSION
    }

    /// What is read by id alone was needed, and came.
    pub(crate) fn open(&mut self, entity: Entity) {
        if self.closed.remove(&entity) {
            self.opened.insert(entity);
        }
    }

    /// It was refused.
    pub(crate) fn refuse(&mut self, entity: Entity, now: DateTime<Utc>) {
        self.closed.insert(entity);
        self.asked_at.get_or_insert(now);
    }

    /// Whether a pass came to its end and could read what conversations are made of.
    pub(crate) fn has_read_all(&self) -> bool {
        let vital = [Entity::Sessions, Entity::Messages];
        self.pass.is_none() && vital.iter().all(|entity| !self.refused.contains(entity))
    }

    /// The text that travels with the rows.
    ///
    /// # Errors
    /// [`SourceError::Refused`] where it cannot be written: an empty one would be a position too.
    pub(crate) fn to_text(&self) -> Result<String, SourceError> {
        let json = serde_json::to_string(self);
        json.map(|json| format!("{PREFIX}{json}"))
            .map_err(|_| SourceError::refused("where its reading stands could not be written"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_survives_its_text_and_a_foreign_one_is_rejected() {
        let mut position = SyncCheckpoint {
            one_clock: Some(true),
            unexplained: Some(CountGap {
                sessions: -1,
                messages: 7,
            }),
            pass: Some(PassProgress {
                is_fresh: true,
                phase: PassPhase::List(ListProgress::of(Entity::Messages)),
                done: 3,
                total: Some(9),
            }),
            ..SyncCheckpoint::default()
        };
        position
            .marks
            .insert(Entity::Sessions, DateTime::UNIX_EPOCH);
        assert_eq!(
            SyncCheckpoint::parse(&position.to_text().unwrap()),
            Ok(position)
        );
        for foreign in ["", "17", "nexudus/1 {}", "nexudus/2 ", "nexudus/2 []"] {
            assert_eq!(
                SyncCheckpoint::parse(foreign),
                Err(SourceError::CursorRejected),
                "{foreign}"
            );
        }
    }
}
