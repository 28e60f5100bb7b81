//! The strip of the dashboard: six numbers, each with its rate, its interval, its course and what may be said of it
//! against the period before.

use super::card::{count_button, evidence_button};
use crate::i18n::{Phrase, TextKey, percent, say, t};
use crate::state::{DashboardState, SettingsState};
use crate::view_model::dashboard::change::ChangeWords;
use crate::view_model::dashboard::evidence::EvidenceSubject;
use crate::view_model::dashboard::figures::{KeyFigure, key_figures, total_split};
use crate::view_model::sparkline::{BOX, draw};
use leptos::prelude::*;
use model::dashboard::DashboardView;
use model::metrics::MetricId;

/// The strip; empty until the first answer.
pub(super) fn figure_strip(state: DashboardState, settings: SettingsState) -> AnyView {
    let Some(view) = state.view.get() else {
        return view! { <section class="figures" aria-label=t(TextKey::MetricsLabel)></section> }
            .into_any();
    };
    let today = settings.now.get_untracked().timestamp().div_euclid(86_400);
    let today = i32::try_from(today).unwrap_or(i32::MAX);
    let figures = key_figures(&view).into_iter();
    let figures = figures
        .map(|one| figure(state, &view, one, today))
        .collect::<Vec<_>>();
    view! { <section class="figures" aria-label=t(TextKey::MetricsLabel)>{figures}</section> }
        .into_any()
}

fn figure(state: DashboardState, view: &DashboardView, one: KeyFigure, today: i32) -> AnyView {
    let key = one.what.key();
    let subject = EvidenceSubject::Metric(one.what);
    let is_lit = move || state.evidence.get() == Some(subject);
    let value = match one.value {
        Some(value) => count_button(
            state,
            value,
            one.opens,
            format!("number-{key}"),
            t(one.title),
        ),
        None => view! { <span class="count">{t(TextKey::None)}</span> }.into_any(),
    };
    let rate = one.rate.map(percent).or_else(|| one.few.as_ref().map(say));
    let range = one.range.as_ref().map(say);
    let (width, height) = BOX;
    let line = draw(&view.metrics.trend, one.series, today);
    let peak =
        (one.busiest > 0).then(|| say(&Phrase::new(TextKey::DayBusiest).number("n", one.busiest)));
    let split = (one.what == MetricId::Conversations)
        .then(|| view! { <span class="split-of">{say(&total_split(view))}</span> });
    let counted = view.scope.inferred.are_counted() && one.what.kind().is_some();
    let with_inferred =
        counted.then(|| view! { <p class="with-inferred">{t(TextKey::WithInferred)}</p> });
    view! {
        <article class=format!("figure {key}") class:lit=is_lit data-testid=format!("figure-{key}")>
            <h2><span class="name">{t(one.title)}</span>{evidence_button(state, subject)}</h2>
            <p class="value">{value}<small>{rate}</small><em>{range}</em></p>
            <div class="course">
                <svg class="spark" viewBox=format!("0 0 {width} {height}") preserveAspectRatio="none" aria-hidden="true">
                    <polygon points=line.area.clone() />
                    <polyline points=line.points.clone() />
                </svg>
                <span>{peak}</span>
            </div>
            <p class="said" data-testid=format!("change-{key}")>{split}{said(one.change.as_ref(), one.why, view)}</p>
            {with_inferred}
        </article>
    }
    .into_any()
}

/// The verdict first, then the difference.
fn said(
    change: Option<&ChangeWords>,
    why: Option<TextKey>,
    view: &DashboardView,
) -> Option<AnyView> {
    let Some(change) = change else {
        return view
            .before
            .is_none()
            .then(|| view! { <span>{t(TextKey::ChangeNoBefore)}</span> }.into_any());
    };
    let points = change
        .points
        .as_ref()
        .map(|points| format!(", {}", say(points)));
    let verdict = say(&change.verdict);
    let why = why.map(|words| format!(", {}", t(words)));
    Some(
        view! { <span><b class:clear=change.is_clear>{verdict}</b>{points}{why}</span> }.into_any(),
    )
}
