//! The headings of the list's columns. One by which a list can stand is a button that sorts by it. A heading can be
//! pulled before or behind another, and its border makes the column wider; the menu of the columns does the same by
//! keyboard. They stand over what scrolls; to a screen reader they are the first row of the grid.

use crate::browser::dom;
use crate::components::shared::icon;
use crate::i18n::{Phrase, TextKey, say, t};
use crate::state::{BrowsingState, LIST, ViewsState};
use crate::view_model::icon::Icon;
use crate::view_model::list_layout::{ListLayout, column_name};
use crate::view_model::sorting::{aria_sort, pressed, sort_of, time_column};
use leptos::ev::PointerEvent;
use leptos::prelude::*;
use model::list_columns::ListColumn;
use model::request::{SortDirection, SortKey};
use wasm_bindgen::JsCast;

/// The id of the row of headings.
pub(super) const HEADINGS: &str = "list-headings";

/// What says of an element which column it is of.
const OF_COLUMN: &str = "data-column";

/// How far a heading is pulled before it moves, in pixels: a click trembles.
const PULL: i32 = 8;

/// What the headings need.
#[derive(Clone, Copy)]
struct HeadingScope {
    browse: BrowsingState,
    views: ViewsState,
    layout: Memo<ListLayout>,
    /// The heading that is pulled, and from where.
    pulled: RwSignal<Option<(ListColumn, i32)>>,
    /// Whether it was pulled far enough to move, so that it is no click.
    moves: RwSignal<bool>,
}

/// The row of headings.
pub(super) fn column_headings(
    browse: BrowsingState,
    views: ViewsState,
    layout: Memo<ListLayout>,
) -> impl IntoView {
    let scope = HeadingScope {
        browse,
        views,
        layout,
        pulled: RwSignal::new(None),
        moves: RwSignal::new(false),
    };
    let all = move || {
        let shown = layout.with(|layout| {
            if layout.is_stacked {
                vec![ListColumn::Subject, ListColumn::Activity]
            } else {
                layout.cells.clone()
            }
        });
        shown
            .into_iter()
            .map(|column| heading(scope, column))
            .collect::<Vec<_>>()
    };
    view! {
        <div id=HEADINGS class="row head" role="row" aria-rowindex="1" class:moving=move || scope.moves.get()>{all}</div>
    }
}

fn heading(scope: HeadingScope, column: ListColumn) -> AnyView {
    let class = format!("heading c-{}", column.as_str());
    let sort = move || scope.sort(column);
    let fresh = (column == ListColumn::Subject).then_some(move || fresh(scope.browse));
    let sorted = move || sort().map(|by| aria_sort(scope.browse.list.sort.get(), by));
    let down = move |event: PointerEvent| {
        if event.button() == 0 {
            scope.pulled.set(Some((column, event.client_x())));
        }
    };
    view! {
        <span
            class=class
            role="presentation"
            data-column=column.as_str()
            data-testid=format!("heading-{}", column.as_str())
            on:pointerdown=down
            on:pointermove=move |event| scope.pull(&event)
            on:pointerup=move |event| scope.drop_at(&event)
            on:pointercancel=move |_| scope.let_go()
        >
            <span class="name" role="columnheader" aria-sort=sorted>
                {move || name(scope, column, sort())}
            </span>
            {fresh}
            {(column != ListColumn::Subject).then(|| grip(scope, column))}
        </span>
    }
    .into_any()
}

/// The name of a column; a button where the list can stand by it.
fn name(scope: HeadingScope, column: ListColumn, sort: Option<SortKey>) -> AnyView {
    let Some(by) = sort else {
        return view! { <span>{t(column_name(column))}</span> }.into_any();
    };
    let words = match (column, by) {
        (ListColumn::Activity, SortKey::Started) => TextKey::ColumnStarted,
        _ => column_name(column),
    };
    let sort = scope.browse.list.sort;
    let sign = move || {
        let now = sort.get();
        let sign = match now.direction {
            SortDirection::Descending => Icon::Down,
            SortDirection::Ascending => Icon::Up,
        };
        (now.by == by).then(|| icon(sign))
    };
    let press = move |_| {
        if !scope.moves.get_untracked() {
            scope.browse.sort(pressed(sort.get_untracked(), by));
        }
    };
    let test = match by {
        SortKey::Subject => "sort-by-subject",
        SortKey::Customer => "sort-by-customer",
        SortKey::Started => "sort-by-started",
        SortKey::Messages => "sort-by-messages",
        SortKey::LastActivity => "sort-by-activity",
    };
    view! {
        <button class="by" class:on=move || sort.get().by == by type="button" data-testid=test on:click=press>
            <span>{t(words)}</span>{sign}
        </button>
    }
    .into_any()
}

