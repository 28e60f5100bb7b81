//! The pages: which one is shown is what the application says of itself, never an address.

mod brand;
mod first_start;
mod passphrase;
mod workspace;

use crate::components::shell::{dialogs, listen_keys, notices};
use crate::i18n::{TextKey, explain, t};
use crate::state::{AppState, hear};
use brand::brand;
use leptos::prelude::*;
use model::failure::{Failure, FailureCode};
use model::view::StartupStage;

/// The whole window.
pub(crate) fn root() -> impl IntoView {
    let app = AppState::new();
    app.settings.start_clock();
    app.idle.watch();
    hear(app);
    listen_keys(app);
    app.begin();
    let stage = Memo::new(move |_| app.stage.get());
    let page = move || match (stage.get(), app.stuck.get()) {
        (_, Some(failure)) => stuck(app, &failure),
        (None, None) => waiting(),
        (Some(StartupStage::ChoosePassphrase), None) => passphrase::choose(app).into_any(),
        (Some(StartupStage::Locked), None) => passphrase::unlock(app).into_any(),
        (Some(StartupStage::LockedByKeyStore), None) => passphrase::ask_key_store(app).into_any(),
        (Some(StartupStage::FirstStart), None) => first_start::first_start(app).into_any(),
        (Some(StartupStage::Ready), None) => workspace::workspace(app).into_any(),
    };
    view! {
        {page}
        {dialogs(app)}
        {notices(app)}
    }
}

/// Shown only when the answer takes long.
fn waiting() -> AnyView {
    view! { <main class="page"><p class="late" role="status">{t(TextKey::Loading)}</p></main> }
        .into_any()
}

fn stuck(app: AppState, failure: &Failure) -> AnyView {
    let code = failure.code();
    let words = match code {
        FailureCode::KeyLost => TextKey::StartOver,
        FailureCode::Damaged => TextKey::Repair,
        _ => TextKey::Retry,
    };
    let act = move |_| match code {
        FailureCode::KeyLost => app.start_over(),
        FailureCode::Damaged => app.repair(),
        _ => app.begin(),
    };
    view! {
        <main class="page">
            <section class="panel narrow">
                {brand()}
                <p class="wrong" role="alert">{explain(failure)}</p>
                <button class="button primary" type="button" data-testid="stuck-act" on:click=act>{t(words)}</button>
            </section>
        </main>
    }
    .into_any()
}
