//! The form that connects a Nexudus account. The code of a second factor is asked for only when the
//! account has one, or a refusal may have meant that it has; the address only where somebody wants another than the documented one.

use super::connect::{Field, field_of, read};
use super::icon;
use crate::browser::{dom, t};
use crate::i18n::Key;
use crate::state::App;
use crate::view_model::icon::Icon;
use leptos::ev::SubmitEvent;
use leptos::html::Input;
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::failure::{Code, Failure};
use model::request::ConnectNexudus;

/// What is wrong with name, e-mail, password, code and address.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Wrong {
    name: Option<Key>,
    email: Option<Key>,
    password: Option<Key>,
    code: Option<Key>,
    url: Option<Key>,
}

/// What the form knows beside what is typed.
#[derive(Clone, Copy)]
struct State {
    wrong: RwSignal<Wrong>,
    failed: RwSignal<Option<String>>,
    busy: RwSignal<bool>,
    asked: RwSignal<SecondFactor>,
    shows_url: RwSignal<bool>,
}

#[derive(Clone, Copy)]
struct Inputs {
    name: NodeRef<Input>,
    email: NodeRef<Input>,
    password: NodeRef<Input>,
    code: NodeRef<Input>,
    url: NodeRef<Input>,
}

impl Inputs {
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
            password: super::connect::raw(self.password),
            totp: (!code.is_empty()).then_some(code),
        }
    }
}

/// The form.
pub(crate) fn nexudus_form(app: App) -> impl IntoView {
    let inputs = Inputs::new();
    let state = State {
        wrong: RwSignal::new(Wrong::default()),
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
            {field_of(Field { hint: Some(Key::ConnectNameHint), ..Field::new(inputs.name, Key::ConnectName, "nexudus-name") }, move || state.wrong.get().name)}
            {field_of(Field { kind: "email", hint: Some(Key::NexudusEmailHint), ..Field::new(inputs.email, Key::NexudusEmail, "nexudus-email") }, move || state.wrong.get().email)}
            {field_of(Field { kind: "password", help: Some(Key::NexudusPasswordHelp), ..Field::new(inputs.password, Key::NexudusPassword, "nexudus-password") }, move || state.wrong.get().password)}
            {code_field(inputs.code, state.asked, move || state.wrong.get().code)}
            {address(inputs.url, state)}
            {move || state.failed.get().map(|words| view! { <p class="wrong" role="alert" data-testid="nexudus-error">{words}</p> })}
            <button class="button primary" type="submit" data-testid="nexudus-submit" aria-disabled=move || state.busy.get().to_string()>
                {move || t(if state.busy.get() { Key::NexudusBusy } else { Key::ConnectButton })}
            </button>
        </form>
    }
}

/// What is known of the account's second factor. Nobody documents in which words a missing code is
/// refused, so after any refusal there is a field for one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SecondFactor {
    Unasked,
    Possible,
    Needed,
}

impl SecondFactor {
    /// Learns from a refusal.
    pub(super) fn learn(asked: RwSignal<Self>, code: Code) {
        match code {
            Code::CodeNeeded => {
                asked.set(Self::Needed);
                request_animation_frame(|| dom::focus("nexudus-code"));
            }
            Code::SignInNeeded if asked.get_untracked() == Self::Unasked => {
                asked.set(Self::Possible);
            }
            _ => {}
        }
    }
}

/// The field for the code of a second factor, once there may be one.
pub(super) fn code_field(
    input: NodeRef<Input>,
    asked: RwSignal<SecondFactor>,
    wrong: impl Fn() -> Option<Key> + Copy + Send + Sync + 'static,
) -> AnyView {
    // What was typed stays while nothing changes.
    let asked = Memo::new(move |_| asked.get());
    let field = move |help| Field {
        hint: Some(Key::NexudusCodeHint),
        help: Some(help),
        complete: "one-time-code",
        ..Field::new(input, Key::NexudusCode, "nexudus-code")
    };
    let shown = move || match asked.get() {
        SecondFactor::Unasked => None,
        SecondFactor::Possible => Some(field_of(field(Key::NexudusCodeMaybe), wrong)),
        SecondFactor::Needed => Some(field_of(field(Key::NexudusCodeHelp), wrong)),
    };
    shown.into_any()
}

/// The address, behind a disclosure: nearly everybody's is the documented one.
fn address(url: NodeRef<Input>, state: State) -> AnyView {
    let open = move || state.shows_url.get();
    let field = Field {
        kind: "url",
        hint: Some(Key::NexudusUrlHint),
        help: Some(Key::NexudusUrlHelp),
        ..Field::new(url, Key::NexudusUrl, "nexudus-url")
    };
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
                <i class="turn" class:open=open>{icon(Icon::Down)}</i>{t(Key::NexudusAddress)}
            </button>
            <div id="nexudus-address" hidden=move || !open()>
                {field_of(field, move || state.wrong.get().url)}
            </div>
        </div>
    }
    .into_any()
}

fn send(app: App, inputs: Inputs, state: State) {
    let request = inputs.request();
    let wrong = check(&request, state.asked.get_untracked());
    state.wrong.set(wrong);
    state.failed.set(None);
    if wrong.url.is_some() {
        state.shows_url.set(true);
    }
    if state.busy.get_untracked() || wrong != Wrong::default() {
        return;
    }
    state.busy.set(true);
    spawn_local(async move {
        let answer = app.connect_nexudus(request).await;
        let is_gone = state.busy.try_set(false).is_some();
        match answer {
            Ok(()) => {}
            // The form was closed meanwhile.
            Err(failure) if is_gone => app.failed(&failure),
            Err(failure) => explain(state, failure),
        }
    });
}

fn explain(state: State, failure: Failure) {
    SecondFactor::learn(state.asked, failure.code);
    if failure.code == Code::Offline {
        state.shows_url.set(true);
    }
    state.failed.set(Some(failure.message));
}

fn check(request: &ConnectNexudus, asked: SecondFactor) -> Wrong {
    let needed = |text: &str| text.is_empty().then_some(Key::FieldNeeded);
    let odd = !request.email.contains('@') || request.email.contains(char::is_whitespace);
    let url = &request.url;
    let web = url.is_empty() || url.starts_with("https://") || url.starts_with("http://");
    Wrong {
        name: needed(&request.name),
        email: needed(&request.email).or(odd.then_some(Key::FieldEmail)),
        password: needed(&request.password),
        code: (asked == SecondFactor::Needed && request.totp.is_none()).then_some(Key::FieldNeeded),
        url: (!web).then_some(Key::FieldUrl),
    }
}
