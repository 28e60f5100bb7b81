//! The line at the foot of the window: how fresh and how whole the data is, and in which zone its
//! times are shown.

use crate::components::deletion::waiting_button;
use crate::components::hand_over::running_button;
use crate::components::shared::icon;
use crate::i18n::{Phrase, PhraseArg, TextKey, intl, say, t};
use crate::ipc;
use crate::state::{
    AccountTab, AppState, BrowsingState, DialogKind, DialogState, NoticesState, SettingsState,
    StatusSignal, VisitReason,
};
use crate::view_model::completeness::{UnreadableKinds, completeness_beside, unread};
use crate::view_model::icon::Icon;
use crate::view_model::settings::ZoneChoice;
use crate::view_model::status_line::{StatusLine, StatusTone};
use crate::view_model::sync_status::{lapsed, overall};
use leptos::prelude::*;
use model::SourceId;
use model::request::DataWorld;
use model::view::StatusView;

/// The status bar.
pub(crate) fn status_bar(app: AppState) -> impl IntoView {
    // Each part is drawn anew when it says something else, not with every look at the status: the
    // keyboard may be on it.
    let sync_said = part(app.status, |status| {
        overall(&status.sources).map(|said| (said, lapsed(&status.sources)))
    });
    let practises = part(app.status, |status| {
        (status.world.shown == DataWorld::Practice).then_some(())
    });
    let names = part(app.status, |status| Some(names(status)));
    let counted = Memo::new(move |_| {
        let counted = app.counted;
        counted.with(|status| status.as_ref().map(|it| (it.conversations, it.messages)))
    });
    let whole = Memo::new(move |_| {
        let now = app.status.get()?;
        app.counted
            .with(|counted| Some(completeness_beside(counted.as_ref()?, &now)))
    });
    let closed = part(app.status, |status| unread(&status.sources));
    view! {
        <footer class="status-bar" aria-label=t(TextKey::StatusLabel) data-testid="status-bar">
            {move || sync_said.get().map(|(said, lapsed)| sync(app.dialogs, app.notices, app.settings, &said, lapsed))}
            {move || practises.get().map(|()| view! { <span class="practises" data-testid="world-mark">{icon(Icon::Practice)}{t(TextKey::WorldPractice)}</span> })}
            {move || names.get().flatten().map(|name| view! { <span class="source-name"><bdi>{name}</bdi></span> })}
            {move || counted.get().map(|(conversations, messages)| counts(conversations, messages))}
            {move || whole.get().map(|whole| known(app.dialogs, &whole))}
            {move || closed.get().map(|unread| closed_to(app.dialogs, &unread))}
            <span class="push"></span>
            {waiting_button(app.deletion, app.status)}
            {running_button(app.hand_over)}
            {move || zone(app.browse, app.status, app.settings)}
        </footer>
    }
}

fn part<T: Clone + PartialEq + Send + Sync + 'static>(
    status: StatusSignal,
    pick: fn(&StatusView) -> Option<T>,
) -> Memo<Option<T>> {
    Memo::new(move |_| status.with(|status| status.as_ref().and_then(pick)))
}

fn names(status: &StatusView) -> Option<String> {
    match status.sources.as_slice() {
        [] => None,
        [one] => Some(one.name.clone()),
        several => Some(say(&Phrase::count(TextKey::StatusSources, several.len()))),
    }
}

fn counts(conversations: u64, messages: u64) -> AnyView {
    let counts = Phrase::new(TextKey::StatusCounts)
        .with(
            "conversations",
            PhraseArg::count(TextKey::CountConversations, conversations),
        )
        .with(
            "messages",
            PhraseArg::count(TextKey::CountMessages, messages),
        );
    view! { <span data-testid="status-counts">{say(&counts)}</span> }.into_any()
}

/// How whole the copy is, and the way to what is known of it.
fn known(dialogs: DialogState, whole: &StatusLine) -> AnyView {
    let help = whole.exact.as_ref().map(say);
    let class = format!("inline completeness {}", whole.tone.class());
    let sign = (whole.tone == StatusTone::Warn).then(|| icon(Icon::Warning));
    view! {
        <button
            class=class
            type="button"
            aria-haspopup="dialog"
            title=help.clone()
            data-tip=help
            data-testid="status-completeness"
            on:click=move |_| dialogs.open(DialogKind::Known(None))
        >
            {sign}{say(&whole.words)}
        </button>
    }
    .into_any()
}

