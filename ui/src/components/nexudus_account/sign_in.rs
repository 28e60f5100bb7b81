//! Signing in again, signing out, forgetting. The password goes to the back end and is kept nowhere.

use super::context::AccountContext;
use crate::browser::dom;
use crate::components::shared::{CodeField, SecondFactor, TextField, icon, raw, read};
use crate::i18n::{TextKey, explain, t};
use crate::ipc;
use crate::state::DialogKind;
use crate::view_model::icon::Icon;
use leptos::ev::SubmitEvent;
use leptos::html::Input;
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::account::AccountView;
use model::failure::Failure;
use model::request::SignInNexudus;

/// What the form knows beside what is typed.
#[derive(Clone, Copy)]
struct SignInFormState {
    wrong: RwSignal<(Option<TextKey>, Option<TextKey>)>,
    failed: RwSignal<Option<String>>,
    busy: RwSignal<bool>,
    asked: RwSignal<SecondFactor>,
}

/// The part.
pub(super) fn sign_in(page: AccountContext, account: &AccountView) -> AnyView {
    // The words change with the state, and only then.
    let lapsed = Memo::new(move |_| page.lapsed());
    let said = move || {
        if lapsed.get() {
            view! { <p class="told warn" role="status" data-testid="sign-in-lapsed">{icon(Icon::Warning)}{t(TextKey::SignInLapsed)}</p> }.into_any()
        } else {
            view! { <p class="told good" role="status" data-testid="sign-in-good">{icon(Icon::Check)}{t(TextKey::SignInGood)}</p> }.into_any()
        }
    };
    if lapsed.get_untracked() {
        request_animation_frame(|| dom::focus("sign-in-password"));
    }
    view! {
        {said}
        {form(page, account)}
        <section class="ways-out">
            {move || (!lapsed.get()).then(|| way_out(page))}
            <div>
                <p>{t(TextKey::ForgetText)}</p>
                <button class="button" type="button" data-testid="forget" on:click=move |_| forget(page)>{icon(Icon::Trash)}{t(TextKey::Forget)}</button>
            </div>
        </section>
    }
    .into_any()
}

fn way_out(page: AccountContext) -> impl IntoView {
    view! {
        <div>
            <p>{t(TextKey::SignOutText)}</p>
            <button class="button" type="button" data-testid="sign-out" on:click=move |_| sign_out(page)>{icon(Icon::SignOut)}{t(TextKey::SignOut)}</button>
        </div>
    }
}

fn form(page: AccountContext, account: &AccountView) -> AnyView {
    let (password, code) = (NodeRef::<Input>::new(), NodeRef::<Input>::new());
    let state = SignInFormState {
        wrong: RwSignal::new((None, None)),
        failed: RwSignal::new(None),
        busy: RwSignal::new(false),
        asked: RwSignal::new(SecondFactor::Unasked),
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        send(page, password, code, state);
    };
    view! {
        <form class="form sign-in" novalidate data-testid="sign-in-form" on:submit=submit>
            <div class="field"><label>{t(TextKey::SignInAccount)}</label><output dir="ltr" data-testid="sign-in-account">{account.email.clone()}</output></div>
            <TextField input=password label=TextKey::NexudusPassword id="sign-in-password" kind="password" help=TextKey::NexudusPasswordHelp complete="current-password" wrong=Signal::derive(move || state.wrong.get().0) />
            <CodeField input=code asked=state.asked wrong=Signal::derive(move || state.wrong.get().1) />
            {move || state.failed.get().map(|words| view! { <p class="wrong" role="alert" data-testid="sign-in-error">{words}</p> })}
            <button class="button primary" type="submit" data-testid="sign-in-submit" aria-disabled=move || state.busy.get().to_string()>
                {move || t(if state.busy.get() { TextKey::SignInBusy } else { TextKey::SignInAgain })}
            </button>
        </form>
    }
    .into_any()
}

fn send(
    page: AccountContext,
    password: NodeRef<Input>,
    code: NodeRef<Input>,
    state: SignInFormState,
) {
    let totp = read(code);
    let request = SignInNexudus {
        source: page.source,
        password: raw(password),
        totp: (!totp.is_empty()).then_some(totp),
    };
    let needed = |is_missing: bool| is_missing.then_some(TextKey::FieldNeeded);
    let wrong = (
        needed(request.password.is_empty()),
        needed(state.asked.get_untracked() == SecondFactor::Needed && request.totp.is_none()),
    );
    state.wrong.set(wrong);
    state.failed.set(None);
    if state.busy.get_untracked() || wrong != (None, None) {
        return;
    }
    state.busy.set(true);
    spawn_local(async move {
        let answer = ipc::sign_in_nexudus(request).await;
        let is_gone = state.busy.try_set(false).is_some();
        match answer {
            Ok(_) => {
                page.app.dialogs.close();
                page.app.notices.done(&TextKey::SignInDone.into());
                page.app.ask_status();
            }
            Err(failure) if is_gone => page.app.notices.failed(&failure),
            Err(failure) => show_failure(state, &failure),
        }
    });
}

fn show_failure(state: SignInFormState, failure: &Failure) {
    SecondFactor::learn(state.asked, failure.code());
    state.failed.set(Some(explain(failure)));
}

fn sign_out(page: AccountContext) {
    page.app.notices.run(async move {
        ipc::sign_out_nexudus(page.source).await?;
        page.app.ask_status();
        Ok(())
    });
}

fn forget(page: AccountContext) {
    if let Some(source) = page.now() {
        page.app.dialogs.open(DialogKind::Remove(Box::new(source)));
    }
}
