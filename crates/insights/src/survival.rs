//! How long something takes that has not happened to all yet: what began yesterday has had no time.

use crate::normal::Z_95;

/// Two shares that differ by less are the same: products of fractions miss a half by a hair.
const SAME_SHARE: f64 = 1e-12;

/// How long one was watched, and whether it happened to it then.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TimeToEvent {
    /// From the beginning until the event, or until the watching ended, in a unit of the caller's choice.
    pub time: u64,
    /// Whether it happened; else it may have happened later, and nobody knows.
    pub happened: bool,
}

/// What happened at one time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EventCount {
    /// When.
    pub time: u64,
    /// To how many it could still happen just before.
    pub at_risk: u64,
    /// To how many it happened; at least one, and at most those at risk.
    pub events: u64,
}

/// The curve at a time at which something happened.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SurvivalStep {
    /// When, in the unit of what was given.
    pub time: u64,
    /// To how many it could still happen just before.
    pub at_risk: u64,
    /// To how many it happened.
    pub events: u64,
    /// The share to which it has not happened by then, from 0 to 1.
    pub survival: f64,
    /// Its 95 % interval; none where the share is 0, of which the formula says nothing.
    pub interval: Option<(f64, f64)>,
}

/// A time by which it has happened to a given share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SurvivalQuantile {
    /// By when.
    pub time: u64,
    /// The lower end of its 95 % interval.
    pub low: u64,
    /// The upper end; none where the watching ended before it.
    pub high: Option<u64>,
}

/// The share to which something has not happened yet, by time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SurvivalCurve {
    steps: Vec<SurvivalStep>,
}

impl SurvivalCurve {
    /// The product-limit estimate.
    ///
    /// E. L. Kaplan and P. Meier, "Nonparametric estimation from incomplete observations", Journal of the American
    /// Statistical Association 53 (1958), 457–481. The interval is Greenwood's variance on the scale of the
    /// logarithm of the cumulative hazard, so that it stays between 0 and 1: J. D. Kalbfleisch and R. L. Prentice,
    /// "The Statistical Analysis of Failure Time Data" (1980), section 1.3. What ends at the time of an event was
    /// still watched when that happened.
    #[must_use]
    pub fn of(mut watched: Vec<TimeToEvent>) -> Self {
        watched.sort_unstable();
        let mut estimate = ProductLimit::new(watched.len() as u64);
        let same_time = watched.chunk_by(|one, next| one.time == next.time);
        let steps = same_time.filter_map(|ended| estimate.take(ended));
        Self {
            steps: steps.collect(),
        }
    }

    /// The same estimate from counts: at each time at which something happened, ascending, to how many it could still
    /// happen and to how many it did.
    #[must_use]
    pub fn of_counts(counts: impl IntoIterator<Item = EventCount>) -> Self {
        let mut estimate = ProductLimit::new(0);
        let steps = counts.into_iter().map(|count| {
            estimate.at_risk = count.at_risk;
            estimate.step(count.time, count.events)
        });
        Self {
            steps: steps.collect(),
        }
    }

    /// By when this share of those to which it happened at all, as far as was watched, had seen it happen; none where
    /// it happened to nobody.
    #[must_use]
    pub fn quantile_of_events(&self, share: f64) -> Option<u64> {
        let all = 1.0 - self.steps.last()?.survival;
        let wanted = share * all - SAME_SHARE;
        let mut steps = self.steps.iter();
        steps
            .find(|step| 1.0 - step.survival >= wanted)
            .map(|step| step.time)
    }

    /// The times at which something happened, earliest first.
    #[must_use]
    pub fn steps(&self) -> &[SurvivalStep] {
        &self.steps
    }

    /// The share to which it has happened by a time, from 0 to 1.
    #[must_use]
    pub fn happened_by(&self, time: u64) -> f64 {
        let until = self.steps.partition_point(|step| step.time <= time);
        let last = until.checked_sub(1).and_then(|at| self.steps.get(at));
        last.map_or(0.0, |step| 1.0 - step.survival)
    }

