//! The messages in the order of time, with days, silences and outcomes between them.

use super::{body, flag, milestone};
use crate::components::shared::icon;
use crate::i18n::{Phrase, PhraseArg, TextKey, TimeStyle, intl, say, t};
use crate::state::{BrowsingState, LinksState, ReadingState, SettingsState};
use crate::view_model::icon::Icon;
use crate::view_model::labels::voice;
use crate::view_model::settings::MessageSide;
use crate::view_model::timeline::{CHUNK, HiddenRows, MessageGrouping, TimelineEntry, entries};
use leptos::prelude::*;
use model::view::{ConversationDetail, MessageView, PersonView, TimelineItem};
use model::{ConversationId, MessageId, Sender};
use std::sync::Arc;

/// The messages of a conversation.
pub(super) fn timeline(
    browse: BrowsingState,
    links: LinksState,
    settings: SettingsState,
    detail: Arc<ConversationDetail>,
) -> AnyView {
    let side = move || {
        settings
            .chosen
            .with(|settings| settings.side == MessageSide::End)
    };
    let zone = {
        let detail = detail.clone();
        Memo::new(move |_| settings.zone(&detail.row.time_zone))
    };
    let hidden = detail.hidden_rows;
    let order = {
        let detail = detail.clone();
        Memo::new(move |_| {
            let zone = zone.get();
            let day = |at| intl::with(|formats| formats.day(at, zone.as_deref()));
            Arc::new(entries(&detail.timeline, browse.reading.rows.get(), day))
        })
    };
    Effect::new(move |_| browse.draw_on(order.with(|order| order.len())));
    let chunk = move |start: usize| {
        let (order, zone) = (order.get_untracked(), zone.get_untracked());
        let of_chunk = order.iter().skip(start).take(CHUNK);
        of_chunk
            .filter_map(|one| entry(browse, links, settings, &detail, one, zone.as_deref()))
            .collect::<Vec<_>>()
    };
    let chunks = chunks(browse.reading, order, zone);
    view! {
        {(hidden > 0).then(|| toggle(browse.reading, hidden))}
        <div class="messages" class:swapped=side>
            <For each=chunks key=|key| *key children=move |(_, start)| chunk(start) />
        </div>
    }
    .into_any()
}

/// Where the chunks begin that are drawn so far, each with the turn of the order: another order, or another zone,
/// draws all of them anew, and more of the same only adds to them.
fn chunks(
    reading: ReadingState,
    order: Memo<Arc<Vec<TimelineEntry>>>,
    zone: Memo<Option<String>>,
) -> impl Fn() -> Vec<(u32, usize)> + Clone {
    let turn = Memo::new(move |before: Option<&u32>| {
        order.track();
        zone.track();
        before.map_or(0, |before| before.wrapping_add(1))
    });
    move || {
        let entries = order.with(|order| order.len()).min(reading.drawn.get());
        let turn = turn.get();
        (0..entries)
            .step_by(CHUNK)
            .map(|start| (turn, start))
            .collect()
    }
}

fn toggle(reading: ReadingState, hidden: u32) -> AnyView {
    let shown = move || reading.rows.get() == HiddenRows::Shown;
    let words = move || {
        say(&Phrase::count(
            if shown() {
                TextKey::HiddenHide
            } else {
                TextKey::HiddenShow
            },
            hidden,
        ))
    };
    let turn = move |_| {
        let next = if reading.rows.get_untracked() == HiddenRows::Shown {
            HiddenRows::Hidden
        } else {
            HiddenRows::Shown
        };
        reading.rows.set(next);
    };
    view! {
        <button class="hidden-rows" type="button" aria-pressed=move || shown().to_string() data-testid="hidden-rows" on:click=turn>
            {icon(Icon::Settings)}{words}
        </button>
    }
    .into_any()
}

fn entry(
    browse: BrowsingState,
    links: LinksState,
    settings: SettingsState,
    detail: &ConversationDetail,
    entry: &TimelineEntry,
    zone: Option<&str>,
) -> Option<AnyView> {
    Some(match entry {
        TimelineEntry::Day(at) => {
            let day = PhraseArg::At(*at, zone.map(str::to_owned), TimeStyle::Day);
            separator("day", say(&Phrase::new(TextKey::AsItIs).with("text", day)))
        }
        TimelineEntry::Silence(minutes) => separator(
            "silence",
            say(&Phrase::new(TextKey::Gap).with("stretch", PhraseArg::Minutes(*minutes))),
        ),
        TimelineEntry::Message { at, follows } => match detail.timeline.get(*at)? {
            TimelineItem::Message(one) => message(
                browse,
                links,
                settings,
                one,
                *follows,
                zone,
                ToldConversation::of(detail),
            ),
            TimelineItem::Escalation(_) | TimelineItem::Outcome(_) => return None,
        },
        TimelineEntry::Escalation { at } => match detail.timeline.get(*at)? {
            TimelineItem::Escalation(ticket) => milestone::escalation(links, ticket, zone),
            TimelineItem::Message(_) | TimelineItem::Outcome(_) => return None,
        },
        TimelineEntry::Outcome { at, after } => match detail.timeline.get(*at)? {
            TimelineItem::Outcome(one) => milestone::outcome(links, one, *after, zone),
            TimelineItem::Message(_) | TimelineItem::Escalation(_) => return None,
        },
    })
}

