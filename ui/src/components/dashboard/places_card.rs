//! Where visitors were: a map of the United States where they were there, and a table that can be sorted.

use super::card::{card, choice, count_button};
use super::places_map::places_map;
use crate::i18n::{Phrase, TextKey, intl, percent, say, t};
use crate::state::DashboardState;
use crate::view_model::dashboard::evidence::EvidenceSubject;
use crate::view_model::dashboard::opening::narrowed;
use crate::view_model::dashboard::places::{
    PlaceKind, PlaceLine, PlaceMeasure, PlaceOrder, place_lines,
};
use leptos::prelude::*;
use model::dashboard::DashboardView;
use std::sync::Arc;

/// The card.
pub(super) fn places_card(state: DashboardState, view: Arc<DashboardView>) -> AnyView {
    let known = view
        .metrics
        .total
        .saturating_sub(view.places.without_country);
    let note = Phrase::new(TextKey::PlacesKnown)
        .number("n", known)
        .number("of", view.metrics.total);
    let inside = move || drawn(state, &view);
    card(
        state,
        "places",
        EvidenceSubject::Places,
        say(&note).into_any(),
        tools(state),
        view! { {inside} }.into_any(),
    )
}

fn tools(state: DashboardState) -> AnyView {
    let kind = |words, kind: PlaceKind, test| {
        let on = Signal::derive(move || state.places.get() == kind);
        choice(words, on, test, move || state.places.set(kind))
    };
    let measure = |words, measure: PlaceMeasure, test| {
        let on = Signal::derive(move || state.measure.get() == measure);
        choice(words, on, test, move || state.measure.set(measure))
    };
    view! {
        <span class="segments" role="group" aria-label=t(TextKey::PlacesKind)>
            {kind(TextKey::PlacesStates, PlaceKind::States, "places-states")}
            {kind(TextKey::PlacesCountries, PlaceKind::Countries, "places-countries")}
        </span>
        <span class="segments" role="group" aria-label=t(TextKey::PlacesMeasure)>
            {measure(TextKey::PlacesCount, PlaceMeasure::Count, "places-count")}
            {measure(TextKey::PlacesRate, PlaceMeasure::Rate, "places-rate")}
        </span>
    }
    .into_any()
}

fn drawn(state: DashboardState, view: &DashboardView) -> AnyView {
    let kind = state.places.get();
    if view.places.countries.is_empty() {
        return view! { <p class="nothing">{t(TextKey::PlacesNowhere)}</p> }.into_any();
    }
    let has_map = kind == PlaceKind::States;
    let map = has_map.then(|| places_map(state, view));
    view! { <div class="places" class:with-map=has_map>{map}{table(state, view, kind)}</div> }
        .into_any()
}

/// The name of a place, as the window has it.
pub(super) fn name_of(line: &PlaceLine) -> String {
    match line.name {
        Some(name) => name.to_owned(),
        // What is no code of a country is its name.
        None if line.code.len() == 2 => intl::with(|formats| formats.country(&line.code)),
        None => line.code.clone(),
    }
}

fn table(state: DashboardState, view: &DashboardView, kind: PlaceKind) -> AnyView {
    let lines = place_lines(view, kind, state.order.get());
    let most = lines.iter().map(|it| it.conversations).max().unwrap_or(0);
    let rows = lines.iter().map(|line| row(state, line, kind, most));
    let (first, unknown, term, title) = match kind {
        PlaceKind::States => (
            TextKey::PlacesState,
            view.places.without_state,
            "state:none",
            TextKey::PlacesNoState,
        ),
        PlaceKind::Countries => (
            TextKey::PlacesCountry,
            view.places.without_country,
            "country:none",
            TextKey::PlacesUnknown,
        ),
    };
    let unknown = count_button(
        state,
        unknown,
        Some(narrowed(&view.scope, term)),
        "place-unknown".to_owned(),
        t(title),
    );
    let bars = (kind == PlaceKind::Countries).then(|| view! { <td></td> });
    let bar_head = (kind == PlaceKind::Countries).then(|| view! { <th scope="col"></th> });
    view! {
        <div class="table-scroll" tabindex="0">
            <table class="numbers">
                <thead><tr>
                    {heading(state, first, PlaceOrder::Name, "sort-place")}
                    {bar_head}
                    {heading(state, TextKey::CompareConversations, PlaceOrder::Count, "sort-count")}
                    {heading(state, TextKey::PlacesConverted, PlaceOrder::Rate, "sort-rate")}
                </tr></thead>
                <tbody>
                    {rows.collect::<Vec<_>>()}
                    <tr class="unknown"><th scope="row">{t(title)}</th>{bars}<td>{unknown}</td><td></td></tr>
                </tbody>
            </table>
        </div>
    }
    .into_any()
}

fn heading(
    state: DashboardState,
    words: TextKey,
    order: PlaceOrder,
    test: &'static str,
) -> AnyView {
    let sorted = move || {
        let is_here = state.order.get() == order;
        is_here.then_some(if order == PlaceOrder::Name {
            "ascending"
        } else {
            "descending"
        })
    };
    view! {
        <th scope="col" aria-sort=sorted><button type="button" data-testid=test on:click=move |_| state.order.set(order)>{t(words)}</button></th>
    }
    .into_any()
}

#[expect(
    clippy::cast_precision_loss,
    reason = "counts of conversations are far below 2^53"
)]
fn row(state: DashboardState, line: &PlaceLine, kind: PlaceKind, most: u64) -> AnyView {
    let name = name_of(line);
    let count = count_button(
        state,
        line.conversations,
        Some(line.opens.clone()),
        format!("place-{}", line.code),
        &name,
    );
    let rate = line.rate.map(percent).unwrap_or_else(|| {
        say(&Phrase::new(TextKey::DashboardFew)
            .number("k", line.converted)
            .number("n", line.conversations))
    });
    let bar = (kind == PlaceKind::Countries).then(|| {
        let size = if most == 0 { 0.0 } else { line.conversations as f64 * 100.0 / most as f64 };
        view! { <td class="bar-cell"><div class="track" aria-hidden="true"><i style:inline-size=format!("{size}%")></i></div></td> }
    });
    view! { <tr data-testid="place"><th scope="row"><bdi title=name.clone()>{name.clone()}</bdi></th>{bar}<td>{count}</td><td class="rate">{rate}</td></tr> }
        .into_any()
}
