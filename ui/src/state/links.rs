//! What leaves the window: links and text for the clipboard. Whether a link is followed is asked by the
//! application, outside of the page.

use super::notices::{NoticeRemedy, NoticesState};
use crate::i18n::TextKey;
use crate::ipc;
use leptos::task::spawn_local;
use model::failure::Failure;

/// The ways out.
#[derive(Clone, Copy)]
pub(crate) struct LinksState {
    notices: NoticesState,
}

impl LinksState {
    /// The ways out, and where it is said that one did not open.
    pub(super) fn new(notices: NoticesState) -> Self {
        Self { notices }
    }

    /// Opens a page in the browser, or a mail. The application asks first; whoever says no has decided,
    /// and is told nothing.
    pub(crate) fn open(self, url: &str) {
        let url = url.to_owned();
        spawn_local(async move {
            match ipc::open_link(url.clone()).await {
                Ok(()) | Err(Failure::NotConfirmed) => {}
                Err(failure) => self
                    .notices
                    .failed_with(&failure, NoticeRemedy::CopyLink(url)),
            }
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
