//! When a space is open, as its manager says: spans of each day of the week by the clock of the space, and days on which
//! it is closed. How it is typed stands in `text`; which instant is what the clock says is the business of `insights`.

mod text;

pub use text::{HoursFault, HoursProblem};

use crate::ids::{SourceId, SpaceId};
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Minutes of a day as a clock counts them.
pub const DAY_MINUTES: u16 = 1_440;

/// From when until when it is open, without a break.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct OpeningSpan {
    /// Minutes from midnight by the clock of the space, below [`DAY_MINUTES`].
    pub opens: u16,
    /// The same, after `opens` and at most a day later: more than [`DAY_MINUTES`] are on the next day.
    pub closes: u16,
}

/// When a space is open.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpeningHours {
    /// The spans of each day from Monday on, in their order. A day without any is closed.
    pub week: [Vec<OpeningSpan>; 7],
    /// Days on which nothing opens, whatever the week says. A span of the evening before still runs to its end.
    pub closed: BTreeSet<NaiveDate>,
}

/// How an instant stands to the opening hours of a space.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OpeningStanding {
    /// It was open.
    Inside,
    /// It was closed.
    Outside,
    /// Nobody said when it is open.
    Unknown,
}

/// A space, and when it is open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpaceHours {
    /// Which.
    pub space: SpaceId,
    /// Whose it is.
    pub source: SourceId,
    /// Its name.
    pub name: String,
    /// Its zone.
    pub time_zone: String,
    /// None where nobody said so.
    pub hours: Option<OpeningHours>,
}

/// Says when a space is open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetOpeningHours {
    /// Which.
    pub space: SpaceId,
    /// As it is typed; none forgets what was said.
    pub hours: Option<String>,
}

/// What was said of a space, and what it was before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpeningHoursChanged {
    /// The space as it is now.
    pub now: SpaceHours,
    /// What takes the change back.
    pub undo: SetOpeningHours,
}

impl OpeningStanding {
    /// Every one, in the order of display.
    pub const ALL: [Self; 3] = [Self::Inside, Self::Outside, Self::Unknown];

    /// As it is typed and stored.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Inside => "inside",
            Self::Outside => "outside",
            Self::Unknown => "unknown",
        }
    }
}

impl OpeningHours {
    /// Whether it is open at a minute of a day, by the clock of the space.
    #[must_use]
    pub fn is_open(&self, day: NaiveDate, minute: u16) -> bool {
        let after_midnight = minute.saturating_add(DAY_MINUTES);
        let before = day.pred_opt().map(|before| self.spans_of(before));
        let is_in = |spans: &[OpeningSpan], minute: u16| spans.iter().any(|it| it.holds(minute));
        is_in(self.spans_of(day), minute)
            || before.is_some_and(|spans| is_in(spans, after_midnight))
    }

    /// The spans that begin on a day.
    #[must_use]
    pub fn spans_of(&self, day: NaiveDate) -> &[OpeningSpan] {
        if self.closed.contains(&day) {
            return &[];
        }
        let weekday = day.weekday().num_days_from_monday() as usize;
        self.week.get(weekday).map_or(&[], Vec::as_slice)
    }
}

impl OpeningSpan {
    const fn holds(self, minute: u16) -> bool {
        self.opens <= minute && minute < self.closes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hours(text: &str) -> OpeningHours {
        text.parse().expect("opening hours")
    }

    fn is_open(hours: &OpeningHours, at: &str) -> bool {
        let at: chrono::NaiveDateTime = at.parse().expect("a local time");
        let minute = chrono::Timelike::num_seconds_from_midnight(&at.time()) / 60;
        hours.is_open(at.date(), u16::try_from(minute).expect("of a day"))
    }

    /// 2026-03-02 is a Monday.
    #[test]
    fn it_is_open_from_the_first_minute_to_before_the_last() {
        let office = hours("mon-fri 09:00-12:30, 13:30-18:00; sat 10:00-14:00; closed 2026-03-04");
        let cases = [
            ("2026-03-02T08:59:59", false),
            ("2026-03-02T09:00:00", true),
            ("2026-03-02T12:29:59", true),
            ("2026-03-02T12:30:00", false),
            ("2026-03-02T17:59:59", true),
            ("2026-03-02T18:00:00", false),
            ("2026-03-04T11:00:00", false),
            ("2026-03-07T13:00:00", true),
            ("2026-03-08T11:00:00", false),
        ];
        for (at, expected) in cases {
            assert_eq!(is_open(&office, at), expected, "{at}");
        }
    }

    #[test]
    fn a_span_over_midnight_ends_on_the_next_day() {
        let bar = hours("fri 22:00-02:00; sun 18:00-24:00; closed 2026-03-07");
        let cases = [
            ("2026-03-06T21:59:00", false),
            ("2026-03-06T23:59:00", true),
            ("2026-03-07T01:59:00", true),
            ("2026-03-07T02:00:00", false),
            ("2026-03-06T01:00:00", false),
            ("2026-03-08T23:59:00", true),
            ("2026-03-09T00:00:00", false),
        ];
        for (at, expected) in cases {
            assert_eq!(is_open(&bar, at), expected, "{at}");
        }
        let closed = hours("fri 22:00-02:00; closed 2026-03-06");
        assert!(!is_open(&closed, "2026-03-06T23:00:00"), "nothing opened");
        assert!(
            !is_open(&closed, "2026-03-07T01:00:00"),
            "so nothing runs on"
        );
        let always = hours("daily 00:00-24:00");
        assert!(is_open(&always, "2026-03-07T00:00:00") && is_open(&always, "2026-03-07T23:59:00"));
    }
}
