//! The one sentence about the state of the data, and what the list says when it has no rows. Offline
//! is a state like any other, never an error.

use super::cross_check::{differing, same};
use crate::i18n::{Phrase, PhraseArg, TextKey, TimeStyle, failure_phrase};
use chrono::{DateTime, Utc};
use model::SourceId;
use model::capability::SignInMethod;
use model::request::ListFilter;
use model::view::{Completeness, SourceView, StatusView, SyncState};

/// How the state is coloured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatusTone {
    /// All is well.
    Good,
    /// Something runs.
    Busy,
    /// It rests: offline, stopped, not yet.
    Calm,
    /// Somebody should look.
    Warn,
}

impl StatusTone {
    /// The class that gives its colour.
    #[must_use]
    pub const fn class(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Busy => "busy",
            Self::Calm => "calm",
            Self::Warn => "warn",
        }
    }
}

/// What is said of the sync.
#[derive(Clone, Debug, PartialEq)]
pub struct StatusLine {
    /// Its colour.
    pub tone: StatusTone,
    /// The words.
    pub words: Phrase,
    /// Fewer words, for beside the source's name.
    pub short: Option<Phrase>,
    /// The exact instant that they speak of.
    pub exact: Option<Phrase>,
    /// Details, such as the cause of a failure.
    pub detail: Option<Phrase>,
    /// Share done, 0 to 1, while the total is known.
    pub progress: Option<f64>,
}

/// What is said of one source.
#[must_use]
pub fn source(source: &SourceView) -> StatusLine {
    let name = || PhraseArg::Text(source.name.clone());
    let say = |tone, words: Phrase| StatusLine {
        tone,
        words,
        short: None,
        exact: None,
        detail: None,
        progress: None,
    };
    let synced = source.last_synced_at;
    match &source.sync {
        SyncState::Running {
            waits_until: Some(until),
            ..
        } => waiting(
            source.capabilities.service.as_deref(),
            *until,
            StatusTone::Busy,
        ),
        SyncState::Running {
            done,
            total: Some(total),
            ..
        } if is_being_made(source) => made(*done, *total),
        SyncState::Running {
            done, total, left, ..
        } => running(*done, *total, *left),
        SyncState::Waiting { until } => waiting(
            source.capabilities.service.as_deref(),
            *until,
            StatusTone::Calm,
        ),
        SyncState::Failed { failure, .. } => {
            let words = Phrase::new(TextKey::StatusFailed).with("name", name());
            StatusLine {
                detail: Some(failure_phrase(failure)),
                short: Some(TextKey::ShortFailed.into()),
                ..say(StatusTone::Warn, words)
            }
        }
        SyncState::OtherStore => {
            let words = Phrase::new(TextKey::StatusOtherStore).with("name", name());
            StatusLine {
                detail: Some(TextKey::FailureOtherStore.into()),
                short: Some(TextKey::ShortOtherStore.into()),
                ..say(StatusTone::Warn, words)
            }
        }
        SyncState::SignInNeeded => StatusLine {
            short: Some(TextKey::ShortSignIn.into()),
            ..say(
                StatusTone::Warn,
                Phrase::new(TextKey::StatusSignIn).with("name", name()),
            )
        },
        SyncState::Stopped => StatusLine {
            short: Some(TextKey::ShortStopped.into()),
            ..say(StatusTone::Calm, TextKey::StatusStopped.into())
        },
        SyncState::Offline { .. } => StatusLine {
            short: Some(TextKey::ShortOffline.into()),
            ..at(
                synced,
                StatusTone::Calm,
                TextKey::StatusOffline,
                TextKey::StatusOfflineNever,
            )
        },
        SyncState::Idle => at(
            synced,
            StatusTone::Good,
            TextKey::StatusSynced,
            TextKey::StatusNever,
        ),
        SyncState::Never => at(
            synced,
            StatusTone::Calm,
            TextKey::StatusSynced,
            TextKey::StatusNever,
        ),
    }
}

