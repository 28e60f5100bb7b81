//! What was said of an outcome before it was said otherwise. Who reported an outcome can correct it, take it
//! back, move it to another session and report it again; each of those is kept beside what stands.
//!
//! Server and laptop keep former states by this one rule. It must not read a clock: when something was said
//! is passed in.

use crate::record::ConversionRecord;
use chrono::{DateTime, Utc};

pub use crate::record::FormerOutcome;

/// Former states that are kept beside the present one: the first, and the last ones.
pub const MOST_FORMER: usize = 20;

impl FormerOutcome {
    /// An outcome as it stood until `until`.
    #[must_use]
    pub fn of(outcome: &ConversionRecord, until: DateTime<Utc>) -> Self {
        Self {
            kind: outcome.kind.clone(),
            record: outcome.record.clone(),
            url: outcome.url.clone(),
            occurred_at: outcome.occurred_at,
            confirmed: outcome.confirmed,
            time_said: outcome.time_said,
            taken_back_at: outcome.taken_back_at,
            moved_to: outcome.moved_to.clone(),
            until,
        }
    }

    /// Whether both say the same, whenever that was.
    #[must_use]
    pub fn says_what(&self, other: &Self) -> bool {
        let other = Self {
            until: self.until,
            ..other.clone()
        };
        *self == other
    }
}

impl ConversionRecord {
    /// What is said of this outcome from `at` on, with what was said until then. Where something stands is
    /// no statement of who reported it, and being taken back is a mark on the statement that stands.
    #[must_use]
    pub fn revised(&self, told: Self, at: DateTime<Utc>) -> Self {
        let mut earlier = if told.earlier.len() < self.earlier.len() {
            self.earlier.clone()
        } else {
            told.earlier.clone()
        };
        if self.is_replaced_by(&told) {
            earlier.push(FormerOutcome::of(self, at));
            bound(&mut earlier);
        }
        Self { earlier, ..told }
    }

    /// Whether what is told says something else than this, and this must not be forgotten.
    #[must_use]
    pub fn is_replaced_by(&self, told: &Self) -> bool {
        let statement = |it: &Self| {
            let (kind, record, url) = (it.kind.clone(), it.record.clone(), it.url.clone());
            (
                kind,
                record,
                url,
                it.occurred_at,
                it.confirmed,
                it.time_said,
            )
        };
        let was_taken_back =
            self.taken_back_at.is_some() && self.taken_back_at != told.taken_back_at;
        was_taken_back || statement(self) != statement(told)
    }
}

/// Keeps the first former state and the last ones.
pub fn bound(earlier: &mut Vec<FormerOutcome>) {
    if earlier.len() > MOST_FORMER {
        let too_many = earlier.len() - MOST_FORMER;
        earlier.drain(1..=too_many);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ConversionKind;
    use chrono::TimeDelta;

    fn at(minutes: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::minutes(minutes)
    }

    fn booking() -> ConversionRecord {
        ConversionRecord {
            id: "booking:b-1".into(),
            kind: ConversionKind::Booking,
            record: "b-1".to_owned(),
            url: None,
            occurred_at: at(1),
            confirmed: true,
            time_said: None,
            taken_back_at: None,
            counted_in: None,
            moved_to: None,
            earlier: Vec::new(),
        }
    }

    fn taken_back(outcome: &ConversionRecord, when: i64) -> ConversionRecord {
        ConversionRecord {
            taken_back_at: Some(at(when)),
            ..outcome.clone()
        }
    }

    #[test]
    fn what_was_said_is_kept_where_something_else_is_said() {
        let held = booking();
        let another_time = ConversionRecord {
            occurred_at: at(2),
            ..booking()
        };
        let another_page = ConversionRecord {
            url: Some("https://example.org".to_owned()),
            ..booking()
        };
        let another_kind = ConversionRecord {
            kind: ConversionKind::Tour,
            ..booking()
        };
        let elsewhere = ConversionRecord {
            counted_in: Some("c".into()),
            ..booking()
        };
        for (told, former) in [
            (booking(), 0),
            (another_time, 1),
            (another_page, 1),
            (another_kind, 1),
            (elsewhere, 0),
            (taken_back(&held, 5), 0),
        ] {
            let revised = held.revised(told.clone(), at(9));
            assert_eq!(revised.earlier.len(), former, "{told:?}");
            for one in &revised.earlier {
                assert_eq!(*one, FormerOutcome::of(&held, at(9)));
            }
        }
    }

    #[test]
    fn one_that_is_reported_again_says_that_it_was_taken_back() {
        let gone = booking().revised(taken_back(&booking(), 5), at(5));
        let again = gone.revised(booking(), at(7));
        assert_eq!(again.earlier.len(), 1);
        assert_eq!(again.earlier[0].taken_back_at, Some(at(5)));
        assert_eq!(again.earlier[0].until, at(7));
        assert!(again.stands());
        // And once more: the history says both.
        let gone = again.revised(taken_back(&again, 8), at(8));
        assert_eq!(gone.earlier, again.earlier);
        let again = gone.revised(booking(), at(9));
        assert_eq!(again.earlier.len(), 2);
    }

    #[test]
    fn the_first_state_and_the_last_ones_are_kept() {
        let mut held = booking();
        for minute in 2..60 {
            let told = ConversionRecord {
                occurred_at: at(minute),
                ..booking()
            };
            held = held.revised(told, at(minute));
        }
        let times: Vec<_> = held.earlier.iter().map(|it| it.occurred_at).collect();
        assert_eq!(times.len(), MOST_FORMER);
        assert_eq!((times[0], times[1]), (at(1), at(40)));
        assert_eq!(times.last(), Some(&at(58)));
    }
}
