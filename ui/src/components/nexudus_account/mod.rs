//! The page of a Nexudus account, as a dialog: what it may read, its rules, signing in and out. It
//! opens with what is known here; Nexudus is asked only where somebody says so.

mod access;
mod context;
mod rules;
mod sign_in;

use crate::components::shared::{WIDE, framed, icon};
use crate::i18n::{TextKey, t};
use crate::state::{AccountPage, AccountTab, AppState};
use crate::view_model::icon::Icon;
use context::AccountContext;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use model::account::AccountView;
use model::view::SyncState;

/// The dialog.
pub(crate) fn nexudus_account(app: AppState, shown: AccountPage) -> AnyView {
    let page = AccountContext {
        app,
        source: shown.source,
        account: RwSignal::new(None),
        part: RwSignal::new(shown.part),
        occasion: shown.occasion,
    };
    // What was sent is counted when a run begins and ends.
    let running = Memo::new(move |_| {
        page.now()
            .is_some_and(|source| matches!(source.sync, SyncState::Running { .. }))
    });
    Effect::new(move |_| {
        running.track();
        page.load();
    });
    let inside = view! {
        {move || page.account.with(|account| account.as_ref().map(heading))}
        {tabs(page)}
        <div class="panel-of" role="tabpanel" id="account-panel" aria-labelledby="account-tabs">
            {move || panel(page)}
        </div>
        <button class="plain leave" type="button" aria-label=t(TextKey::Close) title=t(TextKey::Close) data-testid="account-close" on:click=move |_| app.dialogs.close()>
            {icon(Icon::Close)}
        </button>
    };
    let name = Memo::new(move |_| {
        page.account.with(|account| {
            let known = account.as_ref().map(|account| account.source.name.clone());
            known.unwrap_or_default()
        })
    });
    let name = view! { <bdi>{move || name.get()}</bdi> }.into_any();
    framed(app.dialogs, name, "account-dialog", WIDE, inside.into_any())
}

/// Who reads from where.
fn heading(account: &AccountView) -> AnyView {
    let place = account
        .source
        .url
        .trim_start_matches("https://")
        .trim_start_matches("http://")
        .to_owned();
    view! {
        <p class="whose">
            {icon(Icon::Cloud)}<span>{t(TextKey::KindNexudus)}</span>
            <bdi>{account.email.clone()}</bdi>
            <code dir="ltr">{place}</code>
        </p>
    }
    .into_any()
}

fn tabs(page: AccountContext) -> AnyView {
    let tab = |part: AccountTab, words: TextKey, test: &'static str| {
        let on = move || page.part.get() == part;
        view! {
            <button
                type="button"
                role="tab"
                aria-selected=move || on().to_string()
                aria-controls="account-panel"
                tabindex=move || if on() { "0" } else { "-1" }
                data-testid=test
                on:click=move |_| page.part.set(part)
            >
                {t(words)}
                {move || (part == AccountTab::SignIn && page.lapsed()).then(|| view! { <i class="dot warn"></i> })}
            </button>
        }
    };
    let turn = move |event: KeyboardEvent| match event.key().as_str() {
        "ArrowLeft" => crate::browser::dom::click_sibling(-1),
        "ArrowRight" => crate::browser::dom::click_sibling(1),
        _ => {}
    };
    view! {
        <div class="parts" role="tablist" id="account-tabs" aria-label=t(TextKey::AccountTabs) on:keydown=turn>
            {tab(AccountTab::Access, TextKey::AccountAccess, "account-access")}
            {tab(AccountTab::Rules, TextKey::AccountRules, "account-rules")}
            {tab(AccountTab::SignIn, TextKey::AccountSignIn, "account-sign-in")}
        </div>
    }
    .into_any()
}

/// The part that is looked at. Rules that are being typed are not drawn anew when counts change.
fn panel(page: AccountContext) -> Option<AnyView> {
    let known = Memo::new(move |_| page.account.with(Option::is_some));
    if !known.get() {
        return None;
    }
    Some(match page.part.get() {
        AccountTab::Access => access::access(page),
        AccountTab::Rules => page
            .account
            .get_untracked()
            .map(|account| rules::rules(page, &account))
            .into_any(),
        AccountTab::SignIn => page
            .account
            .get_untracked()
            .map(|account| sign_in::sign_in(page, &account))
            .into_any(),
    })
}
