//! What the list says when it has no rows. Each reason has its own words and its own way on.

use crate::components::shared::icon;
use crate::i18n::{Phrase, PhraseArg, TextKey, say, t};
use crate::ipc;
use crate::state::{
    AccountTab, BrowsingState, DialogState, NoticesState, StatusSignal, VisitReason,
};
use crate::view_model::empty_list::{EmptyReason, may_lack, part_name, ways_on, why_empty};
use crate::view_model::filter::{is_narrowed, shortened};
use crate::view_model::icon::Icon;
use crate::view_model::sync_status::{lapsed, overall};
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::SourceId;
use model::relaxation::ListRelaxation;
use model::request::ListFilter;
use model::view::StatusView;

/// What an empty list says. It is drawn anew where that changes, not whenever a sync reports.
#[derive(Clone, PartialEq)]
struct EmptyState {
    why: EmptyReason,
    words: String,
    filter: ListFilter,
    /// The source that must be signed in to again.
    lapsed: Option<SourceId>,
    /// Whether something may be missing here that a server has.
    may_lack: bool,
}

/// What the relaxations were asked of: another search or other data has others.
type RelaxationKey = (ListFilter, u64);

/// What was answered, and of which search.
type FoundWays = RwSignal<Option<(ListFilter, Vec<ListRelaxation>)>>;

/// The empty state; nothing while the list has rows, or while nobody knows yet.
pub(super) fn empty_state(
    browse: BrowsingState,
    dialogs: DialogState,
    notices: NoticesState,
    status: StatusSignal,
) -> impl IntoView {
    let now = Memo::new(move |_| state_now(browse, status));
    let found = relaxations(status, now);
    let next = move |state: &EmptyState| action(browse, dialogs, notices, state);
    move || {
        now.get()
            .map(|state| drawn(browse, &state, found, next(&state).into_any()))
    }
}

fn state_now(browse: BrowsingState, status: StatusSignal) -> Option<EmptyState> {
    let head = browse.list.head.get()?;
    if head.total > 0 || browse.list.busy.get() {
        return None;
    }
    status.with(|status| {
        let status = status.as_ref()?;
        let why = why_empty(status, &head.filter);
        Some(EmptyState {
            why,
            words: words(why, status, &head.filter),
            filter: head.filter.clone(),
            lapsed: lapsed(&status.sources),
            may_lack: may_lack(status),
        })
    })
}

fn drawn(browse: BrowsingState, state: &EmptyState, found: FoundWays, action: AnyView) -> AnyView {
    let (sign, title) = heading(state.why);
    let ways = (state.why == EmptyReason::Filtered).then(|| ways(browse, state, found));
    view! {
        <div class="empty" role="status" data-testid="empty">
            {icon(sign)}
            <h3>{t(title)}</h3>
            <p>{state.words.clone()}</p>
            {ways}
            {action}
        </div>
    }
    .into_any()
}

/// Asks which part of what is asked empties the list, once for each search and each state of the data.
fn relaxations(status: StatusSignal, now: Memo<Option<EmptyState>>) -> FoundWays {
    let key = Memo::new(move |_| {
        let filter = now.with(|now| {
            let filtered = now.as_ref().filter(|it| it.why == EmptyReason::Filtered);
            filtered.map(|it| it.filter.clone())
        })?;
        let generation = status.with(|status| Some(status.as_ref()?.generation))?;
        Some((filter, generation))
    });
    let found = RwSignal::new(None);
    Effect::new(move |_| {
        let asked = key.get();
        if let Some(asked) = asked {
            spawn_local(ask(asked, key, found));
        }
    });
    found
}

async fn ask(asked: RelaxationKey, key: Memo<Option<RelaxationKey>>, found: FoundWays) {
    let answer = ipc::relaxations(asked.0.clone()).await;
    // Without an answer the list is empty, and everything else can be done as before.
    let Ok(answer) = answer else { return };
    if key.try_get_untracked().flatten().as_ref() == Some(&asked) {
        found.try_set(Some((asked.0, answer)));
    }
}

/// Which part of what is asked empties the list, and what it would show without it.
fn ways(browse: BrowsingState, state: &EmptyState, found: FoundWays) -> AnyView {
    let coverage = state
        .may_lack
        .then(|| view! { <p>{t(TextKey::RelaxCoverage)}</p> });
    let asked = state.filter.clone();
    let told = move || {
        found.with(|found| {
            let (_, found) = found.as_ref().filter(|(filter, _)| *filter == asked)?;
            Some(told(browse, found))
        })
    };
    view! {
        <div class="ways" data-testid="ways">
            {told}
            {coverage}
        </div>
    }
    .into_any()
}

