//! The field of a tag, with the tags that are in use proposed.

use crate::components::shared::raw;
use crate::i18n::{TextKey, t};
use crate::ipc;
use crate::state::{BrowsingState, TAG_FIELD};
use crate::view_model::marks::proposed_tags;
use leptos::ev::KeyboardEvent;
use leptos::html::Input;
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::marks::{MarkChange, TagCount, tag_of};

/// The id of the list of proposals.
const PROPOSALS: &str = "tag-proposals";

/// What the field knows.
#[derive(Clone, Copy)]
struct TagField {
    browse: BrowsingState,
    field: NodeRef<Input>,
    known: RwSignal<Vec<TagCount>>,
    typed: RwSignal<String>,
    open: RwSignal<bool>,
    /// The proposal that Enter takes.
    active: RwSignal<Option<usize>>,
}

/// The field.
pub(super) fn tag_field(browse: BrowsingState) -> AnyView {
    let state = TagField {
        browse,
        field: NodeRef::new(),
        known: RwSignal::new(Vec::new()),
        typed: RwSignal::new(String::new()),
        open: RwSignal::new(false),
        active: RwSignal::new(None),
    };
    let is_open = move || state.open.get() && !state.proposals().is_empty();
    let active = move || state.active.get().map(proposal_id);
    view! {
        <span class="tag-field">
            <input
                id=TAG_FIELD
                type="text"
                role="combobox"
                node_ref=state.field
                aria-label=t(TextKey::MarkTags)
                placeholder=t(TextKey::MarkTagHint)
                aria-expanded=move || is_open().to_string()
                aria-controls=PROPOSALS
                aria-autocomplete="list"
                aria-activedescendant=active
                autocomplete="off"
                spellcheck="false"
                data-testid="tag-field"
                on:focus=move |_| state.begin()
                on:blur=move |_| state.open.set(false)
                on:input=move |_| state.type_on()
                on:keydown=move |event| state.key(&event)
            />
            <ul id=PROPOSALS role="listbox" aria-label=t(TextKey::MarkTagsKnown) class:shown=is_open>
                {move || state.list()}
            </ul>
        </span>
    }
    .into_any()
}

fn proposal_id(at: usize) -> String {
    format!("{PROPOSALS}-{at}")
}

impl TagField {
    fn proposals(self) -> Vec<TagCount> {
        let has = self.browse.noted.marks.with(|marks| marks.tags.clone());
        self.known
            .with(|known| self.typed.with(|typed| proposed_tags(known, typed, &has)))
    }

    /// Asks for the tags in use: they may be others since the last time.
    fn begin(self) {
        self.open.set(true);
        self.active.set(None);
        spawn_local(async move {
            match ipc::tags().await {
                Ok(tags) => self.known.set(tags),
                Err(failure) => self.browse.notices.failed(&failure),
            }
        });
    }

    fn type_on(self) {
        self.typed.set(raw(self.field));
        self.active.set(None);
        self.open.set(true);
    }

    fn list(self) -> Vec<AnyView> {
        let active = self.active.get();
        let proposals = self.proposals().into_iter().enumerate();
        proposals
            .map(|(at, tag)| {
                let taken = tag.tag.clone();
                // Before the field loses the focus, and with it the list.
                let take = move |event: leptos::ev::PointerEvent| {
                    event.prevent_default();
                    self.add(&taken);
                };
                view! {
                    <li id=proposal_id(at) role="option" aria-selected=(active == Some(at)).to_string() on:pointerdown=take>
                        <bdi>{tag.tag}</bdi><small>{tag.conversations}</small>
                    </li>
                }
                .into_any()
            })
            .collect()
    }

    fn key(self, event: &KeyboardEvent) {
        let proposals = untrack(|| self.proposals());
        let active = self.active.get_untracked();
        match event.key().as_str() {
            "ArrowDown" if !proposals.is_empty() => {
                let next = active.map_or(0, |at| (at + 1) % proposals.len());
                self.active.set(Some(next));
            }
            "ArrowUp" if !proposals.is_empty() => {
                let last = proposals.len() - 1;
                let next = active.map_or(last, |at| at.checked_sub(1).unwrap_or(last));
                self.active.set(Some(next));
            }
            "Enter" if !event.is_composing() => {
                let chosen = active.and_then(|at| proposals.get(at));
                let tag = chosen.map_or_else(|| raw(self.field), |tag| tag.tag.clone());
                self.add(&tag);
            }
            "Escape" => {
                event.stop_propagation();
                self.leave();
            }
            _ => return,
        }
        event.prevent_default();
    }

    /// Adds a tag. One that cannot be kept is said by the back end, and stays in the field.
    fn add(self, text: &str) {
        if text.trim().is_empty() {
            return;
        }
        let tag = tag_of(text);
        if tag.is_ok() {
            self.clear();
        }
        let tag = tag.unwrap_or_else(|_| text.to_owned());
        self.browse.tag(MarkChange::Tag(tag));
    }

    fn clear(self) {
        if let Some(field) = self.field.get_untracked() {
            field.set_value("");
        }
        self.typed.set(String::new());
        self.active.set(None);
    }

    /// Leaves the field; what was typed is left out.
    fn leave(self) {
        self.clear();
        self.open.set(false);
        crate::browser::dom::focus(crate::state::TIMELINE);
    }
}
