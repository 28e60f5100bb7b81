//! The conversation list: a grid of which only the rows in sight exist, behind a true scrollbar. The
//! keyboard stays on the grid; the active row is named to a screen reader and kept in the page.

use super::column_headings::{HEADINGS, column_headings};
use super::empty_state::empty_state;
use super::pick_bar::pick_bar;
use super::row;
use crate::browser::dom;
use crate::components::shared::{action_for, chord, plain};
use crate::i18n::{Phrase, PhraseArg, TextKey, say, t};
use crate::state::{AppState, BrowsingState, LIST, ListState, SettingsState, ViewsState};
use crate::view_model::list_layout::{BadgeForm, ListLayout, list_layout};
use crate::view_model::settings::ListDensity;
use crate::view_model::shortcuts::{KeyAction, KeyChord, KeyScope};
use crate::view_model::sorting::offer_of;
use crate::view_model::virtual_scroll::SelectionMove;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use model::view::ConversationRow;
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;

/// How long the list rests before its thumb is put right.
const SETTLE: Duration = Duration::from_millis(220);

type ListItem = (u32, Option<Arc<ConversationRow>>, Arc<ListLayout>);

/// The list.
pub(crate) fn list(app: AppState) -> impl IntoView {
    let list = app.browse.list;
    let scope = row::RowScope {
        browse: app.browse,
        settings: app.settings,
        links: app.links,
        status: app.status,
    };
    let layout = Memo::new(move |_| layout_now(app.browse, app.views, app.settings));
    Effect::new(move |_| list.has_rows_of(layout.with(ListLayout::row)));
    let template = move || {
        let columns = app.views.columns;
        let width = list.width.get();
        layout.with(|layout| columns.with(|columns| layout.template(columns, width)))
    };
    let drawn = Memo::new(move |_| {
        let position = list.position.get();
        position.rows(&list.track.get(), list.beyond.get())
    });
    Effect::new(move |_| {
        let range = drawn.get();
        list.pages.track();
        app.browse.fetch(range);
    });
    measure(app.browse.list);
    mark_first_rows(app.browse.list, drawn);
    let active = move || {
        list.selected
            .get()
            .map(|selected| format!("row-{}", selected.id))
    };
    let height = move || format!("{}px", list.track.with(|track| track.height().round()));
    let shift = move || {
        let moved = list.position.with(|position| {
            list.track
                .with(|track| position.shift(track, drawn.get().start))
        });
        format!("translateY({:.1}px)", moved)
    };
    let held = Memo::new(move |_| Arc::new(layout.get()));
    let lines = move || lines(app.browse.list, drawn.get(), &held.get());
    let label = move || named_list(list);
    let row = move || format!("{}px", layout.with(ListLayout::row));
    let is_stacked = move || layout.with(|layout| layout.is_stacked);
    let is_compact = move || layout.with(|layout| layout.density == ListDensity::Compact);
    let has_signs = move || layout.with(|layout| layout.badges == BadgeForm::Signs);
    let has_first_word = move || layout.with(|layout| layout.badges == BadgeForm::FirstInWords);
    let is_channel_sign = move || layout.with(|layout| layout.is_channel_sign);
    view! {
        <section class="list" class:stacked=is_stacked class:compact=is_compact class:signs=has_signs class:first-word=has_first_word class:channel-sign=is_channel_sign aria-label=label style:--columns=template style:--row=row>
            <div class="working" class:on=move || list.busy.get()></div>
            {column_headings(app.browse, app.views, layout)}
            {pick_bar(app.browse)}
            <div
                id=LIST
                class="rows"
                role="grid"
                aria-multiselectable="true"
                tabindex="0"
                aria-label=label
                aria-owns=HEADINGS
                aria-rowcount=move || list.track.with(|track| track.rows.saturating_add(1))
                aria-activedescendant=active
                aria-busy=move || list.busy.get().to_string()
                data-testid="list"
                node_ref=list.scroller
                on:scroll=scroll_handler(app.browse.list)
                on:keydown=move |event| key(app.browse, &event)
            >
                <div class="space" role="presentation" style:height=height>
                    <div class="window" role="presentation" style:transform=shift>
                        <For each=lines key=name let:held>{line(scope, &held)}</For>
                        {move || parked(app.browse.list, drawn)}
                    </div>
                </div>
            </div>
            {empty_state(app.browse, app.dialogs, app.notices, app.status)}
        </section>
    }
}

/// How the columns stand in the width that the list has now.
fn layout_now(browse: BrowsingState, views: ViewsState, settings: SettingsState) -> ListLayout {
    let width = browse.list.width.get();
    let density = settings.chosen.with(|settings| settings.density);
    views
        .columns
        .with(|columns| list_layout(columns, width, density))
}

