//! The numbers of the dashboard's strip, and the parts of its breakdown.

use super::change::{ChangeWords, change, grown, is_mostly_mix, of_metric};
use super::opening::{counted, narrowed};
use crate::i18n::{Phrase, PhraseArg, TextKey};
use crate::view_model::metric_words::title;
use crate::view_model::sparkline::SparklineSeries;
use model::dashboard::DashboardView;
use model::metrics::{MetricAmount, MetricId, Metrics};
use model::request::{InferredOutcomes, ListFilter};

/// A number of the strip.
#[derive(Clone, Debug, PartialEq)]
pub struct KeyFigure {
    /// Which.
    pub what: MetricId,
    /// What it counts.
    pub title: TextKey,
    /// The number; none in an empty scope.
    pub value: Option<u64>,
    /// The share, where there is enough to speak of one.
    pub rate: Option<f64>,
    /// What stands in the place of a share that cannot be told.
    pub few: Option<Phrase>,
    /// Its 95 % interval.
    pub range: Option<Phrase>,
    /// What may be said of it against the period before.
    pub change: Option<ChangeWords>,
    /// Why it changed, where that is worth a word.
    pub why: Option<TextKey>,
    /// Its sparkline.
    pub series: SparklineSeries,
    /// The most of one day.
    pub busiest: u32,
    /// The list of what it counts.
    pub opens: Option<ListFilter>,
}

/// A part of the breakdown.
#[derive(Clone, Debug, PartialEq)]
pub struct BreakdownPart {
    /// Its name for tests and styles.
    pub id: &'static str,
    /// What it counts.
    pub title: TextKey,
    /// How many.
    pub count: u64,
    /// Of all.
    pub of: u64,
    /// The list of them.
    pub opens: ListFilter,
}

/// The strip: all conversations, then each kind of outcome.
#[must_use]
pub fn key_figures(view: &DashboardView) -> Vec<KeyFigure> {
    let outcomes = MetricId::ALL.iter().filter(|id| id.kind().is_some());
    let outcomes = outcomes.map(|what| outcome(view, *what));
    [total(view)].into_iter().chain(outcomes).collect()
}

fn total(view: &DashboardView) -> KeyFigure {
    let before = view.before.as_ref().map(|before| before.metrics.total);
    let against = before.and_then(|before| Some((grown(view.metrics.total, before)?, before)));
    let words = against.map(|(growth, before)| ChangeWords {
        verdict: Phrase::new(total_change(view))
            .with("change", PhraseArg::Text(growth))
            .number("before", before),
        points: None,
        is_clear: false,
    });
    KeyFigure {
        what: MetricId::Conversations,
        title: title(MetricId::Conversations),
        value: (view.metrics.total > 0).then_some(view.metrics.total),
        rate: None,
        few: None,
        range: None,
        change: words,
        why: None,
        series: SparklineSeries::Total,
        busiest: busiest(&view.metrics, |day| day.total),
        opens: counted(&view.scope, MetricId::Conversations),
    }
}

/// Of a period that is not over, more may still start: it is compared with the whole of the one before.
const fn total_change(view: &DashboardView) -> TextKey {
    if view.days.is_over {
        TextKey::ChangeTotal
    } else {
        TextKey::ChangeSoFar
    }
}

fn outcome(view: &DashboardView, what: MetricId) -> KeyFigure {
    let metrics = &view.metrics;
    let share = match metrics.amount(what) {
        MetricAmount::Share(share) => share,
        MetricAmount::Count(_) | MetricAmount::Average(_) => Default::default(),
    };
    let place = what
        .kind()
        .and_then(|kind| kind.bit())
        .map_or(0, usize::from);
    let rate = metrics.telling_rate(share);
    let few = (metrics.total > 0 && rate.is_none())
        .then(|| Phrase::new(TextKey::MetricOf).number("n", metrics.total));
    let before = view.before.as_ref().filter(|_| rate.is_some());
    KeyFigure {
        what,
        title: title(what),
        value: (metrics.total > 0).then_some(share.conversations),
        rate,
        few,
        range: metrics.telling_interval(share).map(range),
        change: before
            .and_then(|before| of_metric(before, what))
            .map(change),
        why: before
            .filter(|before| is_mostly_mix(before, what))
            .map(|_| TextKey::ShiftMostlyMix),
        series: SparklineSeries::Kind(place),
        busiest: busiest(metrics, |day| day.by_kind.get(place).copied().unwrap_or(0)),
        opens: counted(&view.scope, what),
    }
}

/// An interval of a rate, in percent.
#[must_use]
pub fn range((low, high): (f64, f64)) -> Phrase {
    Phrase::new(TextKey::ChangeRange)
        .with("low", PhraseArg::Decimal(low * 100.0))
        .with("high", PhraseArg::Percent(high))
}

fn busiest(metrics: &Metrics, of: impl Fn(&model::metrics::TrendDay) -> u32) -> u32 {
    metrics.trend.iter().map(of).max().unwrap_or(0)
}

/// Those with a confirmed outcome. Inferred ones have a part of their own, whether they count or not.
const fn confirmed(view: &DashboardView) -> u64 {
    let any = view.metrics.any_conversion.conversations;
    match view.scope.inferred {
        InferredOutcomes::Apart => any,
        InferredOutcomes::Counted => any.saturating_sub(view.only_inferred),
    }
}

