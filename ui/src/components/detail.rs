//! The pane of the conversation: who and when, what it led to, and the messages.

use super::{callouts, context, icon, timeline};
use crate::browser::{say, t};
use crate::i18n::{Key, Phrase};
use crate::state::{App, DETAIL, TIMELINE};
use crate::view_model::icon::Icon;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use model::view::ConversationDetail;
use std::sync::Arc;

/// The pane.
pub(crate) fn detail(app: App) -> impl IntoView {
    let inside = move || match app.reading.detail.get() {
        Some(detail) => whole(app, &detail),
        None if app.reading.gone.get() => nothing(Key::DetailGoneTitle, Key::DetailGoneText),
        None => nothing(Key::DetailEmptyTitle, Key::DetailEmptyText),
    };
    let key = move |event: KeyboardEvent| {
        if event.key() == "Escape" {
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

fn nothing(title: Key, words: Key) -> AnyView {
    let hint = |keys: &'static [&'static str], does: Key| {
        let keys = keys
            .iter()
            .map(|key| view! { <kbd>{*key}</kbd> })
            .collect::<Vec<_>>();
        view! { <dt>{keys}</dt><dd>{t(does)}</dd> }
    };
    view! {
        <div class="empty" data-testid="detail-empty">
            {icon(Icon::Conversations)}
            <h3>{t(title)}</h3>
            <p>{t(words)}</p>
            <dl class="hints">
                {hint(&["J", "K"], Key::HintMove)}
                {hint(&["Enter"], Key::HintOpen)}
                {hint(&["Esc"], Key::HintBack)}
                {hint(&["/"], Key::HintSearch)}
                {hint(&["N"], Key::HintMatch)}
            </dl>
        </div>
    }
    .into_any()
}
