//! The passphrase pages: chosen twice, or asked for once. Paste is welcome; nothing typed is kept.

use super::brand::brand;
use crate::components::shared::TextField;
use crate::i18n::{TextKey, explain, t};
use crate::state::AppState;
use leptos::ev::SubmitEvent;
use leptos::html::{Button, Input};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The fewest characters of a passphrase.
const SHORTEST: usize = 8;

/// Chooses a passphrase.
pub(super) fn choose(app: AppState) -> impl IntoView {
    let (one, two) = (NodeRef::<Input>::new(), NodeRef::<Input>::new());
    let short = RwSignal::new(None::<TextKey>);
    let differs = RwSignal::new(None::<TextKey>);
    let failed = RwSignal::new(None::<String>);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let (first, second) = (typed(one), typed(two));
        short.set((first.chars().count() < SHORTEST).then_some(TextKey::PassphraseShort));
        differs.set((first != second).then_some(TextKey::PassphraseDiffers));
        if short.get_untracked().is_none() && differs.get_untracked().is_none() {
            spawn_local(async move {
                if let Err(failure) = app.choose(first).await {
                    failed.set(Some(explain(&failure)));
                }
            });
        }
    };
    view! {
        <main class="page">
            <form class="panel narrow form" novalidate on:submit=submit>
                {brand()}
                <h1>{t(TextKey::ChooseTitle)}</h1>
                <p>{t(TextKey::ChooseLead)}</p>
                <TextField input=one label=TextKey::Passphrase id="passphrase" kind="password" wrong=Signal::from(short) />
                <TextField input=two label=TextKey::PassphraseAgain id="passphrase-again" kind="password" wrong=Signal::from(differs) />
                {move || failed.get().map(wrong)}
                <button class="button primary" type="submit" data-testid="passphrase-submit">{t(TextKey::ChooseButton)}</button>
            </form>
        </main>
    }
}

/// Asks for the passphrase.
pub(super) fn unlock(app: AppState) -> impl IntoView {
    let one = NodeRef::<Input>::new();
    let busy = RwSignal::new(false);
    let failed = RwSignal::new(None::<String>);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        failed.set(None);
        spawn_local(async move {
            if let Err(failure) = app.unlock(typed(one)).await {
                failed.set(Some(explain(&failure)));
            }
            busy.set(false);
        });
    };
    Effect::new(move |_| {
        if let Some(field) = one.get() {
            // A page without the focus leaves it where it is.
            let _ = field.focus();
        }
    });
    view! {
        <main class="page">
            <form class="panel narrow form" novalidate on:submit=submit>
                {brand()}
                <h1>{t(TextKey::UnlockTitle)}</h1>
                <p>{t(TextKey::UnlockLead)}</p>
                <TextField input=one label=TextKey::Passphrase id="passphrase" kind="password" />
                {move || failed.get().map(wrong)}
                <button class="button primary" type="submit" data-testid="passphrase-submit" aria-disabled=move || busy.get().to_string()>
                    {move || t(if busy.get() { TextKey::UnlockBusy } else { TextKey::UnlockButton })}
                </button>
            </form>
        </main>
    }
}

/// Has the key store of the operating system unlock.
pub(super) fn ask_key_store(app: AppState) -> impl IntoView {
    let button = NodeRef::<Button>::new();
    let failed = RwSignal::new(None::<String>);
    let unlock = move |_| {
        failed.set(None);
        spawn_local(async move {
            if let Err(failure) = app.unlock_with_key_store().await {
                failed.set(Some(explain(&failure)));
            }
        });
    };
    Effect::new(move |_| {
        if let Some(button) = button.get() {
            // A page without the focus leaves it where it is.
            let _ = button.focus();
        }
    });
    view! {
        <main class="page">
            <section class="panel narrow form">
                {brand()}
                <h1>{t(TextKey::UnlockTitle)}</h1>
                <p>{t(TextKey::UnlockHereLead)}</p>
                {move || failed.get().map(wrong)}
                <button node_ref=button class="button primary" type="button" data-testid="unlock-here" on:click=unlock>{t(TextKey::UnlockButton)}</button>
            </section>
        </main>
    }
}

fn typed(field: NodeRef<Input>) -> String {
    field
        .get_untracked()
        .map(|input| input.value())
        .unwrap_or_default()
}

fn wrong(words: String) -> AnyView {
    view! { <p class="wrong" role="alert" data-testid="passphrase-error">{words}</p> }.into_any()
}
