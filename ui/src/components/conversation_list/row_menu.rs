//! What can be done with a conversation, as a menu where it was asked for. It does what the keys do, and names them.

use crate::browser::dom;
use crate::components::shell::perform;
use crate::i18n::{TextKey, t};
use crate::state::{AppState, BrowsingState, LIST};
use crate::view_model::shortcuts::{KeyAction, caps_of};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

/// What the menu offers, in its order.
const ACTIONS: [(KeyAction, TextKey, &str); 8] = [
    (KeyAction::Open, TextKey::DoOpen, "menu-open"),
    (KeyAction::Star, TextKey::DoStar, "menu-star"),
    (KeyAction::Review, TextKey::DoReview, "menu-review"),
    (KeyAction::Tag, TextKey::DoTag, "menu-tag"),
    (KeyAction::ExportOne, TextKey::DoExportOne, "menu-export"),
    (
        KeyAction::CopyReference,
        TextKey::DoCopyReference,
        "menu-reference",
    ),
    (KeyAction::Record, TextKey::DoRecord, "menu-record"),
    (KeyAction::Delete, TextKey::DoDelete, "menu-delete"),
];

/// Room that the menu needs, in pixels: it never begins where it would end outside of the window.
const ROOM: (f64, f64) = (320.0, 300.0);

/// The menu, while it is open.
pub(crate) fn row_menu(app: AppState) -> impl IntoView {
    let menu = app.browse.list.menu;
    move || {
        let (x, y) = menu.get()?;
        let items = ACTIONS.iter().enumerate();
        let items = items.map(|(at, action)| item(app, at, *action));
        request_animation_frame(|| dom::focus(&item_id(0)));
        let left = format!("min({x}px, 100vw - {}px)", ROOM.0);
        let top = format!("min({y}px, 100vh - {}px)", ROOM.1);
        Some(
            view! {
                <div class="menu-ground" on:click=move |_| close(app.browse) on:contextmenu=move |event| { event.prevent_default(); close(app.browse); }></div>
                <div class="row-menu" role="menu" aria-label=t(TextKey::RowMenu) style:left=left style:top=top data-testid="row-menu" on:keydown=move |event| key(app.browse, &event)>
                    {items.collect::<Vec<_>>()}
                </div>
            }
            .into_any(),
        )
    }
}

fn item(
    app: AppState,
    at: usize,
    (act, name, test): (KeyAction, TextKey, &'static str),
) -> AnyView {
    let choose = move |_| {
        close(app.browse);
        match act {
            KeyAction::Delete => app.deletion.ask_here(),
            act => drop(perform(app, act)),
        }
    };
    let own = app.settings.chosen.with_untracked(|it| it.own_keys.clone());
    let caps = caps_of(act, &own).into_iter();
    let caps = caps.map(|cap| view! { <kbd>{cap}</kbd> }.into_any());
    view! {
        <button id=item_id(at) type="button" role="menuitem" tabindex="-1" data-testid=test on:click=choose>
            <span>{t(name)}</span>{caps.collect::<Vec<_>>()}
        </button>
    }
    .into_any()
}

fn item_id(at: usize) -> String {
    format!("row-menu-{at}")
}

fn close(browse: BrowsingState) {
    browse.list.menu.set(None);
    dom::focus(LIST);
}

/// The menu keeps the keyboard until it is closed.
fn key(browse: BrowsingState, event: &KeyboardEvent) {
    event.stop_propagation();
    let here = (0..ACTIONS.len()).find(|at| dom::has_focus(&item_id(*at)));
    let (here, count) = (here.unwrap_or(0), ACTIONS.len());
    let next = match event.key().as_str() {
        "ArrowDown" => (here + 1) % count,
        "ArrowUp" => (here + count - 1) % count,
        "Home" => 0,
        "End" => count - 1,
        "Escape" | "Tab" => {
            event.prevent_default();
            return close(browse);
        }
        _ => return,
    };
    event.prevent_default();
    dom::focus(&item_id(next));
}
