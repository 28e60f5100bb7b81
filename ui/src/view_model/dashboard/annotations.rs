//! Annotations of the trend as they are shown: at which step each stands, its words, and the numbers before and after one.

use super::change::{change, of_side, split};
use super::days::{day, whole_day};
use super::parts::{Part, PartColumn, PartsTable, rows};
use crate::i18n::{Phrase, PhraseArg, TextKey};
use chart::{DayFlag, day_flags};
use chrono::NaiveDate;
use model::annotation::{
    AnnotatedSpace, AnnotationDraft, AnnotationSide, BeforeAfterView, TrendAnnotation,
};
use model::dashboard::DashboardView;
use model::metrics::MetricId;
use model::request::ListFilter;
use model::view::SpaceView;
use model::{AnnotationId, SpaceId};

/// What a form of an annotation begins with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnnotationForm {
    /// The one that is changed; none for a new one.
    pub annotation: Option<AnnotationId>,
    /// What it is so far.
    pub draft: AnnotationDraft,
}

/// The annotations of a trend, ready to draw.
#[derive(Clone, Debug, PartialEq)]
pub struct AnnotationMarks {
    /// Those that stand on the trend, by day.
    pub shown: Vec<TrendAnnotation>,
    /// Where they stand: each flag says one of the shown, or several.
    pub flags: Vec<DayFlag>,
    /// At which step of the trend each of the shown stands.
    pub steps: Vec<Option<usize>>,
}

/// The annotations that hold for the conversations of a trend and lie on its days.
#[must_use]
pub fn annotation_marks(
    view: &DashboardView,
    places: &[f64],
    all: &[TrendAnnotation],
) -> AnnotationMarks {
    let concern = all.iter().filter(|one| one.concerns(view.scope.space));
    let on_days = concern.filter(|one| step_of(view, one.day).is_some());
    let shown: Vec<TrendAnnotation> = on_days.cloned().collect();
    let steps: Vec<Option<usize>> = shown.iter().map(|one| step_of(view, one.day)).collect();
    AnnotationMarks {
        flags: day_flags(places, &steps),
        shown,
        steps,
    }
}

/// The step in which a day lies; none beyond the days that are counted.
fn step_of(view: &DashboardView, day: NaiveDate) -> Option<usize> {
    let last = view.days.span.last.unwrap_or(view.counted_at.date_naive());
    let begun = view.trend.partition_point(|step| step.start <= day);
    begun.checked_sub(1).filter(|_| day <= last)
}

impl AnnotationMarks {
    /// Those at a step of the trend.
    #[must_use]
    pub fn at_step(&self, step: usize) -> Vec<&TrendAnnotation> {
        let here = self.shown.iter().zip(&self.steps);
        let here = here.filter(|(_, at)| **at == Some(step));
        here.map(|(one, _)| one).collect()
    }

    /// Those that a flag says.
    #[must_use]
    pub fn of_flag(&self, flag: &DayFlag) -> Vec<&TrendAnnotation> {
        flag.of
            .iter()
            .filter_map(|at| self.shown.get(*at))
            .collect()
    }
}

/// An annotation in words: its day, where, and what changed.
#[must_use]
pub fn annotation_words(one: &TrendAnnotation, spaces: &[SpaceView]) -> Phrase {
    Phrase::new(TextKey::AnnotationFlag)
        .with("day", day(one.day))
        .with("space", space_words(one.space, spaces))
        .with("words", PhraseArg::Text(one.words.clone()))
}

fn space_words(space: AnnotatedSpace, spaces: &[SpaceView]) -> PhraseArg {
    let named = |id: SpaceId| spaces.iter().find(|it| it.id == id);
    match space {
        AnnotatedSpace::Every => PhraseArg::Key(TextKey::AnnotationEverySpace),
        AnnotatedSpace::Absent => PhraseArg::Key(TextKey::AnnotationSpaceAbsent),
        AnnotatedSpace::One(id) => named(id)
            .map_or(PhraseArg::Key(TextKey::AnnotationSpaceAbsent), |space| {
                PhraseArg::Text(space.name.clone())
            }),
    }
}

