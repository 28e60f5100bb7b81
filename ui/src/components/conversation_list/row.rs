//! One row of the list.

use crate::browser::dom;
use crate::components::shared::{icon, pieces, plain, row_badges, status_word};
use crate::i18n::{Phrase, TextKey, TimeStyle, number, say, t};
use crate::state::{BrowsingState, LinksState, SettingsState, StatusSignal};
use crate::view_model::excerpt::near_match;
use crate::view_model::icon::Icon;
use crate::view_model::labels::{channel, channel_icon};
use crate::view_model::list_layout::ListLayout;
use crate::view_model::person::named;
use crate::view_model::sorting::time_column;
use chrono::{DateTime, Utc};
use leptos::prelude::*;
use model::Sender;
use model::list_columns::ListColumn;
use model::marks::RowMarks;
use model::request::SortKey;
use model::view::ConversationRow;
use std::sync::Arc;

/// What a row needs of the window.
#[derive(Clone, Copy)]
pub(super) struct RowScope {
    pub(super) browse: BrowsingState,
    pub(super) settings: SettingsState,
    pub(super) links: LinksState,
    pub(super) status: StatusSignal,
}

/// The row of a conversation.
pub(super) fn row(
    scope: RowScope,
    at: u32,
    row: &Arc<ConversationRow>,
    layout: &ListLayout,
) -> AnyView {
    let browse = scope.browse;
    let id = row.id;
    let chosen = move || {
        browse
            .list
            .selected
            .with(|selected| selected.is_some_and(|selected| selected.id == id))
    };
    let is_picked = move || browse.list.picked.with(|picked| picked.contains(id));
    let choose = move |event: leptos::ev::MouseEvent| {
        if event.shift_key() {
            return browse.pick_to(at);
        }
        if event.ctrl_key() || event.meta_key() {
            return browse.pick(id, at);
        }
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
    let cells = layout.cells.iter();
    let cells = cells.map(|column| cell(scope, row, *column, layout));
    view! {
        <div
            id=format!("row-{id}")
            class="row"
            class:picked=is_picked
            class:chosen=chosen
            role="row"
            aria-rowindex=at + 2
            aria-selected=move || browse.list.is_meant(id).to_string()
            data-testid="row"
            data-id=id.to_string()
            on:click=choose
            on:contextmenu=ask
        >
            {cells.collect::<Vec<_>>()}
            {move || is_picked().then(|| view! { <i class="tick" role="gridcell" aria-label=t(TextKey::Picked) data-testid="picked">{icon(Icon::Check)}</i> })}
        </div>
    }
    .into_any()
}

/// The row of a conversation that is still on its way. It shows itself only when that takes long.
pub(super) fn late(layout: &ListLayout) -> AnyView {
    let cells = layout.cells.iter().map(|column| {
        let class = format!("c-{}", column.as_str());
        let second = (*column == ListColumn::Subject).then(|| view! { <i></i> });
        view! { <span class=class><i></i>{second}</span> }
    });
    view! { <div class="row late" aria-hidden="true">{cells.collect::<Vec<_>>()}</div> }.into_any()
}

/// What a column says of a conversation. What a column of its own says is not said in another one too.
fn cell(
    scope: RowScope,
    row: &Arc<ConversationRow>,
    column: ListColumn,
    layout: &ListLayout,
) -> AnyView {
    match column {
        ListColumn::Subject => subject(row, layout),
        ListColumn::Outcome => outcomes(scope.links, row),
        ListColumn::Customer => person(row, layout),
        ListColumn::Company => company(row),
        ListColumn::Channel => channel_cell(row, layout),
        ListColumn::Status => status(row),
        ListColumn::Messages => messages(row),
        ListColumn::Space => space(scope.status, row),
        ListColumn::Marks => {
            view! { <div class="c-marks" role="gridcell">{row_marks(row.marks)}</div> }.into_any()
        }
        ListColumn::Started => {
            let when = time(scope.settings, row, row.started_at);
            view! { <div class="c-started" role="gridcell">{when}</div> }.into_any()
        }
        ListColumn::Activity => activity(scope, row, layout),
    }
}

fn subject(row: &ConversationRow, layout: &ListLayout) -> AnyView {
    let bare = plain(&row.subject).trim().is_empty();
    let title = if bare {
        t(TextKey::NoSubject).into_any()
    } else {
        pieces(&row.subject)
    };
    let marks = (!layout.shows(ListColumn::Marks)).then(|| row_marks(row.marks));
    view! {
        <div class="c-subject" role="gridcell">
            <div class="first" class:bare=bare dir="auto">{marks}{title}</div>
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

fn person(row: &ConversationRow, layout: &ListLayout) -> AnyView {
    let name = if row.person_shown.is_empty() {
        say(&named(&row.person).name).into_any()
    } else {
        pieces(&row.person_shown)
    };
    let has_second = !row.company_shown.is_empty() && !layout.shows(ListColumn::Company);
    let company = has_second.then(|| {
        view! { <div class="second"><bdi>{pieces(&row.company_shown)}</bdi></div> }
    });
    view! {
        <div class="c-customer" role="gridcell">
            <div class="first"><bdi>{name}</bdi></div>
            {company}
        </div>
    }
    .into_any()
}

fn company(row: &ConversationRow) -> AnyView {
    view! { <div class="c-company" role="gridcell"><div class="first"><bdi>{pieces(&row.company_shown)}</bdi></div></div> }
        .into_any()
}

fn channel_cell(row: &ConversationRow, layout: &ListLayout) -> AnyView {
    let name = say(&channel(&row.channel));
    let status = row.status.as_ref().map(status_word);
    let status = status.filter(|_| !layout.shows(ListColumn::Status));
    view! {
        <div class="c-channel" role="gridcell" title=name.clone()>
            <div class="first">{icon(channel_icon(&row.channel))}<span class="word">{name.clone()}</span></div>
            {status}
        </div>
    }
    .into_any()
}

fn status(row: &ConversationRow) -> AnyView {
    let word = row.status.as_ref().map(status_word);
    view! { <div class="c-status" role="gridcell">{word}</div> }.into_any()
}

fn messages(row: &ConversationRow) -> AnyView {
    let words = say(&Phrase::count(TextKey::CountMessages, row.messages));
    let count = number(u64::from(row.messages));
    view! { <div class="c-messages" role="gridcell" aria-label=words.clone() title=words>{count}</div> }
        .into_any()
}

fn space(status: StatusSignal, row: &ConversationRow) -> AnyView {
    let id = row.space;
    let name = move || {
        status.with(|status| {
            let spaces = status.iter().flat_map(|status| status.spaces.iter());
            let mut of_id = spaces.filter(|space| space.id == id);
            of_id.next().map(|space| space.name.clone())
        })
    };
    view! { <div class="c-space" role="gridcell"><div class="first"><bdi>{name}</bdi></div></div> }
        .into_any()
}

/// The time by which the list stands; the last activity where the start has a column of its own.
fn activity(scope: RowScope, row: &Arc<ConversationRow>, layout: &ListLayout) -> AnyView {
    // A list is opened anew for another order, and its rows are drawn anew with it.
    let at = match time_column(scope.browse.list.sort.get_untracked()) {
        SortKey::Started if !layout.shows(ListColumn::Started) => row.started_at,
        _ => row.last_activity_at,
    };
    let count = (!layout.shows(ListColumn::Messages)).then(|| {
        let words = say(&Phrase::count(TextKey::CountMessages, row.messages));
        view! { <span class="count">{words}</span> }
    });
    let zone = row.time_zone.clone();
    let settings = scope.settings;
    let short = move || settings.at(at, &zone, TimeStyle::DateTime);
    view! {
        <div class="c-activity" role="gridcell">
            {time(settings, row, at)}
            <div class="second">{count}<span class="exact">{short}</span></div>
        </div>
    }
    .into_any()
}

fn time(settings: SettingsState, row: &Arc<ConversationRow>, at: DateTime<Utc>) -> AnyView {
    let said = |style| {
        let zone = row.time_zone.clone();
        move || settings.at(at, &zone, style)
    };
    let (ago, exact) = (said(TimeStyle::Ago), said(TimeStyle::Exact));
    view! { <time class="first" datetime=at.to_rfc3339() title=exact>{ago}</time> }.into_any()
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
