//! The sources at the foot of the navigation: how each stands, and the way to sync, stop, add and
//! remove.

use crate::components::shared::icon;
use crate::i18n::{Phrase, PhraseArg, TextKey, say, t};
use crate::ipc;
use crate::state::{AccountTab, AppState, DialogKind, DialogState, SettingsState, VisitReason};
use crate::view_model::icon::Icon;
use crate::view_model::status_line::StatusLine;
use crate::view_model::sync_status::{is_other_store, is_running, lapsed, source as said};
use leptos::prelude::*;
use model::ascii_url;
use model::capability::SourceCapabilities;
use model::view::SourceView;

/// The sources.
pub(crate) fn source_list(app: AppState) -> impl IntoView {
    // What did not change is not drawn anew: the keyboard may be on it.
    let all = Memo::new(move |_| {
        app.status.with(|status| {
            status
                .as_ref()
                .map(|status| status.sources.clone())
                .unwrap_or_default()
        })
    });
    let running = Memo::new(move |_| {
        app.status
            .with(|status| status.as_ref().is_some_and(is_running))
    });
    let connect = move |_| app.dialogs.open(DialogKind::Connect);
    view! {
        <div class="sources">
            <h2>
                <span>{t(TextKey::NavSources)}</span>
                <button class="plain" type="button" aria-label=t(TextKey::AddSource) title=t(TextKey::AddSource) data-testid="add-source" on:click=connect>
                    {icon(Icon::Plus)}
                </button>
            </h2>
            {move || all.get().into_iter().map(|one| source(app.dialogs, app.settings, &one)).collect::<Vec<_>>()}
            {move || sync(app, running.get())}
        </div>
    }
}

fn source(dialogs: DialogState, settings: SettingsState, source: &SourceView) -> AnyView {
    let state = said(source);
    let remove =
        Phrase::new(TextKey::RemoveSource).with("name", PhraseArg::Text(source.name.clone()));
    let whole = source.clone();
    view! {
        <div class="source" data-testid="source">
            {face(dialogs, settings, source, &state)}
            {is_other_store(source).then(|| anew(dialogs, source))}
            <button
                class="plain remove"
                type="button"
                aria-label=say(&remove)
                title=say(&remove)
                data-testid="source-remove"
                on:click=move |_| dialogs.open(DialogKind::Remove(Box::new(whole.clone())))
            >
                {icon(Icon::Trash)}
            </button>
        </div>
    }
    .into_any()
}

/// The way to begin with the store that answers now.
fn anew(dialogs: DialogState, source: &SourceView) -> AnyView {
    let words =
        say(&Phrase::new(TextKey::AnewSource).with("name", PhraseArg::Text(source.name.clone())));
    let whole = source.clone();
    view! {
        <button
            class="plain"
            type="button"
            aria-label=words.clone()
            title=words
            data-testid="source-anew"
            on:click=move |_| dialogs.open(DialogKind::Anew(Box::new(whole.clone())))
        >
            {icon(Icon::Refresh)}
        </button>
    }
    .into_any()
}

/// What stands for what is read: invented conversations, a service, or a server of one's own.
fn sign_of(has: &SourceCapabilities) -> Icon {
    if has.invented {
        Icon::Practice
    } else if has.service.is_some() {
        Icon::Cloud
    } else {
        Icon::Server
    }
}

/// How it stands, and the way to its page.
fn face(
    dialogs: DialogState,
    settings: SettingsState,
    source: &SourceView,
    state: &StatusLine,
) -> AnyView {
    let sign = sign_of(&source.capabilities);
    let tone = format!("dot {}", state.tone.class());
    let words = state.short.clone().unwrap_or_else(|| state.words.clone());
    let whole = state
        .detail
        .as_ref()
        .map(say)
        .or_else(|| state.short.as_ref().map(|_| say(&state.words)))
        .unwrap_or_else(|| ascii_url(&source.url).into_owned());
    let inside = view! {
        <span class="sign">{icon(sign)}<i class=tone></i></span>
        <span class="name"><bdi>{source.name.clone()}</bdi><small>{move || settings.translate(&words)}</small></span>
    };
    if !source.capabilities.account_page {
        return known(dialogs, source, whole, inside.into_any());
    }
    let part = if lapsed(std::slice::from_ref(source)).is_some() {
        AccountTab::SignIn
    } else {
        AccountTab::Access
    };
    let id = source.id;
    let label =
        say(&Phrase::new(TextKey::OpenSource).with("name", PhraseArg::Text(source.name.clone())));
    view! {
        <button class="face" type="button" title=whole aria-description=label data-testid="source-open" on:click=move |_| dialogs.open_account(id, part, VisitReason::Asked)>
            {inside}
        </button>
    }
    .into_any()
}

/// A source without an account: what is known of it beside its server.
fn known(dialogs: DialogState, source: &SourceView, whole: String, inside: AnyView) -> AnyView {
    let id = source.id;
    let label =
        say(&Phrase::new(TextKey::KnownOpen).with("name", PhraseArg::Text(source.name.clone())));
    view! {
        <button class="face" type="button" title=whole aria-description=label data-testid="source-known" on:click=move |_| dialogs.open(DialogKind::Known(Some(id)))>
            {inside}
        </button>
    }
    .into_any()
}

fn sync(app: AppState, running: bool) -> AnyView {
    let (sign, words, test) = if running {
        (Icon::Stop, TextKey::SyncStop, "sync-stop")
    } else {
        (Icon::Refresh, TextKey::SyncNow, "sync-now")
    };
    let act = move |_| {
        app.notices.run(async move {
            if running {
                ipc::cancel_sync().await?
            } else {
                ipc::sync_now().await?
            }
            app.ask_status();
            Ok(())
        });
    };
    view! {
        <button class="item" type="button" title=t(words) data-testid=test on:click=act>
            {icon(sign)}<span class="name">{t(words)}</span>
        </button>
    }
    .into_any()
}
