//! Where a source's reading stands, as one text: watermarks of what was read, and how far a pass is.
//! It travels with the rows that it covers, so it holds no personal data and no secret.

use crate::entity::Entity;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sources::SourceError;
use std::collections::{BTreeMap, BTreeSet};

/// What a position of ours begins with.
const PREFIX: &str = "nexudus/2 ";

/// A position.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Position {
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
    pub(crate) unexplained: Option<Gap>,
    /// What outcomes were derived by.
    pub(crate) rules: String,
    /// Whether every kept message is found by what it belongs to: those that were kept before that was
    /// so are looked through once.
    #[serde(default)]
    pub(crate) keyed: bool,
    /// Whether something is to be mended before the pass ends.
    #[serde(default)]
    pub(crate) mends: bool,
    /// Tells a position from the one before where nothing else does, so that a batch that was lost is not
    /// taken for one that was handed out.
    #[serde(default, skip_serializing_if = "is_first")]
    pub(crate) turn: u64,
    /// The pass under way.
    pub(crate) pass: Option<Pass>,
}

fn is_first(turn: &u64) -> bool {
    *turn == 0
}

/// By how much more there is than here; less where it is negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Gap {
    pub(crate) sessions: i64,
    pub(crate) messages: i64,
}

/// A pass over everything.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Pass {
    /// Nothing that is here already counts: everything is told.
    pub(crate) is_fresh: bool,
    /// Whether something was kept before it: what is told may have been elsewhere.
    #[serde(default)]
    pub(crate) is_again: bool,
    pub(crate) phase: Phase,
    /// Rows covered so far.
    pub(crate) done: u64,
    /// Rows to cover, as the server said at the beginning; absent in a pass over changes.
    pub(crate) total: Option<u64>,
}

/// What a pass does now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "t", rename_all = "snake_case")]
pub(crate) enum Phase {
    /// Reads a list.
    List(Listing),
    /// Tells the conversations that no message told.
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
    Compare(Listing),
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
    /// Learns again what messages say of their conversations.
    Mend {
        /// After this message.
        after: String,
        /// Whether the pass begins with it.
        #[serde(default)]
        opens: bool,
    },
}

/// How far a list is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Listing {
    pub(crate) entity: Entity,
    /// The page to ask for, from 1.
    pub(crate) page: u64,
    /// What the list held at its last page.
    pub(crate) total: Option<u64>,
    /// How many pages the list had at its last one, as the server counts them.
    #[serde(default)]
    pub(crate) pages: Option<u64>,
    /// Whether rows of the list are as whole as those read by id.
    pub(crate) whole: Option<bool>,
    /// A record that could not be read by id, because no record of this kind can.
    #[serde(default)]
    pub(crate) unread: Option<i64>,
    /// The newest change met, and the record that has it.
    pub(crate) newest: Option<(DateTime<Utc>, i64)>,
    /// The server's time when it began.
    pub(crate) began: Option<DateTime<Utc>>,
    /// The server's time at its last page.
    pub(crate) ended: Option<DateTime<Utc>>,
    /// How often it went back because rows had moved.
    pub(crate) back: u32,
}

impl Listing {
    pub(crate) fn of(entity: Entity) -> Self {
        Self {
            entity,
            page: 1,
            total: None,
            pages: None,
            whole: None,
            unread: None,
            newest: None,
            began: None,
            ended: None,
            back: 0,
        }
    }
}

impl Position {
    pub(crate) fn parse(text: &str) -> Result<Self, SourceError> {
        text.strip_prefix(PREFIX)
            .and_then(|json| serde_json::from_str(json).ok())
            .ok_or(SourceError::CursorRejected)
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

    pub(crate) fn to_text(&self) -> String {
        format!(
            "{PREFIX}{}",
            serde_json::to_string(self).unwrap_or_default()
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_survives_its_text_and_a_foreign_one_is_rejected() {
        let mut position = Position {
            one_clock: Some(true),
            unexplained: Some(Gap {
                sessions: -1,
                messages: 7,
            }),
            pass: Some(Pass {
                is_fresh: true,
                is_again: false,
                phase: Phase::List(Listing::of(Entity::Messages)),
                done: 3,
                total: Some(9),
            }),
            ..Position::default()
        };
        position
            .marks
            .insert(Entity::Sessions, DateTime::UNIX_EPOCH);
        assert_eq!(Position::parse(&position.to_text()), Ok(position));
        for foreign in ["", "17", "nexudus/1 {}", "nexudus/2 ", "nexudus/2 []"] {
            assert_eq!(
                Position::parse(foreign),
                Err(SourceError::CursorRejected),
                "{foreign}"
            );
        }
    }
}
