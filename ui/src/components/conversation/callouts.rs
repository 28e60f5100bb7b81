//! What hangs on a conversation, said before its messages: inbox items in blue, tickets in amber,
//! leads in grey.

use crate::components::shared::{OutwardLink, TabStop, icon, link};
use crate::i18n::{Phrase, TextKey, say, t};
use crate::state::LinksState;
use crate::view_model::icon::Icon;
use crate::view_model::labels::{escalation, inbox};
use leptos::prelude::*;
use model::view::{ConversationDetail, LeadView};

/// The callouts.
pub(super) fn callouts(links: LinksState, detail: &ConversationDetail) -> Vec<AnyView> {
    let leads = detail.leads.iter().map(lead);
    inbox_items(links, detail)
        .into_iter()
        .chain(tickets(links, detail))
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

fn open(links: LinksState, url: Option<&String>, words: TextKey) -> Option<AnyView> {
    let inside = view! { {t(words)}{icon(Icon::Open)} }.into_any();
    url.map(|url| {
        link(
            links,
            OutwardLink {
                url: url.clone(),
                class: "open",
                tab: TabStop::Stops,
            },
            inside,
        )
    })
}

fn inbox_items(links: LinksState, detail: &ConversationDetail) -> Option<AnyView> {
    let items = &detail.inbox_items;
    if items.is_empty() {
        return None;
    }
    let count = say(&Phrase::count(TextKey::InboxCount, items.len()));
    let mut lines = vec![view! { <p><b>{count}</b>" "{t(TextKey::InboxIn)}</p> }.into_any()];
    lines.extend(items.iter().map(|item| {
        let status = say(&inbox(&item.status));
        view! {
            <p class="entry">
                <span class="what" dir="auto">{item.title.clone()}</span>
                <span class="state">{status}</span>
                {open(links, item.url.as_ref(), TextKey::InboxOpen)}
            </p>
        }
        .into_any()
    }));
    Some(callout("inbox", Icon::Inbox, lines))
}

fn tickets(links: LinksState, detail: &ConversationDetail) -> Option<AnyView> {
    let words = escalation(&detail.row.escalation);
    if detail.tickets.is_empty() && words.is_none() {
        return None;
    }
    let words = words.map_or_else(|| t(TextKey::Escalated).to_owned(), |words| say(&words));
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
                <span class="what"><b>{words.clone()}</b>{t(TextKey::Separator)}<bdi>{format!("“{}”", ticket.subject)}</bdi></span>
                {open(links, ticket.url.as_ref(), TextKey::TicketOpen)}
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
        .map(|part| view! { {t(TextKey::Separator)}<bdi>{part.clone()}</bdi> });
    let first =
        view! { <p><b>{t(TextKey::LeadCaptured)}</b>{parts.collect::<Vec<_>>()}</p> }.into_any();
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