fn waiting(service: Option<&str>, until: DateTime<Utc>, tone: StatusTone) -> StatusLine {
    let who = match service {
        Some(name) => PhraseArg::Text(name.to_owned()),
        None => PhraseArg::Key(TextKey::WhoServer),
    };
    let when = || PhraseArg::At(until, None, TimeStyle::Time);
    StatusLine {
        tone,
        words: Phrase::new(TextKey::StatusWaits)
            .with("who", who)
            .with("when", when()),
        short: Some(Phrase::new(TextKey::ShortWaits).with("when", when())),
        exact: Some(TextKey::StatusWaitsHelp.into()),
        detail: None,
        progress: None,
    }
}

fn at(
    synced: Option<DateTime<Utc>>,
    tone: StatusTone,
    then: TextKey,
    never: TextKey,
) -> StatusLine {
    let when = |style| synced.map(|at| PhraseArg::At(at, None, style));
    let words =
        when(TimeStyle::Ago).map_or(never.into(), |ago| Phrase::new(then).with("when", ago));
    let exact =
        when(TimeStyle::Exact).map(|exact| Phrase::new(TextKey::AsItIs).with("text", exact));
    let tone = if synced.is_none() {
        StatusTone::Calm
    } else {
        tone
    };
    StatusLine {
        tone,
        words,
        short: None,
        exact,
        detail: None,
        progress: None,
    }
}

fn running(done: u64, total: Option<u64>, left: Option<u64>) -> StatusLine {
    let total = total.filter(|total| *total > 0);
    let count =
        |key: TextKey, total: u64| Phrase::new(key).number("done", done).number("total", total);
    let words = match (total, left) {
        (Some(total), Some(seconds)) => {
            count(TextKey::StatusProgressLeft, total).with("left", time_left(seconds))
        }
        (Some(total), None) => count(TextKey::StatusProgress, total),
        _ if done > 0 => Phrase::new(TextKey::StatusProgressOpen).number("done", done),
        _ => TextKey::StatusStarting.into(),
    };
    StatusLine {
        tone: StatusTone::Busy,
        words,
        short: total.map(|total| count(TextKey::ShortProgress, total)),
        exact: None,
        detail: None,
        progress: total.map(|total| (ratio(done) / ratio(total)).min(1.0)),
    }
}

/// Whether this is a practice space whose conversations do not exist yet: they are made as they are read.
fn is_being_made(source: &SourceView) -> bool {
    source.capabilities.invented && source.last_synced_at.is_none()
}

fn made(done: u64, total: u64) -> StatusLine {
    StatusLine {
        words: Phrase::new(TextKey::StatusFilling)
            .number("done", done)
            .number("total", total),
        ..running(done, Some(total), None)
    }
}

/// Whether the first sync of a source has just come to its end: what came with it came in the order of
/// the server, and so the first conversations seen are not the newest.
#[must_use]
pub fn has_filled(before: &StatusView, after: &StatusView) -> bool {
    let was_never_whole = |id: SourceId| {
        let mut before = before.sources.iter();
        before.any(|source| source.id == id && source.last_synced_at.is_none())
    };
    !is_running(after)
        && after
            .sources
            .iter()
            .any(|source| source.last_synced_at.is_some() && was_never_whole(source.id))
}

/// What the server's limits make of the rest, about.
fn time_left(seconds: u64) -> PhraseArg {
    let minutes = i64::try_from(seconds.div_ceil(60)).unwrap_or(i64::MAX);
    match seconds {
        0..60 => PhraseArg::Key(TextKey::LeftMoment),
        60..5400 => PhraseArg::Count(TextKey::LeftMinutes, minutes),
        _ => PhraseArg::Say(Box::new(
            Phrase::new(TextKey::LeftLong).with("span", PhraseArg::Minutes(minutes)),
        )),
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a progress bar needs no more than 52 bits"
)]
const fn ratio(value: u64) -> f64 {
    value as f64
}

