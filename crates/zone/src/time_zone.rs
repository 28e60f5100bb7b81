//! A zone, for chrono: whatever chrono does with a time zone works with it. Its calendar arithmetic is
//! chrono's; what the offsets are, the database says.

use crate::database::DATABASE;
use crate::offset_step::{OffsetStep, ZoneAbbreviation};
use crate::zone_rules::ZoneRules;
use chrono::offset::{MappedLocalTime, Offset};
use chrono::{FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeZone};
use std::fmt;
use std::str::FromStr;

/// A name that no zone has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no time zone is called {name:?}: it is called as in Europe/London")]
pub struct UnknownZone {
    /// As it was given.
    pub name: String,
}

impl UnknownZone {
    /// Whether the same name may be known later with nothing changed: never, while the program runs.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        false
    }
}

/// A time zone. It is copied as a reference: the rules of a zone that was once asked for stay in memory.
#[derive(Clone, Copy)]
pub struct Zone(&'static ZoneRules);

impl Zone {
    /// Coordinated universal time.
    pub const UTC: Self = Self(&ZoneRules {
        name: "UTC",
        steps: &[],
    });

    /// The zone of an IANA name, in any case, or of a name that Windows has for one.
    ///
    /// # Errors
    /// [`UnknownZone`] where the database has no such name.
    pub fn named(name: &str) -> Result<Self, UnknownZone> {
        let found = DATABASE.rules(name.trim());
        found.map(Self).ok_or_else(|| UnknownZone {
            name: name.to_owned(),
        })
    }

    /// Its IANA name.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.0.name
    }

    /// The changes of its offset, ascending; the first is for all time before the second. UTC has none.
    #[must_use]
    pub fn steps(self) -> &'static [OffsetStep] {
        self.0.steps
    }

    /// How far it is ahead of UTC at an instant, both in seconds.
    #[must_use]
    pub fn offset_at(self, instant: i64) -> i32 {
        self.step_at(instant).map_or(0, |step| step.offset)
    }

    fn step_at(self, instant: i64) -> Option<&'static OffsetStep> {
        let after = self.0.steps.partition_point(|step| step.from <= instant);
        self.0.steps.get(after.checked_sub(1)?)
    }

    fn at(self, instant: i64) -> ZoneOffset {
        let step = self.step_at(instant);
        // No zone was ever a day away from UTC, which is all that chrono refuses.
        let fixed = step.and_then(|step| FixedOffset::east_opt(step.offset));
        ZoneOffset {
            zone: self,
            fixed: fixed.unwrap_or(UTC),
            abbreviation: step.map_or(UTC_NAME, |step| step.abbreviation),
        }
    }
}

const UTC: FixedOffset = match FixedOffset::east_opt(0) {
    Some(utc) => utc,
    None => unreachable!(),
};

const UTC_NAME: ZoneAbbreviation = ZoneAbbreviation::new("UTC");

impl PartialEq for Zone {
    fn eq(&self, other: &Self) -> bool {
        self.0.name == other.0.name
    }
}

impl Eq for Zone {}

impl fmt::Debug for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.name)
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.name)
    }
}

impl FromStr for Zone {
    type Err = UnknownZone;

    fn from_str(name: &str) -> Result<Self, UnknownZone> {
        Self::named(name)
    }
}

/// The offset of a zone at an instant.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct ZoneOffset {
    zone: Zone,
    fixed: FixedOffset,
    abbreviation: ZoneAbbreviation,
}

impl Offset for ZoneOffset {
    fn fix(&self) -> FixedOffset {
        self.fixed
    }
}

impl fmt::Debug for ZoneOffset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.fixed, f)
    }
}

impl fmt::Display for ZoneOffset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.abbreviation.as_str())
    }
}

/// No change of a clock's offset is further than this from the local time that is asked about, in seconds.
const DAY: i64 = 86_400;

impl TimeZone for Zone {
    type Offset = ZoneOffset;

    fn from_offset(offset: &ZoneOffset) -> Self {
        offset.zone
    }

    fn offset_from_local_date(&self, local: &NaiveDate) -> MappedLocalTime<ZoneOffset> {
        self.offset_from_local_datetime(&local.and_time(NaiveTime::MIN))
    }

    /// A local time that a clock shows twice has two offsets, the earlier instant first; one that it skips has
    /// none.
    fn offset_from_local_datetime(&self, local: &NaiveDateTime) -> MappedLocalTime<ZoneOffset> {
        let local = local.and_utc().timestamp();
        let is_shown = |offset: i32| self.offset_at(local - i64::from(offset)) == offset;
        let before = self.offset_at(local - DAY);
        let after = self.offset_at(local + DAY);
        let at = |offset: i32| self.at(local - i64::from(offset));
        match (is_shown(before), is_shown(after)) {
            (true, true) if before != after => MappedLocalTime::Ambiguous(at(before), at(after)),
            (true, _) => MappedLocalTime::Single(at(before)),
            (_, true) => MappedLocalTime::Single(at(after)),
            _ => MappedLocalTime::None,
        }
    }

    fn offset_from_utc_date(&self, utc: &NaiveDate) -> ZoneOffset {
        self.offset_from_utc_datetime(&utc.and_time(NaiveTime::MIN))
    }

    fn offset_from_utc_datetime(&self, utc: &NaiveDateTime) -> ZoneOffset {
        self.at(utc.and_utc().timestamp())
    }
}
