//! The menu of the list's columns: which are shown, in which order and how wide, and how high the rows are. All of
//! it by buttons, and by the arrows on a column's line.

use crate::browser::dom;
use crate::components::shared::{action_for, icon, segments};
use crate::i18n::{Phrase, PhraseArg, TextKey, say, t};
use crate::state::{BrowsingState, COLUMNS, SettingsState, ViewsState};
use crate::view_model::icon::Icon;
use crate::view_model::list_layout::{column_name, list_layout, usual_width};
use crate::view_model::settings::ListDensity;
use crate::view_model::shortcuts::{KeyAction, KeyScope};
use crate::view_model::views::with_own_columns;
use leptos::ev::{FocusEvent, KeyboardEvent};
use leptos::prelude::*;
use model::list_columns::{ListColumn, ListColumns};

/// The id of the menu.
const MENU: &str = "columns-menu";

/// How far a step makes a column wider or narrower, in pixels.
const STEP: i32 = 16;

/// Room that the menu needs, in pixels: it never begins where it would end outside of the window.
const ROOM: (f64, f64) = (332.0, 420.0);

/// The button that opens the menu.
pub(super) fn columns_button(browse: BrowsingState) -> impl IntoView {
    let is_open = move || browse.list.columns_menu.get().is_some();
    view! {
        <button
            id=COLUMNS
            class="button columns-button"
            type="button"
            title=t(TextKey::ColumnsHelp)
            aria-label=t(TextKey::ColumnsTitle)
            aria-haspopup="dialog"
            aria-expanded=move || is_open().to_string()
            data-testid="columns"
            on:click=move |_| browse.toggle_columns_menu()
        >
            {icon(Icon::Columns)}
        </button>
    }
}

/// The menu, while it is open.
pub(crate) fn columns_menu(
    browse: BrowsingState,
    views: ViewsState,
    settings: SettingsState,
) -> impl IntoView {
    let place = browse.list.columns_menu;
    move || Some(menu(browse, views, settings, place.get()?))
}

fn menu(
    browse: BrowsingState,
    views: ViewsState,
    settings: SettingsState,
    (x, y): (f64, f64),
) -> AnyView {
    let left = format!("max(8px, min({x}px, 100vw - {}px))", ROOM.0);
    let top = format!("max(8px, min({}px, 100vh - {}px))", y + 4.0, ROOM.1);
    // Those that are shown stand in their order, the others below them.
    let lines = move || {
        views.columns.with(|columns| {
            let shown = columns.chosen().iter().map(|one| one.column);
            let others = ListColumn::ALL.into_iter();
            shown
                .chain(others.filter(|column| !columns.shows(*column)))
                .collect::<Vec<_>>()
        })
    };
    let of_view = move || {
        let filter = browse.list.filter.get();
        let is_own = views
            .lines
            .with(|lines| with_own_columns(&filter, lines).is_some());
        is_own.then(|| view! { <p class="of-view">{t(TextKey::ColumnsOfView)}</p> })
    };
    request_animation_frame(|| dom::focus(&line_id(ListColumn::Subject)));
    view! {
        <div class="menu-ground" on:click=move |_| browse.close_columns_menu()></div>
        <div id=MENU class="columns-menu" role="dialog" aria-label=t(TextKey::ColumnsTitle) style:left=left style:top=top data-testid="columns-menu" on:keydown=move |event| leave(browse, &event) on:focusout=move |event| gone_from(browse, &event)>
            <header>
                <h2>{t(TextKey::ColumnsTitle)}</h2>
                <button class="link" type="button" data-testid="columns-reset" on:click=move |_| views.put_columns(ListColumns::default())>{t(TextKey::ColumnsReset)}</button>
                <button class="plain" type="button" aria-label=t(TextKey::ColumnsClose) title=t(TextKey::ColumnsClose) data-testid="columns-close" on:click=move |_| browse.close_columns_menu()>{icon(Icon::Close)}</button>
            </header>
            {of_view}
            <ul>
                <For each=lines key=|column| *column let:column>{line(browse, views, column)}</For>
            </ul>
            {density(settings)}
        </div>
    }
    .into_any()
}

fn line(browse: BrowsingState, views: ViewsState, column: ListColumn) -> AnyView {
    let columns = views.columns;
    let is_shown = move || columns.with(|columns| columns.shows(column));
    let is_first = move || columns.with(|columns| columns.place(column).is_none_or(|at| at == 0));
    let is_last = move || {
        columns.with(|columns| {
            let place = columns.place(column);
            place.is_none_or(|at| at + 1 == columns.chosen().len())
        })
    };
    let has_rest = column == ListColumn::Subject;
    let cannot_resize = move || has_rest || !is_shown();
    let name = column_name(column);
    let toggle = move |_| {
        if !has_rest {
            views.arrange(|columns| columns.toggle(column));
            keep_keyboard(line_id(column));
        }
    };
    let id = column.as_str();
    view! {
        <li class:off=move || !is_shown()>
            <button
                id=line_id(column)
                class="choose"
                type="button"
                role="checkbox"
                aria-checked=move || is_shown().to_string()
                aria-disabled=has_rest.to_string()
                data-testid=format!("column-{id}")
                on:click=toggle
                on:keydown=move |event| key(views, column, &event)
            >
                <i class="box" aria-hidden="true">{move || is_shown().then(|| icon(Icon::Check))}</i>
                <span class="name">{t(name)}</span>
                <small>{move || width_words(browse, views, column)}</small>
            </button>
            {step(Icon::Up, TextKey::ColumnEarlier, format!("earlier-{id}"), name, is_first, move || shift(views, column, -1))}
            {step(Icon::Down, TextKey::ColumnLater, format!("later-{id}"), name, is_last, move || shift(views, column, 1))}
            {step(Icon::Minus, TextKey::ColumnNarrower, format!("narrower-{id}"), name, cannot_resize, move || widen(views, column, -STEP))}
            {step(Icon::Plus, TextKey::ColumnWider, format!("wider-{id}"), name, cannot_resize, move || widen(views, column, STEP))}
        </li>
    }
    .into_any()
}

