//! The trend: two lines over an axis from zero, each step readable with the mouse and with arrow keys, the steps that
//! are still converting marked, and a table that says the same.

use super::annotation_panel::{annotation_panel, at_step, flags, spaces_of};
use super::card::{card, choice, count_button};
use crate::browser::dom;
use crate::components::shared::icon;
use crate::i18n::{TextKey, number, say, t};
use crate::state::{AnnotationsState, DashboardState, StatusSignal};
use crate::view_model::dashboard::annotations::{AnnotationMarks, annotation_marks};
use crate::view_model::dashboard::evidence::EvidenceSubject;
use crate::view_model::dashboard::trend::{TrendDrawing, TrendPoint, trend_drawing};
use crate::view_model::icon::Icon;
use chart::{ChartCorner, polyline};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use model::dashboard::DashboardView;
use model::trend::TrendStep;
use model::view::SpaceView;
use std::sync::Arc;

const STEPS: [(TrendStep, TextKey, &str); 3] = [
    (TrendStep::Day, TextKey::TrendDay, "step-day"),
    (TrendStep::Week, TextKey::TrendWeek, "step-week"),
    (TrendStep::Month, TextKey::TrendMonth, "step-month"),
];

/// The card.
pub(super) fn trend_card(
    state: DashboardState,
    annotations: AnnotationsState,
    status: StatusSignal,
    view: &Arc<DashboardView>,
) -> AnyView {
    let step = state.request.with_untracked(|request| request.step);
    let drawing = Arc::new(trend_drawing(view, step));
    let read = RwSignal::new(None::<usize>);
    let points = Arc::clone(&drawing);
    let note = move || {
        let point = points.points.get(read.get()?)?;
        // The numbers first: where the card is narrow, the day is what is cut.
        Some(format!("{}  ·  {}", say(&point.read()), say(&point.days)))
    };
    annotations.follow(view);
    let annotated = Annotated {
        state: annotations,
        spaces: spaces_of(status),
        marks: {
            let (view, drawing) = (Arc::clone(view), Arc::clone(&drawing));
            let marks = move |_: Option<&_>| {
                annotations
                    .lines
                    .with(|lines| annotation_marks(&view, &drawing.chart.places, lines))
            };
            Memo::new(marks)
        },
    };
    let panel = annotated.clone();
    let inside = move || {
        if state.trend_as_table.get() {
            table(state, &drawing, &annotated)
        } else {
            chart(state, &drawing, &annotated, read)
        }
    };
    let compared = move || {
        panel
            .marks
            .with(|marks| annotation_panel(state, annotations, marks, &panel.spaces))
    };
    card(
        state,
        "trend",
        EvidenceSubject::Trend,
        view! { <span role="status" data-testid="trend-read">{note}</span> }.into_any(),
        tools(state, annotations),
        view! { {inside}{compared} }.into_any(),
    )
}

/// What was written at the days of the trend.
#[derive(Clone)]
struct Annotated {
    state: AnnotationsState,
    marks: Memo<AnnotationMarks>,
    spaces: Vec<SpaceView>,
}

fn tools(state: DashboardState, annotations: AnnotationsState) -> AnyView {
    let steps = STEPS.map(|(step, words, test)| {
        let on = Signal::derive(move || state.request.with(|request| request.step == step));
        choice(words, on, test, move || state.choose_step(step))
    });
    let words = move || {
        t(if state.trend_as_table.get() {
            TextKey::TrendChart
        } else {
            TextKey::TrendTable
        })
    };
    view! {
        <button class="textual" type="button" title=t(TextKey::AnnotationAddHelp) data-testid="annotation-add" on:click=move |_| annotations.begin_new()>{icon(Icon::Flag)}{t(TextKey::AnnotationAdd)}</button>
        <span class="segments" role="group" aria-label=t(TextKey::TrendStep)>{steps.into_iter().collect::<Vec<_>>()}</span>
        <button class="textual" type="button" data-testid="trend-table" on:click=move |_| state.trend_as_table.update(|table| *table = !*table)>{words}</button>
    }
    .into_any()
}

fn chart(
    state: DashboardState,
    drawing: &TrendDrawing,
    annotated: &Annotated,
    read: RwSignal<Option<usize>>,
) -> AnyView {
    let axis = &drawing.chart.axis;
    let lines = axis.lines.iter().map(|line| {
        let from_bottom = format!("{}%", axis.place(*line));
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "an axis of whole numbers from zero"
        )]
        let words = number(line.round() as u64);
        view! { <i class="grid-line" style:inset-block-end=from_bottom><span>{words}</span></i> }
    });
    let worded = drawing.worded.iter().filter_map(|at| {
        let point = drawing.points.get(*at)?;
        let place = format!("{}%", drawing.chart.places.get(*at)?);
        let words = say(&point.label());
        Some(view! { <span style:inset-inline-start=place>{words}</span> })
    });
    let (started, converted) = drawing.names;
    let marks = drawing
        .points
        .iter()
        .enumerate()
        .map(|(at, point)| mark(state, drawing, at, point, read));
    let places = drawing.chart.places.clone();
    let corners: Vec<Vec<ChartCorner>> = drawing.chart.lines.clone();
    let flagged = annotated
        .marks
        .with(|marks| flags(annotated.state, marks, &annotated.spaces));
    let has_flags = flagged.is_some();
    let read_off = move || read.get().and_then(|at| reader(&places, &corners, at));
    view! {
        <div class="trend-chart" class:with-flags=has_flags data-marks="" on:keydown=|event| walk(&event) on:mouseleave=move |_| read.set(None)>
            <div class="plot">
                {lines.collect::<Vec<_>>()}
                {still_converting(drawing)}
                {drawn_lines(drawing)}
                {flagged}
                {read_off}
                <div class="marks" role="list" aria-label=t(TextKey::DashboardKeys)>{marks.collect::<Vec<_>>()}</div>
            </div>
            <div class="line-names" aria-hidden="true">
                <span class="started" style:inset-block-start=format!("{started}%")>{t(TextKey::TrendStarted)}</span>
                <span class="converted" style:inset-block-start=format!("{converted}%")>{t(TextKey::TrendConverted)}</span>
            </div>
            <div class="under" aria-hidden="true">{worded.collect::<Vec<_>>()}</div>
        </div>
    }
    .into_any()
}

