//! How long conversations take to convert: one cohort of conversations that are watched from their beginning, and for
//! each outcome the times at which it came. One pass over a million conversations fills it, and the estimate for each
//! outcome needs the order of their ages only once.

use crate::survival::{EventCount, SurvivalCurve};
use model::ConversionKind;
use model::conversion_time::{ConversionPoint, ConversionQuantiles};
use model::metrics::{FEWEST_FOR_RATE, MetricId};

/// Outcomes that are timed: the known kinds by their bits, then any.
const TIMED_OUTCOMES: usize = 6;
/// The place of any outcome among them.
const ANY: usize = 5;
/// Points of a curve: as many as a picture can show.
const POINTS: i32 = 48;
/// The first point of a curve: a minute.
const FIRST_POINT: f64 = 60.0;

/// When a conversation's outcomes came first, in seconds from its beginning; none for an outcome that did not come, or
/// that came before the beginning.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OutcomeTimes([Option<u32>; TIMED_OUTCOMES]);

/// What is known of one conversation.
#[derive(Clone, Copy, Debug, Default)]
pub struct WatchedConversation {
    /// For how many seconds it was watched.
    pub age: u32,
    /// Its outcomes, one bit per known kind.
    pub kinds: u8,
    /// Whether it has an outcome of any kind.
    pub converted: bool,
    /// When they came.
    pub times: OutcomeTimes,
}

/// A cohort so far.
#[derive(Clone, Debug, Default)]
pub struct ConversionCohort {
    ages: Vec<u32>,
    outcomes: [OutcomeTally; TIMED_OUTCOMES],
}

#[derive(Clone, Debug, Default)]
struct OutcomeTally {
    converted: u64,
    /// When it came.
    times: Vec<u32>,
    /// The ages of conversations that are at risk no longer than until then, or not at all.
    ages: Vec<u32>,
}

/// How long one outcome takes in a cohort.
#[derive(Clone, Debug, PartialEq)]
pub struct OutcomeDuration {
    /// Which outcome.
    pub outcome: MetricId,
    /// Conversations that were watched.
    pub conversations: u64,
    /// Of these, with the outcome.
    pub converted: u64,
    /// By when shares of them had converted.
    pub quantiles: ConversionQuantiles,
    /// The share that has converted by a time.
    pub curve: SurvivalCurve,
}

impl OutcomeTimes {
    /// The latest of them.
    #[must_use]
    pub fn latest(&self) -> Option<u32> {
        self.0.iter().copied().flatten().max()
    }

    /// An outcome came; the first one of a kind stands. Of a kind that this version does not know it is any outcome.
    pub fn came(&mut self, kind: &ConversionKind, seconds: u32) {
        let known = kind.bit().map(usize::from);
        for place in known.into_iter().chain([ANY]) {
            if let Some(time) = self.0.get_mut(place) {
                *time = Some(time.map_or(seconds, |before| before.min(seconds)));
            }
        }
    }
}

impl ConversionCohort {
    /// Whether nothing is watched.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ages.is_empty()
    }

    /// Watches a conversation.
    #[inline]
    pub fn add(&mut self, one: &WatchedConversation) {
        self.ages.push(one.age);
        if !one.converted {
            return;
        }
        for (place, tally) in self.outcomes.iter_mut().enumerate() {
            if place == ANY || one.kinds >> place & 1 == 1 {
                tally.converted += 1;
                tally.ages.push(one.age);
                tally
                    .times
                    .extend(one.times.0.get(place).copied().flatten());
            }
        }
    }

    /// How long each outcome takes, any of them first.
    #[must_use]
    pub fn finish(mut self) -> Vec<OutcomeDuration> {
        self.ages.sort_unstable();
        let ages = &self.ages;
        let outcome = |place: usize| {
            let tally = self.outcomes.get(place)?;
            Some(tally.duration(outcome_at(place)?, ages))
        };
        let places = [ANY].into_iter().chain(0..ANY);
        places.filter_map(outcome).collect()
    }
}

/// The metric of a place.
fn outcome_at(place: usize) -> Option<MetricId> {
    if place == ANY {
        return Some(MetricId::AnyOutcome);
    }
    let kind = ConversionKind::KNOWN
        .iter()
        .find(|kind| kind.bit().map(usize::from) == Some(place))?;
    let mut ids = MetricId::ALL.iter().copied();
    ids.find(|id| id.kind().as_ref() == Some(kind))
}

impl OutcomeTally {
    fn duration(&self, outcome: MetricId, ages: &[u32]) -> OutcomeDuration {
        let curve = self.curve(ages);
        OutcomeDuration {
            outcome,
            conversations: ages.len() as u64,
            converted: self.converted,
            quantiles: self.quantiles(&curve),
            curve,
        }
    }

    /// At risk at a time are those that are at least as old, less those of them that converted or are not watched for
    /// it, and again those that convert no earlier.
    fn curve(&self, ages: &[u32]) -> SurvivalCurve {
        let (mut times, mut left) = (self.times.clone(), self.ages.clone());
        times.sort_unstable();
        left.sort_unstable();
        let counts = times.chunk_by(|one, next| one == next).map(|same| {
            let time = same.first().copied().unwrap_or_default();
            let others = at_least(ages, time) - at_least(&left, time);
            EventCount {
                time: u64::from(time),
                at_risk: others + at_least(&times, time),
                events: same.len() as u64,
            }
        });
        SurvivalCurve::of_counts(counts)
    }

