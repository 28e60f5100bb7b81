//! Which conversations a filter selects, and what counts of them: passes over the spine. Texts are
//! not looked at here; a search comes in as the ids that it found.

use super::Spine;
use super::bitmap::Bitmap;
use super::fact::{Fact, Flags};
use super::order;
use chrono::{DateTime, Utc};
use insights::{Calendar, Tally, TrendWindow};
use model::Channel;
use model::metrics::{ChannelCount, Metrics};
use model::request::{FilterPeriod, ListFilter, ListView};
use std::sync::Arc;

/// Days of the strip's trend.
const TREND_DAYS: u16 = 30;
/// A result of fewer than one in this many is sorted by itself; a bigger one is read off the order.
const SORT_BELOW: usize = 16;

/// What a filter selects.
#[derive(Clone, Debug)]
pub(crate) struct Selection {
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
struct Gate {
    open: bool,
    first_day: i32,
    last_day: i32,
}

/// A filter made ready for a pass. Text is not part of it.
struct Test {
    /// By space id.
    gates: Vec<Gate>,
    /// Starts from (included) to (excluded), in milliseconds.
    starts: (i64, i64),
    view: ViewTest,
    /// The channel's code; `None` where no channel is asked for.
    channel: Option<Option<u16>>,
}

enum ViewTest {
    All,
    Flag(Flags),
    Unconverted,
    Kind(u8),
}

/// What a pass has found.
struct Found {
    /// Members, in ascending order of ids.
    members: Vec<u32>,
    /// Conversations under every part but the channel, by channel code.
    tabs: Vec<u64>,
    newest_day: i32,
}

/// Selects. `hits` are the ids that a search or a kind without a bit allows, ascending; `None` allows
/// all.
pub(crate) fn select(
    spine: &Spine,
    filter: &ListFilter,
    hits: Option<&[u32]>,
    now: DateTime<Utc>,
) -> Selection {
    let test = Test::new(spine, filter, now);
    let found = find(spine, &test, hits);
    let trend = test.trend(spine, filter, &found, now);
    let metrics = measure(spine, &found, trend);
    let tabs_total = found.tabs.iter().sum();
    let tabs = tabs(&found.tabs, spine);
    Selection {
        ids: arrange(spine, found.members),
        tabs,
        tabs_total,
        metrics,
    }
}

fn find(spine: &Spine, test: &Test, hits: Option<&[u32]>) -> Found {
    let mut found = Found {
        members: Vec::new(),
        tabs: vec![0; spine.channels().len()],
        newest_day: i32::MIN,
    };
    match hits {
        Some(hits) => {
            for id in hits {
                if let Some(fact) = spine.facts().get(*id as usize) {
                    found.meet(*id, fact, test);
                }
            }
        }
        None => {
            for (id, fact) in (0_u32..).zip(spine.facts()) {
                found.meet(id, fact, test);
            }
        }
    }
    found
}

impl Found {
    #[inline]
    fn meet(&mut self, id: u32, fact: &Fact, test: &Test) {
        if !test.admits(fact) {
            return;
        }
        if let Some(tab) = self.tabs.get_mut(usize::from(fact.channel)) {
            *tab += 1;
        }
        if test
            .channel
            .is_none_or(|wanted| wanted == Some(fact.channel))
        {
            self.members.push(id);
            self.newest_day = self.newest_day.max(fact.day);
        }
    }
}

fn measure(spine: &Spine, found: &Found, trend: TrendWindow) -> Metrics {
    let mut tally = Tally::new(trend);
    for id in &found.members {
        if let Some(fact) = spine.facts().get(*id as usize) {
            tally.add(&fact.for_tally());
        }
    }
    tally.finish(spine.channels())
}

/// The members, newest activity first.
fn arrange(spine: &Spine, mut members: Vec<u32>) -> Arc<Vec<u32>> {
    let all = spine.order();
    if members.len() == all.len() {
        return all;
    }
    if members.len() < all.len() / SORT_BELOW {
        order::sort(&mut members, spine.facts());
        return Arc::new(members);
    }
    let set = Bitmap::of(&members, spine.facts().len());
    members.clear();
    members.extend(all.iter().copied().filter(|id| set.contains(*id)));
    Arc::new(members)
}

fn tabs(counts: &[u64], spine: &Spine) -> Vec<ChannelCount> {
    let present = spine
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

impl Test {
    fn new(spine: &Spine, filter: &ListFilter, now: DateTime<Utc>) -> Self {
        Self {
            gates: gates(spine, filter, now),
            starts: starts(filter.period),
            view: ViewTest::of(&filter.view),
            channel: filter
                .channel
                .as_ref()
                .map(|channel| code_of(spine.channels(), channel)),
        }
    }

    /// Whether every part of the filter but the channel admits a conversation.
    #[inline]
    fn admits(&self, fact: &Fact) -> bool {
        fact.is_present() && self.admits_place_and_time(fact) && self.view.admits(fact)
    }

    #[inline]
    fn admits_place_and_time(&self, fact: &Fact) -> bool {
        self.gates.get(fact.space as usize).is_some_and(|gate| {
            gate.open && fact.day >= gate.first_day && fact.day <= gate.last_day
        }) && fact.started >= self.starts.0
            && fact.started < self.starts.1
    }

    /// The last days of the scope. It ends today, or at the end of the asked period, or, where the
    /// newest conversation is older than the trend is long, at that one: an empty line says nothing.
    fn trend(
        &self,
        spine: &Spine,
        filter: &ListFilter,
        found: &Found,
        now: DateTime<Utc>,
    ) -> TrendWindow {
        let today = spine
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

impl ViewTest {
    fn of(view: &ListView) -> Self {
        match view {
            ListView::All => Self::All,
            ListView::Escalated => Self::Flag(Flags::ESCALATED),
            ListView::WithLead => Self::Flag(Flags::LEAD),
            ListView::Unconverted => Self::Unconverted,
            // A kind without a bit is asked of the table, and comes in as hits.
            ListView::Converted(kind) => kind.bit().map_or(Self::All, |bit| Self::Kind(1 << bit)),
        }
    }

    #[inline]
    fn admits(&self, fact: &Fact) -> bool {
        match self {
            Self::All => true,
            Self::Flag(flag) => fact.flags.has(*flag),
            Self::Unconverted => !fact.has_badge(),
            Self::Kind(mask) => fact.kinds & mask != 0,
        }
    }
}

fn gates(spine: &Spine, filter: &ListFilter, now: DateTime<Utc>) -> Vec<Gate> {
    let shut = Gate {
        open: false,
        first_day: i32::MIN,
        last_day: i32::MAX,
    };
    let mut gates = vec![shut; spine.end_of_spaces()];
    for (id, space) in spine.spaces() {
        let asked = filter.space.is_none_or(|wanted| wanted.0 == i64::from(*id))
            && filter.source.is_none_or(|wanted| wanted == space.source);
        let (first_day, last_day) = days(filter.period, space.calendar, now);
        if let Some(gate) = gates.get_mut(*id as usize) {
            *gate = Gate {
                open: asked,
                first_day,
                last_day,
            };
        }
    }
    gates
}

/// The days, first and last included, by a space's own calendar.
fn days(period: FilterPeriod, calendar: Calendar, now: DateTime<Utc>) -> (i32, i32) {
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
        FilterPeriod::Between(from, to) => (crate::stamp::millis(from), crate::stamp::millis(to)),
        FilterPeriod::All | FilterPeriod::LastDays(_) => (i64::MIN, i64::MAX),
    }
}

fn code_of(channels: &[Channel], wanted: &Channel) -> Option<u16> {
    channels
        .iter()
        .position(|channel| channel == wanted)
        .and_then(|code| u16::try_from(code).ok())
}
