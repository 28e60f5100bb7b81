//! One row of the list.

use super::{badge, icon};
use crate::browser::{dom, say, t};
use crate::i18n::{Key, Moment, Phrase};
use crate::state::App;
use crate::view_model::excerpt::near_match;
use crate::view_model::labels::{channel, channel_icon};
use crate::view_model::person::named;
use leptos::prelude::*;
use model::view::{ConversationRow, TextPiece};
use model::{Sender, Status};
use std::sync::Arc;

/// The row of a conversation.
pub(super) fn row(app: App, at: u32, row: &Arc<ConversationRow>) -> AnyView {
    let id = row.id;
    let chosen = move || {
        app.list
            .selected
            .with(|selected| selected.is_some_and(|selected| selected.id == id))
    };
    let choose = move |_| {
        app.select(id, at);
        if dom::is_narrow() {
            app.open_selected();
        }
    };
    view! {
        <div
            id=format!("row-{id}")
            class="row"
            role="row"
            aria-rowindex=at + 1
            aria-selected=move || chosen().to_string()
            data-testid="row"
            data-id=id.to_string()
            on:click=choose
        >
            {subject(row)}
            <div class="c-outcome" role="gridcell">{badge::row_badges(app, row)}</div>
            {person(row)}
            {channel_cell(row)}
            {time(app, row)}
        </div>
    }
    .into_any()
}

/// The row of a conversation that is still on its way. It shows itself only when that takes long.
pub(super) fn late() -> AnyView {
    view! {
        <div class="row late" aria-hidden="true">
            <span class="c-subject"><i></i><i></i></span>
            <span class="c-outcome"><i></i></span>
            <span class="c-person"><i></i></span>
            <span class="c-channel"><i></i></span>
            <span class="c-time"><i></i></span>
        </div>
    }
    .into_any()
}

/// The text of pieces, without marks.
pub(super) fn plain(pieces: &[TextPiece]) -> String {
    pieces.iter().map(|piece| piece.text.as_str()).collect()
}

/// Pieces of text, the matches marked.
pub(super) fn pieces(pieces: &[TextPiece]) -> Vec<AnyView> {
    let one = |piece: &TextPiece| {
        let text = piece.text.clone();
        if piece.hit {
            view! { <mark>{text}</mark> }.into_any()
        } else {
            text.into_any()
        }
    };
    pieces.iter().map(one).collect()
}

fn subject(row: &ConversationRow) -> AnyView {
    let bare = plain(&row.subject).trim().is_empty();
    let title = if bare {
        t(Key::NoSubject).into_any()
    } else {
        pieces(&row.subject).into_any()
    };
    view! {
        <div class="c-subject" role="gridcell">
            <div class="first" class:bare=bare dir="auto">{title}</div>
            <div class="second" dir="auto">{writer(row)}{pieces(&near_match(&row.excerpt))}</div>
        </div>
    }
    .into_any()
}

/// Who wrote the second line, where it was not the customer.
fn writer(row: &ConversationRow) -> Option<AnyView> {
    let sign = match row.excerpt_sender.as_ref()? {
        Sender::AiAgent => ("🤖", Key::SenderAi),
        Sender::Operator => ("✉️", Key::SenderOperator),
        Sender::Customer | Sender::System | Sender::Tool | Sender::Other(_) => return None,
    };
    Some(
        view! { <i class="writer" title=t(sign.1) aria-label=t(sign.1) role="img">{sign.0}</i> }
            .into_any(),
    )
}

fn person(row: &ConversationRow) -> AnyView {
    let named = named(&row.person);
    view! {
        <div class="c-person" role="gridcell">
            <div class="first"><bdi>{say(&named.name)}</bdi></div>
            {named.company.map(|company| view! { <div class="second"><bdi>{company}</bdi></div> })}
        </div>
    }
    .into_any()
}

fn channel_cell(row: &ConversationRow) -> AnyView {
    let name = say(&channel(&row.channel));
    view! {
        <div class="c-channel" role="gridcell" title=name.clone()>
            <div class="first">{icon(channel_icon(&row.channel))}<span>{name.clone()}</span></div>
            {row.status.as_ref().map(status)}
        </div>
    }
    .into_any()
}

/// The word of a status.
pub(super) fn status(status: &Status) -> AnyView {
    let (class, words) = match status {
        Status::Active => ("status active", t(Key::StatusActive).to_owned()),
        Status::Ended => ("status", t(Key::StatusEnded).to_owned()),
        Status::Other(text) => ("status", text.clone()),
    };
    view! { <div class=class>{words}</div> }.into_any()
}

fn time(app: App, row: &Arc<ConversationRow>) -> AnyView {
    let (one, two, three) = (row.clone(), row.clone(), row.clone());
    let ago = move || app.at(one.last_activity_at, &one.time_zone, Moment::Ago);
    let exact = move || app.at(two.last_activity_at, &two.time_zone, Moment::Exact);
    let short = move || app.at(three.last_activity_at, &three.time_zone, Moment::DateTime);
    let messages = say(&Phrase::count(Key::CountMessages, row.messages));
    view! {
        <div class="c-time" role="gridcell">
            <time class="first" datetime=row.last_activity_at.to_rfc3339() title=exact>{ago}</time>
            <div class="second"><span class="count">{messages}</span><span class="exact">{short}</span></div>
        </div>
    }
    .into_any()
}
