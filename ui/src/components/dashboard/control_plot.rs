//! The funnel plot of spaces and sources: a mark each, whose shape says between which limits it stands, and a table that
//! says the same.

use super::card::count_button;
use super::trend_card::walk;
use crate::i18n::{TextKey, control_words, number, percent, say, t};
use crate::state::DashboardState;
use crate::view_model::dashboard::comparison::side_name;
use crate::view_model::dashboard::control::{ControlDrawing, ControlMark};
use chart::polyline;
use leptos::prelude::*;
use model::comparison::ComparisonSide;

/// From here on, from 0 to 100, a name stands before its mark: behind it there is no room.
const NAMED_BEFORE: f64 = 60.0;
/// So many marks have room for a name each; of more, those outside of the limits have one.
const NAMED_ALL: usize = 6;

/// The plot.
pub(super) fn control_plot(state: DashboardState, drawing: &ControlDrawing) -> AnyView {
    let has_few = drawing.marks.len() <= NAMED_ALL;
    let marks = drawing.marks.iter().enumerate().map(|(at, one)| {
        let name = (has_few || one.is_outside()).then(|| name(one));
        mark(state, at, one, name)
    });
    view! {
        <div class="control-plot" data-marks="" data-testid="control-plot" on:keydown=|event| walk(&event)>
            <div class="plot">
                {rate_lines(drawing)}
                {limits(drawing)}
                <i class="target" style:inset-block-start=format!("{}%", drawing.plot.target)></i>
                <div class="points" role="list" aria-label=t(TextKey::DashboardKeys)>{marks.collect::<Vec<_>>()}</div>
            </div>
            <div class="under" aria-hidden="true">{size_ticks(drawing)}</div>
        </div>
        {foot(drawing)}
    }
    .into_any()
}

/// What the limits are, and who is too small to stand between them: the plot and its table leave out the same.
fn foot(drawing: &ControlDrawing) -> AnyView {
    let left_out = drawing.left_out.as_ref();
    let left_out = left_out.map(|words| format!(" {}", say(words)));
    view! { <p class="card-foot">{say(&drawing.note)}{left_out}</p> }.into_any()
}

fn rate_lines(drawing: &ControlDrawing) -> Vec<AnyView> {
    let axis = &drawing.plot.rates;
    let line = |line: &f64| {
        let words = format!("{:.0}%", line * 100.0);
        view! { <i class="grid-line" aria-hidden="true" style:inset-block-end=format!("{}%", axis.place(*line))><span>{words}</span></i> }.into_any()
    };
    axis.lines.iter().map(line).collect()
}

fn size_ticks(drawing: &ControlDrawing) -> Vec<AnyView> {
    let axis = &drawing.plot.sizes;
    let last = axis.lines.last().copied().unwrap_or_default();
    let tick = |line: &f64| {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "an axis of whole numbers from zero"
        )]
        let words = number(line.round() as u64);
        // The last number has the room that the name of the axis needs before it.
        let words = if (*line - last).abs() < f64::EPSILON {
            format!("{words} {}", t(TextKey::CompareConversations))
        } else {
            words
        };
        view! { <span style:inset-inline-start=format!("{}%", axis.place(*line))>{words}</span> }
            .into_any()
    };
    axis.lines.iter().map(tick).collect()
}

/// The limits as lines: the inner ones dashed, the outer ones not.
fn limits(drawing: &ControlDrawing) -> AnyView {
    let plot = &drawing.plot;
    view! {
        <svg viewBox="0 0 100 100" preserveAspectRatio="none" role="img" aria-labelledby="control-title control-description">
            <title id="control-title">{say(&drawing.title)}</title>
            <desc id="control-description">{say(&drawing.description)}</desc>
            <polyline class="outer" points=polyline(&plot.outer.0) />
            <polyline class="outer" points=polyline(&plot.outer.1) />
            <polyline class="inner" points=polyline(&plot.inner.0) />
            <polyline class="inner" points=polyline(&plot.inner.1) />
        </svg>
    }
    .into_any()
}

/// The name of a mark, at the side where there is room.
fn name(one: &ControlMark) -> AnyView {
    let has_room_behind = one.at.x < NAMED_BEFORE;
    view! { <bdi class:before=!has_room_behind>{one.name.clone()}</bdi> }.into_any()
}

fn mark(state: DashboardState, at: usize, one: &ControlMark, name: Option<AnyView>) -> AnyView {
    let words = say(&one.spoken);
    let opens = one.opens.clone();
    let open = move |_| {
        if let Some(opens) = opens.clone() {
            state.open(opens);
        }
    };
    view! {
        <span role="listitem">
            <button
                type="button"
                class=one.standing.as_str()
                data-mark=""
                tabindex=if at == 0 { "0" } else { "-1" }
                title=words.clone()
                aria-label=words
                style:inset-inline-start=format!("{}%", one.at.x)
                style:inset-block-start=format!("{}%", one.at.y)
                data-testid=format!("control-{at}")
                on:click=open
            ><i></i>{name}</button>
        </span>
    }
    .into_any()
}

/// The same as a table.
pub(super) fn control_table(
    state: DashboardState,
    side: ComparisonSide,
    drawing: &ControlDrawing,
) -> AnyView {
    let rows = drawing
        .marks
        .iter()
        .enumerate()
        .map(|(at, one)| row(state, at, one));
    view! {
        <div class="table-scroll" tabindex="0">
            <table class="numbers control-rows" data-testid="control-table">
                <thead><tr>
                    <th scope="col">{t(side_name(side))}</th>
                    <th scope="col">{t(TextKey::CompareConversations)}</th>
                    <th scope="col">{t(TextKey::TimesConverted)}</th>
                    <th scope="col">{t(TextKey::PlacesRate)}</th>
                    <th scope="col">{t(TextKey::ControlLimits)}</th>
                    <th scope="col" class="start">{t(TextKey::ControlStanding)}</th>
                </tr></thead>
                <tbody>{rows.collect::<Vec<_>>()}</tbody>
            </table>
        </div>
        {foot(drawing)}
    }
    .into_any()
}

fn row(state: DashboardState, at: usize, one: &ControlMark) -> AnyView {
    let count = count_button(
        state,
        one.conversations,
        one.opens.clone(),
        format!("control-count-{at}"),
        &one.name,
    );
    let with = count_button(
        state,
        one.with,
        one.opens_with.clone(),
        format!("control-with-{at}"),
        &one.name,
    );
    view! {
        <tr>
            <th scope="row"><bdi title=one.name.clone()>{one.name.clone()}</bdi></th>
            <td>{count}</td>
            <td>{with}</td>
            <td class="rate">{percent(one.rate)}</td>
            <td class="rate">{say(&one.limits)}</td>
            <td class="start verdict"><b class:clear=one.is_outside()>{t(control_words(one.standing))}</b></td>
        </tr>
    }
    .into_any()
}