    /// By when it has happened to this share (0.5 for the median); none where the watching ended before that.
    ///
    /// The interval holds the times that a test of the curve against the share does not reject: R. Brookmeyer and
    /// J. Crowley, "A confidence interval for the median survival time", Biometrics 38 (1982), 29–41.
    #[must_use]
    pub fn quantile(&self, share: f64) -> Option<SurvivalQuantile> {
        let left = 1.0 - share + SAME_SHARE;
        let first = |is_below: &dyn Fn(&SurvivalStep) -> bool| {
            self.steps
                .iter()
                .find(|step| is_below(step))
                .map(|step| step.time)
        };
        let time = first(&|step| step.survival <= left)?;
        let below = |end: Option<f64>| end.is_some_and(|end| end <= left);
        let low = first(&|step| below(step.interval.map(|it| it.0)));
        Some(SurvivalQuantile {
            time,
            low: low.map_or(time, |low| low.min(time)),
            high: first(&|step| below(step.interval.map(|it| it.1))),
        })
    }
}

/// The estimate as far as it has come.
struct ProductLimit {
    at_risk: u64,
    survival: f64,
    /// Greenwood's sum.
    variance: f64,
}

impl ProductLimit {
    fn new(watched: u64) -> Self {
        Self {
            at_risk: watched,
            survival: 1.0,
            variance: 0.0,
        }
    }

    /// All that ended at one time; a step where something happened then.
    fn take(&mut self, ended: &[TimeToEvent]) -> Option<SurvivalStep> {
        let time = ended.first()?.time;
        let events = ended.iter().filter(|it| it.happened).count() as u64;
        let step = (events > 0).then(|| self.step(time, events));
        self.at_risk -= ended.len() as u64;
        step
    }

