//! The keyboard of the whole window, off while something is typed or a dialog is open, and the sheet
//! that lists its keys. What a key means stands in one table; here it is only done.

use super::dialogs::framed;
use super::icon;
use crate::browser::{dom, t};
use crate::i18n::Key;
use crate::state::{App, DETAIL, Dialog, LIST, SEARCH};
use crate::view_model::icon::Icon;
use crate::view_model::keys::{Act, Group, Line, Place, Pressed, meaning, sheet as groups};
use crate::view_model::scroll::Move;
use crate::view_model::settings::SingleKeys;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

/// Panes in the order of F6.
const PANES: [&str; 3] = ["nav", LIST, DETAIL];

/// The shape of the sheet.
const SHAPE: &str = "keys";

/// Hears keys from now on.
pub(crate) fn listen(app: App) {
    drop(window_event_listener(leptos::ev::keydown, move |event| {
        press(app, &event)
    }));
}

/// What a key means at a place, if anything. A key that is part of a chord means nothing.
pub(super) fn meant(place: Place, event: &KeyboardEvent) -> Option<Act> {
    let chord = event.ctrl_key() || event.meta_key() || event.alt_key();
    if chord || event.is_composing() {
        return None;
    }
    let key = event.key();
    let pressed = Pressed {
        key: &key,
        shift: event.shift_key(),
        rtl: dom::is_rtl(),
    };
    meaning(place, pressed)
}

fn press(app: App, event: &KeyboardEvent) {
    if event.default_prevented() {
        return;
    }
    let Some(act) = meant(Place::Anywhere, event) else {
        return;
    };
    let done = match act {
        Act::NextPane => walk_panes(1),
        Act::PreviousPane => walk_panes(PANES.len() - 1),
        _ if dom::is_typing() || !app.keys_act() => false,
        act => perform(app, act),
    };
    if done {
        event.prevent_default();
    }
}

/// Does what a key means everywhere; false for what has no meaning now.
fn perform(app: App, act: Act) -> bool {
    match act {
        Act::Search => dom::select(SEARCH),
        Act::Next => app.step(Move::Next),
        Act::Previous => app.step(Move::Previous),
        Act::Open => app.open_selected(),
        Act::NextMatch => app.step_match(1),
        Act::PreviousMatch => app.step_match(-1),
        Act::Back if app.reading.shown.get_untracked() => app.back_to_list(),
        Act::Sheet => app.dialog.set(Some(Dialog::Keys)),
        _ => return false,
    }
    true
}

fn walk_panes(by: usize) -> bool {
    // A dialog keeps the keyboard.
    if dom::has_dialog() {
        return false;
    }
    let here = PANES.iter().position(|pane| dom::has_focus(pane));
    let next = here.map_or(1, |at| (at + by) % PANES.len());
    if let Some(pane) = PANES.get(next) {
        dom::focus(pane);
    }
    true
}

/// The sheet of keys.
pub(super) fn sheet(app: App) -> AnyView {
    let single = app.settings.with_untracked(|settings| settings.keys);
    let groups = groups(single, dom::is_rtl());
    let off = (single == SingleKeys::Off)
        .then(|| view! { <p class="lead">{icon(Icon::Info)}{t(Key::KeysOffNote)}</p> });
    let inside = view! {
        {off}
        <div class="groups">{groups.iter().map(group).collect::<Vec<_>>()}</div>
        <button class="plain leave" type="button" aria-label=t(Key::Close) title=t(Key::Close) data-testid="keys-close" on:click=move |_| app.dialog.set(None)>
            {icon(Icon::Close)}
        </button>
    };
    let title = t(Key::KeysTitle).into_any();
    framed(app, title, "keys-dialog", SHAPE, inside.into_any())
}

fn group(group: &Group) -> AnyView {
    let lines = group.lines.iter().map(line).collect::<Vec<_>>();
    view! { <section><h3>{t(group.title)}</h3><dl>{lines}</dl></section> }.into_any()
}

fn line(line: &Line) -> AnyView {
    let caps = line.caps.iter().map(|cap| view! { <kbd>{*cap}</kbd> });
    view! {
        <div class:off=!line.works>
            <dt>{caps.collect::<Vec<_>>()}</dt><dd>{t(line.does)}</dd>
        </div>
    }
    .into_any()
}
