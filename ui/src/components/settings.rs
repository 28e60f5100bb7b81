//! The settings in a small popover: colours, zone, sides, single keys.

use super::icon;
use crate::browser::t;
use crate::i18n::Key;
use crate::state::{App, Dialog};
use crate::view_model::icon::Icon;
use crate::view_model::settings::{Settings, Side, SingleKeys, Theme, ZoneChoice};
use leptos::prelude::*;

/// The button and its popover.
pub(super) fn settings(app: App) -> impl IntoView {
    view! {
        <button class="item" type="button" popovertarget="settings" title=t(Key::Settings) data-testid="settings">
            {icon(Icon::Settings)}<span class="name">{t(Key::Settings)}</span>
        </button>
        <div id="settings" class="popover" popover="auto" role="group" aria-label=t(Key::Settings)>
            {theme(app)}
            {zone(app)}
            {side(app)}
            {keys(app)}
            {sheet(app)}
        </div>
    }
}

/// The way to the sheet of keys.
fn sheet(app: App) -> AnyView {
    view! {
        <button class="button" type="button" popovertarget="settings" popovertargetaction="hide" data-testid="keys-open" on:click=move |_| app.dialog.set(Some(Dialog::Keys))>
            {icon(Icon::Keyboard)}{t(Key::KeysShow)}
        </button>
    }
    .into_any()
}

/// A choice among a few, all in sight.
fn choice<T: Copy + PartialEq + Send + Sync + 'static>(
    app: App,
    title: Key,
    options: &[(T, Key, Option<Icon>, &'static str)],
    read: fn(&Settings) -> T,
    write: fn(&mut Settings, T),
) -> AnyView {
    let option = |(value, words, sign, test): (T, Key, Option<Icon>, &'static str)| {
        let on = move || app.settings.with(|settings| read(settings) == value);
        view! {
            <button
                type="button"
                role="radio"
                aria-checked=move || on().to_string()
                data-testid=test
                on:click=move |_| app.set(|settings| write(settings, value))
            >
                {sign.map(icon)}{t(words)}
            </button>
        }
    };
    view! {
        <div class="choice" role="radiogroup" aria-label=t(title)>
            <span>{t(title)}</span>
            <div class="segments">{options.iter().copied().map(option).collect::<Vec<_>>()}</div>
        </div>
    }
    .into_any()
}

fn theme(app: App) -> AnyView {
    let options = [
        (
            Theme::System,
            Key::ThemeSystem,
            Some(Icon::System),
            "theme-system",
        ),
        (
            Theme::Light,
            Key::ThemeLight,
            Some(Icon::Sun),
            "theme-light",
        ),
        (Theme::Dark, Key::ThemeDark, Some(Icon::Moon), "theme-dark"),
    ];
    choice(
        app,
        Key::Theme,
        &options,
        |settings| settings.theme,
        |settings, theme| settings.theme = theme,
    )
}

fn zone(app: App) -> AnyView {
    let options = [
        (ZoneChoice::Space, Key::ZoneSpace, None, "zone-space"),
        (ZoneChoice::Here, Key::ZoneHere, None, "zone-here"),
    ];
    choice(
        app,
        Key::Zone,
        &options,
        |settings| settings.zone,
        |settings, zone| settings.zone = zone,
    )
}

fn side(app: App) -> AnyView {
    let options = [
        (Side::Start, Key::SidesStart, None, "side-start"),
        (Side::End, Key::SidesEnd, None, "side-end"),
    ];
    choice(
        app,
        Key::Sides,
        &options,
        |settings| settings.side,
        |settings, side| settings.side = side,
    )
}

fn keys(app: App) -> AnyView {
    let options = [
        (SingleKeys::On, Key::KeysOn, None, "keys-on"),
        (SingleKeys::Off, Key::KeysOff, None, "keys-off"),
    ];
    choice(
        app,
        Key::Keys,
        &options,
        |settings| settings.keys,
        |settings, keys| settings.keys = keys,
    )
}
