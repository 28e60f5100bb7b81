//! Which times can be. A sender's clock, or the program that reads it, may be wrong; what was said is
//! kept all the same, at the time of its arrival, beside the time that was sent.
//!
//! Server and application decide by this one rule, or they would count differently. It must not read
//! a clock: the receiver's time is passed in.

use crate::feed::ConversationChange;
use crate::record::{ConversationRecord, ConversionRecord, MessageRecord};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use std::fmt;

/// 2000-01-01T00:00:00Z: nothing that anybody said to an assistant is older.
pub const EARLIEST: DateTime<Utc> = DateTime::from_timestamp(946_684_800, 0).unwrap();
/// How far ahead of the receiver's clock a time may be: zones that were mixed up are within it.
const AHEAD: TimeDelta = TimeDelta::hours(24);
/// A program with no time writes the first day of its calendar: of the year 1, of 1601, 1900, 1970.
const FIRST_YEARS: [i32; 6] = [0, 1, 1601, 1899, 1900, 1970];

/// Why a time cannot be, as far as it can be told from the time itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImplausibleCause {
    /// No time at all: the first day of a calendar.
    ZeroTime,
    /// Milliseconds were read as seconds.
    MillisecondsForSeconds,
    /// Seconds were read as milliseconds.
    SecondsForMilliseconds,
    /// Before the year 2000.
    TooEarly,
    /// More than a day ahead of the receiver's clock.
    TooLate,
}

impl ImplausibleCause {
    /// Why a time cannot be, for a receiver whose clock says `now`; none where it can.
    #[must_use]
    pub fn of(at: DateTime<Utc>, now: DateTime<Utc>) -> Option<Self> {
        if is_plausible(at, now) {
            return None;
        }
        let seconds = at.timestamp();
        let fits = |at: Option<DateTime<Utc>>| at.is_some_and(|at| is_plausible(at, now));
        Some(if fits(DateTime::from_timestamp(seconds / 1000, 0)) {
            Self::MillisecondsForSeconds
        } else if is_first_day(at) {
            Self::ZeroTime
        } else if fits(DateTime::from_timestamp(at.timestamp_millis(), 0)) {
            Self::SecondsForMilliseconds
        } else if at < EARLIEST {
            Self::TooEarly
        } else {
            Self::TooLate
        })
    }
}

impl fmt::Display for ImplausibleCause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ZeroTime => "it is the zero of a calendar, which programs write for no time",
            Self::MillisecondsForSeconds => "milliseconds seem to have been read as seconds",
            Self::SecondsForMilliseconds => "seconds seem to have been read as milliseconds",
            Self::TooEarly => "it is before the year 2000",
            Self::TooLate => "it is more than 24 hours ahead of the receiver's clock",
        })
    }
}

/// Whether a time can be, for a receiver whose clock says `now`.
#[must_use]
pub fn is_plausible(at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    let latest = now.checked_add_signed(AHEAD);
    at >= EARLIEST && latest.is_none_or(|latest| at <= latest)
}

fn is_first_day(at: DateTime<Utc>) -> bool {
    use chrono::Datelike as _;
    // A zone moves midnight to the day before.
    let near = [at, at + TimeDelta::hours(14), at - TimeDelta::hours(14)];
    let first = |at: &DateTime<Utc>| at.ordinal() == 1 && FIRST_YEARS.contains(&at.year());
    near.iter().any(first)
}

/// A time as it is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeptTime {
    /// The time: as it was said, or that of arrival.
    pub at: DateTime<Utc>,
    /// What was said, where it cannot be.
    pub said: Option<DateTime<Utc>>,
}

impl KeptTime {
    /// A time that was said, and came at `arrived` to a receiver whose clock says `now`.
    #[must_use]
    pub fn of(said: DateTime<Utc>, arrived: DateTime<Utc>, now: DateTime<Utc>) -> Self {
        if is_plausible(said, now) {
            let (at, said) = (said, None);
            return Self { at, said };
        }
        Self {
            at: arrived,
            said: Some(said),
        }
    }

    /// What stands when something with this time is delivered again with another: a time that can be
    /// takes the place of one that cannot; else the first delivery says when.
    #[must_use]
    pub fn after(self, again: Self) -> Self {
        match (self.said, again.said) {
            (Some(_), None) => again,
            _ => self,
        }
    }
}