    /// What happened at one time to those at risk.
    #[expect(
        clippy::cast_precision_loss,
        reason = "counts of conversations are far below 2^53"
    )]
    fn step(&mut self, time: u64, events: u64) -> SurvivalStep {
        let at_risk = self.at_risk;
        let left = at_risk.saturating_sub(events) as f64;
        self.survival *= left / at_risk as f64;
        self.variance += events as f64 / (at_risk as f64 * left);
        SurvivalStep {
            time,
            at_risk,
            events,
            survival: self.survival,
            interval: self.interval(),
        }
    }

    fn interval(&self) -> Option<(f64, f64)> {
        if self.survival <= 0.0 {
            return None;
        }
        let spread = Z_95 * self.variance.sqrt() / self.survival.ln();
        let end = |by: f64| self.survival.powf(by.exp());
        Some((end(-spread), end(spread)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Weeks in remission with 6-mercaptopurine; `false` where the study ended before.
    const TREATED: [(u64, bool); 21] = [
        (6, true),
        (6, true),
        (6, true),
        (6, false),
        (7, true),
        (9, false),
        (10, true),
        (10, false),
        (11, false),
        (13, true),
        (16, true),
        (17, false),
        (19, false),
        (20, false),
        (22, true),
        (23, true),
        (25, false),
        (32, false),
        (32, false),
        (34, false),
        (35, false),
    ];
    /// And with a placebo: all fell ill again.
    const PLACEBO: [u64; 21] = [
        1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23,
    ];

    fn watched(weeks: impl IntoIterator<Item = (u64, bool)>) -> Vec<TimeToEvent> {
        let one = |(time, happened)| TimeToEvent { time, happened };
        weeks.into_iter().map(one).collect()
    }

    #[test]
    fn the_curve_is_that_of_the_reference() {
        // Freireich's trial (1963), with the digits of lifelines 0.30.3; the intervals as Stata prints them.
        let expected = [
            (6, 21, 3, 0.857_142_857_142_857, 0.6197, 0.9516),
            (7, 17, 1, 0.806_722_689_075_629_9, 0.5631, 0.9228),
            (10, 15, 1, 0.752_941_176_470_587_8, 0.5032, 0.8894),
            (13, 12, 1, 0.690_196_078_431_372_2, 0.4316, 0.8491),
            (16, 11, 1, 0.627_450_980_392_156_6, 0.3675, 0.8049),
            (22, 7, 1, 0.537_815_126_050_419_9, 0.2678, 0.7468),
            (23, 6, 1, 0.448_179_271_708_683_27, 0.1881, 0.6801),
        ];
        let curve = SurvivalCurve::of(watched(TREATED));
        assert_eq!(curve.steps().len(), expected.len());
        for (step, (time, at_risk, events, survival, low, high)) in
            curve.steps().iter().zip(expected)
        {
            assert_eq!(
                (step.time, step.at_risk, step.events),
                (time, at_risk, events)
            );
            assert!((step.survival - survival).abs() < 1e-9, "{step:?}");
            let found = step.interval.expect("some are left");
            assert!(
                (found.0 - low).abs() < 5e-5 && (found.1 - high).abs() < 5e-5,
                "{step:?}"
            );
        }
    }

    #[test]
    fn quantiles_are_those_of_the_reference() {
        let treated = SurvivalCurve::of(watched(TREATED));
        let placebo = SurvivalCurve::of(watched(PLACEBO.map(|time| (time, true))));
        let quantile = |time, low, high| Some(SurvivalQuantile { time, low, high });
        assert_eq!(treated.quantile(0.5), quantile(23, 13, None));
        assert_eq!(placebo.quantile(0.5), quantile(8, 4, Some(11)));
        assert_eq!(placebo.quantile(0.75).map(|it| it.time), Some(12));
        assert_eq!(placebo.quantile(0.95).map(|it| it.time), Some(22));
        assert_eq!(
            treated.quantile(0.75),
            None,
            "nobody was watched for so long"
        );
        assert_eq!(SurvivalCurve::of(vec![]).quantile(0.5), None);
    }

    #[test]
    fn a_half_of_whole_numbers_is_a_half() {
        let curve = SurvivalCurve::of(watched((1..=30).map(|time| (time, true))));
        assert_eq!(curve.quantile(0.5).map(|it| it.time), Some(15));
    }

    fn any_watched() -> impl Strategy<Value = Vec<TimeToEvent>> {
        prop::collection::vec((0_u64..40, any::<bool>()), 0..60).prop_map(watched)
    }

    proptest! {
        #[test]
        fn the_curve_never_rises_and_stays_in_its_interval(watched in any_watched()) {
            let curve = SurvivalCurve::of(watched);
            let mut before = 1.0;
            for step in curve.steps() {
                prop_assert!(0.0 <= step.survival && step.survival < before, "{step:?}");
                prop_assert!((curve.happened_by(step.time) - (1.0 - step.survival)).abs() < 1e-12);
                if let Some((low, high)) = step.interval {
                    prop_assert!(0.0 <= low && low <= step.survival, "{step:?}");
                    prop_assert!(step.survival <= high && high <= 1.0, "{step:?}");
                }
                before = step.survival;
            }
        }

        #[test]
        fn where_nothing_is_cut_off_the_curve_counts(times in prop::collection::vec(0_u64..40, 1..60)) {
            let curve = SurvivalCurve::of(watched(times.iter().map(|time| (*time, true))));
            for at in 0..40 {
                let happened = times.iter().filter(|time| **time <= at).count();
                #[expect(clippy::cast_precision_loss, reason = "a test's own numbers")]
                let share = happened as f64 / times.len() as f64;
                prop_assert!((curve.happened_by(at) - share).abs() < 1e-9);
            }
        }

        #[test]
        fn a_quantile_lies_in_its_interval_and_a_greater_share_takes_no_less(watched in any_watched(), share in 0.05_f64..0.9) {
            let curve = SurvivalCurve::of(watched);
            if let Some(found) = curve.quantile(share) {
                prop_assert!(found.low <= found.time);
                prop_assert!(found.high.is_none_or(|high| found.time <= high));
                if let Some(later) = curve.quantile(share + 0.05) {
                    prop_assert!(found.time <= later.time);
                }
            }
        }
    }
}
