//! The line at the foot of the window: how fresh and how whole the data is, and in which zone its
//! times are shown.

use super::icon;
use crate::browser::{intl, say, t};
use crate::i18n::{Arg, Key, Phrase};
use crate::ipc;
use crate::state::{App, Part};
use crate::view_model::icon::Icon;
use crate::view_model::settings::ZoneChoice;
use crate::view_model::status::{Said, Tone, completeness, lapsed, overall};
use leptos::prelude::*;
use model::SourceId;
use model::view::StatusView;

/// The status bar.
pub(crate) fn status_bar(app: App) -> impl IntoView {
    view! {
        <footer class="status-bar" aria-label=t(Key::StatusLabel) data-testid="status-bar">
            {move || app.status.get().map(|status| facts(app, &status))}
            <span class="push"></span>
            {move || zone(app)}
        </footer>
    }
}

fn facts(app: App, status: &StatusView) -> AnyView {
    let names = match status.sources.as_slice() {
        [] => None,
        [one] => Some(one.name.clone()),
        several => Some(say(&Phrase::count(Key::StatusSources, several.len()))),
    };
    let big = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    let counts = Phrase::new(Key::StatusCounts)
        .with(
            "conversations",
            Arg::Count(Key::CountConversations, big(status.conversations)),
        )
        .with(
            "messages",
            Arg::Count(Key::CountMessages, big(status.messages)),
        );
    let whole = completeness(status);
    let help = whole.exact.as_ref().map(say);
    let class = format!("completeness {}", whole.tone.class());
    let sign = (whole.tone == Tone::Warn).then(|| icon(Icon::Warning));
    view! {
        {overall(&status.sources).map(|said| sync(app, &said, lapsed(&status.sources)))}
        {names.map(|name| view! { <span class="source-name"><bdi>{name}</bdi></span> })}
        <span data-testid="status-counts">{say(&counts)}</span>
        <span class=class tabindex="0" title=help.clone() data-tip=help data-testid="status-completeness">
            {sign}{say(&whole.words)}
        </span>
    }
    .into_any()
}

fn sync(app: App, said: &Said, lapsed: Option<SourceId>) -> AnyView {
    let sign = match said.tone {
        Tone::Warn => icon(Icon::Warning),
        Tone::Calm if matches!(said.words.key, Key::StatusOffline | Key::StatusOfflineNever) => {
            icon(Icon::Offline)
        }
        Tone::Calm | Tone::Busy if said.words.key == Key::StatusWaits => icon(Icon::Clock),
        tone => {
            view! { <i class=format!("dot {}", tone.class()) aria-hidden="true"></i> }.into_any()
        }
    };
    let exact = said.exact.as_ref().map(say).or_else(|| said.detail.clone());
    let progress = said
        .progress
        .map(|share| view! { <progress max="1" value=share.to_string()></progress> });
    let stop = (said.tone == Tone::Busy).then(|| {
        view! {
            <button class="inline" type="button" data-testid="status-stop" on:click=move |_| app.run(ipc::cancel_sync())>
                {t(Key::SyncStop)}
            </button>
        }
    });
    let retry = (said.tone == Tone::Warn && said.words.key == Key::StatusFailed).then(|| {
        view! {
            <button class="inline" type="button" data-testid="status-retry" on:click=move |_| app.run(ipc::sync_now())>
                {t(Key::Retry)}
            </button>
        }
    });
    let sign_in = lapsed.map(|source| {
        view! {
            <button class="inline act" type="button" data-testid="status-sign-in" on:click=move |_| app.account(source, Part::SignIn)>
                {icon(Icon::Lock)}{t(Key::StatusSignInAct)}
            </button>
        }
    });
    let words = said.words.clone();
    view! {
        <span class=format!("sync {}", said.tone.class()) tabindex="0" title=exact.clone() data-tip=exact data-testid="status-sync">
            {sign}<span>{move || app.say(&words)}</span>{progress}
        </span>
        {stop}
        {retry}
        {sign_in}
    }
    .into_any()
}

/// The zone in which times are shown, and the way to the other one.
fn zone(app: App) -> AnyView {
    let choice = app.settings.with(|settings| settings.zone);
    let words = match choice {
        ZoneChoice::Here => zoned(Key::StatusZoneHere, intl::with(intl::Intl::zone_here)),
        ZoneChoice::Space => {
            one_zone(app).map_or(Key::StatusZones.into(), |zone| zoned(Key::StatusZone, zone))
        }
    };
    let turn = move |_| {
        app.set(|settings| {
            settings.zone = if choice == ZoneChoice::Here {
                ZoneChoice::Space
            } else {
                ZoneChoice::Here
            };
        });
    };
    view! {
        <button class="inline zone" type="button" title=t(Key::StatusZoneSwitch) data-testid="zone" on:click=turn>
            {icon(Icon::Globe)}{say(&words)}
        </button>
    }
    .into_any()
}

fn zoned(key: Key, zone: String) -> Phrase {
    Phrase::new(key).with("zone", Arg::Text(zone))
}

/// The zone of the spaces shown, when it is the same for all.
fn one_zone(app: App) -> Option<String> {
    let chosen = app.list.filter.with(|filter| filter.space);
    app.status.with(|status| {
        let spaces = status.iter().flat_map(|status| &status.spaces);
        let mut zones: Vec<&str> = spaces
            .filter(|space| chosen.is_none_or(|chosen| chosen == space.id))
            .map(|space| space.time_zone.as_str())
            .collect();
        zones.sort_unstable();
        zones.dedup();
        match zones.as_slice() {
            [only] => Some((*only).to_owned()),
            _ => None,
        }
    })
}
