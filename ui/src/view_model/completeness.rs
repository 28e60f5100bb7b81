//! Whether the copy on this laptop is whole, as far as anybody can know: counts compared with the
//! server's, and what an account may not read at all.

use super::cross_check::{differing, same};
use super::status_line::{StatusLine, StatusTone};
use crate::i18n::{Phrase, PhraseArg, TextKey, TimeStyle};
use chrono::{DateTime, Utc};
use model::SourceId;
use model::view::{Completeness, SourceView, StatusView};

/// What an account may not read.
#[derive(Clone, Debug, PartialEq)]
pub struct UnreadableKinds {
    /// Whose page says more.
    pub source: SourceId,
    /// How many kinds of record.
    pub words: Phrase,
    /// What that means.
    pub help: Phrase,
}

/// What an account may not read: no comparison sees what is missing because of it. The one that misses
/// most speaks for all.
#[must_use]
pub fn unread(sources: &[SourceView]) -> Option<UnreadableKinds> {
    let source = sources.iter().max_by_key(|source| source.unread.len())?;
    let name = PhraseArg::Text(source.name.clone());
    (!source.unread.is_empty()).then(|| UnreadableKinds {
        source: source.id,
        words: Phrase::count(TextKey::StatusUnread, source.unread.len()),
        help: Phrase::new(TextKey::StatusUnreadHelp).with("name", name),
    })
}

/// What is said of completeness beside counts of an older snapshot: what held with them, so that nobody reads
/// "complete" beside a part of it. A warning waits for no list.
#[must_use]
pub fn completeness_beside(counted: &StatusView, now: &StatusView) -> StatusLine {
    let known = completeness(now);
    if known.tone == StatusTone::Warn {
        return known;
    }
    completeness(counted)
}

/// What is said of completeness.
#[must_use]
pub fn completeness(status: &StatusView) -> StatusLine {
    let say = |tone, words: Phrase, exact| StatusLine {
        tone,
        words,
        short: None,
        exact,
        detail: None,
        progress: None,
    };
    let worst = status
        .sources
        .iter()
        .map(|source| &source.completeness)
        .max_by_key(|one| match one {
            Completeness::Complete { .. } => 0,
            Completeness::Unknown => 1,
            Completeness::Gap { .. } => 2,
        });
    let otherwise: usize = status.sources.iter().map(differing).sum();
    match worst {
        None | Some(Completeness::Unknown) => {
            say(StatusTone::Calm, TextKey::StatusUnknown.into(), None)
        }
        Some(Completeness::Complete { .. }) if otherwise > 0 => {
            let words = Phrase::count(TextKey::StatusNumbers, otherwise);
            say(
                StatusTone::Warn,
                words,
                Some(TextKey::StatusNumbersHelp.into()),
            )
        }
        Some(Completeness::Complete { checked_at }) => {
            let since = |oldest| {
                Phrase::new(TextKey::StatusComplete)
                    .with("date", PhraseArg::At(oldest, None, TimeStyle::Date))
            };
            let words = status
                .oldest
                .map_or(TextKey::StatusCompleteBare.into(), since);
            let agreed = exact(TextKey::StatusCompleteHelp, *checked_at);
            say(
                StatusTone::Good,
                words,
                Some(and_the_numbers(status, agreed)),
            )
        }
        Some(Completeness::Gap {
            conversations,
            messages,
            checked_at,
        }) => {
            let here = |count: i64| count.max(0);
            let help = exact(TextKey::StatusGapHelp, *checked_at)
                .with(
                    "conversations",
                    PhraseArg::Count(TextKey::CountConversations, here(*conversations)),
                )
                .with(
                    "messages",
                    PhraseArg::Count(TextKey::CountMessages, here(*messages)),
                );
            say(StatusTone::Warn, gap(*conversations, *messages), Some(help))
        }
    }
}

/// The same, and that the numbers agree too, where there is one source and they do.
fn and_the_numbers(status: &StatusView, agreed: Phrase) -> Phrase {
    let same_numbers = match status.sources.as_slice() {
        [only] => same(only),
        _ => None,
    };
    match same_numbers {
        Some(words) => Phrase::new(TextKey::StatusBoth)
            .with("counts", PhraseArg::Say(Box::new(agreed)))
            .with("numbers", PhraseArg::Say(Box::new(words))),
        None => agreed,
    }
}

/// What is said of one source's completeness.
#[must_use]
pub fn copy_of(source: &SourceView) -> (StatusTone, Phrase, Option<DateTime<Utc>>) {
    match &source.completeness {
        Completeness::Unknown => (StatusTone::Calm, TextKey::StatusUnknown.into(), None),
        Completeness::Complete { checked_at } => (
            StatusTone::Good,
            TextKey::CopyWhole.into(),
            Some(*checked_at),
        ),
        Completeness::Gap {
            conversations,
            messages,
            checked_at,
        } => (
            StatusTone::Warn,
            gap(*conversations, *messages),
            Some(*checked_at),
        ),
    }
}

/// What is said of a token that is bound to spaces: what is beyond them is not missing.
#[must_use]
pub fn reach(source: &SourceView) -> Option<Phrase> {
    if source.reach.is_everywhere() {
        return None;
    }
    let spaces = PhraseArg::Text(source.reach.listed());
    Some(Phrase::new(TextKey::ReachSpaces).with("spaces", spaces))
}

