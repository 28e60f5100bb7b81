//! Reading: opening a conversation, keeping it up to date, and going from match to match.

use super::browsing::BrowsingState;
use super::reading_state::TIMELINE;
use crate::browser::dom;
use crate::ipc;
use crate::view_model::timeline::{CHUNK, HiddenRows, drawn_next};
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::ConversationId;
use model::failure::FailureCode;
use model::request::OpenConversation;
use model::view::ConversationDetail;
use std::sync::Arc;
use std::time::Duration;

/// How long reading the same conversation anew rests before its person's others are asked for again.
const RELATED_REST: Duration = Duration::from_millis(400);

impl BrowsingState {
    /// Reads a conversation. The one before stays until the new one is here.
    pub(crate) fn read(self, id: ConversationId) {
        let reading = self.reading;
        let turn = reading.turn.get_untracked().wrapping_add(1);
        reading.turn.set(turn);
        if reading.wanted.get_untracked() != Some(id) {
            reading.find.set(None);
        }
        reading.wanted.set(Some(id));
        let request = OpenConversation {
            id,
            text: self.marked_text(),
        };
        let asked = ipc::conversation(request);
        spawn_local(async move {
            let answer = asked.await;
            if reading.turn.get_untracked() != turn {
                return;
            }
            match answer {
                Ok(detail) => self.take_conversation(detail),
                Err(failure) if failure.code() == FailureCode::NotFound => {
                    reading.detail.set(None);
                    reading.gone.set(true);
                }
                Err(failure) => self.notices.failed(&failure),
            }
        });
    }

    /// What is marked: the words that are looked for in this conversation alone, or else what the list was searched
    /// for, half a word included while it is typed.
    fn marked_text(self) -> String {
        let here = self.reading.find.get_untracked();
        here.filter(|text| !text.trim().is_empty())
            .unwrap_or_else(|| {
                self.list
                    .filter
                    .with_untracked(|filter| filter.text.clone())
            })
    }

    fn take_conversation(self, mut detail: ConversationDetail) {
        let reading = self.reading;
        let id = detail.row.id;
        let another = reading
            .detail
            .with_untracked(|before| before.as_ref().is_none_or(|before| before.row.id != id));
        self.noted.take(&mut detail);
        if another {
            self.noted.leave_fields();
            reading.rows.set(HiddenRows::Hidden);
            // The same one over newer data is drawn at once, so that the reader stays where they are.
            reading.drawn.set(CHUNK);
            // What the window chose by itself while a list fills is nothing to come back to.
            if !self.list.is_left_alone() {
                self.settings
                    .update(|settings| settings.selected = Some(id));
            }
        }
        self.ask_related(id);
        reading.gone.set(false);
        let same = reading
            .detail
            .with_untracked(|before| before.as_deref() == Some(&detail));
        if !same {
            reading.detail.set(Some(Arc::new(detail)));
            request_animation_frame(move || self.arrive_at_text(another));
        }
    }

    /// Asks for the person's other conversations: at once where they are not shown yet, and else once nothing more is
    /// asked of this one, since each letter of a search reads it anew.
    fn ask_related(self, id: ConversationId) {
        let reading = self.reading;
        if reading.related.with_untracked(|related| related.0) != Some(id) {
            return self.find_related(id);
        }
        let turn = reading.turn.get_untracked();
        let ask = move || {
            if reading.turn.try_get_untracked() == Some(turn) {
                self.find_related(id);
            }
        };
        set_timeout(ask, RELATED_REST);
    }

    /// Without an answer there is no strip, and nothing else is missing.
    fn find_related(self, id: ConversationId) {
        let reading = self.reading;
        spawn_local(async move {
            if let Ok(related) = ipc::related_conversations(id).await
                && reading.wanted.get_untracked() == Some(id)
            {
                reading.related.set((Some(id), related));
            }
        });
    }

    /// A conversation that was just opened begins at its top, or at its first match.
    fn arrive_at_text(self, another: bool) {
        let found = dom::marks(TIMELINE).len();
        self.reading.matches.set((0, found));
        if another && let Some(timeline) = dom::by_id(TIMELINE) {
            timeline.set_scroll_top(0);
        }
        if found > 0 {
            self.show_match(0);
        }
    }

    /// Draws more of a long conversation, or counts its matches where all of it is drawn.
    pub(crate) fn draw_on(self, entries: usize) {
        let drawn = self.reading.drawn;
        if drawn.get() < entries {
            request_animation_frame(move || drawn.update(|drawn| *drawn = drawn_next(*drawn)));
        } else if entries > CHUNK {
            self.count_matches();
        }
    }

    /// The first match is shown where none was drawn before.
    fn count_matches(self) {
        let (at, before) = self.reading.matches.get_untracked();
        let found = dom::marks(TIMELINE).len();
        self.reading.matches.set((at, found));
        if before == 0 && found > 0 {
            self.show_match(0);
        }
    }

    /// Goes to the next match (1) or the previous one (-1), around the ends.
    pub(crate) fn step_match(self, by: isize) {
        let (at, found) = self.reading.matches.get_untracked();
        if found > 0 {
            let next = at.checked_add_signed(by).unwrap_or(found - 1) % found;
            self.show_match(next);
        }
    }

    fn show_match(self, at: usize) {
        let marks = dom::marks(TIMELINE);
        for (index, mark) in marks.iter().enumerate() {
            // A class list of a live element takes any plain name.
            let _ = mark.class_list().toggle_with_force("here", index == at);
        }
        if let Some(mark) = marks.get(at) {
            dom::reveal(mark);
        }
        self.reading.matches.set((at, marks.len()));
    }
}
