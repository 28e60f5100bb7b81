//! What stands behind a number: its definition, its unit, the time that decides, its denominator, what is left out, and
//! whether the rows say the same.

use super::days::{days, whole_day};
use super::opening::counted;
use super::times::duration;
use crate::i18n::{Phrase, PhraseArg, TextKey, TimeStyle};
use crate::view_model::metric_words::title;
use model::dashboard::DashboardView;
use model::metrics::{MetricAmount, MetricId, MetricsRecount};
use model::request::{InferredOutcomes, ListFilter};
use model::view::SourceView;

/// Of what there is evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EvidenceSubject {
    /// A number.
    Metric(MetricId),
    /// The trend.
    Trend,
    /// The comparison.
    Comparison,
    /// The times to convert.
    Times,
    /// The breakdown.
    Breakdown,
    /// The places.
    Places,
    /// The calls to action.
    Funnel,
    /// What came after hours.
    AfterHours,
    /// What is known.
    Coverage,
}

/// A line of the evidence: a word, and what is to be said of it.
#[derive(Clone, Debug, PartialEq)]
pub struct EvidenceLine {
    /// Of what.
    pub name: TextKey,
    /// What.
    pub text: Phrase,
}

/// How a recount ended.
#[derive(Clone, Debug, PartialEq)]
pub enum RecountVerdict {
    /// The rows say the same.
    Agrees(Phrase),
    /// They say otherwise.
    Differs(Phrase),
    /// The rows changed meanwhile.
    Disturbed,
}

impl EvidenceSubject {
    /// The number that is told, listed and recounted.
    #[must_use]
    pub const fn metric(self) -> MetricId {
        match self {
            Self::Metric(what) => what,
            _ => MetricId::Conversations,
        }
    }

    /// What it is called.
    #[must_use]
    pub const fn title(self) -> TextKey {
        match self {
            Self::Metric(what) => title(what),
            Self::Trend => TextKey::TrendTitle,
            Self::Comparison => TextKey::CompareTitle,
            Self::Times => TextKey::TimesTitle,
            Self::Breakdown => TextKey::BreakdownTitle,
            Self::Places => TextKey::PlacesTitle,
            Self::Funnel => TextKey::FunnelTitle,
            Self::AfterHours => TextKey::AfterHoursTitle,
            Self::Coverage => TextKey::CoverageTitle,
        }
    }

    const fn definition(self, inferred: InferredOutcomes) -> TextKey {
        match (inferred, self.of_confirmed()) {
            (InferredOutcomes::Counted, TextKey::DefineKind) => TextKey::DefineKindWithInferred,
            (InferredOutcomes::Counted, TextKey::DefineAny) => TextKey::DefineAnyWithInferred,
            (InferredOutcomes::Counted, TextKey::DefineTrend) => TextKey::DefineTrendWithInferred,
            (_, definition) => definition,
        }
    }

    /// What it counts while inferred outcomes do not.
    const fn of_confirmed(self) -> TextKey {
        match self {
            Self::Trend => TextKey::DefineTrend,
            Self::Comparison => TextKey::DefineComparison,
            Self::Times => TextKey::DefineTimes,
            Self::Breakdown => TextKey::DefineBreakdown,
            Self::Places => TextKey::DefinePlaces,
            Self::Funnel => TextKey::DefineFunnel,
            Self::AfterHours => TextKey::DefineAfterHours,
            Self::Coverage => TextKey::DefineCoverage,
            Self::Metric(what) => match what {
                MetricId::Conversations => TextKey::DefineTotal,
                MetricId::AnyOutcome => TextKey::DefineAny,
                MetricId::Leads => TextKey::DefineLeads,
                MetricId::Escalated => TextKey::DefineEscalated,
                MetricId::Active | MetricId::Ended => TextKey::DefineStatus,
                MetricId::MessagesEach => TextKey::DefineMessages,
                _ => TextKey::DefineKind,
            },
        }
    }

    const fn unit(self) -> TextKey {
        match self {
            Self::Metric(MetricId::MessagesEach) => TextKey::EvidenceUnitMessages,
            _ => TextKey::EvidenceUnitConversation,
        }
    }

    fn time(self) -> TextKey {
        match self {
            Self::Metric(what) if what.kind().is_none() => TextKey::EvidenceTimeStart,
            Self::Places => TextKey::EvidenceTimeStart,
            _ => TextKey::EvidenceOutcomeNow,
        }
    }
}

