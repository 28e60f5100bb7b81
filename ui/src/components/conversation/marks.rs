//! What the manager notes about the conversation that is read: a star, a rating, tags, a note, reviewed. It stands
//! below the messages, where the eye is when they are read.

use super::tag_field::tag_field;
use crate::components::shared::icon;
use crate::i18n::{Phrase, PhraseArg, TextKey, say, t};
use crate::state::BrowsingState;
use crate::view_model::icon::Icon;
use leptos::ev::KeyboardEvent;
use leptos::html::Textarea;
use leptos::prelude::*;
use model::marks::{MarkChange, Rating};

/// The bar.
pub(super) fn marks(browse: BrowsingState) -> AnyView {
    // A star draws neither a note that is being written nor the tags anew.
    let note = Memo::new(move |_| browse.noted.marks.with(|marks| marks.note.clone()));
    let tagged = Memo::new(move |_| browse.noted.marks.with(|marks| marks.tags.clone()));
    view! {
        <footer class="marks" role="group" aria-label=t(TextKey::MarksLabel) data-testid="marks">
            {move || written(browse, note)}
            <div class="line">
                {star(browse)}
                {rating(browse)}
                {note_button(browse)}
                <div class="tags">
                    {move || tagged.with(|tags| chips(browse, tags))}
                    {tag_field(browse)}
                </div>
                {reviewed(browse)}
            </div>
        </footer>
    }
    .into_any()
}

fn star(browse: BrowsingState) -> AnyView {
    let is_on = move || browse.noted.marks.with(|marks| marks.starred);
    view! {
        <button
            class="plain star"
            type="button"
            aria-label=t(TextKey::MarkStar)
            title=t(TextKey::MarkStar)
            aria-pressed=move || is_on().to_string()
            data-testid="mark-star"
            on:click=move |_| { browse.toggle_star(); }
        >
            {icon(Icon::Star)}
        </button>
    }
    .into_any()
}

fn reviewed(browse: BrowsingState) -> AnyView {
    let is_on = move || browse.noted.marks.with(|marks| marks.reviewed_at.is_some());
    view! {
        <button
            class="button toggle"
            type="button"
            aria-pressed=move || is_on().to_string()
            data-testid="mark-reviewed"
            on:click=move |_| { browse.toggle_reviewed(); }
        >
            {icon(Icon::Check)}
            {t(TextKey::MarkReviewed)}
        </button>
    }
    .into_any()
}

/// One to five. Arrows go from one to the next; the one that stands takes itself away when it is pressed.
fn rating(browse: BrowsingState) -> AnyView {
    let one = move |rating: Rating| {
        let is_on = move || browse.noted.marks.with(|marks| marks.rating) == Some(rating);
        let number = u32::from(rating.get());
        let name = say(&Phrase::new(TextKey::MarkRate).number("rating", number));
        let help = say(&Phrase::new(TextKey::MarkRateHelp).number("rating", number));
        view! {
            <button
                id=rating_id(rating)
                type="button"
                role="radio"
                aria-checked=move || is_on().to_string()
                aria-label=name
                title=help
                tabindex=move || if is_stop(browse, rating) { "0" } else { "-1" }
                data-testid=rating_id(rating)
                on:click=move |_| browse.rate(rating)
            >
                {rating.get()}
            </button>
        }
    };
    view! {
        <div
            class="rating"
            role="radiogroup"
            aria-label=t(TextKey::MarkRating)
            on:keydown=move |event| walk_ratings(browse, &event)
        >
            {Rating::ALL.map(one).into_iter().collect::<Vec<_>>()}
        </div>
    }
    .into_any()
}

fn rating_id(rating: Rating) -> String {
    format!("rate-{}", rating.get())
}

/// Whether Tab stops at it: at the one that stands, or else at the first.
fn is_stop(browse: BrowsingState, rating: Rating) -> bool {
    let stands = browse.noted.marks.with(|marks| marks.rating);
    stands.unwrap_or(Rating::ALL[0]) == rating
}

