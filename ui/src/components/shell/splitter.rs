//! The border between the list and the conversation: it moves by pointer and by keyboard, and the
//! width is remembered.

use crate::browser::dom;
use crate::components::shared::action_for;
use crate::i18n::{TextKey, t};
use crate::state::SettingsState;
use crate::view_model::settings::{DETAIL_WIDTH, WindowSettings, within};
use crate::view_model::shortcuts::{KeyAction, KeyScope};
use leptos::ev::{KeyboardEvent, PointerEvent};
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// How far an arrow key moves it, in pixels.
const STEP: f64 = 16.0;

/// The border.
pub(crate) fn splitter(settings: SettingsState) -> impl IntoView {
    let held = RwSignal::new(None::<(f64, f64)>);
    let width = move || settings.chosen.with(|settings| settings.detail_width);
    let set = move |width: f64| settings.update(|settings| settings.detail_width = within(width));
    let forward = || if dom::is_rtl() { -1.0 } else { 1.0 };
    let down = move |event: PointerEvent| {
        event.prevent_default();
        let border = event
            .current_target()
            .and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        if border.is_some_and(|border| border.set_pointer_capture(event.pointer_id()).is_ok()) {
            held.set(Some((
                f64::from(event.client_x()),
                settings
                    .chosen
                    .with_untracked(|settings| settings.detail_width),
            )));
        }
    };
    let drag = move |event: PointerEvent| {
        if let Some((from, before)) = held.get_untracked() {
            set(before + (from - f64::from(event.client_x())) * forward());
        }
    };
    let key = move |event: KeyboardEvent| {
        let now = settings
            .chosen
            .with_untracked(|settings| settings.detail_width);
        let step = if event.shift_key() { 4.0 * STEP } else { STEP };
        let next = match action_for(KeyScope::Border, &event) {
            Some(KeyAction::Wider) => now + step,
            Some(KeyAction::Narrower) => now - step,
            Some(KeyAction::Narrowest) => DETAIL_WIDTH.0,
            Some(KeyAction::Widest) => DETAIL_WIDTH.1,
            _ => return,
        };
        event.prevent_default();
        set(next);
    };
    view! {
        <div
            class="splitter"
            class:held=move || held.get().is_some()
            role="separator"
            aria-orientation="vertical"
            aria-label=t(TextKey::ResizeDetail)
            aria-valuenow=move || width().round().to_string()
            aria-valuemin=DETAIL_WIDTH.0.to_string()
            aria-valuemax=DETAIL_WIDTH.1.to_string()
            tabindex="0"
            data-testid="splitter"
            on:pointerdown=down
            on:pointermove=drag
            on:pointerup=move |_| held.set(None)
            on:pointercancel=move |_| held.set(None)
            on:dblclick=move |_| set(WindowSettings::default().detail_width)
            on:keydown=key
        ></div>
    }
}
