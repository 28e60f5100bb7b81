//! The field for words in the conversation that is read, and the way from match to match.

use crate::components::shared::{action_for, icon};
use crate::i18n::{Phrase, TextKey, say, t};
use crate::state::{BrowsingState, FIND};
use crate::view_model::icon::Icon;
use crate::view_model::shortcuts::{KeyAction, KeyScope};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use std::time::Duration;

/// How long the typing rests before the words are marked.
const REST: Duration = Duration::from_millis(120);

/// The field, while it is open. It is drawn once, so that it keeps the keyboard while the conversation is marked anew.
pub(super) fn find_here(browse: BrowsingState) -> impl IntoView {
    let is_open = Memo::new(move |_| browse.reading.find.with(Option::is_some));
    move || is_open.get().then(|| field(browse))
}

fn field(browse: BrowsingState) -> AnyView {
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    let typed = move |event| {
        let text = event_target_value(&event);
        if let Some(handle) = waiting.get_value() {
            TimeoutHandle::clear(&handle);
        }
        let find = move || browse.find_here(text.clone());
        waiting.set_value(set_timeout_with_handle(find, REST).ok());
    };
    // The field of the next conversation begins empty.
    on_cleanup(move || {
        if let Some(handle) = waiting.try_get_value().flatten() {
            handle.clear();
        }
    });
    view! {
        <div class="matches find-here" role="search">
            {icon(Icon::Search)}
            <input
                id=FIND
                type="text"
                autocomplete="off"
                spellcheck="false"
                dir="auto"
                placeholder=t(TextKey::FindHereHint)
                aria-label=t(TextKey::FindHere)
                data-testid="find-here"
                on:input=typed
                on:keydown=move |event| key(browse, &event)
            />
            {way_on(browse)}
            <button class="plain" type="button" aria-label=t(TextKey::FindHereClose) title=t(TextKey::FindHereClose) data-testid="find-close" on:click=move |_| browse.end_find()>
                {icon(Icon::Close)}
            </button>
        </div>
    }
    .into_any()
}

fn key(browse: BrowsingState, event: &KeyboardEvent) {
    match action_for(KeyScope::FindHere, event) {
        Some(KeyAction::NextMatch) => browse.step_match(1),
        Some(KeyAction::PreviousMatch) => browse.step_match(-1),
        Some(KeyAction::Back) => browse.end_find(),
        _ => return,
    }
    // The pane around it would take Escape for a way back to the list.
    event.stop_propagation();
    event.prevent_default();
}

/// Which match is shown, and the way to the others.
pub(super) fn way_on(browse: BrowsingState) -> impl IntoView {
    let matches = browse.reading.matches;
    let words = move || match matches.get() {
        (_, 0) if is_empty(browse) => String::new(),
        (_, 0) => t(TextKey::MatchNone).to_owned(),
        (at, found) => say(&Phrase::new(TextKey::MatchOf)
            .number("at", at + 1)
            .number("n", found)),
    };
    let step = move |sign: Icon, key: TextKey, by: isize| {
        view! {
            <button
                class="plain"
                type="button"
                aria-label=t(key)
                title=t(key)
                disabled=move || matches.get().1 == 0
                on:click=move |_| browse.step_match(by)
            >
                {icon(sign)}
            </button>
        }
    };
    view! {
        <span role="status" data-testid="match-place">{words}</span>
        {step(Icon::Up, TextKey::MatchPrevious, -1)}
        {step(Icon::Down, TextKey::MatchNext, 1)}
    }
}

/// Whether the field is open and nothing is typed in it yet.
fn is_empty(browse: BrowsingState) -> bool {
    let find = browse.reading.find;
    find.with(|text| text.as_ref().is_some_and(|text| text.trim().is_empty()))
}
