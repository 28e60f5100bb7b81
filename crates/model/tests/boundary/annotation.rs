//! What the manager writes at days of the trend.

use crate::comparison::{beside_rest, shift};
use crate::metrics::metrics;
use crate::sample::text;
use crate::stands;
use daybook_model::annotation::{
    AnnotatedSpace, AnnotationDraft, AnnotationSide, BeforeAfterRequest, BeforeAfterView,
    ChangeAnnotation, StoredAnnotation, TrendAnnotation,
};
use daybook_model::request::{DataWorld, ListFilter};
use daybook_model::search::DaySpan;
use daybook_model::{AnnotationId, SpaceId};

fn day(text: &str) -> chrono::NaiveDate {
    text.parse().expect("a day")
}

fn annotation(space: AnnotatedSpace) -> TrendAnnotation {
    TrendAnnotation {
        id: AnnotationId(4),
        day: day("2026-11-02"),
        words: text("New prompt"),
        space,
    }
}

fn draft() -> AnnotationDraft {
    AnnotationDraft {
        day: day("2026-11-02"),
        words: text("New prompt"),
        space: Some(SpaceId(3)),
    }
}

fn stored() -> StoredAnnotation {
    StoredAnnotation {
        id: AnnotationId(4),
        day: day("2026-11-02"),
        words: text("New prompt"),
        space: Some((text("store"), text("s1"))),
        world: DataWorld::Real,
    }
}

fn side(first: &str, last: &str) -> AnnotationSide {
    AnnotationSide {
        span: DaySpan {
            first: Some(day(first)),
            last: Some(day(last)),
        },
        scope: ListFilter::default(),
        metrics: metrics(),
    }
}

#[test]
fn annotations() {
    stands! {
        "AnnotatedSpace": vec![
            AnnotatedSpace::Every,
            AnnotatedSpace::One(SpaceId(3)),
            AnnotatedSpace::Absent,
        ],
        "TrendAnnotation": annotation(AnnotatedSpace::One(SpaceId(3))),
        "AnnotationDraft": draft(),
        "ChangeAnnotation": ChangeAnnotation { annotation: AnnotationId(4), draft: draft() },
        "StoredAnnotation": vec![stored(), StoredAnnotation { space: None, ..stored() }],
        "BeforeAfterRequest": BeforeAfterRequest {
            annotation: AnnotationId(4),
            filter: ListFilter::default(),
        },
        "AnnotationSide": side("2026-11-02", "2026-11-08"),
        "BeforeAfterView": BeforeAfterView {
            annotation: annotation(AnnotatedSpace::Every),
            days: 7,
            before: side("2026-10-26", "2026-11-01"),
            after: side("2026-11-02", "2026-11-08"),
            ended_by: Some(annotation(AnnotatedSpace::Every)),
            others_before: Vec::new(),
            rates: vec![beside_rest()],
            by_channel: vec![shift()],
            converting_from: Some(day("2026-11-05")),
        },
    }
}
