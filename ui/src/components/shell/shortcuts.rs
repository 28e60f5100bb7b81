//! The keyboard of the whole window, off while something is typed or a dialog is open, and the sheet
//! that lists its keys. What a key means stands in one table; here it is only done.

use crate::browser::dom;
use crate::components::shared::{action_for, framed, icon};
use crate::i18n::{TextKey, t};
use crate::state::{BrowsingState, DETAIL, DialogKind, DialogState, LIST, SEARCH, SettingsState};
use crate::view_model::icon::Icon;
use crate::view_model::settings::SingleKeys;
use crate::view_model::shortcuts::{
    KeyAction, KeyScope, ShortcutGroup, ShortcutLine, sheet as groups,
};
use crate::view_model::virtual_scroll::SelectionMove;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

/// Panes in the order of F6.
const PANES: [&str; 3] = ["nav", LIST, DETAIL];

/// The shape of the sheet.
const SHAPE: &str = "keys";

/// Hears keys from now on.
pub(crate) fn listen(browse: BrowsingState, dialogs: DialogState, settings: SettingsState) {
    drop(window_event_listener(leptos::ev::keydown, move |event| {
        press(browse, dialogs, settings, &event)
    }));
}

fn press(
    browse: BrowsingState,
    dialogs: DialogState,
    settings: SettingsState,
    event: &KeyboardEvent,
) {
    if event.default_prevented() {
        return;
    }
    if is_undo(event) && !dom::is_typing() && !dom::has_dialog() {
        if browse.undo(None) {
            event.prevent_default();
        }
        return;
    }
    let Some(act) = action_for(KeyScope::Anywhere, event) else {
        return;
    };
    let done = match act {
        KeyAction::NextPane => walk_panes(1),
        KeyAction::PreviousPane => walk_panes(PANES.len() - 1),
        _ if dom::is_typing() || !settings.keys_act() => false,
        act => perform(browse, dialogs, act),
    };
    if done {
        event.prevent_default();
    }
}

/// Ctrl+Z, or what stands for it on a Mac. In a field it is the field's own.
fn is_undo(event: &KeyboardEvent) -> bool {
    let chord = event.ctrl_key() || event.meta_key();
    chord && !event.shift_key() && !event.alt_key() && event.key() == "z"
}

/// Does what a key means everywhere; false for what has no meaning now.
fn perform(browse: BrowsingState, dialogs: DialogState, act: KeyAction) -> bool {
    match act {
        KeyAction::Search => dom::select(SEARCH),
        KeyAction::Next => browse.step(SelectionMove::Next),
        KeyAction::Previous => browse.step(SelectionMove::Previous),
        KeyAction::Open => browse.open_selected(),
        KeyAction::NextMatch => browse.step_match(1),
        KeyAction::PreviousMatch => browse.step_match(-1),
        KeyAction::Back if browse.reading.shown.get_untracked() => browse.back_to_list(),
        KeyAction::Star => return browse.toggle_star(),
        KeyAction::Review => return browse.toggle_reviewed(),
        KeyAction::Tag => return browse.begin_tag(),
        KeyAction::Sheet => dialogs.open(DialogKind::Keys),
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
pub(super) fn shortcut_sheet(dialogs: DialogState, settings: SettingsState) -> AnyView {
    let single = settings.chosen.with_untracked(|settings| settings.keys);
    let groups = groups(single, dom::is_rtl());
    let off = (single == SingleKeys::Off)
        .then(|| view! { <p class="lead">{icon(Icon::Info)}{t(TextKey::KeysOffNote)}</p> });
    let inside = view! {
        {off}
        <div class="groups">{groups.iter().map(group).collect::<Vec<_>>()}</div>
        <button class="plain leave" type="button" aria-label=t(TextKey::Close) title=t(TextKey::Close) data-testid="keys-close" on:click=move |_| dialogs.close()>
            {icon(Icon::Close)}
        </button>
    };
    let title = t(TextKey::KeysTitle).into_any();
    framed(dialogs, title, "keys-dialog", SHAPE, inside.into_any())
}

fn group(group: &ShortcutGroup) -> AnyView {
    let lines = group.lines.iter().map(line).collect::<Vec<_>>();
    view! { <section><h3>{t(group.title)}</h3><dl>{lines}</dl></section> }.into_any()
}

fn line(line: &ShortcutLine) -> AnyView {
    let caps = line.caps.iter().map(|cap| view! { <kbd>{*cap}</kbd> });
    view! {
        <div class:off=!line.works>
            <dt>{caps.collect::<Vec<_>>()}</dt><dd>{t(line.does)}</dd>
        </div>
    }
    .into_any()
}