fn told(browse: BrowsingState, found: &[ListRelaxation]) -> AnyView {
    let part = |one: &ListRelaxation| PhraseArg::Text(say(&part_name(&one.part)));
    let alone = found.iter().filter(|one| one.alone == 0).map(|one| {
        let words = say(&Phrase::new(TextKey::RelaxAlone).with("part", part(one)));
        view! { <li data-testid="way-alone">{words}</li> }.into_any()
    });
    let ways = ways_on(found);
    let none = (ways.is_empty() && found.len() > 1 && found.iter().all(|one| one.alone > 0))
        .then(|| view! { <li>{t(TextKey::RelaxNone)}</li> }.into_any());
    let ways = ways.into_iter().map(|one| {
        let words = Phrase::new(TextKey::RelaxWithout)
            .with("part", part(one))
            .with("found", PhraseArg::count(TextKey::CountConversations, one.conversations));
        let filter = one.filter.clone();
        let go = move |_| browse.filter(filter.clone());
        view! { <li><button class="button" type="button" data-testid="way" on:click=go>{say(&words)}</button></li> }
            .into_any()
    });
    let lines: Vec<AnyView> = alone.chain(none).chain(ways).collect();
    view! { <ul>{lines}</ul> }.into_any()
}

const fn heading(why: EmptyReason) -> (Icon, TextKey) {
    match why {
        EmptyReason::NeverSynced => (Icon::Sources, TextKey::EmptyNeverTitle),
        EmptyReason::Syncing => (Icon::Refresh, TextKey::EmptySyncingTitle),
        EmptyReason::OfflineNever => (Icon::Offline, TextKey::EmptyOfflineTitle),
        EmptyReason::SignInNeeded => (Icon::Lock, TextKey::EmptyNeverTitle),
        EmptyReason::Waiting => (Icon::Clock, TextKey::EmptyWaitTitle),
        EmptyReason::Failed => (Icon::Warning, TextKey::EmptyNeverTitle),
        EmptyReason::Filtered => (Icon::Filter, TextKey::EmptyFilteredTitle),
        EmptyReason::Nothing => (Icon::Conversations, TextKey::EmptySpaceTitle),
    }
}

fn words(why: EmptyReason, status: &StatusView, filter: &ListFilter) -> String {
    let plain = |key: TextKey| t(key).to_owned();
    match why {
        EmptyReason::NeverSynced => plain(TextKey::EmptyNeverText),
        EmptyReason::Syncing => plain(TextKey::EmptySyncingText),
        EmptyReason::OfflineNever => plain(TextKey::EmptyOfflineText),
        EmptyReason::SignInNeeded if lapsed(&status.sources).is_some() => {
            plain(TextKey::EmptyLapsedText)
        }
        EmptyReason::SignInNeeded => plain(TextKey::EmptySignInText),
        EmptyReason::Waiting => plain(TextKey::EmptyWaitText),
        EmptyReason::Nothing => plain(TextKey::EmptySpaceText),
        EmptyReason::Failed => overall(&status.sources)
            .and_then(|line| line.detail)
            .map_or_else(|| plain(TextKey::EmptyNeverText), |detail| say(&detail)),
        EmptyReason::Filtered if !filter.text.trim().is_empty() => {
            let key = if is_search_alone(filter) {
                TextKey::EmptySearch
            } else {
                TextKey::EmptyFilteredSearch
            };
            say(&Phrase::new(key).with("text", PhraseArg::Text(shortened(&filter.text))))
        }
        EmptyReason::Filtered => say(&Phrase::new(TextKey::EmptyFilteredText).with(
            "n",
            PhraseArg::count(TextKey::CountConversations, status.conversations),
        )),
    }
}

/// Whether the words of the search hide everything, and nothing else does.
fn is_search_alone(filter: &ListFilter) -> bool {
    let without = ListFilter {
        text: String::new(),
        ..filter.clone()
    };
    is_narrowed(filter) && !is_narrowed(&without)
}

fn action(
    browse: BrowsingState,
    dialogs: DialogState,
    notices: NoticesState,
    state: &EmptyState,
) -> Option<AnyView> {
    let button = |key: TextKey, test: &'static str, act: Box<dyn Fn()>| {
        view! { <button class="button" type="button" data-testid=test on:click=move |_| act()>{t(key)}</button> }
            .into_any()
    };
    match state.why {
        EmptyReason::Filtered => Some(button(
            if is_search_alone(&state.filter) {
                TextKey::EmptyClearSearch
            } else {
                TextKey::EmptyClear
            },
            "clear-filter",
            Box::new(move || browse.filter(ListFilter::default())),
        )),
        EmptyReason::NeverSynced | EmptyReason::OfflineNever | EmptyReason::Failed => Some(button(
            TextKey::SyncNow,
            "empty-sync",
            Box::new(move || notices.run(ipc::sync_now())),
        )),
        EmptyReason::SignInNeeded => state.lapsed.map(|source| {
            button(
                TextKey::StatusSignInAct,
                "empty-sign-in",
                Box::new(move || {
                    dialogs.open_account(source, AccountTab::SignIn, VisitReason::Asked)
                }),
            )
        }),
        EmptyReason::Syncing | EmptyReason::Waiting | EmptyReason::Nothing => None,
    }
}
