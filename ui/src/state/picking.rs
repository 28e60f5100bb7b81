//! Picking several conversations of the list, and noting the same about all of them.

use super::browsing::BrowsingState;
use super::marks_state::UndoStep;
use super::notices::NoticeRemedy;
use crate::i18n::{Phrase, TextKey};
use crate::ipc;
use crate::view_model::page_cache::PageCache;
use crate::view_model::picked_rows::PickedRows;
use crate::view_model::type_ahead::begins_with;
use crate::view_model::virtual_scroll::{SelectionMove, moved};
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::ConversationId;
use model::failure::Failure;
use model::marks::{MarkChange, SetMarks};
use model::request::ListWindow;
use std::ops::Range;

impl BrowsingState {
    /// Whether several are picked, so that what is noted is noted about them.
    pub(crate) fn has_picked(self) -> bool {
        !self.list.picked.with_untracked(PickedRows::is_empty)
    }

    /// Picks the selected conversation, or picks it no more. False where none is.
    pub(crate) fn pick_selected(self) -> bool {
        let selected = self.list.selected.get_untracked();
        let place = selected.and_then(|selected| Some((selected.id, selected.row?)));
        if let Some((id, row)) = place {
            self.pick(id, row);
        }
        place.is_some()
    }

    /// Picks a conversation, or picks it no more.
    pub(crate) fn pick(self, id: ConversationId, row: u32) {
        self.list.touched.set(true);
        self.list.picked.update(|picked| picked.toggle(id, row));
    }

    /// Moves the selection, and picks the rows from where picking began to there.
    pub(crate) fn pick_step(self, step: SelectionMove) {
        let track = self.list.track.get_untracked();
        let from = self.selected_row();
        if let Some(row) = moved(&track, from, step) {
            self.pick_to(row);
            self.step(step);
        }
    }

    /// Picks the rows from where picking began to this one.
    pub(crate) fn pick_to(self, row: u32) {
        let selected = self.selected_row();
        let span = self
            .list
            .picked
            .try_update(|picked| picked.span_to(selected, row));
        if let Some(span) = span {
            self.pick_span(span);
        }
    }

    fn selected_row(self) -> Option<u32> {
        self.list.selected.get_untracked()?.row
    }

    /// Rows that are not held yet are asked for first.
    fn pick_span(self, span: Range<u32>) {
        let held: Option<Vec<ConversationId>> = self.list.pages.with_untracked(|pages| {
            let ids = span.clone().map(|row| Some(pages.row(row)?.id));
            ids.collect()
        });
        if let Some(ids) = held {
            return self.list.picked.update(|picked| picked.add(ids));
        }
        let list = self.list.pages.with_untracked(PageCache::list);
        let window = ListWindow {
            list,
            start: span.start,
            count: span.end - span.start,
        };
        spawn_local(async move {
            match ipc::list_window(window).await {
                Ok(rows) if self.list.pages.with_untracked(PageCache::list) == list => {
                    let ids = rows.iter().map(|row| row.id);
                    self.list.picked.update(|picked| picked.add(ids));
                }
                // Another list stands there by now.
                Ok(_) => {}
                Err(failure) => self.notices.failed(&failure),
            }
        });
    }

    /// Selects the next row, of those that are held, that begins with the letters typed so far.
    pub(crate) fn go_to_typed(self, letter: &str, now: f64) {
        let letters = self
            .list
            .typed
            .try_update_value(|typed| typed.take(letter, now).to_owned())
            .unwrap_or_default();
        let from = self.selected_row().unwrap_or(0);
        // One letter goes on from where the reader is; the next ones may stay there.
        let from = from + u32::from(letters.chars().count() == 1);
        let total = self.list.track.with_untracked(|track| track.rows);
        let found = self.list.pages.with_untracked(|pages| {
            let around = (from..total).chain(0..from.min(total));
            let mut held = around.filter_map(|row| Some((row, pages.row(row)?)));
            held.find(|(_, row)| begins_with(row, &letters))
        });
        if let Some((row, found)) = found {
            self.select(found.id, row);
        }
    }

    /// Picks none. False where none was picked.
    pub(crate) fn pick_none(self) -> bool {
        let had = self.has_picked();
        if had {
            self.list.picked.set(PickedRows::default());
        }
        had
    }

    /// Notes the same about all that are picked; one step takes it back.
    pub(crate) fn mark_picked(self, change: MarkChange) {
        let ids: Vec<ConversationId> = self
            .list
            .picked
            .with_untracked(|picked| picked.ids().collect());
        spawn_local(async move {
            let (undo, failed) = self.mark_each(ids, &change).await;
            if !undo.is_empty() {
                let words = Phrase::count(TextKey::SaidPicked, undo.len());
                let id = self.noted.remember(UndoStep::Many(undo));
                self.notices.done_with(&words, NoticeRemedy::Undo(id));
            }
            if let Some(failure) = failed {
                self.notices.failed(&failure);
            }
        });
    }

    /// One after the other; the first that cannot be noted ends it. Answers what takes back what was noted.
    pub(super) async fn mark_each(
        self,
        ids: Vec<ConversationId>,
        change: &MarkChange,
    ) -> (Vec<SetMarks>, Option<Failure>) {
        let mut undo = Vec::new();
        for conversation in ids {
            let set = SetMarks {
                conversation,
                changes: vec![change.clone()],
            };
            match ipc::set_marks(set).await {
                Ok(changed) => {
                    self.show_marks(&changed);
                    if !changed.undo.is_empty() {
                        undo.push(SetMarks {
                            conversation,
                            changes: changed.undo,
                        });
                    }
                }
                Err(failure) => return (undo, Some(failure)),
            }
        }
        (undo, None)
    }
}