    fn quantiles(&self, curve: &SurvivalCurve) -> ConversionQuantiles {
        if (self.times.len() as u64) < FEWEST_FOR_RATE {
            return ConversionQuantiles::default();
        }
        ConversionQuantiles {
            median: curve.quantile_of_events(0.5),
            p75: curve.quantile_of_events(0.75),
            p95: curve.quantile_of_events(0.95),
        }
    }
}

/// How many of an ascending list are as great as this.
fn at_least(ascending: &[u32], least: u32) -> u64 {
    (ascending.len() - ascending.partition_point(|one| *one < least)) as u64
}

impl OutcomeDuration {
    /// The curve at times that are equally far from each other on a scale of logarithms: from a minute to where it
    /// last rises.
    #[must_use]
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "seconds of a few years, never below zero"
    )]
    pub fn points(&self) -> Vec<ConversionPoint> {
        let Some(last) = self.curve.steps().last() else {
            return Vec::new();
        };
        let end = (last.time as f64).max(FIRST_POINT);
        let at =
            |step: i32| FIRST_POINT * (end / FIRST_POINT).powf(f64::from(step) / f64::from(POINTS));
        let mut times: Vec<u64> = (0..=POINTS).map(|step| at(step).ceil() as u64).collect();
        times.dedup();
        let point = |seconds: u64| ConversionPoint {
            seconds,
            converted: self.curve.happened_by(seconds),
        };
        times.into_iter().map(point).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::survival::TimeToEvent;
    use proptest::prelude::*;

    fn watched(age: u32, tour: Option<u32>) -> WatchedConversation {
        let mut times = OutcomeTimes::default();
        if let Some(time) = tour {
            times.came(&ConversionKind::Tour, time);
        }
        WatchedConversation {
            age,
            kinds: u8::from(tour.is_some()) << ConversionKind::Tour.bit().expect("known"),
            converted: tour.is_some(),
            times,
        }
    }

    fn of(found: &[OutcomeDuration], outcome: MetricId) -> &OutcomeDuration {
        let mut found = found.iter().filter(|it| it.outcome == outcome);
        found.next().expect("timed")
    }

    #[test]
    fn the_first_of_several_outcomes_is_the_one_that_counts() {
        let mut times = OutcomeTimes::default();
        times.came(&ConversionKind::Tour, 90);
        times.came(&ConversionKind::Tour, 30);
        times.came(&ConversionKind::Contract, 200);
        let kinds = [ConversionKind::Tour, ConversionKind::Contract];
        let kinds = kinds.iter().filter_map(ConversionKind::bit);
        let one = WatchedConversation {
            age: 1000,
            kinds: kinds.fold(0, |mask, bit| mask | 1 << bit),
            converted: true,
            times,
        };
        let mut cohort = ConversionCohort::default();
        cohort.add(&one);
        let found = cohort.finish();
        let first = |outcome| of(&found, outcome).curve.steps().first().map(|it| it.time);
        assert_eq!(first(MetricId::Tours), Some(30));
        assert_eq!(first(MetricId::Contracts), Some(200));
        assert_eq!(first(MetricId::AnyOutcome), Some(30));
        assert_eq!(first(MetricId::Bookings), None);
    }

    #[test]
    fn an_outcome_from_before_the_beginning_has_no_time_and_is_not_waited_for() {
        let mut cohort = ConversionCohort::default();
        let before = WatchedConversation {
            kinds: 1 << ConversionKind::Tour.bit().expect("known"),
            converted: true,
            ..watched(500, None)
        };
        cohort.add(&before);
        cohort.add(&watched(500, Some(100)));
        cohort.add(&watched(500, None));
        let found = cohort.finish();
        let tours = of(&found, MetricId::Tours);
        assert_eq!((tours.conversations, tours.converted), (3, 2));
        assert!(
            (tours.curve.happened_by(100) - 0.5).abs() < 1e-12,
            "one of the two at risk"
        );
    }

    #[test]
    fn of_fewer_than_twenty_no_quantile_is_told() {
        let cohort = |count: u32| {
            let mut cohort = ConversionCohort::default();
            (1..=count).for_each(|time| cohort.add(&watched(1000, Some(time))));
            cohort.finish()
        };
        let few = cohort(19);
        assert_eq!(
            of(&few, MetricId::Tours).quantiles,
            ConversionQuantiles::default()
        );
        let enough = cohort(20);
        let quantiles = of(&enough, MetricId::Tours).quantiles;
        assert_eq!(
            (quantiles.median, quantiles.p75, quantiles.p95),
            (Some(10), Some(15), Some(19))
        );
    }

    fn any_watched() -> impl Strategy<Value = Vec<(u32, Option<u32>)>> {
        let one = (0_u32..60, any::<bool>()).prop_flat_map(|(age, converts)| {
            (
                Just(age),
                if converts {
                    (0..=age).prop_map(Some).boxed()
                } else {
                    Just(None).boxed()
                },
            )
        });
        prop::collection::vec(one, 0..80)
    }

    proptest! {
        #[test]
        fn the_curve_is_that_of_each_conversation_by_itself(all in any_watched()) {
            let mut cohort = ConversionCohort::default();
            all.iter().for_each(|(age, tour)| cohort.add(&watched(*age, *tour)));
            let one = |(age, tour): &(u32, Option<u32>)| TimeToEvent {
                time: u64::from(tour.unwrap_or(*age)),
                happened: tour.is_some(),
            };
            let expected = SurvivalCurve::of(all.iter().map(one).collect());
            let found = cohort.finish();
            prop_assert_eq!(&of(&found, MetricId::Tours).curve, &expected);
            let points = of(&found, MetricId::Tours).points();
            prop_assert!(points.is_sorted_by(|a, b| a.seconds < b.seconds && a.converted <= b.converted));
        }
    }
}