fn lines(list: ListState, range: Range<u32>, layout: &Arc<ListLayout>) -> Vec<ListItem> {
    list.pages.with(|pages| {
        range
            .map(|at| (at, pages.row(at), layout.clone()))
            .collect()
    })
}

/// A row is drawn anew when it is another row, holds other data, or has other columns.
fn name((at, row, layout): &ListItem) -> (u32, usize, Arc<ListLayout>) {
    let data = row.as_ref().map_or(0, |row| Arc::as_ptr(row).addr());
    (*at, data, layout.clone())
}

fn line(scope: row::RowScope, (at, held, layout): &ListItem) -> AnyView {
    match held {
        Some(row) => row::row(scope, *at, row, layout),
        None => row::late(layout),
    }
}

/// The active row, kept in the page while it is scrolled away, so that it can be named.
fn parked(list: ListState, drawn: Memo<Range<u32>>) -> Option<AnyView> {
    let selected = list.selected.get()?;
    let at = selected.row.filter(|at| !drawn.get().contains(at))?;
    let subject = list
        .pages
        .with_untracked(|pages| pages.row(at))
        .map(|row| plain(&row.subject));
    let id = selected.id;
    let place = (at + 2).to_string();
    Some(
        view! {
            <div id=format!("row-{id}") class="parked" role="row" aria-rowindex=place aria-selected=move || list.is_meant(id).to_string()>
                <span role="gridcell">{subject}</span>
            </div>
        }
        .into_any(),
    )
}

fn scroll_handler(list: ListState) -> impl Fn(leptos::ev::Event) {
    let waiting = RwSignal::new(None::<TimeoutHandle>);
    move |_| {
        let Some(element) = list.scroller.get_untracked() else {
            return;
        };
        list.scrolled(f64::from(element.scroll_top()));
        if let Some(handle) = waiting.get_untracked() {
            TimeoutHandle::clear(&handle);
        }
        waiting.set(set_timeout_with_handle(move || list.settle(), SETTLE).ok());
    }
}

/// Follows the size of the opening.
fn measure(list: ListState) {
    Effect::new(move |_| {
        let Some(element) = list.scroller.get() else {
            return;
        };
        let seen = element.clone();
        let measured = move || {
            list.width.set(f64::from(seen.client_width()));
            list.measured(f64::from(seen.client_height()));
        };
        measured();
        let callback = Closure::<dyn Fn()>::new(measured);
        if let Ok(observer) = web_sys::ResizeObserver::new(callback.as_ref().unchecked_ref()) {
            observer.observe(&element);
            // The list lives as long as the page.
            callback.forget();
        }
    });
}

/// Marks the moment at which a reader sees the first conversations.
fn mark_first_rows(list: ListState, drawn: Memo<Range<u32>>) {
    Effect::new(move |seen: Option<bool>| {
        if seen == Some(true) {
            return true;
        }
        let some = list
            .pages
            .with(|pages| drawn.get().any(|at| pages.row(at).is_some()));
        if some {
            dom::mark_painted("first-rows");
        }
        some
    });
}

fn key(browse: BrowsingState, event: &KeyboardEvent) {
    let step = match action_for(KeyScope::List, event) {
        Some(KeyAction::Next) => SelectionMove::Next,
        Some(KeyAction::Previous) => SelectionMove::Previous,
        Some(KeyAction::PageDown) => SelectionMove::PageDown,
        Some(KeyAction::PageUp) => SelectionMove::PageUp,
        Some(KeyAction::First) => SelectionMove::First,
        Some(KeyAction::Last) => SelectionMove::Last,
        Some(KeyAction::PickNext) => return pick_by(browse, event, SelectionMove::Next),
        Some(KeyAction::PickPrevious) => {
            return pick_by(browse, event, SelectionMove::Previous);
        }
        Some(KeyAction::Open) => {
            event.prevent_default();
            return browse.open_selected();
        }
        _ => return type_ahead(browse, event),
    };
    event.prevent_default();
    browse.step(step);
}

/// The first letters of a name go to its row, where single keys do nothing else.
fn type_ahead(browse: BrowsingState, event: &KeyboardEvent) {
    let letter = event.key();
    let is_letter = letter.chars().count() == 1 && letter.chars().all(char::is_alphanumeric);
    let is_free = chord(event) == Some(KeyChord::Alone) && !browse.settings.keys_act();
    if is_letter && is_free {
        event.prevent_default();
        event.stop_propagation();
        browse.go_to_typed(&letter, event.time_stamp());
    }
}

fn pick_by(browse: BrowsingState, event: &KeyboardEvent, step: SelectionMove) {
    event.prevent_default();
    browse.pick_step(step);
}

/// What the list is called: what it lists, and in which order.
fn named_list(list: ListState) -> String {
    let order = t(offer_of(list.sort.get()).2).to_owned();
    say(&Phrase::new(TextKey::ListLabel).with("order", PhraseArg::Text(order)))
}
