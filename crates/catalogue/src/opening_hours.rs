//! What of typed opening hours cannot be used, in words: the part, and what is wrong with it.

use crate::{Phrase, PhraseArg, TextKey};
use model::opening_hours::{HoursFault, HoursProblem};

/// What is wrong, beside the field in which it was typed.
#[must_use]
pub fn hours_fault_phrase(fault: &HoursFault) -> Phrase {
    let key = match fault.problem {
        HoursProblem::Empty => TextKey::HoursEmpty,
        HoursProblem::TooLong => TextKey::HoursTooLong,
        HoursProblem::UnknownWord => TextKey::HoursUnknownWord,
        HoursProblem::NoDay => TextKey::HoursNoDay,
        HoursProblem::NoTimes => TextKey::HoursNoTimes,
        HoursProblem::NoSuchTime => TextKey::HoursNoSuchTime,
        HoursProblem::EmptySpan => TextKey::HoursEmptySpan,
        HoursProblem::DayTwice => TextKey::HoursDayTwice,
        HoursProblem::DateWithTimes => TextKey::HoursDateWithTimes,
        HoursProblem::DaysReversed => TextKey::HoursDaysReversed,
    };
    Phrase::new(key).with("part", PhraseArg::Text(fault.part.clone()))
}

/// The same as a failure: nothing was changed, and how hours are typed.
pub(crate) fn hours_phrase(fault: &HoursFault) -> Phrase {
    let why = PhraseArg::Say(Box::new(hours_fault_phrase(fault)));
    Phrase::new(TextKey::FailureHoursUnusable).with("why", why)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::PlainFormats;

    #[test]
    fn what_is_wrong_is_said_with_the_part_that_is() {
        let fault = HoursFault {
            part: "09:00-25:00".to_owned(),
            problem: HoursProblem::NoSuchTime,
        };
        let words = hours_phrase(&fault).say(&PlainFormats);
        assert!(words.starts_with("No clock shows “09:00-25:00”"), "{words}");
        assert!(words.contains("Nothing was changed."), "{words}");
    }
}
