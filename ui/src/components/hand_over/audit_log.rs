//! The page of the audit log: whether it is as it was written, its head for others to note, and its newest entries.

use crate::components::shared::{TextField, code_line, framed, icon, read};
use crate::i18n::{Phrase, PhraseArg, TextKey, TimeStyle, audit_fault_phrase, number, say, t};
use crate::state::{AuditState, DialogState, LinksState, SettingsState};
use crate::view_model::audit_words::{action_key, facts_of};
use crate::view_model::icon::Icon;
use leptos::ev::SubmitEvent;
use leptos::html::Input;
use leptos::prelude::*;
use model::audit::{AuditCheck, AuditEntry};

/// The shape of the dialog.
const SHAPE: &str = "audit";

/// The page.
pub(crate) fn audit_log(
    audit: AuditState,
    dialogs: DialogState,
    settings: SettingsState,
    links: LinksState,
) -> AnyView {
    let head = NodeRef::<Input>::new();
    let verify = move |event: SubmitEvent| {
        event.prevent_default();
        audit.verify(read(head));
    };
    let inside = view! {
        <p class="lead">{t(TextKey::AuditText)}</p>
        {move || verdict(audit, links)}
        <form class="audit-form" novalidate autocomplete="off" on:submit=verify>
            <TextField input=head label=TextKey::AuditHead id="audit-head" help=TextKey::AuditHeadHelp />
            <button class="button" type="submit" aria-disabled=move || audit.is_busy.get().to_string() data-testid="audit-verify">{t(TextKey::AuditVerify)}</button>
        </form>
        <div class="audit-rows" tabindex="0" role="region" aria-label=t(TextKey::AuditTitle)>{move || entries(audit, settings)}</div>
        <button class="plain leave" type="button" aria-label=t(TextKey::Close) title=t(TextKey::Close) data-testid="audit-close" on:click=move |_| dialogs.close()>
            {icon(Icon::Close)}
        </button>
    };
    let title = t(TextKey::AuditTitle).into_any();
    framed(dialogs, title, "audit-dialog", SHAPE, inside.into_any())
}

/// Whether the log is whole, and its head.
fn verdict(audit: AuditState, links: LinksState) -> Option<AnyView> {
    let check = audit.check.get()?;
    let (class, words) = match &check.fault {
        Some(fault) => ("wrong", say(&audit_fault_phrase(fault))),
        None => ("lead", said_whole(&check)),
    };
    let waiting =
        (check.waiting > 0).then(|| say(&Phrase::count(TextKey::AuditWaiting, check.waiting)));
    Some(
        view! {
            <div class="audit-verdict" role="status">
                <p class=class data-testid="audit-verdict">{words}</p>
                {waiting.map(|words| view! { <p class="lead">{words}</p> })}
                <div class="export-place">
                    <b>{t(TextKey::AuditHeadIs)}</b>
                    {code_line(links, "audit-head-now", check.head)}
                </div>
            </div>
        }
        .into_any(),
    )
}

fn said_whole(check: &AuditCheck) -> String {
    match check.anchored_at {
        Some(at) => {
            let said = Phrase::new(TextKey::AuditWholeAnchored).number("at", at);
            say(&said.with(
                "entries",
                PhraseArg::count(TextKey::AuditCount, check.entries),
            ))
        }
        None => say(&Phrase::count(TextKey::AuditWhole, check.entries)),
    }
}

fn entries(audit: AuditState, settings: SettingsState) -> AnyView {
    let rows = audit.entries.get();
    let rows = rows.iter().map(|entry| row(settings, entry));
    view! {
        <table>
            <thead><tr>
                <th scope="col">{t(TextKey::AuditNumber)}</th>
                <th scope="col">{t(TextKey::AuditWhen)}</th>
                <th scope="col">{t(TextKey::AuditWhat)}</th>
                <th scope="col">{t(TextKey::AuditWith)}</th>
                <th scope="col">{t(TextKey::AuditWho)}</th>
            </tr></thead>
            <tbody>{rows.collect::<Vec<_>>()}</tbody>
        </table>
    }
    .into_any()
}

fn row(settings: SettingsState, entry: &AuditEntry) -> AnyView {
    let when = PhraseArg::At(entry.at, None, TimeStyle::DateTime);
    let when = settings.translate(&Phrase::new(TextKey::AsItIs).with("text", when));
    let done =
        action_key(&entry.action).map_or_else(|| entry.action.to_string(), |key| t(key).to_owned());
    view! {
        <tr data-testid="audit-entry">
            <td>{number(entry.number)}</td>
            <td><time datetime=entry.at.to_rfc3339()>{when}</time></td>
            <td>{done}</td>
            <td class="with"><code dir="ltr">{facts_of(&entry.what)}</code></td>
            <td><bdi>{entry.who.clone()}</bdi></td>
        </tr>
    }
    .into_any()
}