/// What an account may not read, and the way to the page that says what is missing because of it.
fn closed_to(dialogs: DialogState, unread: &UnreadableKinds) -> AnyView {
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
            on:click=move |_| dialogs.open_account(source, AccountTab::Access, VisitReason::Asked)
        >
            {icon(Icon::Lock)}{say(&unread.words)}
        </button>
    }
    .into_any()
}

fn sync(
    dialogs: DialogState,
    notices: NoticesState,
    settings: SettingsState,
    said: &StatusLine,
    lapsed: Option<SourceId>,
) -> AnyView {
    let sign = match said.tone {
        StatusTone::Warn => icon(Icon::Warning),
        StatusTone::Calm
            if matches!(
                said.words.key,
                TextKey::StatusOffline | TextKey::StatusOfflineNever
            ) =>
        {
            icon(Icon::Offline)
        }
        StatusTone::Calm | StatusTone::Busy if said.words.key == TextKey::StatusWaits => {
            icon(Icon::Clock)
        }
        tone => {
            view! { <i class=format!("dot {}", tone.class()) aria-hidden="true"></i> }.into_any()
        }
    };
    let exact = said.exact.as_ref().or(said.detail.as_ref()).map(say);
    let progress = said
        .progress
        .map(|share| view! { <progress max="1" value=share.to_string()></progress> });
    let stop = (said.tone == StatusTone::Busy).then(|| {
        view! {
            <button class="inline" type="button" data-testid="status-stop" on:click=move |_| notices.run(ipc::cancel_sync())>
                {t(TextKey::SyncStop)}
            </button>
        }
    });
    let retry = (said.tone == StatusTone::Warn && said.words.key == TextKey::StatusFailed).then(|| {
        view! {
            <button class="inline" type="button" data-testid="status-retry" on:click=move |_| notices.run(ipc::sync_now())>
                {t(TextKey::Retry)}
            </button>
        }
    });
    let sign_in = lapsed.map(|source| {
        view! {
            <button class="inline act" type="button" data-testid="status-sign-in" on:click=move |_| dialogs.open_account(source, AccountTab::SignIn, VisitReason::Asked)>
                {icon(Icon::Lock)}{t(TextKey::StatusSignInAct)}
            </button>
        }
    });
    let words = said.words.clone();
    view! {
        <span class=format!("sync {}", said.tone.class()) tabindex="0" title=exact.clone() data-tip=exact data-testid="status-sync">
            {sign}<span>{move || settings.translate(&words)}</span>{progress}
        </span>
        {stop}
        {retry}
        {sign_in}
    }
    .into_any()
}

/// The zone in which times are shown, and the way to the other one.
fn zone(browse: BrowsingState, status: StatusSignal, settings: SettingsState) -> AnyView {
    let choice = settings.chosen.with(|settings| settings.zone);
    let words = match choice {
        ZoneChoice::Here => zoned(
            TextKey::StatusZoneHere,
            intl::with(intl::BrowserFormats::zone_here),
        ),
        ZoneChoice::Space => match (unknown_zone(status, settings), one_zone(browse, status)) {
            (Some(zone), _) => zoned(TextKey::StatusZoneUnknown, zone),
            (None, Some(zone)) => zoned(TextKey::StatusZone, zone),
            (None, None) => TextKey::StatusZones.into(),
        },
    };
    let turn = move |_| {
        settings.update(|settings| {
            settings.zone = if choice == ZoneChoice::Here {
                ZoneChoice::Space
            } else {
                ZoneChoice::Here
            };
        });
    };
    view! {
        <button class="inline zone" type="button" title=t(TextKey::StatusZoneSwitch) data-testid="zone" on:click=turn>
            {icon(Icon::Globe)}{say(&words)}
        </button>
    }
    .into_any()
}

fn zoned(key: TextKey, zone: String) -> Phrase {
    Phrase::new(key).with("zone", PhraseArg::Text(zone))
}

/// A zone of a space that nobody knows.
fn unknown_zone(status: StatusSignal, settings: SettingsState) -> Option<String> {
    status.with(|status| {
        let mut spaces = status.iter().flat_map(|status| &status.spaces);
        let unknown = spaces.find(|space| settings.is_unknown_zone(&space.time_zone))?;
        Some(unknown.time_zone.clone())
    })
}

/// The zone of the spaces shown, when it is the same for all.
fn one_zone(browse: BrowsingState, status: StatusSignal) -> Option<String> {
    let chosen = browse.list.filter.with(|filter| filter.space);
    status.with(|status| {
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
