//! One row of the list.

use crate::browser::dom;
use crate::components::shared::{icon, pieces, plain, row_badges, status_word};
use crate::i18n::{Phrase, TextKey, TimeStyle, say, t};
use crate::state::{BrowsingState, LinksState, SettingsState};
use crate::view_model::excerpt::near_match;
use crate::view_model::icon::Icon;
use crate::view_model::labels::{channel, channel_icon};
use crate::view_model::person::named;
use crate::view_model::sorting::time_column;
use leptos::prelude::*;
use model::Sender;
use model::marks::RowMarks;
use model::request::SortKey;
use model::view::ConversationRow;
use std::sync::Arc;

/// The row of a conversation.
pub(super) fn row(
    browse: BrowsingState,
    links: LinksState,
    settings: SettingsState,
    at: u32,
    row: &Arc<ConversationRow>,
) -> AnyView {
    let id = row.id;
    let chosen = move || {
        browse
            .list
            .selected
            .with(|selected| selected.is_some_and(|selected| selected.id == id))
    };
    let choose = move |_| {
        browse.select(id, at);
        if dom::is_narrow() {
            browse.open_selected();
        }
    };
    let ask = move |event: leptos::ev::MouseEvent| {
        if dom::has_selected_text() {
            return;
        }
        event.prevent_default();
        browse.select(id, at);
        let place = (f64::from(event.client_x()), f64::from(event.client_y()));
        browse.list.menu.set(Some(place));
    };
    view! {
        <div
            id=format!("row-{id}")
            class="row"
            role="row"
            aria-rowindex=at + 2
            aria-selected=move || chosen().to_string()
            data-testid="row"
            data-id=id.to_string()
            on:click=choose
            on:contextmenu=ask
        >
            {subject(row)}
            {outcomes(links, row)}
            {person(row)}
            {channel_cell(row)}
            {time(browse, settings, row)}
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

fn subject(row: &ConversationRow) -> AnyView {
    let bare = plain(&row.subject).trim().is_empty();
    let title = if bare {
        t(TextKey::NoSubject).into_any()
    } else {
        pieces(&row.subject).into_any()
    };
    view! {
        <div class="c-subject" role="gridcell">
            <div class="first" class:bare=bare dir="auto">{row_marks(row.marks)}{title}</div>
            <div class="second" dir="auto">{writer(row)}{pieces(&near_match(&row.excerpt))}</div>
        </div>
    }
    .into_any()
}

/// What is noted about it, in one name.
fn row_marks(marks: RowMarks) -> Option<AnyView> {
    if marks.is_none() {
        return None;
    }
    let star = marks
        .starred
        .then(|| view! { <i class="star">{icon(Icon::Star)}</i> });
    let check = marks.reviewed.then(|| icon(Icon::Check));
    let rating = marks
        .rating
        .map(|rating| view! { <b>{rating.get().to_string()}</b> });
    let name = row_marks_name(marks);
    Some(
        view! { <span class="row-marks" role="img" title=name.clone() aria-label=name data-testid="row-marks">{star}{check}{rating}</span> }
            .into_any(),
    )
}

/// More badges than this have their words in their titles.
const IN_WORDS: usize = 4;

fn outcomes(links: LinksState, row: &ConversationRow) -> AnyView {
    let badges = row_badges(links, row);
    let is_crowded = badges.len() > IN_WORDS;
    view! { <div class="c-outcome" class:crowded=is_crowded role="gridcell">{badges}</div> }
        .into_any()
}

/// Who wrote the second line, where it was not the customer.
fn writer(row: &ConversationRow) -> Option<AnyView> {
    let sign = match row.excerpt_sender.as_ref()? {
        Sender::AiAgent => (Icon::Robot, TextKey::SenderAi),
        Sender::Operator => (Icon::Mail, TextKey::SenderOperator),
        Sender::Customer | Sender::System | Sender::Tool | Sender::Other(_) => return None,
    };
    Some(
        view! { <i class="writer" title=t(sign.1) aria-label=t(sign.1) role="img">{icon(sign.0)}</i> }
            .into_any(),
    )
}

fn person(row: &ConversationRow) -> AnyView {
    let name = if row.person_shown.is_empty() {
        say(&named(&row.person).name).into_any()
    } else {
        pieces(&row.person_shown).into_any()
    };
    let company = (!row.company_shown.is_empty()).then(|| {
        view! { <div class="second"><bdi>{pieces(&row.company_shown)}</bdi></div> }
    });
    view! {
        <div class="c-person" role="gridcell">
            <div class="first"><bdi>{name}</bdi></div>
            {company}
        </div>
    }
    .into_any()
}

fn channel_cell(row: &ConversationRow) -> AnyView {
    let name = say(&channel(&row.channel));
    view! {
        <div class="c-channel" role="gridcell" title=name.clone()>
            <div class="first">{icon(channel_icon(&row.channel))}<span>{name.clone()}</span></div>
            {row.status.as_ref().map(status_word)}
        </div>
    }
    .into_any()
}

fn time(browse: BrowsingState, settings: SettingsState, row: &Arc<ConversationRow>) -> AnyView {
    // A list is opened anew for another order, and its rows are drawn anew with it.
    let at = match time_column(browse.list.sort.get_untracked()) {
        SortKey::Started => row.started_at,
        _ => row.last_activity_at,
    };
    let said = |style| {
        let zone = row.time_zone.clone();
        move || settings.at(at, &zone, style)
    };
    let (ago, exact, short) = (
        said(TimeStyle::Ago),
        said(TimeStyle::Exact),
        said(TimeStyle::DateTime),
    );
    let messages = say(&Phrase::count(TextKey::CountMessages, row.messages));
    view! {
        <div class="c-time" role="gridcell">
            <time class="first" datetime=at.to_rfc3339() title=exact>{ago}</time>
            <div class="second"><span class="count">{messages}</span><span class="exact">{short}</span></div>
        </div>
    }
    .into_any()
}

/// What a row's marks are called: "Starred · Reviewed · Rated 4".
fn row_marks_name(marks: RowMarks) -> String {
    let rating = marks.rating.map(|rating| {
        say(&Phrase::new(TextKey::RatedName).number("rating", u32::from(rating.get())))
    });
    let starred = marks.starred.then(|| t(TextKey::StarredName).to_owned());
    let reviewed = marks.reviewed.then(|| t(TextKey::ReviewedName).to_owned());
    let all: Vec<String> = [starred, reviewed, rating].into_iter().flatten().collect();
    all.join(t(TextKey::Separator))
}
