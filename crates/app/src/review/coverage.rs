//! What this laptop knows: by source and why something is missing, and by day and channel. All of it is derived from
//! what is stored, each time.

use crate::error::AppError;
use crate::review::list::check_search;
use crate::review::status::source_views;
use crate::sync::service::SyncService;
use crate::sync::world;
use cache::HeldDay;
use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use model::coverage::{
    CoverageCell, CoverageReason, CoverageRequest, CoverageState, CoverageView, SourceCoverage,
};
use model::view::{Completeness, SourceView, SyncState};
use std::collections::BTreeMap;

/// When a day is over everywhere: its end where it ends last.
const DAY_IS_OVER: TimeDelta = TimeDelta::hours(36);
/// When a day begins where it begins first.
const DAY_BEGINS: TimeDelta = TimeDelta::hours(-14);

/// What is known of what a filter selects.
pub(crate) async fn coverage(
    service: &SyncService,
    request: &CoverageRequest,
) -> Result<CoverageView, AppError> {
    check_search(&request.filter.text)?;
    let sources = sources(service).await?;
    let home = &service.home;
    let held = home.reader.held_days(&request.filter, home.now()).await?;
    Ok(view(sources, held))
}

/// What is known of each source of the world that is shown.
pub(crate) async fn sources(service: &SyncService) -> Result<Vec<SourceCoverage>, AppError> {
    let shown = world::shown(service).await?.sources;
    let mut known = Vec::new();
    for source in source_views(service).await? {
        if shown.contains(&source.id) {
            let purged = service.home.reader.purged(source.id).await?;
            known.push(of_source(source, purged));
        }
    }
    Ok(known)
}

fn of_source(source: SourceView, purged: u64) -> SourceCoverage {
    let reasons = [
        freshness(&source),
        missing(&source.completeness),
        more_here(&source.completeness),
        some(source.quarantined).map(|rows| CoverageReason::SetAside { rows }),
        refused(&source),
        bound(&source),
        some(purged).map(|conversations| CoverageReason::Purged { conversations }),
    ];
    SourceCoverage {
        source: source.id,
        name: source.name,
        known_until: source.last_synced_at,
        reasons: reasons.into_iter().flatten().collect(),
    }
}

fn some(count: u64) -> Option<u64> {
    (count > 0).then_some(count)
}

/// Whether what came last is here: the last run may have come to no end.
fn freshness(source: &SourceView) -> Option<CoverageReason> {
    let Some(at) = source.last_synced_at else {
        return Some(CoverageReason::NeverWhole);
    };
    let is_followed = matches!(source.sync, SyncState::Idle | SyncState::Running { .. });
    (!is_followed).then_some(CoverageReason::NotSince { at })
}

fn missing(completeness: &Completeness) -> Option<CoverageReason> {
    let Completeness::Gap {
        conversations,
        messages,
        ..
    } = completeness
    else {
        return None;
    };
    let more = |gap: i64| u64::try_from(gap).unwrap_or_default();
    let (conversations, messages) = (more(*conversations), more(*messages));
    (conversations + messages > 0).then_some(CoverageReason::Missing {
        conversations,
        messages,
    })
}

fn more_here(completeness: &Completeness) -> Option<CoverageReason> {
    let Completeness::Gap { conversations, .. } = completeness else {
        return None;
    };
    let more = u64::try_from(-conversations).ok().and_then(some);
    more.map(|conversations| CoverageReason::HeldOnlyHere { conversations })
}

fn refused(source: &SourceView) -> Option<CoverageReason> {
    (!source.unread.is_empty()).then(|| CoverageReason::Refused {
        what: source.unread.clone(),
    })
}

fn bound(source: &SourceView) -> Option<CoverageReason> {
    (!source.reach.is_everywhere()).then(|| CoverageReason::Bound {
        spaces: source.reach.listed(),
    })
}

fn view(sources: Vec<SourceCoverage>, held: Vec<HeldDay>) -> CoverageView {
    let mut cells: BTreeMap<_, CoverageCell> = BTreeMap::new();
    for day in held {
        let state = state_of(&sources, &day);
        let cell = cells.entry((day.day, day.channel.clone()));
        let cell = cell.or_insert_with(|| CoverageCell {
            day: day.day,
            channel: day.channel.clone(),
            conversations: 0,
            state,
            set_aside: 0,
        });
        cell.conversations += day.conversations;
        cell.set_aside += day.set_aside;
        cell.state = cell.state.max(state);
    }
    let cells: Vec<CoverageCell> = cells.into_values().collect();
    let lacks = |source: &SourceCoverage| {
        let mut reasons = source.reasons.iter();
        reasons.any(|reason| reason.state().is_lacking())
    };
    CoverageView {
        is_lacking: sources.iter().any(lacks) || cells.iter().any(|it| it.state.is_lacking()),
        sources,
        cells,
    }
}