/// What an annotation becomes by default when it is changed.
#[must_use]
pub fn draft_of_annotation(one: &TrendAnnotation) -> AnnotationDraft {
    AnnotationDraft {
        day: one.day,
        words: one.words.clone(),
        space: match one.space {
            AnnotatedSpace::One(space) => Some(space),
            AnnotatedSpace::Every | AnnotatedSpace::Absent => None,
        },
    }
}

/// Before and after side by side.
#[must_use]
pub fn before_after_table(view: &BeforeAfterView) -> PartsTable {
    let side = |id, name, side: &AnnotationSide| PartColumn {
        id,
        name,
        conversations: side.metrics.total,
        // The application says which sources are shown.
        opens: ListFilter {
            only: None,
            ..side.scope.clone()
        },
    };
    let parts = [
        Part {
            column: side("before", TextKey::AnnotationBefore, &view.before),
            metrics: &view.before.metrics,
        },
        Part {
            column: side("after", TextKey::AnnotationAfter, &view.after),
            metrics: &view.after.metrics,
        },
    ];
    PartsTable {
        corner: TextKey::HoursOutcome,
        rows: rows(view.after.scope.inferred, &parts, &view.rates, &[]),
        columns: parts.map(|part| part.column).to_vec(),
        difference: TextKey::AnnotationDifference,
    }
}

/// How long both sides are, and until when.
#[must_use]
pub fn sides_phrase(view: &BeforeAfterView) -> Phrase {
    match &view.ended_by {
        None => Phrase::count(TextKey::AnnotationSides, view.days),
        Some(next) => Phrase::count(TextKey::AnnotationSidesUntil, view.days)
            .with("words", PhraseArg::Text(next.words.clone()))
            .with("day", day(next.day)),
    }
}

/// Why the rate of any outcome moved, where it clearly did.
#[must_use]
pub fn why_moved(view: &BeforeAfterView) -> Option<Phrase> {
    let any = view
        .rates
        .iter()
        .find(|it| it.what == MetricId::AnyOutcome)?;
    let shift = of_side(&view.by_channel, MetricId::AnyOutcome)?;
    let told = || split(Phrase::new(TextKey::AnnotationShift), shift);
    change(any).is_clear.then(told)
}

/// Whether what came after may still grow, in words.
#[must_use]
pub fn still_converting(view: &BeforeAfterView) -> Option<Phrase> {
    let from = view.converting_from?;
    let is_after = view.after.span.last.is_some_and(|last| from <= last);
    let from = view.after.span.first.map_or(from, |first| first.max(from));
    is_after.then(|| Phrase::new(TextKey::AnnotationConverting).with("day", whole_day(from)))
}

#[cfg(test)]
mod tests {
    use super::super::trend::tests::view;
    use super::*;
    use crate::i18n::PlainFormats;
    use model::comparison::RateShift;
    use model::comparison::{RateBesideRest, RateVerdict};
    use model::metrics::{Metrics, Share};
    use model::search::DaySpan;
    use model::{AnnotationId, SourceId};