/// The lines; the part of the converted that is still growing is dotted.
fn drawn_lines(drawing: &TrendDrawing) -> AnyView {
    let line = |at: usize| drawing.chart.lines.get(at).map_or(&[][..], Vec::as_slice);
    let split = drawing.converting_from.unwrap_or(line(1).len());
    let settled = polyline(&line(1)[..(split + 1).min(line(1).len())]);
    let growing = polyline(line(1).get(split..).unwrap_or(&[]));
    view! {
        <svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">
            <polyline class="started" points=polyline(line(0)) />
            <polyline class="converted" points=settled />
            <polyline class="converted growing" points=growing />
        </svg>
    }
    .into_any()
}

fn still_converting(drawing: &TrendDrawing) -> Option<AnyView> {
    let from = drawing.converting_from?;
    let place = drawing.chart.places.get(from)?;
    Some(
        view! { <i class="still-converting" style:inset-inline-start=format!("{place}%")><span>{t(TextKey::TrendStillConverting)}</span></i> }
            .into_any(),
    )
}

/// A line through the step that is read, and a dot on each of the lines.
fn reader(places: &[f64], lines: &[Vec<ChartCorner>], at: usize) -> Option<AnyView> {
    let place = format!("{}%", places.get(at)?);
    let dots = lines.iter().filter_map(|line| line.get(at)).map(|corner| {
        view! { <i class="dot" style:inset-inline-start=place.clone() style:inset-block-start=format!("{}%", corner.y)></i> }
    });
    let dots = dots.collect::<Vec<_>>();
    Some(view! { <i class="reader-line" style:inset-inline-start=place></i>{dots} }.into_any())
}

/// What is pointed at or walked to: a step from half way before to half way after it.
fn mark(
    state: DashboardState,
    drawing: &TrendDrawing,
    at: usize,
    point: &TrendPoint,
    read: RwSignal<Option<usize>>,
) -> AnyView {
    let places = &drawing.chart.places;
    let here = places.get(at).copied().unwrap_or(50.0);
    let half = places.get(1).map_or(50.0, |second| second / 2.0);
    let (from, to) = ((here - half).max(0.0), (here + half).min(100.0));
    let opens = point.opens.clone();
    let open = move |_| state.open(opens.clone());
    view! {
        <span role="listitem">
            <button
                type="button"
                data-mark=""
                tabindex=if at == 0 { "0" } else { "-1" }
                aria-label=say(&point.spoken())
                style:inset-inline-start=format!("{from}%")
                style:inline-size=format!("{}%", to - from)
                data-testid=format!("trend-{at}")
                on:focus=move |_| read.set(Some(at))
                on:blur=move |_| read.set(None)
                on:mouseenter=move |_| read.set(Some(at))
                on:click=open
            ></button>
        </span>
    }
    .into_any()
}

/// Arrow keys go from step to step.
pub(super) fn walk(event: &KeyboardEvent) {
    let step = match event.key().as_str() {
        "ArrowRight" | "ArrowDown" => 1,
        "ArrowLeft" | "ArrowUp" => -1,
        _ => return,
    };
    if dom::step_mark(step) {
        event.prevent_default();
    }
}

fn table(state: DashboardState, drawing: &TrendDrawing, annotated: &Annotated) -> AnyView {
    let marks = annotated.marks.get();
    let rows = drawing.points.iter().enumerate().map(|(at, point)| {
        let days = say(&point.days);
        let started = count_button(
            state,
            point.started,
            Some(point.opens.clone()),
            format!("trend-started-{at}"),
            &days,
        );
        let converted = count_button(
            state,
            point.converted,
            Some(point.opens_converted.clone()),
            format!("trend-converted-{at}"),
            &days,
        );
        let written = at_step(annotated.state, &marks, at, &annotated.spaces);
        view! { <tr><th scope="row">{days}</th><td>{started}</td><td>{converted}</td><td class="start">{written}</td></tr> }
    });
    view! {
        <div class="table-scroll" tabindex="0">
            <table class="numbers" data-testid="trend-numbers">
                <thead><tr><th scope="col">{t(TextKey::TrendFrom)}</th><th scope="col">{t(TextKey::TrendStarted)}</th><th scope="col">{t(TextKey::TrendConverted)}</th><th scope="col" class="start">{t(TextKey::AnnotationsColumn)}</th></tr></thead>
                <tbody>{rows.collect::<Vec<_>>()}</tbody>
            </table>
        </div>
    }
    .into_any()
}
