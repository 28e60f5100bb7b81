//! What the manager finds wrong with a message: a small action beside it, the choice below it, and the line that
//! says it.

use crate::components::shared::icon;
use crate::i18n::{TextKey, say, t};
use crate::state::BrowsingState;
use crate::view_model::icon::Icon;
use catalogue::flag_kind;
use leptos::ev::KeyboardEvent;
use leptos::html::Input;
use leptos::prelude::*;
use model::marks::MessageFlag;
use model::{FlagKind, MessageId};

/// Whether a message is flagged.
pub(super) fn is_flagged(browse: BrowsingState, message: MessageId) -> bool {
    browse
        .noted
        .flags
        .with(|flags| flags.contains_key(&message))
}

/// The action beside a message.
pub(super) fn action(browse: BrowsingState, message: MessageId) -> AnyView {
    let name = move || {
        t(if is_flagged(browse, message) {
            TextKey::FlagChange
        } else {
            TextKey::FlagMessage
        })
    };
    let is_open = move || browse.noted.flagging.get() == Some(message);
    let turn = move |_| {
        let open = browse.noted.flagging.get_untracked() == Some(message);
        browse.noted.flagging.set((!open).then_some(message));
    };
    view! {
        <button
            class="plain flag-action"
            type="button"
            aria-label=name
            title=name
            aria-expanded=move || is_open().to_string()
            data-testid="flag"
            on:click=turn
        >
            {icon(Icon::Flag)}
        </button>
    }
    .into_any()
}

/// What stands below a message: the flag, and the choice of one while it is being chosen.
pub(super) fn below(browse: BrowsingState, message: MessageId) -> AnyView {
    let flag = Memo::new(move |_| {
        browse
            .noted
            .flags
            .with(|flags| flags.get(&message).cloned())
    });
    let is_open = Memo::new(move |_| browse.noted.flagging.get() == Some(message));
    view! {
        {move || flag.get().map(|flag| said(&flag))}
        {move || is_open.get().then(|| choice(browse, message, flag.get_untracked()))}
    }
    .into_any()
}

fn said(flag: &MessageFlag) -> AnyView {
    let note = flag.note.clone();
    let note = note.map(|note| view! { {t(TextKey::Separator)}<bdi>{note}</bdi> });
    view! {
        <p class="flag-line" data-testid="flag-line">{icon(Icon::Flag)}<span><b>{say(&flag_kind(&flag.kind))}</b>{note}</span></p>
    }
    .into_any()
}

fn choice(browse: BrowsingState, message: MessageId, before: Option<MessageFlag>) -> AnyView {
    let words = NodeRef::<Input>::new();
    let note = before.as_ref().and_then(|flag| flag.note.clone());
    let stands = before.map(|flag| flag.kind);
    let remove = stands.is_some().then(|| {
        view! {
            <button class="button" type="button" data-testid="flag-remove" on:click=move |_| browse.flag(message, None)>{t(TextKey::FlagRemove)}</button>
        }
    });
    let kind = move |kind: &FlagKind| {
        let is_on = (stands.as_ref() == Some(kind)).to_string();
        let (id, chosen) = (format!("flag-{kind}"), kind.clone());
        let take = move |_| {
            let note = words.get_untracked().map(|field| field.value());
            let flag = MessageFlag {
                kind: chosen.clone(),
                note,
            };
            browse.flag(message, Some(flag));
        };
        view! { <button class="button toggle" type="button" aria-pressed=is_on data-testid=id on:click=take>{say(&flag_kind(kind))}</button> }
    };
    let kinds = FlagKind::KNOWN.iter().map(kind).collect::<Vec<_>>();
    let key = move |event: KeyboardEvent| {
        if event.key() == "Escape" {
            event.stop_propagation();
            browse.noted.flagging.set(None);
        }
    };
    view! {
        <div class="flagging" role="group" aria-label=t(TextKey::FlagWhat) data-testid="flagging" on:keydown=key>
            <input type="text" node_ref=words value=note.unwrap_or_default() aria-label=t(TextKey::FlagNote) placeholder=t(TextKey::FlagNote) dir="auto" data-testid="flag-note" />
            <div class="kinds">{kinds}{remove}</div>
        </div>
    }
    .into_any()
}
