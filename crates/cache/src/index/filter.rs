//! Which conversations a filter selects, and what counts of them: passes over the index. Texts are
//! not looked at here; a search comes in as an [`EntryFilter`].

use super::bitmap::IdBitmap;
use super::conversation_index::ConversationIndex;
use super::entry::IndexEntry;
use super::entry_test::EntryFilter;
use super::order;
use chrono::{DateTime, Utc};
use insights::{MetricTally, SpaceCalendar, TrendWindow};
use model::metrics::{ChannelCount, Metrics};
use model::request::{FilterPeriod, InferredOutcomes, ListFilter};
use model::{Channel, SourceId};
use std::sync::Arc;

/// Days of the strip's trend.
const TREND_DAYS: u16 = 30;
/// A result of fewer than one in this many is sorted by itself; a bigger one is read off the order.
const SORT_BELOW: usize = 16;

/// What a filter selects.
#[derive(Clone, Debug)]
pub(crate) struct ListSelection {
    /// Newest activity first.
    pub(crate) ids: Arc<Vec<u32>>,
    /// Channels under every part of the filter but the channel itself.
    pub(crate) tabs: Vec<ChannelCount>,
    /// Conversations under every part but the channel.
    pub(crate) tabs_total: u64,
    /// The strip's numbers.
    pub(crate) metrics: Metrics,
}

/// A space as the filter sees it.
#[derive(Clone, Copy)]
struct SpaceBounds {
    open: bool,
    first_day: i32,
    last_day: i32,
}

/// A filter made ready for a pass.
struct FilterPlan<'s> {
    /// By space id.
    gates: Vec<SpaceBounds>,
    /// Starts from (included) to (excluded), in milliseconds.
    starts: (i64, i64),
    /// What the search and the view ask.
    search: &'s EntryFilter,
    /// The channel's code; `None` where no channel is asked for.
    channel: Option<Option<u16>>,
    /// The one conversation that is asked for, if it is one. None of the index has the last id.
    one: Option<u32>,
}

/// What a pass has found.
struct FilterMatches {
    /// Members, in ascending order of ids.
    members: Vec<u32>,
    /// Conversations under every part but the channel, by channel code.
    tabs: Vec<u64>,
    newest_day: i32,
}

/// Selects: what `search` admits, within the rest of the filter.
pub(crate) fn select(
    index: &ConversationIndex,
    filter: &ListFilter,
    search: &EntryFilter,
    now: DateTime<Utc>,
) -> ListSelection {
    let test = FilterPlan::new(index, filter, search, now);
    let found = find(index, &test);
    let trend = test.trend(index, filter, &found, now);
    let metrics = measure(index, &found, trend, filter.inferred);
    let tabs_total = found.tabs.iter().sum();
    let tabs = tabs(&found.tabs, index);
    ListSelection {
        ids: arrange(index, found.members),
        tabs,
        tabs_total,
        metrics,
    }
}

/// The conversations that a filter selects, in no order.
pub(crate) fn members(
    index: &ConversationIndex,
    filter: &ListFilter,
    search: &EntryFilter,
    now: DateTime<Utc>,
) -> Vec<u32> {
    find(index, &FilterPlan::new(index, filter, search, now)).members
}

fn find(index: &ConversationIndex, test: &FilterPlan<'_>) -> FilterMatches {
    let mut found = FilterMatches {
        members: Vec::new(),
        tabs: vec![0; index.channels().len()],
        newest_day: i32::MIN,
    };
    // A search that found few conversations looks at those alone; and one that is asked for is looked at by itself.
    match (test.one, &test.search.candidates) {
        (Some(one), candidates) => {
            let is_found = candidates.as_ref().is_none_or(|found| found.contains(&one));
            let entry = index.entries().get(one as usize);
            if let Some(entry) = entry.filter(|_| is_found) {
                found.meet(one, entry, test);
            }
        }
        (None, Some(candidates)) => {
            for id in candidates {
                if let Some(entry) = index.entries().get(*id as usize) {
                    found.meet(*id, entry, test);
                }
            }
        }
        (None, None) => {
            for (id, entry) in (0_u32..).zip(index.entries()) {
                found.meet(id, entry, test);
            }
        }
    }
    found
}

impl FilterMatches {
    #[inline]
    fn meet(&mut self, id: u32, entry: &IndexEntry, test: &FilterPlan<'_>) {
        if !test.admits(id, entry) {
            return;
        }
        if let Some(tab) = self.tabs.get_mut(usize::from(entry.channel)) {
            *tab += 1;
        }
        if test
            .channel
            .is_none_or(|wanted| wanted == Some(entry.channel))
        {
            self.members.push(id);
            self.newest_day = self.newest_day.max(entry.day);
        }
    }
}

fn measure(
    index: &ConversationIndex,
    found: &FilterMatches,
    trend: TrendWindow,
    inferred: InferredOutcomes,
) -> Metrics {
    let mut tally = MetricTally::new(trend);
    for id in &found.members {
        if let Some(entry) = index.entries().get(*id as usize) {
            tally.add(&entry.for_tally(inferred));
        }
    }
    tally.finish(index.channels())
}