/// How much of a day is known: the worst of what holds of its source, and of its own rows.
fn state_of(sources: &[SourceCoverage], day: &HeldDay) -> CoverageState {
    let is_source = |source: &&SourceCoverage| source.source == day.source;
    let Some(source) = sources.iter().find(is_source) else {
        return CoverageState::Partial;
    };
    let set_aside = if day.set_aside > 0 {
        CoverageState::Partial
    } else {
        CoverageState::Complete
    };
    let whole = source
        .reasons
        .iter()
        .filter(|reason| is_of_every_day(reason));
    let worst = whole.map(CoverageReason::state).max();
    freshness_of(source.known_until, day.day)
        .max(set_aside)
        .max(worst.unwrap_or(CoverageState::Complete))
}

/// Whether no day can be told from another by it.
fn is_of_every_day(reason: &CoverageReason) -> bool {
    matches!(
        reason,
        CoverageReason::NeverWhole
            | CoverageReason::Missing { .. }
            | CoverageReason::Refused { .. }
    )
}

fn freshness_of(known_until: Option<DateTime<Utc>>, day: NaiveDate) -> CoverageState {
    let midnight = day.and_time(NaiveTime::MIN).and_utc();
    match known_until {
        Some(until) if midnight + DAY_IS_OVER <= until => CoverageState::Complete,
        Some(until) if midnight + DAY_BEGINS <= until => CoverageState::Ongoing,
        _ => CoverageState::Partial,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Channel, SourceId};

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn held(source: i64, on: &str, set_aside: u64) -> HeldDay {
        HeldDay {
            source: SourceId(source),
            day: day(on),
            channel: Channel::Chat,
            conversations: 3,
            set_aside,
        }
    }

    fn source(id: i64, known_until: Option<&str>, reasons: Vec<CoverageReason>) -> SourceCoverage {
        SourceCoverage {
            source: SourceId(id),
            name: format!("Source {id}"),
            known_until: known_until.map(|at| at.parse().expect("an instant")),
            reasons,
        }
    }

    #[test]
    fn a_day_is_complete_when_it_was_over_before_the_source_was_last_asked() {
        let until = "2026-03-05T12:00:00Z".parse().ok();
        let cases = [
            ("2026-03-04", CoverageState::Complete, "over everywhere"),
            ("2026-03-05", CoverageState::Ongoing, "not over"),
            ("2026-03-06", CoverageState::Ongoing, "begun in the east"),
            ("2026-03-07", CoverageState::Partial, "not begun anywhere"),
        ];
        for (on, expected, why) in cases {
            assert_eq!(freshness_of(until, day(on)), expected, "{why}");
        }
        assert_eq!(
            freshness_of(None, day("2026-03-01")),
            CoverageState::Partial
        );
    }

    #[test]
    fn the_worst_that_holds_of_a_day_is_told() {
        let until = Some("2026-03-05T12:00:00Z");
        let refused = || CoverageReason::Refused {
            what: vec!["messages".to_owned()],
        };
        let purged = CoverageReason::Purged { conversations: 2 };
        let sources = vec![
            source(1, until, vec![purged]),
            source(2, until, vec![refused()]),
        ];
        let cell = |held| view(sources.clone(), held).cells[0].clone();
        let one = cell(vec![held(1, "2026-03-01", 0)]);
        assert_eq!((one.state, one.conversations), (CoverageState::Complete, 3));
        let aside = cell(vec![held(1, "2026-03-01", 1)]);
        assert_eq!((aside.state, aside.set_aside), (CoverageState::Partial, 1));
        let both = cell(vec![held(1, "2026-03-01", 1), held(2, "2026-03-01", 0)]);
        assert_eq!(
            (both.state, both.conversations),
            (CoverageState::Refused, 6)
        );
    }

    #[test]
    fn what_was_purged_lacks_in_no_number_and_what_is_missing_does() {
        let until = Some("2026-03-05T12:00:00Z");
        let lacking = |reason| view(vec![source(1, until, vec![reason])], Vec::new()).is_lacking;
        assert!(!lacking(CoverageReason::Purged { conversations: 1 }));
        assert!(!lacking(CoverageReason::HeldOnlyHere { conversations: 1 }));
        assert!(lacking(CoverageReason::NeverWhole));
        assert!(lacking(CoverageReason::Missing {
            conversations: 0,
            messages: 1,
        }));
    }

    #[test]
    fn a_gap_is_missing_or_held_only_here() {
        let gap = |conversations, messages| Completeness::Gap {
            conversations,
            messages,
            checked_at: DateTime::UNIX_EPOCH,
        };
        assert_eq!(
            missing(&gap(2, -5)),
            Some(CoverageReason::Missing {
                conversations: 2,
                messages: 0
            })
        );
        assert_eq!(more_here(&gap(2, -5)), None);
        assert_eq!(missing(&gap(-2, 0)), None);
        assert_eq!(
            more_here(&gap(-2, 0)),
            Some(CoverageReason::HeldOnlyHere { conversations: 2 })
        );
        assert_eq!(missing(&Completeness::Unknown), None);
    }
}
