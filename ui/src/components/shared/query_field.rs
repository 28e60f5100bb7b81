//! The field of a search over a whole page of numbers. It is followed once the typing rests; Enter asks at once, and
//! Escape gives the keyboard back to the page.

use super::icon::icon;
use super::key_action::chord;
use crate::browser::dom;
use crate::i18n::{TextKey, t};
use crate::view_model::icon::Icon;
use crate::view_model::shortcuts::KeyChord;
use leptos::ev::KeyboardEvent;
use leptos::html::Input;
use leptos::prelude::*;
use std::time::Duration;

/// How long the typing rests before the numbers follow it.
const REST: Duration = Duration::from_millis(250);

/// Which field it is.
#[derive(Clone, Copy)]
pub(crate) struct QueryField {
    /// The id of its element, which is its name for tests too.
    pub(crate) id: &'static str,
    /// The id of the page that it is of.
    pub(crate) page: &'static str,
    /// What it is for.
    pub(crate) hint: TextKey,
}

/// The field.
pub(crate) fn query_field(
    field: QueryField,
    text: Signal<String>,
    search: impl Fn(String) + Copy + 'static,
) -> AnyView {
    let input = NodeRef::<Input>::new();
    let look = follower(input, search);
    let on_key = move |event: KeyboardEvent| match (chord(&event), event.key().as_str()) {
        (Some(KeyChord::Alone), "Enter") => look(Duration::ZERO),
        (Some(KeyChord::Alone), "Escape") => dom::focus(field.page),
        _ => {}
    };
    view! {
        <div class="search" role="search">
            {icon(Icon::Search)}
            <input
                id=field.id
                type="text"
                autocomplete="off"
                spellcheck="false"
                dir="auto"
                node_ref=input
                placeholder=t(field.hint)
                aria-label=t(TextKey::SearchLabel)
                data-testid=field.id
                prop:value=text
                on:input=move |_| look(REST)
                on:keydown=on_key
            />
            <kbd aria-hidden="true">"/"</kbd>
        </div>
    }
    .into_any()
}

/// Searches for what is typed after a rest, and for nothing once the page is left.
fn follower(
    input: NodeRef<Input>,
    search: impl Fn(String) + Copy + 'static,
) -> impl Fn(Duration) + Copy {
    let waiting: StoredValue<Option<TimeoutHandle>> = StoredValue::new(None);
    let stop = move || {
        if let Some(handle) = waiting.try_get_value().flatten() {
            handle.clear();
        }
    };
    on_cleanup(stop);
    move |rest: Duration| {
        stop();
        let go = move || {
            if let Some(input) = input.get_untracked() {
                search(input.value());
            }
        };
        waiting.set_value(set_timeout_with_handle(go, rest).ok());
    }
}
