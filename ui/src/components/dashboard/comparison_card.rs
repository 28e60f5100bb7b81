//! Parts side by side: one axis for all rates, each a dot with its interval, and a verdict beside the rest.

use super::card::{card, count_button};
use super::control_plot::{control_plot, control_table};
use crate::components::shared::icon;
use crate::i18n::{TextKey, percent, say, t};
use crate::state::DashboardState;
use crate::view_model::dashboard::change::shift_line;
use crate::view_model::dashboard::comparison::{
    COMPARED, ComparisonLine, ComparisonTable, comparison_table, outcome_named, side_name,
    side_named,
};
use crate::view_model::dashboard::control::{ControlDrawing, control_drawing};
use crate::view_model::dashboard::evidence::EvidenceSubject;
use crate::view_model::icon::Icon;
use crate::view_model::labels::channel_icon;
use crate::view_model::metric_words;
use leptos::prelude::*;
use model::comparison::ComparisonSide;
use model::dashboard::DashboardView;
use model::metrics::MetricId;
use std::sync::Arc;

/// The card.
pub(super) fn comparison_card(state: DashboardState, view: &Arc<DashboardView>) -> AnyView {
    let side = state.request.with_untracked(|request| request.side);
    let shown = Arc::clone(view);
    let likened = Arc::clone(view);
    // The note, the tools and the card itself ask for it.
    let drawing = Memo::new(move |_| control_drawing(&likened, side, state.outcome.get()));
    let note = move || {
        t(if drawing.with(Option::is_some) {
            TextKey::ComparePlotNote
        } else {
            TextKey::CompareNote
        })
    };
    let inside = move || {
        let outcome = state.outcome.get();
        let why = shift(&shown, outcome);
        match drawing.get() {
            Some(drawing) if state.plot_as_table.get() => {
                view! { {control_table(state, side, &drawing)}{why} }.into_any()
            }
            Some(drawing) => view! { {control_plot(state, &drawing)}{why} }.into_any(),
            None => {
                let table = comparison_table(&shown, side, outcome);
                view! { {drawn(state, side, &table)}{why} }.into_any()
            }
        }
    };
    card(
        state,
        "comparison",
        EvidenceSubject::Comparison,
        note.into_any(),
        tools(state, drawing),
        view! { {inside} }.into_any(),
    )
}

/// Why the rate moved since the period before, where that can be told.
fn shift(view: &DashboardView, outcome: MetricId) -> Option<AnyView> {
    let words = shift_line(view.before.as_ref()?, outcome)?;
    Some(view! { <p class="card-foot" data-testid="compare-shift">{say(&words)}</p> }.into_any())
}

/// Between the plot and its table, where there is a plot.
fn plot_or_table(state: DashboardState, drawing: Memo<Option<ControlDrawing>>) -> Option<AnyView> {
    if drawing.with(Option::is_none) {
        return None;
    }
    let words = t(if state.plot_as_table.get() {
        TextKey::ComparePlot
    } else {
        TextKey::CompareTable
    });
    Some(view! { <button class="textual" type="button" data-testid="compare-table" on:click=move |_| state.plot_as_table.update(|table| *table = !*table)>{words}</button> }.into_any())
}

fn tools(state: DashboardState, drawing: Memo<Option<ControlDrawing>>) -> AnyView {
    let side = move || state.request.with(|request| request.side);
    let sides = ComparisonSide::ALL.map(|one| {
        view! { <option value=one.as_str() prop:selected=move || side() == one>{t(side_name(one))}</option> }
    });
    let outcomes = COMPARED.map(|one| {
        view! { <option value=one.key() prop:selected=move || state.outcome.get() == one>{t(metric_words::title(one))}</option> }
    });
    view! {
        <label class="select small">
            <select aria-label=t(TextKey::CompareBy) data-testid="compare-side" on:change=move |event| state.choose_side(side_named(&event_target_value(&event)))>
                {sides.into_iter().collect::<Vec<_>>()}
            </select>
            {icon(Icon::Down)}
        </label>
        <label class="select small">
            <select aria-label=t(TextKey::CompareOutcome) data-testid="compare-outcome" on:change=move |event| state.outcome.set(outcome_named(&event_target_value(&event)))>
                {outcomes.into_iter().collect::<Vec<_>>()}
            </select>
            {icon(Icon::Down)}
        </label>
        {move || plot_or_table(state, drawing)}
    }
    .into_any()
}

