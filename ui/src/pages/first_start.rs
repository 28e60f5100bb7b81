//! The first page: three ways in, each one step.

use super::brand::brand;
use crate::browser::dom;
use crate::components::shared::icon;
use crate::components::sources::{connect_form, nexudus_form};
use crate::i18n::{Phrase, PhraseArg, TextKey, explain, say, t};
use crate::state::AppState;
use crate::view_model::icon::Icon;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Which way is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum FirstStartChoice {
    /// All are offered.
    All,
    /// The form of a server.
    Server,
    /// The form of a Nexudus account.
    Nexudus,
}

/// The page.
pub(super) fn first_start(app: AppState) -> impl IntoView {
    let way = RwSignal::new(FirstStartChoice::All);
    let version = move || {
        say(&Phrase::new(TextKey::WelcomeFoot).with("version", PhraseArg::Text(app.version.get())))
    };
    let inside = move || match way.get() {
        FirstStartChoice::All => offers(app, way),
        FirstStartChoice::Server => alone(
            way,
            TextKey::ConnectTitle,
            connect_form(app, |_| ()).into_any(),
        ),
        FirstStartChoice::Nexudus => {
            alone(way, TextKey::NexudusTitle, nexudus_form(app).into_any())
        }
    };
    view! {
        <main class="page">
            <div class="welcome">
                {brand()}
                {move || (way.get() == FirstStartChoice::All).then(greeting)}
                {inside}
                <p class="foot">{version}</p>
            </div>
        </main>
    }
}

/// Who has chosen a way needs the room for its form.
fn greeting() -> impl IntoView {
    view! {
        <h1>{t(TextKey::WelcomeTitle)}</h1>
        <p class="lead">{t(TextKey::WelcomeLead)}</p>
    }
}

fn offers(app: AppState, way: RwSignal<FirstStartChoice>) -> AnyView {
    let look = move |to: FirstStartChoice, first: &'static str| {
        way.set(to);
        request_animation_frame(move || dom::focus(first));
    };
    let offer = move |sign: Icon,
                      (title, text, act): (TextKey, TextKey, TextKey),
                      test: &'static str,
                      to: FirstStartChoice,
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
    let nexudus = (
        TextKey::NexudusTitle,
        TextKey::NexudusText,
        TextKey::NexudusOffer,
    );
    let server = (
        TextKey::ConnectTitle,
        TextKey::ConnectText,
        TextKey::ConnectOffer,
    );
    view! {
        <div class="ways">
            {practice(app)}
            {offer(Icon::Cloud, nexudus, "first-start-nexudus", FirstStartChoice::Nexudus, "nexudus-name")}
            {offer(Icon::Server, server, "first-start-connect", FirstStartChoice::Server, "connect-name")}
        </div>
    }
    .into_any()
}

fn practice(app: AppState) -> impl IntoView {
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
                failed.set(Some(explain(&failure)));
            }
            busy.set(false);
        });
    };
    view! {
        <section class="panel">
            <span class="sign">{icon(Icon::Practice)}</span>
            <h2>{t(TextKey::PracticeTitle)}</h2>
            <p>{t(TextKey::PracticeText)}</p>
            {move || failed.get().map(|words| view! { <p class="wrong" role="alert">{words}</p> })}
            <button
                class="button primary"
                type="button"
                data-testid="first-start-practice"
                aria-disabled=move || busy.get().to_string()
                on:click=open
            >
                {move || t(if busy.get() { TextKey::PracticeBusy } else { TextKey::PracticeButton })}
            </button>
        </section>
    }
}

fn alone(way: RwSignal<FirstStartChoice>, title: TextKey, form: AnyView) -> AnyView {
    view! {
        <section class="panel alone">
            <h2>{t(title)}</h2>
            {form}
            <button class="button" type="button" data-testid="connect-back" on:click=move |_| way.set(FirstStartChoice::All)>
                {t(TextKey::ConnectBack)}
            </button>
        </section>
    }
    .into_any()
}
