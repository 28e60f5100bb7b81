//! The first page: three ways in, each one step.

use super::brand;
use crate::browser::{dom, say, t};
use crate::components::{connect_form, icon, nexudus_form};
use crate::i18n::{Arg, Key, Phrase};
use crate::state::App;
use crate::view_model::icon::Icon;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Which way is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// All are offered.
    All,
    /// The form of a server.
    Server,
    /// The form of a Nexudus account.
    Nexudus,
}

/// The page.
pub(super) fn first_start(app: App) -> impl IntoView {
    let way = RwSignal::new(Way::All);
    let version =
        move || say(&Phrase::new(Key::WelcomeFoot).with("version", Arg::Text(app.version.get())));
    let inside = move || match way.get() {
        Way::All => offers(app, way),
        Way::Server => alone(way, Key::ConnectTitle, connect_form(app, |_| ()).into_any()),
        Way::Nexudus => alone(way, Key::NexudusTitle, nexudus_form(app).into_any()),
    };
    view! {
        <main class="page">
            <div class="welcome">
                {brand()}
                {move || (way.get() == Way::All).then(greeting)}
                {inside}
                <p class="foot">{version}</p>
            </div>
        </main>
    }
}

/// Who has chosen a way needs the room for its form.
fn greeting() -> impl IntoView {
    view! {
        <h1>{t(Key::WelcomeTitle)}</h1>
        <p class="lead">{t(Key::WelcomeLead)}</p>
    }
}

fn offers(app: App, way: RwSignal<Way>) -> AnyView {
    let look = move |to: Way, first: &'static str| {
        way.set(to);
        request_animation_frame(move || dom::focus(first));
    };
    let offer = move |sign: Icon,
                      (title, text, act): (Key, Key, Key),
                      test: &'static str,
                      to: Way,
                      first: &'static str| {
        view! {
            <section class="panel">
                <span class="sign">{icon(sign)}</span>
                <h2>{t(title)}</h2>
                <p>{t(text)}</p>
                <button class="button" type="button" data-testid=test on:click=move |_| look(to, first)>{t(act)}</button>
            </section>
        }
    };
    let nexudus = (Key::NexudusTitle, Key::NexudusText, Key::NexudusOffer);
    let server = (Key::ConnectTitle, Key::ConnectText, Key::ConnectOffer);
    view! {
        <div class="ways">
            {practice(app)}
            {offer(Icon::Cloud, nexudus, "first-start-nexudus", Way::Nexudus, "nexudus-name")}
            {offer(Icon::Server, server, "first-start-connect", Way::Server, "connect-name")}
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

fn alone(way: RwSignal<Way>, title: Key, form: AnyView) -> AnyView {
    view! {
        <section class="panel alone">
            <h2>{t(title)}</h2>
            {form}
            <button class="button" type="button" data-testid="connect-back" on:click=move |_| way.set(Way::All)>
                {t(Key::ConnectBack)}
            </button>
        </section>
    }
    .into_any()
}
