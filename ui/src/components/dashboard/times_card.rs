//! Time to convert: how many have each outcome by when, and by when most of those who convert had it.

use super::card::{card, count_button};
use crate::components::shared::icon;
use crate::i18n::{TextKey, say, t};
use crate::state::DashboardState;
use crate::view_model::dashboard::evidence::EvidenceSubject;
use crate::view_model::dashboard::times::{
    TimesDrawing, TimesLine, timed_channels, times_drawing, times_lines,
};
use crate::view_model::icon::Icon;
use crate::view_model::metric_words::title;
use chart::polyline;
use leptos::prelude::*;
use model::Channel;
use model::dashboard::DashboardView;
use model::request::InferredOutcomes;
use std::sync::Arc;

/// The card.
pub(super) fn times_card(state: DashboardState, view: Arc<DashboardView>) -> AnyView {
    let drawing = times_drawing(&view);
    let tools = channels(state, &view);
    let note = match view.scope.inferred {
        InferredOutcomes::Apart => TextKey::TimesNote,
        InferredOutcomes::Counted => TextKey::TimesNoteConfirmed,
    };
    let table = move || {
        let channel = state.channel.get();
        table(state, &times_lines(&view, channel.as_ref()))
    };
    let inside = view! { <div class="times-parts">{curves(&drawing)}{table}</div> };
    card(
        state,
        "times",
        EvidenceSubject::Times,
        t(note).into_any(),
        tools,
        inside.into_any(),
    )
}

fn channels(state: DashboardState, view: &DashboardView) -> AnyView {
    let options = timed_channels(view).into_iter().map(|(channel, words)| {
        let value = channel.as_str().to_owned();
        let selected = move || state.channel.get().as_ref() == Some(&channel);
        view! { <option value=value prop:selected=selected>{say(&words)}</option> }
    });
    let choose = move |event| {
        let name = event_target_value(&event);
        state
            .channel
            .set((!name.is_empty()).then(|| Channel::from(name.as_str())));
    };
    view! {
        <label class="select small">
            <select aria-label=t(TextKey::TimesChannel) data-testid="times-channel" on:change=choose>
                <option value="">{t(TextKey::TimesAllChannels)}</option>
                {options.collect::<Vec<_>>()}
            </select>
            {icon(Icon::Down)}
        </label>
    }
    .into_any()
}

fn curves(drawing: &TimesDrawing) -> AnyView {
    if drawing.curves.is_empty() {
        return ().into_any();
    }
    let axis = &drawing.chart.axis;
    let lines = axis.lines.iter().map(|line| {
        let words = format!("{:.0}%", line * 100.0);
        view! { <i class="grid-line" style:inset-block-end=format!("{}%", axis.place(*line))><span>{words}</span></i> }
    });
    let drawn = drawing.curves.iter().zip(&drawing.chart.curves);
    let drawn = drawn.map(|((outcome, _), curve)| {
        view! { <polyline class=outcome.key() points=polyline(curve) /> }
    });
    let names = drawing.curves.iter().map(|(outcome, place)| {
        view! { <span class=outcome.key() style:inset-block-start=format!("{place}%")>{t(title(*outcome))}</span> }
    });
    let ticks = drawing.ticks.iter().map(|(words, place)| {
        view! { <span style:inset-inline-start=format!("{place}%")>{say(words)}</span> }
    });
    view! {
        <div class="times-chart" aria-hidden="true">
            <div class="plot">
                {lines.collect::<Vec<_>>()}
                <svg viewBox="0 0 100 100" preserveAspectRatio="none">{drawn.collect::<Vec<_>>()}</svg>
            </div>
            <div class="line-names">{names.collect::<Vec<_>>()}</div>
            <div class="under">{ticks.collect::<Vec<_>>()}</div>
        </div>
    }
    .into_any()
}

fn table(state: DashboardState, lines: &[TimesLine]) -> AnyView {
    let rows = lines.iter().map(|line| {
        let count = count_button(state, line.converted, line.opens.clone(), format!("times-{}", line.outcome.key()), t(line.name));
        let quantiles = line.quantiles.iter().map(|time| {
            let words = time.as_ref().map_or_else(|| t(TextKey::None).to_owned(), say);
            view! { <td>{words}</td> }
        });
        view! { <tr><th scope="row">{t(line.name)}</th><td>{count}</td>{quantiles.collect::<Vec<_>>()}</tr> }
    });
    view! {
        <table class="numbers">
            <thead><tr>
                <th scope="col">{t(TextKey::TimesOutcome)}</th>
                <th scope="col">{t(TextKey::TimesConverted)}</th>
                <th scope="col">{t(TextKey::TimesMedian)}</th>
                <th scope="col">{t(TextKey::TimesP75)}</th>
                <th scope="col">{t(TextKey::TimesP95)}</th>
            </tr></thead>
            <tbody>{rows.collect::<Vec<_>>()}</tbody>
        </table>
    }
    .into_any()
}
