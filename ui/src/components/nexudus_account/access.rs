//! What an account may read: one row a kind of record, and the count of what was sent to read it.

use super::context::AccountContext;
use crate::components::shared::icon;
use crate::i18n::{Phrase, PhraseArg, TextKey, TimeStyle, explain, number, say, t};
use crate::ipc;
use crate::state::VisitReason;
use crate::view_model::icon::Icon;
use crate::view_model::nexudus_account::{access as told, missing, name, summary, sureness};
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::account::AccountView;
use model::view::EndpointView;

/// The part.
pub(super) fn access(page: AccountContext) -> AnyView {
    let fresh = (page.occasion == VisitReason::Connected).then(|| {
        view! {
            <p class="told good" role="status" data-testid="account-fresh">{icon(Icon::Check)}{t(TextKey::AccountFresh)}</p>
        }
    });
    view! {
        {fresh}
        {head(page)}
        {move || page.account.with(|account| account.as_ref().map(|account| table(&account.table)))}
        {move || page.account.with(|account| account.as_ref().map(sent))}
    }
    .into_any()
}

/// The table in one line, and the way to ask again.
fn head(page: AccountContext) -> AnyView {
    let busy = RwSignal::new(false);
    let failed = RwSignal::new(None::<String>);
    let ask = move |_| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        failed.set(None);
        spawn_local(async move {
            let answer = ipc::probe_nexudus(page.source).await;
            page.look().await;
            let is_gone = busy.try_set(false).is_some();
            match answer {
                Err(failure) if is_gone => page.app.notices.failed(&failure),
                Err(failure) => failed.set(Some(explain(&failure))),
                Ok(_) => {}
            }
        });
    };
    let words = move || {
        page.account
            .with(|account| account.as_ref().map(|account| line(page, account)))
    };
    view! {
        <div class="head">
            <p data-testid="account-summary">{words}</p>
            <button class="button small" type="button" data-testid="ask-again" aria-disabled=move || busy.get().to_string() on:click=ask>
                {icon(Icon::Refresh)}{move || t(if busy.get() { TextKey::Asking } else { TextKey::AskAgain })}
            </button>
        </div>
        {move || failed.get().map(|words| view! { <p class="wrong" role="alert" data-testid="ask-error">{words}</p> })}
    }
    .into_any()
}

fn line(page: AccountContext, account: &AccountView) -> AnyView {
    let Some(at) = account.asked_at else {
        return t(TextKey::AccountNeverAsked).into_any();
    };
    let when =
        Phrase::new(TextKey::AccountAsked).with("when", PhraseArg::At(at, None, TimeStyle::Ago));
    view! { <b>{say(&summary(&account.table))}</b><small>{move || page.app.settings.translate(&when)}</small> }
        .into_any()
}

fn table(rows: &[EndpointView]) -> Option<AnyView> {
    if rows.is_empty() {
        return None;
    }
    let head = [
        TextKey::ColumnRecords,
        TextKey::ColumnAccess,
        TextKey::ColumnPath,
        TextKey::ColumnMissing,
    ];
    let head = head.map(|key| view! { <th scope="col">{t(key)}</th> });
    let rows: Vec<_> = rows.iter().map(row).collect();
    Some(
        view! {
            <div class="sheet" tabindex="0" role="group" aria-label=t(TextKey::AccountAccess)>
                <table data-testid="access-table"><thead><tr>{head.into_iter().collect::<Vec<_>>()}</tr></thead><tbody>{rows}</tbody></table>
            </div>
        }
        .into_any(),
    )
}

fn row(row: &EndpointView) -> AnyView {
    let said = told(&row.access);
    let state = format!("state {}", said.tone.class());
    let sure = sureness(&row.sureness).map(|key| view! { <small>{t(key)}</small> });
    let lost = missing(row).map(|missing| {
        view! { <span>{say(&missing.what)}</span>" "<span class="act">{say(&missing.act)}</span> }
    });
    let total = said
        .total
        .map(|total| view! { <small>{number(total)}</small> });
    let test = format!("access-{}", row.entity);
    view! {
        <tr data-testid=test>
            <th scope="row">{say(&name(&row.entity))}</th>
            <td><span class=state>{icon(said.sign)}{t(said.words)}</span>{total}</td>
            <td><code dir="ltr">{row.path.clone()}</code>{sure}</td>
            <td>{lost}</td>
        </tr>
    }
    .into_any()
}

/// What was sent since it was connected.
fn sent(account: &AccountView) -> AnyView {
    view! {
        <dl class="sent" title=t(TextKey::SentHelp)>
            {icon(Icon::Shield)}
            <div><dt>{t(TextKey::SentWrites)}</dt><dd data-testid="sent-writes">{number(account.writes)}</dd></div>
            <div><dt>{t(TextKey::SentReads)}</dt><dd data-testid="sent-reads">{number(account.reads)}</dd></div>
        </dl>
    }
    .into_any()
}