/// A record that says when: a message, an outcome.
pub trait TimedRecord {
    /// When.
    fn time(&self) -> KeptTime;
    /// Sets it.
    fn set_time(&mut self, time: KeptTime);

    /// Keeps it at the time of arrival where its own cannot be. One that is marked already stays so.
    fn settle_time(&mut self, arrived: DateTime<Utc>, now: DateTime<Utc>) {
        let held = self.time();
        let settled = KeptTime::of(held.at, arrived, now);
        self.set_time(KeptTime {
            at: settled.at,
            said: held.said.or(settled.said),
        });
    }
}

impl TimedRecord for MessageRecord {
    fn time(&self) -> KeptTime {
        KeptTime {
            at: self.sent_at,
            said: self.time_said,
        }
    }

    fn set_time(&mut self, time: KeptTime) {
        (self.sent_at, self.time_said) = (time.at, time.said);
    }
}

impl TimedRecord for ConversionRecord {
    fn time(&self) -> KeptTime {
        KeptTime {
            at: self.occurred_at,
            said: self.time_said,
        }
    }

    fn set_time(&mut self, time: KeptTime) {
        (self.occurred_at, self.time_said) = (time.at, time.said);
    }
}

/// What a reader is told beside a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TimeMark {
    /// The time that was sent cannot be; the one that is shown is that of arrival.
    NotPlausible {
        /// What was sent.
        said: DateTime<Utc>,
    },
    /// An outcome from before its conversation began: nobody came to it by that.
    BeforeConversation,
}

impl TimeMark {
    /// The mark of a message.
    #[must_use]
    pub fn of_message(said: Option<DateTime<Utc>>) -> Option<Self> {
        said.map(|said| Self::NotPlausible { said })
    }

    /// The mark of an outcome of a conversation that began at `began`. An outcome that has one says
    /// nothing of how long somebody took to decide.
    #[must_use]
    pub fn of_outcome(time: KeptTime, began: DateTime<Utc>) -> Option<Self> {
        let early = (time.at < began).then_some(Self::BeforeConversation);
        Self::of_message(time.said).or(early)
    }
}

impl ConversationChange {
    /// Whether [`Self::settle_times`] would change anything.
    #[must_use]
    pub fn has_implausible_time(&self, now: DateTime<Utc>) -> bool {
        let fits = |at: DateTime<Utc>| is_plausible(at, now);
        let head = &self.conversation;
        let whole = fits(head.started_at)
            && fits(head.last_activity_at)
            && head.ended_at.is_none_or(fits)
            && self.messages.iter().all(|it| fits(it.sent_at))
            && self.conversions.iter().all(|it| fits(it.occurred_at))
            && self.leads.iter().all(|it| fits(it.created_at))
            && self.tickets.iter().all(|it| fits(it.created_at))
            && self.inbox_items.iter().all(|it| fits(it.created_at));
        !whole
    }

    /// Keeps what an older server took with a time that cannot be: messages and outcomes marked, at the
    /// time when the conversation was last heard of.
    pub fn settle_times(&mut self, now: DateTime<Utc>) {
        self.conversation.settle_times(now);
        let arrived = self.conversation.last_activity_at;
        for it in &mut self.messages {
            it.settle_time(arrived, now);
        }
        for it in &mut self.conversions {
            it.settle_time(arrived, now);
        }
        let fill = |at: &mut DateTime<Utc>| *at = KeptTime::of(*at, arrived, now).at;
        self.leads
            .iter_mut()
            .for_each(|it| fill(&mut it.created_at));
        self.tickets
            .iter_mut()
            .for_each(|it| fill(&mut it.created_at));
        self.inbox_items
            .iter_mut()
            .for_each(|it| fill(&mut it.created_at));
    }
}

