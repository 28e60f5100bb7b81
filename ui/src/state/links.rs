//! What leaves the window: links, after a question, and text for the clipboard.

use super::dialog::{DialogKind, DialogState};
use super::notices::{NoticeRemedy, NoticesState};
use crate::i18n::TextKey;
use crate::ipc;
use crate::view_model::link::leads;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::collections::BTreeSet;

/// The hosts that the reader trusts for this session, and the ways out.
#[derive(Clone, Copy)]
pub(crate) struct LinksState {
    trusted: RwSignal<BTreeSet<String>>,
    dialogs: DialogState,
    notices: NoticesState,
}

impl LinksState {
    /// No host is trusted.
    pub(super) fn new(dialogs: DialogState, notices: NoticesState) -> Self {
        Self {
            trusted: RwSignal::new(BTreeSet::new()),
            dialogs,
            notices,
        }
    }

    /// Follows a link: asks first, unless the reader trusts its host for this session.
    pub(crate) fn open_or_ask(self, url: &str) {
        let Some(leads) = leads(url) else {
            self.notices.done(&TextKey::LinkRefused.into());
            return;
        };
        if self
            .trusted
            .with_untracked(|hosts| hosts.contains(&leads.host))
        {
            self.open(leads.url);
        } else {
            self.dialogs.open(DialogKind::Link(leads));
        }
    }

    /// Opens a page in the browser.
    pub(crate) fn open(self, url: String) {
        spawn_local(async move {
            if let Err(failure) = ipc::open_link(url.clone()).await {
                self.notices
                    .failed_with(&failure, NoticeRemedy::CopyLink(url));
            }
        });
    }

    /// Does not ask again for a host in this session.
    pub(crate) fn trust_host(self, host: &str) {
        self.trusted.update(|hosts| {
            hosts.insert(host.to_owned());
        });
    }

    /// Puts text on the clipboard, and says so.
    pub(crate) fn copy(self, text: String, said: TextKey) {
        self.notices.run(async move {
            ipc::copy_text(text).await?;
            self.notices.done(&said.into());
            Ok(())
        });
    }
}