/// What is told of the whole conversation with each of its messages.
#[derive(Clone, Copy)]
struct ToldConversation<'d> {
    conversation: ConversationId,
    /// The name of a customer who has one.
    person: Option<&'d str>,
    /// The code of the language, where it could be told.
    language: Option<&'d str>,
}

impl<'d> ToldConversation<'d> {
    fn of(detail: &'d ConversationDetail) -> Self {
        Self {
            conversation: detail.row.id,
            person: known(&detail.row.person),
            language: detail.language.as_deref(),
        }
    }

    /// The language of a message: what operators and machines write is in any.
    fn language_of(self, message: &MessageView) -> Option<String> {
        let is_theirs = matches!(message.sender, Sender::Customer | Sender::AiAgent);
        self.language.filter(|_| is_theirs).map(str::to_owned)
    }
}

/// The name of a customer who has one.
fn known(person: &PersonView) -> Option<&str> {
    match person {
        PersonView::Customer { name, .. } => Some(name),
        PersonView::External { .. } | PersonView::Visitor { .. } | PersonView::Unknown => None,
    }
}

fn separator(class: &'static str, words: String) -> AnyView {
    view! { <div class=format!("separator {class}") role="separator"><span>{words}</span></div> }
        .into_any()
}

/// A time that says how long ago it was, and exactly when on hover and on focus.
fn when(settings: SettingsState, at: chrono::DateTime<chrono::Utc>, zone: Option<&str>) -> AnyView {
    let zone = zone.map(str::to_owned);
    let exact = say(&Phrase::new(TextKey::AsItIs)
        .with("text", PhraseArg::At(at, zone.clone(), TimeStyle::Exact)));
    let tip = exact.clone();
    let ago = move || {
        settings.translate(
            &Phrase::new(TextKey::AsItIs)
                .with("text", PhraseArg::At(at, zone.clone(), TimeStyle::Ago)),
        )
    };
    view! { <time datetime=at.to_rfc3339() title=exact data-tip=tip tabindex="0">{ago}</time> }
        .into_any()
}

fn message(
    browse: BrowsingState,
    links: LinksState,
    settings: SettingsState,
    message: &MessageView,
    follows: MessageGrouping,
    zone: Option<&str>,
    told: ToldConversation<'_>,
) -> AnyView {
    let id = message.id;
    let voice = voice(message, told.person);
    let language = told.language_of(message);
    let class = format!(
        "message {}{}",
        voice.class,
        if follows == MessageGrouping::Yes {
            " follows"
        } else {
            ""
        }
    );
    let clock = PhraseArg::At(message.sent_at, zone.map(str::to_owned), TimeStyle::Time);
    let clock = say(&Phrase::new(TextKey::AsItIs).with("text", clock));
    let exact = PhraseArg::At(message.sent_at, zone.map(str::to_owned), TimeStyle::Exact);
    let exact = say(&Phrase::new(TextKey::AsItIs).with("text", exact));
    let earlier = message.earlier.iter().map(|it| {
        let until = PhraseArg::At(it.until, zone.map(str::to_owned), TimeStyle::Exact);
        let words = say(&Phrase::new(TextKey::SaidBefore).with("time", until));
        let body = body::body(links, &it.body);
        view! { <details class="earlier" data-testid="earlier"><summary>{words}</summary><div class="body">{body}</div></details> }
    });
    let earlier = earlier.collect::<Vec<_>>();
    let delivery = voice
        .delivery
        .as_ref()
        .map(|road| view! { <span class="road">{say(road)}</span> });
    view! {
        <article class=class class:flagged=move || flag::is_flagged(browse, id) title=exact data-testid="message" data-sender=message.sender.to_string()>
            <header>
                {icon(voice.icon)}
                <b><bdi>{say(&voice.name)}</bdi></b>
                {delivery}
                <span class="clock">{clock}</span>
                {when(settings, message.sent_at, zone)}
                {milestone::marked(message.time_mark)}
            </header>
            <div class="body" lang=language>{body::offering(links, message, zone)}</div>
            {flag::action(browse, id)}
            {copy_action(links, message)}
            {record_action(browse, told.conversation, id)}
            {flag::below(browse, id)}
            {earlier}
        </article>
    }
    .into_any()
}

/// Copies what a message says.
fn copy_action(links: LinksState, message: &MessageView) -> AnyView {
    let body = message.body.clone();
    let copy = move |_| links.copy(body.to_text(), TextKey::CopiedMessage);
    view! {
        <button class="plain copy-action" type="button" aria-label=t(TextKey::CopyMessage) title=t(TextKey::CopyMessage) data-testid="copy-message" on:click=copy>
            {icon(Icon::Copy)}
        </button>
    }
    .into_any()
}

/// Shows the record of a message.
fn record_action(browse: BrowsingState, conversation: ConversationId, id: MessageId) -> AnyView {
    let name = TextKey::ShowMessageRecord;
    let show = move |_| browse.records.show_message(conversation, id);
    view! {
        <button class="plain record-action" type="button" aria-label=t(name) title=t(name) data-testid="message-record" on:click=show>
            {icon(Icon::Braces)}
        </button>
    }
    .into_any()
}