impl ConversationRecord {
    /// A head takes its times from one another, where one of them can be.
    fn settle_times(&mut self, now: DateTime<Utc>) {
        let own = [
            Some(self.started_at),
            Some(self.last_activity_at),
            self.ended_at,
        ];
        let mut own = own.into_iter().flatten();
        let good = own.find(|at| is_plausible(*at, now)).unwrap_or(now);
        self.started_at = KeptTime::of(self.started_at, good, now).at;
        self.last_activity_at = KeptTime::of(self.last_activity_at, self.started_at, now).at;
        let last = self.last_activity_at;
        self.ended_at = self.ended_at.map(|at| KeptTime::of(at, last, now).at);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: &str = "2026-11-29T16:00:00Z";

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("a time")
    }

    #[test]
    fn times_that_cannot_be_have_a_likely_cause() {
        use ImplausibleCause::*;
        let cases = [
            ("2000-01-01T00:00:00Z", None),
            ("1999-12-31T23:59:59Z", Some(TooEarly)),
            ("2026-11-30T16:00:00Z", None),
            ("2026-11-30T16:00:01Z", Some(TooLate)),
            ("0001-01-01T00:00:00Z", Some(ZeroTime)),
            ("0000-12-31T23:07:00Z", Some(ZeroTime)),
            ("1970-01-01T00:00:00Z", Some(ZeroTime)),
            ("1969-12-31T23:59:59Z", Some(ZeroTime)),
            ("1900-01-01T00:00:00Z", Some(ZeroTime)),
            ("1969-07-20T20:17:00Z", Some(TooEarly)),
            ("1970-01-21T16:05:00Z", Some(SecondsForMilliseconds)),
            ("3000-01-01T00:00:00Z", Some(TooLate)),
            ("+58000-06-01T00:00:00Z", Some(MillisecondsForSeconds)),
        ];
        for (text, expected) in cases {
            assert_eq!(ImplausibleCause::of(at(text), at(NOW)), expected, "{text}");
        }
    }

    /// Seconds from the year -262000 to +262000, each in a few steps of a generator.
    fn times() -> impl Iterator<Item = DateTime<Utc>> {
        let mut dice = 7741_u64;
        std::iter::repeat_with(move || {
            dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            // Few bits as often as many: near 1970 as well as at the ends.
            let size = (dice >> 58) % 43;
            let seconds = ((dice >> 8) & ((1 << size) - 1)).cast_signed();
            if dice & 1 == 0 { seconds } else { -seconds }
        })
        .filter_map(|seconds| DateTime::from_timestamp(seconds, 0))
    }

    #[test]
    fn whatever_is_said_is_kept_at_a_time_that_can_be() {
        let now = at(NOW);
        for said in times().take(50_000) {
            let kept = KeptTime::of(said, now, now);
            assert!(is_plausible(kept.at, now), "{said}");
            assert_eq!(
                kept.said.is_some(),
                ImplausibleCause::of(said, now).is_some()
            );
            assert_eq!(
                kept.said.unwrap_or(kept.at),
                said,
                "what was sent is not lost"
            );
            let twice = KeptTime::of(kept.at, now, now);
            assert_eq!(
                (twice.at, twice.said),
                (kept.at, None),
                "the rule holds of its own results"
            );
        }
    }

    #[test]
    fn a_later_delivery_corrects_and_never_spoils() {
        let now = at(NOW);
        let good = |text| KeptTime::of(at(text), now, now);
        let (zero, monday, tuesday) = (
            good("0001-01-01T00:00:00Z"),
            good("2026-11-23T09:00:00Z"),
            good("2026-11-24T09:00:00Z"),
        );
        let cases = [
            (zero, monday, monday),
            (monday, zero, monday),
            (monday, tuesday, monday),
            (zero, zero, zero),
        ];
        for (held, again, expected) in cases {
            assert_eq!(held.after(again), expected);
        }
    }

    #[test]
    fn an_outcome_from_before_its_conversation_is_marked() {
        let (now, began) = (at(NOW), at("2026-11-20T09:00:00Z"));
        let mark = |text| TimeMark::of_outcome(KeptTime::of(at(text), now, now), began);
        assert_eq!(mark("2026-11-20T09:00:00Z"), None);
        let before = mark("2026-11-20T08:59:59Z");
        assert_eq!(before, Some(TimeMark::BeforeConversation));
        let said = at("1970-01-01T00:00:00Z");
        let zero = mark("1970-01-01T00:00:00Z");
        assert_eq!(zero, Some(TimeMark::NotPlausible { said }));
    }
}
