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

/// What stands in a field, without blanks around it.
pub(crate) fn read(field: NodeRef<Input>) -> String {
    raw(field).trim().to_owned()
}

/// What stands in a field, to the letter.
pub(crate) fn raw(field: NodeRef<Input>) -> String {
    field
        .get_untracked()
        .map(|input| input.value())
        .unwrap_or_default()
}

/// A field of a form.
#[derive(Clone, Copy)]
pub(crate) struct Field {
    pub(crate) input: NodeRef<Input>,
    pub(crate) label: Key,
    pub(crate) kind: &'static str,
    pub(crate) hint: Option<Key>,
    pub(crate) id: &'static str,
    pub(crate) help: Option<Key>,
    /// What a password store may fill in.
    pub(crate) complete: &'static str,
}

impl Field {
    /// A field for text.
    pub(crate) const fn new(input: NodeRef<Input>, label: Key, id: &'static str) -> Self {
        Self {
            input,
            label,
            kind: "text",
            hint: None,
            id,
            help: None,
            complete: "off",
        }
    }
}

/// A field with its label, its help and what is wrong with it.
pub(crate) fn field_of(
    field: Field,
    wrong: impl Fn() -> Option<Key> + Copy + Send + Sync + 'static,
) -> AnyView {
    let Field {
        input,
        label,
        kind,
        hint,
        id,
        help,
        complete,
    } = field;
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
                autocomplete=complete
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

/// A field, told in a row.
pub(crate) fn field(
    input: NodeRef<Input>,
    label: Key,
    kind: &'static str,
    hint: Option<Key>,
    id: &'static str,
    help: Option<Key>,
    wrong: impl Fn() -> Option<Key> + Copy + Send + Sync + 'static,
) -> AnyView {
    let field = Field {
        kind,
        hint,
        help,
        ..Field::new(input, label, id)
    };
    field_of(field, wrong)
}

/// What is wrong with the name, the address and the token.
fn check(request: &ConnectDaybook) -> (Option<Key>, Option<Key>, Option<Key>) {
    let needed = |text: &str| text.is_empty().then_some(Key::FieldNeeded);
    let web = request.url.starts_with("https://") || request.url.starts_with("http://");
    let url = needed(&request.url).or((!web).then_some(Key::FieldUrl));
    (needed(&request.name), url, needed(&request.token))
}
