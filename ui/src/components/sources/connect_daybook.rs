//! The form that connects a daybook-server. What is wrong is said where it is wrong; nothing typed is
//! lost when it fails.

use crate::components::shared::{TextField, read};
use crate::i18n::{TextKey, explain_connecting, t};
use crate::state::AppState;
use leptos::ev::SubmitEvent;
use leptos::html::Input;
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::request::ConnectDaybook;

/// What to call when the server is connected.
pub(crate) type AfterConnect = fn(AppState);

/// The form.
pub(crate) fn connect_form(app: AppState, then: AfterConnect) -> impl IntoView {
    let (name, url, token) = (
        NodeRef::<Input>::new(),
        NodeRef::<Input>::new(),
        NodeRef::<Input>::new(),
    );
    let wrong = RwSignal::new((None::<TextKey>, None::<TextKey>, None::<TextKey>));
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
                Err(failure) => failed.set(Some(explain_connecting(&failure))),
            }
        });
    };
    view! {
        <form class="form" novalidate on:submit=submit autocomplete="off">
            <TextField input=name label=TextKey::ConnectName id="connect-name" hint=TextKey::ConnectNameHint wrong=Signal::derive(move || wrong.get().0) />
            <TextField input=url label=TextKey::ConnectUrl id="connect-url" kind="url" hint=TextKey::ConnectUrlHint wrong=Signal::derive(move || wrong.get().1) />
            <TextField input=token label=TextKey::ConnectToken id="connect-token" kind="password" help=TextKey::ConnectTokenHelp wrong=Signal::derive(move || wrong.get().2) />
            {move || failed.get().map(|words| view! { <p class="wrong" role="alert" data-testid="connect-error">{words}</p> })}
            <button class="button primary" type="submit" data-testid="connect-submit" aria-disabled=move || busy.get().to_string()>
                {move || t(if busy.get() { TextKey::ConnectBusy } else { TextKey::ConnectButton })}
            </button>
        </form>
    }
}

/// What is wrong with the name, the address and the token.
fn check(request: &ConnectDaybook) -> (Option<TextKey>, Option<TextKey>, Option<TextKey>) {
    let needed = |text: &str| text.is_empty().then_some(TextKey::FieldNeeded);
    let web = request.url.starts_with("https://") || request.url.starts_with("http://");
    let url = needed(&request.url).or((!web).then_some(TextKey::FieldUrl));
    (needed(&request.name), url, needed(&request.token))
}
