//! Words for what became of an outcome: why it does not count, and what was said of it before.

use crate::search::kind_name;
use crate::{Phrase, PhraseArg, TextKey};
use chrono::{DateTime, Utc};
use model::outcome_history::FormerOutcome;
use model::view::ConversionView;

/// Writes an instant as the place where it is read does.
pub type InstantWords<'w> = &'w dyn Fn(DateTime<Utc>) -> PhraseArg;

/// Why an outcome does not count, where it does not.
#[must_use]
pub fn standing_phrase(outcome: &ConversionView, at: InstantWords<'_>) -> Option<Phrase> {
    let fallen = |key, time| Some(Phrase::new(key).with("time", at(time)));
    match (outcome.taken_back_at, &outcome.moved_to) {
        (Some(time), None) => fallen(TextKey::TakenBack, time),
        (Some(time), Some(_)) => fallen(TextKey::MovedAway, time),
        (None, _) => outcome
            .counted_in
            .is_some()
            .then(|| TextKey::CountedElsewhere.into()),
    }
}

/// When an outcome was taken back, in few words; none where it was not.
#[must_use]
pub fn taken_back_phrase(outcome: &ConversionView, at: InstantWords<'_>) -> Option<Phrase> {
    let key = match outcome.moved_to {
        None => TextKey::TakenBackOn,
        Some(_) => TextKey::MovedOn,
    };
    let time = outcome.taken_back_at?;
    Some(Phrase::new(key).with("time", at(time)))
}

/// What was said of an outcome, and until when.
#[must_use]
pub fn former_phrase(former: &FormerOutcome, at: InstantWords<'_>) -> Phrase {
    let what = Phrase::new(TextKey::FormerWhat)
        .with("label", kind_name(&former.kind))
        .with("record", PhraseArg::Text(former.record.clone()));
    let key = match (former.taken_back_at, &former.moved_to) {
        (None, None) => TextKey::FormerSaid,
        (None, Some(_)) => TextKey::FormerElsewhere,
        (Some(_), Some(_)) => TextKey::FormerMovedAway,
        // A source that does not say when it was reported again.
        (Some(time), None) if time == former.until => TextKey::FormerTakenBackSometime,
        (Some(_), None) => TextKey::FormerTakenBack,
    };
    let phrase = Phrase::new(key)
        .with("what", PhraseArg::Say(Box::new(what)))
        .with("when", at(former.occurred_at))
        .with("until", at(former.until));
    match former.taken_back_at {
        Some(time) => phrase.with("time", at(time)),
        None => phrase,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::PlainFormats;
    use chrono::TimeDelta;
    use model::ConversionKind;

    fn at(minutes: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::minutes(minutes)
    }

    fn minute(at: DateTime<Utc>) -> PhraseArg {
        PhraseArg::Text(format!("minute {}", at.timestamp() / 60))
    }

    fn booking(taken_back: Option<i64>, moved_to: Option<&str>) -> ConversionView {
        ConversionView {
            kind: ConversionKind::Booking,
            record: "b-1".to_owned(),
            url: None,
            occurred_at: at(1),
            confirmed: true,
            time_mark: None,
            taken_back_at: taken_back.map(at),
            counted_in: None,
            moved_to: moved_to.map(Into::into),
            earlier: Vec::new(),
            offered_at: None,
        }
    }

    #[test]
    fn it_is_said_why_an_outcome_does_not_count() {
        let elsewhere = ConversionView {
            counted_in: Some("c".into()),
            ..booking(None, None)
        };
        let cases = [
            (booking(None, None), "", ""),
            (
                booking(Some(5), None),
                "taken back minute 5, not counted",
                "taken back minute 5",
            ),
            (
                booking(Some(5), Some("c")),
                "moved to another conversation minute 5, not counted",
                "moved minute 5",
            ),
            (
                elsewhere,
                "also reported here, counted in another conversation",
                "",
            ),
        ];
        for (outcome, whole, short) in cases {
            let said = |phrase: Option<Phrase>| phrase.map(|it| it.say(&PlainFormats));
            let said_whole = said(standing_phrase(&outcome, &minute)).unwrap_or_default();
            assert_eq!(said_whole, whole);
            let said_short = said(taken_back_phrase(&outcome, &minute)).unwrap_or_default();
            assert_eq!(said_short, short);
        }
    }

    #[test]
    fn it_is_said_what_was_said_before() {
        let former = |taken_back: Option<i64>, moved_to: Option<&str>| FormerOutcome {
            kind: ConversionKind::Booking,
            record: "b-1".to_owned(),
            url: None,
            occurred_at: at(1),
            confirmed: true,
            time_said: None,
            taken_back_at: taken_back.map(at),
            moved_to: moved_to.map(Into::into),
            until: at(9),
        };
        let cases = [
            (
                former(None, None),
                "until minute 9 it was Booking · b-1, minute 1",
            ),
            (
                former(Some(5), None),
                "taken back minute 5, reported again minute 9; before: Booking · b-1, minute 1",
            ),
            (
                former(Some(9), None),
                "taken back minute 9, and reported again; before: Booking · b-1, minute 1",
            ),
            (
                former(None, Some("c")),
                "until minute 9 of another conversation: Booking · b-1, minute 1",
            ),
            (
                former(Some(5), Some("c")),
                "moved to another conversation minute 5, back here minute 9; before: Booking · b-1, minute 1",
            ),
        ];
        for (former, expected) in cases {
            assert_eq!(former_phrase(&former, &minute).say(&PlainFormats), expected);
        }
    }
}
