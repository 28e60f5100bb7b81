//! The first page: two ways in, each one step.

use super::brand;
use crate::browser::{dom, say, t};
use crate::components::{connect_form, icon};
use crate::i18n::{Arg, Key, Phrase};
use crate::state::App;
use crate::view_model::icon::Icon;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Which way is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// Both are offered.
    Both,
    /// The form of a server.
    Server,
}

/// The page.
pub(super) fn first_start(app: App) -> impl IntoView {
    let way = RwSignal::new(Way::Both);
    let version =
        move || say(&Phrase::new(Key::WelcomeFoot).with("version", Arg::Text(app.version.get())));
    let inside = move || match way.get() {
        Way::Both => offers(app, way),
        Way::Server => server(app, way),
    };
    view! {
        <main class="page">
            <div class="welcome">
                {brand()}
                <h1>{t(Key::WelcomeTitle)}</h1>
                <p class="lead">{t(Key::WelcomeLead)}</p>
                {inside}
                <p class="foot">{version}</p>
            </div>
        </main>
    }
}

fn offers(app: App, way: RwSignal<Way>) -> AnyView {
    let look = move |_| {
        way.set(Way::Server);
        request_animation_frame(|| dom::focus("connect-name"));
    };
    view! {
        <div class="ways">
            {practice(app)}
            <section class="panel">
                <span class="sign">{icon(Icon::Server)}</span>
                <h2>{t(Key::ConnectTitle)}</h2>
                <p>{t(Key::ConnectText)}</p>
                <button class="button" type="button" data-testid="first-start-connect" on:click=look>
                    {t(Key::ConnectOffer)}
                </button>
            </section>
        </div>
    }
    .into_any()
}

fn practice(app: App) -> impl IntoView {
    let busy = RwSignal::new(false);
    let failed = RwSignal::new(None::<String>);
    let open = move |_| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        failed.set(None);
        spawn_local(async move {
            if let Err(failure) = app.practise().await {
                failed.set(Some(failure.message));
            }
            busy.set(false);
        });
    };
    view! {
        <section class="panel">
            <span class="sign">{icon(Icon::Practice)}</span>
            <h2>{t(Key::PracticeTitle)}</h2>
            <p>{t(Key::PracticeText)}</p>
            {move || failed.get().map(|words| view! { <p class="wrong" role="alert">{words}</p> })}
            <button
                class="button primary"
                type="button"
                data-testid="first-start-practice"
                aria-disabled=move || busy.get().to_string()
                on:click=open
            >
                {move || t(if busy.get() { Key::PracticeBusy } else { Key::PracticeButton })}
            </button>
        </section>
    }
}

fn server(app: App, way: RwSignal<Way>) -> AnyView {
    view! {
        <section class="panel alone">
            <h2>{t(Key::ConnectTitle)}</h2>
            {connect_form(app, |_| ())}
            <button class="button" type="button" data-testid="connect-back" on:click=move |_| way.set(Way::Both)>
                {t(Key::ConnectBack)}
            </button>
        </section>
    }
    .into_any()
}
