//! Finding words in the conversation that is read: other words than those of the list's search are marked in it, as
//! long as the field for them is open.

use super::browsing::BrowsingState;
use super::reading_state::{DETAIL, FIND};
use crate::browser::dom;
use leptos::prelude::*;

impl BrowsingState {
    /// Opens the field and gives it the keyboard; false where nothing is read.
    pub(crate) fn begin_find(self) -> bool {
        let reading = self.reading;
        if reading.detail.with_untracked(Option::is_none) {
            return false;
        }
        if reading.find.with_untracked(Option::is_none) {
            reading.find.set(Some(String::new()));
        }
        request_animation_frame(|| dom::select(FIND));
        true
    }

    /// Marks these words in the conversation.
    pub(crate) fn find_here(self, text: String) {
        // What was typed last may come after the field was closed.
        if self.reading.find.with_untracked(Option::is_none) {
            return;
        }
        self.reading.find.set(Some(text));
        self.mark_anew();
    }

    /// Closes the field; what the list was searched for is marked again.
    pub(crate) fn end_find(self) {
        self.reading.find.set(None);
        self.mark_anew();
        dom::focus(DETAIL);
    }

    fn mark_anew(self) {
        if let Some(id) = self.reading.wanted.get_untracked() {
            self.read(id);
        }
    }
}
