//! The conversation list: a grid of which only the rows in sight exist, behind a true scrollbar. The
//! keyboard stays on the grid; the active row is named to a screen reader and kept in the page.

use super::keys::meant;
use super::{icon, row};
use crate::browser::{dom, say, t};
use crate::components::empty;
use crate::i18n::{Key, Phrase};
use crate::state::{App, LIST};
use crate::view_model::icon::Icon;
use crate::view_model::keys::{Act, Place};
use crate::view_model::scroll::Move;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use model::view::ConversationRow;
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;

/// Rows drawn beyond the edges.
const BEYOND: u32 = 8;

/// How long the list rests before its thumb is put right.
const SETTLE: Duration = Duration::from_millis(220);

type Held = (u32, Option<Arc<ConversationRow>>);

/// The list.
pub(crate) fn list(app: App) -> impl IntoView {
    let list = app.list;
    let drawn = Memo::new(move |_| list.position.get().rows(&list.track.get(), BEYOND));
    Effect::new(move |_| {
        let range = drawn.get();
        list.pages.track();
        app.fetch(range);
    });
    measure(app);
    mark_first_rows(app, drawn);
    let active = move || {
        list.selected
            .get()
            .map(|selected| format!("row-{}", selected.id))
    };
    let height = move || format!("{}px", list.track.with(|track| track.height().round()));
    let shift = move || {
        let moved = list
            .position
            .with(|position| position.shift(drawn.get().start));
        format!("translateY({:.1}px)", moved)
    };
    let lines = move || lines(app, drawn.get());
    view! {
        <section class="list" aria-label=t(Key::ListLabel)>
            <div class="working" class:on=move || list.busy.get()></div>
            {head(app)}
            <div
                id=LIST
                class="rows"
                role="grid"
                tabindex="0"
                aria-label=t(Key::ListLabel)
                aria-rowcount=move || list.track.with(|track| track.rows)
                aria-activedescendant=active
                aria-busy=move || list.busy.get().to_string()
                data-testid="list"
                node_ref=list.scroller
                on:scroll=scroll_handler(app)
                on:keydown=move |event| key(app, &event)
            >
                <div class="space" role="presentation" style:height=height>
                    <div class="window" role="presentation" style:transform=shift>
                        <For each=lines key=name let:held>{line(app, &held)}</For>
                        {move || parked(app, drawn)}
                    </div>
                </div>
            </div>
            {move || empty::empty(app)}
        </section>
    }
}

fn head(app: App) -> impl IntoView {
    let column = |class: &'static str, key: Key| view! { <span class=class>{t(key)}</span> };
    view! {
        <div class="row head">
            <span class="c-subject">{t(Key::ColumnSubject)}{move || fresh(app)}</span>
            {column("c-outcome", Key::ColumnOutcome)}
            {column("c-person", Key::ColumnPerson)}
            {column("c-channel", Key::ColumnChannel)}
            <span class="c-time">{t(Key::ColumnTime)}{icon(Icon::Down)}</span>
        </div>
    }
}

fn lines(app: App, range: Range<u32>) -> Vec<Held> {
    app.list
        .pages
        .with(|pages| range.map(|at| (at, pages.row(at))).collect())
}

/// A row is drawn anew when it is another row, or holds other data.
fn name((at, row): &Held) -> (u32, usize) {
    (*at, row.as_ref().map_or(0, |row| Arc::as_ptr(row).addr()))
}

fn line(app: App, (at, held): &Held) -> AnyView {
    match held {
        Some(row) => row::row(app, *at, row),
        None => row::late(),
    }
}

/// The active row, kept in the page while it is scrolled away, so that it can be named.
fn parked(app: App, drawn: Memo<Range<u32>>) -> Option<AnyView> {
    let selected = app.list.selected.get()?;
    let at = selected.row.filter(|at| !drawn.get().contains(at))?;
    let subject = app
        .list
        .pages
        .with_untracked(|pages| pages.row(at))
        .map(|row| row::plain(&row.subject));
    let place = (at + 1).to_string();
    Some(
        view! {
            <div id=format!("row-{}", selected.id) class="parked" role="row" aria-rowindex=place aria-selected="true">
                <span role="gridcell">{subject}</span>
            </div>
        }
        .into_any(),
    )
}

fn scroll_handler(app: App) -> impl Fn(leptos::ev::Event) {
    let waiting = RwSignal::new(None::<TimeoutHandle>);
    move |_| {
        let Some(element) = app.list.scroller.get_untracked() else {
            return;
        };
        app.list.scrolled(f64::from(element.scroll_top()));
        if let Some(handle) = waiting.get_untracked() {
            TimeoutHandle::clear(&handle);
        }
        waiting.set(set_timeout_with_handle(move || app.list.settle(), SETTLE).ok());
    }
}

/// Follows the height of the opening.
fn measure(app: App) {
    Effect::new(move |_| {
        let Some(element) = app.list.scroller.get() else {
            return;
        };
        let seen = element.clone();
        let measured = move || {
            app.list.measured(f64::from(seen.client_height()));
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
fn mark_first_rows(app: App, drawn: Memo<Range<u32>>) {
    Effect::new(move |seen: Option<bool>| {
        if seen == Some(true) {
            return true;
        }
        let some = lines(app, drawn.get()).iter().any(|(_, row)| row.is_some());
        if some {
            dom::mark_painted("first-rows");
        }
        some
    });
}

fn key(app: App, event: &KeyboardEvent) {
    let step = match meant(Place::List, event) {
        Some(Act::Next) => Move::Next,
        Some(Act::Previous) => Move::Previous,
        Some(Act::PageDown) => Move::PageDown,
        Some(Act::PageUp) => Move::PageUp,
        Some(Act::First) => Move::First,
        Some(Act::Last) => Move::Last,
        Some(Act::Open) => {
            event.prevent_default();
            return app.open_selected();
        }
        _ => return,
    };
    event.prevent_default();
    app.step(step);
}

fn fresh(app: App) -> Option<AnyView> {
    let words = match app.list.fresh.get()? {
        0 => Key::FreshSome.into(),
        n => Phrase::count(Key::FreshCount, n),
    };
    let show = move |_| {
        app.show_fresh();
        dom::focus(LIST);
    };
    Some(
        view! {
            <button class="fresh" type="button" title=t(Key::FreshHelp) data-testid="fresh" on:click=show>
                {icon(Icon::ArrowUp)}{say(&words)}
            </button>
        }
        .into_any(),
    )
}
