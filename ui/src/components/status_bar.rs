//! The line at the foot of the window: how fresh and how whole the data is, and in which zone its
//! times are shown.

use super::icon;
use crate::browser::{intl, say, t};
use crate::i18n::{Arg, Key, Phrase};
use crate::ipc;
use crate::state::{App, Dialog, Part};
use crate::view_model::icon::Icon;
use crate::view_model::settings::ZoneChoice;
use crate::view_model::status::{Said, Tone, Unread, completeness, lapsed, overall, unread};
use leptos::prelude::*;
use model::SourceId;
use model::view::StatusView;

/// The status bar.
pub(crate) fn status_bar(app: App) -> impl IntoView {
    // Each part is drawn anew when it says something else, not with every look at the status: the
    // keyboard may be on it.
    let sync_said = part(app, |status| {
        overall(&status.sources).map(|said| (said, lapsed(&status.sources)))
    });
    let names = part(app, |status| Some(names(status)));
    let counted = part(app, |status| Some((status.conversations, status.messages)));
    let whole = part(app, |status| Some(completeness(status)));
    let closed = part(app, |status| unread(&status.sources));
    view! {
        <footer class="status-bar" aria-label=t(Key::StatusLabel) data-testid="status-bar">
            {move || sync_said.get().map(|(said, lapsed)| sync(app, &said, lapsed))}
            {move || names.get().flatten().map(|name| view! { <span class="source-name"><bdi>{name}</bdi></span> })}
            {move || counted.get().map(|(conversations, messages)| counts(conversations, messages))}
            {move || whole.get().map(|whole| known(app, &whole))}
            {move || closed.get().map(|unread| closed_to(app, &unread))}
            <span class="push"></span>
            {move || zone(app)}
        </footer>
    }
}

fn part<T: Clone + PartialEq + Send + Sync + 'static>(
    app: App,
    pick: fn(&StatusView) -> Option<T>,
) -> Memo<Option<T>> {
    Memo::new(move |_| app.status.with(|status| status.as_ref().and_then(pick)))
}

fn names(status: &StatusView) -> Option<String> {
    match status.sources.as_slice() {
        [] => None,
        [one] => Some(one.name.clone()),
        several => Some(say(&Phrase::count(Key::StatusSources, several.len()))),
    }
}

fn counts(conversations: u64, messages: u64) -> AnyView {
    let big = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    let counts = Phrase::new(Key::StatusCounts)
        .with(
            "conversations",
            Arg::Count(Key::CountConversations, big(conversations)),
        )
        .with("messages", Arg::Count(Key::CountMessages, big(messages)));
    view! { <span data-testid="status-counts">{say(&counts)}</span> }.into_any()
}

/// How whole the copy is, and the way to what is known of it.
fn known(app: App, whole: &Said) -> AnyView {
    let help = whole.exact.as_ref().map(say);
    let class = format!("inline completeness {}", whole.tone.class());
    let sign = (whole.tone == Tone::Warn).then(|| icon(Icon::Warning));
    view! {
        <button
            class=class
            type="button"
            aria-haspopup="dialog"
            title=help.clone()
            data-tip=help
            data-testid="status-completeness"
            on:click=move |_| app.dialog.set(Some(Dialog::Known(None)))
        >
            {sign}{say(&whole.words)}
        </button>
    }
    .into_any()
}

/// What an account may not read, and the way to the page that says what is missing because of it.
fn closed_to(app: App, unread: &Unread) -> AnyView {
    let help = say(&unread.help);
    let source = unread.source;
    view! {
        <button
            class="inline"
            type="button"
            aria-haspopup="dialog"
            title=help.clone()
            data-tip=help
            data-testid="status-unread"
            on:click=move |_| app.account(source, Part::Access)
        >
            {icon(Icon::Lock)}{say(&unread.words)}
        </button>
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
