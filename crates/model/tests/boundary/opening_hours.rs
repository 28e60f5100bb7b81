//! When spaces are open.

use crate::sample::text;
use crate::stands;
use daybook_model::opening_hours::{
    HoursFault, HoursProblem, OpeningHours, OpeningHoursChanged, OpeningSpan, OpeningStanding,
    SetOpeningHours, SpaceHours,
};
use daybook_model::{SourceId, SpaceId};

fn hours() -> OpeningHours {
    let typed = "mon-fri 09:00-18:00; sat 22:00-02:00; closed 2026-12-25";
    typed.parse().expect("opening hours")
}

fn space() -> SpaceHours {
    SpaceHours {
        space: SpaceId(3),
        source: SourceId(2),
        name: text("Harbour"),
        time_zone: text("Europe/Berlin"),
        hours: Some(hours()),
    }
}

#[test]
fn opening_hours() {
    let set = || SetOpeningHours {
        space: SpaceId(3),
        hours: Some(text("mon-fri 09:00-18:00")),
    };
    stands! {
        "OpeningSpan": OpeningSpan { opens: 1_320, closes: 1_560 },
        "OpeningHours": hours(),
        "OpeningStanding": OpeningStanding::ALL.to_vec(),
        "SpaceHours": vec![space(), SpaceHours { hours: None, ..space() }],
        "SetOpeningHours": vec![set(), SetOpeningHours { hours: None, ..set() }],
        "OpeningHoursChanged": OpeningHoursChanged { now: space(), undo: set() },
        "HoursFault": HoursFault { part: text("09:00-25:00"), problem: HoursProblem::NoSuchTime },
        "HoursProblem": vec![
            HoursProblem::Empty,
            HoursProblem::TooLong,
            HoursProblem::UnknownWord,
            HoursProblem::NoDay,
            HoursProblem::NoTimes,
            HoursProblem::NoSuchTime,
            HoursProblem::EmptySpan,
            HoursProblem::DayTwice,
            HoursProblem::DateWithTimes,
            HoursProblem::DaysReversed,
        ],
    }
}
