//! What the list says when it has no rows. Each reason has its own words and its own way on.

use crate::components::shared::icon;
use crate::i18n::{Phrase, PhraseArg, TextKey, say, t};
use crate::ipc;
use crate::state::{AccountTab, AppState, BrowsingState, DialogState, NoticesState, VisitReason};
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

/// The empty state; nothing while the list has rows, or while nobody knows yet.
pub(super) fn empty_state(app: AppState) -> Option<AnyView> {
    let head = app.browse.list.head.get()?;
    if head.total > 0 || app.browse.list.busy.get() {
        return None;
    }
    let status = app.status.get()?;
    let why = why_empty(&status, &head.filter);
    let (sign, title) = heading(why);
    Some(
        view! {
            <div class="empty" role="status" data-testid="empty">
                {icon(sign)}
                <h3>{t(title)}</h3>
                <p>{words(why, &status, &head.filter)}</p>
                {(why == EmptyReason::Filtered).then(|| ways(app.browse, &head.filter, &status))}
                {action(app.browse, app.dialogs, app.notices, why, &head.filter, lapsed(&status.sources))}
            </div>
        }
        .into_any(),
    )
}

/// Which part of what is asked empties the list, and what it would show without it.
fn ways(browse: BrowsingState, filter: &ListFilter, status: &StatusView) -> AnyView {
    let found = RwSignal::new(None::<Vec<ListRelaxation>>);
    let asked = filter.clone();
    spawn_local(async move {
        // Without an answer the list is empty, and everything else can be done as before.
        if let Ok(answer) = ipc::relaxations(asked).await {
            found.try_set(Some(answer));
        }
    });
    let coverage =
        may_lack(status).then(|| view! { <p class="lacking">{t(TextKey::RelaxCoverage)}</p> });
    view! {
        <div class="ways" data-testid="ways">
            {move || found.with(|found| found.as_deref().map(|found| told(browse, found)))}
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
        let count = i64::try_from(one.conversations).unwrap_or(i64::MAX);
        let words = Phrase::new(TextKey::RelaxWithout)
            .with("part", part(one))
            .with("found", PhraseArg::Count(TextKey::CountConversations, count));
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
            PhraseArg::Count(
                TextKey::CountConversations,
                i64::try_from(status.conversations).unwrap_or(i64::MAX),
            ),
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
    why: EmptyReason,
    filter: &ListFilter,
    lapsed: Option<SourceId>,
) -> Option<AnyView> {
    let button = |key: TextKey, test: &'static str, act: Box<dyn Fn()>| {
        view! { <button class="button" type="button" data-testid=test on:click=move |_| act()>{t(key)}</button> }
            .into_any()
    };
    match why {
        EmptyReason::Filtered => Some(button(
            if is_search_alone(filter) {
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
        EmptyReason::SignInNeeded => lapsed.map(|source| {
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
