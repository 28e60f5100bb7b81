//! Why a list has no rows: five reasons that look alike and are not.

use super::filter::is_narrowed;
use crate::i18n::{Phrase, PhraseArg, TextKey};
use model::relaxation::{ListRelaxation, RelaxedPart};
use model::request::ListFilter;
use model::view::{Completeness, StatusView, SyncState};

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
        return if !is_narrowed(filter) {
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

/// What part of a filter is called.
#[must_use]
pub fn part_name(part: &RelaxedPart) -> Phrase {
    match part {
        RelaxedPart::Term(term) => {
            Phrase::new(TextKey::RelaxTerm).with("term", PhraseArg::Text(term.clone()))
        }
        RelaxedPart::Channel => TextKey::RelaxChannel.into(),
        RelaxedPart::Period => TextKey::RelaxPeriod.into(),
        RelaxedPart::Space => TextKey::RelaxSpace.into(),
        RelaxedPart::Source => TextKey::RelaxSource.into(),
        RelaxedPart::View => TextKey::RelaxView.into(),
    }
}

/// The parts whose absence would show something, the least that is given up first: what leaves the fewest.
#[must_use]
pub fn ways_on(relaxations: &[ListRelaxation]) -> Vec<&ListRelaxation> {
    let mut ways: Vec<&ListRelaxation> = relaxations
        .iter()
        .filter(|one| one.conversations > 0)
        .collect();
    ways.sort_by_key(|one| one.conversations);
    ways
}

/// Whether something may be missing here that a server has.
#[must_use]
pub fn may_lack(status: &StatusView) -> bool {
    status.sources.iter().any(|source| {
        let is_whole = matches!(source.completeness, Completeness::Complete { .. });
        let is_at_work = matches!(source.sync, SyncState::Running { .. });
        is_at_work
            || !source.unread.is_empty()
            || (!is_whole && source.last_synced_at.is_none())
            || matches!(source.completeness, Completeness::Gap { .. })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view_model::sync_status::tests::{at_work, one, status};
    use chrono::DateTime;

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

    #[test]
    fn the_way_on_that_gives_up_least_stands_first() {
        let one = |term: &str, conversations| ListRelaxation {
            part: RelaxedPart::Term(term.to_owned()),
            filter: ListFilter::default(),
            conversations,
            alone: 1,
        };
        let all = [one("roof", 40), one("tour", 0), one("desk", 3)];
        let ways: Vec<u64> = ways_on(&all).iter().map(|way| way.conversations).collect();
        assert_eq!(ways, [3, 40]);
    }

    #[test]
    fn what_is_missing_here_is_said_only_where_something_may_be() {
        let idle = |synced| status(vec![one(SyncState::Idle, synced)], 7);
        assert!(may_lack(&idle(None)), "nobody has asked the server yet");
        assert!(may_lack(&status(
            vec![one(at_work(3, None, None), Some(60))],
            7
        )));
        assert!(!may_lack(&status(vec![], 7)));
    }
}
