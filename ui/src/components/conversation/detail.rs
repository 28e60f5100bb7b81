//! The pane of the conversation: who and when, what it led to, and the messages.

use super::{callouts, context, find_here, marks, same_person, timeline};
use crate::components::shared::{action_for, icon};
use crate::i18n::{TextKey, t};
use crate::state::{BrowsingState, DETAIL, LinksState, PersonState, SettingsState, TIMELINE};
use crate::view_model::icon::Icon;
use crate::view_model::shortcuts::{KeyAction, KeyScope, caps_of};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use model::view::ConversationDetail;
use std::sync::Arc;

/// The pane.
pub(crate) fn detail(
    browse: BrowsingState,
    links: LinksState,
    settings: SettingsState,
    held: PersonState,
) -> impl IntoView {
    let inside = move || match browse.reading.detail.get() {
        Some(detail) => whole(browse, (links, held), settings, &detail),
        None if browse.reading.gone.get() => nothing(
            settings,
            TextKey::DetailGoneTitle,
            Some(TextKey::DetailGoneText),
        ),
        // From an empty list nothing can be chosen.
        None => nothing(
            settings,
            TextKey::DetailEmptyTitle,
            browse.list.has_rows().then_some(TextKey::DetailEmptyText),
        ),
    };
    let key = move |event: KeyboardEvent| {
        browse.settle_on_selected();
        if action_for(KeyScope::Conversation, &event) == Some(KeyAction::Back) {
            event.stop_propagation();
            browse.back_to_list();
        }
    };
    view! {
        <section
            id=DETAIL
            class="detail"
            class:shown=move || browse.reading.shown.get()
            tabindex="-1"
            aria-label=t(TextKey::DetailLabel)
            data-testid="detail"
            on:keydown=key
            on:pointerdown=move |_| browse.settle_on_selected()
            on:wheel=move |_| browse.settle_on_selected()
        >
            {find_here::find_here(browse)}
            {inside}
        </section>
    }
}

fn whole(
    browse: BrowsingState,
    (links, held): (LinksState, PersonState),
    settings: SettingsState,
    detail: &Arc<ConversationDetail>,
) -> AnyView {
    let entries = timeline::timeline(browse, links, settings, detail.clone());
    view! {
        {context::context(browse, (links, held), settings, detail)}
        {same_person::same_person(browse, settings, detail.row.id)}
        {move || matches(browse)}
        <div id=TIMELINE class="timeline" tabindex="0" role="region" aria-label=t(TextKey::Timeline) data-testid="timeline">
            {callouts::callouts(links, detail)}
            {entries}
        </div>
        {marks::marks(browse)}
    }
    .into_any()
}

/// The way from match to match, while words are looked for: a fact has no place in a text.
fn matches(browse: BrowsingState) -> Option<AnyView> {
    // The field for words in this conversation has the same way on.
    if browse.reading.find.with(Option::is_some) {
        return None;
    }
    let seeks_words = browse.list.head.with(|head| {
        let meaning = head.as_ref()?.meaning.as_ref()?;
        Some(meaning.seeks_words())
    });
    if seeks_words != Some(true) {
        return None;
    }
    Some(
        view! {
            <div class="matches" data-testid="matches">
                {icon(Icon::Search)}
                {find_here::way_on(browse)}
            </div>
        }
        .into_any(),
    )
}

fn nothing(settings: SettingsState, title: TextKey, words: Option<TextKey>) -> AnyView {
    let own = settings.chosen.with_untracked(|it| it.own_keys.clone());
    let hint = |acts: &[KeyAction], does: TextKey| {
        let caps = acts.iter().flat_map(|act| caps_of(*act, &own));
        let caps = caps
            .map(|cap| view! { <kbd>{cap}</kbd> })
            .collect::<Vec<_>>();
        view! { <dt>{caps}</dt><dd>{t(does)}</dd> }
    };
    view! {
        <div class="empty" data-testid="detail-empty">
            {icon(Icon::Conversations)}
            <h3>{t(title)}</h3>
            {words.map(|words| view! { <p>{t(words)}</p> })}
            <dl class="hints">
                {hint(&[KeyAction::Next, KeyAction::Previous], TextKey::HintMove)}
                {hint(&[KeyAction::Open], TextKey::HintOpen)}
                {hint(&[KeyAction::Back], TextKey::HintBack)}
                {hint(&[KeyAction::Search], TextKey::HintSearch)}
                {hint(&[KeyAction::NextMatch], TextKey::HintMatch)}
                {hint(&[KeyAction::Sheet], TextKey::HintSheet)}
            </dl>
        </div>
    }
    .into_any()
}