impl HeadingScope {
    /// What the list stands by where this column's heading is pressed. One column of times shows that by which the
    /// list stands.
    fn sort(self, column: ListColumn) -> Option<SortKey> {
        let has_both = self.layout.with(|layout| layout.shows(ListColumn::Started));
        if column == ListColumn::Activity && !has_both {
            return Some(time_column(self.browse.list.sort.get()));
        }
        sort_of(column)
    }

    fn pull(self, event: &PointerEvent) {
        let Some((_, from)) = self.pulled.get_untracked() else {
            return;
        };
        if (event.client_x() - from).abs() < PULL || self.moves.get_untracked() {
            return;
        }
        let heading = event.current_target();
        let heading = heading.and_then(|it| it.dyn_into::<web_sys::Element>().ok());
        // Without it the pull ends at the border of the heading, which is a smaller pull.
        let _ = heading.map(|heading| heading.set_pointer_capture(event.pointer_id()));
        self.moves.set(true);
    }

    /// Puts the heading where the one below the pointer stands.
    fn drop_at(self, event: &PointerEvent) {
        if let Some((column, _)) = self.pulled.get_untracked()
            && self.moves.get_untracked()
        {
            let over = dom::said_at(event.client_x(), event.client_y(), OF_COLUMN);
            let columns = self.views.columns;
            let place = columns.with_untracked(|columns| {
                let mut all = columns.chosen().iter();
                all.position(|one| Some(one.column.as_str()) == over.as_deref())
            });
            if let Some(place) = place {
                self.views.arrange(|columns| columns.put(column, place));
            }
        }
        self.let_go();
    }

    /// The click that ends a pull comes after it, and is none.
    fn let_go(self) {
        self.pulled.set(None);
        request_animation_frame(move || self.moves.set(false));
    }
}

/// The border that makes a column wider. It is the one that moves: a column behind the subject grows towards it.
fn grip(scope: HeadingScope, column: ListColumn) -> AnyView {
    let is_before_subject = move || {
        scope
            .views
            .columns
            .with(|columns| columns.place(column) < columns.place(ListColumn::Subject))
    };
    let held = RwSignal::new(None::<(f64, f64)>);
    let down = move |event: PointerEvent| {
        // The heading is not pulled by its border.
        event.stop_propagation();
        event.prevent_default();
        let width = dom::width_around(&event, "[data-column]");
        let border = event.current_target();
        let border = border.and_then(|border| border.dyn_into::<web_sys::Element>().ok());
        if border.is_some_and(|it| it.set_pointer_capture(event.pointer_id()).is_ok()) {
            held.set(width.map(|width| (f64::from(event.client_x()), width)));
        }
    };
    let drag = move |event: PointerEvent| {
        event.stop_propagation();
        let Some((from, before)) = held.get_untracked() else {
            return;
        };
        let forward = if dom::is_rtl() { -1.0 } else { 1.0 };
        let towards = if untrack(is_before_subject) {
            forward
        } else {
            -forward
        };
        let width = before + (f64::from(event.client_x()) - from) * towards;
        scope
            .views
            .arrange(|columns| columns.resize(column, Some(pixels(width))));
    };
    let usual = move |_| scope.views.arrange(|columns| columns.resize(column, None));
    view! {
        <i
            class="grip"
            class:behind=is_before_subject
            class:held=move || held.get().is_some()
            title=t(TextKey::ColumnGrip)
            aria-hidden="true"
            data-testid=format!("grip-{}", column.as_str())
            on:pointerdown=down
            on:pointermove=drag
            on:pointerup=move |event| { event.stop_propagation(); held.set(None); }
            on:pointercancel=move |_| held.set(None)
            on:dblclick=usual
        ></i>
    }
    .into_any()
}

/// Whole pixels; what may be is decided where columns are kept.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to the range just before"
)]
fn pixels(width: f64) -> u16 {
    width.round().clamp(0.0, f64::from(u16::MAX)) as u16
}

fn fresh(browse: BrowsingState) -> Option<AnyView> {
    let words = match browse.list.fresh.get()? {
        0 => TextKey::FreshSome.into(),
        n => Phrase::count(TextKey::FreshCount, n),
    };
    let show = move |_| {
        browse.show_fresh();
        dom::focus(LIST);
    };
    Some(
        view! {
            // A row holds cells alone, and this is no part of the column's name.
            <span role="gridcell">
                <button class="fresh" type="button" title=t(TextKey::FreshHelp) data-testid="fresh" on:click=show>
                    {icon(Icon::ArrowUp)}{say(&words)}
                </button>
            </span>
        }
        .into_any(),
    )
}
