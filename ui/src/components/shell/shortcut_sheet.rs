//! The sheet of keys: which there are, and another one for those that the reader wants to change. What a key does
//! stands in one table; here it is only shown and chosen.

use crate::browser::dom;
use crate::components::shared::{framed, icon};
use crate::i18n::{Phrase, PhraseArg, TextKey, say, t};
use crate::state::{DialogState, SettingsState};
use crate::view_model::icon::Icon;
use crate::view_model::own_keys::{KeyRefusal, OwnKeys};
use crate::view_model::settings::SingleKeys;
use crate::view_model::shortcuts::{KeyShortcut, ShortcutGroup, ShortcutLine, sheet as groups};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

/// The shape of the sheet.
const SHAPE: &str = "keys";

/// The button that closes it.
const CLOSE: &str = "keys-close";

fn button_id(shortcut: &KeyShortcut) -> String {
    format!("key-{}", shortcut.key)
}

/// The sheet while it is open.
#[derive(Clone, Copy)]
struct SheetState {
    settings: SettingsState,
    /// The line for which a key is waited for, by its key in the table.
    awaited: RwSignal<Option<&'static str>>,
    /// Why the last key could not be had.
    refusal: RwSignal<Option<KeyRefusal>>,
}

/// The sheet of keys.
pub(super) fn shortcut_sheet(dialogs: DialogState, settings: SettingsState) -> AnyView {
    let state = SheetState {
        settings,
        awaited: RwSignal::new(None),
        refusal: RwSignal::new(None),
    };
    let single = settings.chosen.with_untracked(|settings| settings.keys);
    let off = (single == SingleKeys::Off)
        .then(|| view! { <p class="lead">{icon(Icon::Info)}{t(TextKey::KeysOffNote)}</p> });
    let inside = view! {
        {off}
        <p class="lead told" class:refused=move || state.refusal.get().is_some()>
            {icon(Icon::Keyboard)}<span role="status" data-testid="keys-note">{move || state.told()}</span>
        </p>
        <div class="groups">{move || state.groups(single)}</div>
        {move || state.reset()}
        <button id=CLOSE class="plain leave" type="button" aria-label=t(TextKey::Close) title=t(TextKey::Close) data-testid="keys-close" on:click=move |_| dialogs.close()>
            {icon(Icon::Close)}
        </button>
    };
    let title = t(TextKey::KeysTitle).into_any();
    framed(dialogs, title, "keys-dialog", SHAPE, inside.into_any())
}

impl SheetState {
    fn groups(self, single: SingleKeys) -> Vec<AnyView> {
        let own = self.settings.chosen.with(|it| it.own_keys.clone());
        let groups = groups(single, &own, dom::is_rtl());
        groups.iter().map(|group| self.group(group)).collect()
    }

    fn group(self, group: &ShortcutGroup) -> AnyView {
        let lines = group.lines.iter().map(|line| self.line(line));
        let lines = lines.collect::<Vec<_>>();
        view! { <section><h3>{t(group.title)}</h3><dl>{lines}</dl></section> }.into_any()
    }

    fn line(self, line: &ShortcutLine) -> AnyView {
        let caps = line
            .caps
            .iter()
            .map(|cap| view! { <kbd>{cap.clone()}</kbd> });
        let caps = caps.collect::<Vec<_>>().into_any();
        let caps = if line.can_change {
            self.changeable(line.shortcut, caps)
        } else {
            caps
        };
        view! {
            <div class:off=!line.works>
                <dt>{caps}</dt><dd>{t(line.does)}</dd>
            </div>
        }
        .into_any()
    }

    /// The caps as a button: pressed, it waits for another key.
    fn changeable(self, shortcut: &'static KeyShortcut, caps: AnyView) -> AnyView {
        let awaits = move || self.awaited.get() == Some(shortcut.key);
        let words = Phrase::new(TextKey::KeyChange)
            .with("does", PhraseArg::Text(t(shortcut.does).to_owned()));
        let words = say(&words);
        let ask = move |_| {
            self.refusal.set(None);
            self.awaited.set(Some(shortcut.key));
        };
        view! {
            <button id=button_id(shortcut) class="key" type="button" aria-label=words.clone() title=words data-testid=button_id(shortcut)
                class:awaits=awaits on:click=ask on:blur=move |_| self.stop_waiting()
                on:keydown=move |event| self.press(shortcut, &event)
            >
                <span class="caps">{caps}</span>
                <span class="wait" aria-hidden=move || (!awaits()).to_string()>{t(TextKey::KeyPress)}</span>
            </button>
        }
        .into_any()
    }

    fn stop_waiting(self) {
        self.awaited.set(None);
    }

    fn press(self, shortcut: &'static KeyShortcut, event: &KeyboardEvent) {
        let is_held = event.ctrl_key() || event.alt_key() || event.meta_key();
        let is_mine = self.awaited.get_untracked() == Some(shortcut.key);
        let only_held = matches!(event.key().as_str(), "Shift" | "Control" | "Alt" | "Meta");
        if !is_mine || event.is_composing() || only_held || event.key() == "Tab" {
            return;
        }
        event.prevent_default();
        event.stop_propagation();
        if event.key() == "Escape" {
            return self.stop_waiting();
        }
        let pressed = if is_held { String::new() } else { event.key() };
        self.choose(shortcut, &pressed);
    }

    fn choose(self, shortcut: &'static KeyShortcut, pressed: &str) {
        let mut own = self
            .settings
            .chosen
            .with_untracked(|it| it.own_keys.clone());
        match own.choose(shortcut, pressed) {
            Ok(()) => {
                self.keep(own);
                self.stop_waiting();
                // The line is drawn anew with its key, and keeps the keyboard.
                request_animation_frame(move || dom::focus(&button_id(shortcut)));
            }
            Err(refusal) => self.refusal.set(Some(refusal)),
        }
    }

    fn keep(self, own: OwnKeys) {
        self.refusal.set(None);
        self.settings.update(|settings| settings.own_keys = own);
    }

    /// What is said over the keys, which stays in sight: how to choose one, or why the last could not be had.
    fn told(self) -> String {
        match self.refusal.get() {
            None => t(TextKey::KeysChangeNote).to_owned(),
            Some(KeyRefusal::NoSign) => t(TextKey::KeyNoSign).to_owned(),
            Some(KeyRefusal::Leads) => t(TextKey::KeyLeads).to_owned(),
            Some(KeyRefusal::Taken(by)) => {
                let does = PhraseArg::Text(t(by.does).to_owned());
                say(&Phrase::new(TextKey::KeyTaken).with("does", does))
            }
        }
    }

    fn reset(self) -> Option<AnyView> {
        let is_own = self.settings.chosen.with(|it| !it.own_keys.is_empty());
        let reset = move |_| {
            self.keep(OwnKeys::default());
            request_animation_frame(|| dom::focus(CLOSE));
        };
        is_own.then(|| {
            view! {
                <button class="button" type="button" data-testid="keys-reset" on:click=reset>{t(TextKey::KeysReset)}</button>
            }
            .into_any()
        })
    }
}
