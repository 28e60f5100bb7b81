//! What the list says when it has no rows. Each reason has its own words and its own way on.

use super::icon;
use crate::browser::{say, t};
use crate::i18n::{Arg, Key, Phrase};
use crate::ipc;
use crate::state::{App, Part};
use crate::view_model::filter::{is_narrowed, shortened};
use crate::view_model::icon::Icon;
use crate::view_model::status::{Empty, lapsed, why_empty};
use leptos::prelude::*;
use model::SourceId;
use model::request::ListFilter;
use model::view::StatusView;

/// The empty state; nothing while the list has rows, or while nobody knows yet.
pub(super) fn empty(app: App) -> Option<AnyView> {
    let head = app.list.head.get()?;
    if head.total > 0 || app.list.busy.get() {
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
                {action(app, why, &head.filter, lapsed(&status.sources))}
            </div>
        }
        .into_any(),
    )
}

const fn heading(why: Empty) -> (Icon, Key) {
    match why {
        Empty::NeverSynced => (Icon::Sources, Key::EmptyNeverTitle),
        Empty::Syncing => (Icon::Refresh, Key::EmptySyncingTitle),
        Empty::OfflineNever => (Icon::Offline, Key::EmptyOfflineTitle),
        Empty::SignInNeeded => (Icon::Lock, Key::EmptyNeverTitle),
        Empty::Waiting => (Icon::Clock, Key::EmptyWaitTitle),
        Empty::Failed => (Icon::Warning, Key::EmptyNeverTitle),
        Empty::Filtered => (Icon::Filter, Key::EmptyFilteredTitle),
        Empty::Nothing => (Icon::Conversations, Key::EmptySpaceTitle),
    }
}

fn words(why: Empty, status: &StatusView, filter: &ListFilter) -> String {
    let plain = |key: Key| t(key).to_owned();
    match why {
        Empty::NeverSynced => plain(Key::EmptyNeverText),
        Empty::Syncing => plain(Key::EmptySyncingText),
        Empty::OfflineNever => plain(Key::EmptyOfflineText),
        Empty::SignInNeeded if lapsed(&status.sources).is_some() => plain(Key::EmptyLapsedText),
        Empty::SignInNeeded => plain(Key::EmptySignInText),
        Empty::Waiting => plain(Key::EmptyWaitText),
        Empty::Nothing => plain(Key::EmptySpaceText),
        Empty::Failed => crate::view_model::status::overall(&status.sources)
            .and_then(|said| said.detail)
            .unwrap_or_else(|| plain(Key::EmptyNeverText)),
        Empty::Filtered if !filter.text.trim().is_empty() => {
            let key = if is_search_alone(filter) {
                Key::EmptySearch
            } else {
                Key::EmptyFilteredSearch
            };
            say(&Phrase::new(key).with("text", Arg::Text(shortened(&filter.text))))
        }
        Empty::Filtered => say(&Phrase::new(Key::EmptyFilteredText).with(
            "n",
            Arg::Count(
                Key::CountConversations,
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

fn action(app: App, why: Empty, filter: &ListFilter, lapsed: Option<SourceId>) -> Option<AnyView> {
    let button = |key: Key, test: &'static str, act: Box<dyn Fn()>| {
        view! { <button class="button" type="button" data-testid=test on:click=move |_| act()>{t(key)}</button> }
            .into_any()
    };
    match why {
        Empty::Filtered => Some(button(
            if is_search_alone(filter) {
                Key::EmptyClearSearch
            } else {
                Key::EmptyClear
            },
            "clear-filter",
            Box::new(move || app.filter(ListFilter::default())),
        )),
        Empty::NeverSynced | Empty::OfflineNever | Empty::Failed => Some(button(
            Key::SyncNow,
            "empty-sync",
            Box::new(move || app.run(ipc::sync_now())),
        )),
        Empty::SignInNeeded => lapsed.map(|source| {
            button(
                Key::StatusSignInAct,
                "empty-sign-in",
                Box::new(move || app.account(source, Part::SignIn)),
            )
        }),
        Empty::Syncing | Empty::Waiting | Empty::Nothing => None,
    }
}
