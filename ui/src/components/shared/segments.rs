//! A choice among a few, all in sight: one stop of Tab, and arrows go from one to the next.

use super::icon::icon;
use crate::browser::dom;
use crate::i18n::{TextKey, t};
use crate::state::SettingsState;
use crate::view_model::icon::Icon;
use crate::view_model::settings::WindowSettings;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

/// A value on offer: what it is, how it is called, its sign, and its name for tests.
pub(crate) type SegmentOption<T> = (T, TextKey, Option<Icon>, &'static str);

/// A choice of one of the settings.
pub(crate) fn segments<T: Copy + PartialEq + Send + Sync + 'static>(
    settings: SettingsState,
    title: TextKey,
    options: &[SegmentOption<T>],
    read: fn(&WindowSettings) -> T,
    write: fn(&mut WindowSettings, T),
) -> AnyView {
    let option = |(value, words, sign, test): SegmentOption<T>| {
        let on = move || settings.chosen.with(|settings| read(settings) == value);
        view! {
            <button
                type="button"
                role="radio"
                aria-checked=move || on().to_string()
                tabindex=move || if on() { "0" } else { "-1" }
                data-testid=test
                on:click=move |_| settings.update(|settings| write(settings, value))
            >
                {sign.map(icon)}{t(words)}
            </button>
        }
    };
    view! {
        <div class="choice" role="radiogroup" aria-label=t(title) on:keydown=|event| walk(&event)>
            <span>{t(title)}</span>
            <div class="segments">{options.iter().copied().map(option).collect::<Vec<_>>()}</div>
        </div>
    }
    .into_any()
}

fn walk(event: &KeyboardEvent) {
    let forward = if dom::is_rtl() { -1 } else { 1 };
    let step = match event.key().as_str() {
        "ArrowDown" => 1,
        "ArrowUp" => -1,
        "ArrowRight" => forward,
        "ArrowLeft" => -forward,
        _ => return,
    };
    event.prevent_default();
    dom::step_radio(step);
}
