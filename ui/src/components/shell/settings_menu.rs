//! The settings in a small popover: colours, zone, sides, single keys.

use crate::components::shared::{icon, segments};
use crate::i18n::{TextKey, t};
use crate::state::{
    AppState, DialogKind, DialogState, ForgettingState, IdleLock, OpeningHoursState, SettingsState,
};
use crate::view_model::icon::Icon;
use crate::view_model::settings::{AutoLock, ColourTheme, MessageSide, SingleKeys, ZoneChoice};
use leptos::prelude::*;

/// The button and its popover.
pub(super) fn settings_menu(app: AppState) -> impl IntoView {
    let (dialogs, settings) = (app.dialogs, app.settings);
    view! {
        <button class="item" type="button" popovertarget="settings" title=t(TextKey::Settings) data-testid="settings">
            {icon(Icon::Settings)}<span class="name">{t(TextKey::Settings)}</span>
        </button>
        <div id="settings" class="popover" popover="auto" role="group" aria-label=t(TextKey::Settings)>
            {theme(settings)}
            {zone(settings)}
            {side(settings)}
            {keys(settings)}
            {auto_lock(settings)}
            {opening_hours(app.hours)}
            {sheet(dialogs)}
            {lock_now(app.idle)}
            {forget(app.forgetting)}
        </div>
    }
}

/// The way to the sheet of keys.
fn sheet(dialogs: DialogState) -> AnyView {
    view! {
        <button class="button" type="button" popovertarget="settings" popovertargetaction="hide" data-testid="keys-open" on:click=move |_| dialogs.open(DialogKind::Keys)>
            {icon(Icon::Keyboard)}{t(TextKey::KeysShow)}
        </button>
    }
    .into_any()
}

/// The way to forgetting everything here.
fn forget(forgetting: ForgettingState) -> AnyView {
    view! {
        <button class="button" type="button" popovertarget="settings" popovertargetaction="hide" data-testid="forget-open" on:click=move |_| forgetting.ask()>
            {icon(Icon::Trash)}{t(TextKey::ForgetOpen)}
        </button>
    }
    .into_any()
}

/// The way to the opening hours of the spaces.
fn opening_hours(hours: OpeningHoursState) -> AnyView {
    view! {
        <button class="button" type="button" popovertarget="settings" popovertargetaction="hide" data-testid="settings-hours" on:click=move |_| hours.show()>
            {icon(Icon::Clock)}{t(TextKey::HoursTitle)}
        </button>
    }
    .into_any()
}

/// Locks at once.
fn lock_now(idle: IdleLock) -> AnyView {
    view! {
        <button class="button" type="button" data-testid="lock-now" on:click=move |_| idle.lock()>
            {icon(Icon::Lock)}{t(TextKey::LockNow)}
        </button>
    }
    .into_any()
}

fn auto_lock(settings: SettingsState) -> AnyView {
    let options = [
        (
            AutoLock::QuarterHour,
            TextKey::AutoLockQuarter,
            None,
            "lock-quarter",
        ),
        (AutoLock::Hour, TextKey::AutoLockHour, None, "lock-hour"),
        (AutoLock::Never, TextKey::AutoLockNever, None, "lock-never"),
    ];
    segments(
        settings,
        TextKey::AutoLock,
        &options,
        |settings| settings.auto_lock,
        |settings, lock| settings.auto_lock = lock,
    )
}

fn theme(settings: SettingsState) -> AnyView {
    let options = [
        (
            ColourTheme::System,
            TextKey::ThemeSystem,
            Some(Icon::System),
            "theme-system",
        ),
        (
            ColourTheme::Light,
            TextKey::ThemeLight,
            Some(Icon::Sun),
            "theme-light",
        ),
        (
            ColourTheme::Dark,
            TextKey::ThemeDark,
            Some(Icon::Moon),
            "theme-dark",
        ),
    ];
    segments(
        settings,
        TextKey::Theme,
        &options,
        |settings| settings.theme,
        |settings, theme| settings.theme = theme,
    )
}

fn zone(settings: SettingsState) -> AnyView {
    let options = [
        (ZoneChoice::Space, TextKey::ZoneSpace, None, "zone-space"),
        (ZoneChoice::Here, TextKey::ZoneHere, None, "zone-here"),
    ];
    segments(
        settings,
        TextKey::Zone,
        &options,
        |settings| settings.zone,
        |settings, zone| settings.zone = zone,
    )
}

fn side(settings: SettingsState) -> AnyView {
    let options = [
        (MessageSide::Start, TextKey::SidesStart, None, "side-start"),
        (MessageSide::End, TextKey::SidesEnd, None, "side-end"),
    ];
    segments(
        settings,
        TextKey::Sides,
        &options,
        |settings| settings.side,
        |settings, side| settings.side = side,
    )
}

fn keys(settings: SettingsState) -> AnyView {
    let options = [
        (SingleKeys::On, TextKey::KeysOn, None, "keys-on"),
        (SingleKeys::Off, TextKey::KeysOff, None, "keys-off"),
    ];
    segments(
        settings,
        TextKey::Keys,
        &options,
        |settings| settings.keys,
        |settings, keys| settings.keys = keys,
    )
}