    fn date(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn annotation(id: i64, day: &str, space: AnnotatedSpace) -> TrendAnnotation {
        TrendAnnotation {
            id: AnnotationId(id),
            day: date(day),
            words: "New prompt".to_owned(),
            space,
        }
    }

    #[test]
    fn annotations_stand_at_the_steps_of_their_days() {
        use AnnotatedSpace::{Absent, Every, One};
        let all = [
            annotation(1, "2026-11-27", Every),
            annotation(2, "2026-11-28", Every),
            annotation(3, "2026-11-30", One(SpaceId(4))),
            annotation(4, "2026-11-30", Absent),
            annotation(5, "2026-12-01", Every),
        ];
        let of = |space| {
            let mut view = view();
            view.scope.space = space;
            let marks = annotation_marks(&view, &[0.0, 50.0, 100.0], &all);
            let ids: Vec<i64> = marks.shown.iter().map(|one| one.id.0).collect();
            let flags: Vec<f64> = marks.flags.iter().map(|flag| flag.x).collect();
            (ids, flags, marks.at_step(2).len())
        };
        assert_eq!(of(None), (vec![2, 3], vec![0.0, 100.0], 1));
        assert_eq!(of(Some(SpaceId(9))), (vec![2], vec![0.0], 0));
    }

    #[test]
    fn an_annotation_is_told_with_its_day_and_its_space() {
        let spaces = [SpaceView {
            id: SpaceId(4),
            source: SourceId(1),
            name: "Harbour".to_owned(),
            time_zone: "UTC".to_owned(),
            conversations: 1,
        }];
        let told = |space| annotation_words(&annotation(1, "2026-11-28", space), &spaces);
        let words = told(AnnotatedSpace::One(SpaceId(4))).say(&PlainFormats);
        assert!(words.ends_with(", Harbour: New prompt"), "{words}");
        let words = told(AnnotatedSpace::Every).say(&PlainFormats);
        assert!(words.ends_with(", every space: New prompt"), "{words}");
    }

    fn side(first: &str, last: &str, total: u64) -> AnnotationSide {
        let share = Share {
            conversations: total / 10,
            rate: Some(0.1),
            interval: Some((0.05, 0.2)),
        };
        AnnotationSide {
            span: DaySpan {
                first: Some(date(first)),
                last: Some(date(last)),
            },
            scope: ListFilter {
                text: format!("(after:{first} before:{last}) roof"),
                only: Some(vec![SourceId(1)]),
                ..ListFilter::default()
            },
            metrics: Metrics {
                total,
                tours: share,
                any_conversion: share,
                ..Metrics::default()
            },
        }
    }

    #[test]
    fn before_and_after_list_their_own_and_say_what_may_be_said() {
        let mut told = BeforeAfterView {
            annotation: annotation(1, "2026-11-21", AnnotatedSpace::Every),
            days: 10,
            before: side("2026-11-11", "2026-11-20", 200),
            after: side("2026-11-21", "2026-11-30", 10),
            ended_by: None,
            others_before: Vec::new(),
            rates: vec![RateBesideRest {
                what: MetricId::Tours,
                difference: 0.02,
                interval: (0.01, 0.03),
                p: 0.01,
                verdict: RateVerdict::More,
            }],
            by_channel: Vec::new(),
            converting_from: Some(date("2026-11-25")),
        };
        let table = before_after_table(&told);
        let after = &table.columns[1].opens;
        assert_eq!(after.text, "(after:2026-11-21 before:2026-11-30) roof");
        assert_eq!(after.only, None);
        let tours = table.rows.iter().find(|row| row.what == MetricId::Tours);
        let tours = tours.expect("told");
        let text = tours.cells[0].opens.as_ref().map(|it| it.text.as_str());
        assert_eq!(
            text,
            Some("outcome:tour (after:2026-11-11 before:2026-11-20) roof")
        );
        assert_eq!(
            (tours.cells[0].rate, tours.cells[1].rate),
            (Some(0.1), None)
        );
        let verdict = tours
            .beside
            .as_ref()
            .map(|it| it.verdict.say(&PlainFormats));
        assert_eq!(verdict.as_deref(), Some("More"));
        let words = sides_phrase(&told).say(&PlainFormats);
        assert_eq!(words, "10 days on each side, until today.");
        assert_eq!(why_moved(&told), None, "nothing is said of any outcome");
        told.rates[0].what = MetricId::AnyOutcome;
        told.by_channel = vec![RateShift {
            what: MetricId::AnyOutcome,
            within: 0.03,
            mix: -0.01,
        }];
        let words = why_moved(&told).expect("it moved").say(&PlainFormats);
        assert!(
            words.contains("+3.0 pts from the rates within the channels"),
            "{words}"
        );
        assert!(still_converting(&told).is_some());
        told.converting_from = Some(date("2026-12-25"));
        assert_eq!(still_converting(&told), None);
        told.ended_by = Some(annotation(2, "2026-12-01", AnnotatedSpace::Every));
        let words = sides_phrase(&told).say(&PlainFormats);
        assert!(
            words.contains("until “New prompt” of 2026-12-01"),
            "{words}"
        );
    }
}