fn walk_ratings(browse: BrowsingState, event: &KeyboardEvent) {
    let forward = match event.key().as_str() {
        "ArrowRight" | "ArrowUp" => true,
        "ArrowLeft" | "ArrowDown" => false,
        _ => return,
    };
    event.prevent_default();
    event.stop_propagation();
    let stands = browse.noted.marks.with_untracked(|marks| marks.rating);
    let at = stands.and_then(|rating| Rating::ALL.iter().position(|it| *it == rating));
    let last = Rating::ALL.len() - 1;
    let next = match (at, forward) {
        (None, true) => 0,
        (None, false) => last,
        (Some(at), true) => (at + 1).min(last),
        (Some(at), false) => at.saturating_sub(1),
    };
    let rating = Rating::ALL[next];
    crate::browser::dom::focus(&rating_id(rating));
    if Some(rating) != stands {
        browse.rate(rating);
    }
}

fn note_button(browse: BrowsingState) -> AnyView {
    let is_open = move || browse.noted.noting.get();
    view! {
        <button
            class="plain"
            type="button"
            aria-label=t(TextKey::MarkNote)
            title=t(TextKey::MarkNote)
            aria-expanded=move || is_open().to_string()
            data-testid="mark-note"
            on:click=move |_| browse.noted.noting.update(|open| *open = !*open)
        >
            {icon(Icon::Note)}
        </button>
    }
    .into_any()
}

/// The note: as it stands, or as it is written.
fn written(browse: BrowsingState, note: Memo<Option<String>>) -> Option<AnyView> {
    if browse.noted.noting.get() {
        return Some(note_field(browse, note.get_untracked().unwrap_or_default()));
    }
    let edit = move |_| browse.noted.noting.set(true);
    note.get().map(|note| {
        view! {
            <button class="note" type="button" title=t(TextKey::MarkNote) data-testid="note" on:click=edit>
                {icon(Icon::Note)}<span dir="auto">{note}</span>
            </button>
        }
        .into_any()
    })
}

fn note_field(browse: BrowsingState, note: String) -> AnyView {
    let field = NodeRef::<Textarea>::new();
    Effect::new(move |_| {
        if let Some(field) = field.get() {
            // A field that cannot take the focus leaves it where it is.
            let _ = field.focus();
        }
    });
    let keep = move || {
        let note = field.get_untracked().map(|field| field.value());
        browse.note(note.unwrap_or_default());
    };
    let key = move |event: KeyboardEvent| match event.key().as_str() {
        "Escape" => {
            event.stop_propagation();
            browse.noted.noting.set(false);
        }
        "Enter" if event.ctrl_key() || event.meta_key() => keep(),
        _ => {}
    };
    view! {
        <div class="noting">
            <textarea
                node_ref=field
                rows="3"
                aria-label=t(TextKey::MarkNote)
                placeholder=t(TextKey::MarkNoteHint)
                data-testid="note-field"
                dir="auto"
                on:keydown=key
            >
                {note}
            </textarea>
            <button class="button" type="button" data-testid="note-keep" on:click=move |_| keep()>{t(TextKey::MarkNoteSave)}</button>
        </div>
    }
    .into_any()
}

fn chips(browse: BrowsingState, tags: &[String]) -> Vec<AnyView> {
    let one = |tag: &String| {
        let name = say(&Phrase::new(TextKey::MarkUntag).with("tag", PhraseArg::Text(tag.clone())));
        let gone = tag.clone();
        let remove = move |_| browse.tag(MarkChange::Untag(gone.clone()));
        view! {
            <span class="tag" data-testid="tag">
                <bdi>{tag.clone()}</bdi>
                <button type="button" aria-label=name.clone() title=name on:click=remove>{icon(Icon::Close)}</button>
            </span>
        }
        .into_any()
    };
    tags.iter().map(one).collect()
}
