//! The field of the search: what is typed, what it may become, what it asks, and what of it was not
//! understood. What a search means is decided in the back end alone.

use crate::browser::dom;
use crate::components::shared::{action_for, icon};
use crate::i18n::{Phrase, TextKey, diagnosis_phrase, meaning_phrase, say, t};
use crate::ipc;
use crate::state::{BrowsingState, LIST, ListState, SEARCH};
use crate::view_model::filter::searching;
use crate::view_model::icon::Icon;
use crate::view_model::search_proposals::SearchProposals;
use crate::view_model::shortcuts::{KeyAction, KeyScope};
use leptos::ev::{Event, KeyboardEvent};
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::search::SearchCompletion;
use std::time::Duration;

/// How long the typing rests before the list follows a burst of letters, and before anything is proposed.
const REST: Duration = Duration::from_millis(70);

/// The id of the list of proposals.
const PROPOSALS: &str = "search-proposals";

/// What the field keeps for itself.
#[derive(Clone, Copy)]
struct SearchFieldState {
    browse: BrowsingState,
    waiting: RwSignal<Option<TimeoutHandle>>,
    proposals: RwSignal<SearchProposals>,
}

impl SearchFieldState {
    fn new(browse: BrowsingState) -> Self {
        Self {
            browse,
            waiting: RwSignal::new(None),
            proposals: RwSignal::new(SearchProposals::default()),
        }
    }

    fn typed(self) -> String {
        let input = self.browse.list.search.get_untracked();
        input.map(|input| input.value()).unwrap_or_default()
    }

    /// Lets the list follow what is typed: at once the letter that breaks a rest, and those of a burst once it rests.
    fn follow(self) {
        if self.waiting.with_untracked(Option::is_none) {
            self.find(&self.typed());
        }
        self.look(REST);
    }

    /// Finds what is typed by then, and proposes what it may become.
    fn look(self, rest: Duration) {
        if let Some(handle) = self.waiting.get_untracked() {
            TimeoutHandle::clear(&handle);
        }
        let go = move || {
            self.waiting.set(None);
            self.find(&self.typed());
            self.propose();
        };
        self.waiting.set(set_timeout_with_handle(go, rest).ok());
    }

    fn find(self, text: &str) {
        let filter = self.browse.list.filter.get_untracked();
        self.browse.filter(searching(&filter, text));
    }

    /// Proposes what the text may become. An emptied field proposes nothing: it would cover the list that somebody
    /// has just asked for.
    fn propose(self) {
        if self.typed().trim().is_empty() {
            self.close();
        } else {
            self.ask();
        }
    }

    /// Asks what the text may become. An answer to an older text is dropped.
    fn ask(self) {
        let text = self.typed();
        let asked = searching(&self.browse.list.filter.get_untracked(), &text);
        spawn_local(async move {
            // Proposals are a help: without an answer the field works as ever.
            if let Ok(found) = ipc::complete_search(asked).await
                && self.typed() == text
                && dom::has_focus(SEARCH)
            {
                self.proposals
                    .update(|proposals| proposals.show(&text, found));
            }
        });
    }

    fn close(self) {
        self.proposals.update(SearchProposals::close);
    }

    /// Takes a proposal over. An operator without its value is typed on.
    fn accept(self, proposal: &SearchCompletion) {
        self.close();
        self.find(&proposal.text);
        if let Some(input) = self.browse.list.search.get_untracked() {
            input.set_value(&proposal.text);
        }
        dom::focus(SEARCH);
        self.propose();
    }

    fn on_key(self, event: &KeyboardEvent) {
        let action = action_for(KeyScope::Search, event);
        let chosen = self.proposals.with_untracked(SearchProposals::chosen);
        let is_open = self.proposals.with_untracked(SearchProposals::is_open);
        match (action, chosen) {
            (Some(KeyAction::Find), Some(proposal)) => self.accept(&proposal),
            (Some(KeyAction::Find), None) => {
                self.close();
                self.look(Duration::ZERO);
                dom::focus(LIST);
            }
            (Some(KeyAction::Clear), _) if is_open => {
                event.prevent_default();
                self.close();
            }
            (Some(KeyAction::Clear), _) if !self.typed().is_empty() => self.find(""),
            (Some(KeyAction::Clear), _) => dom::focus(LIST),
            (Some(KeyAction::NextProposal), _) if is_open => self.step(event, 1),
            (Some(KeyAction::PreviousProposal), _) if is_open => self.step(event, -1),
            (Some(KeyAction::NextProposal), _) if self.typed().is_empty() => {
                event.prevent_default();
                self.ask();
            }
            (Some(KeyAction::NextProposal), _) => {
                event.prevent_default();
                dom::focus(LIST);
            }
            _ => {}
        }
    }

