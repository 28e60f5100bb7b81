//! The form that connects a daybook-server. What is wrong is said where it is wrong; nothing typed is
//! lost when it fails.

use crate::browser::t;
use crate::i18n::Key;
use crate::state::App;
use leptos::ev::SubmitEvent;
use leptos::html::Input;
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::request::ConnectDaybook;

/// What to call when the server is connected.
pub(crate) type Then = fn(App);

/// The form.
pub(crate) fn connect_form(app: App, then: Then) -> impl IntoView {
    let (name, url, token) = (
        NodeRef::<Input>::new(),
        NodeRef::<Input>::new(),
        NodeRef::<Input>::new(),
    );
    let wrong = RwSignal::new((None::<Key>, None::<Key>, None::<Key>));
    let failed = RwSignal::new(None::<String>);
    let busy = RwSignal::new(false);
    let read = |field: NodeRef<Input>| {
        field
            .get_untracked()
            .map(|input| input.value().trim().to_owned())
            .unwrap_or_default()
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let request = ConnectDaybook {
            name: read(name),
            url: read(url),
            token: read(token),
        };
        let errors = check(&request);
        wrong.set(errors);
        failed.set(None);
        if busy.get_untracked() || errors != (None, None, None) {
            return;
        }
        busy.set(true);
        spawn_local(async move {
            let answer = app.connect(request).await;
            busy.set(false);
            match answer {
                Ok(()) => then(app),
                Err(failure) => failed.set(Some(failure.message)),
            }
        });
    };
    view! {
        <form class="form" novalidate on:submit=submit autocomplete="off">
            {field(name, Key::ConnectName, "text", Some(Key::ConnectNameHint), "connect-name", None, move || wrong.get().0)}
            {field(url, Key::ConnectUrl, "url", Some(Key::ConnectUrlHint), "connect-url", None, move || wrong.get().1)}
            {field(token, Key::ConnectToken, "password", None, "connect-token", Some(Key::ConnectTokenHelp), move || wrong.get().2)}
            {move || failed.get().map(|words| view! { <p class="wrong" role="alert" data-testid="connect-error">{words}</p> })}
            <button class="button primary" type="submit" data-testid="connect-submit" aria-disabled=move || busy.get().to_string()>
                {move || t(if busy.get() { Key::ConnectBusy } else { Key::ConnectButton })}
            </button>
        </form>
    }
}

/// A field with its label, its help and what is wrong with it.
pub(crate) fn field(
    input: NodeRef<Input>,
    label: Key,
    kind: &'static str,
    hint: Option<Key>,
    id: &'static str,
    help: Option<Key>,
    wrong: impl Fn() -> Option<Key> + Copy + Send + Sync + 'static,
) -> AnyView {
    let described = format!("{id}-help");
    view! {
        <div class="field">
            <label for=id>{t(label)}</label>
            <input
                id=id
                type=kind
                node_ref=input
                placeholder=hint.map(t)
                spellcheck="false"
                aria-describedby=described.clone()
                aria-invalid=move || wrong().is_some().to_string()
                data-testid=id
            />
            <small id=described class:wrong=move || wrong().is_some()>
                {move || wrong().or(help).map(t)}
            </small>
        </div>
    }
    .into_any()
}

/// What is wrong with the name, the address and the token.
fn check(request: &ConnectDaybook) -> (Option<Key>, Option<Key>, Option<Key>) {
    let needed = |text: &str| text.is_empty().then_some(Key::FieldNeeded);
    let web = request.url.starts_with("https://") || request.url.starts_with("http://");
    let url = needed(&request.url).or((!web).then_some(Key::FieldUrl));
    (needed(&request.name), url, needed(&request.token))
}