/// The source that speaks for all: the one that most needs a look.
#[must_use]
pub fn speaker(sources: &[SourceView]) -> Option<&SourceView> {
    let rank = |state: &SyncState| match state {
        SyncState::Running { .. } => 0,
        SyncState::Failed { .. } | SyncState::OtherStore => 1,
        SyncState::SignInNeeded => 2,
        SyncState::Waiting { .. } => 3,
        SyncState::Offline { .. } => 4,
        SyncState::Stopped => 5,
        SyncState::Never => 6,
        SyncState::Idle => 7,
    };
    sources
        .iter()
        .min_by_key(|source| (rank(&source.sync), source.last_synced_at))
}

/// What is said of all sources together.
#[must_use]
pub fn overall(sources: &[SourceView]) -> Option<StatusLine> {
    speaker(sources).map(source)
}

/// The Nexudus account whose sign-in has lapsed, if one has.
#[must_use]
pub fn lapsed(sources: &[SourceView]) -> Option<SourceId> {
    sources
        .iter()
        .find(|source| can_sign_in(source) && source.sync == SyncState::SignInNeeded)
        .map(|source| source.id)
}

/// Whether one signs in here again, with what one remembers: another token is another source.
fn can_sign_in(source: &SourceView) -> bool {
    source.capabilities.sign_in == SignInMethod::Password
}

/// Whether another store answers than the one that this source was synced from.
#[must_use]
pub fn is_other_store(source: &SourceView) -> bool {
    matches!(source.sync, SyncState::OtherStore)
}

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

/// Whether any source syncs.
#[must_use]
pub fn is_running(status: &StatusView) -> bool {
    status
        .sources
        .iter()
        .any(|source| matches!(source.sync, SyncState::Running { .. }))
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

/// Why a list has no rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EmptyReason {
    /// No sync has run.
    NeverSynced,
    /// The first sync runs.
    Syncing,
    /// The server cannot be reached, and nothing was ever copied.
    OfflineNever,
    /// The server refuses the token, and nothing was ever copied.
    SignInNeeded,
    /// The server asked to wait before the first sync was through.
    Waiting,
    /// The first sync failed.
    Failed,
    /// The filter hides everything.
    Filtered,
    /// The server holds nothing.
    Nothing,
}