fn step(
    sign: Icon,
    words: TextKey,
    test: String,
    name: TextKey,
    is_off: impl Fn() -> bool + Copy + Send + 'static,
    act: impl Fn() + 'static,
) -> AnyView {
    let column = PhraseArg::Text(t(name).to_owned());
    let words = say(&Phrase::new(words).with("column", column));
    let id = format!("column-{test}");
    let again = id.clone();
    // At an end it does nothing more, and keeps the keyboard all the same.
    let press = move |_| {
        if !untrack(is_off) {
            act();
        }
        keep_keyboard(again.clone());
    };
    view! {
        <button id=id class="plain" type="button" aria-label=words.clone() title=words aria-disabled=move || is_off().to_string() data-testid=test on:click=press>{icon(sign)}</button>
    }
    .into_any()
}

fn line_id(column: ListColumn) -> String {
    format!("column-line-{}", column.as_str())
}

/// A line that moves loses the keyboard; it gets it back where it stands then.
fn keep_keyboard(id: String) {
    request_animation_frame(move || dom::focus(&id));
}

/// How wide a column is, or that the list has no room for it now.
fn width_words(browse: BrowsingState, views: ViewsState, column: ListColumn) -> String {
    let columns = views.columns.get();
    if !columns.shows(column) {
        return String::new();
    }
    if !list_layout(&columns, browse.list.width.get(), ListDensity::default()).shows(column) {
        return t(TextKey::ColumnNoRoom).to_owned();
    }
    match columns.width(column) {
        Some(width) => say(&Phrase::new(TextKey::ColumnWidth).number("n", u32::from(width))),
        None if column == ListColumn::Subject => t(TextKey::ColumnWidthRest).to_owned(),
        None => t(TextKey::ColumnWidthUsual).to_owned(),
    }
}

/// Moves a column that is shown by so many places.
fn shift(views: ViewsState, column: ListColumn, by: isize) {
    views.arrange(|columns| {
        let place = columns
            .place(column)
            .and_then(|place| place.checked_add_signed(by));
        if let Some(place) = place {
            columns.put(column, place);
        }
    });
}

fn widen(views: ViewsState, column: ListColumn, by: i32) {
    views.arrange(|columns| {
        let now = columns.width(column).unwrap_or(usual_width(column));
        let next = i32::from(now) + by;
        columns.resize(column, Some(u16::try_from(next).unwrap_or(0)));
    });
}

fn key(views: ViewsState, column: ListColumn, event: &KeyboardEvent) {
    let act = action_for(KeyScope::Columns, event);
    match act {
        Some(KeyAction::Earlier) => shift(views, column, -1),
        Some(KeyAction::Later) => shift(views, column, 1),
        Some(KeyAction::Wider) => widen(views, column, STEP),
        Some(KeyAction::Narrower) => widen(views, column, -STEP),
        Some(KeyAction::NextProposal) => dom::focus_line(MENU, ".choose", 1),
        Some(KeyAction::PreviousProposal) => dom::focus_line(MENU, ".choose", -1),
        _ => return,
    }
    event.prevent_default();
    event.stop_propagation();
    if matches!(act, Some(KeyAction::Earlier | KeyAction::Later)) {
        keep_keyboard(line_id(column));
    }
}

/// The menu is closed by whatever takes the keyboard elsewhere.
fn gone_from(browse: BrowsingState, event: &FocusEvent) {
    let went = event.related_target();
    if went.is_some_and(|to| !dom::is_within(MENU, &to)) {
        browse.list.columns_menu.set(None);
    }
}

/// The menu keeps single keys from the page, and Escape closes it.
fn leave(browse: BrowsingState, event: &KeyboardEvent) {
    if action_for(KeyScope::Columns, event) == Some(KeyAction::Back) {
        event.prevent_default();
        browse.close_columns_menu();
    }
    event.stop_propagation();
}

/// How high the rows are.
fn density(settings: SettingsState) -> AnyView {
    let options = [
        (
            ListDensity::Comfortable,
            TextKey::DensityComfortable,
            None,
            "density-comfortable",
        ),
        (
            ListDensity::Compact,
            TextKey::DensityCompact,
            None,
            "density-compact",
        ),
    ];
    segments(
        settings,
        TextKey::Density,
        &options,
        |settings| settings.density,
        |settings, density| settings.density = density,
    )
}