/// The lines of the evidence.
#[must_use]
pub fn evidence(
    view: &DashboardView,
    subject: EvidenceSubject,
    sources: &[SourceView],
) -> Vec<EvidenceLine> {
    let line = |name, text| Some(EvidenceLine { name, text });
    let lines = [
        line(
            TextKey::EvidenceDefinition,
            subject.definition(view.scope.inferred).into(),
        ),
        line(TextKey::EvidenceUnit, subject.unit().into()),
        line(TextKey::EvidenceTime, subject.time().into()),
        line(TextKey::EvidenceDenominator, denominator(view)),
        counted_inferred(view, subject).and_then(|text| line(TextKey::EvidenceInferredName, text)),
        left_out(view).and_then(|text| line(TextKey::EvidenceLeftOut, text)),
        line(TextKey::EvidenceConverting, converting(view)),
        line(TextKey::EvidenceZones, zones(view)),
        line(TextKey::EvidenceCoverage, coverage(sources)),
        line(TextKey::EvidenceSnapshot, snapshot(view)),
    ];
    lines.into_iter().flatten().collect()
}

fn denominator(view: &DashboardView) -> Phrase {
    let told = PhraseArg::Say(Box::new(days(view.days.span)));
    let text = view.scope.text.trim();
    let key = if text.is_empty() {
        TextKey::EvidenceScope
    } else {
        TextKey::EvidenceScopeAsked
    };
    Phrase::count(key, view.metrics.total)
        .with("days", told)
        .with("text", PhraseArg::Text(text.to_owned()))
}

fn left_out(view: &DashboardView) -> Option<Phrase> {
    let count = view.only_inferred;
    let is_left_out = view.scope.inferred.are_apart() && count > 0;
    is_left_out.then(|| Phrase::count(TextKey::EvidenceInferred, count))
}

/// What is in a number beside the confirmed, where the reader wants it to be.
fn counted_inferred(view: &DashboardView, subject: EvidenceSubject) -> Option<Phrase> {
    if view.scope.inferred.are_apart() {
        return None;
    }
    Some(match subject {
        EvidenceSubject::Times => TextKey::EvidenceTimesConfirmed.into(),
        _ => Phrase::count(TextKey::EvidenceWithInferred, view.only_inferred),
    })
}

fn converting(view: &DashboardView) -> Phrase {
    let mut any = view
        .conversion_times
        .iter()
        .filter(|it| it.outcome == MetricId::AnyOutcome && it.channel.is_none());
    let longest = any.next().and_then(|it| it.quantiles.p95);
    match (view.converting_from, longest) {
        (Some(from), Some(seconds)) => Phrase::new(TextKey::EvidenceConvertingFrom)
            .with("day", whole_day(from))
            .with("time", PhraseArg::Say(Box::new(duration(seconds)))),
        _ => TextKey::EvidenceConvertingUnknown.into(),
    }
}

fn zones(view: &DashboardView) -> Phrase {
    Phrase::new(TextKey::EvidenceZonesOf)
        .with("zones", PhraseArg::Text(view.zones.join(", ")))
        .with("version", PhraseArg::Text(view.zone_database.clone()))
}

fn snapshot(view: &DashboardView) -> Phrase {
    let counted = PhraseArg::At(view.counted_at, None, TimeStyle::Exact);
    Phrase::new(TextKey::EvidenceSnapshotOf)
        .number("generation", view.generation)
        .with("when", counted)
}

fn coverage(sources: &[SourceView]) -> Phrase {
    let Some(newest) = sources.iter().filter_map(|it| it.last_synced_at).max() else {
        return TextKey::EvidenceCoverageNever.into();
    };
    Phrase::count(TextKey::EvidenceCoverageOf, sources.len())
        .with("when", PhraseArg::At(newest, None, TimeStyle::DateTime))
}

/// The list of what a subject counts.
#[must_use]
pub fn evidence_list(view: &DashboardView, subject: EvidenceSubject) -> Option<(u64, ListFilter)> {
    let what = subject.metric();
    let count = match view.metrics.amount(what) {
        MetricAmount::Count(count) => count?,
        MetricAmount::Share(share) => share.conversations,
        MetricAmount::Average(_) => return None,
    };
    Some((count, counted(&view.scope, what)?))
}