fn drawn(state: DashboardState, side: ComparisonSide, table: &ComparisonTable) -> AnyView {
    let rows = table
        .rows
        .iter()
        .enumerate()
        .map(|(at, line)| row(state, table, at, line));
    let axis = &table.axis;
    let last = axis.lines.len().saturating_sub(1);
    let ticks = axis.lines.iter().enumerate().map(|(at, line)| {
        let percent = format!("{:.0}{}", line * 100.0, if at == last { "%" } else { "" });
        view! { <span style:inset-inline-start=format!("{}%", axis.place(*line))>{percent}</span> }
    });
    view! {
        <div class="table-scroll" tabindex="0">
            <table class="numbers comparison">
                <thead><tr>
                    <th scope="col">{t(side_name(side))}</th>
                    <th scope="col">{t(TextKey::CompareConversations)}</th>
                    <th scope="col">{t(TextKey::TimesConverted)}</th>
                    <th scope="col" class="dots">{t(TextKey::CompareRate)}</th>
                    <th scope="col"></th>
                    <th scope="col" class="start">{t(TextKey::CompareRest)}</th>
                </tr></thead>
                <tbody>{rows.collect::<Vec<_>>()}</tbody>
                <tfoot aria-hidden="true"><tr><td></td><td></td><td></td><td class="dots"><div class="ticks">{ticks.collect::<Vec<_>>()}</div></td><td></td><td></td></tr></tfoot>
            </table>
        </div>
    }
    .into_any()
}

fn row(
    state: DashboardState,
    table: &ComparisonTable,
    at: usize,
    line: &ComparisonLine,
) -> AnyView {
    let name = say(&line.name);
    let sign = line
        .channel
        .as_ref()
        .map(|channel| icon(channel_icon(channel)));
    let count = count_button(
        state,
        line.conversations,
        line.opens.clone(),
        format!("part-{at}"),
        &name,
    );
    let with = count_button(
        state,
        line.with,
        line.opens_with.clone(),
        format!("part-with-{at}"),
        &name,
    );
    let rate = line
        .rate
        .map(percent)
        .unwrap_or_else(|| t(TextKey::None).to_owned());
    let range = line.range.as_ref().map(say);
    let title = range.clone();
    let beside = match &line.beside {
        None => t(TextKey::CompareAlone).into_any(),
        Some(words) => {
            let points = words
                .points
                .as_ref()
                .map(|points| format!(", {}", say(points)));
            view! { <b class:clear=words.is_clear>{say(&words.verdict)}</b>{points} }.into_any()
        }
    };
    let grid = table.axis.lines.iter().map(|at| {
        view! { <i class="tick" style:inset-inline-start=format!("{}%", table.axis.place(*at))></i> }
    });
    let dot = line.dot.map(|dot| {
        view! {
            <i class="interval" style:inset-inline-start=format!("{}%", dot.low) style:inline-size=format!("{}%", dot.high - dot.low)></i>
            <i class="point" style:inset-inline-start=format!("{}%", dot.at)></i>
        }
    });
    view! {
        <tr data-testid="part">
            <th scope="row">{sign}<bdi title=name.clone()>{name.clone()}</bdi></th>
            <td>{count}</td>
            <td>{with}</td>
            <td class="dots" title=title><div class="axis" aria-hidden="true">{grid.collect::<Vec<_>>()}{dot}</div><span class="spoken">{range}</span></td>
            <td class="rate">{rate}</td>
            <td class="start verdict">{beside}</td>
        </tr>
    }
    .into_any()
}
