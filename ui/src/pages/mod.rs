//! The pages: which one is shown is what the application says of itself, never an address.

mod desk;
mod first_start;
mod passphrase;

use crate::browser::t;
use crate::components::{dialogs, listen_keys, notices};
use crate::i18n::Key;
use crate::state::{App, hear};
use leptos::prelude::*;
use model::failure::{Code, Failure};
use model::view::StartupStage;

/// The whole window.
pub(crate) fn root() -> impl IntoView {
    let app = App::new();
    app.tick();
    hear(app);
    listen_keys(app);
    app.begin();
    let stage = Memo::new(move |_| app.stage.get());
    let page = move || match (stage.get(), app.stuck.get()) {
        (_, Some(failure)) => stuck(app, &failure),
        (None, None) => waiting(),
        (Some(StartupStage::ChoosePassphrase), None) => passphrase::choose(app).into_any(),
        (Some(StartupStage::Locked), None) => passphrase::unlock(app).into_any(),
        (Some(StartupStage::FirstStart), None) => first_start::first_start(app).into_any(),
        (Some(StartupStage::Ready), None) => desk::desk(app).into_any(),
    };
    view! {
        {page}
        {dialogs(app)}
        {notices(app)}
    }
}

/// Shown only when the answer takes long.
fn waiting() -> AnyView {
    view! { <main class="page"><p class="late" role="status">{t(Key::Loading)}</p></main> }
        .into_any()
}

fn stuck(app: App, failure: &Failure) -> AnyView {
    let lost = failure.code == Code::KeyLost;
    let words = if lost { Key::StartOver } else { Key::Retry };
    let act = move |_| if lost { app.start_over() } else { app.begin() };
    view! {
        <main class="page">
            <section class="panel narrow">
                {brand()}
                <p class="wrong" role="alert">{failure.message.clone()}</p>
                <button class="button primary" type="button" data-testid="stuck-act" on:click=act>{t(words)}</button>
            </section>
        </main>
    }
    .into_any()
}

/// The sign of the product over a page.
fn brand() -> AnyView {
    view! { <div class="brand large"><i aria-hidden="true">"D"</i><span>{t(Key::Brand)}</span></div> }.into_any()
}
