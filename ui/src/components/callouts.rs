//! What hangs on a conversation, said before its messages: inbox items in blue, tickets in amber,
//! leads in grey.

use super::{Link, Tab, icon, link};
use crate::browser::{say, t};
use crate::i18n::{Key, Phrase};
use crate::state::App;
use crate::view_model::icon::Icon;
use crate::view_model::labels::{escalation, inbox};
use leptos::prelude::*;
use model::view::{ConversationDetail, LeadView};

/// The callouts.
pub(super) fn callouts(app: App, detail: &ConversationDetail) -> Vec<AnyView> {
    let leads = detail.leads.iter().map(lead);
    inbox_items(app, detail)
        .into_iter()
        .chain(tickets(app, detail))
        .chain(leads)
        .collect()
}

fn callout(class: &'static str, sign: Icon, lines: Vec<AnyView>) -> AnyView {
    view! {
        <aside class=format!("callout {class}") data-testid=format!("callout-{class}")>
            {icon(sign)}
            <div class="lines">{lines}</div>
        </aside>
    }
    .into_any()
}

fn open(app: App, url: Option<&String>, words: Key) -> Option<AnyView> {
    let inside = view! { {t(words)}{icon(Icon::Open)} }.into_any();
    url.map(|url| {
        link(
            app,
            Link {
                url: url.clone(),
                class: "open",
                tab: Tab::Stops,
            },
            inside,
        )
    })
}

fn inbox_items(app: App, detail: &ConversationDetail) -> Option<AnyView> {
    let items = &detail.inbox_items;
    if items.is_empty() {
        return None;
    }
    let count = say(&Phrase::count(Key::InboxCount, items.len()));
    let mut lines = vec![view! { <p><b>{count}</b>" "{t(Key::InboxIn)}</p> }.into_any()];
    lines.extend(items.iter().map(|item| {
        let status = say(&inbox(&item.status));
        view! {
            <p class="entry">
                <span class="what" dir="auto">{item.title.clone()}</span>
                <span class="state">{status}</span>
                {open(app, item.url.as_ref(), Key::InboxOpen)}
            </p>
        }
        .into_any()
    }));
    Some(callout("inbox", Icon::Inbox, lines))
}

fn tickets(app: App, detail: &ConversationDetail) -> Option<AnyView> {
    let words = escalation(&detail.row.escalation);
    if detail.tickets.is_empty() && words.is_none() {
        return None;
    }
    let words = words.map_or_else(|| t(Key::Escalated).to_owned(), |words| say(&words));
    if detail.tickets.is_empty() {
        return Some(callout(
            "ticket",
            Icon::Warning,
            vec![view! { <p><b>{words}</b></p> }.into_any()],
        ));
    }
    let line = |ticket: &model::view::TicketView| {
        view! {
            <p class="entry">
                <span class="what"><b>{words.clone()}</b>{t(Key::Separator)}<bdi>{format!("“{}”", ticket.subject)}</bdi></span>
                {open(app, ticket.url.as_ref(), Key::TicketOpen)}
            </p>
        }
        .into_any()
    };
    Some(callout(
        "ticket",
        Icon::Warning,
        detail.tickets.iter().map(line).collect(),
    ))
}

fn lead(lead: &LeadView) -> AnyView {
    let parts = [&lead.name, &lead.email, &lead.phone];
    let parts = parts
        .into_iter()
        .flatten()
        .map(|part| view! { {t(Key::Separator)}<bdi>{part.clone()}</bdi> });
    let first =
        view! { <p><b>{t(Key::LeadCaptured)}</b>{parts.collect::<Vec<_>>()}</p> }.into_any();
    let note = lead
        .note
        .clone()
        .map(|note| view! { <p class="what" dir="auto">{note}</p> }.into_any());
    callout(
        "lead",
        Icon::Contact,
        std::iter::once(first).chain(note).collect(),
    )
}
