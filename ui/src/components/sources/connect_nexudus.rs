//! The form that connects a Nexudus account. The code of a second factor is asked for only when the
//! account has one, or a refusal may have meant that it has; the address only where somebody wants another than the documented one.

use crate::components::shared::{CodeField, SecondFactor, TextField, icon, raw, read};
use crate::i18n::{TextKey, explain_connecting, t};
use crate::state::AppState;
use crate::view_model::icon::Icon;
use leptos::ev::SubmitEvent;
use leptos::html::Input;
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::failure::{Failure, FailureCode};
use model::request::ConnectNexudus;

/// What is wrong with name, e-mail, password, code and address.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct NexudusFormErrors {
    name: Option<TextKey>,
    email: Option<TextKey>,
    password: Option<TextKey>,
    code: Option<TextKey>,
    url: Option<TextKey>,
}

/// What the form knows beside what is typed.
#[derive(Clone, Copy)]
struct NexudusFormState {
    wrong: RwSignal<NexudusFormErrors>,
    failed: RwSignal<Option<String>>,
    busy: RwSignal<bool>,
    asked: RwSignal<SecondFactor>,
    shows_url: RwSignal<bool>,
}

#[derive(Clone, Copy)]
struct NexudusInputs {
    name: NodeRef<Input>,
    email: NodeRef<Input>,
    password: NodeRef<Input>,
    code: NodeRef<Input>,
    url: NodeRef<Input>,
}

impl NexudusInputs {
    fn new() -> Self {
        Self {
            name: NodeRef::new(),
            email: NodeRef::new(),
            password: NodeRef::new(),
            code: NodeRef::new(),
            url: NodeRef::new(),
        }
    }

    /// A password is taken as it is: a blank may be part of it.
    fn request(self) -> ConnectNexudus {
        let code = read(self.code);
        ConnectNexudus {
            name: read(self.name),
            url: read(self.url),
            email: read(self.email),
            password: raw(self.password),
            totp: (!code.is_empty()).then_some(code),
        }
    }
}

/// The form.
pub(crate) fn nexudus_form(app: AppState) -> impl IntoView {
    let inputs = NexudusInputs::new();
    let state = NexudusFormState {
        wrong: RwSignal::new(NexudusFormErrors::default()),
        failed: RwSignal::new(None),
        busy: RwSignal::new(false),
        asked: RwSignal::new(SecondFactor::Unasked),
        shows_url: RwSignal::new(false),
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        send(app, inputs, state);
    };
    view! {
        <form class="form" novalidate on:submit=submit autocomplete="off" data-testid="nexudus-form">
            <TextField input=inputs.name label=TextKey::ConnectName id="nexudus-name" hint=TextKey::ConnectNameHint wrong=Signal::derive(move || state.wrong.get().name) />
            <TextField input=inputs.email label=TextKey::NexudusEmail id="nexudus-email" kind="email" hint=TextKey::NexudusEmailHint wrong=Signal::derive(move || state.wrong.get().email) />
            <TextField input=inputs.password label=TextKey::NexudusPassword id="nexudus-password" kind="password" help=TextKey::NexudusPasswordHelp wrong=Signal::derive(move || state.wrong.get().password) />
            <CodeField input=inputs.code asked=state.asked wrong=Signal::derive(move || state.wrong.get().code) />
            {address(inputs.url, state)}
            {move || state.failed.get().map(|words| view! { <p class="wrong" role="alert" data-testid="nexudus-error">{words}</p> })}
            <button class="button primary" type="submit" data-testid="nexudus-submit" aria-disabled=move || state.busy.get().to_string()>
                {move || t(if state.busy.get() { TextKey::NexudusBusy } else { TextKey::ConnectButton })}
            </button>
        </form>
    }
}

/// The address, behind a disclosure: nearly everybody's is the documented one.
fn address(url: NodeRef<Input>, state: NexudusFormState) -> AnyView {
    let open = move || state.shows_url.get();
    view! {
        <div class="more">
            <button
                class="inline"
                type="button"
                aria-expanded=move || open().to_string()
                aria-controls="nexudus-address"
                data-testid="nexudus-address"
                on:click=move |_| state.shows_url.update(|open| *open = !*open)
            >
                <i class="turn" class:open=open>{icon(Icon::Down)}</i>{t(TextKey::NexudusAddress)}
            </button>
            <div id="nexudus-address" hidden=move || !open()>
                <TextField input=url label=TextKey::NexudusUrl id="nexudus-url" kind="url" hint=TextKey::NexudusUrlHint help=TextKey::NexudusUrlHelp wrong=Signal::derive(move || state.wrong.get().url) />
            </div>
        </div>
    }
    .into_any()
}

fn send(app: AppState, inputs: NexudusInputs, state: NexudusFormState) {
    let request = inputs.request();
    let wrong = check(&request, state.asked.get_untracked());
    state.wrong.set(wrong);
    state.failed.set(None);
    if wrong.url.is_some() {
        state.shows_url.set(true);
    }
    if state.busy.get_untracked() || wrong != NexudusFormErrors::default() {
        return;
    }
    state.busy.set(true);
    spawn_local(async move {
        let answer = app.connect_nexudus(request).await;
        let is_gone = state.busy.try_set(false).is_some();
        match answer {
            Ok(()) => {}
            // The form was closed meanwhile.
            Err(failure) if is_gone => app.notices.failed(&failure),
            Err(failure) => show_failure(state, &failure),
        }
    });
}

fn show_failure(state: NexudusFormState, failure: &Failure) {
    SecondFactor::learn(state.asked, failure.code());
    if failure.code() == FailureCode::Offline {
        state.shows_url.set(true);
    }
    state.failed.set(Some(explain_connecting(failure)));
}

fn check(request: &ConnectNexudus, asked: SecondFactor) -> NexudusFormErrors {
    let needed = |text: &str| text.is_empty().then_some(TextKey::FieldNeeded);
    let odd = !request.email.contains('@') || request.email.contains(char::is_whitespace);
    let url = &request.url;
    let web = url.is_empty() || url.starts_with("https://") || url.starts_with("http://");
    NexudusFormErrors {
        name: needed(&request.name),
        email: needed(&request.email).or(odd.then_some(TextKey::FieldEmail)),
        password: needed(&request.password),
        code: (asked == SecondFactor::Needed && request.totp.is_none())
            .then_some(TextKey::FieldNeeded),
        url: (!web).then_some(TextKey::FieldUrl),
    }
}
