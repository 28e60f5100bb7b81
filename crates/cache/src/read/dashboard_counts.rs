//! The one pass of a dashboard: everything that is counted of each conversation of its scope, over one state of the
//! index. What is read of the database before is handed in; what may be said of the counts is decided in `insights`.

use super::comparison::{self, DividedBy, PartLabel, ScopeParts, SideFacts};
use super::conversion_times::TimesByConversation;
use super::facets::FacetNames;
use super::trend::{AskedDays, tally_of};
use crate::index::ConversationIndex;
use crate::index::entry::{EntryFlags, IndexEntry};
use crate::table::space::CachedSpace;
use chrono::NaiveDate;
use insights::{
    ConversionCohort, OutcomeDuration, PlaceTally, WatchedConversation, control_curves, date_of_day,
};
use model::Channel;
use model::comparison::{ComparisonRow, ComparisonSide, ControlCurve, RateShift};
use model::conversion_time::ConversionTime;
use model::dashboard::PlaceCounts;
use model::metrics::{MetricId, Metrics};
use model::request::InferredOutcomes;
use model::search::DaySpan;
use model::trend::{TrendBucket, TrendStep};
use query::day_number;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Conversations between two looks at whether anybody still waits.
const LOOK_EVERY: usize = 4_096;
/// Seconds of a day.
const DAY: u64 = 86_400;
/// Milliseconds of a day.
const DAY_MILLIS: i64 = 86_400_000;

/// What is counted, and by what.
pub(super) struct CountRequest {
    pub(super) ids: Arc<Vec<u32>>,
    /// Those of the period before.
    pub(super) before: Option<Arc<Vec<u32>>>,
    pub(super) days: DaySpan,
    pub(super) step: TrendStep,
    pub(super) side: ComparisonSide,
    pub(super) side_facts: SideFacts,
    pub(super) inferred: InferredOutcomes,
    pub(super) today: NaiveDate,
    pub(super) names: FacetNames,
    pub(super) times: Arc<TimesByConversation>,
    /// Until when what happened at each source is known, in milliseconds; for any other it is now.
    pub(super) known_until: HashMap<i64, i64>,
    pub(super) now: i64,
    /// Set when nobody waits any longer.
    pub(super) is_cancelled: Arc<AtomicBool>,
}

/// What the pass has counted.
pub(super) struct RawCounts {
    generation: u64,
    only_inferred: u64,
    leads_converted: u64,
    trend: Vec<TrendBucket>,
    parts: Vec<(PartLabel, Metrics)>,
    by_side: Vec<RateShift>,
    by_channel: Vec<RateShift>,
    places: PlaceTally,
    all: ConversionCohort,
    cohorts: BTreeMap<Channel, ConversionCohort>,
    spaces: BTreeSet<u32>,
}

/// What a dashboard shows of it.
pub(super) struct DashboardCounts {
    pub(super) generation: u64,
    pub(super) only_inferred: u64,
    pub(super) leads_converted: u64,
    pub(super) trend: Vec<TrendBucket>,
    pub(super) converting_from: Option<NaiveDate>,
    pub(super) comparison: Vec<ComparisonRow>,
    pub(super) control: Vec<ControlCurve>,
    /// Why each rate moved since the period before.
    pub(super) by_side: Vec<RateShift>,
    pub(super) by_channel: Vec<RateShift>,
    pub(super) conversion_times: Vec<ConversionTime>,
    pub(super) places: PlaceCounts,
    pub(super) zones: Vec<String>,
}

