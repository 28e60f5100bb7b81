//! Annotations on the trend: flags over the chart, and under it the numbers before and after the one that is looked at.

use super::parts_table::parts_table;
use crate::components::shared::icon;
use crate::i18n::{TextKey, say, t};
use crate::state::{AnnotationsState, DashboardState, StatusSignal};
use crate::view_model::dashboard::annotations::{
    AnnotationMarks, annotation_words, before_after_table, sides_phrase, still_converting,
    why_moved,
};
use crate::view_model::icon::Icon;
use leptos::prelude::*;
use model::annotation::{BeforeAfterView, TrendAnnotation};
use model::view::SpaceView;

/// The names of the spaces that are shown.
pub(super) fn spaces_of(status: StatusSignal) -> Vec<SpaceView> {
    status.with_untracked(|status| {
        let spaces = status.as_ref().map(|status| status.spaces.clone());
        spaces.unwrap_or_default()
    })
}

/// The flags over the chart, and a line down from each. A flag compares before and after the first that it says; the others
/// stand in the panel.
pub(super) fn flags(
    annotations: AnnotationsState,
    marks: &AnnotationMarks,
    spaces: &[SpaceView],
) -> Option<AnyView> {
    if marks.flags.is_empty() {
        return None;
    }
    let lines = marks.flags.iter().map(|flag| {
        view! { <i class="day-line" aria-hidden="true" style:inset-inline-start=format!("{}%", flag.x)></i> }
    });
    let flags = marks.flags.iter().filter_map(|flag| {
        let said = marks.of_flag(flag);
        let first = said.first()?.id;
        let words: Vec<String> = said.iter().map(|one| say(&annotation_words(one, spaces))).collect();
        let words = words.join("; ");
        let label = format!("{words}. {}", t(TextKey::AnnotationFlagHelp));
        let is_on = move || annotations.compared.with(|it| it.as_ref().is_some_and(|it| it.annotation.id == first));
        Some(view! {
            <li style:inset-inline-start=format!("{}%", flag.x)>
                <button type="button" title=words aria-label=label aria-pressed=move || is_on().to_string() data-testid=format!("annotation-{first}") on:click=move |_| annotations.compare(first)>
                    {icon(Icon::Flag)}
                </button>
            </li>
        })
    });
    Some(
        view! {
            {lines.collect::<Vec<_>>()}
            <ul class="day-flags" aria-label=t(TextKey::AnnotationFlags)>{flags.collect::<Vec<_>>()}</ul>
        }
        .into_any(),
    )
}

/// The annotations of a step, in the table that says the same as the chart.
pub(super) fn at_step(
    annotations: AnnotationsState,
    marks: &AnnotationMarks,
    step: usize,
    spaces: &[SpaceView],
) -> Vec<AnyView> {
    let one = |one: &TrendAnnotation| {
        let id = one.id;
        let words = say(&annotation_words(one, spaces));
        view! {
            <button class="textual" type="button" title=t(TextKey::AnnotationFlagHelp) data-testid=format!("annotation-row-{id}") on:click=move |_| annotations.compare(id)>{words}</button>
        }
        .into_any()
    };
    marks.at_step(step).into_iter().map(one).collect()
}

/// The numbers before and after the one that is looked at.
pub(super) fn annotation_panel(
    state: DashboardState,
    annotations: AnnotationsState,
    marks: &AnnotationMarks,
    spaces: &[SpaceView],
) -> Option<AnyView> {
    let view = annotations.compared.get()?;
    let one = view.annotation.clone();
    let id = one.id;
    let changed = one.clone();
    let table = before_after_table(&view);
    Some(
        view! {
            <section class="annotation-panel" aria-label=say(&annotation_words(&one, spaces)) data-testid="annotation-panel">
                <header>
                    {icon(Icon::Flag)}
                    <h3>{say(&annotation_words(&one, spaces))}</h3>
                    <button class="textual" type="button" data-testid="annotation-change" on:click=move |_| annotations.begin_change(&changed)>{t(TextKey::AnnotationChange)}</button>
                    <button class="textual" type="button" data-testid="annotation-remove" on:click=move |_| annotations.remove(id)>{t(TextKey::AnnotationRemove)}</button>
                    <button class="plain" type="button" aria-label=t(TextKey::AnnotationClose) title=t(TextKey::AnnotationClose) data-testid="annotation-close" on:click=move |_| { annotations.close(); }>{icon(Icon::Close)}</button>
                </header>
                {beside(annotations, marks, &view, spaces)}
                <p class="card-foot" role="status" data-testid="annotation-sides">{notes(&view, spaces)}</p>
                {parts_table(state, &table, None, None)}
            </section>
        }
        .into_any(),
    )
}

/// Others that the same flag says.
fn beside(
    annotations: AnnotationsState,
    marks: &AnnotationMarks,
    view: &BeforeAfterView,
    spaces: &[SpaceView],
) -> Option<AnyView> {
    let said = marks.flags.iter().map(|flag| marks.of_flag(flag));
    let mut said = said.filter(|said| said.iter().any(|one| one.id == view.annotation.id));
    let others = said
        .next()?
        .into_iter()
        .filter(|one| one.id != view.annotation.id);
    let others = others.map(|one| {
        let id = one.id;
        view! { <button class="textual" type="button" on:click=move |_| annotations.compare(id)>{say(&annotation_words(one, spaces))}</button> }
    });
    let others = others.collect::<Vec<_>>();
    (!others.is_empty()).then(|| view! { <p class="annotation-beside">{others}</p> }.into_any())
}

/// How long the sides are, what may still grow, and what else happened before.
fn notes(view: &BeforeAfterView, spaces: &[SpaceView]) -> String {
    let others = view
        .others_before
        .iter()
        .map(|one| say(&annotation_words(one, spaces)));
    let others: Vec<String> = others.collect();
    let also = (!others.is_empty()).then(|| {
        format!(
            "{} {}.",
            t(TextKey::AnnotationAlsoBefore),
            others.join("; ")
        )
    });
    let sides = Some(say(&sides_phrase(view)));
    let growing = still_converting(view).map(|words| say(&words));
    let why = why_moved(view).map(|words| say(&words));
    let notes: Vec<String> = [sides, why, growing, also].into_iter().flatten().collect();
    notes.join(" ")
}
