//! What is said of the laptop's numbers beside the server's own: that they are the same, or which
//! differ and what that may mean. A difference that was to be expected is no alarm.

use super::metric_words;
use super::status_line::StatusTone;
use crate::i18n::{Phrase, PhraseArg, TextKey};
use chrono::{DateTime, Utc};
use model::metrics::{MetricComparison, MetricId};
use model::view::{CrossCheck, CrossCheckFreshness, SourceView};

/// One number of the table.
#[derive(Clone, Debug, PartialEq)]
pub struct CrossCheckRow {
    /// What is counted.
    pub name: TextKey,
    /// What this laptop says; `None` where it says nothing.
    pub here: Option<Phrase>,
    /// What the server says.
    pub there: Option<Phrase>,
    /// Whether both say the same.
    pub agrees: bool,
}

/// What a comparison says.
#[derive(Clone, Debug, PartialEq)]
pub struct CrossCheckVerdict {
    /// Its colour.
    pub tone: StatusTone,
    /// In a sentence.
    pub words: Phrase,
    /// What a difference may mean.
    pub means: Option<TextKey>,
    /// When it was made.
    pub checked_at: Option<DateTime<Utc>>,
    /// Every number.
    pub rows: Vec<CrossCheckRow>,
}

/// What the last comparison of a source says.
#[must_use]
pub fn verdict(source: &SourceView) -> CrossCheckVerdict {
    match &source.cross_check {
        CrossCheck::Unknown => bare(TextKey::CheckUnknown, None),
        CrossCheck::NotOffered => bare(TextKey::CheckNotOffered, None),
        CrossCheck::NotPermitted { checked_at } => {
            bare(TextKey::CheckNotPermitted, Some(*checked_at))
        }
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
    (found.tone == StatusTone::Good).then_some(found.words)
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

fn bare(words: TextKey, checked_at: Option<DateTime<Utc>>) -> CrossCheckVerdict {
    CrossCheckVerdict {
        tone: StatusTone::Calm,
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
) -> CrossCheckVerdict {
    let differ = numbers.iter().filter(|one| !one.agrees()).count();
    let (tone, words, means) = match (differ, standing) {
        (0, _) => (StatusTone::Good, all_the_same(numbers), None),
        (_, CrossCheckFreshness::Behind) => (
            StatusTone::Calm,
            Phrase::count(TextKey::CheckBehind, differ),
            Some(TextKey::MeansBehind),
        ),
        (_, CrossCheckFreshness::InStep) => (
            StatusTone::Warn,
            Phrase::count(TextKey::CheckDiffers, differ),
            Some(meaning(numbers)),
        ),
    };
    CrossCheckVerdict {
        tone,
        words,
        means,
        checked_at: Some(checked_at),
        rows: numbers.iter().map(row).collect(),
    }
}

/// What a difference may mean, when the server has nothing more to fetch.
fn meaning(numbers: &[MetricComparison]) -> TextKey {
    let total = numbers
        .iter()
        .find(|one| one.what == MetricId::Conversations);
    match total.and_then(|total| total.here.partial_cmp(&total.there)) {
        Some(std::cmp::Ordering::Less) => TextKey::MeansFewer,
        Some(std::cmp::Ordering::Greater) => TextKey::MeansMore,
        _ => TextKey::MeansOtherwise,
    }
}

/// The conversations, and every outcome that there is.
fn all_the_same(numbers: &[MetricComparison]) -> Phrase {
    let counts = numbers
        .iter()
        .filter_map(|one| Some((metric_words::counted(one.what)?, whole(one.here?))))
        .filter(|(key, count)| *count > 0 || *key == TextKey::CountConversations);
    let list = counts
        .map(|(key, count)| Phrase::count(key, count))
        .reduce(|before, next| {
            Phrase::new(TextKey::ListMore)
                .with("list", PhraseArg::Say(Box::new(before)))
                .with("more", PhraseArg::Say(Box::new(next)))
        });
    Phrase::new(TextKey::CheckSame).with(
        "list",
        list.map_or(PhraseArg::Key(TextKey::None), |list| {
            PhraseArg::Say(Box::new(list))
        }),
    )
}

fn row(one: &MetricComparison) -> CrossCheckRow {
    let value = |number: Option<f64>| number.map(|number| said(one, number));
    CrossCheckRow {
        name: metric_words::title(one.what),
        here: value(one.here),
        there: value(one.there),
        agrees: one.agrees(),
    }
}

/// A number; means that differ show the digits in which they do.
fn said(one: &MetricComparison, number: f64) -> Phrase {
    let value = match one.what {
        MetricId::MessagesEach if one.agrees() => PhraseArg::Decimal(number),
        MetricId::MessagesEach => PhraseArg::Text(format!("{number:.4}")),
        _ => PhraseArg::Number(whole(number)),
    };
    Phrase::new(TextKey::AsItIs).with("text", value)
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
    use crate::i18n::PlainFormats;
    use model::capability::SourceCapabilities;
    use model::view::{Completeness, SyncState};
    use model::{Reach, SourceId, SourceKind};

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
            reach: Reach::Everywhere,
            quarantined: 0,
            cross_check,
            capabilities: SourceCapabilities::default(),
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
        let words = same(&view).expect("all is the same").say(&PlainFormats);
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
            same(&empty)
                .is_some_and(|words| words.say(&PlainFormats).ends_with("same: 0 conversations"))
        );
    }

    #[test]
    fn a_difference_is_told_with_what_it_may_mean() {
        let cases = [
            (5.0, 6.0, 1.0, TextKey::MeansFewer),
            (6.0, 5.0, 1.0, TextKey::MeansMore),
            (5.0, 5.0, 2.0, TextKey::MeansOtherwise),
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
            assert_eq!(
                (verdict.tone, verdict.means),
                (StatusTone::Warn, Some(means))
            );
            assert_eq!(
                verdict.words.say(&PlainFormats),
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
        assert_eq!((verdict.tone, verdict.rows.len()), (StatusTone::Calm, 1));
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
        let said = [&row.here, &row.there].map(|one| one.as_ref().unwrap().say(&PlainFormats));
        assert_eq!(said, ["4.2110", "4.2119"]);
    }

    #[test]
    fn what_cannot_be_compared_says_why() {
        let checked_at = DateTime::UNIX_EPOCH;
        let cases = [
            (CrossCheck::Unknown, TextKey::CheckUnknown, None),
            (CrossCheck::NotOffered, TextKey::CheckNotOffered, None),
            (
                CrossCheck::NotPermitted { checked_at },
                TextKey::CheckNotPermitted,
                Some(checked_at),
            ),
        ];
        for (found, words, at) in cases {
            let verdict = verdict(&source(found));
            assert_eq!((verdict.words.key, verdict.checked_at), (words, at));
            assert_eq!(verdict.tone, StatusTone::Calm);
        }
    }
}
