//! The pane of the conversation: who and when, what it led to, and the messages.

use super::keys::meant;
use super::{callouts, context, icon, timeline};
use crate::browser::{say, t};
use crate::i18n::{Key, Phrase};
use crate::state::{App, DETAIL, TIMELINE};
use crate::view_model::icon::Icon;
use crate::view_model::keys::{Act, Place, caps_of};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use model::view::ConversationDetail;
use std::sync::Arc;

/// The pane.
pub(crate) fn detail(app: App) -> impl IntoView {
    let inside = move || match app.reading.detail.get() {
        Some(detail) => whole(app, &detail),
        None if app.reading.gone.get() => nothing(Key::DetailGoneTitle, Some(Key::DetailGoneText)),
        // From an empty list nothing can be chosen.
        None => nothing(
            Key::DetailEmptyTitle,
            app.list.has_rows().then_some(Key::DetailEmptyText),
        ),
    };
    let key = move |event: KeyboardEvent| {
        app.settle_on_selected();
        if meant(Place::Conversation, &event) == Some(Act::Back) {
            event.stop_propagation();
            app.back_to_list();
        }
    };
    view! {
        <section
            id=DETAIL
            class="detail"
            class:shown=move || app.reading.shown.get()
            tabindex="-1"
            aria-label=t(Key::DetailLabel)
            data-testid="detail"
            on:keydown=key
            on:pointerdown=move |_| app.settle_on_selected()
            on:wheel=move |_| app.settle_on_selected()
        >
            {inside}
        </section>
    }
}

fn whole(app: App, detail: &Arc<ConversationDetail>) -> AnyView {
    let entries = timeline::timeline(app, detail.clone());
    view! {
        {context::context(app, detail)}
        {move || matches(app)}
        <div id=TIMELINE class="timeline" tabindex="0" role="region" aria-label=t(Key::Timeline) data-testid="timeline">
            {callouts::callouts(app, detail)}
            {entries}
        </div>
    }
    .into_any()
}

/// The way from match to match, while something is searched for.
fn matches(app: App) -> Option<AnyView> {
    if app.list.filter.with(|filter| filter.text.trim().is_empty()) {
        return None;
    }
    let (at, found) = app.reading.matches.get();
    let words = if found == 0 {
        t(Key::MatchNone).to_owned()
    } else {
        say(&Phrase::new(Key::MatchOf)
            .number("at", at + 1)
            .number("n", found))
    };
    let step = |sign: Icon, key: Key, by: isize| {
        view! {
            <button
                class="plain"
                type="button"
                aria-label=t(key)
                title=t(key)
                disabled=found == 0
                on:click=move |_| app.step_match(by)
            >
                {icon(sign)}
            </button>
        }
    };
    Some(
        view! {
            <div class="matches" data-testid="matches">
                {icon(Icon::Search)}
                <span role="status">{words}</span>
                {step(Icon::Up, Key::MatchPrevious, -1)}
                {step(Icon::Down, Key::MatchNext, 1)}
            </div>
        }
        .into_any(),
    )
}

fn nothing(title: Key, words: Option<Key>) -> AnyView {
    let hint = |acts: &[Act], does: Key| {
        let caps = acts.iter().copied().flat_map(caps_of);
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
                {hint(&[Act::Next, Act::Previous], Key::HintMove)}
                {hint(&[Act::Open], Key::HintOpen)}
                {hint(&[Act::Back], Key::HintBack)}
                {hint(&[Act::Search], Key::HintSearch)}
                {hint(&[Act::NextMatch], Key::HintMatch)}
                {hint(&[Act::Sheet], Key::HintSheet)}
            </dl>
        </div>
    }
    .into_any()
}