impl CountRequest {
    /// Counts. What is counted when nobody waits any longer is not whole.
    pub(super) fn count(&self, index: &ConversationIndex) -> RawCounts {
        let asked = AskedDays {
            first: self.days.first.map(day_number),
            last: self.days.last.map(day_number),
        };
        let mut trend = tally_of(index, &self.ids, asked, day_number(self.today));
        let mut parts = self.parts(index, self.side);
        let mut counts = RawCounts::of(index.generation());
        let mut channels: Vec<ConversionCohort> = Vec::new();
        for some in self.ids.chunks(LOOK_EVERY) {
            if self.is_cancelled.load(Ordering::Relaxed) {
                break;
            }
            for id in some {
                let Some(entry) = index.present(*id) else {
                    continue;
                };
                trend.add(&entry.for_tally(self.inferred));
                parts.add(*id, entry);
                counts.take(self, *id, entry);
                let watched = self.watched(index, *id, entry);
                counts.all.add(&watched);
                of_channel(&mut channels, entry.channel).add(&watched);
            }
        }
        counts.trend = trend.finish(self.step);
        counts.parts = parts.finish();
        self.split(index, &mut counts);
        counts.name_channels(channels, index.channels());
        counts
    }

    fn parts<'i>(&'i self, index: &'i ConversationIndex, side: ComparisonSide) -> ScopeParts<'i> {
        let by = DividedBy {
            side,
            names: &self.names,
            facts: &self.side_facts,
        };
        ScopeParts::new(index, by, self.inferred)
    }

    fn parts_of(
        &self,
        index: &ConversationIndex,
        side: ComparisonSide,
        ids: &[u32],
    ) -> Vec<(PartLabel, Metrics)> {
        let mut parts = self.parts(index, side);
        for some in ids.chunks(LOOK_EVERY) {
            if self.is_cancelled.load(Ordering::Relaxed) {
                break;
            }
            let present = some
                .iter()
                .filter_map(|id| Some((*id, index.present(*id)?)));
            present.for_each(|(id, entry)| parts.add(id, entry));
        }
        parts.finish()
    }

    /// Splits why each rate moved since the period before: by the side that is compared, and by the channels.
    fn split(&self, index: &ConversationIndex, counts: &mut RawCounts) {
        let Some(before) = &self.before else {
            return;
        };
        let then = self.parts_of(index, self.side, before);
        counts.by_side = comparison::shifts_of(self.side, &then, &counts.parts);
        let channel = ComparisonSide::Channel;
        counts.by_channel = if self.side == channel {
            counts.by_side.clone()
        } else {
            let then = self.parts_of(index, channel, before);
            let now = self.parts_of(index, channel, &self.ids);
            comparison::shifts_of(channel, &then, &now)
        };
    }

    /// The limits of the rates, where the parts are likened to each other.
    fn control(&self, parts: &[(PartLabel, Metrics)]) -> Vec<ControlCurve> {
        if !self.side.is_ranked() {
            return Vec::new();
        }
        let metrics: Vec<Metrics> = parts.iter().map(|(_, metrics)| metrics.clone()).collect();
        control_curves(&metrics)
    }

    fn watched(
        &self,
        index: &ConversationIndex,
        id: u32,
        entry: &IndexEntry,
    ) -> WatchedConversation {
        let times = self.times.get(&id).copied().unwrap_or_default();
        let source = index.space(entry.space).map(|space| space.source.0);
        let until = source.and_then(|source| self.known_until.get(&source));
        let until = until.copied().unwrap_or(self.now).min(self.now);
        let age = (until - entry.started).max(0) / 1000;
        let age = u32::try_from(age).unwrap_or(u32::MAX);
        WatchedConversation {
            // What came after the last whole sync was met by one that was not whole.
            age: age.max(times.latest().unwrap_or(0)),
            // An inferred outcome has no time to convert: it is inferred for coming soon, which a curve would show.
            kinds: entry.kinds,
            converted: entry.has_confirmed(),
            times,
        }
    }

