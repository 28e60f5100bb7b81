//! What the page of an account knows: which account, what of it is known here, and which tab is open.

use crate::ipc;
use crate::state::{AccountTab, AppState, VisitReason};
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::SourceId;
use model::account::AccountView;
use model::view::{SourceView, SyncState};

/// What the page knows.
#[derive(Clone, Copy)]
pub(super) struct AccountContext {
    pub(super) app: AppState,
    pub(super) source: SourceId,
    pub(super) account: RwSignal<Option<AccountView>>,
    pub(super) part: RwSignal<AccountTab>,
    pub(super) occasion: VisitReason,
}

impl AccountContext {
    /// Looks again at what is known here.
    pub(super) fn load(self) {
        spawn_local(async move { self.look().await });
    }

    /// The same, for who waits for it.
    pub(super) async fn look(self) {
        match ipc::nexudus_account(self.source).await {
            // A page that was closed meanwhile takes nothing.
            Ok(account) => drop(self.account.try_set(Some(account))),
            Err(failure) => self.app.notices.failed(&failure),
        }
    }

    /// The source as the status has it.
    pub(super) fn now(self) -> Option<SourceView> {
        self.app.status.with(|status| {
            let sources = status.iter().flat_map(|status| &status.sources);
            sources
                .clone()
                .find(|source| source.id == self.source)
                .cloned()
        })
    }

    /// Whether the sign-in has lapsed.
    pub(super) fn lapsed(self) -> bool {
        self.now()
            .is_some_and(|source| source.sync == SyncState::SignInNeeded)
    }
}
