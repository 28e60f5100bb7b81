//! The map of the United States: outlines in four shades of one colour, each state a mark for the keyboard, and the
//! states that are too small for a finger as little boxes beside it.

use super::trend_card::walk;
use crate::i18n::{Phrase, PhraseArg, TextKey, say, t};
use crate::state::DashboardState;
use crate::view_model::dashboard::places::{
    PlaceKind, PlaceLine, PlaceMeasure, PlaceOrder, highest_rate, is_small, legend, place_lines,
};
use chart::{StateOutline, US_MAP_BOX, us_outlines};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use model::dashboard::DashboardView;
use model::us_state::UsState;

/// The map, its small states and its legend.
pub(super) fn places_map(state: DashboardState, view: &DashboardView) -> AnyView {
    let lines = place_lines(view, PlaceKind::States, PlaceOrder::Count);
    let measure = state.measure.get();
    let highest = highest_rate(&lines);
    let find = |code: &str| lines.iter().find(|line| line.code == code);
    let (left, top, width, height) = US_MAP_BOX;
    let first = lines.first().map(|line| line.code.clone());
    let outlines = us_outlines().map(|outline| {
        let line = find(outline.code);
        let is_stop = first.as_deref() == Some(outline.code);
        shape(state, outline, line, measure, highest, is_stop)
    });
    let small = UsState::all().filter(|one| is_small(one.code()));
    let boxes = small.map(|one| small_box(state, one, find(one.code()), measure, highest));
    view! {
        <div class="map" data-marks="" on:keydown=|event| walk(&event)>
            <svg viewBox=format!("{left} {top} {width} {height}") role="group" aria-label=t(TextKey::PlacesMap)>
                {outlines.collect::<Vec<_>>()}
            </svg>
            <div class="small-states" role="group" aria-label=t(TextKey::PlacesSmall)>{boxes.collect::<Vec<_>>()}</div>
            {key_of_colours(measure, highest)}
        </div>
    }
    .into_any()
}

fn class_of(line: Option<&PlaceLine>, measure: PlaceMeasure, highest: f64) -> String {
    match line.map(|line| line.class(measure, highest)) {
        None => "shade-0".to_owned(),
        Some(Some(class)) => format!("shade-{class}"),
        Some(None) => "shade-few".to_owned(),
    }
}

fn told(code: &str, line: Option<&PlaceLine>) -> String {
    let name =
        UsState::named(code).map_or_else(|| code.to_owned(), |state| state.name().to_owned());
    match line {
        Some(line) => say(&line.spoken(&name)),
        None => say(&Phrase::count(TextKey::PlacesNone, 0).with("name", PhraseArg::Text(name))),
    }
}

fn shape(
    state: DashboardState,
    outline: StateOutline,
    line: Option<&PlaceLine>,
    measure: PlaceMeasure,
    highest: f64,
    is_stop: bool,
) -> AnyView {
    let class = class_of(line, measure, highest);
    let words = told(outline.code, line);
    let Some(line) = line else {
        return view! { <path class=class d=outline.path><title>{words}</title></path> }.into_any();
    };
    let label = words.clone();
    let (clicked, pressed) = (line.opens.clone(), line.opens.clone());
    let press = move |event: KeyboardEvent| {
        if matches!(event.key().as_str(), "Enter" | " ") {
            event.prevent_default();
            state.open(pressed.clone());
        }
    };
    view! {
        <path
            class=format!("{class} open")
            d=outline.path
            role="button"
            data-mark=""
            tabindex=if is_stop { "0" } else { "-1" }
            aria-label=label
            data-testid=format!("state-{}", outline.code)
            on:click=move |_| state.open(clicked.clone())
            on:keydown=press
        ><title>{words}</title></path>
    }
    .into_any()
}

fn small_box(
    state: DashboardState,
    one: UsState,
    line: Option<&PlaceLine>,
    measure: PlaceMeasure,
    highest: f64,
) -> AnyView {
    let class = class_of(line, measure, highest);
    let words = told(one.code(), line);
    let Some(line) = line else {
        return view! { <span class=class title=words>{one.code()}</span> }.into_any();
    };
    let opens = line.opens.clone();
    view! {
        <button class=class type="button" tabindex="-1" data-mark="" title=words.clone() aria-label=words on:click=move |_| state.open(opens.clone())>{one.code()}</button>
    }
    .into_any()
}

fn key_of_colours(measure: PlaceMeasure, highest: f64) -> AnyView {
    let first = usize::from(measure == PlaceMeasure::Rate);
    let classes = legend(measure, highest).into_iter().enumerate();
    let classes = classes.map(|(at, words)| {
        view! { <span><i class=format!("shade-{}", at + first)></i>{words}</span> }
    });
    let few = (measure == PlaceMeasure::Rate)
        .then(|| view! { <span><i class="shade-few"></i>{t(TextKey::PlacesTooFew)}</span> });
    view! { <p class="map-key" aria-hidden="true">{few}{classes.collect::<Vec<_>>()}</p> }
        .into_any()
}
