//! What is said of the laptop's numbers beside the server's own: that they are the same, or which
//! differ and what that may mean. A difference that was to be expected is no alarm.

use super::status::Tone;
use crate::i18n::{Arg, Key, Phrase};
use chrono::{DateTime, Utc};
use model::metrics::{MetricComparison, MetricId};
use model::view::{CrossCheck, CrossCheckFreshness, SourceView};

/// One number of the table.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// What is counted.
    pub name: Key,
    /// What this laptop says; `None` where it says nothing.
    pub here: Option<Phrase>,
    /// What the server says.
    pub there: Option<Phrase>,
    /// Whether both say the same.
    pub agrees: bool,
}

/// What a comparison says.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// Its colour.
    pub tone: Tone,
    /// In a sentence.
    pub words: Phrase,
    /// What a difference may mean.
    pub means: Option<Key>,
    /// When it was made.
    pub checked_at: Option<DateTime<Utc>>,
    /// Every number.
    pub rows: Vec<Row>,
}

/// What the last comparison of a source says.
#[must_use]
pub fn verdict(source: &SourceView) -> Verdict {
    match &source.cross_check {
        CrossCheck::Unknown => bare(Key::CheckUnknown, None),
        CrossCheck::NotOffered => bare(Key::CheckNotOffered, None),
        CrossCheck::NotPermitted { checked_at } => bare(Key::CheckNotPermitted, Some(*checked_at)),
        CrossCheck::Compared {
            numbers,
            standing,
            checked_at,
        } => compared(numbers, *standing, *checked_at),
    }
}

/// The sentence that all is the same, where it is.
#[must_use]
pub fn same(source: &SourceView) -> Option<Phrase> {
    let found = verdict(source);
    (found.tone == Tone::Good).then_some(found.words)
}

/// How many numbers differ although the laptop had everything; 0 where none does.
#[must_use]
pub fn differing(source: &SourceView) -> usize {
    match &source.cross_check {
        CrossCheck::Compared {
            numbers,
            standing: CrossCheckFreshness::InStep,
            ..
        } => numbers.iter().filter(|one| !one.agrees()).count(),
        _ => 0,
    }
}

fn bare(words: Key, checked_at: Option<DateTime<Utc>>) -> Verdict {
    Verdict {
        tone: Tone::Calm,
        words: words.into(),
        means: None,
        checked_at,
        rows: Vec::new(),
    }
}

fn compared(
    numbers: &[MetricComparison],
    standing: CrossCheckFreshness,
    checked_at: DateTime<Utc>,
) -> Verdict {
    let differ = numbers.iter().filter(|one| !one.agrees()).count();
    let (tone, words, means) = match (differ, standing) {
        (0, _) => (Tone::Good, all_the_same(numbers), None),
        (_, CrossCheckFreshness::Behind) => (
            Tone::Calm,
            Phrase::count(Key::CheckBehind, differ),
            Some(Key::MeansBehind),
        ),
        (_, CrossCheckFreshness::InStep) => (
            Tone::Warn,
            Phrase::count(Key::CheckDiffers, differ),
            Some(meaning(numbers)),
        ),
    };
    Verdict {
        tone,
        words,
        means,
        checked_at: Some(checked_at),
        rows: numbers.iter().map(row).collect(),
    }
}

/// What a difference may mean, when the server has nothing more to fetch.
fn meaning(numbers: &[MetricComparison]) -> Key {
    let total = numbers
        .iter()
        .find(|one| one.what == MetricId::Conversations);
    match total.and_then(|total| total.here.partial_cmp(&total.there)) {
        Some(std::cmp::Ordering::Less) => Key::MeansFewer,
        Some(std::cmp::Ordering::Greater) => Key::MeansMore,
        _ => Key::MeansOtherwise,
    }
}

/// The conversations, and every outcome that there is.
fn all_the_same(numbers: &[MetricComparison]) -> Phrase {
    let counts = numbers
        .iter()
        .filter_map(|one| Some((counted(one.what)?, whole(one.here?))))
        .filter(|(key, count)| *count > 0 || *key == Key::CountConversations);
    let list = counts
        .map(|(key, count)| Phrase::count(key, count))
        .reduce(|before, next| {
            Phrase::new(Key::ListMore)
                .with("list", Arg::Say(Box::new(before)))
                .with("more", Arg::Say(Box::new(next)))
        });
    Phrase::new(Key::CheckSame).with(
        "list",
        list.map_or(Arg::Key(Key::None), |list| Arg::Say(Box::new(list))),
    )
}

/// The words for a count that is told in the sentence.
const fn counted(what: MetricId) -> Option<Key> {
    match what {
        MetricId::Conversations => Some(Key::CountConversations),
        MetricId::Bookings => Some(Key::CountBookings),
        MetricId::Customers => Some(Key::CountCustomers),
        MetricId::Tours => Some(Key::CountTours),
        MetricId::Contracts => Some(Key::CountContracts),
        MetricId::DayPasses => Some(Key::CountDayPasses),
        MetricId::Leads => Some(Key::CountLeads),
        MetricId::AnyOutcome
        | MetricId::Escalated
        | MetricId::Active
        | MetricId::Ended
        | MetricId::MessagesEach => None,
    }
}

fn row(one: &MetricComparison) -> Row {
    let value = |number: Option<f64>| number.map(|number| said(one, number));
    Row {
        name: name(one.what),
        here: value(one.here),
        there: value(one.there),
        agrees: one.agrees(),
    }
}

