//! The head of the pane: subject, person, session, times, place, status and outcomes.

use crate::components::shared::{
    OutwardLink, TabStop, detail_badges, icon, link, pieces, plain, status_word,
};
use crate::i18n::{Phrase, PhraseArg, TextKey, TimeStyle, intl, language_phrase, say, t};
use crate::state::{BrowsingState, LinksState, PersonState, SettingsState};
use crate::view_model::icon::Icon;
use crate::view_model::labels::{channel, channel_icon, origin};
use crate::view_model::person::{PersonName, named, short};
use leptos::prelude::*;
use model::record::GeoPlace;
use model::view::ConversationDetail;
use std::sync::Arc;

/// The head.
pub(super) fn context(
    browse: BrowsingState,
    (links, held): (LinksState, PersonState),
    settings: SettingsState,
    detail: &Arc<ConversationDetail>,
) -> AnyView {
    let head = &detail.row;
    let subject = plain(&head.subject);
    let title = if subject.trim().is_empty() {
        t(TextKey::NoSubject).into_any()
    } else {
        pieces(&head.subject)
    };
    let badges = detail_badges(links, head);
    let badges = (!badges.is_empty()).then(|| view! { <div class="badges">{badges}</div> });
    view! {
        <header class="context">
            <div class="title">
                <button
                    class="plain back"
                    type="button"
                    aria-label=t(TextKey::BackToList)
                    title=t(TextKey::BackToList)
                    data-testid="back"
                    on:click=move |_| browse.back_to_list()
                >
                    {icon(Icon::Back)}
                </button>
                <h2 dir="auto">{title}</h2>
                {action(TextKey::DoCopyReference, Icon::Link, "copy-reference", move || browse.records.copy_reference(browse.reading, links))}
                {action(TextKey::DoRecord, Icon::Braces, "record", move || browse.records.show_read(browse.reading))}
            </div>
            <div class="meta">
                <span class="channel">{icon(channel_icon(&head.channel))}{say(&channel(&head.channel))}</span>
                {person(links, detail)}
                {contacts(links, detail)}
                {everything(held, detail)}
                {head.status.as_ref().map(status_word)}
            </div>
            <div class="meta minor">
                <span>{length(detail)}</span>
                {session(links, &head.session_id)}
                {times(settings, detail)}
                {place(&detail.place)}
                <span>{icon(Icon::Space)}<bdi>{detail.space_name.clone()}</bdi></span>
                <span>{say(&origin(&detail.origin))}</span>
                {language(detail)}
            </div>
            {badges}
        </header>
    }
    .into_any()
}

/// A small action about the whole conversation.
fn action(
    name: TextKey,
    sign: Icon,
    test: &'static str,
    act: impl Fn() -> bool + 'static,
) -> AnyView {
    view! {
        <button class="plain" type="button" aria-label=t(name) title=t(name) data-testid=test on:click=move |_| { act(); }>
            {icon(sign)}
        </button>
    }
    .into_any()
}

fn person(links: LinksState, detail: &ConversationDetail) -> AnyView {
    let PersonName {
        name,
        company,
        initials,
        profile,
    } = named(&detail.row.person);
    let name = say(&name);
    let letters = if initials.is_empty() {
        icon(Icon::Contact)
    } else {
        initials.into_any()
    };
    let help = profile.as_ref().map(|_| {
        say(&Phrase::new(TextKey::ProfileHelp).with("name", PhraseArg::Text(name.clone())))
    });
    let inside =
        view! { <i class="avatar" aria-hidden="true">{letters}</i><b><bdi>{name}</bdi></b> }
            .into_any();
    let who = match profile {
        Some(url) => link(
            links,
            OutwardLink {
                url,
                class: "profile",
                tab: TabStop::Stops,
            },
            inside,
        ),
        None => view! { <span class="profile">{inside}</span> }.into_any(),
    };
    view! {
        <span class="person" title=help>{who}{company.map(|company| view! { <bdi>{company}</bdi> })}</span>
    }
    .into_any()
}