/// The members, newest activity first.
fn arrange(index: &ConversationIndex, mut members: Vec<u32>) -> Arc<Vec<u32>> {
    let all = index.order();
    if members.len() == all.len() {
        return all;
    }
    if members.len() < all.len() / SORT_BELOW {
        order::sort(&mut members, index.entries());
        return Arc::new(members);
    }
    let set = IdBitmap::of(&members, index.entries().len());
    members.clear();
    members.extend(all.iter().copied().filter(|id| set.contains(*id)));
    Arc::new(members)
}

fn tabs(counts: &[u64], index: &ConversationIndex) -> Vec<ChannelCount> {
    let present = index
        .channels()
        .iter()
        .zip(counts)
        .filter(|(_, count)| **count > 0);
    let mut tabs: Vec<ChannelCount> = present
        .map(|(channel, count)| ChannelCount {
            channel: channel.clone(),
            conversations: *count,
        })
        .collect();
    // The derived order of the open set is the order of display, then unknown ones by name.
    tabs.sort_by(|a, b| a.channel.cmp(&b.channel));
    tabs
}

impl<'s> FilterPlan<'s> {
    fn new(
        index: &ConversationIndex,
        filter: &ListFilter,
        search: &'s EntryFilter,
        now: DateTime<Utc>,
    ) -> Self {
        Self {
            gates: gates(index, filter, now),
            starts: starts(filter.period),
            search,
            channel: filter
                .channel
                .as_ref()
                .map(|channel| code_of(index.channels(), channel)),
            one: filter
                .conversation
                .map(|one| u32::try_from(one.0).unwrap_or(u32::MAX)),
        }
    }

    /// Whether every part of the filter but the channel admits a conversation.
    #[inline]
    fn admits(&self, id: u32, entry: &IndexEntry) -> bool {
        entry.is_present() && self.admits_place_and_time(entry) && self.search.admits(id, entry)
    }

    #[inline]
    fn admits_place_and_time(&self, entry: &IndexEntry) -> bool {
        self.gates.get(entry.space as usize).is_some_and(|gate| {
            gate.open && entry.day >= gate.first_day && entry.day <= gate.last_day
        }) && entry.started >= self.starts.0
            && entry.started < self.starts.1
    }

    /// The last days of the scope. It ends today, or at the end of the asked period, or, where the
    /// newest conversation is older than the trend is long, at that one: an empty line says nothing.
    fn trend(
        &self,
        index: &ConversationIndex,
        filter: &ListFilter,
        found: &FilterMatches,
        now: DateTime<Utc>,
    ) -> TrendWindow {
        let today = index
            .calendars()
            .map(|calendar| calendar.day(now))
            .max()
            .unwrap_or(0);
        match filter.period {
            FilterPeriod::LastDays(days) => TrendWindow {
                last_day: today,
                days: days.min(TREND_DAYS),
            },
            FilterPeriod::Between(_, _) => TrendWindow {
                last_day: found.newest_day.min(today),
                days: TREND_DAYS,
            },
            FilterPeriod::All if found.newest_day > today - i32::from(TREND_DAYS) => TrendWindow {
                last_day: today,
                days: TREND_DAYS,
            },
            FilterPeriod::All => TrendWindow {
                last_day: found.newest_day.max(0),
                days: TREND_DAYS,
            },
        }
    }
}

fn gates(index: &ConversationIndex, filter: &ListFilter, now: DateTime<Utc>) -> Vec<SpaceBounds> {
    let shut = SpaceBounds {
        open: false,
        first_day: i32::MIN,
        last_day: i32::MAX,
    };
    let mut gates = vec![shut; index.end_of_spaces()];
    for (id, space) in index.spaces() {
        let asked = filter.space.is_none_or(|wanted| wanted.0 == i64::from(*id))
            && filter.source.is_none_or(|wanted| wanted == space.source)
            && is_shown(filter.only.as_deref(), space.source);
        let (first_day, last_day) = days(filter.period, space.calendar, now);
        if let Some(gate) = gates.get_mut(*id as usize) {
            *gate = SpaceBounds {
                open: asked,
                first_day,
                last_day,
            };
        }
    }
    gates
}

/// Whether a source is one of those that are shown.
fn is_shown(only: Option<&[SourceId]>, source: SourceId) -> bool {
    only.is_none_or(|only| only.contains(&source))
}

/// The days, first and last included, by a space's own calendar.
fn days(period: FilterPeriod, calendar: SpaceCalendar, now: DateTime<Utc>) -> (i32, i32) {
    match period {
        FilterPeriod::LastDays(count) => {
            let today = calendar.day(now);
            (today - i32::from(count) + 1, today)
        }
        FilterPeriod::All | FilterPeriod::Between(_, _) => (i32::MIN, i32::MAX),
    }
}

fn starts(period: FilterPeriod) -> (i64, i64) {
    match period {
        FilterPeriod::Between(from, to) => (crate::time::millis(from), crate::time::millis(to)),
        FilterPeriod::All | FilterPeriod::LastDays(_) => (i64::MIN, i64::MAX),
    }
}

fn code_of(channels: &[Channel], wanted: &Channel) -> Option<u16> {
    channels
        .iter()
        .position(|channel| channel == wanted)
        .and_then(|code| u16::try_from(code).ok())
}
