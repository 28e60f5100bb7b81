//! The one sentence about the sync of the sources. Offline is a state like any other, never an error.

use super::status_line::{StatusLine, StatusTone};
use crate::i18n::{Phrase, PhraseArg, TextKey, TimeStyle, failure_phrase};
use chrono::{DateTime, Utc};
use model::SourceId;
use model::capability::SignInMethod;
use model::view::{SourceView, StatusView, SyncState};
use std::collections::BTreeSet;

/// What the window counts beside a list of some generation: while the list is older than what is known now, what was
/// known with it. No two totals on one page, however soon the news of a commit come.
#[must_use]
pub fn counted_with_list(
    before: Option<&StatusView>,
    now: Option<StatusView>,
    list: Option<u64>,
) -> Option<StatusView> {
    let (Some(list), Some(before), Some(is)) = (list, before, now.as_ref()) else {
        return now;
    };
    // Another world has another list, which is on its way.
    let is_of_list = before.generation <= list && before.world == is.world;
    if is.generation > list && is_of_list {
        Some(before.clone())
    } else {
        now
    }
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

/// The sources that have never been whole. What comes with a first sync comes in the order of the
/// server, so that the first conversations seen are not the newest: its end is waited for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FirstSyncWatch {
    waiting: BTreeSet<SourceId>,
}

impl FirstSyncWatch {
    /// Looks at the next status; whether a first sync has come to its end since the last time that this
    /// was said.
    ///
    /// A source is waited for until its end was seen at rest: the status may be asked for between the
    /// entry in the ledger and the end of the run, or while another run follows.
    pub fn observe(&mut self, status: &StatusView) -> bool {
        let never = status.sources.iter();
        let never = never.filter(|source| source.last_synced_at.is_none());
        self.waiting.extend(never.map(|source| source.id));
        if is_running(status) {
            return false;
        }
        let whole = status.sources.iter();
        let whole = whole.filter(|source| source.last_synced_at.is_some());
        // Every one is taken out, so there is no short circuit here.
        whole
            .filter(|source| self.waiting.remove(&source.id))
            .count()
            > 0
    }
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

/// Whether any source syncs.
#[must_use]
pub fn is_running(status: &StatusView) -> bool {
    status
        .sources
        .iter()
        .any(|source| matches!(source.sync, SyncState::Running { .. }))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::i18n::PlainFormats;
    use model::capability::SourceCapabilities;
    use model::view::{Completeness, CrossCheck, ViewCounts};
    use model::{Reach, SourceKind};

    pub(crate) fn one(sync: SyncState, synced: Option<i64>) -> SourceView {
        SourceView {
            id: SourceId(1),
            kind: SourceKind::Daybook,
            name: "Harbour".to_owned(),
            url: "https://x.example".to_owned(),
            sync,
            last_synced_at: synced.and_then(|at| DateTime::from_timestamp(at, 0)),
            completeness: Completeness::Unknown,
            unread: Vec::new(),
            reach: Reach::Everywhere,
            quarantined: 0,
            cross_check: CrossCheck::Unknown,
            capabilities: SourceCapabilities::default(),
        }
    }

    pub(crate) fn status(sources: Vec<SourceView>, conversations: u64) -> StatusView {
        StatusView {
            world: model::view::WorldView::default(),
            sources,
            spaces: Vec::new(),
            conversations,
            messages: 0,
            oldest: None,
            newest: None,
            views: ViewCounts::default(),
            generation: 1,
            deletions_waiting: 0,
        }
    }

    pub(crate) fn at_work(done: u64, total: Option<u64>, left: Option<u64>) -> SyncState {
        SyncState::Running {
            done,
            total,
            left,
            waits_until: None,
        }
    }

    #[test]
    fn what_is_counted_is_no_newer_than_the_list() {
        let of = |generation, conversations| StatusView {
            generation,
            ..status(Vec::new(), conversations)
        };
        let counted = |before: Option<StatusView>, now, list| {
            counted_with_list(before.as_ref(), Some(now), list).map(|it| it.conversations)
        };
        let (old, new) = (of(4, 600), of(5, 601));
        let cases = [
            ("news wait", Some(old.clone()), Some(4), 600),
            ("the list followed", Some(old.clone()), Some(5), 601),
            ("no list yet", Some(old.clone()), None, 601),
            ("nothing known before", None, Some(4), 601),
            (
                "what was known is newer than the list",
                Some(of(5, 7)),
                Some(4),
                601,
            ),
        ];
        for (name, before, list, expected) in cases {
            assert_eq!(counted(before, new.clone(), list), Some(expected), "{name}");
        }
        let mut elsewhere = new;
        elsewhere.world.has_other = true;
        assert_eq!(
            counted(Some(old), elsewhere, Some(4)),
            Some(601),
            "another world"
        );
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
        let unseen = status(Vec::new(), 0);
        let never = status(vec![one(at_work(1, None, None), None)], 1);
        let done = status(vec![one(SyncState::Idle, Some(1))], 9);
        let again = status(vec![one(at_work(1, None, None), Some(1))], 9);
        let stopped = status(vec![one(SyncState::Stopped, None)], 1);
        let cases: [(&str, &[(&StatusView, bool)]); 6] = [
            (
                "the end is seen",
                &[(&never, false), (&done, true), (&done, false)],
            ),
            (
                "its last moments are not seen",
                &[(&stopped, false), (&done, true)],
            ),
            (
                "it is written down before the run is over, or another run follows at once",
                &[(&never, false), (&again, false), (&done, true)],
            ),
            ("not its first", &[(&again, false), (&done, false)]),
            ("not whole", &[(&never, false), (&stopped, false)]),
            ("not seen before", &[(&unseen, false), (&done, false)]),
        ];
        for (case, seen) in cases {
            let mut watch = FirstSyncWatch::default();
            for (status, filled) in seen {
                assert_eq!(watch.observe(status), *filled, "{case}");
            }
        }
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
}