const fn confirmed_title(view: &DashboardView) -> TextKey {
    match view.scope.inferred {
        InferredOutcomes::Apart => TextKey::NumberAny,
        InferredOutcomes::Counted => TextKey::BreakdownConfirmed,
    }
}

/// The line under the total: how many converted, and how many of all or of those only by an inferred outcome.
#[must_use]
pub fn total_split(view: &DashboardView) -> Phrase {
    let key = match view.scope.inferred {
        InferredOutcomes::Apart => TextKey::TotalSplit,
        InferredOutcomes::Counted => TextKey::TotalSplitWithInferred,
    };
    Phrase::new(key)
        .number("converted", view.metrics.any_conversion.conversations)
        .number("inferred", view.only_inferred)
}

/// The breakdown. Statuses that no conversation has are left out.
#[must_use]
pub fn breakdown(view: &DashboardView) -> Vec<BreakdownPart> {
    let metrics = &view.metrics;
    let confirmed = confirmed(view);
    let unconverted = metrics.total.saturating_sub(confirmed + view.only_inferred);
    let of_metric = |id, title, what: MetricId, count: Option<u64>| {
        Some((id, title, count?, counted(&view.scope, what)?))
    };
    let of_term =
        |id, title, count, term: &str| Some((id, title, count, narrowed(&view.scope, term)));
    let parts = [
        of_metric(
            "active",
            TextKey::StatusActive,
            MetricId::Active,
            metrics.active,
        ),
        of_metric(
            "ended",
            TextKey::StatusEnded,
            MetricId::Ended,
            metrics.ended,
        ),
        of_metric(
            "leads",
            TextKey::ViewWithLead,
            MetricId::Leads,
            Some(metrics.leads.conversations),
        ),
        of_metric(
            "escalated",
            TextKey::ViewEscalated,
            MetricId::Escalated,
            Some(metrics.escalated),
        ),
        of_term("any", confirmed_title(view), confirmed, "outcome:any"),
        of_term(
            "inferred",
            TextKey::BreakdownInferred,
            view.only_inferred,
            "converted:inferred",
        ),
        of_term(
            "unconverted",
            TextKey::BreakdownUnconverted,
            unconverted,
            "outcome:none",
        ),
    ];
    let part = |(id, title, count, opens)| BreakdownPart {
        id,
        title,
        count,
        of: metrics.total,
        opens,
    };
    parts.into_iter().flatten().map(part).collect()
}

#[cfg(test)]
mod tests {
    use super::super::trend::tests::view;
    use super::*;
    use crate::i18n::PlainFormats;
    use model::metrics::Share;

    fn with_total(total: u64) -> DashboardView {
        let mut view = view();
        view.metrics = Metrics {
            total,
            tours: Share {
                conversations: 5,
                rate: Some(0.25),
                interval: Some((0.11, 0.47)),
            },
            any_conversion: Share {
                conversations: 7,
                rate: Some(0.35),
                interval: None,
            },
            ..Metrics::default()
        };
        view.only_inferred = 2;
        view
    }

    #[test]
    fn under_twenty_there_is_a_count_and_in_an_empty_scope_nothing() {
        let tours = |total| {
            let figures = key_figures(&with_total(total)).into_iter();
            let mut tours = figures.filter(|it| it.what == MetricId::Tours);
            tours.next().expect("it is told")
        };
        let (few, enough, none) = (tours(19), tours(20), tours(0));
        assert_eq!(
            (few.value, few.rate, few.few.is_some()),
            (Some(5), None, true)
        );
        assert_eq!((enough.rate, enough.range.is_some()), (Some(0.25), true));
        assert_eq!((none.value, none.few), (None, None));
    }

    /// The same conversations, with inferred outcomes counted.
    fn counting_inferred(mut view: DashboardView) -> DashboardView {
        view.metrics.any_conversion.conversations += view.only_inferred;
        view.scope.inferred = InferredOutcomes::Counted;
        view
    }

    #[test]
    fn the_parts_make_up_all_wherever_the_switch_is() {
        let apart = with_total(30);
        let counted = counting_inferred(apart.clone());
        for view in [&apart, &counted] {
            let parts = breakdown(view);
            let of = |id| parts.iter().find(|it| it.id == id).map_or(0, |it| it.count);
            assert_eq!(of("any"), apart.metrics.any_conversion.conversations);
            assert_eq!(of("any") + of("inferred") + of("unconverted"), 30);
        }
        let titles = [&apart, &counted].map(confirmed_title);
        assert_eq!(titles, [TextKey::NumberAny, TextKey::BreakdownConfirmed]);
    }

    #[test]
    fn the_line_under_the_total_says_what_is_among_the_converted() {
        let apart = with_total(30);
        let any = apart.metrics.any_conversion.conversations;
        assert_eq!(
            total_split(&apart).say(&PlainFormats),
            format!("{any} converted, 2 only inferred")
        );
        assert_eq!(
            total_split(&counting_inferred(apart)).say(&PlainFormats),
            format!("{} converted with inferred, 2 of them only so", any + 2)
        );
    }

    #[test]
    fn the_breakdown_lists_what_it_says() {
        let view = with_total(30);
        let parts = breakdown(&view);
        assert!(
            parts.iter().all(|part| part.id != "active"),
            "no conversation has a status"
        );
        assert!(
            parts
                .iter()
                .all(|part| part.opens.text.ends_with(&view.scope.text))
        );
    }
}