    /// What is shown of the counts.
    pub(super) fn finish(&self, counts: RawCounts) -> DashboardCounts {
        let all = counts.all.finish();
        let used: Vec<&CachedSpace> = self.used_spaces(&counts.spaces).collect();
        let converting_from = self.converting_from(&all, &used);
        let mut conversion_times: Vec<ConversionTime> =
            all.iter().map(|it| shown(it, None)).collect();
        for (channel, cohort) in counts.cohorts {
            let durations = cohort.finish();
            conversion_times.extend(durations.iter().map(|it| shown(it, Some(channel.clone()))));
        }
        let zones: BTreeSet<&String> = used.iter().map(|space| &space.time_zone).collect();
        DashboardCounts {
            generation: counts.generation,
            only_inferred: counts.only_inferred,
            leads_converted: counts.leads_converted,
            trend: counts.trend,
            converting_from,
            control: self.control(&counts.parts),
            comparison: comparison::rows(self.side, counts.parts),
            by_side: counts.by_side,
            by_channel: counts.by_channel,
            conversion_times,
            places: counts.places.finish(self.names.facts.places.values()),
            zones: zones.into_iter().cloned().collect(),
        }
    }

    fn used_spaces<'s>(&'s self, used: &'s BTreeSet<u32>) -> impl Iterator<Item = &'s CachedSpace> {
        let is_used =
            |space: &&CachedSpace| u32::try_from(space.id).is_ok_and(|id| used.contains(&id));
        self.names.spaces.iter().filter(is_used)
    }

    /// The first day of which too few outcomes may be known. It is reckoned from the source that was synced longest ago:
    /// what happened there since then is not known here.
    fn converting_from(
        &self,
        durations: &[OutcomeDuration],
        used: &[&CachedSpace],
    ) -> Option<NaiveDate> {
        let mut any = durations
            .iter()
            .filter(|it| it.outcome == MetricId::AnyOutcome);
        let days = any.next()?.quantiles.p95? / DAY;
        let back = i32::try_from(days).ok()?;
        let known = used
            .iter()
            .filter_map(|space| self.known_until.get(&space.source_id))
            .min();
        let known = known.map_or(0, |until| (self.now - until).max(0) / DAY_MILLIS);
        let known = i32::try_from(known).ok()?;
        date_of_day(day_number(self.today).checked_sub(back.checked_add(known)?)?)
    }
}

impl RawCounts {
    fn of(generation: u64) -> Self {
        Self {
            generation,
            only_inferred: 0,
            leads_converted: 0,
            trend: Vec::new(),
            parts: Vec::new(),
            places: PlaceTally::default(),
            all: ConversionCohort::default(),
            cohorts: BTreeMap::new(),
            by_side: Vec::new(),
            by_channel: Vec::new(),
            spaces: BTreeSet::new(),
        }
    }

    #[inline]
    fn take(&mut self, request: &CountRequest, id: u32, entry: &IndexEntry) {
        let converted = entry.has_counted(request.inferred);
        self.only_inferred += u64::from(entry.has_only_inferred());
        self.leads_converted += u64::from(converted && entry.flags.has(EntryFlags::LEAD));
        let place = request.names.facts.of(id).map(|facts| facts.place);
        self.places.add(place, u64::from(converted));
        self.spaces.insert(entry.space);
    }

    fn name_channels(&mut self, cohorts: Vec<ConversionCohort>, names: &[Channel]) {
        for (cohort, name) in cohorts.into_iter().zip(names) {
            if !cohort.is_empty() {
                self.cohorts.insert(name.clone(), cohort);
            }
        }
    }
}

/// The cohort of a channel's code.
#[inline]
fn of_channel(cohorts: &mut Vec<ConversionCohort>, code: u16) -> &mut ConversionCohort {
    let at = usize::from(code);
    if at >= cohorts.len() {
        cohorts.resize(at + 1, ConversionCohort::default());
    }
    &mut cohorts[at]
}

/// A duration as it crosses to the window; the curve of all channels together alone.
fn shown(duration: &OutcomeDuration, channel: Option<Channel>) -> ConversionTime {
    ConversionTime {
        outcome: duration.outcome,
        conversations: duration.conversations,
        converted: duration.converted,
        quantiles: duration.quantiles,
        curve: if channel.is_none() {
            duration.points()
        } else {
            Vec::new()
        },
        channel,
    }
}
