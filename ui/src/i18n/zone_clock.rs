//! What a clock in a zone shows, by the offsets that the back end counts days by: those of the browser may be
//! of another year.

use chrono::{DateTime, TimeDelta, Utc};
use model::zone_view::ZoneView;

/// What a clock shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClockReading {
    /// The local time, as if it were one of UTC.
    pub local: DateTime<Utc>,
    /// What people call the offset.
    pub abbreviation: String,
}

/// What a clock in a zone shows at an instant. In a zone that nobody knows it shows UTC.
#[must_use]
pub fn reading(zone: &ZoneView, at: DateTime<Utc>) -> ClockReading {
    let step = zone.step_at(at.timestamp());
    let offset = step.map_or(0, |step| step.offset);
    let ahead = TimeDelta::seconds(i64::from(offset));
    ClockReading {
        local: at.checked_add_signed(ahead).unwrap_or(at),
        abbreviation: step.map_or_else(|| "UTC".to_owned(), |step| named(&step.abbreviation)),
    }
}

/// Offsets without a name are written as numbers, which say little by themselves.
fn named(abbreviation: &str) -> String {
    if abbreviation.starts_with(['+', '-']) {
        format!("UTC{abbreviation}")
    } else {
        abbreviation.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::zone_view::ZoneStep;

    /// From when on, how far ahead, and what it is called.
    type Step = (i64, i32, &'static str);

    fn zone(steps: Option<&[Step]>) -> ZoneView {
        let step = |(from, offset, abbreviation): &Step| ZoneStep {
            from: *from,
            offset: *offset,
            abbreviation: (*abbreviation).to_owned(),
        };
        ZoneView {
            name: "a zone".to_owned(),
            database: "2026f".to_owned(),
            steps: steps.map(|steps| steps.iter().map(step).collect()),
        }
    }

    #[test]
    fn a_clock_shows_what_its_zone_says() {
        let at: DateTime<Utc> = "2026-11-28T23:30:00Z".parse().expect("an instant");
        let berlin = [(0, 7_200, "CEST"), (1_792_890_000, 3_600, "CET")];
        let cases: [(Option<&[Step]>, &str, &str); 4] = [
            (Some(&berlin), "2026-11-29T00:30:00Z", "CET"),
            (
                Some(&[(0, 28_800, "+08")]),
                "2026-11-29T07:30:00Z",
                "UTC+08",
            ),
            (Some(&[]), "2026-11-28T23:30:00Z", "UTC"),
            (None, "2026-11-28T23:30:00Z", "UTC"),
        ];
        for (steps, local, abbreviation) in cases {
            let shown = reading(&zone(steps), at);
            assert_eq!(shown.local, local.parse::<DateTime<Utc>>().expect("a time"));
            assert_eq!(shown.abbreviation, abbreviation);
        }
    }
}