/// How the recount of one number ended, beside what the dashboard shows.
#[must_use]
pub fn verdict(view: &DashboardView, what: MetricId, recount: &MetricsRecount) -> RecountVerdict {
    if recount.is_disturbed {
        return RecountVerdict::Disturbed;
    }
    let (shown, recounted) = (
        view.metrics.amount(what).number(),
        recount.recounted.amount(what).number(),
    );
    let told = |key| {
        Phrase::new(key)
            .with("shown", amount(shown))
            .with("recounted", amount(recounted))
    };
    match (shown, recounted) {
        (Some(one), Some(other)) if (one - other).abs() < 1e-9 => {
            RecountVerdict::Agrees(told(TextKey::EvidenceAgrees))
        }
        (None, None) => RecountVerdict::Agrees(told(TextKey::EvidenceAgrees)),
        _ => RecountVerdict::Differs(told(TextKey::EvidenceDiffers)),
    }
}

fn amount(number: Option<f64>) -> PhraseArg {
    match number {
        None => PhraseArg::Key(TextKey::None),
        #[expect(
            clippy::cast_possible_truncation,
            reason = "counts of conversations are far below 2^53"
        )]
        Some(whole) if whole.fract() == 0.0 => PhraseArg::Number(whole as i64),
        Some(mean) => PhraseArg::Decimal(mean),
    }
}

#[cfg(test)]
mod tests {
    use super::super::trend::tests::view;
    use super::*;
    use crate::i18n::PlainFormats;
    use model::metrics::Metrics;

    fn recount(total: u64, is_disturbed: bool) -> MetricsRecount {
        MetricsRecount {
            shown: Metrics::default(),
            recounted: Metrics {
                total,
                ..Metrics::default()
            },
            is_disturbed,
        }
    }

    #[test]
    fn a_recount_agrees_differs_or_was_disturbed() {
        let mut view = view();
        view.metrics.total = 164;
        let found = |recount| verdict(&view, MetricId::Conversations, &recount);
        let RecountVerdict::Agrees(words) = found(recount(164, false)) else {
            panic!("the rows say the same");
        };
        assert_eq!(
            words.say(&PlainFormats),
            "Recounted from the rows: 164 = 164"
        );
        assert!(matches!(
            found(recount(163, false)),
            RecountVerdict::Differs(_)
        ));
        assert_eq!(found(recount(163, true)), RecountVerdict::Disturbed);
    }

    #[test]
    fn inferred_outcomes_are_left_out_or_told_to_be_in() {
        let mut view = view();
        view.only_inferred = 2;
        let told = |view: &DashboardView, name, subject| {
            let lines = evidence(view, subject, &[]);
            let line = lines.into_iter().find(|it| it.name == name);
            line.map(|it| it.text.say(&PlainFormats))
        };
        let tours = EvidenceSubject::Metric(MetricId::Tours);
        let (left_out, counted) = (TextKey::EvidenceLeftOut, TextKey::EvidenceInferredName);
        assert!(told(&view, left_out, tours).is_some_and(|it| it.starts_with("2 only inferred")));
        assert_eq!(told(&view, counted, tours), None);
        view.scope.inferred = InferredOutcomes::Counted;
        assert_eq!(told(&view, left_out, tours), None);
        let words = told(&view, counted, tours).expect("it says so");
        assert!(words.starts_with("counted as confirmed ones"), "{words}");
        let words = told(&view, TextKey::EvidenceDefinition, tours).expect("it is defined");
        assert!(words.contains("confirmed or inferred"), "{words}");
        let words = told(&view, counted, EvidenceSubject::Times).expect("it says so");
        assert!(words.starts_with("not counted here"), "{words}");
    }

    #[test]
    fn every_subject_has_its_evidence() {
        let subjects = [
            EvidenceSubject::Metric(MetricId::Tours),
            EvidenceSubject::Metric(MetricId::MessagesEach),
            EvidenceSubject::Trend,
            EvidenceSubject::Comparison,
            EvidenceSubject::Times,
            EvidenceSubject::Breakdown,
            EvidenceSubject::Places,
        ];
        for subject in subjects {
            let lines = evidence(&view(), subject, &[]);
            assert!(lines.len() >= 8, "{subject:?}");
            assert!(
                lines
                    .iter()
                    .all(|it| !it.text.say(&PlainFormats).contains('{'))
            );
        }
        assert_eq!(
            evidence_list(&view(), EvidenceSubject::Metric(MetricId::MessagesEach)),
            None
        );
        assert!(evidence_list(&view(), EvidenceSubject::Trend).is_some());
    }
}
