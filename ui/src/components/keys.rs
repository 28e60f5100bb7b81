//! Single keys for the whole window, off while something is typed or a dialog is open, and the exact
//! time beside what the keyboard reaches.

use crate::browser::dom;
use crate::state::{App, DETAIL, LIST, SEARCH};
use crate::view_model::scroll::Move;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

/// Panes in the order of F6.
const PANES: [&str; 3] = ["nav", LIST, DETAIL];

/// Hears keys from now on.
pub(crate) fn listen(app: App) {
    drop(window_event_listener(leptos::ev::keydown, move |event| {
        press(app, &event)
    }));
}

fn press(app: App, event: &KeyboardEvent) {
    if event.key() == "F6" {
        event.prevent_default();
        return walk_panes(event.shift_key());
    }
    let chord = event.ctrl_key() || event.meta_key() || event.alt_key();
    if chord
        || event.is_composing()
        || event.default_prevented()
        || dom::is_typing()
        || !app.keys_act()
    {
        return;
    }
    if act(app, &event.key()) {
        event.prevent_default();
    }
}

/// Does what a key means; false for one that means nothing.
fn act(app: App, key: &str) -> bool {
    match key {
        "/" => dom::select(SEARCH),
        "j" => app.step(Move::Next),
        "k" => app.step(Move::Previous),
        "o" => app.open_selected(),
        "n" => app.step_match(1),
        "N" => app.step_match(-1),
        "Escape" if app.reading.shown.get_untracked() => app.back_to_list(),
        _ => return false,
    }
    true
}

fn walk_panes(back: bool) {
    let here = PANES.iter().position(|pane| dom::has_focus(pane));
    let next = match (here, back) {
        (None, _) => 1,
        (Some(at), false) => (at + 1) % PANES.len(),
        (Some(at), true) => (at + PANES.len() - 1) % PANES.len(),
    };
    if let Some(pane) = PANES.get(next) {
        dom::focus(pane);
    }
}