/// What the person can be reached by; a click copies it.
fn contacts(links: LinksState, detail: &ConversationDetail) -> Vec<AnyView> {
    let one = |contact: &String| {
        let whole = contact.clone();
        let copy = move |_| links.copy(whole.clone(), TextKey::CopiedContact);
        view! {
            <button class="contact" type="button" title=t(TextKey::CopyContact) data-testid="contact" on:click=copy>
                <bdi>{contact.clone()}</bdi>{icon(Icon::Copy)}
            </button>
        }
        .into_any()
    };
    detail.contacts.iter().map(one).collect()
}

/// To everything that is held on the person.
fn everything(held: PersonState, detail: &ConversationDetail) -> AnyView {
    let id = detail.row.id;
    view! {
        <button
            class="plain everything"
            type="button"
            aria-label=t(TextKey::DoPerson)
            title=t(TextKey::DoPerson)
            aria-haspopup="dialog"
            data-testid="person-everything"
            on:click=move |_| held.show(id)
        >
            {icon(Icon::People)}
        </button>
    }
    .into_any()
}

/// In which language it is held, where that could be told.
fn language(detail: &ConversationDetail) -> Option<AnyView> {
    let code = detail.language.as_ref()?;
    Some(
        view! { <span data-testid="language">{icon(Icon::Globe)}{say(&language_phrase(code))}</span> }
            .into_any(),
    )
}

/// "11 messages over 2 days"; the span only where it is worth a word.
fn length(detail: &ConversationDetail) -> String {
    let messages = detail.row.messages;
    let minutes = (detail.row.last_activity_at - detail.row.started_at).num_minutes();
    if minutes < 1 || messages < 2 {
        return say(&Phrase::count(TextKey::CountMessages, messages));
    }
    say(&Phrase::count(TextKey::MessagesOver, messages).with("span", PhraseArg::Minutes(minutes)))
}

fn session(links: LinksState, id: &str) -> AnyView {
    let whole = id.to_owned();
    let words = say(&Phrase::new(TextKey::Session).with("id", PhraseArg::Text(short(id))));
    view! {
        <span class="session" title=id.to_owned()>
            {words}
            <button
                class="plain"
                type="button"
                aria-label=t(TextKey::CopySession)
                title=t(TextKey::CopySession)
                data-testid="copy-session"
                on:click=move |_| links.copy(whole.clone(), TextKey::CopiedSession)
            >
                {icon(Icon::Copy)}
            </button>
        </span>
    }
    .into_any()
}

fn times(settings: SettingsState, detail: &Arc<ConversationDetail>) -> AnyView {
    let moment = |key: TextKey, at| {
        let zone = detail.row.time_zone.clone();
        let exact_zone = zone.clone();
        let said = move || {
            say(&Phrase::new(key).with(
                "when",
                PhraseArg::At(at, settings.zone(&zone), TimeStyle::DateTime),
            ))
        };
        let exact = move || settings.at(at, &exact_zone, TimeStyle::Exact);
        let tip = exact.clone();
        view! { <time datetime=at.to_rfc3339() title=exact data-tip=tip tabindex="0">{said}</time> }
            .into_any()
    };
    let ended = detail.ended_at.map(|at| moment(TextKey::Ended, at));
    view! { <span>{icon(Icon::Clock)}{moment(TextKey::Started, detail.row.started_at)}</span>{ended} }
        .into_any()
}

fn place(place: &GeoPlace) -> Option<AnyView> {
    let country = place
        .country
        .as_deref()
        .map(|code| intl::with(|formats| formats.country(code)));
    let parts: Vec<String> = [place.city.clone(), place.region.clone(), country]
        .into_iter()
        .flatten()
        .collect();
    (!parts.is_empty())
        .then(|| view! { <span>{icon(Icon::Place)}<bdi>{parts.join(", ")}</bdi></span> }.into_any())
}
