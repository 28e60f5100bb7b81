//! A time zone, as it crosses to a window: the page's own zones may be of another year than ours, so that
//! it takes the offsets from here.

use serde::{Deserialize, Serialize};

/// A zone of a space.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ZoneView {
    /// Its name, as the space has it.
    pub name: String,
    /// Which release of the IANA time zone database the offsets are of, as in `2026f`.
    pub database: String,
    /// What holds from when on, ascending; `None` where nobody knows the zone, and times are UTC.
    pub steps: Option<Vec<ZoneStep>>,
}

/// From an instant on, a zone is so far ahead of UTC.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ZoneStep {
    /// The instant, in seconds since 1970-01-01T00:00:00Z. The first step holds before it too.
    pub from: i64,
    /// Seconds that local time is ahead of UTC; negative in the west.
    pub offset: i32,
    /// What people call it: `CEST`, or `+03` where it has no name.
    pub abbreviation: String,
}

impl ZoneView {
    /// What holds at an instant, in seconds since 1970-01-01T00:00:00Z; `None` in UTC.
    #[must_use]
    pub fn step_at(&self, instant: i64) -> Option<&ZoneStep> {
        let steps = self.steps.as_ref()?;
        let after = steps.partition_point(|step| step.from <= instant);
        steps.get(after.saturating_sub(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_holds_until_the_next_one() {
        let step = |from, offset| ZoneStep {
            from,
            offset,
            abbreviation: String::new(),
        };
        let view = ZoneView {
            name: "Europe/London".to_owned(),
            database: "2026f".to_owned(),
            steps: Some(vec![step(10, 0), step(20, 3_600)]),
        };
        let offset = |at| view.step_at(at).map(|step| step.offset);
        assert_eq!(
            [offset(-5), offset(10), offset(19), offset(20), offset(99)],
            [Some(0), Some(0), Some(0), Some(3_600), Some(3_600)]
        );
        let unknown = ZoneView {
            steps: None,
            ..view
        };
        assert_eq!(unknown.step_at(15), None);
    }
}
