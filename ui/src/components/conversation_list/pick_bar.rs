//! What can be done with conversations that were picked together. It stands over the headings while any is picked, so
//! that nothing moves.

use crate::browser::dom;
use crate::components::shared::{chord, icon};
use crate::i18n::{Phrase, TextKey, say, t};
use crate::state::{BrowsingState, LIST, PICK_TAG};
use crate::view_model::icon::Icon;
use crate::view_model::picked_rows::PickedRows;
use crate::view_model::shortcuts::KeyChord;
use leptos::ev::KeyboardEvent;
use leptos::html::Input;
use leptos::prelude::*;
use model::marks::MarkChange;

/// The bar, while conversations are picked.
pub(super) fn pick_bar(browse: BrowsingState) -> impl IntoView {
    let some = Memo::new(move |_| !browse.list.picked.with(PickedRows::is_empty));
    move || some.get().then(|| bar(browse))
}

fn bar(browse: BrowsingState) -> AnyView {
    let count = move || {
        let count = browse.list.picked.with(PickedRows::len);
        say(&Phrase::count(TextKey::PickedCount, count))
    };
    let none = move |_| {
        browse.pick_none();
        dom::focus(LIST);
    };
    let button = move |sign: Icon, words: TextKey, change: MarkChange, test: &'static str| {
        view! {
            <button class="act" type="button" data-testid=test on:click=move |_| browse.mark_picked(change.clone())>
                {icon(sign)}<span>{t(words)}</span>
            </button>
        }
    };
    view! {
        <div class="pick-bar" role="toolbar" aria-label=t(TextKey::PickedLabel) data-testid="pick-bar">
            <b role="status">{count}</b>
            {button(Icon::Star, TextKey::MarkStar, MarkChange::Star, "pick-star")}
            {button(Icon::Check, TextKey::MarkReviewed, MarkChange::Review, "pick-reviewed")}
            {tag(browse)}
            <button class="plain" type="button" aria-label=t(TextKey::PickNone) title=t(TextKey::PickNone) data-testid="pick-none" on:click=none>
                {icon(Icon::Close)}
            </button>
        </div>
    }
    .into_any()
}

/// A tag for all of them.
fn tag(browse: BrowsingState) -> AnyView {
    let field = NodeRef::<Input>::new();
    let key = move |event: KeyboardEvent| {
        let Some(input) = field.get_untracked() else {
            return;
        };
        // A key that composes a letter is the input method's.
        if chord(&event) != Some(KeyChord::Alone) {
            return;
        }
        if event.key() == "Escape" {
            event.prevent_default();
            event.stop_propagation();
            return dom::focus(LIST);
        }
        let tag = input.value().trim().to_owned();
        if event.key() == "Enter" && !tag.is_empty() {
            event.prevent_default();
            input.set_value("");
            browse.mark_picked(MarkChange::Tag(tag));
        }
    };
    view! {
        <label class="act">
            {icon(Icon::Tag)}
            <input id=PICK_TAG type="text" node_ref=field autocomplete="off" aria-label=t(TextKey::MarkTagHint) placeholder=t(TextKey::MarkTagHint) data-testid="pick-tag" on:keydown=key />
        </label>
    }
    .into_any()
}