/// Why a list of a filter has no rows.
#[must_use]
pub fn why_empty(status: &StatusView, filter: &ListFilter) -> EmptyReason {
    if status.conversations > 0 {
        // What hides nothing is shown at once: the list is asked for again already.
        let all = ListFilter {
            typing: filter.typing,
            ..ListFilter::default()
        };
        return if *filter == all {
            EmptyReason::Syncing
        } else {
            EmptyReason::Filtered
        };
    }
    let any = |is: fn(&SyncState) -> bool| status.sources.iter().any(|source| is(&source.sync));
    if any(|state| matches!(state, SyncState::Running { .. })) {
        EmptyReason::Syncing
    } else if any(|state| matches!(state, SyncState::SignInNeeded)) {
        EmptyReason::SignInNeeded
    } else if any(|state| matches!(state, SyncState::Waiting { .. })) {
        EmptyReason::Waiting
    } else if any(|state| matches!(state, SyncState::Offline { .. })) {
        EmptyReason::OfflineNever
    } else if any(|state| matches!(state, SyncState::Failed { .. } | SyncState::OtherStore)) {
        EmptyReason::Failed
    } else if status
        .sources
        .iter()
        .any(|source| source.last_synced_at.is_some())
    {
        EmptyReason::Nothing
    } else {
        EmptyReason::NeverSynced
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::PlainFormats;
    use model::SourceKind;
    use model::capability::SourceCapabilities;
    use model::metrics::{MetricComparison, MetricId};
    use model::view::{CrossCheck, CrossCheckFreshness, ViewCounts};

    fn one(sync: SyncState, synced: Option<i64>) -> SourceView {
        SourceView {
            id: SourceId(1),
            kind: SourceKind::Daybook,
            name: "Harbour".to_owned(),
            url: "https://x.example".to_owned(),
            sync,
            last_synced_at: synced.and_then(|at| DateTime::from_timestamp(at, 0)),
            completeness: Completeness::Unknown,
            unread: Vec::new(),
            cross_check: CrossCheck::Unknown,
            capabilities: SourceCapabilities::default(),
        }
    }

    fn status(sources: Vec<SourceView>, conversations: u64) -> StatusView {
        StatusView {
            sources,
            spaces: Vec::new(),
            conversations,
            messages: 0,
            oldest: None,
            newest: None,
            views: ViewCounts::default(),
            generation: 1,
        }
    }

    fn at_work(done: u64, total: Option<u64>, left: Option<u64>) -> SyncState {
        SyncState::Running {
            done,
            total,
            left,
            waits_until: None,
        }
    }

    #[test]
    fn a_practice_space_says_that_it_is_being_made_until_it_was_whole_once() {
        let practice = |synced| SourceView {
            capabilities: SourceCapabilities {
                invented: true,
                ..SourceCapabilities::default()
            },
            ..one(at_work(640, Some(2_400), None), synced)
        };
        let said = source(&practice(None));
        assert_eq!(
            said.words.say(&PlainFormats),
            "Filling the practice space: 640 of 2400 conversations"
        );
        assert_eq!(said.progress, Some(640.0 / 2_400.0));
        let later = source(&practice(Some(1)));
        assert_eq!(later.words.say(&PlainFormats), "Syncing 640 of 2400");
    }

    #[test]
    fn only_the_end_of_a_first_sync_fills() {
        let never = status(vec![one(at_work(1, None, None), None)], 1);
        let done = status(vec![one(SyncState::Idle, Some(1))], 9);
        let again = status(vec![one(at_work(1, None, None), Some(1))], 9);
        let stopped = status(vec![one(SyncState::Stopped, None)], 1);
        assert!(has_filled(&never, &done));
        assert!(
            has_filled(&stopped, &done),
            "its last moments were not seen"
        );
        assert!(!has_filled(&never, &again), "another run follows at once");
        assert!(!has_filled(&again, &done), "not its first");
        assert!(!has_filled(&never, &stopped), "not whole");
        assert!(
            !has_filled(&status(Vec::new(), 0), &done),
            "not seen before"
        );
    }

    #[test]
    fn the_time_that_is_left_is_told_roughly() {
        let cases = [
            (0, "less than a minute left"),
            (59, "less than a minute left"),
            (60, "about 1 minute left"),
            (301, "about 6 minutes left"),
            (5_400, "about 1 h 30 min left"),
        ];
        for (seconds, expected) in cases {
            let said = source(&one(at_work(5, Some(20), Some(seconds)), None));
            assert_eq!(
                said.words.say(&PlainFormats),
                format!("Syncing 5 of 20, {expected}")
            );
            assert_eq!(said.short.unwrap().say(&PlainFormats), "5 of 20");
        }
    }

    #[test]
    fn a_wait_is_told_with_who_asked_for_it_and_is_no_error() {
        let until = DateTime::UNIX_EPOCH;
        let mut view = one(SyncState::Waiting { until }, Some(60));
        let said = source(&view);
        assert_eq!(said.tone, StatusTone::Calm);
        assert!(
            said.words
                .say(&PlainFormats)
                .starts_with("The server asked to wait until 1970")
        );
        view.capabilities.service = Some("Nexudus".to_owned());
        view.sync = SyncState::Running {
            done: 5,
            total: Some(20),
            left: Some(9),
            waits_until: Some(until),
        };
        let said = source(&view);
        assert_eq!(said.tone, StatusTone::Busy);
        assert!(
            said.words
                .say(&PlainFormats)
                .starts_with("Nexudus asked to wait until 1970")
        );
    }

    #[test]
    fn only_a_lapsed_account_has_a_form_to_sign_in() {
        let server = one(SyncState::SignInNeeded, None);
        let mut account = server.clone();
        account.capabilities.sign_in = SignInMethod::Password;
        account.id = SourceId(2);
        assert_eq!(lapsed(&[server.clone(), account]), Some(SourceId(2)));
        assert_eq!(lapsed(&[server]), None);
    }

    #[test]
    fn offline_is_calm_and_says_what_is_shown() {
        let offline = SyncState::Offline {
            since: DateTime::UNIX_EPOCH,
        };
        let said = source(&one(offline.clone(), Some(60)));
        assert_eq!(said.tone, StatusTone::Calm);
        assert!(
            said.words
                .say(&PlainFormats)
                .starts_with("Offline, showing what was synced 1970")
        );
        let short = said.short.expect("it fits a card");
        assert_eq!(short.say(&PlainFormats), "Offline");
        assert_eq!(
            source(&one(offline, None)).words.key,
            TextKey::StatusOfflineNever
        );
    }

    #[test]
    fn progress_is_said_with_and_without_a_total() {
        let of = |done, total| source(&one(at_work(done, total, None), None));
        assert_eq!(of(5, Some(20)).words.say(&PlainFormats), "Syncing 5 of 20");
        assert_eq!(of(5, Some(20)).progress, Some(0.25));
        assert_eq!(
            of(30, Some(20)).progress,
            Some(1.0),
            "more than foreseen is still all"
        );
        assert_eq!(of(5, None).words.say(&PlainFormats), "Syncing, 5 so far");
        assert_eq!(of(0, Some(0)).words.key, TextKey::StatusStarting);
    }

    #[test]
    fn another_store_is_said_and_can_be_begun_with() {
        let other = one(SyncState::OtherStore, Some(60));
        let said = source(&other);
        assert_eq!(
            (said.tone, said.words.say(&PlainFormats).as_str()),
            (StatusTone::Warn, "Harbour: another store answers")
        );
        let detail = said.detail.expect("what it means");
        assert!(detail.say(&PlainFormats).contains("put back from a backup"));
        assert!(is_other_store(&other));
        assert!(!is_other_store(&one(SyncState::Idle, Some(60))));
    }

    #[test]
    fn the_source_that_needs_a_look_speaks_for_all() {
        let sources = [
            one(SyncState::Idle, Some(60)),
            one(SyncState::SignInNeeded, Some(60)),
        ];
        assert_eq!(
            overall(&sources).map(|said| said.words.key),
            Some(TextKey::StatusSignIn)
        );
        assert_eq!(overall(&[]), None);
    }

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

    #[test]
    fn each_empty_list_has_its_own_reason() {
        let cases = [
            (SyncState::Never, None, 0, EmptyReason::NeverSynced),
            (at_work(0, None, None), None, 0, EmptyReason::Syncing),
            (
                SyncState::Offline {
                    since: DateTime::UNIX_EPOCH,
                },
                None,
                0,
                EmptyReason::OfflineNever,
            ),
            (SyncState::SignInNeeded, None, 0, EmptyReason::SignInNeeded),
            (
                SyncState::Waiting {
                    until: DateTime::UNIX_EPOCH,
                },
                None,
                0,
                EmptyReason::Waiting,
            ),
            (SyncState::Idle, Some(60), 0, EmptyReason::Nothing),
            (
                SyncState::Offline {
                    since: DateTime::UNIX_EPOCH,
                },
                Some(60),
                7,
                EmptyReason::Filtered,
            ),
        ];
        for (sync, synced, conversations, expected) in cases {
            let status = status(vec![one(sync.clone(), synced)], conversations);
            let filter = ListFilter {
                text: "office".to_owned(),
                ..ListFilter::default()
            };
            assert_eq!(why_empty(&status, &filter), expected, "{sync:?}");
        }
    }

    #[test]
    fn what_hides_nothing_is_not_said_to_hide_everything() {
        let status = status(vec![one(at_work(88, Some(100), None), None)], 88);
        assert_eq!(
            why_empty(&status, &ListFilter::default()),
            EmptyReason::Syncing
        );
        let escalated = ListFilter {
            view: model::request::ListView::Escalated,
            ..ListFilter::default()
        };
        assert_eq!(why_empty(&status, &escalated), EmptyReason::Filtered);
    }
}