/// What is said of rows that could not be used.
#[must_use]
pub fn put_aside(source: &SourceView) -> Option<(StatusTone, Phrase)> {
    let count = source.quarantined;
    (count > 0).then(|| (StatusTone::Warn, Phrase::count(TextKey::PutAside, count)))
}

fn exact(key: TextKey, at: DateTime<Utc>) -> Phrase {
    Phrase::new(key).with("when", PhraseArg::At(at, None, TimeStyle::Exact))
}

fn gap(conversations: i64, messages: i64) -> Phrase {
    match (conversations, messages) {
        (1.., _) => Phrase::count(TextKey::StatusGap, conversations),
        (_, 1..) => Phrase::count(TextKey::StatusGapMessages, messages),
        _ => TextKey::StatusGapMore.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::PlainFormats;
    use crate::view_model::sync_status::tests::{one, status};
    use model::Reach;
    use model::metrics::{MetricComparison, MetricId};
    use model::view::{CrossCheck, CrossCheckFreshness, SyncState};

    #[test]
    fn what_an_account_may_not_read_is_said_however_complete_the_rest_is() {
        let whole = one(SyncState::Idle, Some(60));
        assert_eq!(unread(std::slice::from_ref(&whole)), None);
        let mut closed = whole.clone();
        closed.id = SourceId(2);
        closed.unread = vec!["bookings".to_owned(), "visitors".to_owned()];
        let said = unread(&[whole, closed]).expect("it is said");
        assert_eq!(said.source, SourceId(2));
        assert_eq!(
            said.words.say(&PlainFormats),
            "2 kinds of record cannot be read"
        );
        assert!(
            said.help
                .say(&PlainFormats)
                .starts_with("The account of Harbour may not")
        );
    }

    #[test]
    fn a_token_of_some_spaces_is_said_and_so_is_what_could_not_be_used() {
        let mut source = one(SyncState::Idle, Some(60));
        assert_eq!((reach(&source), put_aside(&source)), (None, None));
        source.reach = Reach::Spaces(["harbour".into(), "quay".into()].into());
        let said = reach(&source).expect("it is said").say(&PlainFormats);
        assert_eq!(said, "Its token sees these alone: harbour, quay");
        source.quarantined = 1;
        let (tone, said) = put_aside(&source).expect("it is said");
        assert_eq!(tone, StatusTone::Warn);
        assert_eq!(
            said.say(&PlainFormats),
            "1 row could not be used and was put aside"
        );
    }

    #[test]
    fn what_is_complete_by_now_is_not_said_of_what_was_counted_before() {
        let with = |completeness| {
            let mut source = one(SyncState::Idle, Some(60));
            source.completeness = completeness;
            status(vec![source], 9)
        };
        let checked_at = DateTime::UNIX_EPOCH;
        let whole = with(Completeness::Complete { checked_at });
        let unknown = with(Completeness::Unknown);
        let gap = with(Completeness::Gap {
            conversations: 0,
            messages: 3,
            checked_at,
        });
        let cases = [
            ("a part of a first sync", &unknown, &whole, StatusTone::Calm),
            ("nothing was new", &whole, &whole, StatusTone::Good),
            ("a gap found since", &whole, &gap, StatusTone::Warn),
            ("news come in", &whole, &unknown, StatusTone::Good),
        ];
        for (name, counted, now, tone) in cases {
            assert_eq!(completeness_beside(counted, now).tone, tone, "{name}");
        }
    }

    #[test]
    fn a_gap_is_shown_and_not_hidden() {
        let mut behind = one(SyncState::Idle, Some(60));
        behind.completeness = Completeness::Gap {
            conversations: 0,
            messages: 3,
            checked_at: DateTime::UNIX_EPOCH,
        };
        let said = completeness(&status(vec![one(SyncState::Idle, Some(60)), behind], 9));
        assert_eq!(
            (said.tone, said.words.say(&PlainFormats).as_str()),
            (StatusTone::Warn, "3 messages missing")
        );
        assert!(
            said.exact
                .unwrap()
                .say(&PlainFormats)
                .contains("0 conversations and 3 messages")
        );
    }

    fn tours(there: f64, standing: CrossCheckFreshness) -> SourceView {
        let mut view = one(SyncState::Idle, Some(60));
        let checked_at = DateTime::UNIX_EPOCH;
        view.completeness = Completeness::Complete { checked_at };
        view.cross_check = CrossCheck::Compared {
            numbers: vec![MetricComparison {
                what: MetricId::Tours,
                here: Some(2.0),
                there: Some(there),
            }],
            standing,
            checked_at,
        };
        view
    }

    #[test]
    fn a_whole_copy_that_counts_otherwise_is_no_longer_called_complete() {
        let said = |view| completeness(&status(vec![view], 9));
        let same = said(tours(2.0, CrossCheckFreshness::InStep));
        assert_eq!(
            (same.tone, same.words.key),
            (StatusTone::Good, TextKey::StatusCompleteBare)
        );
        let help = same.exact.expect("a help").say(&PlainFormats);
        assert!(
            help.ends_with("The server counts the same: 2 tours."),
            "{help}"
        );
        let differs = said(tours(3.0, CrossCheckFreshness::InStep));
        assert_eq!(
            (differs.tone, differs.words.say(&PlainFormats).as_str()),
            (StatusTone::Warn, "1 number differs from the server’s")
        );
        let behind = said(tours(3.0, CrossCheckFreshness::Behind));
        assert_eq!(behind.tone, StatusTone::Good, "it was to be expected");
    }
}