const fn name(what: MetricId) -> Key {
    match what {
        MetricId::Conversations => Key::MetricTotal,
        MetricId::Bookings => Key::MetricBookings,
        MetricId::Customers => Key::MetricCustomers,
        MetricId::Tours => Key::MetricTours,
        MetricId::Contracts => Key::MetricContracts,
        MetricId::DayPasses => Key::MetricDayPasses,
        MetricId::AnyOutcome => Key::NumberAny,
        MetricId::Leads => Key::ViewWithLead,
        MetricId::Escalated => Key::ViewEscalated,
        MetricId::Active => Key::StatusActive,
        MetricId::Ended => Key::StatusEnded,
        MetricId::MessagesEach => Key::NumberMessages,
    }
}

/// A number; means that differ show the digits in which they do.
fn said(one: &MetricComparison, number: f64) -> Phrase {
    let value = match one.what {
        MetricId::MessagesEach if one.agrees() => Arg::Decimal(number),
        MetricId::MessagesEach => Arg::Text(format!("{number:.4}")),
        _ => Arg::Number(whole(number)),
    };
    Phrase::new(Key::AsItIs).with("text", value)
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "counts stay far below 2^53, up to which a fraction holds them exactly"
)]
fn whole(number: f64) -> i64 {
    number.round() as i64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::plain::Plain;
    use model::view::{Completeness, SyncState};
    use model::{SourceId, SourceKind};

    fn source(cross_check: CrossCheck) -> SourceView {
        SourceView {
            id: SourceId(1),
            kind: SourceKind::Daybook,
            name: "Harbour".to_owned(),
            url: "https://x.example".to_owned(),
            sync: SyncState::Idle,
            last_synced_at: None,
            completeness: Completeness::Unknown,
            unread: Vec::new(),
            cross_check,
        }
    }

    fn number(what: MetricId, here: f64, there: f64) -> MetricComparison {
        let (here, there) = (Some(here), Some(there));
        MetricComparison { what, here, there }
    }

    fn found(numbers: Vec<MetricComparison>, standing: CrossCheckFreshness) -> SourceView {
        source(CrossCheck::Compared {
            numbers,
            standing,
            checked_at: DateTime::UNIX_EPOCH,
        })
    }

    #[test]
    fn what_is_the_same_is_told_with_what_there_is() {
        let view = found(
            vec![
                number(MetricId::Conversations, 412.0, 412.0),
                number(MetricId::Tours, 37.0, 37.0),
                number(MetricId::Contracts, 0.0, 0.0),
                number(MetricId::DayPasses, 1.0, 1.0),
                number(MetricId::MessagesEach, 4.25, 4.25),
            ],
            CrossCheckFreshness::InStep,
        );
        let words = same(&view).expect("all is the same").say(&Plain);
        assert_eq!(
            words,
            "The server counts the same: 412 conversations, 37 tours, 1 day pass"
        );
        assert_eq!(differing(&view), 0);
        let empty = found(
            vec![number(MetricId::Conversations, 0.0, 0.0)],
            CrossCheckFreshness::InStep,
        );
        assert!(
            same(&empty).is_some_and(|words| words.say(&Plain).ends_with("same: 0 conversations"))
        );
    }

    #[test]
    fn a_difference_is_told_with_what_it_may_mean() {
        let cases = [
            (5.0, 6.0, 1.0, Key::MeansFewer),
            (6.0, 5.0, 1.0, Key::MeansMore),
            (5.0, 5.0, 2.0, Key::MeansOtherwise),
        ];
        for (here, there, tours, means) in cases {
            let view = found(
                vec![
                    number(MetricId::Conversations, here, there),
                    number(MetricId::Tours, 1.0, tours),
                ],
                CrossCheckFreshness::InStep,
            );
            let verdict = verdict(&view);
            assert_eq!((verdict.tone, verdict.means), (Tone::Warn, Some(means)));
            assert_eq!(
                verdict.words.say(&Plain),
                "The server counts 1 number differently"
            );
            assert_eq!((differing(&view), same(&view)), (1, None));
        }
    }

    #[test]
    fn a_difference_that_was_to_be_expected_is_no_alarm() {
        let view = found(
            vec![number(MetricId::Conversations, 5.0, 6.0)],
            CrossCheckFreshness::Behind,
        );
        let verdict = verdict(&view);
        assert_eq!((verdict.tone, verdict.rows.len()), (Tone::Calm, 1));
        assert!(!verdict.rows[0].agrees);
        assert_eq!(differing(&view), 0);
    }

    #[test]
    fn means_that_differ_show_where() {
        let view = found(
            vec![number(MetricId::MessagesEach, 4.211, 4.2119)],
            CrossCheckFreshness::InStep,
        );
        let row = &verdict(&view).rows[0];
        let said = [&row.here, &row.there].map(|one| one.as_ref().unwrap().say(&Plain));
        assert_eq!(said, ["4.2110", "4.2119"]);
    }

    #[test]
    fn what_cannot_be_compared_says_why() {
        let checked_at = DateTime::UNIX_EPOCH;
        let cases = [
            (CrossCheck::Unknown, Key::CheckUnknown, None),
            (CrossCheck::NotOffered, Key::CheckNotOffered, None),
            (
                CrossCheck::NotPermitted { checked_at },
                Key::CheckNotPermitted,
                Some(checked_at),
            ),
        ];
        for (found, words, at) in cases {
            let verdict = verdict(&source(found));
            assert_eq!((verdict.words.key, verdict.checked_at), (words, at));
            assert_eq!(verdict.tone, Tone::Calm);
        }
    }
}