    fn step(self, event: &KeyboardEvent, by: i32) {
        event.prevent_default();
        self.proposals.update(|proposals| proposals.step(by));
    }
}

/// The field, with what it may become.
pub(super) fn search_field(browse: BrowsingState) -> impl IntoView {
    let field = SearchFieldState::new(browse);
    let text = move || browse.list.filter.with(|filter| filter.text.clone());
    let open = move || field.proposals.with(SearchProposals::is_open);
    let active = move || {
        let at = field.proposals.with(SearchProposals::chosen_at)?;
        Some(proposal_id(at))
    };
    let typed = move |_: Event| field.follow();
    // A click on a proposal takes the focus away before it is heard.
    let left = move |_| set_timeout(move || field.close(), Duration::from_millis(150));
    view! {
        <div class="search" role="search">
            {icon(Icon::Search)}
            <input
                id=SEARCH
                type="text"
                autocomplete="off"
                spellcheck="false"
                dir="auto"
                node_ref=browse.list.search
                placeholder=t(TextKey::SearchHint)
                aria-label=t(TextKey::SearchLabel)
                role="combobox"
                aria-autocomplete="list"
                aria-controls=PROPOSALS
                aria-expanded=move || if open() { "true" } else { "false" }
                aria-activedescendant=active
                data-testid="search"
                prop:value=text
                on:input=typed
                on:focus=move |_| field.propose()
                on:blur=left
                on:keydown=move |event: KeyboardEvent| field.on_key(&event)
            />
            {move || (!text().is_empty()).then(|| clear_button(field))}
            <output class="result-count" data-testid="result-count">
                {move || browse.list.head.get().map(|head| say(&Phrase::count(TextKey::ResultCount, head.total)))}
            </output>
            <kbd aria-hidden="true">"/"</kbd>
            {move || open().then(|| proposals(field))}
        </div>
    }
}

fn proposal_id(at: usize) -> String {
    format!("{PROPOSALS}-{at}")
}

fn proposals(field: SearchFieldState) -> AnyView {
    let chosen = move || field.proposals.with(SearchProposals::chosen_at);
    let all = field.proposals.with(|proposals| proposals.all().to_vec());
    let items = all.into_iter().enumerate().map(|(at, proposal)| {
        let count = proposal
            .conversations
            .map(|count| say(&Phrase::count(TextKey::ResultCount, count)));
        let word = proposal.word.clone();
        let accept = move |_| field.accept(&proposal);
        let is_chosen = move || if chosen() == Some(at) { "true" } else { "false" };
        view! {
            <li id=proposal_id(at) role="option" aria-selected=is_chosen data-testid="search-proposal" on:mousedown=accept>
                <span class="word">{word}</span>
                <span class="count">{count}</span>
            </li>
        }
    });
    view! {
        <ul id=PROPOSALS class="search-proposals" role="listbox" aria-label=t(TextKey::SearchProposals) data-testid="search-proposals">
            {items.collect::<Vec<_>>()}
        </ul>
    }
    .into_any()
}

fn clear_button(field: SearchFieldState) -> AnyView {
    let clear = move |_| {
        field.find("");
        dom::focus(SEARCH);
    };
    view! {
        <button class="plain" type="button" aria-label=t(TextKey::SearchClear) title=t(TextKey::SearchClear) on:click=clear>
            {icon(Icon::Close)}
        </button>
    }
    .into_any()
}

/// What the search asks, and what of it was not understood as typed.
pub(super) fn search_told(list: ListState) -> Option<AnyView> {
    let head = list.head.get()?;
    let meaning = head.meaning.as_ref().map(|meaning| {
        view! { <p class="search-meaning" data-testid="search-meaning">{say(&meaning_phrase(meaning))}</p> }
    });
    let diagnoses = head.diagnoses.iter().map(|diagnosis| {
        view! { <p class="search-notice" data-testid="search-notice">{icon(Icon::Info)}{say(&diagnosis_phrase(diagnosis))}</p> }
    });
    let diagnoses = diagnoses.collect::<Vec<_>>();
    (meaning.is_some() || !diagnoses.is_empty()).then(|| {
        view! { <div class="search-told" role="status">{meaning}{diagnoses}</div> }.into_any()
    })
}
